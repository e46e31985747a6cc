"""Rounds: proposed for each group or officer, accepted or changed, gone; stops put on, taken off, passed over, swapped."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.inspections import burden, planning, routes
from fugong.inspections.models import Kind, Round, RoundStop, Visit
from fugong.inspections.planning import Candidate
from fugong.inspections.walkers import Walker, walkers
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.facts import facts
from fugong.registry.models import Enterprise, Team
from fugong.workflow.moves import move

OPEN = ("proposed", "accepted")
LAST_STOP: Any = gettext_lazy("the last stop")


@transaction.atomic
def propose(*, campaign: Campaign, day: dt.date, by: User, seconds: float = 2.0) -> list[Round]:
    """A round for every group or officer that has none on the day yet, as the optimiser plans it, without anybody looking first;
    those that have one are left alone. `seconds`: how long it may think.
    """
    _guard_plan(campaign, by)
    _guard_day(day)
    _lock(campaign, day)
    free = without_round(campaign, day)
    found = planning.candidates(campaign, day)
    if not free or not found:
        return []
    plan = routes.plan(campaign, day, free, found, seconds)
    by_key = {each.enterprise: each for each in found}
    return _all_made(campaign, day, free, by_key, plan["rounds"], by)


@transaction.atomic
def make(
    *,
    campaign: Campaign,
    day: dt.date,
    free: Sequence[Walker],
    found: Sequence[Candidate],
    planned: Sequence[Mapping[str, Any]],
    by: User,
) -> list[Round]:
    """The rounds of a confirmed plan: made and accepted in one step. `planned` as `routes.plan` keeps them."""
    _guard_plan(campaign, by)
    _guard_day(day)
    _lock(campaign, day)
    made = _all_made(campaign, day, free, {each.enterprise: each for each in found}, planned, by)
    for each in made:
        accept(round_=each, by=by)
    return made


def without_round(campaign: Campaign, day: dt.date) -> list[Walker]:
    """Groups and officers that have no round on the day."""
    return [each for each in walkers(campaign) if not _has_round(campaign, day, each)]


def _all_made(
    campaign: Campaign,
    day: dt.date,
    free: Sequence[Walker],
    by_key: Mapping[int, Candidate],
    planned: Sequence[Mapping[str, Any]],
    by: User,
) -> list[Round]:
    who = {routes.key_of(walker): walker for walker in free}
    return [_made(campaign, day, who[each["key"]], by_key, each["stops"], by) for each in planned if each["stops"]]


@transaction.atomic
def accept(*, round_: Round, by: User) -> Round:
    """Whoever goes says yes, or the desk for them."""
    move(round_, "accept", by=by)
    return round_


@transaction.atomic
def drop(*, round_: Round, reason: str, by: User) -> Round:
    """Nobody goes; what departments wanted is free again."""
    move(round_, "drop", by=by, reason=reason)
    for stop in round_.stops.all():
        stop.wanted.update(stop=None)
    return round_


@transaction.atomic
def add_stop(
    *,
    campaign: Campaign,
    day: dt.date,
    enterprise: Enterprise,
    by: User,
    team: Team | None = None,
    officer: User | None = None,
    kind: str = Kind.ROUND,
    checklists: Sequence[str] = (),
    why: str = "",
    despite_burden: bool = False,
    companions: Iterable[int] = (),
    reason: list[Any] | None = None,
) -> RoundStop:
    """Puts an enterprise on the round of a group or an officer, which is made where there is none. Officers may do so on their
    own. Raises Refused (`burden`) where the enterprise had its visits of the week, unless `despite_burden`.
    """
    _guard_add(campaign, enterprise, team, officer, by)
    _guard_burden(campaign, day, enterprise, despite_burden)
    _lock(campaign, day)
    found = _round_of(campaign, day, team, officer, enterprise, by)
    if RoundStop.objects.filter(round__campaign=campaign, round__day=day, enterprise=enterprise).exclude(
        round__state="dropped"
    ):
        raise Conflict(_("%(enterprise)s is on a round of that day already.") % {"enterprise": enterprise})
    stop = RoundStop.objects.create(
        round=found,
        enterprise=enterprise,
        area_code=enterprise.area_code,
        order=(found.stops.aggregate(last=Max("order"))["last"] or 0) + 1,
        kind=kind,
        checklists=_lists(campaign, enterprise, kind, checklists),
        reasons=[reason or (["said", {"text": why}] if why else ["by_hand", {"who": by.name}])],
        companions=list(companions),
    )
    record("round.add_stop", stop, by=by, day=day.isoformat(), kind=kind)
    return stop


@transaction.atomic
def remove_stop(*, stop: RoundStop, by: User) -> None:
    """Takes an open stop off its round."""
    _guard_stop(stop, by)
    record("round.remove_stop", stop, by=by, day=stop.round.day.isoformat())
    stop.wanted.update(stop=None)
    found = stop.round
    stop.delete()
    _finish(found)


@transaction.atomic
def pass_over(*, stop: RoundStop, reason: str, by: User) -> RoundStop:
    """Nobody went, for a reason: closed, nobody there, no time."""
    _guard_stop(stop, by)
    if not reason.strip():
        raise Refused(_("Say why nobody went."), fields=[Fault("reason", _("Say why nobody went."))])
    taken = RoundStop.objects.filter(pk=stop.pk, visit=None, passed_over="").update(passed_over=reason.strip()[:300])
    if not taken:
        raise Conflict(_("This stop is over already."))
    record("round.pass_over", stop, by=by, reason=reason.strip()[:300], day=stop.round.day.isoformat())
    stop.refresh_from_db()
    _finish(stop.round)
    return stop


@transaction.atomic
def reorder(*, round_: Round, stops: Sequence[int], by: User) -> Round:
    """Sets the order to go. Stops that aren't named come after, as they were."""
    if round_.state not in OPEN:
        raise Conflict(_("This round is over."))
    if not round_.may_move(by, Permission.VISIT_RECORD):
        raise NotAllowed(_("Only whoever goes the round, or the desk, changes it."))
    rows = {row.pk: row for row in RoundStop.objects.select_for_update().filter(round=round_).order_by("order", "pk")}
    wanted = [rows[key] for key in dict.fromkeys(stops) if key in rows]
    rest = [row for row in rows.values() if row not in wanted]
    for place, row in enumerate([*wanted, *rest], 1):
        row.order = place
    RoundStop.objects.bulk_update(rows.values(), ["order"])
    record("round.order", round_, by=by)
    return round_


