"""Who sees which meetings: whoever sees the whole place, and whoever takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission as P
from fugong.places.access import ancestors

if TYPE_CHECKING:
    from fugong.accounts.models import User


class MeetingQuerySet(models.QuerySet[Any]):
    """Meetings."""

    def visible_to(self, user: User, permission: P = P.MEETING_VIEW) -> Self:
        """Those of places that the person sees as a whole, and those to which the person is invited."""
        from fugong.meetings.models import Participant

        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = Q(pk__in=[])
        for area in scope.areas:
            seen |= Q(campaign__jurisdiction__prefix__startswith=area)
        if permission == P.MEETING_VIEW and user.is_staff_member and scope:
            seen |= Q(Exists(Participant.objects.filter(meeting=OuterRef("pk"), user=user)))
        return self.filter(seen)


def holds(user: User, campaign: Any) -> bool:
    """Whether the person may call and lead the place's meetings."""
    return user.scope(P.MEETING_HOLD).covers_area(campaign.jurisdiction.prefix)


def areas_above(campaign: Any) -> list[str]:
    """The prefixes of the campaign's place and of those above it."""
    return ancestors(campaign.jurisdiction.prefix)
