"""One proposal: what was asked, what was worked out from which data, what a person changed in it, who confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign
from fugong.proposals import kinds
from fugong.proposals.arrows import PROPOSAL
from fugong.workflow.cases import Case

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {"working": "info", "ready": "warning", "failed": "danger", "confirmed": "success", "dropped": "secondary"}


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals."""

    def visible_to(self, user: User) -> Self:
        """Those of the areas that the person plans: each kind says what that takes."""
        seen = Q(pk__in=[])
        for kind in kinds.every():
            scope = user.scope(kind.needs)
            if scope.everything:
                seen |= Q(kind=kind.key)
            for prefix in scope.areas:
                seen |= Q(kind=kind.key, area_code__startswith=prefix)
        return self.filter(seen)


class Proposal(Case):
    """`content` is the optimiser's plan as codes, keys and figures; `changes` what was changed by hand, over it."""

    workflow = PROPOSAL
    event_kind = "proposal"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="proposals")
    area_code = models.CharField(max_length=12, help_text=_("The area that it is about."))
    kind = models.CharField(max_length=20)
    asked = models.JSONField(default=dict, help_text=_("What was asked for."))
    content = models.JSONField(default=dict)
    changes = models.JSONField(default=dict, help_text=_("Subject → what a person chose for it."))
    digests = models.JSONField(default=dict, help_text=_("Part of the data → its fingerprint when it was worked out."))
    failure = models.JSONField(default=list, help_text=_("What made no sense: [[field, code, figures]]."))
    seconds = models.PositiveSmallIntegerField(default=2, help_text=_("How long the optimiser may think."))
    written = models.JSONField(default=dict, help_text=_("How many rows the confirmation wrote."))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    query: Mapping[str, str] = {}
    """What the address says: from where on lines of the plan are read, where they are too many for one page."""

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["campaign", "kind", "-id"], name="proposal_of_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_by=None)),
                name="proposal_confirmed_by_someone",
            )
        ]

    def __str__(self) -> str:
        return str(self.kind_of_proposal.name)

    @property
    def kind_of_proposal(self) -> kinds.Kind:
        return kinds.get(self.kind)

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.scope(self.kind_of_proposal.needs).covers_area(self.area_code))
