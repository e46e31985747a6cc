"""Are points and officers what they say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fugong.planning.assignment import Assignment, Charge, Officer
from fugong.planning.checks.shares import same_people, sums
from fugong.planning.errors import Violation
from fugong.planning.siting.plan import Asker, Site, SitePlan, SitingRules
from fugong.planning.travel import StraightLine, Travel


def check_sites(
    sites: Sequence[Site],
    askers: Sequence[Asker],
    plan: SitePlan,
    rules: SitingRules | None = None,
    travel: Travel | None = None,
    costs: Sequence[Sequence[float]] | None = None,
) -> list[Violation]:
    """Everybody belongs somewhere open within reach, no point is too full, and the cost is what it says."""
    rules, travel = rules or SitingRules(), travel or StraightLine()
    rooms = {site.key: site for site in sites}
    opened = {point.site for point in plan.points}
    given = sums(
        [*((row.asker, row.people) for row in plan.belongs), *((row.subject, row.data["people"]) for row in plan.unmet)]
    )
    found = list(same_people({asker.key: asker.people for asker in askers}, given))
    for site, load in sums([(row.site, row.people) for row in plan.belongs]).items():
        room = rooms[site].room
        if (
            site not in opened
            or rooms[site].state == "never"
            or (room is not None and load > room + 1e-4 * max(room, 1))
        ):
            found.append(Violation("room", site, {"load": load, "room": room}))
    found.extend(Violation("must", site.key) for site in sites if site.state == "must" and site.key not in opened)
    if rules.points is not None and len(opened) > max(
        rules.points, sum(point.reason.code != "serves" for point in plan.points)
    ):
        found.append(Violation("points", "plan", {"open": len(opened), "points": rules.points}))
    found.extend(_reach(sites, askers, plan, rules, travel, costs))
    return found


def _reach(
    sites: Sequence[Site],
    askers: Sequence[Asker],
    plan: SitePlan,
    rules: SitingRules,
    travel: Travel,
    costs: Sequence[Sequence[float]] | None,
) -> Iterator[Violation]:
    site_at, asker_at = {s.key: k for k, s in enumerate(sites)}, {a.key: k for k, a in enumerate(askers)}
    cost = sum(sites[site_at[point.site]].opening for point in plan.points)
    for row in plan.belongs:
        site, asker = sites[site_at[row.site]], askers[asker_at[row.asker]]
        metres = 0
        if costs is None or rules.walk is not None or rules.shuttle is not None:
            metres = int(travel.between([asker.spot], [site.spot]).metres[0, 0])
        own = rules.own_from is not None and asker.people >= rules.own_from
        if own and site.owner != asker.key:
            yield Violation("own_point", asker.key, {"site": site.key})
        walk = rules.walk is None or metres <= rules.walk
        drive = asker.shuttle and rules.shuttle is not None and metres <= rules.shuttle
        if not own and not (drive or (walk and (rules.walk is not None or rules.shuttle is None))):
            yield Violation("reach", asker.key, {"site": site.key, "metres": metres})
        if costs is not None:
            cost += costs[asker_at[row.asker]][site_at[row.site]] * row.people / asker.people
        else:
            cost += metres * row.people * (1.0 if walk else rules.shuttle_factor)
    if rules.own_from is None and abs(cost - plan.cost) > 1e-6 * max(1.0, abs(cost)):
        yield Violation("cost", "plan", {"cost": plan.cost, "exact": cost})
    if plan.bound > plan.cost + 1e-6 * max(1.0, abs(plan.cost)):
        yield Violation("bound", "plan", {"cost": plan.cost, "bound": plan.bound})


def check_assignment(
    officers: Sequence[Officer],
    charges: Sequence[Charge],
    plan: Assignment,
    before: Mapping[str, str] | None = None,
    loads: Sequence[Sequence[int]] | None = None,
) -> list[Violation]:
    """Everybody has one officer or is named; nobody bears too much, looks after whom they avoid, or lacks the language."""
    officer_at, charge_at = {o.key: k for k, o in enumerate(officers)}, {c.key: k for k, c in enumerate(charges)}
    given = sums([*((row.enterprise, 1.0) for row in plan.held), *((row.subject, 1.0) for row in plan.unmet)])
    found = list(same_people({charge.key: 1.0 for charge in charges}, given))
    borne: dict[str, int] = {}
    changes = 0
    for row in plan.held:
        officer, charge = officers[officer_at[row.officer]], charges[charge_at[row.enterprise]]
        own = charge.load if loads is None else loads[officer_at[row.officer]][charge_at[row.enterprise]]
        borne[row.officer] = borne.get(row.officer, 0) + own
        changes += row.enterprise in (before or {}) and (before or {})[row.enterprise] != row.officer
        if charge.key in officer.avoid:
            found.append(Violation("avoid", charge.key, {"officer": officer.key}))
        if charge.language is not None and charge.language not in officer.languages:
            found.append(Violation("language", charge.key, {"officer": officer.key}))
    found.extend(
        Violation("capacity", key, {"load": load})
        for key, load in borne.items()
        if load > officers[officer_at[key]].capacity
    )
    if changes != plan.changes:
        found.append(Violation("changes", "plan", {"changes": changes}))
    return found
