"""Matching without applying: each enterprise with each policy, kept as rows, followed by policy packs.

Enterprises with the same values of the facts that a policy reads have the same verdict: it is found once. Many are written by
COPY. Called by the actions and whenever facts change; nobody types a match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Sum

from fugong.benefits import facts as knowing
from fugong.benefits import inforce, packets, stacking
from fugong.benefits.inforce import InForce
from fugong.benefits.models import Cause, Claim, Counted, Match, Policy
from fugong.benefits.models.claim import GIVEN, RUNNING
from fugong.benefits.rules import NO, Before, Verdict
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

FEW = 50
"""Up to so many enterprises are written row by row."""
COLUMNS = "campaign_id, policy_id, enterprise_id, area_code, outcome, clause, quantity, detail"
STAGE = f"""CREATE TEMPORARY TABLE IF NOT EXISTS benefit_stage ON COMMIT DELETE ROWS AS
SELECT {COLUMNS} FROM benefits_match WITH NO DATA"""  # noqa: S608 (our own text)
MERGE = f"""INSERT INTO benefits_match AS kept ({COLUMNS}) SELECT {COLUMNS} FROM benefit_stage
ON CONFLICT (enterprise_id, policy_id) DO UPDATE SET area_code = EXCLUDED.area_code, outcome = EXCLUDED.outcome,
    clause = EXCLUDED.clause, quantity = EXCLUDED.quantity, detail = EXCLUDED.detail
WHERE (kept.area_code, kept.outcome, kept.clause, kept.quantity, kept.detail)
    IS DISTINCT FROM (EXCLUDED.area_code, EXCLUDED.outcome, EXCLUDED.clause, EXCLUDED.quantity, EXCLUDED.detail)"""  # noqa: S608


@transaction.atomic
def match(*, campaign: Campaign, ids: Iterable[int] | None = None) -> int:
    """Matches these enterprises (None: all of the campaign) with all policies in force; how many pairs there are."""
    wanted = None if ids is None else sorted(set(ids))
    policies = inforce.of(campaign)
    _forget(campaign, policies, wanted)
    if not policies:
        return 0
    judge = _Judge(campaign, policies, wanted)
    is_first = wanted is None and not Match.objects.filter(policy__in=[each.row.pk for each in policies]).exists()
    done = 0
    for chunk in knowing.read(campaign, wanted):
        rows = [(key, known["jurisdiction"], judge.verdicts(key, known)) for key, known in chunk]
        if wanted is not None and len(wanted) <= FEW:
            _write_few(campaign, policies, rows)
        else:
            _write_many(campaign, judge, rows, "benefits_match" if is_first else "benefit_stage")
        _keep_counted(campaign, chunk)
        done += len(rows) * len(policies)
    if wanted is None:
        Policy.objects.filter(pk__in=[each.row.pk for each in policies]).update(matched_at=clock.now())
    packets.keep(campaign, wanted)
    return done


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


def alone(campaign: Campaign, enterprise: Enterprise) -> list[tuple[InForce, Verdict]]:
    """What each policy makes of one enterprise now, for a page that explains it."""
    policies = inforce.of(campaign)
    known = knowing.of_one(campaign, enterprise)
    found = _Judge(campaign, policies, [enterprise.pk]).verdicts(enterprise.pk, known)
    return [(each, found[each.row.key]) for each in policies]


def before(campaign: Campaign, ids: list[int] | None) -> tuple[dict[tuple[int, int], Before], dict[int, set[str]]]:
    """What counts against caps: (enterprise, policy) → what was given before; enterprise → policies by which something runs."""
    rows = Claim.objects.filter(campaign=campaign, state__in=RUNNING).order_by()
    if ids is not None:
        rows = rows.filter(enterprise__in=ids)
    given: dict[tuple[int, int], Before] = {}
    running: dict[int, set[str]] = defaultdict(set)
    for enterprise, key in rows.values_list("enterprise_id", "policy__key").distinct():
        running[enterprise].add(key)
    paid = rows.filter(state__in=GIVEN).values_list("enterprise_id", "policy_id").annotate(n=Sum("amount"))
    trips: dict[tuple[int, str], set[int]] = defaultdict(set)
    for enterprise, cause, part in Cause.objects.filter(claim__in=rows, part__startswith="trip ").values_list(
        "enterprise_id", "cause", "part"
    ):
        trips[(enterprise, cause)].add(int(part.removeprefix("trip ")))
    for enterprise, policy, n in paid:
        given[(enterprise, policy)] = Before(firm=n or 0)
    if trips:
        for each in inforce.of(campaign):
            for enterprise in running:
                if used := trips.get((enterprise, each.says.cause_key)):
                    pair = (enterprise, each.row.pk)
                    given[pair] = Before(firm=given.get(pair, Before()).firm, trips=frozenset(used))
    return given, running


class _Judge:
    """Verdicts of many enterprises by few rules; what was found once isn't looked for again."""

    def __init__(self, campaign: Campaign, policies: list[InForce], ids: list[int] | None) -> None:
        self.campaign, self.policies, self.day = campaign, policies, clock.today()
        self.section = campaign.pack.benefits
        self.rivals, self.groups = inforce.groups(campaign, policies)
        self.given, self.running = before(campaign, ids)
        self.names = sorted({name for each in policies for name in each.rule.names})
        self._known: list[dict[Any, Verdict]] = [{} for _each in policies]
        self._keys: list[Callable[[Any], Any] | None] = [self._key(each) for each in policies]
        self._group_of = {key: group.key for group in self.groups if group.firm is not None for key in group.policies}

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


