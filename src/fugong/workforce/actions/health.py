"""Daily health: one reading or a hundred thousand, the totals in the same transaction, and the cases that follow from a fever."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import bulk, clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.policy.loaded import for_version
from fugong.workflow import moves
from fugong.workforce import at_work, health_rows, health_writing, telling
from fugong.workforce import health_sql as sql
from fugong.workforce.actions import classes
from fugong.workforce.health_rows import HIGHEST, LOWEST, Batch, Reading
from fugong.workforce.health_writing import Rows
from fugong.workforce.models import Employment, HealthCase, Person

NAMES: dict[str, Any] = {
    "person": gettext_lazy("the person, by the own link"),
    "arrival": gettext_lazy("the gate at which the person arrived"),
}
"""Who says so where nobody is signed in; else it was a sheet or another room of the house."""


@transaction.atomic
def report(
    *,
    person: Person,
    temperature: int | None,
    symptoms: Sequence[str] = (),
    at: dt.datetime | None = None,
    via: str,
    by: User | None,
) -> bool:
    """One reading (tenths of a degree); by None where the person reports. False where it was known already.

    Raises Refused for what can't be measured or isn't a symptom of the pack, NotAllowed, Conflict (campaign closed).
    """
    if by is not None and not person.may_move(by, Permission.HEALTH_REPORT):
        raise NotAllowed(_("You can’t report for this person."))
    if temperature is not None and not LOWEST <= temperature <= HIGHEST:
        message = _("Write a temperature from 34.0 to 43.0, such as 36.5.")
        raise Refused(message, fields=[Fault("temperature", message)])
    known = {each.key for each in person.campaign.pack.workforce.health.symptoms}
    if (temperature is None and not symptoms) or not set(symptoms) <= known:
        message = _("Give a temperature or a symptom.")
        raise Refused(message, fields=[Fault("temperature", message)])
    if at is not None and not health_rows.is_plausible(at):
        message = _("This moment lies in the future, or more than a year back.")
        raise Refused(message, fields=[Fault("at", message)])
    reading = Reading(person.pk, at or clock.now(), temperature, tuple(symptoms))
    return _take(person.campaign, Batch.of([reading]), by=by, via=via) > 0


@transaction.atomic
def report_many(*, campaign: Campaign, readings: Batch, by: User, via: str) -> int:
    """Many readings; all or none. Those that are known already change nothing. Returns how many are new (a person at two
    enterprises counts at both). Raises Refused naming the rows of people that nobody knows here.
    """
    if not by.holds(Permission.HEALTH_REPORT):
        raise NotAllowed(_("You can’t report anybody’s health."))
    return _take(campaign, readings, by=by, via=via, seen_by=by)


@transaction.atomic
def take_all(*, campaign: Campaign, readings: Batch, via: str) -> int:
    """The same for the installation itself, which knows everybody."""
    return _take(campaign, readings, by=None, via=via)


def _take(campaign: Campaign, batch: Batch, *, by: User | None, via: str, seen_by: User | None = None) -> int:
    """`seen_by` may report for those in sight only; None: for everyone of the campaign."""
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed: nothing is reported any more."))
    if not len(batch):
        return 0
    zone = str(campaign.pack.calendar.working_time.zone)
    with connection.cursor() as cursor:
        bulk.room(cursor)
        people = bulk.distinct(batch.people)
        if seen_by is None:
            where = at_work.of_all(cursor, campaign, people)
        else:
            where = at_work.of_visible(cursor, campaign, people, seen_by, Permission.HEALTH_REPORT)
        rows, unknown = health_writing.placed(batch, where, zone)
        if len(unknown):
            raise _unknown(unknown.tolist())
        new = health_writing.write(cursor, campaign, rows, by=by, via=via)
        if len(new):
            health_writing.count(cursor, campaign, new)
            _follow(cursor, campaign, new, by, via)
    return len(new)


def _unknown(places: Sequence[int]) -> Refused:
    words = _("There is no such file among the people you report for.")
    faults = [Fault(f"rows[{place + 1}].person", words) for place in places[: health_rows.FAULTS_SHOWN]]
    return Refused(_("Some rows can’t be read, so nothing was taken."), fields=faults)


def _follow(cursor: Any, campaign: Campaign, rows: Rows, by: User | None, via: str) -> None:
    """The last reading in each file, and cases for those who are unwell."""
    fever = round(campaign.pack.workforce.health.fever * 10)
    watched = health_writing.remember(cursor, rows, fever)
    exceptions = rows.only((rows.temperature >= fever) | rows.has_symptoms)
    unwell = {}
    if len(exceptions):
        latest = health_writing.last_of(exceptions)
        for place, person in zip(latest.place.tolist(), latest.person.tolist(), strict=True):
            unwell[person] = rows.batch.reading(place)
    cursor.execute(sql.WELL_AGAIN, [[*unwell, *watched.tolist()], fever])
    well_again = [key for (key,) in cursor.fetchall()]
    if not unwell and not well_again:
        return
    people = Person.objects.opened().select_related("campaign__pack_version").filter(pk__in=[*unwell, *well_again])
    for person in (found := list(people)):
        person.campaign = campaign
        if person.pk in unwell:
            reading = unwell[person.pk]
            _open(person, reading, by=by, via=via)
    classes.follow(found, why="health")


def _open(person: Person, reading: Reading, *, by: User | None, via: str) -> None:
    """A case, where none is open; a further reading of the same days changes its figures."""
    moment, temperature, symptoms = clock.now(), reading.temperature, list(reading.symptoms or ())
    case = HealthCase.objects.filter(person=person, state__in=["open", "taken", "referred"]).first()
    if case is not None:
        HealthCase.objects.filter(pk=case.pk).update(
            temperature=max(filter(None, (case.temperature, temperature)), default=None),
            symptoms=sorted({*case.symptoms, *symptoms}),
        )
        return
    works = Employment.objects.filter(person=person, left_on=None).select_related("enterprise").order_by("pk").first()
    enterprise = works.enterprise if works else None
    due = person.campaign.pack.due(moment, person.campaign.pack.workforce.health.within)
    case = HealthCase.objects.create(
        campaign=person.campaign, person=person, enterprise=enterprise, temperature=temperature, symptoms=symptoms,
        area_code=enterprise.area_code if enterprise else person.area_code, reported_at=reading.at, state="open",
        state_since=moment, due_at=due, next_rung_at=due, clock_kind="health", clock_started_at=moment,
    )  # fmt: skip
    record("health_case.open", case, by=by, as_name="" if by else NAMES.get(via, "installation"))
    telling.unwell(case)


@transaction.atomic
def move(*, case: HealthCase, key: str, reason: str = "", by: User) -> None:
    """Takes a case along its arrows; clearing it lets the rules release the person, confirming it isolates."""
    more: dict[str, Any] = {"taken_by": by} if key == "take" else {}
    pack = for_version(case.campaign.pack_version)
    due = pack.due(clock.now(), pack.workforce.health.referred_within) if key == "refer" else None
    moves.move(case, key, by=by, reason=reason, due_at=due, set=more)
    person = Person.objects.opened().select_related("campaign__pack_version").get(pk=case.person_id)
    if key == "clear":
        Person.objects.filter(pk=person.pk).update(last_symptoms=False, last_temperature=None)
        person.last_symptoms, person.last_temperature = False, None
    elif key == "confirm":
        Person.objects.filter(pk=person.pk).update(is_positive=True)
        person.is_positive = True
    classes.follow([person], why="health")
