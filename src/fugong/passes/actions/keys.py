"""Keys: made, taken over by the next, withdrawn when somebody else may have one."""

from __future__ import annotations

import functools
import os

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.passes.models import SigningKey

CURVE = ec.SECP256R1()


def current() -> SigningKey:
    """The key that signs now; the first one is made when the first pass is shown."""
    found = SigningKey.objects.filter(is_current=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(None)
    except IntegrityError:  # somebody showed another pass in the same moment
        return SigningKey.objects.get(is_current=True)


def _make(by: User | None) -> SigningKey:
    private = ec.generate_private_key(CURVE)
    public = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    key = SigningKey.objects.create(
        kid=os.urandom(4).hex(), private=f"{private.private_numbers().private_value:064x}", public=public,
        made_at=clock.now(), made_by=by,
    )  # fmt: skip
    record("signing_key.make", key, by=by, as_name="" if by else "installation", kid=key.kid)
    return key


@transaction.atomic
def rotate(*, by: User) -> SigningKey:
    """A new key signs from now on; what older ones signed holds on."""
    _guard(by)
    current()
    SigningKey.objects.select_for_update().get(is_current=True)
    SigningKey.objects.filter(is_current=True).update(is_current=False, retired_at=clock.now())
    return _make(by)


@transaction.atomic
def withdraw(*, key: SigningKey, why: str, by: User) -> SigningKey:
    """Nothing that it signed holds any more; passes themselves stay, and their pages show codes by another key.

    Gates hear of it with their next news: within minutes where there is a network, else they soon can't tell (`passes.gate`).
    """
    _guard(by)
    if not why.strip():
        raise refuse("why", _("Say why: every code that this key signed stops working."))
    row = SigningKey.objects.select_for_update().get(pk=key.pk)
    if row.withdrawn_at is not None:
        raise Conflict(_("This key is withdrawn already."))
    was_current = row.is_current
    row.is_current, row.withdrawn_at, row.private, row.why = False, clock.now(), None, why.strip()[:200]
    row.retired_at = row.retired_at or row.withdrawn_at
    row.save()
    record("signing_key.withdraw", row, by=by, reason=row.why, kid=row.kid)
    if was_current:
        _make(by)
    return row


def _guard(by: User) -> None:
    if not by.is_active or not by.holds(Permission.INSTALLATION_MANAGE):
        raise NotAllowed(_("Keys are the installation’s: its administrator changes them."))


def private_of(key: SigningKey) -> ec.EllipticCurvePrivateKey:
    """The pair's secret half."""
    return _private(str(key.private))


@functools.lru_cache(maxsize=8)
def _private(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(number, 16), CURVE)


@functools.lru_cache(maxsize=64)
def public_of(point: bytes) -> ec.EllipticCurvePublicKey:
    """The public half, from its 65 bytes."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
