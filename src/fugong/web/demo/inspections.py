"""The demo's inspections: ten days of rounds with what they found, today's rounds, a draw to check, signs of work without leave.

The past is written as rows, since recording each visit by itself would take minutes; what is new today goes by the actions.
"""

import datetime as dt
import io
import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

from fugong.accounts.models import User
from fugong.core import clock, copying
from fugong.core.errors import Refused
from fugong.core.ids import uuid7
from fugong.inspections import walkers
from fugong.inspections.actions import draws, evidence, rounds, signs, visits, wanted
from fugong.inspections.actions.giving import Answer, Place
from fugong.inspections.models import Round, RoundStop, Visit, VisitItem, VisitPerson
from fugong.inspections.walkers import Walker
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.checklist import Item
from fugong.resumption.models import Resumption
from fugong.resumption.signatures import Signature
from fugong.web.demo import names, written
from fugong.web.demo.staffing import Staff

DAYS = 10
A_DAY = 2
"""Visits of a group or officer on a past day."""
MOST_WALKERS = 9
"""Half of them go on one day, half on the next."""
FAULTY = 0.07
LEFT = 2
"""Rounds of today that the desk has still to accept."""
NOTES = ("现场已指出，责任人已签收", "记录不全，限期补齐", "标识缺失", "人员未按要求操作", "物资摆放混乱")
SIGNATURE = (((20, 70), (60, 25), (95, 80), (130, 30), (170, 75), (230, 35)),)


