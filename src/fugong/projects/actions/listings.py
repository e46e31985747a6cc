"""Key projects: proposed with a reason, put on the list by a second person, amended, taken off, finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.access import serves
from fugong.chains.actions.held import held, started, text
from fugong.core import amounts, clock, dates, numbers
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign, Jurisdiction
from fugong.projects import papering, people, telling
from fugong.projects.actions import conditions, schedules
from fugong.projects.models import Project
from fugong.projects.policy import ProjectList
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

MOST_MONEY = 10**15
"""Yuan: more than any project costs."""


@transaction.atomic
def propose(
    *, campaign: Campaign, values: Mapping[str, Any], by: User, enterprise: Enterprise | None = None
) -> Project:
    """Proposes a project for a list. `values`: name, list, reason, kind, office, investment (yuan, as written), begin_on, due_on
    (days), area_code (where no enterprise gives it), address, longitude, latitude, priority, template, note.

    A due day that is no working day is refused, or moved as the pack says.
    """
    must_be_open(campaign)
    found = _list(campaign, str(values.get("list") or ""))
    row = Project(
        campaign=campaign, enterprise=enterprise, pack_version=campaign.pack_version, proposed_at=clock.now(),
        proposed_by=by, area_code=area(campaign, enterprise, str(values.get("area_code") or "")), key=found.key,
        template=_template(campaign, found, str(values.get("template") or "")),
    )  # fmt: skip
    if not serves(by, Permission.PROJECT_STEP, row):
        raise NotAllowed(_("You can't propose projects there."))
    _fill(row, found, values)
    row.due_on = due_day(campaign, values.get("due_on"))
    row.begin_on = values.get("begin_on") or clock.today()
    if row.begin_on > row.due_on:
        raise refuse("due_on", _("The due day lies before the earliest start. Choose a later one."))
    try:
        with transaction.atomic():
            started(row)
    except IntegrityError:
        raise refuse("name", _("A project of this name stands on the list already, or is proposed for it.")) from None
    event = record("project.propose", row, by=by, list=found.key, reason=row.reason)
    words = lambda: _("“%(project)s” is proposed as a key project") % {"project": row.name}  # noqa: E731
    telling.these(row, people.signers(row), words, event, kind=telling.SIGN, but=by)
    return row


@transaction.atomic
def confirm(*, project: Project, by: User) -> Project:
    """A second person puts it on the list: its schedule is counted back, its conditions and their papers are laid out."""
    project = held(project)
    if project.state == "proposed" and project.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed it: somebody else confirms."))
    values = {"confirmed_at": clock.now(), "confirmed_by": by}
    event = move(project, "confirm", by=by, due_at=_end(project.due_on), set=values, list=project.key)
    schedules.lay_out(project, by)
    section = project.campaign.pack.projects
    wanted = [each.paper for each in section.conditions_of(project.key) if each.paper]
    if wanted:
        papering.ask(project, wanted, by)
    words = lambda: _("“%(project)s” is a key project now") % {"project": project.name}  # noqa: E731
    telling.office(project, project.office, words, event, but=by)
    telling.applicant(project, words, event)
    conditions.settle(project)
    return project


@transaction.atomic
def decline(*, project: Project, reason: str, by: User) -> Project:
    """It isn't listed, and why."""
    project = held(project)
    move(project, "decline", by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, list=project.key)
    return project


@transaction.atomic
def remove(*, project: Project, reason: str, by: User) -> Project:
    """Takes it off; its milestones' clocks end."""
    project = held(project)
    move(project, "remove", by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, list=project.key)
    schedules.stop_clocks(project)
    return project


@transaction.atomic
def start(*, project: Project, on: dt.date | None, by: User) -> Project:
    """Work on site begins: its office says so, or the builder itself."""
    project = held(project)
    day = _past(on, "on")
    key = "start" if by.is_staff_member else "begin"
    event = move(project, key, by=by, set={"started_on": day}, day=day.isoformat())
    words = lambda: _("Work has started: %(project)s") % {"project": project.name}  # noqa: E731
    telling.office(project, project.office, words, event, but=by)
    return project


@transaction.atomic
def finish(*, project: Project, by: User) -> Project:
    """All milestones are reached."""
    project = held(project)
    left = project.milestones.filter(state__in=("planned", "running")).count()
    if project.state == "running" and left:
        raise Conflict(_("%(n)s of its milestones aren’t reached yet.") % {"n": left})
    event = move(project, "finish", by=by, set={"ended_at": clock.now()})
    words = lambda: _("Completed: %(project)s") % {"project": project.name}  # noqa: E731
    telling.applicant(project, words, event)
    return project


@transaction.atomic
def amend(*, project: Project, values: Mapping[str, Any], by: User, enterprise: Enterprise | None = None) -> Project:
    """Changes what is known of a project that stands: builder, money, place, office, priority. Its days change by a new plan."""
    project = held(project)
    if project.is_final:
        raise Conflict(_("It stands on no list any more."))
    if not project.may_move(by, Permission.PROJECT_STEP):
        raise NotAllowed(_("The project’s own office changes it."))
    _fill(project, _list(project.campaign, project.key), values)
    if enterprise is not None and enterprise.pk != project.enterprise_id:
        project.enterprise, project.area_code = enterprise, enterprise.area_code
        project.milestones.update(enterprise=enterprise, area_code=enterprise.area_code)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError:
        raise refuse("name", _("A project of this name stands on the list already, or is proposed for it.")) from None
    record("project.amend", project, by=by)
    conditions.settle(project)
    return project


