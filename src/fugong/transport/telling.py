"""Who hears of what. Told in the transaction of what it tells of; no name and no number of anybody in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.channels import kinds
from fugong.channels.actions import Note, tell, tell_all
from fugong.channels.kinds import Kind
from fugong.transport import people

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.places.models import Campaign
    from fugong.transport.models import Claim, Plan, Survey, Trip

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ASKED, PLANNED, GOES, LATE = "transport.asked", "transport.planned", "transport.goes", "transport.late"
CLAIMED, ANSWERED = "transport.claimed", "transport.answered"


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ASKED, _("You are asked whether you need coaches"), False),
        (PLANNED, _("Trips wait for a second signature"), False),
        (GOES, _("A trip of your people"), False),
        (LATE, _("A trip or a claim is late"), True),
        (CLAIMED, _("A claim of a trip’s cost"), False),
        (ANSWERED, _("Your claim of a trip’s cost was answered"), False),
    ):
        kinds.register(Kind(key, name, urgent))


def asked(survey: Survey, enterprises: Iterable[int], title: Callable[[], str], event: Event | None = None) -> int:
    """Tells those who speak for these enterprises, each once for each enterprise; one statement for all."""
    wanted = {str(each) for each in enterprises}
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.TRIP_ASK), scope_kind=ScopeKind.ENTERPRISE, user__is_active=True
    )
    by_firm: dict[str, list[User]] = {}
    for row in held.select_related("user"):
        if row.scope_key in wanted:
            by_firm.setdefault(row.scope_key, []).append(row.user)
    notes = [
        Note(
            kind=ASKED, people=users, title=title, about=survey, campaign=survey.campaign, event=event,
            url=reverse("transport:mine", args=[survey.campaign.key, key], urlconf=PAGES),
        )
        for key, users in by_firm.items()
    ]  # fmt: skip
    return tell_all(notes)


def over(survey: Survey, title: Callable[[], str], event: Event) -> None:
    """Tells the desk that a survey’s time is over."""
    url = reverse("transport:survey", args=[survey.campaign.key, survey.pk], urlconf=PAGES)
    _tell(ASKED, people.planners(survey.campaign), title, url, survey, survey.campaign, event)


def to_sign(row: Plan | Trip, title: Callable[[], str], event: Event, *, by: User | None) -> None:
    """Tells those who can sign; it leads to the plan, or to the trip."""
    name = "transport:plan" if row.event_kind == "coach_plan" else "transport:trip"
    url = reverse(name, args=[row.campaign.key, row.pk], urlconf=PAGES)
    _tell(PLANNED, people.signers(row.campaign, by), title, url, row, row.campaign, event)


def riders(trip: Trip, title: Callable[[], str], event: Event | None, *, but: Any = None) -> None:
    """Tells the enterprises that share a trip, each by its own page."""
    notes = []
    for enterprise in trip.shares.values_list("enterprise", flat=True):
        whom = [user for user in people.liaisons([enterprise]) if but is None or user.pk != but.pk]
        url = reverse("transport:mine_trip", args=[trip.campaign.key, enterprise, trip.pk], urlconf=PAGES)
        notes.append(
            Note(kind=GOES, people=whom, title=title, url=url, about=trip, campaign=trip.campaign, event=event)
        )
    tell_all(notes)


def late(trip: Trip, title: Callable[[], str], event: Event, whom: Iterable[User]) -> None:
    url = reverse("transport:trip", args=[trip.campaign.key, trip.pk], urlconf=PAGES)
    _tell(LATE, whom, title, url, trip, trip.campaign, event)


def deciders(claim: Claim, title: Callable[[], str], event: Event, *, post: str = "", but: Any = None) -> None:
    """Tells those who examine or decide."""
    url = reverse("transport:claim", args=[claim.campaign.key, claim.pk], urlconf=PAGES)
    whom = [
        each for each in people.deciders(claim.campaign, claim.enterprise, post) if but is None or each.pk != but.pk
    ]
    _tell(CLAIMED, whom, title, url, claim, claim.campaign, event)


def claimant(claim: Claim, title: Callable[[], str], event: Event) -> None:
    """Tells the enterprise."""
    where = [claim.campaign.key, claim.enterprise_id, claim.pk]
    url = reverse("transport:mine_claim", args=where, urlconf=PAGES)
    _tell(ANSWERED, people.liaisons([claim.enterprise_id]), title, url, claim, claim.campaign, event)


def _tell(
    kind: str, whom: Iterable[User], title: Callable[[], str], url: str, about: Any, campaign: Campaign, event: Event
) -> None:
    tell(kind=kind, people=list(whom), title=title, url=url, about=about, campaign=campaign, event=event)
