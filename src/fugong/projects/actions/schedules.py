"""Schedules: laid out from a template and counted back, re-planned with a reason, and the days on which things really happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, text
from fugong.core import clock, dates, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.projects import schedule, telling
from fugong.projects.models import Milestone, Plan, Project
from fugong.projects.schedule import Outlook, Slip, Step
from fugong.workflow import holding
from fugong.workflow.moves import move

LONGEST = dt.timedelta(days=3660)
MOST = 60
"""Milestones of one project."""
MOST_DAYS = 3660
MOST_LETTERS = 80
OPEN = ("planned", "running")


@dataclass(frozen=True, slots=True)
class Given:
    """A milestone as it was typed: `after` names keys; an empty key is a new one."""

    key: str
    name: str
    days: str
    working: bool = True
    after: tuple[str, ...] = ()
    office: str = ""


# -- what is known of a schedule ----------------------------------------------------------------------------------


def rows(project: Project) -> list[Milestone]:
    """The project's milestones, in order, each knowing the project."""
    found = list(project.milestones.exclude(state="dropped").order_by("place", "pk"))
    for row in found:
        row.project, row.campaign = project, project.campaign
    return found


def outlook(project: Project, milestones: Sequence[Milestone], today: dt.date | None = None) -> Outlook:
    """How the schedule stands today."""
    steps = [row.step for row in milestones]
    time = project.campaign.pack.calendar.working_time
    return schedule.outlook(steps, project.due_on, project.begin_on, today or clock.today(), time)


def slip(project: Project, milestones: Sequence[Milestone], key: str, by: int) -> Slip:
    """What follows if a milestone takes so many of its days more."""
    steps = [row.step for row in milestones]
    time = project.campaign.pack.calendar.working_time
    return schedule.slip(steps, key, by, project.due_on, project.begin_on, clock.today(), time)


# -- laying out and re-planning -----------------------------------------------------------------------------------


def lay_out(project: Project, by: User | None) -> None:
    """The milestones of its template, counted back from its due day: the baseline."""
    template = project.campaign.pack.projects.template(project.template)
    if template is None:
        return
    spans = _counted_back(project, template.steps(), {each.key: str(each.name) for each in template.milestones})
    made = [
        Milestone(
            project=project, campaign=project.campaign, enterprise=project.enterprise, area_code=project.area_code,
            pack_version=project.pack_version, key=each.key, name=dict(each.name.by_language), place=place, days=each.days,
            working=each.count == "working days", after=list(each.after), office=each.post,
            start_on=spans[each.key].start, finish_on=spans[each.key].finish, **_clock(spans[each.key].finish),
        )
        for place, each in enumerate(template.milestones)
    ]  # fmt: skip
    Milestone.objects.bulk_create(made)
    _keep(project, by, "")


def _clock(finish: dt.date) -> dict[str, Any]:
    moment, now = clock.at(finish + dt.timedelta(days=1)), clock.now()
    return {
        "state": "planned", "state_since": now, "due_at": moment, "next_rung_at": moment, "clock_kind": "plan",
        "clock_started_at": now,
    }  # fmt: skip


def _counted_back(project: Project, steps: Sequence[Step], names: dict[str, str]) -> dict[str, schedule.Span]:
    """Each step's latest days. Raises Refused naming what waits for each other, or for nothing that there is."""
    try:
        return schedule.latest(steps, project.due_on, project.campaign.pack.calendar.working_time)
    except schedule.Cycle as ring:
        way = " → ".join(names.get(key, key) for key in (*ring.keys, ring.keys[0]))
        raise refuse(
            "milestones", _("These milestones wait for each other: %(way)s.") % {"way": way}, "cycle"
        ) from None
    except schedule.Unknown as slip:
        words = _("“%(name)s” waits for a milestone that there isn’t: %(after)s.")
        raise refuse("milestones", words % {"name": names.get(slip.key, slip.key), "after": slip.after}) from None
    except (schedule.TooFar, OverflowError):
        raise refuse("milestones", _("No calendar reaches that far back. Take fewer days.")) from None


