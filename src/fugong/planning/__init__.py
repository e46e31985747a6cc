"""The optimiser: plain dataclasses in, a plan with its cost, bound and reasons out. Knows nothing of Fugong, Django or the day.

    from fugong.planning import Budget, Coach, Factory, Spot, Stop, plan_trips

What doesn't make sense raises `Unfit`, naming each field; what makes sense but can't be done comes back as the nearest plan,
with `unmet`: the rule, whom it concerns, by how much. Codes and figures only: the rooms put them into words. `checks` judges
plans by rules written a second time. Same input, seed and steps: same plan (`Budget` says what that means with a time limit).

Names are loaded when they are first asked for: the solvers take half a second.
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "allocation": "Allocation Claim Grant Item Stock allocate",
    "assignment": "Assignment Charge Held Officer assign_officers",
    "budget": "Budget",
    "checks.places": "check_assignment check_sites",
    "checks.shares": "check_allocation",
    "checks.times": "check_order check_roster check_rounds",
    "checks.trips": "check_trips",
    "errors": "Fault Reason Unfit Unmet Violation",
    "ordering.plan": "order_resumption",
    "ordering.problem": "Approval Candidate Limits Link Most Order",
    "rostering": "Duty Person Roster RosterRules Shift roster",
    "rounds": "Inspection Round RoundPlan RoundRules Team Visit plan_rounds",
    "siting.plan": "Asker Belonging Point Site SitePlan SitingRules site_points",
    "travel": "Plane Spot StraightLine Table Ways",
    "trips.plan": "plan_trips",
    "trips.problem": "Call CharterRule Coach Depot Factory Rules Share Slot Standing Stop Trip TripPlan TripProblem",
}
_MODULE = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = sorted(_MODULE)


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_MODULE)