def own(campaign: Campaign, day: dt.date, by: User, *, but: Round | None = None) -> Round | None:
    """The open round of that day that the person goes, alone before with a group; not the group's round `but`."""
    rows = Round.objects.filter(campaign=campaign, day=day, state__in=OPEN)
    groups = rows.filter(team__members__user=by)
    return rows.filter(officer=by).first() or (groups.exclude(pk=but.pk) if but else groups).first()


def visited(visit: Visit) -> None:
    """The stop that waited for this visit is done, and its round finished with the last one. A phone may send days later."""
    stops = RoundStop.objects.filter(
        round__campaign=visit.campaign_id,
        round__day=visit.day,
        enterprise=visit.enterprise_id,
        visit=None,
        passed_over="",
    ).exclude(round__state="dropped")
    for stop in stops.select_related("round__campaign"):
        RoundStop.objects.filter(pk=stop.pk, visit=None).update(visit=visit)
        if visit.team_id is None and stop.round.team_id is not None:
            Visit.objects.filter(pk=visit.pk).update(team=stop.round.team_id)
            visit.team_id = stop.round.team_id
        _finish(stop.round)


# -- guards -------------------------------------------------------------------------------------------------------


def _guard_plan(campaign: Campaign, by: User) -> None:
    if not by.scope(Permission.INSPECTION_PLAN).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("Rounds are planned by the duty desk."))


def _guard_day(day: dt.date) -> None:
    if day < clock.today():
        raise Refused(_("The day is over."), fields=[Fault("day", _("The day is over."))])


def _guard_add(campaign: Campaign, enterprise: Enterprise, team: Team | None, officer: User | None, by: User) -> None:
    if (team is None) == (officer is None):
        raise Refused(_("A round is a group’s or an officer’s."), fields=[Fault("goes", _("Choose who goes."))])
    if not enterprise.area_code.startswith(campaign.jurisdiction.prefix):
        raise Refused(_("%(enterprise)s isn't part of this campaign.") % {"enterprise": enterprise})
    if team is not None and team.campaign_id != campaign.pk:
        raise Refused(_("This group belongs to another campaign."))
    own = officer == by if officer is not None else team is not None and team.members.filter(user=by).exists()
    if may(by, Permission.INSPECTION_PLAN, enterprise):
        return
    if not (own and may(by, Permission.VISIT_RECORD, enterprise)):
        raise NotAllowed(_("Rounds are planned by the duty desk; on your own you put enterprises that you may visit."))


def _guard_burden(campaign: Campaign, day: dt.date, enterprise: Enterprise, despite: bool) -> None:
    most = campaign.pack.inspections.burden.visits_a_week
    many = burden.in_week(campaign, day, [enterprise.pk])[enterprise.pk]
    if many >= most and not despite:
        message = _("%(enterprise)s has %(n)s visits in that week already. Combine them, or say that it must be.") % {
            "enterprise": enterprise,
            "n": many,
        }
        raise Refused(message, code="burden", fields=[Fault("despite_burden", message)])


