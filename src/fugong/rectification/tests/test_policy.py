"""What a pack's examples can say about putting right: how grave an item is, what follows, by when."""

import datetime as dt

import pytest
from django.utils.translation import override

from fugong.policy import examples, files, loaded
from fugong.rectification.models import NoticeItem

FILED = {"filed_at": "2022-05-17 15:30"}


def told(key: str, **given: object) -> list[str]:
    source = files.read(files.find(key))
    source.examples[:] = [{"name": "x", **given}]
    with override("en"):
        _count, faults = examples.tried(loaded.pack(key), source)
        return [f"{fault.where.rpartition(' ')[2]}: {fault.message}" for fault in faults]


@pytest.mark.parametrize(
    ("place", "given", "expect"),
    [
        ("fengxian_zone", {"finding": "zones_kept"}, {"severity": "serious", "follows": "notice"}),
        ("fengxian_zone", {"finding": "zones_kept"} | FILED, {"notice_due": "2022-05-18 15:30"}),
        ("fengxian_zone", {"finding": "zones_kept", "failed": 1}, {"follows": "notice"}),
        ("fengxian_zone", {"finding": "zones_kept", "failed": 2}, {"follows": "stop"}),
        ("fengxian_zone", {"finding": "signs_posted"}, {"severity": "minor", "follows": "on_the_spot"}),
        ("fengxian_zone", {"finding": "loop_kept"}, {"severity": "grave", "follows": "stop"}),
        ("fengxian_zone", {"finding": "loop_kept", "failed": 1}, {"follows": "stop"}),
        ("liuting", {"finding": "fire"} | FILED, {"severity": "urgent", "notice_due": "2022-05-17 19:30"}),
    ],
)  # fmt: skip
def test_an_example_says_how_grave_an_item_is_what_follows_and_by_when(
    place: str, given: dict[str, object], expect: dict[str, object]
) -> None:
    assert told(place, **given, expect=expect) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"expect": {"severity": "grave"}}, "expect.severity: the example needs finding"),
        ({"expect": {"follows": "stop"}}, "expect.follows: the example needs finding"),
        ({"finding": "fire_exits", "expect": {"notice_due": "x"}}, "expect.notice_due: the example needs finding and filed_at"),
        ({"finding": "fire_exit", "expect": {}}, "finding: there is no item 'fire_exit'; did you mean 'fire_exits'?"),
        ({"finding": "zones_kept", "expect": {"follows": "stop"}}, "expect.follows: expected stop, but the rules give notice"),
        ({"finding": "zones_kept", "failed": -1, "expect": {}}, "failed: "),
    ],
)  # fmt: skip
def test_what_an_example_lacks_or_says_wrongly_is_told(given: dict[str, object], expected: str) -> None:
    (found,) = told("fengxian_zone", **given)
    assert found.startswith(expected)


def test_what_the_example_says_is_what_the_look_back_does(stage) -> None:
    """The same rule, seen from both sides."""
    rules = stage.campaign.pack.rectification
    came = stage.looked_at(stage.answered(), right=False)
    assert rules.follows("notice", 1) == "notice" and came.second is not None
    came = stage.looked_at(stage.answered(came.second), right=False, by=stage.cast.town)
    assert rules.follows("notice", 2) == "stop" and came.stop is not None
    item = NoticeItem.objects.filter(outcome="wrong").first()
    notice = item.notice
    within = rules.within({item.finding.severity})
    assert notice.deadline == stage.campaign.pack.due(notice.issued_at, within) > notice.issued_at + dt.timedelta(0)
