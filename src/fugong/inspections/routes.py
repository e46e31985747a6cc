"""A day's rounds by the optimiser: what is due first, then risk, against the way; one combined visit; several who go.

Everything is worked out from `planning.candidates` and `walkers`; nothing is written here.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fugong.core import clock
from fugong.inspections.planning import Candidate
from fugong.inspections.policy import Rounds
from fugong.inspections.walkers import Walker
from fugong.places.models import Campaign
from fugong.planning.travel import Spot
from fugong.proposals.distances import Placed, Roads, Whereabouts, roads
from fugong.registry.models import OfficerProfile

ENOUGH = 4
"""So many times the visits that can be made are looked at, the weightiest first, besides all that is due."""


def key_of(walker: Walker) -> str:
    """`t3` is a group, `u7` a person."""
    return f"t{walker.team.pk}" if walker.team is not None else f"u{walker.officer.pk if walker.officer else 0}"


def plan(
    campaign: Campaign, day: dt.date, free: Sequence[Walker], found: Sequence[Candidate], seconds: float
) -> dict[str, Any]:
    """Rounds with the hour of each visit, as they are kept: `rounds`, `left`, `stops` (where they lie), figures."""
    rule = campaign.pack.inspections.rounds
    some = _looked_at(found, len(free) * rule.stops)
    seconds = min(seconds, 0.05 + 0.02 * len(some))
    where, ways = Whereabouts(campaign), roads(campaign)
    placed = {one.enterprise: where.place(one.latitude, one.longitude, one.grid) for one in some}
    starts = _starts(campaign, free, where, rule)
    kept: dict[str, Any] = {
        "rounds": [], "left": [], "source": ways.source, "ended": "optimal",
        "stops": {str(one.enterprise): _lies(placed[one.enterprise]) for one in some},
        "starts": {key: [spot.x, spot.y] for key, spot in starts.items()},
    }  # fmt: skip
    parts = _parts(free, some)
    heads = sum(math.sqrt(len(stops)) * len(stops) for _who, stops in parts) or 1.0
    for who, stops in parts:
        share = max(0.05, seconds * math.sqrt(len(stops)) * len(stops) / heads)
        _add(kept, _routed(who, stops, placed, starts, rule, ways, share))
    taken = {stop["enterprise"] for round_ in kept["rounds"] for stop in round_["stops"]}
    told = taken | {row["enterprise"] for row in kept["left"]}
    kept["left"] += [_nobody(one, free) for one in some if one.enterprise not in told]
    kept["note"], kept["source"] = ways.note, ways.source
    kept["beyond"] = len(found) - len(some)
    order = {key_of(each): at for at, each in enumerate(free)}
    kept["rounds"].sort(key=lambda round_: order[round_["key"]])
    return kept


def _looked_at(found: Sequence[Candidate], visits: int) -> list[Candidate]:
    most = max(20, ENOUGH * visits)
    return [one for at, one in enumerate(found) if at < most or is_due(one)]


def is_due(one: Candidate) -> bool:
    """What may not be left out: a look-back that is due, a visit that a department wants that day."""
    return bool(one.wanted) or any(key == "said" for key, _values in one.reasons)


def _lies(place: Placed) -> list[Any]:
    return [place.spot.x, place.spot.y, place.exact]


def _starts(campaign: Campaign, free: Sequence[Walker], where: Whereabouts, rule: Rounds) -> dict[str, Spot]:
    """Where each starts from: an officer’s own place, else the pack’s, else the middle of the place."""
    usual = Spot(*rule.start) if rule.start else where.place(None, None).spot
    people = [walker.officer.pk for walker in free if walker.officer is not None]
    rows = OfficerProfile.objects.filter(campaign=campaign, user__in=people, latitude__isnull=False)
    own = {f"u{user}": where.place(lat, lon) for user, lat, lon in rows.values_list("user", "latitude", "longitude")}
    return {
        key: own[key].spot if key in own and own[key].exact else usual for key in (key_of(walker) for walker in free)
    }


def _parts(free: Sequence[Walker], some: Sequence[Candidate]) -> list[tuple[list[Walker], list[Candidate]]]:
    """Those who share no enterprise are planned apart: officers with their own ones are many small problems."""
    root = list(range(len(free)))

    def top(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    able = {one.enterprise: [at for at, walker in enumerate(free) if walker.may_go(one)] for one in some}
    for places in able.values():
        for place in places[1:]:
            root[top(place)] = top(places[0])
    parts: dict[int, tuple[list[Walker], list[Candidate]]] = {}
    for at, walker in enumerate(free):
        parts.setdefault(top(at), ([], []))[0].append(walker)
    for one in some:
        if able[one.enterprise]:
            parts[top(able[one.enterprise][0])][1].append(one)
    return [part for part in parts.values() if part[1]]


def _routed(
    who: list[Walker], some: list[Candidate], placed: Mapping[int, Placed], starts: Mapping[str, Spot], rule: Rounds,
    ways: Roads, seconds: float,
) -> Any:  # fmt: skip
    """The optimiser’s plan; evenly shared where everything that is due can be done so."""
    from fugong.planning.budget import Budget
    from fugong.planning.rounds import RoundRules, plan_rounds

    inspections = list(_inspections(who, some, placed, rule))
    rules = RoundRules(rule.worth, (rule.minutes - rule.further) * 60, stranger=rule.stranger)
    even = min(rule.stops, max(1, math.ceil(len(some) / len(who))))
    found = None
    for most in dict.fromkeys((even, rule.stops)):
        teams = [_team(walker, some, starts, rule, most) for walker in who]
        found = plan_rounds(inspections, teams, rules, ways, budget=Budget(seconds))
        if not found.unmet and not found.left:
            break
    return found


def _team(walker: Walker, some: Sequence[Candidate], starts: Mapping[str, Spot], rule: Rounds, most: int) -> Any:
    from fugong.planning.rounds import Team

    may = frozenset(str(one.enterprise) for one in some if walker.may_go(one))
    return Team(key_of(walker), _second(rule.begin), _second(rule.end), starts[key_of(walker)], may, most)


def _inspections(
    who: Sequence[Walker], some: Sequence[Candidate], placed: Mapping[int, Placed], rule: Rounds
) -> Iterable[Any]:
    """One for each purpose: what the round, each department and each look-back want. An enterprise is its own skill, which
    those have who may go there."""
    from fugong.planning.rounds import Inspection

    hours = tuple((_second(opens), _second(closes)) for opens, closes in rule.hours)
    for one in some:
        own = str(one.enterprise)
        free = all(walker.may_go(one) for walker in who)
        nearest = min((walker.distance(one) for walker in who if walker.may_go(one)), default=0)
        mine = [key_of(walker) for walker in who if walker.distance(one) == nearest] if nearest == 0 else []
        for number in range(max(1, len(one.departments))):
            yield Inspection(
                f"{own}:{number}", own, rule.minutes * 60, placed[one.enterprise].spot, hours,
                0 if number else round(max(0, min(one.weight, 10_000))), is_due(one),
                frozenset() if free else frozenset({own}), frozenset(mine),
            )  # fmt: skip


def _add(kept: dict[str, Any], found: Any) -> None:
    for each in found.rounds:
        stops = [
            {
                "enterprise": int(visit.enterprise), "arrives": visit.arrives, "leaves": visit.leaves,
                "due": visit.reason.code == "due", "combined": visit.reason.data["combined"],
                "stranger": visit.reason.data["stranger"],
            }
            for visit in each.visits
        ]  # fmt: skip
        kept["rounds"].append(
            {
                "key": each.team, "stops": stops, "leaves": each.leaves, "returns": each.returns, "travel": each.travel,
            }
        )  # fmt: skip
    for each in (*found.unmet, *found.left):
        kept["left"].append({"enterprise": int(each.subject), "rule": each.rule, "due": each in found.unmet})
    kept["ended"] = found.ended if found.ended == "seconds" or kept["ended"] == "optimal" else kept["ended"]


def _nobody(one: Candidate, free: Sequence[Walker]) -> dict[str, Any]:
    found = any(walker.people & one.not_by for walker in free)
    return {"enterprise": one.enterprise, "rule": "finder" if found else "area", "due": is_due(one)}


def rerouted(content: dict[str, Any], key: str, enterprises: Sequence[int], campaign: Campaign) -> dict[str, Any]:
    """One round of the enterprises that were chosen for it by hand, in the best order; what doesn’t fit into the day comes
    last, without an hour."""
    from fugong.planning.budget import Budget
    from fugong.planning.rounds import Inspection, RoundRules, Team, plan_rounds

    rule = campaign.pack.inspections.rounds
    empty: dict[str, Any] = {"key": key, "stops": [], "leaves": None, "returns": None, "travel": 0}
    if not enterprises:
        return empty
    hours = tuple((_second(opens), _second(closes)) for opens, closes in rule.hours)
    told = {stop["enterprise"]: stop for round_ in content["rounds"] for stop in round_["stops"]}
    rows = [
        Inspection(
            str(each), str(each),
            60 * (rule.minutes + rule.further * (told[each]["combined"] - 1 if each in told else 0)),
            Spot(*content["stops"][str(each)][:2]), hours, 1, True,
        )
        for each in enterprises
    ]  # fmt: skip
    team = Team(key, _second(rule.begin), _second(rule.end), Spot(*content["starts"][key]))
    found = plan_rounds(rows, [team], RoundRules(), roads(campaign), budget=Budget(2.0, 150))
    kept: dict[str, Any] = {"rounds": [], "left": [], "ended": "optimal"}
    _add(kept, found)
    made = kept["rounds"][0] if kept["rounds"] else empty
    for stop in made["stops"]:
        stop["combined"] = told[stop["enterprise"]]["combined"] if stop["enterprise"] in told else 1
        stop["due"] = told.get(stop["enterprise"], {}).get("due", False)
    gone = {stop["enterprise"] for stop in made["stops"]}
    rest = {"arrives": None, "leaves": None, "due": False, "combined": 1, "stranger": False}
    made["stops"] += [{"enterprise": each, **rest} for each in enterprises if each not in gone]
    return made  # type: ignore[no-any-return]


def moment(day: dt.date, second: int | None) -> dt.datetime | None:
    """A second of the day as a moment, to the minute."""
    return None if second is None else clock.at(day, min(second, 86_399) // 3600, second % 3600 // 60)


def _second(hour: str) -> int:
    at = dt.time.fromisoformat(hour)
    return at.hour * 3600 + at.minute * 60
