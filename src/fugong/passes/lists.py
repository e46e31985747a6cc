"""Lists of applications, passes and scans: filters in the address, page after page without counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.passes.models import Pass, PassApplication
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
TABS = ("asked", "late", "refused", "all")
STATES = ("valid", "suspended", "withdrawn", "expired", "renewed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "asked"
    text: str = ""
    kind: str = ""
    state: str = ""
    area: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        given = {name: str(query.get(name, ""))[:80] for name in ("text", "kind", "state", "area")}
        asked = query.get("tab", "asked")
        return cls(tab=asked if asked in TABS else "asked", **given)

    @property
    def filtered(self) -> bool:
        """Whether anything but the tab narrows it."""
        return bool(self.text or self.kind or self.state or self.area)


def applications(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[PassApplication]:
    """Applications that the person sees; the newest first."""
    rows: Any = PassApplication.objects.visible_to(user).filter(campaign=campaign)
    if wanted.tab == "asked":
        rows = rows.filter(state="asked")
    elif wanted.tab == "late":
        rows = rows.filter(state="asked", due_at__lt=clock.now())
    elif wanted.tab == "refused":
        rows = rows.filter(state="refused")
    return _narrowed(rows, user, wanted).order_by("-pk")  # type: ignore[no-any-return]


def passes(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Pass]:
    """Passes of enterprises that the person sees; cards of people are in their files alone."""
    rows: Any = Pass.objects.visible_to(user).filter(campaign=campaign, card="")
    if wanted.state in STATES:
        rows = rows.filter(state=wanted.state)
    return _narrowed(rows, user, wanted).order_by("-pk")  # type: ignore[no-any-return]


def _narrowed(rows: Any, user: User, wanted: Wanted) -> Any:
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if numbers.asked(wanted.area) is not None:
        rows = rows.filter(area_code__startswith=wanted.area.rstrip("0"))
    if text := wanted.text.strip():
        plate = text.upper().replace(" ", "").replace("·", "")
        seen = Enterprise.objects.visible_to(user, Permission.PASS_VIEW).matching(text)
        rows = rows.filter(Q(subject__contains=plate) | Q(enterprise__in=seen.values("pk")))
    return rows


def areas(campaign: Campaign, user: User) -> list[tuple[str, str]]:
    """Areas of the campaign in which the person sees passes, by code."""
    scope = user.scope(Permission.PASS_VIEW)
    rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    return [(row.code, str(row)) for row in rows if scope.covers_area(row.code)]


def page(rows: QuerySet[Any], after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list with the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)
