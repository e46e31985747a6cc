"""A sheet on its way in: the import, and its rows with what each would do. Nothing else changes until it is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core.ids import uuid7
from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.sheets.kinds import SheetKind


class ImportState(models.TextChoices):
    READING = "reading", _("Being read")
    READ = "read", _("Read, not applied")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    FAILED = "failed", _("Not readable")
    DISCARDED = "discarded", _("Discarded")


class Verdict(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")
    REFUSED = "refused", pgettext_lazy("a row of a sheet", "Refused")


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def visible_to(self, user: Any) -> SheetImportQuerySet:
        """Whoever uploaded a sheet sees it, nobody else: it may hold what was not accepted."""
        return self.filter(by=user)


class SheetImport(models.Model):
    """One uploaded sheet of one kind, its heading as it was understood, and the counts of its rows."""

    event_kind = "sheet_import"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=30)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sheet_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="sheet_imports")
    state = models.CharField(max_length=10, default=ImportState.READING)
    file_name = models.CharField(max_length=200)
    stored_at = models.CharField(max_length=200, blank=True, help_text=_("Where a large file waits to be read."))
    sheet_name = models.CharField(max_length=100, blank=True)
    options = models.JSONField(default=dict, help_text=_("What the kind asks for besides the file, such as a day."))
    headings = models.JSONField(default=list, help_text="[{index, text, key, unit}]")
    notes = models.JSONField(default=list, help_text=_("What the user should know about how the sheet was read."))
    unread = models.JSONField(default=list, help_text="[{name, rows}] worksheets that would fit and weren't read")
    failure = models.TextField(blank=True)
    rows_expected = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_passed_over = models.PositiveIntegerField(default=0, help_text=_("Totals, signatures, section titles."))
    rows_warned = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="verdict → rows")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied = models.JSONField(default=dict, help_text="{new, changed} rows that were written")

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False) | (~Q(state="applied") & Q(applied_at=None)),
                name="sheet_import_applied_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], name="sheet_import_of_user")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def area_code(self) -> str:
        return self.campaign.area_code

    @cached_property
    def kind_of_sheet(self) -> SheetKind:
        from fugong.sheets import kinds

        return kinds.get(self.kind)

    @property
    def state_name(self) -> str:
        return str(ImportState(self.state).label)

    def count(self, verdict: Verdict | str) -> int:
        """How many rows have a verdict."""
        return int(self.counts.get(str(verdict), 0))

    @property
    def is_good(self) -> bool:
        """Whether every row may be applied."""
        return self.state == ImportState.READ and not self.count(Verdict.REFUSED)

    @property
    def writes(self) -> int:
        """How many rows applying would write."""
        return self.count(Verdict.NEW) + self.count(Verdict.CHANGED)


class SheetRow(models.Model):
    """One row of the sheet: as it stood, as it was read, and what applying it would do."""

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(help_text=_("As Excel counts."))
    verdict = models.CharField(max_length=8)
    target_id = models.BigIntegerField(null=True, help_text=_("The record that it changes."))
    values = models.JSONField(help_text="column key → value")
    changes = models.JSONField(default=dict, help_text="column key → [old, new]")
    faults = models.JSONField(default=list, help_text="[[cell, words, code, level]]")
    cells = models.TextField(help_text=_("The row as it stood, as JSON; null where a cell is personal."))
    sealed = models.BinaryField(null=True, help_text=_("Its personal cells, sealed."))

    class Meta:
        indexes = [models.Index(fields=["sheet_import", "verdict", "number"], name="sheet_row_by_verdict")]

    def __str__(self) -> str:
        return f"{self.sheet_import_id}:{self.number}"

    @property
    def words(self) -> list[str]:
        """What is wrong or doubtful, in words: `D17: …`."""
        return [f"{where}: {message}" for where, message, _code, _level in self.faults]

    def changed_fields(self) -> list[tuple[str, Any, Any]]:
        """Column key, old, new."""
        return [(key, old, new) for key, (old, new) in self.changes.items()]
