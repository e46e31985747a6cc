"""In: who sent it, whether every byte is theirs, whether it is fresh; then kept once, and answered with a signed receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction

from fugong.core import clock, numbers
from fugong.exchange import content, keys
from fugong.exchange.actions import peers
from fugong.exchange.content import Message
from fugong.exchange.models import OwnKey, Peer, Received
from fugong.ledger.recording import record

SKEW = 300  # seconds that the clocks of two installations may differ
STATUS = {"bad_message": 422, "outside_area": 422, "other_body": 409, "too_large": 413, "paused": 503}
NOTED_AFTER = dt.timedelta(minutes=1)


class Rejected(Exception):
    """The message isn't taken; `code` is a key of `exchange.reasons`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code, self.status = code, STATUS.get(code, 403)


def receive(*, body: bytes, key: str, moment: str, signature: str) -> Received:
    """Takes a message; the same one again gives the same receipt. Raises Rejected, having changed nothing but the peer's note of it."""
    peer = _peer(key)
    try:
        return _receive(peer, body, moment, signature)
    except Rejected as rejected:
        Peer.objects.filter(pk=peer.pk).exclude(
            refused_code=rejected.code, refused_at__gt=clock.now() - NOTED_AFTER
        ).update(refused_at=clock.now(), refused_code=rejected.code)
        raise


def _peer(key: str) -> Peer:
    wanted = "".join(key.split()).upper()
    for each in Peer.objects.filter(removed_at=None):
        if each.fingerprint.replace(" ", "") == wanted:
            return each
    raise Rejected("unknown_key")


def _receive(peer: Peer, body: bytes, moment: str, signature: str) -> Received:
    if len(body) > content.LARGEST:
        raise Rejected("too_large")
    sent = numbers.asked(moment) or 0
    if not keys.is_genuine(bytes(peer.public), signature, keys.to_sign(keys.FIGURES, sent, body)):
        raise Rejected("bad_signature")
    if abs(clock.now().timestamp() - sent) > SKEW:
        raise Rejected("clock")
    if peer.paused_at is not None:
        raise Rejected("paused")
    said = content.read(body)
    if said is None or said.to != peers.current().fingerprint:
        raise Rejected("bad_message")
    if not peer.area or not said.campaign.area.startswith(peer.area):
        raise Rejected("outside_area")
    return _keep(peer, said, body, signature, dt.datetime.fromtimestamp(sent, dt.UTC))


@transaction.atomic
def _keep(peer: Peer, said: Message, body: bytes, signature: str, sent_at: dt.datetime) -> Received:
    held = Peer.objects.select_for_update().get(pk=peer.pk)  # of two copies that come at once, one is first
    digest = hashlib.sha256(body).hexdigest()
    known = Received.objects.filter(peer=held, uid=said.uid).first()
    if known is not None:
        if known.digest != digest:
            raise Rejected("other_body")
        return known
    before = Received.objects.filter(peer=held, campaign_key=said.campaign.key, day=said.day, is_current=True).first()
    is_newer = before is None or said.frozen_at > before.frozen_at
    moved = content.moved(before.said, json.loads(body)) if before is not None and is_newer else []
    if before is not None and is_newer:
        Received.objects.filter(pk=before.pk).update(is_current=False)
    own, now = peers.current(), clock.now()
    receipt = _receipt(said, digest, own, now, before if is_newer else None, len(moved))
    made = Received.objects.create(
        peer=held, uid=said.uid, campaign_key=said.campaign.key, names=dict(said.campaign.name), area=said.campaign.area,
        day=said.day, frozen_at=said.frozen_at, body=body, digest=digest, signature=signature[:100],
        signed_by=held.fingerprint, sent_at=sent_at, received_at=now, receipt=receipt,
        receipt_signature=keys.sign(str(own.private), keys.RECEIPT + receipt), is_current=is_newer,
        supersedes=before if is_newer else None, moved=moved,
    )  # fmt: skip
    Peer.objects.filter(pk=held.pk).update(last_received_at=now, refused_code="", refused_at=None)
    verb = "correct" if made.supersedes_id else "take"
    record(
        f"exchange_received.{verb}", made, by=None, as_name=held.name, day=said.day.isoformat(), name=held.name,
        moved=len(moved),
    )  # fmt: skip
    return made


def _receipt(said: Message, digest: str, own: OwnKey, now: dt.datetime, before: Received | None, moved: int) -> bytes:
    told: dict[str, Any] = {
        "version": 1, "uid": str(said.uid), "digest": digest, "received_at": now.isoformat(), "by": own.fingerprint,
        "supersedes": str(before.uid) if before else None, "moved": moved,
    }  # fmt: skip
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()
