"""What the laboratory says of a tube, and so of everybody in it; and what follows for them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.places.models import Campaign
from fugong.testing import telling, totals
from fugong.testing.actions.tubes import in_tube, main_enterprise
from fugong.testing.models import Retest, Sample, Tube
from fugong.workflow import moves
from fugong.workforce.actions import classes
from fugong.workforce.models import Person

ARROWS = {"negative": "clear", "positive": "find", "invalid": "reject"}
FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a laboratory's list: a tube's code and its result."""

    code: str
    result: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of many results: how many were new, how many were known already, which were refused and why."""

    taken: int
    unchanged: int
    refused: int
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def enter(*, tube: Tube, result: str, by: User, via: str = "desk") -> Tube:
    """The result of a tube: `negative`, `positive` or `invalid`. The same again changes nothing.

    Negative: everybody has one negative test more. Positive: everybody is kept apart and sampled singly, those concerned are
    told at once; where the tube was of one person, that person is positive. Invalid: sampled again.
    """
    if result not in ARROWS:
        message = _("A result is negative, positive or invalid.")
        raise Refused(message, fields=[Fault("result", message)])
    rows = Tube.objects.select_for_update(of=("self",)).select_related(
        "shift", "point__enterprise", "campaign__pack_version"
    )
    held = rows.get(pk=tube.pk)
    if held.state == result and held.may_move(by, Permission.RESULT_ENTER):
        return held
    event = moves.move(held, ARROWS[result], by=by, set={"result_at": clock.now()}, people=held.filled, via=via)
    samples = list(in_tube(held))
    in_tube(held).update(result=result)
    people = _people(held, samples)
    if result == "negative":
        _negative(held, people, by)
    elif result == "positive":
        _positive(held, people, samples, by, event)
    else:
        _open_retests(held, people, by, apart=False)
    _recount(held, samples)
    return held


def _people(tube: Tube, samples: Iterable[Sample]) -> list[Person]:
    found = list(
        Person.objects.opened().select_for_update(of=("self",)).filter(pk__in=[each.person_id for each in samples]).order_by("pk")
    )  # fmt: skip
    for person in found:
        person.campaign = tube.campaign
    return found


def _negative(tube: Tube, people: list[Person], by: User) -> None:
    test = tube.campaign.pack.testing.test(tube.test)
    if test is None or test.nature == "nucleic_acid":  # only these let somebody go to work
        _count_negative(people, tube.day)
    if tube.size == 1:
        for retest in Retest.objects.filter(person__in=people, state__in=["open", "sampled"]):
            moves.move(retest, "clear", by=None, as_name=str(by))
            _let_go(retest, people)
    _follow(people)


def of_one(person: Person, sample: Sample, result: str, event: Any) -> None:
    """What follows from the result of a sample that no tube of ours holds; an invalid one is simply taken again."""
    if result == "negative":
        test = person.campaign.pack.testing.test(sample.kind)
        if test is None or test.nature == "nucleic_acid":
            _count_negative([person], sample.day)
    elif result == "positive":
        _mark([person], is_positive=True)
        telling.positive(person, sample.enterprise_id, event)
    _follow([person])


def _count_negative(people: list[Person], day: dt.date) -> None:
    Person.objects.filter(pk__in=[each.pk for each in people]).update(
        negatives=F("negatives") + 1, last_negative_on=day, is_positive=False
    )
    for person in people:
        person.negatives, person.last_negative_on, person.is_positive = person.negatives + 1, day, False


def _positive(tube: Tube, people: list[Person], samples: Sequence[Sample], by: User, event: Any) -> None:
    if tube.size == 1:
        for retest in Retest.objects.filter(person__in=people, state__in=["open", "sampled"]):
            moves.move(retest, "confirm", by=None, as_name=str(by))
        _mark(people, is_positive=True)
    else:
        _open_retests(tube, people, by, apart=True)
        _mark(people, is_contact=True)
    _follow(people)
    telling.alert(tube, {each.enterprise_id for each in samples}, event)


def _mark(people: list[Person], **facts: bool) -> None:
    Person.objects.filter(pk__in=[each.pk for each in people]).update(**facts)
    for person in people:
        for name, value in facts.items():
            setattr(person, name, value)


def _open_retests(tube: Tube, people: list[Person], by: User, *, apart: bool) -> None:
    """One for each who has none yet; who waits in this very tube for a retest is sampled again."""
    pack = tube.campaign.pack
    due = pack.due(clock.now(), pack.testing.results.retest_within)
    waiting = {each.person_id: each for each in Retest.objects.filter(person__in=people, state__in=["open", "sampled"])}
    for person in people:
        retest = waiting.get(person.pk)
        if retest is not None:
            if retest.state == "sampled":
                moves.move(retest, "again", by=None, as_name=str(by), due_at=due, set={"sampled_in": None})
            if apart and not retest.apart:
                Retest.objects.filter(pk=retest.pk).update(apart=True, was_contact=person.is_contact)
            continue
        Retest.objects.create(
            campaign=tube.campaign, person=person, enterprise_id=main_enterprise(person) or None,
            area_code=person.area_code, tube=tube, apart=apart, was_contact=person.is_contact, state="open",
            state_since=clock.now(), due_at=due, next_rung_at=due, clock_kind="retest", clock_started_at=clock.now(),
        )  # fmt: skip


@transaction.atomic
def enter_retest(*, retest: Retest, result: str, by: User, reason: str = "") -> None:
    """The result of a single retest: negative (the rules release the person as far as nothing else holds) or positive."""
    if result not in ("negative", "positive"):
        message = _("A retest is negative or positive.")
        raise Refused(message, fields=[Fault("result", message)])
    rows = Retest.objects.select_for_update(of=("self",))
    held = rows.select_related("campaign__pack_version", "enterprise", "tube__shift").get(pk=retest.pk)
    if held.state == result and held.may_move(by, Permission.RESULT_ENTER):
        return
    event = moves.move(held, "clear" if result == "negative" else "confirm", by=by, reason=reason)
    people = list(Person.objects.opened().select_for_update(of=("self",)).filter(pk=held.person_id))
    for person in people:
        person.campaign = held.campaign
    if result == "negative":
        _count_negative(people, clock.today())
        _let_go(held, people)
    else:
        _mark(people, is_positive=True)
    _follow(people)
    if result == "positive":
        telling.alert(held.tube, [held.enterprise_id or 0], event)


def _let_go(retest: Retest, people: list[Person]) -> None:
    """Who was kept apart for the tube alone isn't a contact any more."""
    if retest.apart and not retest.was_contact:
        _mark([each for each in people if each.pk == retest.person_id], is_contact=False)


