"""Rows held until the transaction ends, cases begun, and what must be so before anything is done."""

import datetime as dt
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.labour.access import enters_for, over_place
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.workflow import holding
from fugong.workflow.cases import Case

Row = TypeVar("Row", bound=models.Model)
Begun = TypeVar("Begun", bound=Case)
CLOCK: Any = gettext_lazy("the clock")
LATEST = dt.time(23, 59)


def held(row: Row) -> Row:
    """The row as it is now, locked; what refers to it may be written meanwhile."""
    return holding.held(row, "campaign__jurisdiction", "borrower", "spare", "vacancy", no_key=True)


def begun(case: Begun, within: str = "", *, clock_kind: str = "", due_at: dt.datetime | None = None) -> Begun:
    """The case in its first state, with the clock `within` of its pack or a moment where it has one; saved."""
    made: Any = case
    moment = clock.now()
    case.state, case.state_since = case.workflow.initial, moment
    if within:
        due_at = made.campaign.pack.due(moment, within)
    if due_at is not None:
        case.due_at = case.next_rung_at = due_at
        case.clock_kind, case.clock_started_at = clock_kind, moment
    case.save(force_insert=True)
    return case


def end_of(day: dt.date) -> dt.datetime:
    """The last minute of a day here."""
    return clock.at(day, LATEST.hour, LATEST.minute)


def require_entry(campaign: Campaign, enterprise: Any, by: User) -> None:
    """Refuses whoever neither speaks for the enterprise nor serves it."""
    must_be_open(campaign)
    if not enters_for(by, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})


def require_match(campaign: Campaign, by: User) -> None:
    """Refuses whoever doesn't bring people and work together over the whole place."""
    must_be_open(campaign)
    if not over_place(by, Permission.LABOUR_MATCH, campaign):
        raise NotAllowed(_("You don’t bring people and work together here."))
