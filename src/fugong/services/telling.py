"""Who hears of what: the office when something is asked, the enterprise when it moves. No name of a caller in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.services import people

if TYPE_CHECKING:
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ASKED, ANSWERED, LATE = "services.asked", "services.answered", "services.late"


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ASKED, _("A service is asked for"), False),
        (ANSWERED, _("What you asked for moved"), False),
        (LATE, _("A service is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def applicant(row: Any, title: Callable[[], str], event: Event, *, but: Any = None) -> None:
    """Tells those who ask for the enterprise; whoever isn't in the registry is called by the office."""
    if row.enterprise is None:
        return
    name = f"services:mine_{'appointment' if hasattr(row, 'seat') else 'application'}"
    url = reverse(name, args=[row.campaign.key, row.enterprise_id, row.pk], urlconf=PAGES)
    told = _without(people.askers(row.enterprise), but)
    tell(kind=ANSWERED, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def office(
    row: Any, title: Callable[[], str], event: Event, *, kind: str = ASKED, whom: Iterable[User] | None = None,
    but: Any = None,
) -> None:  # fmt: skip
    """Tells those who handle it."""
    url = reverse("services:application", args=[row.campaign.key, row.pk], urlconf=PAGES)
    told = _without(people.handlers(row) if whom is None else whom, but)
    tell(kind=kind, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def _without(whom: Iterable[User], but: Any) -> list[User]:
    return [user for user in whom if but is None or user.pk != but.pk]