@transaction.atomic
def replan(*, project: Project, milestones: Sequence[Given], due_on: dt.date | None, reason: str, by: User) -> Project:
    """A new plan, with its reason: another due day, other milestones, other durations. What began keeps its days; the baseline
    stays. Raises Refused at the line that is wrong, naming a ring of milestones that wait for each other."""
    from fugong.projects.actions.listings import due_day

    project = held(project)
    if project.state not in ("waiting", "ready", "running"):
        raise Conflict(_("Only a project that stands on the list is planned."))
    if not project.may_move(by, Permission.PROJECT_STEP):
        raise NotAllowed(_("The project’s own office plans it."))
    before = {row.key: row for row in rows(project)}
    said = text(reason, 300, field="reason")
    if before and not said:
        raise refuse("reason", _("Say why the plan changes."), "required")
    if due_on != project.due_on:
        project.due_on = due_day(project.campaign, due_on)
        if project.begin_on > project.due_on:
            raise refuse("due_on", _("The due day lies before the earliest start. Choose a later one."))
    wanted = _read(project, milestones, before)
    spans = _counted_back(project, [row.step for row in wanted], {row.key: row.said for row in wanted})
    _write(wanted, spans, before, by)
    project.due_at = project.next_rung_at = clock.at(project.due_on + dt.timedelta(days=1))
    project.rung, project.clock_kind, project.clock_started_at = 0, "due", clock.now()
    project.save(update_fields=["due_on", "due_at", "next_rung_at", "rung", "clock_kind", "clock_started_at"])
    plan = _keep(project, by, said)
    record("project.replan", project, by=by, reason=said, number=plan.number, due=project.due_on.isoformat())
    return project


