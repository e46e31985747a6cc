"""Who hears of what: whoever decides when passes are asked for, the enterprise when they are issued or end. No names of people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.channels import kinds
from fugong.channels.actions import Note, tell, tell_all
from fugong.channels.kinds import Kind
from fugong.channels.words import LONGEST_TITLE, said
from fugong.registry import concerned

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.passes.models import Pass, PassApplication
    from fugong.passes.policy import PassKind

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ASKED, ANSWERED, ENDED, LATE = "passes.asked", "passes.answered", "passes.ended", "passes.late"


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ASKED, _("Passes are asked for"), False),
        (ANSWERED, _("Your application for a pass was decided"), False),
        (ENDED, _("Passes of yours don’t hold any more"), True),
        (LATE, _("An application for a pass is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def enterprise(row: Pass, title: Callable[[], str], event: Event, *, but: Any = None, urgent: bool = False) -> None:
    """Tells those who speak for the enterprise; it leads to their passes."""
    if row.enterprise is None:
        return
    url = reverse("passes:mine", args=[row.campaign.key, row.enterprise_id], urlconf=PAGES)
    told = _without(concerned.liaisons(row.enterprise), but)
    kind = ENDED if urgent else ANSWERED
    tell(kind=kind, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def enterprises(rows: Sequence[Pass], title: Callable[[], str], *, urgent: bool = False) -> None:
    """The same of what befell many passes at once: each enterprise among them hears it once."""
    first = {row.enterprise_id: row for row in reversed(rows) if row.enterprise_id is not None}
    people, words = concerned.liaisons_of_each(list(first)), said(title, LONGEST_TITLE)
    tell_all(
        Note(
            kind=ENDED if urgent else ANSWERED, people=people[key], title=words, about=row, campaign=row.campaign,
            url=reverse("passes:mine", args=[row.campaign.key, key], urlconf=PAGES),
        )
        for key, row in first.items()
    )  # fmt: skip


def applicant(row: PassApplication, title: Callable[[], str], event: Event, *, but: Any = None) -> None:
    """Tells those who speak for the enterprise of a decision."""
    url = reverse("passes:mine", args=[row.campaign.key, row.enterprise_id], urlconf=PAGES)
    told = _without(concerned.liaisons(row.enterprise), but)
    tell(kind=ANSWERED, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def deciders(
    row: PassApplication,
    kind: PassKind | None,
    title: Callable[[], str],
    event: Event | None,
    *,
    whom: Iterable[User] | None = None,
    but: Any = None,
) -> None:
    """Tells the post that decides, else whoever may there."""
    if whom is None:
        post = kind.decided_by if kind else ""
        found = concerned.in_post(row.campaign, post, row.enterprise) if post else []
        whom = found or concerned.holding(Permission.PASS_DECIDE, row.enterprise)
    url = reverse("passes:applications", args=[row.campaign.key], urlconf=PAGES)
    named = LATE if event is not None else ASKED
    tell(kind=named, people=_without(whom, but), title=title, url=url, about=row, campaign=row.campaign, event=event)


def _without(whom: Iterable[User], but: Any) -> list[User]:
    return [user for user in whom if but is None or user.pk != but.pk]