def _fill(row: Project, found: ProjectList, values: Mapping[str, Any]) -> None:
    """What was said about a project, checked at its fields."""
    section = row.campaign.pack.projects
    row.name = text(values.get("name"), 120, field="name", needed=_("Write the project’s name."))
    row.reason = str(values.get("reason") or "")
    if row.reason not in {each.key for each in found.reasons}:
        raise refuse("reason", _("Choose one of the list’s reasons."))
    row.kind = str(values.get("kind") or "")
    if row.kind and row.kind not in {each.key for each in section.kinds}:
        raise refuse("kind", _("Choose one of the kinds of project."))
    row.office = str(values.get("office") or "") or row.office or found.office
    if row.office and row.office not in {post.key for post in row.campaign.pack.registry.posts}:
        raise refuse("office", _("Choose one of the place’s offices."))
    row.note = text(values.get("note"), 500, field="note")
    row.address = text(values.get("address"), 160, field="address")
    row.investment = money(values.get("investment"), "investment")
    row.priority = _priority(values.get("priority"))
    row.longitude, row.latitude = point(values)


def _list(campaign: Campaign, key: str) -> ProjectList:
    found: ProjectList | None = campaign.pack.projects.list_(key)
    if found is None:
        raise refuse("list", _("Choose one of the place’s lists."))
    return found


def _template(campaign: Campaign, found: ProjectList, given: str) -> str:
    if given and campaign.pack.projects.template(given) is None:
        raise refuse("template", _("Choose one of the templates."))
    return given or found.template or ""


def area(campaign: Campaign, enterprise: Enterprise | None, given: str) -> str:
    """Where it lies: its enterprise's area, else the one that was chosen."""
    if enterprise is not None and not given:
        return enterprise.area_code
    known = Jurisdiction.objects.within(campaign.jurisdiction.prefix).filter(code=given or campaign.jurisdiction.code)
    if not known.exists():
        raise refuse("area_code", _("Choose an area of this place."))
    return given or campaign.jurisdiction.code


def due_day(campaign: Campaign, given: dt.date | None) -> dt.date:
    """A due day as the pack takes it. Raises Refused where it is none, or no working day and the pack refuses that."""
    if given is None:
        raise refuse("due_on", _("Choose the day by which it must be finished."))
    if not clock.today() <= given <= clock.today() + schedules.LONGEST:
        raise refuse("due_on", _("Choose a day from today on, within ten years."))
    try:
        return campaign.pack.projects.working_day(given)[0]  # type: ignore[no-any-return]
    except ValueError:
        words = _("%(day)s is no working day here. Choose another one.")
        raise refuse("due_on", words % {"day": dates.shown(given)}) from None


def moved_said(given: dt.date | None, taken: dt.date) -> str:
    """What is said where a due day was moved; empty where it wasn't."""
    if given is None or given == taken:
        return ""
    words = _("%(given)s is no working day: the due day is %(taken)s.")
    return words % {"given": dates.shown(given), "taken": dates.shown(taken)}


def money(given: Any, field: str) -> int | None:
    """Yuan as written (12000000, 1200万元, 3.2亿) in fen; None where nothing is said."""
    said = str(given if given is not None else "").strip()
    if not said:
        return None
    try:
        amount = amounts.read(said)
    except amounts.NotAnAmount as slip:
        raise refuse(field, str(slip)) from None
    if amount.currency != "CNY" or not 0 <= amount.whole <= MOST_MONEY:
        raise refuse(field, _("Write the amount in yuan, e.g. 3.2亿 or 1200万元."))
    return amount.whole * 100


def point(values: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Longitude and latitude as typed: both or none."""
    found: list[float | None] = []
    for name, most in (("longitude", 180), ("latitude", 90)):
        said = str(values.get(name) if values.get(name) is not None else "").strip()
        try:
            number = float(said) if said else None
        except ValueError:
            raise refuse(name, _("Write degrees, e.g. 118.05.")) from None
        if number is not None and not -most <= number <= most:
            raise refuse(name, _("Write degrees, e.g. 118.05."))
        found.append(number)
    if (found[0] is None) != (found[1] is None):
        raise refuse("longitude", _("Give longitude and latitude, or neither."))
    return found[0], found[1]


def _priority(given: Any) -> int:
    said = str(given if given is not None else "").strip()
    if not said:
        return 100
    number = numbers.asked(said)
    if number is None or not 1 <= number <= 9999:
        raise refuse("priority", _("Write a whole number from 1 to 9999."))
    return number


def _past(day: dt.date | None, field: str) -> dt.date:
    found = day or clock.today()
    if found > clock.today():
        raise refuse(field, _("It can’t lie in the future."))
    return found


def _end(day: dt.date) -> dt.datetime:
    """Midnight after a day."""
    return clock.at(day + dt.timedelta(days=1))
