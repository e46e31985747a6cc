"""Need: from where, on which day, how many; the documents of the procedure; taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers, regions
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.transport import whereabouts
from fugong.transport.access import holds
from fugong.transport.actions import surveys
from fugong.transport.actions.held import held
from fugong.transport.models import Asked, Need
from fugong.workflow.moves import move

MOST = 5_000
AHEAD = dt.timedelta(days=120)


@transaction.atomic
def want(*, campaign: Campaign, enterprise: Enterprise, values: Mapping[str, Any], by: User) -> Need:
    """`people`, `spot`, `region` (code or name), `longitude`, `latitude`, `day`, `note`. Answers the open survey as well.

    Raises Refused with a fault at each field.
    """
    must_be_open(campaign)
    require(by, Permission.TRIP_ASK, enterprise)
    need = Need(campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code)
    _take(need, values)
    asked = Asked.objects.filter(
        campaign=campaign, enterprise=enterprise, survey__closed_at=None
    ).order_by("-pk").first()  # fmt: skip
    need.survey = asked.survey if asked else None
    need.state, need.state_since, need.said_at, need.said_by = "wanted", clock.now(), clock.now(), by
    try:
        with transaction.atomic():
            need.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("You said this place and day already: change that one."), fields=[
            Fault("spot", _("Said already for this day."))
        ]) from None  # fmt: skip
    record("coach_need.want", need, by=by, people=need.people, day=need.day.isoformat())
    if asked is not None and asked.answer != "wanted":
        surveys.answer(row=asked, wanted=True, by=by)
    return need


@transaction.atomic
def amend(*, need: Need, values: Mapping[str, Any], by: User) -> Need:
    """Corrects it, as long as nobody of them has a seat."""
    found = held(need)
    require(by, Permission.TRIP_ASK, found.enterprise)
    if found.state == "withdrawn" or found.planned:
        raise Conflict(_("Seats are planned for it already: ask the desk, or take the wish back."))
    before = found.people
    _take(found, values)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise Refused(_("You said this place and day already."), fields=[
            Fault("spot", _("Said already for this day."))
        ]) from None  # fmt: skip
    record("coach_need.amend", found, by=by, people=found.people, before=before)
    return found


@transaction.atomic
def withdraw(*, need: Need, by: User) -> Need:
    """The people come otherwise. Seats that are planned are given up at the trip first."""
    found = held(need)
    if found.planned:
        raise Conflict(_("Seats are planned for it already: give them up at the trip first."))
    move(found, "withdraw", by=by)
    return found


@transaction.atomic
def show(*, need: Need, papers: Mapping[str, bool], by: User) -> Need:
    """Which documents of the procedure were seen, by the desk. When all are there, the procedure is complete."""
    found = held(need)
    if not holds(by, Permission.TRIP_PLAN, found):
        raise NotAllowed(_("You don’t plan trips here."))
    if found.state == "withdrawn":
        raise Conflict(_("The enterprise took this wish back."))
    wanted = [each.key for each in found.campaign.pack.transport.documents]
    found.papers = {key: bool(papers.get(key)) for key in wanted}
    found.save(update_fields=["papers"])
    missing = [key for key, there in found.papers.items() if not there]
    if found.state == "wanted" and not missing:
        move(found, "complete", by=by)
    elif found.state == "complete" and missing:
        names = ", ".join(found.campaign.pack.transport.paper_name(key) for key in missing)
        move(found, "reopen", by=by, reason=names[:200])
    else:
        record("coach_need.show", found, by=by, missing=len(missing))
    return found


def _take(need: Need, values: Mapping[str, Any]) -> None:
    """What is said, checked, into the row. Raises Refused."""
    faults: list[Fault] = []
    people = numbers.asked(str(values.get("people") if values.get("people") is not None else "").strip(), MOST)
    if not people:
        faults.append(Fault("people", _("Write how many people: 1 to %(most)s.") % {"most": MOST}))
    need.people = people or 1
    need.spot = str(values.get("spot") or "").strip()[:120]
    if not need.spot:
        faults.append(Fault("spot", _("Write where they are fetched: a town and a place to meet.")))
    code = regions.find(str(values.get("region") or need.spot))
    if not code:
        faults.append(Fault("region", _("Write the province, city and county, such as 江苏省连云港市赣榆区.")))
    need.region = code.ljust(12, "0") if code else ""
    need.note = str(values.get("note") or "").strip()[:300]
    _take_day(need, values, faults)
    _take_place(need, values, faults)
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)


def _take_day(need: Need, values: Mapping[str, Any], faults: list[Fault]) -> None:
    said = values.get("day")
    day = said if isinstance(said, dt.date) else dates.asked(str(said or ""))
    today = clock.today()
    if day is None or not today <= day <= today + AHEAD:
        words = {"first": today, "last": today + AHEAD}
        faults.append(Fault("day", _("Choose a day between %(first)s and %(last)s.") % words))
        return
    need.day = day


def _take_place(need: Need, values: Mapping[str, Any], faults: list[Fault]) -> None:
    """Within the pack's area: a swapped or mistyped coordinate otherwise puts a village into the sea."""
    west, south, east, north = need.campaign.pack.transport.planning.area
    said = [str(values.get(name) if values.get(name) is not None else "").strip() for name in ("longitude", "latitude")]
    rough = whereabouts.of(need.region) if need.region and not any(said) else None
    if rough is not None:
        values = {**values, "longitude": rough[0], "latitude": rough[1]}
    for name, low, high in (("longitude", west, east), ("latitude", south, north)):
        try:
            found = float(str(values.get(name) if values.get(name) is not None else "").strip())
        except ValueError:
            found = float("nan")
        if not low <= found <= high:
            words = {"low": f"{low:g}", "high": f"{high:g}"}
            faults.append(
                Fault(name, _("Degrees from %(low)s to %(high)s; leave both empty for the middle of the city.") % words)
            )
            continue
        setattr(need, name, round(found, 6))
