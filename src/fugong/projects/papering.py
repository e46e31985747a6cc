"""The papers that conditions and branches ask for (`papers/`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fugong.accounts.models import User
from fugong.papers import access, asking, following
from fugong.papers import lists as papers
from fugong.papers.asking import Wanted
from fugong.papers.models import Paper
from fugong.places.models import Campaign
from fugong.projects import people, telling
from fugong.projects.access import acts_for, speaks_for
from fugong.projects.models import Branch, Project
from fugong.projects.policy import PaperWanted


def ask(case: Project | Branch, wanted: Iterable[PaperWanted], by: User | None) -> None:
    """Has the case ask for these papers."""
    rows = [Wanted(each.key, each.name, each.note or "", each.needed, each.may_wait) for each in wanted]
    asking.ask(case, rows, by=by)


def begin(branches: Mapping[Branch, Iterable[PaperWanted]], by: User | None) -> None:
    """Has branches that have just been made ask for theirs."""
    rows = {
        branch: [Wanted(each.key, each.name, each.note or "", each.needed, each.may_wait) for each in wanted]
        for branch, wanted in branches.items()
    }
    asking.begin(rows, by=by)


def still_out(branches: Iterable[Branch]) -> list[Paper]:
    """Needed papers of these branches that aren't there, promised ones too."""
    return [paper for branch in branches for paper in papers.of(branch) if paper.needed and not paper.is_there]


def _find(model: Any, *related: str) -> Any:
    def find(user: User, campaign: Campaign, case_id: int) -> Any:
        rows = model.objects.visible_to(user).filter(campaign=campaign, pk=case_id)
        return rows.select_related("campaign__pack_version", "enterprise", *related).first()

    return find


def _load(model: Any, *related: str) -> Any:
    return lambda case_id: (
        model.objects.select_related("campaign__pack_version", "enterprise", *related).filter(pk=case_id).first()
    )


def _may_hand_in(user: User, case: Any) -> bool:
    """The applicant, and the office that takes papers in for it."""
    return not case.is_final and (speaks_for(user, case) or acts_for(user, case, case.office))


def _may_judge(user: User, case: Any) -> bool:
    return acts_for(user, case, case.office)


def _url(user: User, case: Any) -> str:
    from django.urls import reverse

    if not user.is_staff_member and case.enterprise_id:
        name = {"project": "mine_project", "approval_branch": "mine_branch"}[case.event_kind]
        args = [case.campaign.key, case.enterprise_id, case.pk]
        return reverse(f"projects:{name}", args=args, urlconf=telling.PAGES)
    return telling.page_of(case)


def _late(case: Any) -> list[User]:
    return [*people.owners(case, case.office), *people.applicants(case)]


def _project_follows(case_id: int, paper: Paper, by: User | None) -> None:
    """A paper may be what a condition still wanted."""
    from fugong.projects.actions import conditions

    project = Project.objects.select_related("campaign__pack_version", "enterprise").filter(pk=case_id).first()
    if project is not None:
        conditions.settle(project)


def register() -> None:
    """Makes both kinds of case known to the papers."""
    for model, related in ((Project, ()), (Branch, ("approval",))):
        kind: Any = model
        access.register(
            kind.event_kind,
            access.Access(
                find=_find(model, *related), may_hand_in=_may_hand_in, may_judge=_may_judge, url=_url, late=_late,
                load=_load(model, *related),
            ),
        )  # fmt: skip
    following.register(Project.event_kind, _project_follows)
