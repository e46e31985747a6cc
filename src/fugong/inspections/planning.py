"""Which enterprises a day's rounds should go to, why, and who should go: worked out, nothing written."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from fugong.inspections import burden, rounds, search, verifying
from fugong.inspections.models import RoundStop, Visit, WantedVisit
from fugong.inspections.policy import Rounds
from fugong.inspections.verifying import Waiting
from fugong.places.models import Campaign
from fugong.registry.facts import read, with_facts
from fugong.registry.models import Enrolment, Enterprise

NEVER = 20.0
WANTED = 60.0
SIGNS = 50.0
MUST = 50.0
"""From so many points on, an enterprise is visited although it has had its visits of the week."""
MOST_DAYS = 30
FAULT = 2.0
MOST_FAULTS = 5


@dataclass
class Candidate:
    """An enterprise that could be visited, with its points and why."""

    enterprise: int
    grid: int | None
    area: str
    latitude: float | None
    longitude: float | None
    kind: str
    checklists: list[str]
    weight: float = 0
    reasons: list[list[Any]] = field(default_factory=list)
    not_by: set[int] = field(default_factory=set)
    departments: list[str] = field(default_factory=list)
    wanted: list[WantedVisit] = field(default_factory=list)

    def add(self, points: float, key: str, **values: Any) -> None:
        """One more reason."""
        self.weight += points
        self.reasons.append([key, values])


def candidates(campaign: Campaign, day: dt.date, among: "Iterable[int] | None" = None) -> list[Candidate]:
    """All that may be visited on the day, the weightiest first. A fixed number of queries."""
    section = campaign.pack.inspections
    taken = set(_planned(campaign, day))
    last = dict(_last(campaign))
    faults = _faults(campaign, last)
    due = _by_enterprise(rounds.due(campaign, day))
    wanted = _wanted(campaign, day)
    signs = {each.enterprise_id: each for each in search.ranked(campaign, day)}
    visited = burden.in_week(campaign, day)
    filed = verifying.waiting(campaign)
    found = []
    for enterprise, place, facts in _facts(campaign, among):
        if enterprise in taken:
            continue
        pressing = any(enterprise in each for each in (due, wanted, signs, filed))
        if not pressing and not section.inspects(facts):
            continue
        grid, area, latitude, longitude = place
        one = Candidate(enterprise, grid, area, latitude, longitude, section.rounds.kind, [])
        _weigh_history(one, day, last.get(enterprise), faults[enterprise], section.rounds.again_after)
        _weigh_filing(one, filed.get(enterprise), section.rounds)
        _weigh_duties(one, campaign, due.get(enterprise, ()), wanted.get(enterprise, ()), signs.get(enterprise))
        if not one.reasons or (visited[enterprise] >= section.burden.visits_a_week and one.weight < MUST):
            continue
        for weighting in section.weigh(facts):
            one.add(weighting.points, "weight", name=weighting.name.by_language)
        one.checklists = one.checklists or [each.key for each in section.lists_for(one.kind, facts)]
        if one.checklists:
            found.append(one)
    return sorted(found, key=lambda each: (-each.weight, each.enterprise))


def _weigh_history(one: Candidate, day: dt.date, last: "dt.date | None", faults: int, again_after: int) -> None:
    if last is None:
        one.add(NEVER, "never")
        return
    days = (day - last).days
    if days >= again_after:
        one.add(10 + min(days - again_after, MOST_DAYS), "again", days=days)
        if faults:
            one.add(FAULT * min(faults, MOST_FAULTS), "faults", n=faults)


def _weigh_filing(one: Candidate, filed: Waiting | None, rule: Rounds) -> None:
    if filed is None:
        return
    one.add(rule.verify, "verify")
    one.kind = "verify"
    if filed.place:
        one.add(rule.order * filed.share, "order", place=filed.place, of=filed.of, **filed.why)


def _weigh_duties(one: Candidate, campaign: Campaign, due: Any, wanted: Any, signs: Any) -> None:
    for each in due:
        one.add(each.weight, "said", text=str(each.reason))
        one.not_by |= each.not_by
        one.kind = each.kind
    if signs is not None:
        one.add(SIGNS + signs.points, "signs")
        one.kind = "search"
    names = {each.key: each.name.by_language for each in campaign.pack.places.departments}
    for each in wanted:
        one.add(WANTED, "wanted", department=names.get(each.department, each.department))
        one.kind = one.kind if one.kind in ("look_back", "search") else each.kind
        one.checklists += [key for key in each.checklists if key not in one.checklists]
        one.departments.append(each.department)
        one.wanted.append(each)


def _planned(campaign: Campaign, day: dt.date) -> Any:
    stops = RoundStop.objects.filter(round__campaign=campaign, round__day=day).exclude(round__state="dropped")
    return stops.values_list("enterprise", flat=True)


def _last(campaign: Campaign) -> Any:
    rows = Visit.objects.filter(campaign=campaign).order_by().values_list("enterprise")
    return rows.annotate(last=Max("day"))


def _faults(campaign: Campaign, last: dict[int, dt.date]) -> Counter[int]:
    """Faults not put right at each enterprise's last visit."""
    found: Counter[int] = Counter()
    rows = Visit.objects.filter(campaign=campaign, failed__gt=0).order_by()
    for enterprise, day, failed, corrected in rows.values_list("enterprise", "day", "failed", "corrected"):
        if last.get(enterprise) == day:
            found[enterprise] += failed - corrected
    return found


def _by_enterprise(found: Iterable[rounds.Due]) -> dict[int, list[rounds.Due]]:
    kept: dict[int, list[rounds.Due]] = {}
    for each in found:
        kept.setdefault(each.enterprise_id, []).append(each)
    return kept


def _wanted(campaign: Campaign, day: dt.date) -> dict[int, list[WantedVisit]]:
    kept: dict[int, list[WantedVisit]] = {}
    for each in WantedVisit.objects.filter(campaign=campaign, day=day, stop=None, dropped_at=None).order_by("pk"):
        kept.setdefault(each.enterprise_id, []).append(each)
    return kept


def _facts(campaign: Campaign, among: "Iterable[int] | None") -> Any:
    """(id, (grid, area, latitude, longitude), facts) of those that take part and work on."""
    enrolled = Enrolment.objects.filter(campaign=campaign, enterprise__closed_on=None)
    if among is not None:
        enrolled = enrolled.filter(enterprise__in=list(among))
    classes = {
        row["enterprise"]: row for row in enrolled.order_by().values("enterprise", "segments", "group").iterator()
    }
    rows = Enterprise.objects.filter(pk__in=classes)
    places = {
        pk: place for pk, *place in rows.order_by().values_list("pk", "grid", "area_code", "latitude", "longitude")
    }
    for pk, facts in read(with_facts(rows.order_by("pk"), campaign)):
        facts |= {"segments": classes[pk]["segments"], "group": classes[pk]["group"]}
        yield pk, places[pk], facts
