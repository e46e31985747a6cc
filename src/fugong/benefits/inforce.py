"""The policies of a campaign that are in force, ready to be asked: compiled once for each version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fugong.benefits import shapes, stacking
from fugong.benefits.models import Policy
from fugong.benefits.rules import Rule

if TYPE_CHECKING:
    from fugong.places.models import Campaign

MOST = 500
"""So many compiled policies are kept."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy's row, what it says, and its rule."""

    row: Policy
    says: shapes.Policy
    rule: Rule


_compiled: dict[tuple[int, str], Rule] = {}


def rule_of(campaign: Campaign, row: Policy) -> Rule:
    """The rule of a policy as it is now."""
    key = (row.current_id or 0, campaign.pack_version.digest)
    if key not in _compiled:
        if len(_compiled) >= MOST:
            _compiled.clear()
        _compiled[key] = campaign.pack.benefits.rule(row.says)
    return _compiled[key]


def of(campaign: Campaign) -> list[InForce]:
    """All of a campaign, in order."""
    rows = Policy.objects.filter(campaign=campaign, current__state="published").select_related("current")
    return [InForce(row, row.says, rule_of(campaign, row)) for row in rows.order_by("order", "pk")]


def groups(campaign: Campaign, policies: list[InForce]) -> tuple[list[stacking.Rivals], list[shapes.Group]]:
    """What excludes what among these, and the groups with those of their policies that are in force."""
    known = {each.row.key: each.says for each in policies}
    return stacking.rivals(known, campaign.pack.benefits.groups), list(campaign.pack.benefits.groups)
