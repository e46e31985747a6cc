"""Conditions before a project may start: ticked, found in facts, approved, on paper; whoever meets them all may start."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, text
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.papers.models import Paper
from fugong.projects import telling
from fugong.projects.models import ConditionMet, Project
from fugong.projects.policy import Condition
from fugong.registry import facts
from fugong.workflow.moves import move

CONDITIONS: Any = gettext_lazy("the list’s conditions")
THROUGH = ("through", "handed_over")


@dataclass(frozen=True, slots=True)
class Standing:
    """One condition of one project: whether it is met, and by what."""

    condition: Condition
    met: bool
    said: str = ""
    at: dt.datetime | None = None
    by: User | None = None


def standings(project: Project) -> list[Standing]:
    """Every condition of the project's list, in order. At most four queries."""
    section = project.campaign.pack.projects
    wanted: list[Condition] = section.conditions_of(project.key)
    kinds = {each.kind for each in wanted}
    ticks = {tick.key: tick for tick in project.ticks.select_related("by")} if "tick" in kinds else {}
    known = facts.facts(project.enterprise, project.campaign) if "fact" in kinds and project.enterprise else None
    through = (
        set(project.approvals.filter(state__in=THROUGH).values_list("kind", flat=True))
        if "approval" in kinds
        else set()
    )
    papers = _papers(project) if "paper" in kinds else {}
    found = []
    for each in wanted:
        if each.kind == "tick":
            tick = ticks.get(each.key)
            found.append(
                Standing(each, tick is not None, tick.note if tick else "", *((tick.at, tick.by) if tick else ()))
            )
        elif each.kind == "fact":
            found.append(_by_fact(project, each, known))
        elif each.kind == "approval":
            name = section.name_of("approval", each.approval)
            found.append(Standing(each, each.approval in through, name))
        else:
            paper = papers.get(each.paper.key) if each.paper else None
            met = paper is not None and (paper.state == "accepted" or paper.state == "promised")
            found.append(Standing(each, met, str(paper.state_name) if paper else ""))
    return found


def _by_fact(project: Project, condition: Condition, known: dict[str, Any] | None) -> Standing:
    if known is None:
        return Standing(condition, False, _("It has no enterprise yet."))
    registry = project.campaign.pack.registry
    rule = registry.condition(condition.when)
    met = rule.holds(known)
    return Standing(condition, met, registry.say(rule.terms(known, holds=met)))


def _papers(project: Project) -> dict[str, Paper]:
    return {row.key: row for row in Paper.objects.filter(case_kind=project.event_kind, case_id=project.pk)}


def settle(project: Project) -> None:
    """Moves the project to where its conditions put it (call it inside the transaction of what changed)."""
    if project.state not in ("waiting", "ready"):
        return
    met = all(each.met for each in standings(project))
    if met == (project.state == "ready"):
        return
    event = move(project, "meet" if met else "lapse", by=None, as_name=CONDITIONS)
    if met:
        words = lambda: _("All conditions are met: “%(project)s” may start") % {"project": project.name}  # noqa: E731
        telling.office(project, project.office, words, event)
        telling.applicant(project, words, event)


@transaction.atomic
def tick(*, project: Project, key: str, by: User, note: str = "") -> Project:
    """Somebody saw that a condition holds."""
    project = _open(project, by)
    if key not in _tickable(project):
        raise refuse("condition", _("Choose a condition that is ticked by hand."))
    _row, made = ConditionMet.objects.update_or_create(
        project=project, key=key, defaults={"note": text(note, 300, field="note"), "at": clock.now(), "by": by}
    )
    if made:
        record("project.tick", project, by=by, condition=key, name=_name(project, key))
    settle(project)
    return project


@transaction.atomic
def untick(*, project: Project, key: str, reason: str, by: User) -> Project:
    """It holds no more, and why."""
    project = _open(project, by)
    said = text(reason, 300, field="reason", needed=_("Say why."))
    if ConditionMet.objects.filter(project=project, key=key).delete()[0]:
        record("project.untick", project, by=by, reason=said, condition=key, name=_name(project, key))
    settle(project)
    return project


def _open(project: Project, by: User) -> Project:
    project = held(project)
    if project.state not in ("waiting", "ready"):
        raise Conflict(_("Conditions are looked at before work starts."))
    if not project.may_move(by, Permission.PROJECT_STEP):
        raise NotAllowed(_("The project’s own office does this."))
    return project


def _tickable(project: Project) -> set[str]:
    return {each.key for each in project.campaign.pack.projects.conditions_of(project.key) if each.kind == "tick"}


def _name(project: Project, key: str) -> dict[str, str]:
    """The condition's name by language, as events keep it."""
    for each in project.campaign.pack.projects.conditions_of(project.key):
        if each.key == key:
            return dict(each.name.by_language)
    return {"zh": key}
