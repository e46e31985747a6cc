"""Own keys and other installations: made, entered, changed, removed by the administrator."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.channels import net
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused, refuse
from fugong.exchange import keys
from fugong.exchange.models import OwnKey, Peer
from fugong.ledger.recording import record
from fugong.places.models import Campaign


def current() -> OwnKey:
    """The key that signs now; the first is made when it is first asked for."""
    found = OwnKey.objects.filter(is_current=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(None)
    except IntegrityError:  # somebody asked in the same moment
        return OwnKey.objects.get(is_current=True)


@transaction.atomic
def renew(*, by: User) -> OwnKey:
    """A new key signs from now on; peers take nothing until they have entered it. The old one is forgotten."""
    guard(by)
    current()
    OwnKey.objects.select_for_update().get(is_current=True)
    OwnKey.objects.filter(is_current=True).update(is_current=False, private=None)
    return _make(by)


def _make(by: User | None) -> OwnKey:
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    made = OwnKey.objects.create(private=raw.hex(), public=public, made_at=clock.now(), made_by=by)
    record("exchange_key.make", made, by=by, as_name="" if by else "installation", fingerprint=made.fingerprint)
    return made


@transaction.atomic
def add(*, name: str, url: str, key: str, area: str, campaigns: Iterable[Campaign], by: User | None) -> Peer:
    """Another installation. `by` None is the command line. Raises Refused with a fault at each field."""
    guard(by)
    public = _checked(name, url, key, area)
    try:
        with transaction.atomic():
            made = Peer.objects.create(
                name=name.strip(), url=url.strip(), public=public, area=area.strip(), added_at=clock.now(), added_by=by
            )
    except IntegrityError:
        raise refuse("key", _("An installation with this key is here already.")) from None
    made.campaigns.set(campaigns)
    record(
        "exchange_peer.add",
        made,
        by=by,
        as_name="" if by else "installation",
        name=made.name,
        fingerprint=made.fingerprint,
    )
    return made


@transaction.atomic
def change(
    *, peer: Peer, name: str, url: str, key: str, area: str, campaigns: Iterable[Campaign], paused: bool, by: User
) -> Peer:
    """Everything about it; a new key counts at once, and the old one no more."""
    guard(by)
    row = Peer.objects.select_for_update().get(pk=peer.pk)
    if row.removed_at is not None:
        raise refuse("name", _("This installation was removed."))
    public = _checked(name, url, key, area)
    if public != bytes(row.public):
        row.old_keys = [*row.old_keys, row.fingerprint][-20:]
    row.name, row.url, row.public, row.area = name.strip(), url.strip(), public, area.strip()
    row.paused_at = (row.paused_at or clock.now()) if paused else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refuse("key", _("An installation with this key is here already.")) from None
    row.campaigns.set(campaigns)
    record("exchange_peer.change", row, by=by, name=row.name, fingerprint=row.fingerprint, paused=paused)
    return row


@transaction.atomic
def remove(*, peer: Peer, by: User) -> None:
    """Nothing is sent there and nothing taken from it any more; what was received stays."""
    guard(by)
    if Peer.objects.filter(pk=peer.pk, removed_at=None).update(removed_at=clock.now()):
        record("exchange_peer.remove", peer, by=by, name=peer.name)


def guard(by: User | None) -> None:
    """Refuses everybody but the installation's administrator."""
    if by is not None and not (by.is_active and by.holds(Permission.INSTALLATION_MANAGE)):
        raise NotAllowed(_("The exchange is the installation’s: its administrator looks after it."))


def _checked(name: str, url: str, key: str, area: str) -> bytes:
    faults = []
    if not 1 <= len(name.strip()) <= 80 or "\x00" in name:
        faults.append(Fault("name", _("Write what the installation is called.")))
    if url.strip() and not _may_speak_to(url.strip()):
        faults.append(
            Fault(
                "url",
                _(
                    "Write an address that begins with https://; one inside the network has to be allowed in the settings first."
                ),
            )
        )
    if area.strip() and not re.fullmatch(r"\d{2,12}", area.strip()):
        faults.append(Fault("area", _("Write the code of an area, or its beginning: 2 to 12 digits.")))
    try:
        public = keys.read(key)
    except keys.BadKey:
        public = b""
        faults.append(Fault("key", _("This is no public key: take it over whole from the other installation’s page.")))
    if faults:
        raise Refused(_("The installation can’t be kept like this."), fields=faults)
    return public


def _may_speak_to(url: str) -> bool:
    try:
        net.checked(url)
        return len(url) <= 300 and not urlsplit(url).query
    except net.Failed:
        return False
