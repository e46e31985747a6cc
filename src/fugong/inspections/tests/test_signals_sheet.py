"""Signs of work as offices keep them: meter readings and messages in a sheet; read again, they change nothing."""

from typing import Any

import pytest

from fugong.core.errors import NotAllowed
from fugong.inspections.models import Sign
from fugong.inspections.sheets import KEY
from fugong.sheets import actions, kinds
from fugong.sheets.models import Verdict
from fugong.sheets.tests.lists import xlsx

HEAD = ["户名", "统一社会信用代码", "线索类型", "抄表日期", "日用电量", "停产用量", "备注"]


@pytest.fixture
def read(place: Any) -> Any:
    def reading(*rows: list[Any], by: str = "desk") -> Any:
        file = xlsx(("2月", [["各企业用电情况（供电所）"], HEAD, *rows]))
        return actions.read(
            kind=kinds.get(KEY), file=file, name="用电.xlsx", campaign=place.campaign, by=getattr(place, by)
        )

    return reading


def row(enterprise: Any, **changes: Any) -> list[Any]:
    given = {
        "name": enterprise.name, "code": enterprise.uscc, "kind": "用电", "day": "2020/2/19", "value": "1,250",
        "usual": "80", "note": "", **changes,
    }  # fmt: skip
    return list(given.values())


def apply(place: Any, found: Any) -> Any:
    return actions.apply(sheet_import=found, only_good=True, by=place.desk)


def test_readings_and_messages_become_signs_and_nothing_before_it_is_applied(place: Any, read: Any) -> None:
    found = read(
        row(place.river), row(place.hill, kind="群众反映", value="", usual="", note="夜里有机器声"),
        ["合计", "", "", "", "1,250", "", ""],
    )  # fmt: skip
    assert found.counts.get(Verdict.NEW) == 2
    assert not Sign.objects.exists()
    assert apply(place, found).new == 2
    meter = Sign.objects.get(enterprise=place.river)
    assert (meter.kind, meter.day.isoformat(), meter.value, meter.usual) == ("meter", "2020-02-19", 1250, 80)
    said = Sign.objects.get(enterprise=place.hill)
    assert (said.kind, said.value, said.note) == ("neighbour", None, "夜里有机器声")


def test_the_same_sheet_again_changes_nothing_and_a_corrected_reading_one_row(place: Any, read: Any) -> None:
    apply(place, read(row(place.river)))
    again = read(row(place.river))
    assert again.counts == {Verdict.SAME: 1}
    corrected = read(row(place.river, value="900"))
    assert corrected.counts == {Verdict.CHANGED: 1}
    assert apply(place, corrected).changed == 1
    assert Sign.objects.get().value == 900


@pytest.mark.parametrize(
    ("changes", "column"),
    [({"code": "91000000000000000X"}, "uscc"), ({"day": "2020-02-30"}, "day"), ({"day": "2020-02-25"}, "day"),
     ({"value": "很多"}, "value"), ({"value": "-5"}, "value"), ({"kind": "梦见"}, "kind")],
)  # fmt: skip
def test_a_fault_is_named_at_its_cell_and_the_rest_goes_on(
    place: Any, read: Any, changes: dict[str, Any], column: str
) -> None:
    found = read(row(place.river, **changes), row(place.hill))
    bad = found.rows.order_by("number").first()
    assert bad.verdict == Verdict.REFUSED and bad.faults, changes
    assert apply(place, found).new == 1
    assert Sign.objects.get().enterprise == place.hill


def test_next_door_and_whoever_plans_no_inspections_enter_none(place: Any, read: Any) -> None:
    assert read(row(place.neighbour)).rows.get().verdict == Verdict.REFUSED
    with pytest.raises(NotAllowed):
        read(row(place.river), by="officer")