def go(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """Fills one place."""
    known = _enterprises(campaign)
    goers = [each for each in walkers.walkers(campaign) if each.people][:MOST_WALKERS]
    if not known or not goers:
        return
    today = clock.today()
    _write(
        [
            each
            for back in range(DAYS, 0, -1)
            for each in _past_day(campaign, today - dt.timedelta(days=back), goers[back % 2 :: 2] or goers, known, rng)
        ]
    )
    _today(campaign, staff, goers, known, rng)


def _enterprises(campaign: Campaign) -> dict[int, Enterprise]:
    """Those that are at work or about to be."""
    at_work = Resumption.objects.filter(campaign=campaign, state__in=("resumed", "approved")).values("enterprise")
    enrolled = Enrolment.objects.filter(campaign=campaign, enterprise__in=at_work).values("enterprise")
    return {each.pk: each for each in Enterprise.objects.filter(pk__in=enrolled).order_by("pk")[:400]}


def _duty(walker: Walker, known: dict[int, Enterprise]) -> list[Enterprise]:
    """Where a walker goes: the own enterprises, the own grid, else anywhere."""
    own = [known[key] for key in sorted(walker.own) if key in known]
    grid = [each for each in known.values() if each.grid_id == walker.grid or each.grid_id in walker.grids]
    return own or grid or list(known.values())


def _past_day(
    campaign: Campaign, day: dt.date, goers: list[Walker], known: dict[int, Enterprise], rng: random.Random
) -> Iterator[tuple[Round, Visit, list[VisitItem], RoundStop]]:
    """Each visit of a day with the round that it was on, not yet kept."""
    for walker in goers:
        duty = _duty(walker, known)
        begun = clock.at(day, 9, rng.randrange(40))
        around = Round(
            campaign=campaign, day=day, team=walker.team, officer=walker.officer, grid_id=walker.grid,
            area_code=walker.team.area_code if walker.team else campaign.jurisdiction.code, state="done", state_since=begun,
            made_at=begun,
        )  # fmt: skip
        for order, enterprise in enumerate(rng.sample(duty, min(A_DAY, len(duty))), 1):
            begun += dt.timedelta(minutes=rng.randrange(50, 90))
            visit, items = _visit(campaign, walker, enterprise, begun, rng)
            stop = RoundStop(
                round=around, enterprise=enterprise, area_code=enterprise.area_code, order=order, kind=visit.kind,
                checklists=visit.checklists, reasons=[["never", {}]], visit=visit,
            )  # fmt: skip
            yield around, visit, items, stop


def _write(made: list[tuple[Round, Visit, list[VisitItem], RoundStop]]) -> None:
    """All days at once: a few statements instead of some for each."""
    copying.write({id(around): around for around, *_rest in made}.values())
    copying.write([visit for _r, visit, _i, _s in made])
    copying.write([item for _r, _v, items, _s in made for item in items])
    copying.write([VisitPerson(visit=visit, user_id=visit.by_id) for _r, visit, _i, _s in made])
    copying.write([stop for *_rest, stop in made])
    people = User.objects.in_bulk({visit.by_id for _r, visit, _i, _s in made})
    for (_day, key), told in _by_day(visit for _r, visit, _i, _s in made).items():
        data = [
            {"kind": visit.kind, "result": visit.result, "number": visit.number, "failed": visit.failed,
             "corrected": visit.corrected}
            for visit in told
        ]  # fmt: skip
        with clock.showing(told[-1].finished_at):
            record_many("visit.record", told, by=people[key], data=data)


def _by_day(made: Iterable[Visit]) -> dict[tuple[dt.date, int], list[Visit]]:
    """(day, who made it) → the visits, in order."""
    found: dict[tuple[dt.date, int], list[Visit]] = {}
    for visit in made:
        found.setdefault((visit.day, visit.by_id), []).append(visit)
    return found


def _visit(
    campaign: Campaign, walker: Walker, enterprise: Enterprise, begun: dt.datetime, rng: random.Random
) -> tuple[Visit, list[VisitItem]]:
    section = campaign.pack.inspections
    kind = section.rounds.kind
    lists = section.lists_for(kind, {})[:2]
    visit = Visit(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        kind=kind, checklists=[each.key for each in lists], team=walker.team, day=clock.local(begun).date(),
        started_at=begun, finished_at=begun + dt.timedelta(minutes=rng.randrange(20, 45)), received_at=begun,
        latitude=enterprise.latitude, longitude=enterprise.longitude, accuracy=rng.randrange(5, 40), device="demo",
        by_id=_leader(walker), signer=names.person(rng), digest=f"{rng.getrandbits(256):064x}", uid=uuid7(),
    )  # fmt: skip
    items = [
        _item(visit, each.key, section.aspect_of(each, item.key), item, rng) for each in lists for item in each.items
    ]
    failed = [item for item in items if item.passed is False]
    visit.result = "faults" if failed else "passed"
    visit.failed, visit.corrected = len(failed), sum(item.corrected for item in failed)
    visit.weight = sum(item.weight for item in items)
    visit.reached = visit.weight - sum(item.weight for item in failed)
    return visit, items


def _leader(walker: Walker) -> int:
    if walker.team is not None:
        leaders = [each.user_id for each in walker.team.members.all() if each.part == "leader"]
        return int(leaders[0] if leaders else min(walker.people))
    return min(walker.people)


def _item(visit: Visit, checklist: str, aspect: str, item: Item, rng: random.Random) -> VisitItem:
    failed = rng.random() < FAULTY * (0.4 if item.on_fail == "stop" else 1)
    return VisitItem(
        visit=visit, checklist=checklist, aspect=aspect, item=item.key, passed=not failed, value=_value(item, failed, rng),
        note=rng.choice(NOTES) if failed else "", corrected=failed and item.on_fail == "on_the_spot",
        on_fail=item.on_fail, weight=item.weight,
    )  # fmt: skip


def _value(item: Item, failed: bool, rng: random.Random) -> Decimal | None:
    if item.evidence == "temperature":
        return Decimal("37.6") if failed else Decimal(rng.randrange(360, 370)) / 10
    if item.evidence == "number":
        return Decimal(rng.randrange(1, 3) if failed else rng.randrange(7, 60))
    return None


# -- today --------------------------------------------------------------------------------------------------------


def _today(
    campaign: Campaign, staff: Staff, goers: list[Walker], known: dict[int, Enterprise], rng: random.Random
) -> None:
    today = clock.today()
    proposed = rounds.propose(campaign=campaign, day=today, by=staff.desk, seconds=0.1)
    for each in proposed[: max(1, len(proposed) - LEFT)]:
        rounds.accept(round_=each, by=staff.desk)
    stop = (
        RoundStop.objects.filter(round__campaign=campaign, round__day=today, round__state="accepted")
        .select_related("enterprise", "round__team", "round__officer")
        .order_by("round", "order")
        .first()
    )
    if stop is not None:
        _photographed(campaign, stop, goers, rng)
    _draw(campaign, staff)
    _wanted(campaign, staff, known)
    _signs(campaign, staff, rng)


def _photographed(campaign: Campaign, stop: RoundStop, goers: list[Walker], rng: random.Random) -> None:
    """A visit just made, with a fault put right, photos, and a colleague's other edition."""
    walker = next(
        (each for each in goers if each.team == stop.round.team and each.officer == stop.round.officer), goers[0]
    )
    people = {each.user_id: each.user for each in walker.team.members.select_related("user")} if walker.team else {}
    by = people[_leader(walker)] if walker.team else walker.officer
    if by is None:
        return
    section = campaign.pack.inspections
    checklist = section.checklist(stop.checklists[-1])
    number, now = uuid7(), clock.now()
    answers = [
        Answer(item.key, at != 1, _value(item, at == 1, rng), NOTES[0] if at == 1 else "", at == 1)
        for at, item in enumerate(checklist.items)
    ]
    given: dict[str, Any] = {
        "uid": number, "campaign": campaign, "enterprise": stop.enterprise, "checklist": checklist.key,
        "signature": Signature(names.person(rng), SIGNATURE, 260, 110), "kind": stop.kind,
        "started_at": now - dt.timedelta(minutes=40), "finished_at": now - dt.timedelta(minutes=10), "device": "demo",
        "place": _place(stop.enterprise),
    }  # fmt: skip
    visits.record(items=answers, by=by, **given)
    for at, words in ((1, "整改前"), (1, "整改后"), (2, "现场")):
        evidence.add(
            uid=uuid7(), visit_uid=number, item=checklist.items[min(at, len(checklist.items) - 1)].key, kind="photo",
            file=_photo(words, rng), by=by,
        )  # fmt: skip
    colleague = next((person for key, person in people.items() if person != by), None)
    if colleague is not None:
        mine = [*answers[:2], Answer(checklist.items[2].key, False, None, NOTES[1]), *answers[3:]]
        visits.record(items=mine, by=colleague, **given)


def _place(enterprise: Enterprise) -> Place | None:
    """Where the phone was: at the enterprise; nowhere where nobody knows where that is."""
    if enterprise.latitude is None or enterprise.longitude is None:
        return None
    return Place(enterprise.latitude, enterprise.longitude, 9)


def _photo(words: str, rng: random.Random) -> bytes:
    picture = Image.new("RGB", (480, 360), tuple(rng.randrange(120, 200) for _colour in range(3)))
    draw = ImageDraw.Draw(picture)
    for at in range(0, 480, 60):
        draw.rectangle((at, 200 + (at * 7) % 60, at + 40, 360), fill=tuple(rng.randrange(60, 160) for _c in range(3)))
    draw.text((20, 20), {"整改前": "before", "整改后": "after"}.get(words, "on site"), fill="white")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _draw(campaign: Campaign, staff: Staff) -> None:
    """One that was made and published, one that is only fixed yet; both look days ahead, so that rounds stay as they are."""
    day = clock.today() + dt.timedelta(days=campaign.pack.inspections.draw.not_within + 1)
    with suppress(Refused), written.attempt():  # a place without groups draws nobody
        first = draws.commit(campaign=campaign, day=day, by=staff.desk, enterprises=4, inspectors=1)
        draws.draw(draw=first, by=staff.desk, witness="公证处监督：晴，东风三级")
        draws.publish(draw=first, by=staff.desk)
        draws.commit(campaign=campaign, day=day + dt.timedelta(days=1), by=staff.desk)


def _wanted(campaign: Campaign, staff: Staff, known: dict[int, Enterprise]) -> None:
    """Two departments want to see one enterprise tomorrow."""
    tomorrow = clock.today() + dt.timedelta(days=1)
    enterprise = next(iter(known.values()))
    for department in campaign.pack.places.departments[:2]:
        wanted.ask(
            campaign=campaign, enterprise=enterprise, department=department.key, day=tomorrow, by=staff.desk,
            why="节后复查",
        )  # fmt: skip


def _signs(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """Meters and messages at a few that have no leave yet."""
    rows = Resumption.objects.filter(campaign=campaign, state="not_filed").select_related("enterprise")
    for number, row in enumerate(rows.order_by("pk")[:4]):
        given: dict[str, Any] = {"campaign": campaign, "enterprise": row.enterprise, "by": staff.desk}
        usual = Decimal(rng.randrange(80, 160))
        day = clock.today() - dt.timedelta(days=number)
        signs.enter(kind="meter", day=day, value=usual * (number + 3), usual=usual, **given)
        if number % 2:
            signs.enter(kind="neighbour", day=day, note="夜间有货车进出", **given)
