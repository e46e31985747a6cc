"""This installation's key pairs, and the other installations that it speaks with."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core.sealed import SealedText
from fugong.exchange import keys
from fugong.places.models import Campaign


class OwnKey(models.Model):
    """Ed25519. One of them signs; what older ones signed can still be checked by whoever kept them."""

    event_kind = "exchange_key"

    private = SealedText(help_text="32 bytes in hex; empty once another key took over.")
    public = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="exchange_key_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(bytes(self.public))

    @property
    def written(self) -> str:
        return keys.written(bytes(self.public))


class Peer(models.Model):
    """Another installation: where it is, by which key it is known, what it is sent, for which area it is believed."""

    event_kind = "exchange_peer"

    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=300, blank=True, help_text=_("Empty: nothing is sent there."))
    public = models.BinaryField()
    area = models.CharField(
        _("area"), max_length=12, blank=True, help_text=_("Code prefix; empty: nothing is taken from it.")
    )
    campaigns = models.ManyToManyField(Campaign, blank=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_received_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_code = models.CharField(max_length=40, blank=True, help_text=_("Why its last message wasn't taken."))
    old_keys = ArrayField(models.CharField(max_length=64), default=list, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["public"], condition=Q(removed_at=None), name="exchange_peer_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(bytes(self.public))

    @property
    def refused_reason(self) -> str:
        """Why its last message wasn't taken, and what to do."""
        from fugong.exchange.reasons import said

        return said(self.refused_code)
