"""Who hears of what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.chains import people
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.places.models import Campaign
    from fugong.registry.models import Enterprise

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
SIGN, LATE, CHAIN, OWN = "chains.sign", "chains.late", "chains.supply", "chains.own"

Title = Callable[[], str]


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (SIGN, _("A second signature is asked for"), False),
        (LATE, _("A review, an interrupted supply or a letter is late"), True),
        (CHAIN, _("A supply is interrupted or restored"), False),
        (OWN, _("Your enterprise’s lists, supply chain and premises"), False),
    ):
        kinds.register(Kind(key, name, urgent))


def signers(row: Any, title: Title, event: Event, *, but: Any = None) -> None:
    """Those who may give the second signature."""
    _tell(SIGN, people.signers(row.enterprise), title, page_of(row), row, event, but)


def servers(row: Any, title: Title, event: Event, *, but: Any = None, kind: str = CHAIN) -> None:
    """The enterprise's officers, else the desk."""
    _tell(kind, people.servers(row.campaign, row.enterprise), title, page_of(row), row, event, but)


def these(row: Any, whom: Iterable[User], title: Title, event: Event, *, kind: str = LATE, but: Any = None) -> None:
    """These people."""
    _tell(kind, whom, title, page_of(row), row, event, but)


def enterprise(
    firm: Enterprise, campaign: Campaign, page: str, title: Title, row: Any, event: Event, *, but: Any = None
) -> None:
    """Those who speak for an enterprise; it leads to a page of their own (`page`: mine | mine_premises)."""
    url = reverse(f"chains:{page}", args=[campaign.key, firm.pk], urlconf=PAGES)
    told = [user for user in people.speakers(firm) if but is None or user.pk != but.pk]
    tell(kind=OWN, people=told, title=title, url=url, about=row, campaign=campaign, event=event)


def page_of(row: Any) -> str:
    """The address of a row's page."""
    name, key = {
        "key_listing": ("key", "enterprise_id"),
        "daily_review": ("key", "enterprise_id"),
        "review_step": ("key", "enterprise_id"),
        "interruption": ("interruption", "pk"),
        "letter": ("letter", "pk"),
        "premises_wanted": ("wanted", "pk"),
    }[row.event_kind]
    return reverse(f"chains:{name}", args=[row.campaign.key, getattr(row, key)], urlconf=PAGES)


def _tell(kind: str, whom: Iterable[User], title: Title, url: str, row: Any, event: Event, but: Any) -> None:
    told = [user for user in whom if but is None or user.pk != but.pk]
    tell(kind=kind, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)
