"""Who serves whom: people in posts, officers assigned to enterprises, groups that verify."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign, Grid
from fugong.registry.access import EnterpriseRowQuerySet
from fugong.registry.models.enterprise import Enterprise


class Posting(models.Model):
    """A person in a post of the pack (industry bureau, town office, resident officer, grid leader …), somewhere, for a time."""

    event_kind = "posting"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="postings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="postings")
    post = models.CharField(_("post"), max_length=40, help_text=_("A post's key in the pack."))
    area = models.CharField(_("area"), max_length=12, help_text=_("Code prefix that the post answers for."))
    group = models.CharField(_("industry group"), max_length=40, blank=True)
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="postings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user", "post", "area", "group", "grid"],
                condition=Q(until=None),
                name="posting_once_at_a_time",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="posting_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.post}"

    @property
    def area_code(self) -> str:
        return self.area.ljust(12, "0")


class Assignment(models.Model):
    """One officer serves one enterprise in one post (点对点包联). Ended and kept, so that who served when stays known."""

    event_kind = "assignment"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="assignments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="assignments")
    area_code = models.CharField(max_length=12)
    post = models.CharField(_("post"), max_length=40)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EnterpriseRowQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "post", "officer"],
                condition=Q(until=None),
                name="assignment_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="assignment_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "enterprise"], condition=Q(until=None), name="assignment_of_officer"),
            models.Index(fields=["campaign", "enterprise"], condition=Q(until=None), name="assignment_of_enterprise"),
            models.Index(fields=["campaign", "post", "officer"], condition=Q(until=None), name="assignment_by_post"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} → {self.enterprise}"


class OfficerProfile(models.Model):
    """What is known of somebody in a post, for sharing enterprises out: languages, industries, where they start from, and the
    enterprises that they keep away from (回避)."""

    event_kind = "officer_profile"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="officer_profiles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer_profiles")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("languages"))
    groups = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("industry groups"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    avoids = models.ManyToManyField(Enterprise, related_name="+", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user"], name="officer_profile_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="officer_profile_place_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def area_code(self) -> str:
        return self.campaign.area_code


class Team(models.Model):
    """A group that goes out together: verification, inspection (核查组)."""

    event_kind = "team"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="teams")
    key = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, default="verification")
    area = models.CharField(_("area"), max_length=12)
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="teams")
    group = models.CharField(_("industry group"), max_length=40, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="team_key_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.area.ljust(12, "0")


class TeamMember(models.Model):
    """A person in a group: its leader, a member, or an expert of a field."""

    event_kind = "team_member"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teams")
    part = models.CharField(_("part"), max_length=12, default="member", help_text="leader | member | expert")
    field = models.CharField(_("field"), max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"
