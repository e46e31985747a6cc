"""The sheet of many enterprises' people: checked cell by cell, applied whole, forgotten afterwards."""

from typing import Any

import pytest
from django.urls import reverse

from fugong.core import clock
from fugong.sheets import actions, kinds
from fugong.sheets.models import SheetRow, Verdict
from fugong.sheets.tests.lists import xlsx
from fugong.workforce import exports
from fugong.workforce.models import Employment, Person
from fugong.workforce.sheets import KEY
from fugong.workforce.tests.conftest import OUTSIDE, Enter, number

pytestmark = pytest.mark.django_db
HEAD = ["企业名称", "返岗人员姓名", "身份证号码", "手机号", "来自", "抵达日期", "交通方式", "住宿情况", "岗位"]


def read(cast: Any, *rows: list[Any]) -> Any:
    file = xlsx(("返岗", [["返岗人员一人一档登记表"], HEAD, *rows]))
    return actions.read(kind=kinds.get(KEY), file=file, name="返岗.xlsx", campaign=cast.campaign, by=cast.desk)


def faults(found: Any) -> list[tuple[str, str]]:
    return [(where, level) for row in found.rows.order_by("number") for where, _words, _kind, level in row.faults]


def test_people_come_in_with_their_enterprise_and_leave_the_staging_table(cast: Any, enter: Enter) -> None:
    enter(3, "王五")
    found = read(
        cast,
        [
            cast.river.name,
            "张三",
            number(1),
            "138 0013 8000",
            "江苏赣榆",
            "2020年2月19日",
            "高铁",
            "集体宿舍",
            "驾驶员",
        ],
        [cast.shop.name, "李四", number(2), "", "", "", "", "", ""],
        [cast.shop.name, "王五", number(3), "", "", "", "", "", ""],
        [cast.river.name, "王五", number(3), "", "", "", "", "", ""],
    )
    assert faults(found) == []
    assert found.counts == {Verdict.NEW: 2, Verdict.CHANGED: 1, Verdict.SAME: 1}
    kept = SheetRow.objects.filter(sheet_import=found)
    assert not any(number(1) in str(row.cells) or "张三" in str(row.cells) + str(row.values) for row in kept)
    assert actions.apply(sheet_import=found, by=cast.desk) == kinds.Counts(new=2, changed=1)
    person = Person.objects.opened().get(origin=OUTSIDE)
    assert (person.name, person.transport, person.lodging, person.state) == ("张三", "train", "dormitory", "waiting")
    assert person.arrived_on == clock.today() - clock.dt.timedelta(days=1) and person.employments.get().job == "driver"
    assert Employment.objects.filter(enterprise=cast.shop).count() == 2
    assert not SheetRow.objects.filter(sheet_import=found).exists()


def test_every_cell_that_cannot_be_is_named_and_a_doubt_is_only_warned_of(cast: Any, enter: Enter) -> None:
    enter(3, "王五")
    found = read(
        cast,
        ["没有这家企业", "张三", number(1), "", "", "", "", "", ""],
        [cast.river.name, "李四", "110101199003070000", "", "", "", "", "", ""],
        [cast.river.name, "赵六", number(3), "", "", "", "", "", ""],
        [cast.river.name, "钱七", number(4), "电话不详", "火星", "去年", "扫帚", "", ""],
        [cast.river.name, "钱七", number(4), "", "", "", "", "", ""],
        [cast.river.name, "孙八", float(110101199003071233), "", "", "", "", "", ""],
    )
    errors = [where for where, level in faults(found) if level == "error"]
    assert errors == ["A3", "C4", "B5", "C7", "C8"], errors
    assert {where for where, level in faults(found) if level == "warning"} == {"D6", "E6", "F6", "G6"}
    assert actions.apply(sheet_import=found, only_good=True, by=cast.desk).new == 1


def test_a_list_with_more_people_than_a_sheet_takes_is_refused(
    cast: Any, enter: Enter, client: Any, monkeypatch: Any
) -> None:
    for n in (1, 2):
        enter(n, f"张{n}")
    client.force_login(cast.desk)
    monkeypatch.setattr(exports, "MOST", 1)
    assert client.get(reverse("workforce:people_sheet", args=["plain"])).status_code == 422
    monkeypatch.setattr(exports, "MOST", 2)
    whole = client.get(reverse("workforce:people_sheet", args=["plain"]))
    assert whole.status_code == 200
    whole.close()
