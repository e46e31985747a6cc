"""Meetings, who takes part, what stands on the agenda, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core.ids import uuid7
from fugong.demands.models import Task
from fugong.meetings.access import MeetingQuerySet, holds
from fugong.meetings.arrows import MEETING
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

if TYPE_CHECKING:
    from fugong.meetings.policy import Kind


class Meeting(Case):
    """One meeting of a kind of the pack. Its `uid` and `sequence` are those of its calendar entry (RFC 5545)."""

    workflow = MEETING
    event_kind = "meeting"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="meetings")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=40, help_text=_("A kind's key in the pack."))
    title = models.CharField(_("title"), max_length=120)
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Special session for."),
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    where = models.CharField(_("where"), max_length=200, blank=True)
    video = models.CharField(_("video link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text=_("How often the invitation was changed."))
    called_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    chair = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings_chaired"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.JSONField(null=True, blank=True, help_text=_("What was issued, as it was then."))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="meeting_number_once"),
            models.UniqueConstraint(
                fields=["campaign", "kind", "starts_at"],
                condition=Q(called_by=None) & ~Q(state="cancelled"),
                name="meeting_called_by_the_clock_once",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(issued_at=None, minutes=None) | Q(issued_at__isnull=False, minutes__isnull=False),
                name="meeting_issued_has_minutes",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-starts_at", "-id"], name="meeting_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code

    @cached_property
    def rules(self) -> Kind:
        """What the pack says of this kind of meeting."""
        from fugong.policy.loaded import for_version

        return for_version(self.pack_version).meetings.kind(self.kind)

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.is_active and holds(by, self.campaign))


class Participant(models.Model):
    """Someone of the authority, an enterprise, or a guest by name."""

    event_kind = "meeting_participant"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, null=True, related_name="meetings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=80, blank=True)
    post = models.CharField(max_length=40, blank=True, help_text=_("The post by which the person was invited."))
    answer = models.CharField(max_length=10, default="invited", help_text="invited | coming | not_coming")
    attended = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="participant_once", condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["meeting", "enterprise"],
                name="participant_enterprise_once",
                condition=Q(enterprise__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(enterprise__isnull=False) | ~Q(name=""),
                name="participant_is_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.enterprise or self.name)


class Outcome(models.TextChoices):
    """What came of a matter."""

    OPEN = "open", _("Not dealt with yet")
    ANSWERED = "answered", _("Answered")
    DECIDED = "decided", pgettext_lazy("of a matter on the agenda", "Decided")
    NOTED = "noted", _("Taken note of")
    CARRIED = "carried", _("Carried over")


class Item(models.Model):
    """A matter on the agenda. `key` names what it is about (`demand:12`), so that it stands there once."""

    event_kind = "agenda_item"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=20, help_text="carried | causes | overdue | … | asked")
    key = models.CharField(max_length=80)
    cluster = models.CharField(max_length=120, blank=True, help_text=_("The heading under which it stands."))
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    many = models.PositiveIntegerField(default=1, help_text=_("How many demands it stands for."))
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    times = models.PositiveSmallIntegerField(default=1, help_text=_("In how many meetings it has stood by now."))
    removed = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    said = models.TextField(_("what was said"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="agenda_item_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def campaign_id(self) -> int:
        return self.meeting.campaign_id

    @property
    def area_code(self) -> str:
        return self.meeting.area_code

    @property
    def outcome_name(self) -> str:
        return str(Outcome(self.outcome).label)

    @property
    def about(self) -> tuple[str, str]:
        """(kind, key) of what it is about: `("demand", "12")`."""
        kind, _sign, key = self.key.partition(":")
        return kind, key


class Decision(models.Model):
    """What a meeting decided on a matter; `task` is who does it, by when."""

    event_kind = "meeting_decision"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    task = models.OneToOneField(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="decision")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
