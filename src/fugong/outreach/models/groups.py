"""1-to-N groups (一对N群): who belongs, who answers, and what each person has seen."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.languages import pick
from fugong.outreach.access import GroupQuerySet
from fugong.places.models import Campaign, Grid
from fugong.registry.access import EnterpriseRowQuerySet
from fugong.registry.models import Enterprise, Park


class By(models.TextChoices):
    """What makes an enterprise a member."""

    ALL = "all", _("All enterprises")
    GROUP = "group", _("Industry group")
    AREA = "area", _("Area")
    GRID = "grid", _("Grid")
    PARK = "park", _("Park or building")
    SEGMENT = "segment", _("Segment")
    LANGUAGE = "language", _("Language")


class ChatGroup(models.Model):
    """One group. Those of the pack's rules bear the rule's key, and take its texts with each version of the pack."""

    event_kind = "chat_group"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="chat_groups")
    key = models.SlugField(_("key"), max_length=90)
    rule = models.CharField(max_length=40, blank=True, help_text=_("Key of the pack's rule; empty: made by the desk."))
    by = models.CharField(_("members by"), max_length=10, choices=By)
    of = models.CharField(
        max_length=40, blank=True, help_text=_("Key of the industry group, segment, or language; code of the area.")
    )
    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, null=True, blank=True, related_name="chat_groups")
    park = models.ForeignKey(Park, on_delete=models.CASCADE, null=True, blank=True, related_name="chat_groups")
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    area = models.CharField(max_length=12, help_text=_("Code prefix of the area within which it lies."))
    name = models.CharField(_("name"), max_length=120)
    names = models.JSONField(default=dict, blank=True)
    about = models.JSONField(default=dict, blank=True, help_text=_("Language → one line below the name."))
    welcome = models.JSONField(default=dict, blank=True, help_text=_("Language → greeting, in Markdown."))
    own_texts = models.BooleanField(default=False, help_text=_("The desk wrote the texts; the pack's no longer apply."))
    questions = models.BooleanField(default=True, help_text=_("Enterprises may begin threads."))
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="chat_group_key_once"),
            models.CheckConstraint(
                condition=Q(by="all") | ~Q(of="") | Q(grid__isnull=False) | Q(park__isnull=False),
                name="chat_group_is_of_something",
            ),
        ]

    def __str__(self) -> str:
        return pick({"zh": self.name, **self.names})

    @property
    def area_code(self) -> str:
        return self.area.ljust(12, "0")

    @property
    def about_text(self) -> str:
        return pick(self.about) if self.about else ""

    @property
    def welcome_text(self) -> str:
        return pick(self.welcome) if self.welcome else ""


class Membership(models.Model):
    """One enterprise in one group, from when to when. Written by `outreach.membership` alone."""

    event_kind = "membership"

    group = models.ForeignKey(ChatGroup, on_delete=models.CASCADE, related_name="members")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="memberships")
    area_code = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = EnterpriseRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "enterprise"], condition=Q(until=None), name="membership_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "group"], condition=Q(until=None), name="membership_of_enterprise")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.group}"


class GroupOfficer(models.Model):
    """Someone whom the desk put beside those who answer by their post."""

    event_kind = "group_officer"

    group = models.ForeignKey(ChatGroup, on_delete=models.CASCADE, related_name="officers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(until=None), name="group_officer_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.group}"


class Seat(models.Model):
    """One person's own state in a group: up to which post everything was seen, and whether it is quiet."""

    event_kind = "seat"

    group = models.ForeignKey(ChatGroup, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen = models.BigIntegerField(default=0, help_text=_("Number of the last post that counts as seen."))
    muted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.group}"
