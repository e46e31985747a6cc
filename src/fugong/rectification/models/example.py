"""Good practice, and faults that were put right, as an example for others."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import uuid7
from fugong.places.models import Campaign
from fugong.rectification.access import Toned, holds, speaks_for
from fugong.rectification.arrows import EXAMPLE
from fugong.rectification.models.finding import Finding, StoredFile, storage
from fugong.registry.access import EnterpriseRowQuerySet, scope_q
from fugong.registry.models import Enrolment, Enterprise
from fugong.workflow.cases import Case


class Kind(models.TextChoices):
    GOOD = "good", _("Good practice")
    CORRECTED = "corrected", _("Put right")


class ExampleQuerySet(EnterpriseRowQuerySet):
    """Examples: once published everybody of the campaign reads them; before that, only who may see the enterprise."""

    view_permission = Permission.INSPECTION_VIEW

    def readable_to(self, user: Any) -> ExampleQuerySet:
        """Own ones, and published ones of campaigns that the person belongs to, made for a segment of theirs or for all."""
        scope = user.scope(Permission.INSPECTION_VIEW)
        own = self.visible_to(user)
        if scope.everything:
            return own
        mine = Enrolment.objects.filter(
            scope_q(scope, user, enterprise="enterprise_id", area="area_code", grid="enterprise__grid_id")
        )
        seen = models.Q(pk__in=own.values("pk"))
        reach = models.Exists(
            mine.filter(campaign_id=models.OuterRef("campaign_id")).filter(
                models.Q(segments__overlap=models.OuterRef("segments"))
            )
        )
        everywhere = models.Exists(mine.filter(campaign_id=models.OuterRef("campaign_id")))
        published = models.Q(state="published") & (models.Q(reach) | (models.Q(segments=[]) & models.Q(everywhere)))
        return self.filter(seen | published)


class Example(Toned, Case):
    """Proposed by one person, published by another. The enterprise is named only where it agreed."""

    workflow = EXAMPLE
    event_kind = "example"

    uid = models.UUIDField(default=uuid7, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="examples")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="examples")
    area_code = models.CharField(max_length=12)
    finding = models.ForeignKey(Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="examples")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.GOOD)
    aspect = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("what others can learn"), max_length=2000)
    segments = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text=_("For whom; none: for all.")
    )
    named = models.BooleanField(_("the enterprise agrees to be named"), default=False)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(max_length=300, blank=True)

    objects = ExampleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["campaign", "state", "-id"], name="example_latest")]

    def __str__(self) -> str:
        return self.title

    def may_move(self, by: Any, permission: str) -> bool:
        if by.pk == self.proposed_by_id or speaks_for(by, self.enterprise_id):
            return False
        return holds(by, permission, self.enterprise)


def example_path(kept: ExampleFile, name: str) -> str:
    return f"examples/{kept.uid.hex[:2]}/{kept.uid.hex}"


class ExampleFile(StoredFile):
    """A photo or video of an example."""

    event_kind = "example_file"

    example = models.ForeignKey(Example, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to=example_path, storage=storage, max_length=200)
