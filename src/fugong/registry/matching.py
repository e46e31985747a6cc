"""Officers and enterprises as the optimiser takes them, and what it found as it is kept."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fugong.places.models import Campaign, code_prefix
from fugong.planning.budget import Budget
from fugong.planning.travel import Spot
from fugong.proposals.distances import Placed, Roads, Whereabouts, roads
from fugong.registry.actions import postings
from fugong.registry.models import Assignment, Enrolment, OfficerProfile
from fugong.registry.policy import Post

UNBOUND = 10**6  # enterprises: where the pack sets no capacity


@dataclass
class Field:
    """Everything that one sharing out looks at. Ids are those of users and enterprises."""

    post: Post
    out: int | None
    charges: list[tuple[Any, ...]]
    """(enterprise, group, language, latitude, longitude, grid, area)."""
    holders: list[tuple[Any, ...]]
    """(user, areas, groups, languages, latitude, longitude, avoided)."""
    held: list[tuple[int, int]]
    """(enterprise, user), the oldest first."""

    @property
    def parts(self) -> dict[str, Any]:
        rule = [self.post.key, self.post.capacity, self.out]
        return {"rule": rule, "enterprises": self.charges, "officers": self.holders, "assignments": self.held}


def field_of(campaign: Campaign, area: str, post: Post, out: int | None) -> Field:
    """As the rows are now. Five queries."""
    prefix = code_prefix(area)
    held = Assignment.objects.filter(campaign=campaign, post=post.key, until=None).order_by("since", "pk")
    pairs = list(held.values_list("enterprise", "officer"))
    served = {enterprise for enterprise, officer in pairs}
    rule = campaign.pack.registry.matching
    rows = Enrolment.objects.filter(campaign=campaign, area_code__startswith=prefix, enterprise__closed_on=None)
    columns = (
        "enterprise", "group", "enterprise__foreign_invested", "enterprise__country", "enterprise__latitude",
        "enterprise__longitude", "enterprise__grid", "area_code", "required_posts",
    )  # fmt: skip
    charges = [
        (pk, group, rule.language(foreign, country), latitude, longitude, grid, code)
        for pk, group, foreign, country, latitude, longitude, grid, code, needs in rows.order_by(
            "enterprise"
        ).values_list(*columns)
        if post.key in needs or pk in served
    ]
    return Field(post, out, charges, _holders(campaign, prefix, post, pairs), pairs)


def _holders(campaign: Campaign, prefix: str, post: Post, pairs: list[tuple[int, int]]) -> list[tuple[Any, ...]]:
    areas: dict[int, set[str]] = {}
    groups: dict[int, set[str]] = {}
    for posting in postings.holders(campaign, post.key):
        if posting.area.startswith(prefix) or prefix.startswith(posting.area):
            areas.setdefault(posting.user_id, set()).add(posting.area)
            groups.setdefault(posting.user_id, set()).update([posting.group] if posting.group else [])
    known = Enrolment.objects.filter(campaign=campaign, enterprise__in=[enterprise for enterprise, _user in pairs])
    group_of = dict(known.exclude(group="").values_list("enterprise", "group"))
    for enterprise, user in pairs:  # whoever serves one of an industry knows it
        if user in groups and enterprise in group_of:
            groups[user].add(group_of[enterprise])
    profiles = {
        each.user_id: each
        for each in OfficerProfile.objects.filter(campaign=campaign, user__in=areas).prefetch_related("avoids")
    }
    found = []
    for user in sorted(areas):
        each = profiles.get(user)
        said = groups[user] | set(each.groups if each else ())
        avoids = sorted(row.pk for row in each.avoids.all()) if each else []
        place = (each.latitude, each.longitude) if each else (None, None)
        found.append((user, sorted(areas[user]), sorted(said), list(each.languages) if each else [], *place, avoids))
    return found


def heavy(field: Field) -> bool:
    """Whether a person would wait too long for it."""
    return len(field.charges) * len(field.holders) > 6_000


def plan(campaign: Campaign, field: Field, fewest: bool, seconds: float) -> dict[str, Any]:
    """The optimiser's answer: `held` rows, `unmet`, figures. Raises planning.Unfit."""
    from fugong.planning.assignment import assign_officers

    where, ways = Whereabouts(campaign), roads(campaign)
    placed = {row[0]: where.place(row[3], row[4], row[5]) for row in field.charges}
    before = _before(field)
    officers = _officers(field, placed, before, where)
    charges = _charges(field, placed)
    rule = campaign.pack.registry.matching
    found = assign_officers(
        officers, charges, {str(key): str(value) for key, value in before.items()} if fewest else None, ways,
        strange_industry=rule.strange_industry, budget=Budget(seconds),
    )  # fmt: skip
    loads = Counter(before.values())
    may = {row[0]: row for row in field.holders}
    rows = [_row(field, each, before, placed, loads, may, fewest) for each in found.held]
    far = sum(row["metres"] for row in rows if row["exact"])
    return {
        "held": rows, "unmet": [_unmet(field, each, placed, before, ways, officers) for each in found.unmet],
        "changes": sum(row["code"] == "moved" for row in rows), "metres": far, "ended": found.ended,
        "source": ways.source, "note": ways.note, "unplaced": sum(not each.exact for each in placed.values()),
    }  # fmt: skip


