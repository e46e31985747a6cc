"""Matching without applying: each enterprise with each policy, kept as rows, followed by policy packs.

Called by the actions and whenever facts change; nobody types a match.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from fugong.benefits import facts as knowing
from fugong.benefits import inforce, keeping
from fugong.benefits.inforce import InForce
from fugong.benefits.judging import Judge
from fugong.benefits.keeping import Found, Keeper
from fugong.benefits.models import Counted, Match, Policy
from fugong.benefits.rules import Verdict
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

FEW = 50
"""Up to so many enterprises are matched in the transaction that changed them."""
MANY = 5_000
"""So many are held at once."""


def match(*, campaign: Campaign, ids: Iterable[int] | None = None) -> int:
    """Matches these enterprises (None: all of the campaign) with all policies in force; how many pairs there are.

    All are taken list by list, each in a transaction of its own: an enterprise that says something waits for one list at most.
    """
    policies = inforce.of(campaign)
    if not policies and not Counted.objects.filter(campaign=campaign).exists():
        return 0
    judge, keeper = Judge(campaign, policies), Keeper(campaign, policies)
    wanted = _all(campaign, policies) if ids is None else sorted(set(ids))
    done = sum(_match(judge, keeper, wanted[at : at + MANY]) for at in range(0, len(wanted), MANY))
    if ids is None:
        Policy.objects.filter(pk__in=[each.row.pk for each in policies]).update(matched_at=clock.now())
    return done * len(policies)


@transaction.atomic
def _match(judge: Judge, keeper: Keeper, ids: list[int]) -> int:
    kept = keeping.hold(judge.campaign, ids)
    judge.look_at(ids)
    rows = []
    for key, known in knowing.of_some(judge.campaign, ids, judge.policies):
        found = judge.verdicts(key, known)
        verdicts = [found[each.row.key] for each in judge.policies]
        rows.append(Found(key, known["jurisdiction"], knowing.digest_of(known), verdicts))
    keeping.forget(judge.campaign, set(ids).difference(row.enterprise for row in rows))
    keeper.keep(rows, kept)
    return len(rows)


def _all(campaign: Campaign, policies: list[InForce]) -> list[int]:
    """All enterprises that are matched or were; matches of policies that ended are forgotten."""
    ended = Policy.objects.filter(campaign=campaign).exclude(pk__in=[each.row.pk for each in policies])
    Match.objects.filter(policy__in=list(ended.values_list("pk", flat=True))).delete()
    open_ = Enterprise.objects.filter(enrolments__campaign=campaign, closed_on=None).order_by()
    matched = Counted.objects.filter(campaign=campaign).order_by()
    return sorted({*open_.values_list("pk", flat=True), *matched.values_list("enterprise_id", flat=True)})


def follow(*, campaign: Campaign, enterprise_ids: list[int] | None) -> None:
    """After a change of the registry: few are matched in the same transaction, many by a job."""
    if not Policy.objects.filter(campaign=campaign, current__state="published").exists():
        return
    if enterprise_ids is not None and len(enterprise_ids) <= FEW:
        match(campaign=campaign, ids=enterprise_ids)
        return
    later(campaign)


def later(campaign: Campaign) -> None:
    """All of the campaign, by a job."""
    from fugong.benefits import tasks

    tasks.match_all.defer(campaign_id=campaign.pk, asked_at=clock.now().isoformat())


def alone(campaign: Campaign, enterprise: Enterprise) -> tuple[dict[str, Any], list[tuple[InForce, Verdict]]]:
    """The facts of one enterprise, and what each policy makes of it now, for a page that explains it."""
    policies = inforce.of(campaign)
    judge = Judge(campaign, policies)
    judge.look_at([enterprise.pk])
    known = knowing.of_one(campaign, enterprise, policies)
    found = judge.verdicts(enterprise.pk, known)
    return known, [(each, found[each.row.key]) for each in policies]


def catch_up(*, campaign: Campaign) -> int:
    """Matches anew those of whom other rooms count otherwise than when they were matched last; how many there were."""
    policies = inforce.of(campaign)
    wanted = {name[0] for name in knowing.needed(policies)} & set("wct")
    if not wanted:
        return 0
    kept = dict(Counted.objects.filter(campaign=campaign).values_list("enterprise_id", "digest"))
    keys, changed = sorted(kept), []
    for at in range(0, len(keys), MANY):
        for key, counted in knowing.of_others(campaign, keys[at : at + MANY], wanted).items():
            if knowing.digest_of(counted) != kept[key]:
                changed.append(key)
    if changed:
        match(campaign=campaign, ids=changed)
    return len(changed)
