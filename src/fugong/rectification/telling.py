"""Who hears of what: the enterprise, its officers, those who have to decide. Told in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.registry import concerned

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.rectification.models import Example, Notice, StopWork

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
NOTICE, ANSWER, ASKED = "rectification.notice", "rectification.answer", "rectification.asked"
STOP, DECIDE, LATE, EXAMPLE = (
    "rectification.stop",
    "rectification.decide",
    "rectification.late",
    "rectification.example",
)


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (NOTICE, _("A rectification notice, and what becomes of it"), True),
        (ANSWER, _("An enterprise answered a notice"), False),
        (ASKED, _("An extension or an appeal"), False),
        (STOP, _("Work is to stop, or may begin again"), True),
        (DECIDE, _("A stop to work is to be decided"), True),
        (LATE, _("Rectification is late"), True),
        (EXAMPLE, _("A new example of good practice"), False),
    ):
        kinds.register(Kind(key, name, urgent))


def enterprise(row: Notice | StopWork, title: Callable[[], str], event: Event, *, kind: str = NOTICE) -> None:
    """Tells those who speak for the enterprise; it leads to their own page of the paper."""
    tell(
        kind=kind, people=concerned.liaisons(row.enterprise), title=title, url=mine_url(row), about=row,
        campaign=row.campaign, event=event,
    )  # fmt: skip


def staff(
    row: Notice | StopWork, whom: Iterable[User], title: Callable[[], str], event: Event, *, kind: str, but: Any = None
) -> None:
    """Tells people of the authority; it leads to the case's page. Whoever did it isn't told."""
    told = [user for user in whom if but is None or user.pk != but.pk]
    tell(kind=kind, people=told, title=title, url=case_url(row), about=row, campaign=row.campaign, event=event)


def everybody(example: Example, whom: Iterable[User], title: Callable[[], str], event: Event) -> None:
    """Tells of a published example."""
    url = reverse("rectification:example_read", args=[example.pk], urlconf=PAGES)
    tell(kind=EXAMPLE, people=whom, title=title, url=url, about=example, campaign=example.campaign, event=event)


def case_url(row: Notice | StopWork) -> str:
    """The desk's page of a paper."""
    name = "notice" if row.event_kind == "rectification_notice" else "stop_work"
    return reverse(f"rectification:{name}", args=[row.campaign.key, row.pk], urlconf=PAGES)


def mine_url(row: Notice | StopWork) -> str:
    """The enterprise's page of a paper."""
    name = "mine_notice" if row.event_kind == "rectification_notice" else "mine_stop_work"
    return reverse(f"rectification:{name}", args=[row.campaign.key, row.enterprise_id, row.pk], urlconf=PAGES)
