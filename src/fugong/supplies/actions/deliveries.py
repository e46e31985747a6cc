"""Deliveries: picked, brought, signed for; received or disputed by the enterprise; called off."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, pictures
from fugong.core.errors import Fault, Refused
from fugong.resumption import signatures
from fugong.resumption.signatures import Signature
from fugong.supplies import booking, telling
from fugong.supplies.actions import allocations, needs
from fugong.supplies.actions.held import held
from fugong.supplies.models import Delivery, Need, Proof
from fugong.supplies.models.stock import ASIDE, FIRM, STORE, WAY
from fugong.workflow.moves import move

MOST_PHOTOS = 6


@transaction.atomic
def pick(*, delivery: Delivery, by: User) -> Delivery:
    """It leaves the store with somebody."""
    row = held(delivery)
    move(row, "pick", by=by, set={"picked_at": clock.now(), "picked_by": by})
    booking.shift(row, ASIDE, WAY, "pick", by=by)
    return row


@transaction.atomic
def bring_back(*, delivery: Delivery, reason: str, by: User) -> Delivery:
    """Nobody was there: it lies in the store again, set aside for them."""
    row = held(delivery)
    move(row, "bring_back", by=by, reason=reason[:300], set={"picked_at": None, "picked_by": None})
    booking.shift(row, WAY, ASIDE, "bring_back", by=by, reason=reason)
    return row


@transaction.atomic
def deliver(*, delivery: Delivery, signature: Signature, photos: Sequence[bytes], by: User) -> Delivery:
    """Somebody signed for it: name and signature, photos where the pack asks for one. Raises Refused at the field."""
    row = held(delivery)
    kept = _checked(row, signature, photos)
    now = clock.now()
    name = signature.name.strip()[:60]
    event = move(row, "deliver", by=by, set={"delivered_at": now, "delivered_by": by, "signed_name": name}, signed=name)
    booking.shift(row, WAY, FIRM, "deliver", by=by)
    row.shares.filter(pieces__gt=0).update(delivered_at=now)
    for kind, media, content in kept:
        _keep(row, kind, media, content, by)
    for need in Need.objects.filter(share__delivery=row, state="granted").select_related("campaign", "enterprise"):
        move(need, "meet", by=None, as_name=by.name, set={"ended_at": now})
    allocations.end(row.allocation, by)
    telling.enterprise(
        row, lambda: _("Supplies were delivered: say whether everything is there"), event, kind=telling.COMING, but=by
    )
    return row


def _checked(row: Delivery, signature: Signature, photos: Sequence[bytes]) -> list[tuple[str, str, bytes]]:
    faults: list[Fault] = []
    if not signature.name.strip():
        faults.append(Fault("name", _("Write the name of whoever takes it.")))
    drawn = signatures.file_of(signature)
    if not drawn:
        faults.append(Fault("signature", _("Let whoever takes it sign on the glass.")))
    if row.campaign.pack.supplies.photo and not photos:
        faults.append(Fault("photo", _("Take a photo of what was handed over.")))
    if len(photos) > MOST_PHOTOS:
        faults.append(Fault("photo", _("At most %(n)s photos.") % {"n": MOST_PHOTOS}))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    found = [("signature", signatures.media_of(drawn), drawn)]
    for content in photos:
        clean, media = pictures.redrawn(content, "photo")
        found.append(("photo", media, clean))
    return found


def _keep(row: Delivery, kind: str, media: str, content: bytes, by: User) -> None:
    proof = Proof(
        delivery=row, kind=kind, media=media, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        at=clock.now(), by=by,
    )  # fmt: skip
    proof.file.save("file", ContentFile(content), save=False)
    proof.save(force_insert=True)


@transaction.atomic
def receive(*, delivery: Delivery, by: User) -> Delivery:
    """The enterprise says that everything is there."""
    row = held(delivery)
    move(row, "receive", by=by, set={"received_at": clock.now()})
    return row


@transaction.atomic
def dispute(*, delivery: Delivery, reason: str, by: User) -> Delivery:
    """The enterprise says what is missing."""
    row = held(delivery)
    event = move(row, "dispute", by=by, reason=reason[:300])
    telling.desk(
        row, lambda: _("%(enterprise)s got less than was noted") % {"enterprise": row.enterprise}, event,
        kind=telling.LATE, but=by,
    )  # fmt: skip
    return row


@transaction.atomic
def settle(*, delivery: Delivery, reason: str, by: User) -> Delivery:
    """It was cleared up."""
    row = held(delivery)
    event = move(row, "settle", by=by, reason=reason[:300], set={"received_at": clock.now()})
    telling.enterprise(row, lambda: _("What was missing is cleared up"), event, but=by)
    return row


@transaction.atomic
def cancel(*, delivery: Delivery, reason: str, by: User) -> Delivery:
    """The goods go back to the stores that they came from; what was granted is asked for again."""
    row = held(delivery)
    values: dict[str, Any] = {"delivered_at": None, "delivered_by": None}
    event = move(row, "cancel", by=by, reason=reason[:300], set=values)
    for kind in (ASIDE, WAY, FIRM):
        booking.shift(row, kind, STORE, "return", by=by, reason=reason)
    row.shares.update(delivered_at=None)
    for need in Need.objects.filter(share__delivery=row, state="granted").select_related(
        "campaign__pack_version", "enterprise", "pack_version"
    ):
        needs.reopen(need, by)
    allocations.end(row.allocation, by)
    telling.enterprise(row, lambda: _("A delivery of supplies was called off"), event, but=by)
    return row
