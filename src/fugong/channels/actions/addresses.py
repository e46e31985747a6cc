"""A person's own addresses: entered, proven by a code, removed. Nothing but the code is sent to one that isn't proven."""

import datetime as dt
import json
import secrets
import uuid
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.channels import claiming, mail, net, reasons, sms, ways
from fugong.channels.models import Address, Channel, Gateway, Preference
from fugong.channels.parcels import SENT, Parcel, Piece
from fugong.core import clock, crypto
from fugong.core.errors import Fault, Refused, TooMany
from fugong.core.languages import SHORT
from fugong.core.numbers import FULL_WIDTH
from fugong.ledger.recording import record

INDEX, CODE = "channels.address", "channels.code"
MOST = {Channel.EMAIL: 3, Channel.SMS: 2, Channel.PUSH: 10}
VALID = dt.timedelta(minutes=15)
BETWEEN = dt.timedelta(seconds=60)
MOST_TRIES, MOST_CODES = 5, 8  # of a code; of a person on a day


def add(*, channel: str, value: str, by: User) -> Address:
    """Enters an e-mail address or telephone number and sends a code to it. Again: a new code.

    Raises Refused at the field where it is none, or where the code can't be sent.
    """
    if channel not in (Channel.EMAIL, Channel.SMS) or channel not in ways.open_channels():
        raise Refused(
            _("This channel isn't set up here."), fields=[Fault("value", _("This channel isn't set up here."))]
        )
    clean, label = _email(value) if channel == Channel.EMAIL else _phone(value)
    address = _kept(channel, clean, label, by)
    if address.in_use:
        return address
    send_code(address=address, by=by)
    return address


def subscribe(*, subscription: Any, by: User) -> Address:
    """Keeps a browser's push subscription; the browser asked its owner. Again: changes nothing."""
    if Channel.PUSH not in ways.open_channels():
        raise Refused(_("This channel isn't set up here."))
    clean, label = _subscription(subscription)
    return _kept(Channel.PUSH, clean, label, by, verified=True)


@transaction.atomic
def _kept(channel: str, value: str, label: str, by: User, verified: bool = False) -> Address:
    User.objects.select_for_update().get(pk=by.pk)  # so that nobody has more than allowed
    index = crypto.blind_index(value, INDEX)
    mine = Address.objects.filter(person=by, channel=channel)
    known = mine.filter(index=index).first()
    if known is not None:
        if known.failed_at is not None:
            known.failed_at, known.verified_at = None, clock.now() if verified else None
            known.save(update_fields=["failed_at", "verified_at"])
        return known
    if mine.count() >= MOST[Channel(channel)]:
        words = _("You have %(n)s of these already. Remove one first.") % {"n": mine.count()}
        raise Refused(words, fields=[Fault("value", words)])
    address = Address.objects.create(
        person=by,
        channel=channel,
        value=value,
        index=index,
        label=label,
        added_at=clock.now(),
        verified_at=clock.now() if verified else None,
    )
    record("address.add", address, by=by, channel=channel)
    return address


def send_code(*, address: Address, by: User) -> None:
    """Sends a fresh code to an address that isn't proven yet. Raises TooMany, or Refused where it doesn't go out."""
    code = _fresh_code(address, by)
    outcome = (mail.send if address.channel == Channel.EMAIL else sms.send)(_parcel(address, code, by))
    mail.close()
    if outcome.result != SENT:
        why = reasons.said(outcome.code)
        words = _("The code couldn't be sent: %(why)s") % {"why": why}
        raise Refused(words, fields=[Fault("value", words)])


@transaction.atomic
def _fresh_code(address: Address, by: User) -> str:
    own, _made = Preference.objects.select_for_update().get_or_create(person=by)
    now, today = clock.now(), clock.today()
    if own.codes_on != today:
        own.codes_on, own.codes_sent = today, 0
    if own.codes_sent >= MOST_CODES:
        raise TooMany(_("That is enough codes for today. Try again tomorrow."))
    if address.code_sent_at is not None and now - address.code_sent_at < BETWEEN:
        raise TooMany(_("A code was just sent. Wait a minute before asking for another."))
    own.codes_sent += 1
    own.save(update_fields=["codes_on", "codes_sent"])
    code = f"{secrets.randbelow(1_000_000):06d}"
    address.code_digest = crypto.blind_index(f"{address.pk}:{code}", CODE)
    address.code_until, address.code_tries, address.code_sent_at = now + VALID, 0, now
    address.save(update_fields=["code_digest", "code_until", "code_tries", "code_sent_at"])
    return code


