"""The register of platforms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, text
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.investment.access import holds
from fugong.investment.models import LeadPlatform
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign


@transaction.atomic
def put(
    *, campaign: Campaign, values: Mapping[str, Any], by: User | None, platform: LeadPlatform | None = None
) -> LeadPlatform:
    """Enters a platform, or corrects it: name, kind, address, contact, since."""
    must_be_open(campaign)
    row = held(platform) if platform is not None else LeadPlatform(
        campaign=campaign, area_code=campaign.jurisdiction.code, since=clock.today()
    )  # fmt: skip
    if by is not None and not holds(by, Permission.LEAD_MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
    row.name = text(values.get("name", row.name), 120, field="name", needed=_("This is needed."))
    row.address = text(values.get("address", row.address), 300, field="address")
    row.contact = text(values.get("contact", row.contact), 60, field="contact")
    row.kind = str(values.get("kind", row.kind) or "")
    kinds = {each.key for each in campaign.pack.investment.platform_kinds}
    if row.kind and row.kind not in kinds:
        raise refuse("kind", _("Choose one of the list."))
    since = values.get("since", row.since)
    if not isinstance(since, dt.date):
        raise refuse("since", _("Choose a day."))
    row.since = since
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refuse("name", _("There is a platform of this name already.")) from None
    verb = "lead_platform.amend" if platform is not None else "lead_platform.enter"
    record(verb, row, by=by, as_name="" if by else "installation", name=row.name)
    return row


@transaction.atomic
def end(*, platform: LeadPlatform, by: User) -> LeadPlatform:
    """It isn't used any more; what came by it stays."""
    row = held(platform)
    if not holds(by, Permission.LEAD_MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
    if row.ended_on is not None:
        raise Conflict(_("It is off the list already."))
    row.ended_on = clock.today()
    row.save(update_fields=["ended_on"])
    record("lead_platform.end", row, by=by, name=row.name)
    return row
