"""A symposium's sheet of problems: each row a demand of its enterprise; read again, it changes nothing."""

import pytest

from fugong.core.errors import NotAllowed
from fugong.demands.models import Demand
from fugong.demands.sheets import KEY
from fugong.sheets import actions, kinds
from fugong.sheets.models import Verdict
from fugong.sheets.tests.lists import xlsx

HEAD = ["单位名称", "统一社会信用代码", "存在问题", "问题类别", "反映人", "联系电话"]


@pytest.fixture
def read(asking):
    """`read(row, …)` reads a sheet as the duty desk, or as somebody else."""

    def reading(*rows, by="desk", head=HEAD):
        file = xlsx(("座谈会", [["外企座谈会问题汇总"], head, *rows]))
        return actions.read(
            kind=kinds.get(KEY), file=file, name="座谈会.xlsx", campaign=asking.cast.campaign, by=asking.who(by)
        )

    return reading


def row(cast, text="缺10名焊工", **changes):
    given = {
        "name": cast.river.name, "code": cast.river.uscc, "text": text, "category": "labour", "contact": "王芳",
        "phone": "13800138000", **changes,
    }  # fmt: skip
    return list(given.values())


def apply(asking, found, by="desk"):
    return actions.apply(sheet_import=found, only_good=True, by=asking.who(by))


def faults(found):
    return [(where, kind, level) for row in found.rows.order_by("number") for where, _words, kind, level in row.faults]


def test_each_row_becomes_a_demand_with_where_it_was_said(asking, read, cast):
    found = read(row(cast), row(cast, "宿舍不够", category="lodging", name=cast.shop.name, code=cast.shop.uscc))
    assert found.counts == {Verdict.NEW: 2}
    assert not Demand.objects.exists(), "nothing before it is applied"
    assert apply(asking, found) == kinds.Counts(new=2)
    made = Demand.objects.get(enterprise=cast.river)
    assert (made.text, made.category, made.lead, made.state) == ("缺10名焊工", "labour", "bureau", "received")
    assert (made.source, made.source_note, made.raised_by) == ("symposium", "座谈会.xlsx", cast.desk)
    assert (made.contact_name, str(made.contact_phone)) == ("王芳", "13800138000")
    assert Demand.objects.get(enterprise=cast.shop).lead == "town"


def test_the_same_sheet_again_changes_nothing(asking, read, cast):
    apply(asking, read(row(cast)))
    again = read(row(cast), row(cast, "另缺口罩"))
    assert again.counts == {Verdict.SAME: 1, Verdict.NEW: 1}
    assert apply(asking, again).new == 1
    assert Demand.objects.count() == 2


def test_an_enterprise_is_found_by_its_code_or_by_its_exact_name(asking, read, cast):
    found = read(row(cast, "甲", code=""), row(cast, "乙", name="写错的名字"))
    apply(asking, found)
    assert list(Demand.objects.order_by("pk").values_list("enterprise", flat=True)) == [cast.river.pk] * 2


def test_an_enterprise_that_cannot_be_told_is_a_fault_at_its_cell_and_the_rest_goes_on(asking, read, cast):
    found = read(row(cast, "甲", name="没有的厂", code=""), row(cast, "乙"))
    assert faults(found) == [("A3", "unknown", "error")]
    assert apply(asking, found).new == 1


def test_without_a_category_or_with_an_unknown_one_it_is_proposed_from_the_words(asking, read, cast):
    words = "急需招聘焊工20人，人手不足"
    found = read(row(cast, words, category="劳动力之类"), row(cast, words + "！", category=""))
    assert faults(found) == [("D3", "unknown", "warning")]
    assert apply(asking, found).new == 2
    assert {(each.category, each.category_by) for each in Demand.objects.all()} == {("labour", None)}


def test_a_telephone_that_cannot_be_read_costs_no_demand(asking, read, cast):
    apply(asking, read(row(cast, phone="问门卫")))
    made = Demand.objects.get()
    assert not made.contact_phone and made.contact_name == "王芳"


@pytest.mark.parametrize("text", ["", "\u200b\u202e", "长" * 20_001], ids=["empty", "nothing to see", "too long"])
def test_words_that_say_nothing_or_too_much_are_a_fault_at_their_cell(asking, read, cast, text):
    found = read(row(cast, text), row(cast, "乙"))
    assert [(where, level) for where, _kind, level in faults(found)] == [("C3", "error")]
    assert apply(asking, found).new == 1


def test_signs_and_scripts_are_words_like_others(asking, read, cast):
    for text in ("@所有人 +1 -2", "<script>alert(1)</script>", "🙏 مرحبا"):
        apply(asking, read(row(cast, text)))
        assert Demand.objects.latest("pk").text == text


def test_the_street_enters_only_for_its_own_enterprises(asking, read, cast):
    found = read(row(cast, name=cast.hill.name, code=cast.hill.uscc), row(cast), by="town")
    assert faults(found) == [("A3", "unknown", "error")], "as if there were none"
    assert apply(asking, found, by="town").new == 1


@pytest.mark.parametrize("who", ["liaison", "leader", "nobody"])
def test_who_enters_no_demands_reads_no_sheet_of_them(asking, read, cast, who):
    with pytest.raises(NotAllowed):
        read(row(cast), by=who)
    assert not kinds.get(KEY).may(asking.who(who), cast.campaign)