def _guard_stop(stop: RoundStop, by: User) -> None:
    if stop.round.state not in OPEN or not stop.is_open:
        raise Conflict(_("This stop is over already."))
    if not stop.round.may_move(by, Permission.VISIT_RECORD):
        raise NotAllowed(_("Only whoever goes the round, or the desk, changes it."))


# -- rows ---------------------------------------------------------------------------------------------------------


def _made(
    campaign: Campaign,
    day: dt.date,
    walker: Walker,
    by_key: Mapping[int, Candidate],
    planned: Sequence[Mapping[str, Any]],
    by: User,
) -> Round:
    made = _new(campaign, day, walker.team, walker.officer, walker.grid, by)
    stops = [
        _stop(made, by_key[each["enterprise"]], place, routes.moment(day, each["arrives"]))
        for place, each in enumerate(planned, 1)
    ]
    RoundStop.objects.bulk_create(stops)
    for stop in stops:
        for wanted in by_key[stop.enterprise_id].wanted:
            type(wanted).objects.filter(pk=wanted.pk, stop=None).update(stop=stop)
    record("round.propose", made, by=by, stops=len(stops), day=day.isoformat())
    return made


def _stop(made: Round, one: Candidate, place: int, expected: dt.datetime | None) -> RoundStop:
    return RoundStop(
        round=made,
        enterprise_id=one.enterprise,
        area_code=one.area,
        order=place,
        expected_at=expected,
        kind=one.kind,
        checklists=one.checklists,
        departments=one.departments,
        reasons=one.reasons,
        weight=one.weight,
    )


def _new(campaign: Campaign, day: dt.date, team: Team | None, officer: User | None, grid: Any, by: User) -> Round:
    return Round.objects.create(
        campaign=campaign,
        day=day,
        team=team,
        officer=officer,
        grid_id=grid if grid is not None else team.grid_id if team else None,
        area_code=team.area_code if team else campaign.jurisdiction.code,
        state="proposed",
        state_since=clock.now(),
        made_at=clock.now(),
        made_by=by,
    )


def _round_of(
    campaign: Campaign, day: dt.date, team: Team | None, officer: User | None, enterprise: Enterprise, by: User
) -> Round:
    """The open round of that day, or a new one."""
    rows = Round.objects.filter(campaign=campaign, day=day, team=team, officer=officer).exclude(state="dropped")
    found = rows.select_for_update().first()
    if found is None:
        try:
            with transaction.atomic():
                return _new(campaign, day, team, officer, None, by)
        except IntegrityError:
            raise Conflict(_("Someone has just made this round. Reload the page.")) from None
    if found.state == "done":
        found.state = "accepted"  # one more stop: the round goes on
        Round.objects.filter(pk=found.pk, state="done").update(state="accepted", state_since=clock.now())
    return found


def _finish(found: Round) -> None:
    """With the last stop the round is over."""
    left = found.stops.filter(visit=None, passed_over="").exists()
    if not left and found.state in OPEN and found.stops.exists():
        move(found, "finish", by=None, as_name=LAST_STOP)


def _lists(campaign: Campaign, enterprise: Enterprise, kind: str, asked: Sequence[str]) -> list[str]:
    section = campaign.pack.inspections
    known = {each.key for each in section.checklists}
    for key in asked:
        if key not in known:
            message = _("The place has no checklist “%(key)s”.") % {"key": key}
            raise Refused(message, fields=[Fault("checklists", message)])
    if kind not in Kind.values:
        raise Refused(
            _("There is no such kind of visit."), fields=[Fault("kind", _("There is no such kind of visit."))]
        )
    found = list(asked) or [each.key for each in section.lists_for(kind, facts(enterprise, campaign))]
    if not found:
        raise Refused(_("The place has no checklist for this kind of visit."))
    return found


def _has_round(campaign: Campaign, day: dt.date, walker: Walker) -> bool:
    rows = Round.objects.filter(campaign=campaign, day=day, team=walker.team, officer=walker.officer)
    return rows.exclude(state="dropped").exists()


def _lock(campaign: Campaign, day: dt.date) -> None:
    """Two who plan the same day wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [campaign.pk, day.toordinal()])


def burdens(found: Iterable[Round], campaign: Campaign, day: dt.date) -> dict[int, int]:
    """Of the enterprises on these rounds, those beyond the pack's visits a week."""
    ids: dict[int, int] = defaultdict(int)
    for each in found:
        for stop in each.stops.all():
            ids[stop.enterprise_id] += 1
    most = campaign.pack.inspections.burden.visits_a_week
    return {key: many for key, many in burden.in_week(campaign, day, ids).items() if many > most}
