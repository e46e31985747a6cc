"""The telephone number that came with a demand: shown masked, opened one at a time, for a reason, on record."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused, TooMany
from fugong.demands.models import Demand
from fugong.ledger.models import Event
from fugong.ledger.recording import record
from fugong.registry.access import require
from fugong.registry.actions.contacts import MOST_REVEALS

VERBS = ("demand.reveal", "contact.reveal")


@transaction.atomic
def reveal(*, demand: Demand, by: User, reason: str) -> str:
    """The number itself. TooMany beyond what one person may open within an hour."""
    require(by, P.CONTACT_REVEAL, demand.enterprise)
    if not Demand.objects.visible_to(by).filter(pk=demand.pk).exists():
        raise NotAllowed(_("This demand doesn't lie with you."))
    if not reason.strip():
        raise Refused(_("Say why you need the number."), fields=[Fault("reason", _("Say why."))])
    since = clock.now() - dt.timedelta(hours=1)
    if Event.objects.filter(verb__in=VERBS, at__gte=since, by=by).count() >= MOST_REVEALS:
        raise TooMany(
            _("You have opened many numbers within an hour. Wait a while, or ask the duty desk for the list.")
        )
    record("demand.reveal", demand, by=by, reason=reason.strip()[:200])
    return str(demand.contact_phone or "")
