"""Figures on their way out, and figures that came in, each with its receipt. Neither is ever changed after."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission
from fugong.exchange.models.peers import Peer
from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.accounts.models import User


class DispatchState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of figures", "Waiting")
    SENT = "sent", pgettext_lazy("of figures", "Received there")
    DEAD = "dead", _("Not deliverable")
    DROPPED = "dropped", pgettext_lazy("of figures", "Overtaken by a correction")


class Dispatch(models.Model):
    """A frozen day's figures for one peer. It waits here, written in the transaction that froze them, until it is receipted."""

    event_kind = "exchange_dispatch"

    uid = models.UUIDField(unique=True, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="dispatches")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    frozen_at = models.DateTimeField()
    body = models.BinaryField(help_text="The exact bytes that are signed and sent.")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of the figures in it: the same figures aren't sent twice."
    )
    state = models.CharField(max_length=10, choices=DispatchState.choices, default=DispatchState.WAITING)
    due_at = models.DateTimeField(help_text=_("When it is tried next; while it is being sent, when it counts as lost."))
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True, help_text=_("Why the last try failed."))
    detail = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    receipt = models.BinaryField(null=True, blank=True, help_text="The exact bytes that the peer signed.")
    receipt_signature = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="exchange_dispatch_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(receipt__isnull=False), name="exchange_sent_is_receipted"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="exchange_due", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.peer} · {self.campaign} · {self.day}"

    @property
    def reason(self) -> str:
        """Why the last try failed, and what to do."""
        from fugong.exchange.reasons import said

        return said(self.code)

    @property
    def receipt_number(self) -> str:
        """By which both sides name the receipt: the beginning of the digest of what was sent."""
        return hashlib.sha256(bytes(self.body)).hexdigest()[:12].upper()

    @property
    def tone(self) -> str:
        return {"waiting": "warning", "sent": "success", "dead": "danger"}.get(self.state, "secondary")

    @property
    def state_name(self) -> str:
        return str(DispatchState(self.state).label)


class ReceivedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, permission: Permission = Permission.FIGURES_VIEW) -> Self:
        """Those of places that lie wholly within one of the person's areas."""
        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = Q(pk__in=[])
        for area in scope.areas:
            seen |= Q(area__startswith=area)
        return self.filter(seen)


class Received(models.Model):
    """Figures that a peer sent: the exact bytes, their signature, and the receipt that it was answered with."""

    event_kind = "exchange_received"

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="received")
    uid = models.UUIDField(default=uuid.uuid4)
    campaign_key = models.CharField(max_length=60)
    names = models.JSONField(default=dict, help_text="language → text")
    area = models.CharField(max_length=12, help_text=_("Code prefix."))
    day = models.DateField()
    frozen_at = models.DateTimeField()
    body = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body.")
    signature = models.CharField(max_length=100)
    signed_by = models.CharField(max_length=64, help_text="Fingerprint of the key that it was checked with.")
    sent_at = models.DateTimeField(help_text=_("The signed moment of sending."))
    received_at = models.DateTimeField()
    receipt = models.BinaryField()
    receipt_signature = models.CharField(max_length=100)
    is_current = models.BooleanField(default=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    moved = models.JSONField(default=list, help_text=_("What a correction moved: measure, part, was, now."))

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "uid"], name="exchange_received_once"),
            models.UniqueConstraint(
                fields=["peer", "campaign_key", "day"],
                condition=Q(is_current=True),
                name="exchange_received_one_current",
            ),
        ]
        indexes = [models.Index(fields=["day", "area"], condition=Q(is_current=True), name="exchange_received_day")]

    def __str__(self) -> str:
        return f"{self.peer} · {self.campaign_key} · {self.day}"

    @property
    def said(self) -> dict[str, Any]:
        """What the body says."""
        found: dict[str, Any] = json.loads(bytes(self.body))
        return found

    @property
    def receipt_number(self) -> str:
        """By which both sides name the receipt: the beginning of the body's digest."""
        return self.digest[:12].upper()

    @property
    def late(self) -> dt.timedelta:
        return self.received_at - self.sent_at
