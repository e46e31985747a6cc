"""Who hears of what: the town when beds are asked for, the enterprise when they are arranged. No names of people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.lodging import people

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.lodging.models import BedRequest, MealOrder

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ASKED, ANSWERED, LATE, MEALS = "lodging.asked", "lodging.answered", "lodging.late", "lodging.meals"


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ASKED, _("An enterprise asks for beds"), False),
        (ANSWERED, _("Your bed request was answered"), False),
        (LATE, _("A bed request is late"), True),
        (MEALS, _("A caterer declined your order"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def enterprise(row: BedRequest, title: Callable[[], str], event: Event, *, but: Any = None) -> None:
    """Tells those who ask for the enterprise; it leads to their own page of the request."""
    url = reverse("lodging:mine_request", args=[row.campaign.key, row.enterprise_id, row.pk], urlconf=PAGES)
    told = _without(people.askers(row.enterprise), but)
    tell(kind=ANSWERED, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def arrangers(
    row: BedRequest,
    title: Callable[[], str],
    event: Event,
    *,
    kind: str = ASKED,
    whom: Iterable[User] | None = None,
    but: Any = None,
) -> None:
    """Tells those who arrange beds there; it leads to the desk's page of the request."""
    url = reverse("lodging:request", args=[row.campaign.key, row.pk], urlconf=PAGES)
    told = _without(people.arrangers(row.campaign, row.enterprise) if whom is None else whom, but)
    tell(kind=kind, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def declined(order: MealOrder, title: Callable[[], str], event: Event) -> None:
    """Tells the enterprise that it has to order elsewhere."""
    url = reverse("lodging:mine_meals", args=[order.campaign.key, order.enterprise_id], urlconf=PAGES)
    tell(
        kind=MEALS, people=people.askers(order.enterprise), title=title, url=url, about=order, campaign=order.campaign,
        event=event,
    )  # fmt: skip


def _without(whom: Iterable[User], but: Any) -> list[User]:
    return [user for user in whom if but is None or user.pk != but.pk]
