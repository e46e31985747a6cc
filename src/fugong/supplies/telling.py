"""Who hears of what: the desk when somebody asks, the second person when something is proposed, the enterprise of its goods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import Note, tell, tell_all
from fugong.channels.kinds import Kind
from fugong.supplies import people

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.supplies.models import Allocation, Delivery, Need

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ASKED, ANSWERED, CONFIRM, COMING, LATE = (
    "supplies.asked", "supplies.answered", "supplies.confirm", "supplies.coming", "supplies.late",
)  # fmt: skip


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ASKED, _("An enterprise asks for supplies"), False),
        (ANSWERED, _("Your request for supplies was answered"), False),
        (CONFIRM, _("An allocation waits for the second signature"), True),
        (COMING, _("Supplies are on their way to you"), False),
        (LATE, _("A request or delivery of supplies is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def enterprise(
    row: Need | Delivery, title: Callable[[], str], event: Event, *, kind: str = ANSWERED, but: Any = None
) -> None:
    """Tells those who ask for the enterprise; it leads to their own page."""
    told = _without(people.askers(row.enterprise), but)
    tell(
        kind=kind, people=told, title=title, url=_own_page(row), about=row, campaign=row.campaign, event=event
    )  # fmt: skip


def enterprises(
    rows: Sequence[Delivery], title: Callable[[], str], event: Event, *, kind: str = ANSWERED, but: Any = None
) -> None:
    """The same of many enterprises at once, in a few statements."""
    askers = people.askers_of(row.enterprise_id for row in rows)
    tell_all(
        Note(
            kind=kind, people=_without(askers.get(row.enterprise_id, ()), but), title=title, url=_own_page(row), about=row,
            campaign=row.campaign, event=event,
        )
        for row in rows
    )  # fmt: skip


def _own_page(row: Need | Delivery) -> str:
    return reverse("supplies:mine", args=[row.campaign.key, row.enterprise_id], urlconf=PAGES)


def desk(
    row: Need | Delivery, title: Callable[[], str], event: Event, *, kind: str = ASKED, whom: Iterable[User] | None = None,
    but: Any = None,
) -> None:  # fmt: skip
    """Tells those who keep supplies; it leads to the list, or to the delivery."""
    if row.event_kind == "supply_delivery":
        url = reverse("supplies:delivery", args=[row.campaign.key, row.pk], urlconf=PAGES)
    else:
        url = reverse("supplies:needs", args=[row.campaign.key], urlconf=PAGES)
    told = _without(people.keepers(row.campaign) if whom is None else whom, but)
    tell(kind=kind, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def allocation(row: Allocation, whom: Iterable[User], title: Callable[[], str], event: Event) -> None:
    """Tells whoever has to sign next, or those who proposed."""
    url = reverse("supplies:allocation", args=[row.campaign.key, row.pk], urlconf=PAGES)
    tell(kind=CONFIRM, people=list(whom), title=title, url=url, about=row, campaign=row.campaign, event=event)


def _without(whom: Iterable[User], but: Any) -> list[User]:
    return [user for user in whom if but is None or user.pk != but.pk]
