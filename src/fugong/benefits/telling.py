"""Who hears of what, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.benefits import people
from fugong.channels import kinds
from fugong.channels.actions import Note, tell, tell_all
from fugong.channels.kinds import Kind

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.benefits.models import Award, Claim, Version
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
SIGN, CLAIMED, ANSWERED, LATE = "benefits.sign", "benefits.claimed", "benefits.answered", "benefits.late"


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (SIGN, _("A policy or a grant waits for the second signature"), False),
        (CLAIMED, _("A claim of a benefit"), False),
        (ANSWERED, _("Your claim of a benefit was answered"), False),
        (LATE, _("A benefit is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def to_sign(
    row: Version | Award, title: Callable[[], str], event: Event, *, kind: str = SIGN, whom: Any = None
) -> None:
    """Tells those who can give the second signature, or `whom`."""
    by = getattr(row, "entered_by_id", None) or getattr(row, "proposed_by_id", None)
    found = whom if whom is not None else [each for each in people.deciders(row.campaign) if each.pk != by]
    name = "benefits:version" if row.event_kind == "benefit_version" else "benefits:award"
    url = reverse(name, args=[row.campaign.key, row.pk], urlconf=PAGES)
    tell(kind=kind, people=found, title=title, url=url, about=row, campaign=row.campaign, event=event)


def deciders(
    claim: Claim, title: Callable[[], str], event: Event, *, but: Any = None, kind: str = CLAIMED,
    whom: Iterable[User] | None = None,
) -> None:  # fmt: skip
    """Tells those who examine or decide."""
    url = reverse("benefits:claim", args=[claim.campaign.key, claim.pk], urlconf=PAGES)
    found = people.deciders(claim.campaign, claim.area_code) if whom is None else whom
    told = [each for each in found if but is None or each.pk != but.pk]
    tell(kind=kind, people=told, title=title, url=url, about=claim, campaign=claim.campaign, event=event)


def claimants(claims: Iterable[Claim], title: Callable[[Claim], str]) -> None:
    """Tells the enterprises, each of its own claim."""
    rows = list(claims)
    known = people.liaisons({claim.enterprise_id for claim in rows})
    notes = []
    for claim in rows:
        where = [claim.campaign.key, claim.enterprise_id, claim.pk]
        notes.append(
            Note(
                kind=ANSWERED, people=known.get(claim.enterprise_id, []), title=partial(title, claim),
                url=reverse("benefits:mine_claim", args=where, urlconf=PAGES), about=claim, campaign=claim.campaign,
            )
        )  # fmt: skip
    tell_all(notes)
