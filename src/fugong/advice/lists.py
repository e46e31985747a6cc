"""Lists of questions, appointments, advisers, published answers: filters in the address, page after page without counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from fugong.accounts.permissions import Permission as P
from fugong.advice import finding
from fugong.advice.models import Appointment, Enquiry, Published, Turn
from fugong.core import numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
NAMES = ("text", "state", "field", "kind", "mine")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    field: str = ""
    kind: str = ""
    mine: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        return cls(**{name: str(query.get(name, ""))[:80] for name in NAMES})

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in NAMES)


def enquiries(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Questions, the newest first."""
    rows: Any = Enquiry.objects.visible_to(user).filter(campaign=campaign)
    if wanted.field:
        rows = rows.filter(field=wanted.field)
    if wanted.mine:
        rows = rows.filter(adviser__user=user)
    rows = _firm(rows, user, wanted)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    turns = Prefetch("turns", queryset=Turn.objects.filter(kind="question").order_by("id"))
    return rows.select_related("enterprise", "adviser__user").prefetch_related(turns).order_by("-pk")


def appointments(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Appointments, the newest first."""
    rows: Any = Appointment.objects.visible_to(user).filter(campaign=campaign)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    rows = _firm(rows, user, wanted)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.select_related("enterprise", "handled_by").order_by("-pk")


def published(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Published answers, the newest first."""
    rows: Any = Published.objects.visible_to(user).filter(campaign=campaign, withdrawn_at=None)
    if wanted.field:
        rows = rows.filter(field=wanted.field)
    return rows.order_by("-pk")


def found(campaign: Campaign, wanted: Wanted) -> list[Published]:
    """What fits the words best."""
    return finding.similar(campaign, wanted.text, field=wanted.field, most=PAGE)


def _firm(rows: Any, user: User, wanted: Wanted) -> Any:
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, P.ADVICE_VIEW).matching(wanted.text)
        rows = rows.filter(enterprise__in=seen.order_by().values("pk"))
    return rows


def page(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)
