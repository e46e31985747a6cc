"""Out: figures wait in the transaction that froze them, are signed anew at each try, and end as receipted or as a dead letter."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.channels import net
from fugong.core import clock, dates
from fugong.core.errors import Conflict, refuse
from fugong.core.ids import uuid7
from fugong.exchange import content, keys
from fugong.exchange.actions import peers
from fugong.exchange.models import Dispatch, DispatchState, Peer
from fugong.figures import freezing
from fugong.figures.models import Freeze
from fugong.ledger.recording import record

CLOCK: Any = gettext_lazy("the clock")
LEASE = dt.timedelta(seconds=60)
AFTER = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720)
"""Minutes until the next try; after the last it is a dead letter, a day and more after the first."""
AGAIN = {"timeout", "unreachable", "server_error", "too_often", "clock", "paused", "redirected", "not_understood"}
"""Reasons that may pass by themselves; for all others a person has to do something first."""
PATH = "/exchange/messages/"


def enqueue(freeze: Freeze, *, only: Peer | None = None) -> list[Dispatch]:
    """A message for each peer that takes this campaign and hasn't got these very figures. Older ones of that day are overtaken."""
    rows = Peer.objects.filter(removed_at=None, paused_at=None, campaigns=freeze.campaign_id).exclude(url="")
    receivers = list(rows.filter(pk=only.pk) if only else rows)
    if not receivers or freeze.campaign.is_drill:
        return []
    told = content.digest(content.figures_of(freeze))
    return [made for peer in receivers if (made := _for(peer, freeze, told)) is not None]


def _for(peer: Peer, freeze: Freeze, told: str) -> Dispatch | None:
    same_day = Dispatch.objects.filter(peer=peer, campaign=freeze.campaign_id, day=freeze.day)
    last = same_day.exclude(state__in=("dropped", "dead")).order_by("-pk").first()
    if last is not None and last.digest == told:
        return None
    same_day.filter(state="waiting").update(state="dropped", ended_at=clock.now())
    uid = uuid7()
    return Dispatch.objects.create(
        uid=uid, peer=peer, campaign_id=freeze.campaign_id, day=freeze.day, frozen_at=freeze.frozen_at, digest=told,
        body=content.of(freeze, uid, peer.fingerprint), due_at=clock.now(), made_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def send_day(*, peer: Peer, campaign: Any, day: dt.date, by: User | None) -> list[Dispatch]:
    """Sends a frozen day now. Raises Refused where nobody froze it, Conflict where the peer has these figures."""
    peers.guard(by)
    kept = freezing.frozen(campaign, day)
    if kept is None:
        raise refuse("day", _("Nobody froze the figures of %(day)s.") % {"day": dates.shown(day)})
    made = enqueue(kept.kept, only=peer)
    if not made:
        raise Conflict(_("These figures were sent there already, or this campaign isn’t sent there."))
    return made


@transaction.atomic
def again(*, dispatch: Dispatch, by: User) -> Dispatch:
    """A dead letter is tried once more, after its cause was put right."""
    peers.guard(by)
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("peer").get(pk=dispatch.pk)
    later = Dispatch.objects.filter(peer=row.peer, campaign=row.campaign, day=row.day, pk__gt=row.pk).exists()
    if row.state != "dead" or later:
        raise Conflict(
            _("This message needs no further try: it was received, waits, or was overtaken by a correction.")
        )
    body = json.loads(bytes(row.body))
    row.body = json.dumps(
        {**body, "to": row.peer.fingerprint}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()
    row.state, row.tries, row.due_at, row.ended_at = DispatchState.WAITING, 0, clock.now(), None
    row.save()
    record("exchange_dispatch.again", row, by=by, day=row.day.isoformat(), name=row.peer.name)
    return row


def deliver(most: int = 50) -> int:
    """Sends whatever is due; returns how many were received. Nothing is held while another installation is spoken to."""
    received = 0
    for _n in range(most):
        taken = _take()
        if taken is None:
            break
        received += _settle(taken, *_speak(taken))
    return received


@transaction.atomic
def _take() -> Dispatch | None:
    """The next one, leased: a killed worker's comes back by itself."""
    rows = Dispatch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("peer")
    due = rows.filter(state="waiting", due_at__lte=clock.now(), peer__paused_at=None, peer__removed_at=None)
    found = due.order_by("due_at", "pk").first()
    if found is not None:
        Dispatch.objects.filter(pk=found.pk).update(due_at=clock.now() + LEASE, tries=F("tries") + 1)
        found.tries += 1
    return found


def _speak(row: Dispatch) -> tuple[str, str, bytes, str]:
    """(code, detail, receipt, its signature); an empty code means that it was received."""
    own, moment, body = peers.current(), int(clock.now().timestamp()), bytes(row.body)
    headers = {
        "Content-Type": "application/json", "Fugong-Key": own.fingerprint, "Fugong-Time": str(moment),
        "Fugong-Signature": keys.sign(str(own.private), keys.to_sign(keys.FIGURES, moment, body)),
    }  # fmt: skip
    try:
        answer = net.call(row.peer.url.rstrip("/") + PATH, headers=headers, body=body)
    except net.Failed as failed:
        return failed.code, failed.detail, b"", ""
    said = _json(answer.body)
    if answer.status != 200:
        code = str(said.get("code", ""))[:40]
        fallback = "server_error" if answer.status >= 500 else "too_often" if answer.status == 429 else "refused"
        return code or fallback, str(answer.status), b"", ""
    return _receipted(row, said)


def _receipted(row: Dispatch, said: dict[str, Any]) -> tuple[str, str, bytes, str]:
    """The receipt counts where the peer's key signed it, and where it is about these very bytes."""
    try:
        receipt = base64.b64decode(str(said["receipt"]), validate=True)
        signature = str(said["signature"])[:100]
    except (KeyError, ValueError):
        return "not_understood", "", b"", ""
    about = _json(receipt)
    fits = about.get("uid") == str(row.uid) and about.get("digest") == hashlib.sha256(bytes(row.body)).hexdigest()
    if not fits or not keys.is_genuine(bytes(row.peer.public), signature, keys.RECEIPT + receipt):
        return "bad_receipt", "", b"", ""
    return "", "", receipt, signature


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@transaction.atomic
def _settle(taken: Dispatch, code: str, detail: str, receipt: bytes, signature: str) -> int:
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("peer").get(pk=taken.pk)
    if row.state != "waiting":  # overtaken meanwhile
        return 0
    now = clock.now()
    row.code, row.detail = code, detail[:300]
    if not code:
        row.state, row.ended_at, row.receipt, row.receipt_signature = DispatchState.SENT, now, receipt, signature
        Peer.objects.filter(pk=row.peer_id).update(last_sent_at=now)
    elif code in AGAIN and row.tries <= len(AFTER):
        row.due_at = now + dt.timedelta(minutes=AFTER[row.tries - 1])
    else:
        row.state, row.ended_at = DispatchState.DEAD, now
    row.save()
    if row.state != "waiting":
        verb = "sent" if not code else "dead"
        record(
            f"exchange_dispatch.{verb}",
            row,
            by=None,
            as_name=CLOCK,
            day=row.day.isoformat(),
            name=row.peer.name,
            code=code,
        )
    return int(not code)
