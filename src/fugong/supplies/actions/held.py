"""Rows held until the transaction ends, so that two who act at once act one after the other."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.supplies.access import keeps
from fugong.workflow import holding

Row = TypeVar("Row", bound=models.Model)


def held(row: Row) -> Row:
    """The row as it is now, locked; what refers to it may be written meanwhile."""
    return holding.held(row, "allocation", no_key=True)


def must_keep(campaign: Campaign, by: User) -> None:
    """Refuses whoever doesn't keep the campaign's stock."""
    must_be_open(campaign)
    if not keeps(by, campaign, Permission.SUPPLY_KEEP):
        raise NotAllowed(_("Only those who keep supplies for the whole campaign can do this."))
