"""What the wall shows of filings: those that are late, and at which post they lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import clock, walls
from fugong.core.walls import Late
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.models.filing import StepState


@walls.overdue("filings.overdue")
def late_steps(campaign: Campaign, user: Any, most: int) -> Iterator[Late]:
    """Open steps whose time has passed, with the post that they wait for."""
    seen = Filing.objects.visible_to(user, Permission.FIGURES_VIEW).filter(campaign=campaign, state="filed")
    steps: Any = FilingStep.objects.filter(state=StepState.OPEN, due_at__lt=clock.now(), filing__in=seen)
    for step in steps.select_related("filing__enterprise", "filing__pack_version").order_by("due_at", "pk")[:most]:
        filing = step.filing
        names = {post.key: str(post.name) for post in for_version(filing.pack_version).registry.posts}
        url = reverse("resumption:filing", args=[campaign.key, filing.pk])
        yield Late(filing.enterprise.name, _("Filing"), names.get(step.post, step.post), step.due_at, url)
