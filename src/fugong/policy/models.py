"""A pack as it was when it was loaded: frozen, so that a case keeps the rules under which it began."""

from typing import Any

from django.conf import settings
from django.db import models


class PackVersion(models.Model):
    """One content of one pack. Equal content is one row (`digest`)."""

    event_kind = "pack_version"

    key = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical JSON")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "digest"], name="pack_version_once")]

    def __str__(self) -> str:
        return f"{self.key}@{self.digest[:8]}"

    @property
    def content(self) -> dict[str, Any]:
        """The whole pack, as it was loaded (one query at the first call)."""
        return self.body.content


class PackContent(models.Model):
    """What a version says: a hundred kilobytes, apart from the version so that cases don't carry them along."""

    version = models.OneToOneField(PackVersion, on_delete=models.CASCADE, primary_key=True, related_name="body")
    content = models.JSONField()

    def __str__(self) -> str:
        return str(self.version)
