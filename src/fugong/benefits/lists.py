"""Lists of matches and claims, and what stands above them: filters in the address, page after page without counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from fugong.accounts.permissions import Permission as P
from fugong.benefits.models import Claim, Match, Policy, PolicyPack
from fugong.benefits.models.match import OUTCOMES
from fugong.core import numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.pipeline import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    policy: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        return cls(**{name: str(query.get(name, ""))[:80].replace("\x00", "") for name in ("text", "state", "policy")})

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.state or self.policy)


def policies(user: User, campaign: Campaign) -> list[Any]:
    """The place's policies that are in force or were, with how many match and how many claims run, of what the person sees."""
    rows: list[Any] = list(
        Policy.objects.visible_to(user).filter(campaign=campaign, current__isnull=False)
        .select_related("current").order_by("order", "pk")
    )  # fmt: skip
    matched = Match.objects.visible_to(user).filter(campaign=campaign).order_by().values("policy_id", "outcome")
    counts: dict[int, dict[str, tuple[int, int]]] = {}
    for row in matched.annotate(n=Count("pk"), total=Sum("quantity")):
        counts.setdefault(row["policy_id"], {})[row["outcome"]] = (row["n"], row["total"] or 0)
    claimed = Claim.objects.visible_to(user).filter(campaign=campaign).order_by().values("policy_id")
    running = {
        row["policy_id"]: row
        for row in claimed.annotate(
            open=Count("pk", filter=Q(state__in=("submitted", "checked", "returned"))),
            granted=Count("pk", filter=Q(state__in=("granted", "paid"))),
            paid=Sum("amount", filter=Q(state="paid")),
        )
    }
    for policy in rows:
        mine = counts.get(policy.pk, {})
        policy.due, policy.due_total = mine.get("yes", (0, 0))
        policy.nearly = sum(mine.get(key, (0, 0))[0] for key in ("near", "missing"))
        policy.claims_count = running.get(policy.pk, {"open": 0, "granted": 0, "paid": 0})
    return rows


def outcomes(user: User, policy: Policy, chosen: str, told: Any) -> list[Column]:
    """The strip above the matches of one policy."""
    rows = Match.objects.visible_to(user).filter(policy=policy).order_by().values("outcome")
    found = {row["outcome"]: row for row in rows.annotate(n=Count("pk"), total=Sum("quantity"))}
    columns = []
    for key, name in OUTCOMES.items():
        row = found.get(key)
        if row is None and key not in ("yes", "near", "missing", "no"):
            continue
        worth = told(row["total"]) if row and key in ("yes", "early") and row["total"] else ""
        columns.append(Column(key, name, row["n"] if row else 0, worth, 0, key == chosen))
    return columns


def matches(user: User, policy: Policy, wanted: Wanted) -> Any:
    """Matches of one policy, the newest row first."""
    rows: Any = Match.objects.visible_to(user).filter(policy=policy)
    if wanted.state in OUTCOMES:
        rows = rows.filter(outcome=wanted.state)
    return _of(rows, user, wanted).order_by("-pk")


def claims(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Claims, the newest first, not narrowed to a state."""
    rows: Any = Claim.objects.visible_to(user).filter(campaign=campaign)
    if wanted.policy:
        rows = rows.filter(policy__key=wanted.policy)
    return _of(rows, user, wanted).select_related("enterprise", "policy", "version").order_by("-pk")


def packs(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """The latest policy pack of each enterprise."""
    rows: Any = PolicyPack.objects.visible_to(user).filter(campaign=campaign, is_latest=True)
    return _of(rows, user, wanted).order_by("-pk")


def _of(rows: Any, user: User, wanted: Wanted) -> Any:
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, P.BENEFIT_VIEW).matching(wanted.text)
        rows = rows.filter(enterprise__in=seen.order_by().values("pk"))
    return rows.select_related("enterprise")


def page(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)
