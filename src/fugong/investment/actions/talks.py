"""Talks and their minutes, next steps and what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, started, text
from fugong.core import clock, dates
from fugong.core.errors import NotAllowed, refuse
from fugong.investment import telling
from fugong.investment.access import holds
from fugong.investment.models import Lead, LeadStep, LeadTalk
from fugong.investment.models.talk import WAYS
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.workflow.moves import move

FARTHEST = dt.timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Next:
    """What is done next, by whom (None: the lead's officer), by when (None: within the pack's time)."""

    what: str
    owner: User | None = None
    by_on: dt.date | None = None


@transaction.atomic
def hold(
    *,
    lead: Lead,
    held_on: dt.date | None,
    way: str,
    people: str,
    by: User,
    minutes: str = "",
    agreed: str = "",
    steps: Iterable[Next] = (),
) -> LeadTalk:
    """A talk that was held, with its minutes and what follows. Raises Refused naming the field."""
    row = _mine(lead, by)
    if row.state != "open":
        raise refuse("lead", _("This lead is closed: take it up again first."))
    if held_on is None or not clock.today() - FARTHEST <= held_on <= clock.today():
        raise refuse("held_on", _("Choose the day of the talk: today, or one before."))
    if way not in WAYS:
        raise refuse("way", _("Choose one of the list."))
    talk = LeadTalk(
        campaign=row.campaign, enterprise=row.enterprise, area_code=row.area_code, lead=row, held_on=held_on, way=way,
        people=text(people, 200, field="people", needed=_("Write who took part.")),
        minutes=text(minutes, 4_000, field="minutes"), agreed=text(agreed, 500, field="agreed"),
        recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    talk.save(force_insert=True)
    record("lead.talk", row, by=by, held_on=held_on.isoformat(), way=way)
    for step in steps:
        plan(lead=row, step=step, by=by, talk=talk)
    return talk


@transaction.atomic
def plan(*, lead: Lead, step: Next, by: User, talk: LeadTalk | None = None) -> LeadStep:
    """A next step; its owner must work on leads there, its day must lie ahead and be a working day."""
    row = _mine(lead, by)
    owner = step.owner or row.officer or by
    made = LeadStep(
        campaign=row.campaign, enterprise=row.enterprise, area_code=row.area_code, pack_version=row.campaign.pack_version,
        lead=row, talk=talk, what=text(step.what, 300, field="what", needed=_("Write what is to be done.")), owner=owner,
    )  # fmt: skip
    if not holds(owner, Permission.LEAD_VIEW, row):
        raise refuse("owner", _("Choose somebody who works on leads there."))
    started(made, _due(row, step.by_on), "step")
    event = record("lead_step.plan", made, by=by, lead=row.pk)
    words = {"lead": row.name, "what": made.what}
    telling.people(row, [owner], lambda: _("%(lead)s: %(what)s") % words, event, but=by)
    return made


def _due(row: Lead, day: dt.date | None) -> dt.datetime:
    """The close of a working day from today on."""
    pack, today = row.campaign.pack, clock.today()
    if day is None:
        return pack.due(clock.now(), pack.investment.step_within)
    working = pack.calendar.working_time
    if not today <= day <= today + FARTHEST:
        raise refuse("by_on", _("Choose a day from today on."))
    if not working.is_working_day(day):
        nearest = working.next_working_day(day)
        raise refuse(
            "by_on",
            _("%(day)s is no working day; the next one is %(next)s.")
            % {"day": dates.shown(day), "next": dates.shown(nearest)},
        )
    return working.moment(day, working.hours[-1][1])


@transaction.atomic
def done(*, step: LeadStep, by: User, result: str = "") -> LeadStep:
    """What was agreed is done."""
    row = _step(step, by)
    said = text(result, 300, field="result")
    move(row, "do", by=by, set={"ended_at": clock.now(), "result": said})
    return row


@transaction.atomic
def drop(*, step: LeadStep, by: User, reason: str) -> LeadStep:
    """It isn't needed any more."""
    row = _step(step, by)
    move(row, "drop", by=by, reason=text(reason, 300, field="reason"), set={"ended_at": clock.now()})
    return row


def _mine(lead: Lead, by: User) -> Lead:
    row = held(lead)
    must_be_open(row.campaign)
    if not holds(by, Permission.LEAD_MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
    return row


def _step(step: LeadStep, by: User) -> LeadStep:
    row = held(step)
    must_be_open(row.campaign)
    return row
