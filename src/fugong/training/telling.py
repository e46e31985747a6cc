"""Who hears of what. No name and no result of anybody in it: whoever may know reads it on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.training import people

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
OWN, KEPT, LATE = "training.own", "training.kept", "training.late"

Title = Callable[[], str]


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (OWN, _("Your training, your certificate"), False),
        (KEPT, _("Training that you keep: appeals, certificates that end"), False),
        (LATE, _("A session or an appeal is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def page_of(row: Any) -> str:
    """The address of a row's page on the desk."""
    name, key = {
        "course": ("course", row.pk),
        "course_session": ("session", row.pk),
        "trainee": ("trainee", row.pk),
        "sitting": ("trainee", getattr(row, "trainee_id", 0)),
        "exam_appeal": ("appeal", row.pk),
        "certificate": ("certificate", row.pk),
    }[row.event_kind]
    return reverse(f"training:{name}", args=[row.campaign.key, key], urlconf=PAGES)


def own_page(trainee: Any) -> str:
    """The person's own page of a course."""
    return reverse("training:own", args=[trainee.token], urlconf=PAGES)


def these(
    row: Any, whom: Iterable[User], title: Title, event: Event | None, *, kind: str = KEPT, url: str = ""
) -> None:
    """These people."""
    tell(kind=kind, people=whom, title=title, url=url or page_of(row), about=row, campaign=row.campaign, event=event)


def keepers(row: Any, title: Title, event: Event | None, *, kind: str = KEPT) -> None:
    """The desk."""
    these(row, people.keepers(row.area_code), title, event, kind=kind)


def holder(row: Any, title: Title, event: Event | None) -> None:
    """Whom it is about, where they have an account, and whoever speaks for their enterprise."""
    if row.user is not None:
        url = (
            own_page(row)
            if row.event_kind == "trainee"
            else reverse("training:certified", args=[row.token], urlconf=PAGES)
        )
        these(row, [row.user], title, event, kind=OWN, url=url)
    speakers = people.speakers(row)
    if speakers:
        url = reverse("training:mine", args=[row.campaign.key, row.enterprise_id], urlconf=PAGES)
        these(row, speakers, title, event, kind=OWN, url=url)
