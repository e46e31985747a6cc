"""Who may serve as what: asked by rooms above, before somebody is put on a shift."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fugong.training.models import Certificate

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign


def needed(campaign: Campaign, qualification: str) -> bool:
    """Whether only a certificate proves this here: a course of the pack leads to it."""
    return bool(campaign.pack.training.gives(qualification))


def of(campaign: Campaign, user: User, qualification: str, day: dt.date) -> Certificate | None:
    """The certificate of an account that holds on a day."""
    rows = Certificate.objects.filter(campaign=campaign, user=user, qualification=qualification, state="valid")
    found: Certificate | None = rows.filter(issued_on__lte=day, valid_until__gte=day).first()
    return found
