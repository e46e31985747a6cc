"""Signs of work without leave, by hand and from a sheet."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.inspections.models import Sign
from fugong.inspections.words import SIGN
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise


@transaction.atomic
def enter(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    kind: str,
    day: dt.date,
    by: User,
    value: Decimal | None = None,
    usual: Decimal | None = None,
    note: str = "",
) -> Sign:
    """Notes a sign; the same again changes nothing but its numbers. `usual`: what the meter shows while work rests."""
    if not (may(by, Permission.INSPECTION_PLAN, enterprise) or may(by, Permission.VISIT_RECORD, enterprise)):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    if kind not in SIGN:
        raise Refused(_("Choose one of the list."), fields=[Fault("kind", _("Choose one of the list."))])
    if day > clock.today():
        raise Refused(_("The day lies ahead."), fields=[Fault("day", _("The day lies ahead."))])
    sign, is_new = Sign.objects.update_or_create(
        campaign=campaign,
        enterprise=enterprise,
        kind=kind,
        day=day,
        note=note.strip()[:300],
        defaults={"value": value, "usual": usual, "area_code": enterprise.area_code, "at": clock.now(), "by": by},
    )
    if is_new:
        record("sign_of_work.enter", sign, by=by, kind=kind, day=day.isoformat())
    return sign