def _read(project: Project, given: Sequence[Given], before: dict[str, Milestone]) -> list[Milestone]:
    """The milestones as typed, checked line by line."""
    if not given:
        raise refuse("milestones", _("A schedule has at least one milestone."))
    if len(given) > MOST:
        raise refuse("milestones", _("At most %(n)s milestones.") % {"n": MOST})
    posts = {post.key for post in project.campaign.pack.registry.posts}
    faults: list[Fault] = []
    found: list[Milestone] = []
    taken = {each.key for each in given if each.key} | set(project.milestones.values_list("key", flat=True))
    for place, each in enumerate(given):
        row = before.get(each.key) or _new(project, each.key or _free_key(taken), taken)
        faults += _fill(row, each, place, posts)
        found.append(row)
    _guard_begun(found, before, faults)
    if len({row.key for row in found}) < len(found):
        faults.append(Fault("milestones", _("A milestone stands there twice.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    return found


def _new(project: Project, key: str, taken: set[str]) -> Milestone:
    taken.add(key)
    return Milestone(
        project=project, campaign=project.campaign, enterprise=project.enterprise, area_code=project.area_code,
        pack_version=project.pack_version, key=key, name={},
    )  # fmt: skip


def _fill(row: Milestone, given: Given, place: int, posts: set[str]) -> list[Fault]:
    """Takes what one line says; what is wrong with it."""
    faults = []
    name = given.name.strip()
    if not name or len(name) > MOST_LETTERS:
        faults.append(Fault(f"name-{place}", _("Write a name of at most %(n)s signs.") % {"n": MOST_LETTERS}))
    elif name != row.said:
        row.name = {"zh": name}
    days = numbers.asked(given.days, MOST_DAYS)
    if not days:
        faults.append(Fault(f"days-{place}", _("Write a whole number from 1 to %(n)s.") % {"n": MOST_DAYS}))
    row.days = days or 1
    if given.office and given.office not in posts:
        faults.append(Fault(f"office-{place}", _("Choose one of the place’s offices.")))
    row.place, row.working, row.after, row.office = place, given.working, list(given.after), given.office
    return faults


def _guard_begun(found: list[Milestone], before: dict[str, Milestone], faults: list[Fault]) -> None:
    """What began isn't planned away."""
    kept = {row.key for row in found}
    for key, row in before.items():
        if key not in kept and row.state != "planned":
            faults.append(Fault("milestones", _("“%(name)s” has begun: it can’t be dropped.") % {"name": row.said}))


def _free_key(taken: set[str]) -> str:
    number = 1
    while f"m{number}" in taken:
        number += 1
    return f"m{number}"


def _write(wanted: list[Milestone], spans: dict[str, schedule.Span], before: dict[str, Milestone], by: User) -> None:
    """Drops what isn't planned any more, and writes the others with their new days and deadlines."""
    kept = {row.key for row in wanted}
    for key, row in before.items():
        if key not in kept:
            move(row, "drop", by=by, name=row.name)
    for row in wanted:
        span = spans[row.key]
        row.start_on, row.finish_on = span.start, span.finish
        if row.pk is None:
            for name, value in _clock(span.finish).items():
                setattr(row, name, value)
        elif row.state in OPEN:
            row.due_at = row.next_rung_at = clock.at(span.finish + dt.timedelta(days=1))
            row.rung, row.clock_kind, row.clock_started_at = 0, "plan", clock.now()
        row.save()


def _keep(project: Project, by: User | None, reason: str) -> Plan:
    """The plan as it is now, numbered."""
    number = project.plans.count() + 1
    days = {row.key: [row.start_on.isoformat(), row.finish_on.isoformat(), row.name] for row in rows(project)}
    return Plan.objects.create(
        project=project, number=number, due_on=project.due_on, reason=reason or ("" if number == 1 else "—"), rows=days,
        made_at=clock.now(), made_by=by,
    )  # fmt: skip


def stop_clocks(project: Project) -> None:
    """Nothing is late any more of a project that is off the list."""
    project.milestones.filter(state__in=OPEN).update(due_at=None, next_rung_at=None)


# -- what really happened -----------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, milestone: Milestone, on: dt.date | None, by: User) -> Milestone:
    """Its office enters the day on which it began."""
    row = holding.held(milestone, "project", no_key=True)
    _guard(row, by)
    move(row, "start", by=by, set={"started_on": _past(on)}, name=row.name, day=_past(on).isoformat())
    return row


@transaction.atomic
def reach(*, milestone: Milestone, on: dt.date | None, by: User) -> Milestone:
    """Its office enters the day on which it was reached; whoever follows hears of it."""
    row = holding.held(milestone, "project", no_key=True)
    _guard(row, by)
    day = _past(on)
    if row.started_on is not None and day < row.started_on:
        raise refuse("on", _("It began on %(day)s: it can’t be over before.") % {"day": dates.shown(row.started_on)})
    values = {"finished_on": day, "started_on": row.started_on or day}
    event = move(row, "finish", by=by, set=values, name=row.name, day=day.isoformat())
    _tell_following(row, event, by)
    return row


@transaction.atomic
def reopen(*, milestone: Milestone, reason: str, by: User) -> Milestone:
    """It was entered in error."""
    row = holding.held(milestone, "project", no_key=True)
    _guard(row, by)
    due = clock.at(row.finish_on + dt.timedelta(days=1))
    move(row, "reopen", by=by, reason=text(reason, 300), due_at=due, set={"finished_on": None}, name=row.name)
    return row


def _guard(row: Milestone, by: User) -> None:
    """Milestones are entered while their project stands; preparing ones before work on site starts, too."""
    if row.project.state not in ("waiting", "ready", "running"):
        raise Conflict(_("Its project doesn’t stand on the list."))


def _tell_following(row: Milestone, event: Any, by: User) -> None:
    """Those whose turn it is now: all that they wait for is over."""
    others = rows(row.project)
    over = {each.key for each in others if each.state == "done"}
    for each in others:
        if row.key in each.after and each.state == "planned" and set(each.after) <= over:
            each.enterprise = row.enterprise
            words = lambda each=each: _("May begin: %(what)s, %(project)s") % {  # noqa: E731
                "what": each.said, "project": row.project.name,
            }  # fmt: skip
            telling.office(each, each.own_office, words, event, but=by)


def _past(day: dt.date | None) -> dt.date:
    found = day or clock.today()
    if not clock.today() - LONGEST <= found <= clock.today():
        raise refuse("on", _("Choose a day that isn’t in the future."))
    return found
