"""Plans: worked out by the planner as a job, shown with their costs, and made into trips by the signature of a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.planning import Unfit
from fugong.policy.loaded import for_version
from fugong.transport import planner, telling
from fugong.transport.actions import making
from fugong.transport.actions.held import held, require_plan
from fugong.transport.models import Need, Plan, Trip
from fugong.workflow.moves import move

PLANNER: Any = gettext_lazy("the planner")

MOST = 500
"""Needs of one plan."""


@transaction.atomic
def start(
    *, campaign: Campaign, needs: Sequence[int], coaches: Mapping[str, int | None], hours: float | None, by: User | None,
    later: bool = True,
) -> Plan:  # fmt: skip
    """Asks the planner for trips for these needs, with so many coaches of each size (None: as many as it takes).

    `hours`: nobody rides longer. `later`: as a job. Raises Refused with a fault at each field.
    """
    require_plan(campaign, by)
    section = campaign.pack.transport
    rows = list(
        Need.objects.filter(campaign=campaign, pk__in=needs, state__in=("wanted", "complete"))
        .select_related("enterprise")
        .order_by("pk")
    )
    rows = [row for row in rows if row.open_seats]
    for row in rows:
        row.campaign = campaign
    _guard(rows, coaches, hours, {each.key for each in section.coaches})
    plan = Plan.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, area_code=campaign.jurisdiction.code,
        asked=planner.settings_of(campaign, rows, dict(coaches), hours), people=sum(row.open_seats for row in rows),
        seconds=section.planning.seconds, planned_at=clock.now(), planned_by=by, state="running",
        state_since=clock.now(),
    )  # fmt: skip
    record("coach_plan.start", plan, by=by, as_name="" if by else "installation", people=plan.people)
    if later:
        from fugong.transport.tasks import work_out

        transaction.on_commit(lambda: work_out.defer(plan_id=plan.pk))
    return plan


def _guard(rows: Sequence[Need], coaches: Mapping[str, int | None], hours: float | None, known: set[str]) -> None:
    faults = []
    if not rows:
        faults.append(Fault("needs", _("Choose at least one need that has no seats yet.")))
    elif len(rows) > MOST:
        faults.append(Fault("needs", _("At most %(most)s needs in one plan.") % {"most": MOST}))
    if not coaches or not set(coaches) <= known:
        faults.append(Fault("coaches", _("Choose at least one size of coach.")))
    for key, count in coaches.items():
        if count is not None and not 1 <= count <= 1_000:
            faults.append(
                Fault(f"count-{key}", _("Write how many there are: 1 to 1,000; empty for as many as it takes."))
            )
    if hours is not None and not 0.5 <= hours <= 100:
        faults.append(Fault("hours", _("Write hours from 0.5 to 100; empty for no limit.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)


def run(*, plan: Plan, seconds: float | None = None) -> Plan:
    """Works the plan out; called by the job. What makes no sense is kept with the plan, to be read there."""
    found = Plan.objects.select_related("campaign__pack_version", "campaign__jurisdiction", "planned_by").get(
        pk=plan.pk
    )
    if found.state != "running":
        return found
    Plan.objects.filter(pk=found.pk).update(begun_at=clock.now())
    rows = list(Need.objects.filter(pk__in=found.asked["needs"]).select_related("enterprise").order_by("pk"))
    for row in rows:
        row.campaign = found.campaign
    try:
        result = planner.solve(found.campaign, rows, found.asked, seconds or found.seconds)
    except Unfit as unfit:
        faults = [{"field": each.field, "code": each.code, "data": dict(each.data)} for each in unfit.faults]
        return _failed(found, {"faults": faults, "needs": list(found.asked["needs"])})
    except planner.NoPlace as lost:
        return _failed(found, {"nowhere": lost.enterprises})
    return _finished(found, result)


@transaction.atomic
def _finished(plan: Plan, result: dict[str, Any]) -> Plan:
    row = held(plan)
    if row.state != "running":
        return row
    values = {"found": result, "trips_count": len(result["trips"]), "cost": result["cost"]}
    due = for_version(row.pack_version).due(clock.now(), for_version(row.pack_version).transport.clocks.confirm)
    event = move(row, "finish", by=None, as_name=PLANNER, due_at=due, set=values, trips=len(result["trips"]))
    telling.to_sign(
        row, lambda: _("%(n)s planned trips wait for a second signature") % {"n": row.trips_count}, event,
        by=row.planned_by,
    )  # fmt: skip
    return row


@transaction.atomic
def _failed(plan: Plan, why: dict[str, Any]) -> Plan:
    row = held(plan)
    move(row, "fail", by=None, as_name=PLANNER, set={"found": why})
    return row


@transaction.atomic
def confirm(*, plan: Plan, by: User) -> list[Trip]:
    """The second signature: every trip of the plan is made, or none. Raises NotAllowed to whoever planned it, Conflict
    where somebody else was first, or needs changed meanwhile."""
    row = held(plan)
    if row.planned_by_id == by.pk:
        raise NotAllowed(_("Whoever planned the trips doesn’t confirm them: ask somebody else to sign."))
    require_open_plan(row)
    needs = _unchanged(row)
    move(row, "confirm", by=by, set={"confirmed_by": by}, trips=row.trips_count)
    made = [
        making.from_plan(campaign=row.campaign, plan=row, found=trip, needs=needs, by=by) for trip in row.found["trips"]
    ]
    for trip in made:
        _tell(trip)
    return made


def _tell(trip: Trip) -> None:
    telling.riders(trip, lambda: _("A coach for your people on %(day)s") % {"day": dates.shown(trip.day)}, None)


def require_open_plan(row: Plan) -> None:
    """Raises where there is nothing to confirm."""
    if row.state == "ready" and not row.found.get("trips"):
        raise refuse("plan", _("This plan has no trips: change hours or coaches and plan again."))


def _unchanged(plan: Plan) -> dict[int, Need]:
    """The needs, locked, as they were when the plan was made. Raises Conflict otherwise."""
    picked: dict[int, int] = {}
    for trip in plan.found.get("trips", []):
        for call in trip["calls"]:
            if call["need"] is not None:
                picked[call["need"]] = picked.get(call["need"], 0) + call["people"]
    rows = Need.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=picked)
    found = {row.pk: row for row in rows.select_related("enterprise").order_by("pk")}
    asked = plan.asked["needs"]
    stale = [
        key for key, people in picked.items()
        if key not in found or found[key].state == "withdrawn" or found[key].open_seats != asked[str(key)]
        or people > found[key].open_seats or _moved(plan, found[key])
    ]  # fmt: skip
    if stale:
        raise Conflict(
            _("Since it was planned, %(n)s needs have changed or got seats: plan again.") % {"n": len(stale)}
        )
    return found


def _moved(plan: Plan, need: Need) -> bool:
    """Whether its place changed since."""
    for trip in plan.found["trips"]:
        for call in trip["calls"]:
            if call["need"] == need.pk:
                return (call["longitude"], call["latitude"]) != (need.longitude, need.latitude)
    return False


@transaction.atomic
def drop(*, plan: Plan, by: User) -> Plan:
    """Nothing is made of it."""
    row = held(plan)
    if not row.may_move(by, Permission.TRIP_PLAN):
        raise NotAllowed(_("You don’t plan trips here."))
    move(row, "drop", by=by)
    return row
