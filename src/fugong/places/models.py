"""Where: the tree of jurisdictions, the grids within them; and campaigns, which put a pack to work there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core.languages import pick
from fugong.core.standing import Standing
from fugong.places.access import LEVELS, PlaceQuerySet, is_within_reach
from fugong.policy.models import PackVersion

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.accounts.permissions import Permission
    from fugong.policy.pack import Pack


def code_prefix(code: str) -> str:
    """The significant part of a 12-digit code: `370214000000` → `370214`, `370214001000` → `370214001`."""
    for length in LEVELS:
        if not code[length:].strip("0"):
            return code[:length]
    return code


class JurisdictionQuerySet(PlaceQuerySet):
    def within(self, prefix: str) -> JurisdictionQuerySet:
        """A jurisdiction and all below it."""
        return self.filter(prefix__startswith=prefix)


class Jurisdiction(models.Model):
    """A node of the tree, known by its 12-digit code. Its prefix is its path, so a subtree is a prefix search."""

    event_kind = "jurisdiction"

    code = models.CharField(_("code"), max_length=12, unique=True, validators=[RegexValidator(r"^\d{12}$")])
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(default=dict, blank=True, help_text=_("The name in other languages."))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    outline = models.JSONField(null=True, blank=True, help_text=_("GeoJSON geometry"))

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(OpClass("prefix", "text_pattern_ops"), name="jurisdiction_subtree")]

    def __str__(self) -> str:
        return pick({"zh": self.name, **self.names})

    @property
    def area_code(self) -> str:
        return self.code


class Grid(models.Model):
    """A part of a jurisdiction that someone answers for (网格)."""

    event_kind = "grid"

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="grids")
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(default=dict, blank=True)
    outline = models.JSONField(null=True, blank=True, help_text=_("GeoJSON geometry"))

    class Meta:
        ordering = ["jurisdiction__code", "key"]
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "key"], name="grid_key_once")]

    def __str__(self) -> str:
        return pick({"zh": self.name, **self.names})

    @property
    def area_code(self) -> str:
        return self.jurisdiction.code


class CampaignState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CampaignQuerySet(PlaceQuerySet):
    path = "jurisdiction__prefix"

    def open(self) -> CampaignQuerySet:
        return self.filter(state=CampaignState.OPEN)


class Campaign(models.Model):
    """A pack at work in a jurisdiction, from the day it was opened: the frame of every case."""

    event_kind = "campaign"

    key = models.SlugField(_("key"), max_length=40, unique=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="campaigns")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    names = models.JSONField(default=dict, blank=True)
    is_drill = models.BooleanField(_("drill"), default=False)
    state = models.CharField(max_length=10, default=CampaignState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction__code", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="campaign_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return pick({"zh": self.name, **self.names})

    @property
    def campaign_id(self) -> int:
        return self.pk

    @property
    def area_code(self) -> str:
        return self.jurisdiction.code

    def is_visible_to(self, user: User, permission: Permission) -> bool:
        """What `Campaign.objects.visible_to` says of this one."""
        return is_within_reach(user, permission, self.jurisdiction.prefix)

    @cached_property
    def pack(self) -> Pack:
        """The rules in force here now."""
        from fugong.policy.loaded import for_version

        return for_version(self.pack_version)


CALLED = Standing(Campaign, '"places_campaign"."key" = %s', related=("jurisdiction", "pack_version"))
"""The campaign with a key: every page and call asks for one."""
