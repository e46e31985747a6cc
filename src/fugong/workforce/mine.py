"""The way from the enterprise's home to its people."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.workforce import missing


@mine.register
def door(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterable[Door]:
    """How many are on the list, and how many temperatures are missing now."""
    if not may(request.user, Permission.PERSON_VIEW, enterprise):
        return
    here = set(missing.people_of(campaign, enterprise).values_list("pk", flat=True))
    given = missing.of_enterprise(campaign, enterprise) if here and missing.begun(campaign.pack) else {}
    owed = sum(1 for person in here if missing.owes(given.get(person), campaign.pack))
    if owed:
        detail = ngettext("%(n)s temperature is missing", "%(n)s temperatures are missing", owed) % {"n": owed}
    elif here:
        detail = ngettext("%(n)s person here", "%(n)s people here", len(here)) % {"n": len(here)}
    else:
        detail = _("Enter your people, or let them enter themselves")
    url = reverse("workforce:mine_people", args=[campaign.key, enterprise.pk])
    yield Door("users", _("Our people"), detail, url, warns=bool(owed))
