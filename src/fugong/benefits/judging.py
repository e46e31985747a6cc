"""Verdicts of many enterprises by few rules: those with the same values of the facts that a policy reads have the same verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from fugong.benefits import inforce, stacking
from fugong.benefits.inforce import InForce
from fugong.benefits.models import Cause, Claim
from fugong.benefits.models.claim import GIVEN, RUNNING
from fugong.benefits.rules import Before, Verdict
from fugong.core import clock
from fugong.places.models import Campaign

MOST = 200_000
"""So many verdicts of one policy are remembered."""
Given = dict[tuple[int, int], Before]
Running = dict[int, set[str]]


def before(campaign: Campaign, policies: Sequence[InForce], ids: Sequence[int]) -> tuple[Given, Running]:
    """What counts against caps: (enterprise, policy) → what was given before; enterprise → policies by which something runs."""
    rows = Claim.objects.filter(campaign=campaign, state__in=RUNNING, enterprise__in=ids).order_by()
    given: Given = {}
    running: Running = defaultdict(set)
    for enterprise, policy, key, state, amount in rows.values_list(
        "enterprise_id", "policy_id", "policy__key", "state", "amount"
    ):
        running[enterprise].add(key)
        if state in GIVEN:
            pair = (enterprise, policy)
            given[pair] = Before(firm=given.get(pair, Before()).firm + (amount or 0))
    if running:
        _trips(campaign, policies, given, running)
    return given, running


def _trips(campaign: Campaign, policies: Sequence[InForce], given: Given, running: Running) -> None:
    """Adds the trips that something was given for already."""
    trips: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Cause.objects.filter(campaign=campaign, enterprise__in=list(running), part__startswith="trip ")
    for enterprise, cause, part in rows.filter(claim__state__in=RUNNING).values_list("enterprise_id", "cause", "part"):
        trips[(enterprise, cause)].add(int(part.removeprefix("trip ")))
    for (enterprise, cause), used in trips.items():
        for each in policies:
            if each.says.cause_key == cause:
                pair = (enterprise, each.row.pk)
                given[pair] = Before(firm=given.get(pair, Before()).firm, trips=frozenset(used))


class Judge:
    """What was found once isn't looked for again. `look_at` says of whom it is asked next."""

    def __init__(self, campaign: Campaign, policies: list[InForce]) -> None:
        self.campaign, self.policies, self.day = campaign, policies, clock.today()
        self.section = campaign.pack.benefits
        self.rivals, self.groups = inforce.groups(campaign, policies)
        self.given: Given = {}
        self.running: Running = {}
        self.names = sorted({name for each in policies for name in each.rule.names})
        self._known: list[dict[Any, Verdict]] = [{} for _each in policies]
        self._keys: list[Callable[[Any], Any] | None] = [self._key(each) for each in policies]
        self._group_of = {key: group.key for group in self.groups if group.firm is not None for key in group.policies}

    def look_at(self, ids: Sequence[int]) -> None:
        """Reads what was given to these before."""
        self.given, self.running = before(self.campaign, self.policies, ids)

    def _key(self, each: InForce) -> Callable[[Any], Any] | None:
        """How to take the values that a verdict hangs on; None where it hangs on trips, too."""
        if each.says.for_each or each.says.gives == "coach":
            return None
        return itemgetter(*each.rule.names) if each.rule.names else lambda flat: ()

    def verdicts(self, enterprise: int, known: dict[str, Any]) -> dict[str, Verdict]:
        """Policy → verdict."""
        flat = {name: _flat(name, known) for name in self.names}
        found = {}
        for each, cache, key in zip(self.policies, self._known, self._keys, strict=True):
            earlier = self.given.get((enterprise, each.row.pk))
            if key is None or earlier is not None:
                found[each.row.key] = self._judged(each, known, earlier or Before())
                continue
            values = key(flat)
            verdict = cache.get(values)
            if verdict is None:
                if len(cache) >= MOST:
                    cache.clear()
                verdict = cache[values] = self._judged(each, known, Before())
            found[each.row.key] = verdict
        held = self.running.get(enterprise, ())
        return stacking.stacked(found, self.rivals, self.groups, held, self._given_by_group(enterprise))

    def _judged(self, each: InForce, known: dict[str, Any], earlier: Before) -> Verdict:
        return self.section.judge(each.rule, known, self.day, earlier)

    def _given_by_group(self, enterprise: int) -> dict[str, int]:
        if not self._group_of or enterprise not in self.running:
            return {}
        found: dict[str, int] = defaultdict(int)
        for each in self.policies:
            group = self._group_of.get(each.row.key)
            earlier = self.given.get((enterprise, each.row.pk))
            if group and earlier is not None:
                found[group] += earlier.firm
        return found


def _flat(name: str, known: dict[str, Any]) -> Any:
    root, _dot, key = name.partition(".")
    value = known.get(key) if root == "e" else (known.get(root) or {}).get(key)
    return tuple(value) if isinstance(value, list) else value
