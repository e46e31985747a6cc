"""A visit is kept once, whoever sends it however often."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections import completion
from fugong.inspections.actions.giving import Answer
from fugong.inspections.models import Visit, VisitEdit, VisitItem
from fugong.inspections.tests.giving import BAD, GOOD, bytes_of, uid, visit
from fugong.ledger.models import Event
from fugong.resumption.signatures import Signature


def test_a_visit_keeps_its_items_its_signature_and_who_went(place: Any) -> None:
    kept = visit(place, items=BAD)
    assert [(row.aspect, row.item, row.passed, row.corrected) for row in kept.items.all()] == [
        ("site", "doors", False, True),
        ("site", "masks", False, False),
    ]
    assert (kept.result, kept.failed, kept.corrected) == ("faults", 2, 1)
    assert bytes_of(kept.signature).startswith(b"<svg") and kept.signer == "李经理"
    assert [each.user for each in kept.people.all()] == [place.officer]
    assert Event.objects.filter(verb="visit.record", enterprise_id=place.river.pk).count() == 1


def test_the_same_again_changes_nothing(place: Any) -> None:
    number = uid()
    first, again = visit(place, uid=number), visit(place, uid=number, device="phone-2")
    assert first.pk == again.pk and not VisitEdit.objects.exists()
    assert VisitItem.objects.count() == len(GOOD)
    assert Event.objects.filter(verb="visit.record").count() == 1


def test_other_content_under_a_number_is_kept_beside_and_once(place: Any) -> None:
    number = uid()
    first = visit(place, uid=number)
    for _twice in range(2):
        assert visit(place, uid=number, items=BAD, by=place.inspector).pk == first.pk
    edit = VisitEdit.objects.get()
    assert edit.by == place.inspector and [each["passed"] for each in edit.content["answers"]] == [False, False]
    assert [row.passed for row in first.items.all()] == [True, True]


def test_a_number_of_another_enterprise_is_refused(place: Any) -> None:
    number = uid()
    visit(place, uid=number)
    with pytest.raises(Conflict):
        visit(place, uid=number, enterprise=place.shop)


def test_followers_hear_of_what_failed_within_the_transaction(place: Any) -> None:
    heard: list[list[str]] = []

    def follower(kept: Visit, failed: Any, by: Any) -> None:
        heard.append([row.item for row in failed])
        assert all(row.pk for row in failed) and by == place.officer

    completion.register(follower)
    try:
        visit(place, items=BAD)
    finally:
        completion._followers.remove(follower)
    assert heard == [["doors", "masks"]]


def test_a_follower_that_breaks_takes_the_visit_back(place: Any) -> None:
    def follower(kept: Visit, failed: Any, by: Any) -> None:
        raise Refused("no")

    completion.register(follower)
    try:
        with pytest.raises(Refused):
            visit(place)
    finally:
        completion._followers.remove(follower)
    assert not Visit.objects.exists()


def test_a_stranger_and_an_officer_of_others_may_not(place: Any) -> None:
    for person in (place.stranger, place.liaison, place.leader, place.spare):
        with pytest.raises(NotAllowed):
            visit(place, by=person)


def test_a_clock_that_runs_ahead_is_set_back(place: Any) -> None:
    now = clock.now()
    kept = visit(place, started_at=now + dt.timedelta(minutes=90), finished_at=now + dt.timedelta(hours=2))
    assert kept.finished_at == now and kept.started_at == now - dt.timedelta(minutes=30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": ()},
        {"items": (Answer("nothing_like_it", True),)},
        {"items": (Answer("doors", True), Answer("doors", False))},
        {"checklist": "none"},
        {"kind": "party"},
        {"signature": Signature(strokes=[[["x", 1], [2, 3]]], width=10, height=10)},
        {"signature": Signature(strokes=[[[float("nan"), 1], [2, 3]]], width=10, height=10)},
        {"signature": Signature(strokes=[[[1, 1], [2, 3]]], width=10**6, height=10)},
        {"signature": Signature(png=b"\x89PNG nothing")},
        {"signature": Signature(strokes=[[[1, 1]] * 20_000], width=10, height=10)},
    ],
)
def test_what_cant_be_kept_is_refused_whole(place: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        visit(place, **wrong)
    assert not Visit.objects.exists()


def test_a_signature_holds_nothing_but_numbers(place: Any) -> None:
    kept = visit(place, signature=Signature(name="x", strokes=[[[-5, 1e9], [2, 3]]], width=10, height=10))
    assert b"M0.0 10.0L2.0 3.0" in bytes_of(kept.signature)


def test_a_value_beyond_the_limits_is_a_fault_whatever_was_ticked(place: Any) -> None:
    from fugong.inspections.actions.visits import _outside
    from fugong.resumption.checklist import Item

    item = Item(key="t", name="体温", evidence="temperature", maximum=37.3)  # type: ignore[arg-type]
    assert _outside(Answer("t", True, Decimal("37.4")), item)
    assert not _outside(Answer("t", True, Decimal("37.3")), item)
    assert not _outside(Answer("t", None, Decimal("40")), item)
