"""Whose turn it is: which steps of which filings a person may decide. One query answers it for a list and for one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.access import scope_q
from fugong.registry.models import Assignment, Enrolment, Enterprise, Posting, TeamMember
from fugong.resumption.models.filing import Filing, FilingStep, StepState

if TYPE_CHECKING:
    from fugong.accounts.models import User


def open_steps(user: User, campaign: Campaign | None = None) -> QuerySet[FilingStep]:
    """The open steps that wait for this person: the post is theirs, the permission too, and the case isn't their own."""
    steps = FilingStep.objects.filter(state=StepState.OPEN, filing__state__in=["filed", "approved"])
    if campaign is not None:
        steps = steps.filter(filing__campaign=campaign)
    scope = user.scope(Permission.FILING_DECIDE)
    if not user.is_active or not scope:
        return steps.none()
    permitted = scope_q(
        scope,
        user,
        enterprise="filing__enterprise_id",
        area="filing__area_code",
        grid="filing__enterprise__grid_id",
    )
    return (
        steps.filter(permitted)
        .filter(_by_post(user, campaign) | _by_assignment(user) | _by_team(user))
        .filter(~_own_case(user))
    )


def may_decide(filing: Filing, user: User) -> bool:
    """Whether a step of this filing waits for this person."""
    return open_steps(user).filter(filing=filing).exists()


def step_for(filing: Filing, user: User) -> FilingStep | None:
    """The first open step of this filing that the person may decide."""
    return open_steps(user).filter(filing=filing).order_by("order").first()


def holds_post(user: User, post: str, campaign: Campaign, enterprise: Enterprise) -> bool:
    """Whether the person holds a post that reaches the enterprise, by posting or by assignment."""
    groups = {
        posting.group
        for posting in Posting.objects.filter(campaign=campaign, user=user, post=post, until=None)
        if enterprise.area_code.startswith(posting.area) and posting.grid_id in (None, enterprise.grid_id)
    }
    if "" in groups:
        return True
    if groups and Enrolment.objects.filter(campaign=campaign, enterprise=enterprise, group__in=groups).exists():
        return True
    mine = Assignment.objects.filter(campaign=campaign, enterprise=enterprise, officer=user, post=post, until=None)
    return mine.exists()


def is_own_case(filing: Filing, user: User) -> bool:
    """Whether the person made, filed or speaks for this enterprise's case."""
    return FilingStep.objects.filter(filing=filing).filter(_own_case(user)).exists()


def _by_post(user: User, campaign: Campaign | None) -> Q:
    """Steps whose post the person was put into, where the posting reaches the enterprise."""
    postings = Posting.objects.filter(user=user, until=None)
    if campaign is not None:
        postings = postings.filter(campaign=campaign)
    found = Q(pk__in=[])
    for posting in postings:
        reach = Q(
            post=posting.post, filing__campaign_id=posting.campaign_id, filing__area_code__startswith=posting.area
        )
        if posting.grid_id:
            reach &= Q(filing__enterprise__grid_id=posting.grid_id)
        if posting.group:
            reach &= Q(
                Exists(
                    Enrolment.objects.filter(
                        campaign_id=OuterRef("filing__campaign_id"),
                        enterprise_id=OuterRef("filing__enterprise_id"),
                        group=posting.group,
                    )
                )
            )
        found |= reach
    return found


def _by_assignment(user: User) -> Q:
    """Steps of the post in which the person serves that enterprise."""
    return Q(
        Exists(
            Assignment.objects.filter(
                officer=user,
                until=None,
                post=OuterRef("post"),
                campaign_id=OuterRef("filing__campaign_id"),
                enterprise_id=OuterRef("filing__enterprise_id"),
            )
        )
    )


def _by_team(user: User) -> Q:
    """Steps that the person's group was sent to."""
    return Q(Exists(TeamMember.objects.filter(user=user, team__visits__step=OuterRef("pk"))))


def _own_case(user: User) -> Q:
    """Nobody decides what they made, filed, or speak for: for this enterprise, in any version."""
    made = Filing.objects.filter(
        Q(made_by=user) | Q(filed_by=user),
        campaign_id=OuterRef("filing__campaign_id"),
        enterprise_id=OuterRef("filing__enterprise_id"),
    )
    return Q(Exists(made)) | Q(filing__enterprise_id__in=user.scope(Permission.FILING_SUBMIT).enterprises)