def _follow(people: list[Person]) -> None:
    """Sorts anew whoever may change: those in isolation or waiting, and those who are contacts or positive now."""
    some = [each for each in people if each.state != "green" or each.is_contact or each.is_positive]
    if some:
        classes.follow(some, why="test")


def _recount(tube: Tube, samples: Sequence[Sample]) -> None:
    with connection.cursor() as cursor:
        for day in sorted({each.day for each in samples}):
            places = {each.enterprise_id for each in samples if each.day == day}
            totals.recount(cursor, tube.campaign_id, day, tube.test, places)


@transaction.atomic
def enter_many(
    *, campaign: Campaign, rows: Sequence[Given], by: User, via: str = "api", only_good: bool = False
) -> Taken:
    """A laboratory's list. All are taken or none, or with `only_good` those without a fault. Raises Refused with the faults."""
    if not by.holds(Permission.RESULT_ENTER):
        raise NotAllowed(_("You don’t enter results."))
    codes: dict[str, int] = {}
    for at, given in enumerate(rows, 1):
        codes.setdefault(given.code, at)
    seen = Tube.objects.visible_to(by, Permission.RESULT_ENTER).filter(campaign=campaign, code__in=list(codes))
    known = {tube.code: tube for tube in seen.select_related("point__enterprise", "shift")}
    faults = [fault for at, given in enumerate(rows, 1) if (fault := _fault(at, given, known, codes)) is not None]
    if faults and not only_good:
        words = ngettext(
            "%(refused)s of %(total)s rows has a fault, so nothing was taken.",
            "%(refused)s of %(total)s rows have a fault, so nothing was taken.",
            len(faults),
        )
        raise Refused(words % {"refused": len(faults), "total": len(rows)}, fields=faults[:FAULTS_SHOWN])
    bad = {fault.where.partition(".")[0] for fault in faults}
    good = [given for at, given in enumerate(rows, 1) if f"rows[{at}]" not in bad]
    fresh = [given for given in good if known[given.code].state != given.result]
    for given in fresh:
        enter(tube=known[given.code], result=given.result, by=by, via=via)
    return Taken(len(fresh), len(good) - len(fresh), len(faults), faults[:FAULTS_SHOWN])


def _fault(at: int, given: Given, known: dict[str, Tube], first: dict[str, int]) -> Fault | None:
    where, tube = f"rows[{at}]", known.get(given.code)
    if tube is None:
        return Fault(f"{where}.tube", _("There is no tube %(code)s here.") % {"code": given.code}, "unknown")
    if given.result not in ARROWS:
        return Fault(f"{where}.result", _("A result is negative, positive or invalid."), "result")
    if first[given.code] != at:
        return Fault(where, _("This tube stands in an earlier row already."), "twice")
    if tube.state not in ("sealed", "sent", given.result):
        words = _("This tube is “%(state)s”: no result can be entered.") % {"state": tube.state_name}
        return Fault(f"{where}.tube", words, "state")
    return None
