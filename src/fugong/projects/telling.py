"""Who hears of what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.projects import people

if TYPE_CHECKING:
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
SIGN, LATE, STEP, OWN = "projects.sign", "projects.late", "projects.step", "projects.own"

Title = Callable[[], str]


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (SIGN, _("A key project waits for a second signature"), False),
        (LATE, _("A milestone or an approval is late"), True),
        (STEP, _("A step of a project or an approval is with your office"), False),
        (OWN, _("Your enterprise’s projects and approvals"), False),
    ):
        kinds.register(Kind(key, name, urgent))


def these(row: Any, whom: Iterable[User], title: Title, event: Event, *, kind: str = LATE, but: Any = None) -> None:
    """These people; it leads to the row's page."""
    told = [user for user in whom if but is None or user.pk != but.pk]
    tell(kind=kind, people=told, title=title, url=page_of(row), about=row, campaign=row.campaign, event=event)


def office(row: Any, post: str, title: Title, event: Event, *, but: Any = None) -> None:
    """The office whose turn it is, else whoever keeps the lists."""
    these(row, people.owners(row, post), title, event, kind=STEP, but=but)


def applicant(row: Any, title: Title, event: Event, *, but: Any = None) -> None:
    """Those who speak for the row's enterprise; it leads to their own page."""
    told = [user for user in people.applicants(row) if but is None or user.pk != but.pk]
    if not told:
        return
    url = reverse("projects:mine", args=[row.campaign.key, row.enterprise_id], urlconf=PAGES)
    tell(kind=OWN, people=told, title=title, url=url, about=row, campaign=row.campaign, event=event)


def page_of(row: Any) -> str:
    """The address of a row's page."""
    name, key = {
        "project": ("project", row.pk),
        "milestone": ("project", getattr(row, "project_id", 0)),
        "approval": ("approval", row.pk),
        "approval_branch": ("branch", row.pk),
        "parcel": ("parcel", row.pk),
    }[row.event_kind]
    return reverse(f"projects:{name}", args=[row.campaign.key, key], urlconf=PAGES)
