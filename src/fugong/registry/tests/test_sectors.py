"""Branches: read from codes and names, proposed from what a company says it does."""

import pytest
from django.utils.translation import override

from fugong.registry import sectors
from fugong.registry.templatetags.registry import sector_name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C3921", "C3921"), ("3921", "C3921"), ("c", "C"), ("制造业", "C"), ("C 制造业", "C"), ("工业", "C"), ("批发和零售业", "F"),
        ("39 计算机、通信和其他电子设备制造业", "C39"), ("餐饮业", "H62"), ("D3921", None), ("C9999", None), ("不知道", None),
    ],
)  # fmt: skip
def test_read(text, code):
    assert sectors.read(text) == code


@pytest.mark.parametrize(
    ("name", "scope", "section"),
    [
        ("青岛某某精密机械有限公司", "", "C"), ("厦门某某商贸有限公司", "", "F"), ("某某餐饮管理有限公司", "", "H"),
        ("某某货物运输有限公司", "", "G"), ("某某建筑装饰工程有限公司", "", "E"), ("某某软件有限公司", "", "I"),
        ("某某科技有限公司", "塑料制品制造；销售", "C"), ("某某设备租赁有限公司", "", "L"), ("某某", "", ""),
    ],
)  # fmt: skip
def test_propose(name, scope, section):
    assert sectors.propose(name, scope) == section


def test_every_code_has_a_name_of_its_section():
    assert all(code[0] in "ABCDEFGHIJKLMNOPQRST" and name for code, name in sectors.names().items())
    assert sectors.label("C3921") == "通信系统设备制造"


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("zh-hans", "B06", "煤炭开采和洗选业"), ("zh-hans", "B0610", "烟煤和无烟煤开采洗选"), ("zh-hans", "B", "采矿业"),
        ("en", "B06", "mining"), ("zh-hans", "", ""),
    ],
)  # fmt: skip
def test_the_page_names_the_division_as_the_preview_of_an_import_does(language, code, name):
    with override(language):
        assert sector_name(code) == name
