"""A hotline that files and follows demands by Open311: its key, made anew at each start, as it can't be shown twice."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from fugong.accounts import tokens
from fugong.accounts.models import Grant
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign

NAME = "12345 · Open311"
PERMISSIONS = (Permission.DEMAND_VIEW, Permission.DEMAND_ENTER)
DAYS = 30


@dataclass(frozen=True, slots=True)
class Hotline:
    """What its program is given: the key, the `jurisdiction_id`, and the path that lists the services."""

    key: str
    jurisdiction: str
    path: str


@transaction.atomic
def connect() -> Hotline | None:
    """Gives the duty desk of the demo's first place a key for its hotline and ends the one before; None where there is no desk."""
    for campaign in Campaign.objects.open().select_related("jurisdiction").order_by("pk"):
        desk = Grant.objects.in_force().filter(
            role="duty_desk", scope_key=campaign.jurisdiction.prefix, user__is_demo=True, user__is_active=True
        )
        grant = desk.select_related("user").order_by("pk").first()
        if grant is not None:
            for former in tokens.live(grant.user).filter(name=NAME):
                tokens.revoke(token=former, by=None)
            _token, key = tokens.issue(user=grant.user, name=NAME, permissions=PERMISSIONS, days=DAYS, by=None)
            path = reverse("open311:services", args=[".json"]) + f"?jurisdiction_id={campaign.key}"
            return Hotline(key, campaign.key, path)
    return None
