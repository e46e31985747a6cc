"""Finds what doesn't fit together: doubts are raised, kept up to date, asked again and settled. Doing it twice changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption import standings
from fugong.signals import comparing, telling
from fugong.signals.arrows import STANDING
from fugong.signals.models import Doubt
from fugong.signals.policy import Doubtful, Kind
from fugong.workflow.moves import move_many

CLOCK: Any = gettext_lazy("the clock")
LOCK = 0x46554711  # advisory: one looks through a campaign, the others wait
KEPT = ("day", "weight", "numbers", "seen_at")


@dataclass(frozen=True, slots=True)
class Held:
    """A rule that holds at an enterprise."""

    enterprise: int
    rule: Doubtful
    day: dt.date
    weight: Decimal
    numbers: dict[str, Any]


@dataclass(slots=True)
class Checked:
    """What came of it."""

    raised: int = 0
    settled: int = 0
    _seen: set[tuple[int, str]] = field(default_factory=set)


@transaction.atomic
def check(*, campaign: Campaign, day: dt.date | None = None, among: Iterable[int] | None = None) -> Checked:
    """Looks through all enterprises with readings, or only through `among`. A fixed number of statements."""
    rules = campaign.pack.signals
    ids = None if among is None else sorted(set(among))
    if not rules.is_used or campaign.closed_at is not None or ids == []:
        return Checked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, campaign.pk])
    today = day or clock.today()
    if today == clock.today():
        standings.open_day(campaign, today)
    found, seen = _held(campaign, today, ids)
    rows = Doubt.objects.select_for_update(of=("self",)).filter(campaign=campaign, state__in=STANDING)
    rows = rows if ids is None else rows.filter(enterprise__in=ids)
    standing = {(row.enterprise_id, row.rule): row for row in rows.order_by("pk")}
    done = Checked()
    _refresh(standing, found)
    done.settled = _settle(campaign, standing, found, seen)
    done.raised = _raise(campaign, [each for key, each in found.items() if key not in standing])
    return done


def _held(
    campaign: Campaign, today: dt.date, ids: list[int] | None
) -> tuple[dict[tuple[int, str], Held], set[tuple[int, str]]]:
    """What holds, by enterprise and rule; and the pairs of enterprise and kind of signal that could be looked at."""
    rules = campaign.pack.signals
    found: dict[tuple[int, str], Held] = {}
    seen: set[tuple[int, str]] = set()
    for kind in rules.kinds:
        until = comparing.latest(campaign, kind, today)
        if until is None:
            continue
        compared = comparing.compare(campaign, kind, until, ids)
        for enterprise, facts in comparing.facts(campaign, until, compared, whole=rules.reads_registry).items():
            seen.add((enterprise, kind.key))
            for rule in rules.holding(kind.key, facts):
                found[enterprise, rule.key] = Held(enterprise, rule, until, _weight(rule, facts), _numbers(kind, facts))
    return found, seen


def _weight(rule: Doubtful, facts: dict[str, Any]) -> Decimal:
    """The rule's points, up to 25 more for how far off the number is, up to 20 more for how many people it is about."""
    report, share = facts["report"], facts["signal"]["share"]
    off = 100 if share is None else min(max(100 - share if report["resumed"] else share, 0), 100)
    people = report["staff_back"] if report["resumed"] else report["staff_total"]
    return (Decimal(str(rule.points)) + Decimal(off) / 4 + Decimal(min(people, 500)) / 25).quantize(Decimal("0.01"))


def _numbers(kind: Kind, facts: dict[str, Any]) -> dict[str, Any]:
    report, signal = facts["report"], facts["signal"]
    plain = {
        name: None if signal[name] is None else float(round(signal[name], 2)) for name in ("share", "value", "usual")
    }
    return {
        **plain, "days": signal["days"], "staff": report["staff_back"], "total": report["staff_total"],
        "resumed": report["resumed"],
    }  # fmt: skip


def _refresh(standing: dict[tuple[int, str], Doubt], found: dict[tuple[int, str], Held]) -> None:
    """Those that still hold show the numbers of today."""
    changed = []
    for key, row in standing.items():
        held = found.get(key)
        if held is not None and (row.day, row.numbers) != (held.day, held.numbers):
            row.day, row.weight, row.numbers, row.seen_at = held.day, held.weight, held.numbers, clock.now()
            changed.append(row)
    Doubt.objects.bulk_update(changed, KEPT, batch_size=500)


def _settle(campaign: Campaign, standing: Any, found: Any, seen: set[tuple[int, str]]) -> int:
    """What fits again; where nothing could be looked at, a doubt stays. A rule that the pack dropped doubts nothing."""
    rules = campaign.pack.signals
    over = [
        row for key, row in standing.items()
        if key not in found and ((row.enterprise_id, row.kind) in seen or rules.doubtful(row.rule) is None)
    ]  # fmt: skip
    for row in over:
        row.campaign = campaign
    return move_many(over, "settle", as_name=CLOCK)


def _raise(campaign: Campaign, new: list[Held]) -> int:
    """A case for each, unless somebody has just looked; its officers, else the desk, hear of it once."""
    new = _unless_just_closed(campaign, new)
    if not new:
        return 0
    moment = clock.now()
    due = campaign.pack.due(moment, campaign.pack.signals.answer_within)
    areas = dict(Enterprise.objects.filter(pk__in={each.enterprise for each in new}).values_list("pk", "area_code"))
    made = Doubt.objects.bulk_create(
        [
            Doubt(
                campaign=campaign, pack_version=campaign.pack_version, enterprise_id=each.enterprise,
                area_code=areas[each.enterprise], rule=each.rule.key, kind=each.rule.kind, first_day=each.day, day=each.day,
                weight=each.weight, numbers=each.numbers, seen_at=moment, state="open", state_since=moment, due_at=due,
                next_rung_at=due, clock_kind="answer", clock_started_at=moment,
            )
            for each in sorted(new, key=lambda held: -held.weight)
        ],
        batch_size=1_000,
    )  # fmt: skip
    record_many(
        "doubt.raise", made, by=None, as_name=CLOCK, moves=[("", "open")] * len(made),
        data=[{"rule": row.rule, "share": str(row.numbers["share"] or 0)} for row in made],
    )  # fmt: skip
    telling.raised(campaign, made)
    return len(made)


def _unless_just_closed(campaign: Campaign, new: list[Held]) -> list[Held]:
    """After a visit it is quiet for as long as an explanation holds; after a correction until later readings come."""
    quiet = dt.timedelta(days=campaign.pack.signals.explained_for)
    closed = Doubt.objects.filter(
        campaign=campaign, enterprise__in={each.enterprise for each in new}, state__in=("visited", "corrected")
    )
    until: dict[tuple[int, str], dt.date] = {}
    for enterprise, rule, state, day in closed.order_by().values_list("enterprise", "rule", "state", "day"):
        end = day + quiet if state == "visited" else day
        until[enterprise, rule] = max(end, until.get((enterprise, rule), end))
    return [each for each in new if each.day > until.get((each.enterprise, each.rule.key), dt.date.min)]
