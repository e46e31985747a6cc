"""Who hears of doubts: the officers of the enterprise, else those who answer for the area. No name of a person stands in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission as P
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.registry import concerned
from fugong.registry.models import Assignment, Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.ledger.models import Event
    from fugong.places.models import Campaign
    from fugong.signals.models import Doubt

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
RAISED, LATE = "signals.raised", "signals.late"
MOST_TOLD = 200


def register() -> None:
    """Makes the kinds of message known."""
    kinds.register(Kind(RAISED, _("A report that doesn’t fit what was measured"), False))
    kinds.register(Kind(LATE, _("A doubt about a report is unanswered"), True))


def raised(campaign: Campaign, doubts: Sequence[Doubt]) -> None:
    """One message for each who has any, however many there are; the list shows them."""
    firms = {row.enterprise_id for row in doubts}
    rows = Assignment.objects.filter(campaign=campaign, enterprise__in=firms, until=None, officer__is_active=True)
    of: dict[User, set[int]] = defaultdict(set)
    for row in rows.select_related("officer").order_by("pk"):
        of[row.officer].add(row.enterprise_id)
    left = firms - {firm for found in of.values() for firm in found}
    url = reverse("signals:doubts", args=[campaign.key], urlconf=PAGES)
    for user, found in list(of.items())[:MOST_TOLD]:
        tell(kind=RAISED, people=[user], url=f"{url}?mine=1", campaign=campaign, title=_many(len(found)))
    if left:
        first = Enterprise.objects.get(pk=min(left))
        desk = [user for user in concerned.holding(P.SIGNAL_ENTER, first) if user not in of]
        tell(kind=RAISED, people=desk, url=url, campaign=campaign, title=_many(len(left)))


def _many(n: int) -> Callable[[], str]:
    return lambda: (
        ngettext(
            "%(n)s enterprise reports what doesn’t fit its readings: answer it",
            "%(n)s enterprises report what doesn’t fit their readings: answer them",
            n,
        )
        % {"n": n}
    )


def owners(row: Any) -> list[User]:
    """The officers of the enterprise, else those who take readings for its area."""
    return concerned.officers(row.campaign, row.enterprise) or concerned.holding(P.SIGNAL_ENTER, row.enterprise)


def late(row: Any, whom: Iterable[User], event: Event | None) -> None:
    """Nobody answered in time."""
    url = reverse("signals:doubt", args=[row.campaign.key, row.pk], urlconf=PAGES)
    words = lambda: _("Unanswered: %(rule)s, %(enterprise)s") % {"rule": row.rule_name, "enterprise": row.enterprise}  # noqa: E731
    tell(kind=LATE, people=whom, title=words, url=url, about=row, campaign=row.campaign, event=event)
