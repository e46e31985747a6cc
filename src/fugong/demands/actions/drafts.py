"""What was typed and not sent yet: kept on the server, so that it is there after the session ended."""

from django.db import transaction

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.demands import wording
from fugong.demands.models import Draft
from fugong.places.models import Campaign
from fugong.registry.access import require
from fugong.registry.models import Enterprise

LONGEST = 60_000
"""So much is kept of a draft, however much too long it is to be sent."""


@transaction.atomic
def save_draft(
    *, campaign: Campaign, enterprise: Enterprise, by: User, text: str, category: str = "", contact_name: str = "",
    contact_phone: str = "",
) -> Draft | None:  # fmt: skip
    """Keeps what was typed so far; an empty text forgets it."""
    require(by, P.DEMAND_RAISE, enterprise)
    cleaned = wording.clean(text)[:LONGEST]
    if not cleaned:
        forget(campaign, enterprise, by)
        return None
    values = {
        "text": cleaned,
        "category": category[:40] if campaign.pack.demands.has(category) else "",
        "contact_name": wording.clean(contact_name)[:60],
        "contact_phone": wording.clean(contact_phone)[:40],
        "saved_at": clock.now(),
    }
    kept, _made = Draft.objects.update_or_create(campaign=campaign, enterprise=enterprise, user=by, defaults=values)
    return kept


@transaction.atomic
def drop_draft(*, campaign: Campaign, enterprise: Enterprise, by: User) -> None:
    """Throws away what was typed."""
    require(by, P.DEMAND_RAISE, enterprise)
    forget(campaign, enterprise, by)


def forget(campaign: Campaign, enterprise: Enterprise, by: User) -> None:
    """The draft was sent, or emptied."""
    Draft.objects.filter(campaign=campaign, enterprise=enterprise, user=by).delete()


def draft_of(campaign: Campaign, enterprise: Enterprise, user: User) -> Draft | None:
    """What the person typed and hasn't sent."""
    return Draft.objects.filter(campaign=campaign, enterprise=enterprise, user=user).first()
