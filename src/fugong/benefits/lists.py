"""Lists of matches and claims, and what stands above them: filters in the address, page after page without counting."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, F, Q, Sum, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.benefits.arrows import CLAIM
from fugong.benefits.models import Claim, Match, Policy, PolicyPack
from fugong.benefits.models.match import OUTCOMES
from fugong.core import kept, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Enterprise
from fugong.workflow.pipeline import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
STAGES = {
    "asked": ("submitted", "checked", "returned", "granted", "paid", "refused"),
    "granted": ("granted", "paid"),
    "paid": ("paid",),
}
"""How far claims got, as the page of money adds them up → their states."""
NEARLY = ("near", "missing")
"""Outcomes that a word or one more of something would turn."""
SORTS = {
    "amount": gettext_lazy("What gives most first"),
    "near": gettext_lazy("What lacks least first"),
    "new": gettext_lazy("Newest first"),
}
FAR = 10**9
"""What isn't near, in an order by what lacks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    policy: str = ""
    segment: str = ""
    payer: str = ""
    gives: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        names = [each.name for each in fields(cls)]
        return cls(**{name: str(query.get(name, ""))[:80] for name in names})

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.state or self.policy or self.segment or self.payer or self.gives)

    @property
    def order(self) -> str:
        """How matches are sorted: as the reader chose, else as it helps for this outcome."""
        if self.sort in SORTS:
            return self.sort
        return "near" if self.state in ("near", "nearly") else "amount"


Counts = dict[int, dict[str, tuple[int, int]]]
"""Policy → outcome → how many enterprises, and what they come to."""


def matched(user: User, campaign: Campaign) -> kept.Answer[Counts]:
    """How many of the enterprises that the person sees each policy matches how; in a large place kept for a while (core.kept)."""

    def count() -> Counts:
        rows = Match.objects.visible_to(user).filter(campaign=campaign).order_by().values("policy_id", "outcome")
        counts: Counts = {}
        for row in rows.annotate(n=Count("pk"), total=Sum("quantity")):
            counts.setdefault(row["policy_id"], {})[row["outcome"]] = (row["n"], row["total"] or 0)
        return counts

    seen = lambda: (campaign.pk, user.scope(P.BENEFIT_VIEW).as_seen_by(user))  # noqa: E731
    return kept.lately("benefits.matched", seen, lambda: kept.answer("benefits.matched", seen(), count), _pairs)


def _pairs(counts: kept.Answer[Counts]) -> int:
    return sum(many for outcomes in counts.value.values() for many, _total in outcomes.values())


def policies(user: User, campaign: Campaign) -> list[Any]:
    """The place's policies that are in force or were, which whoever sees the campaign may read; with how many match (`as_of` says
    when, where that isn't of now) and how many claims run, of what the person sees."""
    known = Policy.objects.filter(campaign=campaign, current__isnull=False)
    rows: list[Any] = list(known.select_related("current").order_by("order", "pk"))
    counts = matched(user, campaign)
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
        policy.as_of = counts.as_of
        mine = counts.value.get(policy.pk, {})
        policy.due, policy.due_total = mine.get("yes", (0, 0))
        policy.nearly = sum(mine.get(key, (0, 0))[0] for key in NEARLY)
        policy.claims_count = running.get(policy.pk, {"open": 0, "granted": 0, "paid": 0})
    return rows


def outcomes(user: User, policy: Policy, chosen: str, told: Any) -> list[Column]:
    """The strip above the matches of one policy."""
    counted = matched(user, policy.campaign)
    policy.as_of = counted.as_of  # type: ignore[attr-defined]
    found = counted.value.get(policy.pk, {})
    columns = []
    for key, name in OUTCOMES.items():
        if key not in found and key not in ("yes", "near", "missing", "no"):
            continue
        many, total = found.get(key, (0, 0))
        worth = told(total) if key in ("yes", "early") and total else ""
        columns.append(Column(key, name, many, worth, 0, key == chosen))
    return columns


def matches(user: User, policy: Policy, wanted: Wanted) -> Any:
    """Matches of one policy in the wanted order, which `rank` says: less comes first."""
    rows: Any = Match.objects.visible_to(user).filter(policy=policy)
    if wanted.state in (*OUTCOMES, "nearly"):
        rows = rows.filter(outcome__in=NEARLY if wanted.state == "nearly" else [wanted.state])
    more = Cast(KeyTextTransform("1", KeyTransform("near", "detail")), BigIntegerField())
    ranks: dict[str, Any] = {"amount": -F("quantity"), "near": Coalesce(more, Value(FAR)), "new": -F("pk")}
    return _of(rows, user, wanted).annotate(rank=ranks[wanted.order]).order_by("rank", "pk")


def ranked(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list that is ordered by `rank` and id."""
    rank, _dot, last = after.partition("_")
    sign, digits = (-1, rank[1:]) if rank.startswith("-") else (1, rank)
    at, pk = numbers.asked(digits), numbers.asked(last)
    if at is not None and pk is not None:
        rows = rows.filter(Q(rank__gt=sign * at) | Q(rank=sign * at, pk__gt=pk))
    taken = list(rows[: size + 1])
    more = f"{taken[size - 1].rank}_{taken[size - 1].pk}" if len(taken) > size else None
    return Page(taken[:size], more, not after)


def claims(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Claims, the newest first, not narrowed to a state."""
    rows: Any = Claim.objects.visible_to(user).filter(campaign=campaign)
    if wanted.policy:
        rows = rows.filter(policy__key=wanted.policy)
    if wanted.segment:
        mine = Enrolment.objects.filter(campaign=campaign, segments__contains=[wanted.segment])
        rows = rows.filter(enterprise__in=mine.values("enterprise"))
    if wanted.payer:
        rows = rows.filter(shares__contains=[{"key": wanted.payer}])
    if wanted.gives == "money":
        rows = rows.exclude(version__content__has_key="gives")  # what is left out is money
    return _of(rows, user, wanted).select_related("enterprise", "policy", "version").order_by("-pk")


def within(rows: Any, state: str) -> Any:
    """Claims in a state, or that got as far as one of STAGES; all where it is neither."""
    if state in STAGES:
        return rows.filter(state__in=STAGES[state])
    return rows.filter(state=state) if state in CLAIM.states else rows


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
