"""Where the money of benefits stands: by policy, payer, segment of enterprises; each sum beside the filter of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, Q, Sum
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from fugong.benefits import lists
from fugong.benefits.lists import STAGES
from fugong.benefits.models import Claim, Policy
from fugong.benefits.models.claim import written
from fugong.core.money import yuan
from fugong.registry.models import Enrolment

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.benefits.shapes import Policy as Says
    from fugong.places.models import Campaign

MONEY = ~Q(version__content__has_key="gives")
"""What is left out is money (`shapes.Policy.gives`)."""
SUMS = {"asked": "asked", "granted": "amount", "paid": "amount"}
"""Stage of claims → what is added up of them."""


@dataclass
class Cell:
    """How many claims, what they come to in words, and the filter that lists them."""

    many: int = 0
    worth: str = ""
    query: str = ""


@dataclass
class Row:
    """A policy, a payer or a segment with its stages."""

    key: str
    name: Any
    cells: dict[str, Cell] = field(default_factory=dict)
    policy: Any = None
    due: Cell = field(default_factory=Cell)


def _counts(stages: Any = STAGES) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for stage, states in stages.items():
        within = Q(state__in=states)
        found[f"{stage}_n"] = Count("pk", filter=within)
        found[f"{stage}_sum"] = Sum(SUMS[stage], filter=within)
    return found


def _claims(user: User, campaign: Campaign) -> Any:
    return Claim.objects.visible_to(user).filter(campaign=campaign).order_by()


def by_policy(user: User, campaign: Campaign, policies: list[Any]) -> list[Row]:
    """Each policy of `lists.policies`: due, asked for, granted, paid."""
    counted = {row["policy_id"]: row for row in _claims(user, campaign).values("policy_id").annotate(**_counts())}
    found = []
    for policy in policies:
        says: Says = policy.says
        mine = counted.get(policy.pk, {})
        row = Row(policy.key, says.name, policy=policy)
        row.due = Cell(policy.due, written(says, policy.due_total) if policy.due_total else "", "?state=yes")
        for stage in STAGES:
            total = mine.get(f"{stage}_sum") or 0
            worth = written(says, total) if total else ""
            row.cells[stage] = Cell(mine.get(f"{stage}_n", 0), worth, f"?state={stage}&policy={policy.key}")
        found.append(row)
    return found


def totals(user: User, campaign: Campaign) -> dict[str, Cell]:
    """All money: due and not asked for, asked for, granted, paid."""
    claims = _claims(user, campaign).filter(MONEY).aggregate(**_counts())
    found = {
        stage: Cell(claims[f"{stage}_n"], _yuan(claims[f"{stage}_sum"]), f"?state={stage}&gives=money")
        for stage in STAGES
    }
    other = Policy.objects.filter(campaign=campaign, current__content__has_key="gives").values_list("pk", flat=True)
    counted, no_money = lists.matched(user, campaign).value, set(other)
    due = [outcomes["yes"] for pk, outcomes in counted.items() if pk not in no_money and "yes" in outcomes]
    return {"due": Cell(sum(n for n, _total in due), _yuan(sum(total for _n, total in due))), **found}


def by_payer(user: User, campaign: Campaign, policies: list[Any]) -> list[Row]:
    """Who bears how much of what was granted and paid, of the policies whose money is shared."""
    names: dict[str, Any] = {}
    most = 0
    for policy in policies:
        most = max(most, len(policy.says.shared))
        for payer in policy.says.shared:
            names.setdefault(payer.key, payer.name)
    found: dict[str, dict[str, list[int]]] = {}
    stages = {stage: states for stage, states in STAGES.items() if stage != "asked"}
    for at in range(most):
        part = KeyTransform(str(at), "shares")
        fen = Cast(KeyTextTransform("fen", part), BigIntegerField())
        rows = _claims(user, campaign).annotate(payer=KeyTextTransform("key", part), fen=fen).exclude(payer=None)
        sums = {
            name: value
            for stage, states in stages.items()
            for name, value in (
                (f"{stage}_n", Count("pk", filter=Q(state__in=states))),
                (f"{stage}_sum", Sum("fen", filter=Q(state__in=states))),
            )
        }
        for row in rows.values("payer").annotate(**sums):
            for stage in stages:
                mine = found.setdefault(row["payer"], {}).setdefault(stage, [0, 0])
                mine[0] += row[f"{stage}_n"]
                mine[1] += row[f"{stage}_sum"] or 0
    return [
        Row(key, names.get(key, key), {
            stage: Cell(many, _yuan(total), f"?state={stage}&payer={key}") for stage, (many, total) in cells.items()
        })
        for key, cells in sorted(found.items(), key=lambda pair: list(names).index(pair[0]) if pair[0] in names else 99)
    ]  # fmt: skip


def by_segment(user: User, campaign: Campaign) -> list[Row]:
    """Money by the campaign's segments; an enterprise may stand in several."""
    rows = _claims(user, campaign).filter(MONEY)
    found = []
    for segment in campaign.pack.registry.segments:
        mine = Enrolment.objects.filter(campaign=campaign, segments__contains=[segment.key]).values("enterprise")
        counted = rows.filter(enterprise__in=mine).aggregate(**_counts())
        if not counted["asked_n"]:
            continue
        cells = {
            stage: Cell(
                counted[f"{stage}_n"],
                _yuan(counted[f"{stage}_sum"]),
                f"?state={stage}&gives=money&segment={segment.key}",
            )
            for stage in STAGES
        }
        found.append(Row(segment.key, segment.name, cells))
    return found


def left(rows: list[Row]) -> str:
    """What is left of all budgets in money, in words; empty where no policy has one."""
    known = [row.policy.left for row in rows if row.policy.left is not None and row.policy.says.is_money]
    return _yuan(sum(known)) if known else ""


def _yuan(fen: int | None) -> str:
    return _("%(yuan)s yuan") % {"yuan": yuan(fen or 0)}
