"""The key pairs by which passes are signed: the installation's own, one of them current."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fugong.core.sealed import SealedText


class SigningKey(models.Model):
    """ES256 (P-256). What was signed by a retired key holds on; what was signed by a withdrawn one doesn't."""

    event_kind = "signing_key"

    kid = models.CharField(max_length=8, unique=True, help_text="Four bytes, in hex; it stands in every code.")
    private = SealedText(help_text="The secret number in hex; empty once it is withdrawn.")
    public = models.BinaryField(help_text="The point, uncompressed: 65 bytes, as WebCrypto takes it.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="signing_key_one_current"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(withdrawn_at=None), name="signing_key_current_not_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def state(self) -> str:
        """current | retired | withdrawn"""
        return "withdrawn" if self.withdrawn_at else "current" if self.is_current else "retired"
