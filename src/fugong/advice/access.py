"""Who sees which question: over the enterprise or the area; those who only answer, what is theirs to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from fugong.accounts.permissions import Permission as P
from fugong.places.access import PlaceQuerySet
from fugong.registry.access import EnterpriseRowQuerySet, may

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "waiting": "danger",
    "assigned": "warning",
    "taken": "primary",
    "answered": "info",
    "confirmed": "success",
    "withdrawn": "secondary",
    "asked": "warning",
    "arranged": "primary",
    "done": "success",
    "missed": "danger",
    "refused": "danger",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


def only_answers(user: Any) -> bool:
    """Whether somebody answers and does nothing else with enterprises: an expert, a medical contact."""
    return bool(user.holds(P.ADVICE_ANSWER) and not user.holds(P.ADVICE_ASK) and not user.holds(P.FIGURES_VIEW))


def fields_of(user: Any, campaign: Any = None) -> list[str]:
    """The fields in which somebody answers now."""
    from fugong.advice.models import Adviser

    rows = Adviser.objects.filter(user=user, until=None)
    rows = rows.filter(campaign=campaign) if campaign is not None else rows
    return sorted({field for fields in rows.values_list("fields", flat=True) for field in fields})


class EnquiryQuerySet(EnterpriseRowQuerySet):
    """Questions."""

    view_permission = P.ADVICE_VIEW

    def visible_to(self, user: User, permission: P | None = None) -> Self:
        """Over the enterprise; who only answers sees their own, and those in their fields that nobody has taken."""
        seen = super().visible_to(user, permission)
        if not only_answers(user):
            return seen
        own = Q(adviser__user=user) | Q(turns__by=user)
        free = Q(state__in=("waiting", "assigned"), field__in=fields_of(user))
        mine = type(self)(self.model).filter(own | free).order_by().values("pk")
        return seen.filter(pk__in=mine)


class AppointmentQuerySet(EnterpriseRowQuerySet):
    """Appointments."""

    view_permission = P.ADVICE_VIEW

    def visible_to(self, user: User, permission: P | None = None) -> Self:
        """Over the enterprise; who only answers sees those of their fields."""
        seen = super().visible_to(user, permission)
        return seen.filter(field__in=fields_of(user)) if only_answers(user) else seen


class OfCampaignQuerySet(PlaceQuerySet):
    """Advisers and published answers: of a whole place, for everybody who works in it."""

    path = "campaign__jurisdiction__prefix"

    def visible_to(self, user: User, permission: P = P.ADVICE_VIEW) -> Self:
        """Those of places that lie in the person's areas, or contain one."""
        return super().visible_to(user, permission)


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row's enterprise."""
    return bool(user.is_active and may(user, P(permission), row.enterprise))


def over_place(user: Any, permission: P, campaign: Any) -> bool:
    """Whether the person holds a permission over the whole place."""
    return bool(user.is_active and user.scope(permission).covers_area(campaign.jurisdiction.code))


def steers(user: Any, campaign: Any) -> bool:
    """Whether somebody keeps advisers, duties and published answers: the desk."""
    return over_place(user, P.ADVICE_ASK, campaign) and over_place(user, P.DEMAND_STEER, campaign)