def _parcel(address: Address, code: str, by: User) -> Parcel:
    with override(by.language):
        piece = Piece(
            title=_("%(code)s is your code for %(name)s") % {"code": code, "name": settings.APPLICATION_NAME},
            body=_("It holds for 15 minutes. If you didn't ask for it, nothing has to be done."),
            url=f"{settings.PUBLIC_URL}/me/notifications/",
            event=uuid.uuid4(),
        )
    receiver: Any = address.value
    if address.channel == Channel.SMS:
        gateway = Gateway.objects.filter(removed_at=None, paused_at=None).first()
        if gateway is None:
            raise Refused(reasons.said("paused"))
        receiver = claiming.target_of(gateway, str(address.value))
    return Parcel(address.channel, (), uuid.uuid4(), (piece,), SHORT.get(by.language, "zh"), receiver, urgent=True)


def verify(*, address: Address, code: str, by: User) -> Address:
    """Proves an address by the code that was sent to it. Raises Refused at the field; five tries are all."""
    taken = Address.objects.filter(pk=address.pk, person=by, code_tries__lt=MOST_TRIES, code_until__gt=clock.now())
    digits = "".join(each for each in code.translate(FULL_WIDTH) if each.isascii() and each.isdigit())
    with transaction.atomic():
        found = taken.select_for_update().first()
        if found is not None:
            found.code_tries += 1
            right = secrets.compare_digest(
                bytes(found.code_digest or b""), crypto.blind_index(f"{found.pk}:{digits}", CODE)
            )
            if right:
                found.verified_at, found.failed_at, found.code_digest, found.code_until = clock.now(), None, None, None
            found.save()
            if right:
                record("address.verify", found, by=by, channel=found.channel)
                return found
    words = (
        _("This isn't the code. Look again at the newest message.")
        if found is not None
        else _("The code doesn't hold any more. Ask for a new one.")
    )
    raise Refused(words, fields=[Fault("code", words)])


@transaction.atomic
def remove(*, address: Address, by: User) -> None:
    """Forgets an address; what still waited for it is not sent."""
    record("address.remove", address, by=by, channel=address.channel)
    Address.objects.filter(pk=address.pk, person=by).delete()


def _email(value: str) -> tuple[str, str]:
    clean = value.strip()
    try:
        validate_email(clean)
    except ValidationError:
        clean = ""
    if not clean or len(clean) > 200 or not clean.isascii():
        words = _("Write an e-mail address such as name@example.com.")
        raise Refused(words, fields=[Fault("value", words)])
    name, _at, host = clean.rpartition("@")
    return clean, f"{name[:1]}***@{host}"[:80]


def _phone(value: str) -> tuple[str, str]:
    try:
        number = phonenumbers.parse(value.strip(), "CN")
        valid = phonenumbers.is_valid_number(number)
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        words = _("Write a mobile number such as 138 0013 8000, from abroad with + and the country code.")
        raise Refused(words, fields=[Fault("value", words)])
    clean = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return clean, crypto.mask(clean, 6, 3)


def _subscription(given: Any) -> tuple[str, str]:
    try:
        endpoint, keys = str(given["endpoint"]), given["keys"]
        clean = {"endpoint": endpoint, "keys": {"p256dh": str(keys["p256dh"]), "auth": str(keys["auth"])}}
        host = net.checked(endpoint).hostname or ""
    except (KeyError, TypeError, net.Failed):
        raise Refused(_("The browser's answer can't be understood.")) from None
    text = json.dumps(clean, sort_keys=True)
    if len(text) > 2_000:
        raise Refused(_("The browser's answer can't be understood."))
    return text, host[:80]