# -- rows --------------------------------------------------------------------------------------------------------------------


def told(verdict: Verdict) -> tuple[str, str, int, dict[str, Any]]:
    """Outcome, clause, quantity, detail, as rows keep them: what nearly is due stands apart from what isn't."""
    detail: dict[str, Any] = {}
    if verdict.terms:
        detail["terms"] = list(verdict.terms)
    if verdict.missing:
        detail["missing"] = list(verdict.missing)
    if verdict.better:
        detail["better"] = verdict.better
    if verdict.trips and verdict.trips[0][0]:
        detail["trips"] = [list(pair) for pair in verdict.trips]
    outcome = verdict.outcome
    if verdict.near is not None:
        outcome = "near" if outcome == NO else outcome
        detail["near"] = [verdict.near.fact, verdict.near.more, verdict.near.quantity]
    return outcome, verdict.clause, verdict.quantity, detail


def _write_few(campaign: Campaign, policies: list[InForce], rows: list[tuple[int, str, dict[str, Verdict]]]) -> None:
    made = []
    for enterprise, area, verdicts in rows:
        for each in policies:
            outcome, clause, quantity, detail = told(verdicts[each.row.key])
            made.append(
                Match(
                    campaign=campaign, policy_id=each.row.pk, enterprise_id=enterprise, area_code=area, outcome=outcome,
                    clause=clause, quantity=quantity, detail=orjson.loads(orjson.dumps(detail, default=str)),
                )
            )  # fmt: skip
    Match.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["enterprise", "policy"],
        update_fields=["area_code", "outcome", "clause", "quantity", "detail"],
    )  # fmt: skip


def _write_many(campaign: Campaign, judge: _Judge, rows: list[tuple[int, str, dict[str, Verdict]]], table: str) -> None:
    tails: dict[int, tuple[Verdict, str]] = {}  # by identity: the verdict stands beside, so that it lives as long
    keys = [(each.row.key, f"{campaign.pk}\t{each.row.pk}\t") for each in judge.policies]
    with connection.cursor() as cursor:
        if table == "benefit_stage":
            cursor.execute(STAGE)
            cursor.execute("TRUNCATE benefit_stage")
        with cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for enterprise, area, verdicts in rows:
                middle = f"{enterprise}\t{area}\t"
                lines = []
                for key, head in keys:
                    verdict = verdicts[key]
                    tail = tails.get(id(verdict))
                    if tail is None:
                        tail = tails[id(verdict)] = (verdict, _tail(verdict))
                    lines.append(head + middle + tail[1])
                copy.write("".join(lines))
        if table == "benefit_stage":
            cursor.execute(MERGE)


def _tail(verdict: Verdict) -> str:
    outcome, clause, quantity, detail = told(verdict)
    said = orjson.dumps(detail, default=str).decode().replace("\\", "\\\\")
    return f"{outcome}\t{clause}\t{quantity}\t{said}\n"


def _forget(campaign: Campaign, policies: list[InForce], ids: list[int] | None) -> None:
    """Matches of policies that ended, of enterprises that closed or moved away."""
    rows = Match.objects.filter(campaign=campaign)
    if ids is None:
        rows.exclude(policy__in=[each.row.pk for each in policies]).delete()
    else:
        rows = rows.filter(enterprise__in=ids)
    rows.exclude(enterprise__in=Enterprise.objects.filter(enrolments__campaign=campaign, closed_on=None)).delete()


def _keep_counted(campaign: Campaign, chunk: list[tuple[int, dict[str, Any]]]) -> None:
    rows = [
        Counted(campaign=campaign, enterprise_id=key, digest=knowing.digest({name: known.get(name) for name in "wc"} | {
            "trips": known.get("trips") or [],
        }))
        for key, known in chunk
    ]  # fmt: skip
    Counted.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enterprise", "campaign"],
        update_fields=["digest"],
        batch_size=2_000,
    )


@transaction.atomic
def catch_up(*, campaign: Campaign) -> int:
    """Matches anew those of whom other rooms count otherwise than when they were matched last; how many there were."""
    if not Policy.objects.filter(campaign=campaign, current__state="published").exists():
        return 0
    wanted = {name[0] for name in knowing.needed(campaign)} & set("wct")
    if not wanted:
        return 0
    kept = dict(Counted.objects.filter(campaign=campaign).values_list("enterprise_id", "digest"))
    keys, changed = sorted(kept), []
    for at in range(0, len(keys), 5_000):
        some = keys[at : at + 5_000]
        for key, counted in knowing.of_others(campaign, some, wanted).items():
            if knowing.digest(counted) != kept[key]:
                changed.append(key)
    if changed:
        match(campaign=campaign, ids=changed)
    return len(changed)
