"""Whom to call at an enterprise. Numbers are sealed, shown masked, and opened one at a time, for a reason, on record."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, crypto, phones
from fugong.core.errors import Fault, Refused, TooMany
from fugong.ledger.models import Event
from fugong.ledger.recording import record
from fugong.registry.access import require
from fugong.registry.models import Contact, Enterprise

KINDS = ("legal", "liaison", "control")
MOST_REVEALS = 60
"""Numbers that one person may open within an hour: more is copying the list, not calling."""


@transaction.atomic
def set_contact(*, enterprise: Enterprise, kind: str, name: str, phone: str, by: User | None) -> Contact:
    """Enters a contact or, for the same kind and name, a new number. Raises Refused with the field at fault."""
    if by is not None:
        require(by, Permission.REGISTRY_EDIT, enterprise)
    name = name.strip()
    if not name or len(name) > 60:
        message = _("Enter the person's name.")
        raise Refused(message, fields=[Fault("name", message)])
    if kind not in KINDS:
        raise Refused(_("Choose one of the list."), fields=[Fault("kind", _("Choose one of the list."))])
    try:
        number = phones.normalised(phone)
    except phones.NotAPhone as wrong:
        raise Refused(str(wrong), fields=[Fault("phone", str(wrong))]) from None
    contact, _made = Contact.objects.update_or_create(
        enterprise=enterprise,
        kind=kind,
        name=name,
        defaults={"phone": number, "phone_index": phones.index(number), "phone_masked": crypto.mask(number)},
    )
    record("contact.set", contact, by=by, as_name="" if by else "installation", kind=kind)
    return contact


@transaction.atomic
def remove(*, contact: Contact, by: User) -> None:
    """Takes a contact away, with the number."""
    require(by, Permission.REGISTRY_EDIT, contact.enterprise)
    record("contact.remove", contact, by=by, kind=contact.kind)
    contact.delete()


@transaction.atomic
def reveal(*, contact: Contact, by: User, reason: str) -> str:
    """The number itself. Each time is an event with who, when and why; TooMany beyond MOST_REVEALS an hour."""
    require(by, Permission.CONTACT_REVEAL, contact.enterprise)
    if not reason.strip():
        raise Refused(_("Say why you need the number."), fields=[Fault("reason", _("Say why."))])
    since = clock.now() - dt.timedelta(hours=1)
    if Event.objects.filter(campaign_id=None, verb="contact.reveal", at__gte=since, by=by).count() >= MOST_REVEALS:
        raise TooMany(
            _("You have opened many numbers within an hour. Wait a while, or ask the duty desk for the list.")
        )
    record("contact.reveal", contact, by=by, reason=reason.strip()[:200], kind=contact.kind)
    return str(contact.phone or "")
