"""Signing events: planned with their list of projects, held at once, called off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, started, text
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, Refused, refuse
from fugong.investment.access import holds
from fugong.investment.actions import leads as lead_actions
from fugong.investment.models import Lead, Signing
from fugong.investment.policy import Stage
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.workflow.moves import move

AHEAD = dt.timedelta(days=730)


@transaction.atomic
def plan(
    *, campaign: Campaign, name: str, day: dt.date | None, by: User, place: str = "", online: bool = False
) -> Signing:
    """An event on a day."""
    must_be_open(campaign)
    _stage(campaign)
    if day is None or abs(day - clock.today()) > AHEAD:
        raise refuse("day", _("Choose a day."))
    row = Signing(
        campaign=campaign, area_code=campaign.jurisdiction.code, day=day, online=online, made_by=by,
        name=text(name, 120, field="name", needed=_("Give the event a name.")), place=text(place, 160, field="place"),
    )  # fmt: skip
    _guard(row, by)
    try:
        with transaction.atomic():
            started(row)
    except IntegrityError:
        raise refuse("name", _("There is such an event on this day already.")) from None
    record("signing.plan", row, by=by, name=row.name, day=day.isoformat())
    return row


@transaction.atomic
def put(*, signing: Signing, leads: Iterable[Lead], by: User) -> Signing:
    """Puts projects on the event's list; those that stand on another's come over."""
    row = _open(signing, by)
    stage = _stage(row.campaign)
    section = row.campaign.pack.investment
    for lead in leads:
        each = held(lead)
        if not holds(by, Permission.LEAD_MANAGE, each) or each.campaign_id != row.campaign_id:
            raise NotAllowed(_("You can’t keep leads there."))
        if each.state != "open" or section.place_of(each.stage) >= section.place_of(stage.key):
            raise refuse(
                "leads", _("%(name)s can’t be signed: it is in “%(stage)s”.") % {"name": each, "stage": each.stage_name}
            )
        each.signing = row
        each.save(update_fields=["signing"])
        record("lead.put_on", each, by=by, signing=row.name)
    return row


@transaction.atomic
def take_off(*, signing: Signing, lead: Lead, by: User) -> Signing:
    """Takes a project off the list of an event that wasn't held yet."""
    row, each = _open(signing, by), held(lead)
    if each.signing_id != row.pk:
        raise Conflict(_("It isn’t on this list."))
    each.signing = None
    each.save(update_fields=["signing"])
    record("lead.take_off", each, by=by, signing=row.name)
    return row


@transaction.atomic
def hold(*, signing: Signing, by: User) -> Signing:
    """It was held: every project of its list is signed, or none."""
    row = _open(signing, by)
    stage = _stage(row.campaign)
    if row.day > clock.today():
        raise refuse("day", _("It is planned for %(day)s.") % {"day": dates.shown(row.day)})
    listed = list(row.leads.order_by("pk"))
    if not listed:
        raise Refused(_("No project is on its list yet."))
    move(row, "hold", by=by, set={"held_at": clock.now()}, projects=len(listed))
    for lead in listed:
        lead_actions.signed(held(lead), stage, row, by)
    return row


@transaction.atomic
def cancel(*, signing: Signing, by: User, reason: str) -> Signing:
    """Called off; its projects stay in their stage."""
    row = _open(signing, by)
    move(row, "cancel", by=by, reason=text(reason, 300, field="reason"))
    row.leads.update(signing=None)
    return row


def _stage(campaign: Campaign) -> Stage:
    stage: Stage | None = campaign.pack.investment.signed
    if stage is None:
        raise refuse("stage", _("The rules of this place know no stage that is reached by signing."))
    return stage


def _open(signing: Signing, by: User) -> Signing:
    row = held(signing)
    must_be_open(row.campaign)
    _guard(row, by)
    if row.state != "planned":
        raise Conflict(_("This event is over."))
    return row


def _guard(row: Signing, by: User) -> None:
    if not holds(by, Permission.LEAD_MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
