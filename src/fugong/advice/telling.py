"""Who hears of what. No name of a person stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.registry import concerned

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ASKED, URGENT, ANSWERED, LATE = "advice.asked", "advice.urgent", "advice.answered", "advice.late"
Title = Callable[[], str]


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ASKED, _("A question for you to answer"), False),
        (URGENT, _("An urgent question: take it now"), True),
        (ANSWERED, _("Your question was answered, your appointment arranged"), False),
        (LATE, _("A question or an appointment is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def page_of(row: Any) -> str:
    """The address of a row's page."""
    return reverse(f"advice:{row.event_kind}", args=[row.campaign.key, row.pk], urlconf=PAGES)


def these(row: Any, whom: Iterable[User], title: Title, event: Event | None, *, kind: str) -> None:
    """These people."""
    tell(kind=kind, people=whom, title=title, url=page_of(row), about=row, campaign=row.campaign, event=event)


def asker(row: Any, title: Title, event: Event | None) -> None:
    """Those who speak for the enterprise; and who asked, where that was an officer."""
    url = reverse("advice:mine", args=[row.campaign.key, row.enterprise_id], urlconf=PAGES)
    speakers = concerned.liaisons(row.enterprise)
    tell(kind=ANSWERED, people=speakers, title=title, url=url, about=row, campaign=row.campaign, event=event)
    if row.asked_by is not None and row.asked_by_id not in {user.pk for user in speakers}:
        these(row, [row.asked_by], title, event, kind=ANSWERED)


def desk(row: Any) -> list[User]:
    """The officers of the enterprise, else the desk."""
    return concerned.officers(row.campaign, row.enterprise) or concerned.holding(P.DEMAND_STEER, row.enterprise)
