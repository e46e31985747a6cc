"""Rows held until the transaction ends, and what must be so before anything is done."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.transport.access import over_place
from fugong.workflow import holding

Row = TypeVar("Row", bound=models.Model)


def held(row: Row) -> Row:
    """The row as it is now, locked; what refers to it may be written meanwhile."""
    return holding.held(row, "campaign__jurisdiction", "trip", "planned_by", no_key=True)


def require_plan(campaign: Campaign, by: User | None) -> None:
    """Refuses whoever doesn't plan trips of the whole place. `by` is None for the installation."""
    must_be_open(campaign)
    if by is not None and not over_place(by, Permission.TRIP_PLAN, campaign):
        raise NotAllowed(_("You don’t plan trips here."))