def _before(field: Field) -> dict[int, int]:
    """Who serves each now; where there are several, the one who drops out, else the longest."""
    wanted = {row[0] for row in field.charges}
    found: dict[int, int] = {}
    for enterprise, user in field.held:
        if enterprise in wanted and (enterprise not in found or user == field.out):
            found[enterprise] = user
    return found


def _officers(field: Field, placed: dict[int, Placed], before: dict[int, int], where: Whereabouts) -> list[Any]:
    from fugong.planning.assignment import Officer

    total = Counter(user for _enterprise, user in field.held)
    here = Counter(before.values())
    found = []
    for user, areas, groups, languages, latitude, longitude, avoids in field.holders:
        if user == field.out:
            continue
        spot = _start(user, latitude, longitude, placed, before, where)
        room = (field.post.capacity or UNBOUND) - (total[user] - here[user])
        outside = {row[0] for row in field.charges if not any(row[6].startswith(area) for area in areas)}
        found.append(
            Officer(
                str(user), max(0, room), spot, frozenset(groups), frozenset(languages),
                frozenset(str(key) for key in outside | set(avoids)),
            )
        )  # fmt: skip
    return found


def _start(
    user: int, latitude: float | None, longitude: float | None, placed: dict[int, Placed], before: dict[int, int],
    where: Whereabouts,
) -> Spot:  # fmt: skip
    """Where an officer starts from: as told, else the middle of those whom they serve, else the middle of the place."""
    own = where.place(latitude, longitude)
    if own.exact:
        return own.spot
    served = [placed[key].spot for key, officer in before.items() if officer == user and placed[key].exact]
    if served:
        return Spot(sum(each.x for each in served) / len(served), sum(each.y for each in served) / len(served))
    return own.spot


def _charges(field: Field, placed: dict[int, Placed]) -> list[Any]:
    from fugong.planning.assignment import Charge

    return [Charge(str(row[0]), 1, placed[row[0]].spot, row[1] or None, row[2]) for row in field.charges]


def _row(
    field: Field,
    each: Any,
    before: dict[int, int],
    placed: dict[int, Placed],
    loads: Counter[int],
    may: Any,
    fewest: bool,
) -> dict[str, Any]:
    enterprise, officer = int(each.enterprise), int(each.officer)
    was = before.get(enterprise)
    code = "new" if was is None else "kept" if was == officer else "moved"
    data = each.reason.data
    row = {
        "enterprise": enterprise, "officer": officer, "code": code, "before": was, "metres": data["metres"],
        "known": data["industry_known"], "exact": placed[enterprise].exact,
    }  # fmt: skip
    if "cheaper" in data:
        row |= {"cheaper": int(data["cheaper"]), "free": data["cheaper_free"]}
    if code == "moved":
        row["why"] = _why(field, enterprise, was or 0, loads, may, fewest)
    return row


def _why(field: Field, enterprise: int, was: int, loads: Counter[int], may: Any, fewest: bool) -> str:
    """Why somebody else takes over: out | gone | area | avoid | language | full | shorter | room."""
    if was == field.out:
        return "out"
    if was not in may:
        return "gone"
    _user, areas, _groups, languages, _latitude, _longitude, avoids = may[was]
    charge = next(row for row in field.charges if row[0] == enterprise)
    if not any(charge[6].startswith(area) for area in areas):
        return "area"
    if enterprise in avoids:
        return "avoid"
    if charge[2] is not None and charge[2] not in languages:
        return "language"
    if field.post.capacity is not None and loads[was] > field.post.capacity:
        return "full"
    return "room" if fewest else "shorter"


def _unmet(
    field: Field, each: Any, placed: dict[int, Placed], before: dict[int, int], ways: Roads, officers: list[Any]
) -> dict[str, Any]:
    """What couldn't be done, and whoever is nearest to it, though it breaks the rule."""
    key = each.subject
    others = [officer for officer in officers if key not in officer.avoid]
    if each.rule == "capacity":
        wanted = next(row[2] for row in field.charges if str(row[0]) == key)
        others = [officer for officer in others if wanted is None or wanted in officer.languages] or others
    row: dict[str, Any] = {"enterprise": int(key), "rule": each.rule, "language": each.data.get("language")}
    row |= {"before": before.get(int(key)), "exact": placed[int(key)].exact}
    if others:
        metres = ways.between([placed[int(key)].spot], [officer.spot for officer in others]).metres[0]
        row |= {"nearest": int(others[int(metres.argmin())].key), "metres": int(metres.min())}
    return row
