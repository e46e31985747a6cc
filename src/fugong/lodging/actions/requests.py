"""Bed requests: asked, confirmed, returned, refused, taken back. What gives the beds is in `placing`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.lodging import telling
from fugong.lodging.access import holds
from fugong.lodging.actions.held import held
from fugong.lodging.models import BedRequest, RequestedPerson, Stay
from fugong.lodging.models.stay import ACTIVE
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.models import Enterprise
from fugong.workflow import moves
from fugong.workflow.moves import move
from fugong.workforce.models import Employment

MOST_PEOPLE = 2_000
LONGEST_STAY = dt.timedelta(days=366)
AHEAD = dt.timedelta(days=180)


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    people: Iterable[int],
    since: dt.date,
    until: dt.date | None,
    wishes: str = "",
    by: User,
) -> BedRequest:
    """Asks for beds for people of the enterprise's list, by their ids. Raises Refused where somebody isn't on it, or has a
    bed or a running request for these days."""
    must_be_open(campaign)
    chosen = sorted(set(people))
    row = BedRequest(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        since=since, until=until, wishes=wishes.strip()[:300], wanted=len(chosen),
        asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    if not (holds(by, Permission.BED_ASK, row) or holds(by, Permission.BED_ARRANGE, row)):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    _guard_days(since, until)
    _guard_people(campaign, enterprise, chosen, since, until)
    _begin(row, chosen, campaign.pack.due(clock.now(), campaign.pack.lodging.within))
    event = record("bed_request.ask", row, by=by, wanted=row.wanted)
    telling.arrangers(
        row,
        lambda: _("%(enterprise)s asks for %(n)s beds") % {"enterprise": enterprise, "n": row.wanted},
        event,
        but=by,
    )
    return row


def _begin(row: BedRequest, people: list[int], due_at: dt.datetime | None) -> None:
    row.state, row.state_since = BedRequest.workflow.initial, clock.now()
    row.due_at, row.next_rung_at, row.clock_kind, row.clock_started_at = due_at, due_at, "answer", clock.now()
    row.save(force_insert=True)
    RequestedPerson.objects.bulk_create(RequestedPerson(request=row, person_id=key) for key in people)


def _guard_days(since: dt.date, until: dt.date | None) -> None:
    today = clock.today()
    faults = []
    if not today <= since <= today + AHEAD:
        words = _("Choose a first day between %(first)s and %(last)s.")
        faults.append(Fault("since", words % {"first": dates.shown(today), "last": dates.shown(today + AHEAD)}))
    if until is not None and not since < until <= since + LONGEST_STAY:
        faults.append(Fault("until", _("The day of leaving comes after the first day, at most a year later.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)


def _guard_people(
    campaign: Campaign, enterprise: Enterprise, chosen: list[int], since: dt.date, until: dt.date | None
) -> None:
    if not chosen or len(chosen) > MOST_PEOPLE:
        raise refuse("people", _("Choose who needs a bed: 1 to %(most)s people.") % {"most": MOST_PEOPLE})
    on_list = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise, person__in=chosen)
    if on_list.values("person").distinct().count() != len(chosen):
        raise refuse("people", _("Somebody you chose isn’t on this enterprise’s list any more. Reload the page."))
    overlap = Q(until=None) | Q(until__gt=since)
    if until is not None:
        overlap &= Q(since__lt=until)
    has = Stay.objects.filter(overlap, person__in=chosen, state__in=ACTIVE).values("person").distinct().count()
    if has:
        words = ngettext(
            "%(n)s of them has a bed in these days already.", "%(n)s of them have a bed in these days already.", has
        )
        raise refuse("people", words % {"n": has})
    asked = BedRequest.objects.filter(
        overlap, people__person__in=chosen, state__in=("asked", "arranged"), campaign=campaign
    )
    if asked.exists():
        raise refuse("people", _("A bed is asked for somebody of them already. Take that request back first."))


@transaction.atomic
def confirm(*, request: BedRequest, by: User) -> BedRequest | None:
    """The enterprise takes the beds. Whoever has none yet is asked for again with the old deadline: that request is returned."""
    request = held(request)
    event = move(request, "confirm", by=by, set={"ended_at": clock.now()}, placed=request.placed)
    telling.arrangers(
        request, lambda: _("%(enterprise)s takes the beds") % {"enterprise": request.enterprise}, event, but=by
    )
    having = Stay.objects.filter(request=request, state__in=ACTIVE).values("person")
    rest = list(request.people.exclude(person__in=having).values_list("person", flat=True))
    if not rest:
        return None
    pack = for_version(request.pack_version)
    following = BedRequest(
        campaign=request.campaign, enterprise=request.enterprise, area_code=request.area_code,
        pack_version=request.pack_version, since=max(request.since, clock.today()), until=request.until,
        wishes=request.wishes, wanted=len(rest), asked_at=request.asked_at, asked_by=request.asked_by, follows=request,
    )  # fmt: skip
    if following.until is not None and following.until <= following.since:
        return None
    _begin(following, rest, pack.due(request.asked_at, pack.lodging.within))
    RequestedPerson.objects.filter(request=request, person__in=rest).delete()
    BedRequest.objects.filter(pk=request.pk).update(wanted=request.placed)
    record("bed_request.rest", following, by=by, wanted=len(rest))
    return following


@transaction.atomic
def send_back(*, request: BedRequest, reason: str, by: User) -> BedRequest:
    """The enterprise can't use these beds: they become free, and the town looks for others."""
    request = held(request)
    due = _answer_due(request)
    event = move(request, "return", by=by, reason=reason[:300], due_at=due, set={"placed": 0})
    _give_back(request, by)
    telling.arrangers(
        request, lambda: _("%(enterprise)s can’t use these beds") % {"enterprise": request.enterprise}, event, but=by
    )
    return request


@transaction.atomic
def refuse_(*, request: BedRequest, reason: str, by: User) -> BedRequest:
    """There are no beds, and why."""
    request = held(request)
    event = move(request, "refuse", by=by, reason=reason[:300], set={"placed": 0, "ended_at": clock.now()})
    _give_back(request, by)
    telling.enterprise(request, lambda: _("No beds could be given"), event, but=by)
    return request


@transaction.atomic
def withdraw(*, request: BedRequest, by: User) -> BedRequest:
    """The enterprise needs the beds no more."""
    request = held(request)
    event = move(request, "withdraw", by=by, set={"placed": 0, "ended_at": clock.now()})
    _give_back(request, by)
    telling.arrangers(
        request,
        lambda: _("%(enterprise)s took its bed request back") % {"enterprise": request.enterprise},
        event,
        but=by,
    )
    return request


def recount(request: BedRequest, by: User) -> None:
    """How many have a bed, after some gave theirs up. A request that has none left waits again."""
    request = held(request)
    placed = Stay.objects.filter(request=request, state__in=ACTIVE).values("person").distinct().count()
    if request.state == "arranged" and placed == 0:
        due = _answer_due(request)
        moves.move(request, "empty", by=None, as_name=by.name, due_at=due, set={"placed": 0})
    elif request.state == "arranged":
        BedRequest.objects.filter(pk=request.pk).update(placed=placed)


def _answer_due(request: BedRequest) -> dt.datetime:
    pack = for_version(request.pack_version)
    return pack.due(clock.now(), pack.lodging.within)


def _give_back(request: BedRequest, by: User) -> None:
    """Every bed on hold becomes free; whoever moved in already stays."""
    stays = list(Stay.objects.select_for_update().filter(request=request, state="reserved").order_by("pk"))
    for stay in stays:
        move(stay, "give_back", by=None, as_name=by.name)
