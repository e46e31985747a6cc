"""Who hears of leads: only those who work on them. The investor's name stands in no message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind

if TYPE_CHECKING:
    from fugong.investment.models import Lead
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
MOVED, LATE = "investment.moved", "investment.late"


def register() -> None:
    """Makes the kinds of message known."""
    kinds.register(Kind(MOVED, _("A lead of yours moved"), False))
    kinds.register(Kind(LATE, _("A lead of yours is late"), True))


def officer(lead: Lead, title: Callable[[], str], event: Event, *, but: Any = None) -> None:
    """Tells the officer in charge."""
    people(lead, [lead.officer] if lead.officer else [], title, event, but=but)


def people(
    lead: Lead, whom: Iterable[User], title: Callable[[], str], event: Event, *, kind: str = MOVED, but: Any = None
) -> None:
    """Tells these; it leads to the lead's page."""
    url = reverse("investment:lead", args=[lead.campaign.key, lead.pk], urlconf=PAGES)
    told = [user for user in whom if but is None or user.pk != but.pk]
    tell(kind=kind, people=told, title=title, url=url, about=lead, campaign=lead.campaign, event=event)
