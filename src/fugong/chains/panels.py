"""What other pages show of key enterprises: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.chains.models import Interruption, KeyListing, OutsideLink, PremisesWanted
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise, SupplyLink
from fugong.registry.panels import Panel, register


def shown_here(campaign: Campaign) -> bool:
    """Whether the place keeps lists of key enterprises at all."""
    return bool(campaign.pack.chains.lists)


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """The lists that it stands on, supplies that are interrupted, partners outside."""
    if not shown_here(campaign) or not may(request.user, Permission.KEY_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    listings = KeyListing.objects.filter(**where, state__in=("proposed", "confirmed")).select_related(
        "campaign__pack_version"
    )
    return {
        "listings": listings,
        "broken": Interruption.objects.filter(**where, state="broken")[:5],
        "outside": OutsideLink.objects.filter(**where).select_related("partner")[:8],
        "premises": PremisesWanted.objects.filter(**where, state__in=("wanted", "shown"))[:3],
    }


register(Panel("key", 15, "chains/panels/enterprise.html", panel, column="narrow"))


@mine.register
def doors(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """The supply chain, and premises."""
    if not shown_here(campaign) or not request.user.holds(Permission.CHAIN_EDIT):
        return
    args = [campaign.key, enterprise.pk]
    asked = SupplyLink.objects.filter(waits=True, supplier=enterprise, said_for="customer").count()
    asked += SupplyLink.objects.filter(waits=True, customer=enterprise, said_for="supplier").count()
    broken = Interruption.objects.filter(campaign=campaign, enterprise=enterprise, state="broken").count()
    if asked:
        words = ngettext("%(n)s link waits for your yes", "%(n)s links wait for your yes", asked) % {"n": asked}
    elif broken:
        words = ngettext("%(n)s supply is interrupted", "%(n)s supplies are interrupted", broken) % {"n": broken}
    else:
        words = _("Who supplies you, whom you supply")
    yield Door("hierarchy-2", _("Supply chain"), words, reverse("chains:mine", args=args), warns=bool(asked))
    wanted = PremisesWanted.objects.filter(campaign=campaign, enterprise=enterprise, state="shown").count()
    words = _("An offer was shown to you: have a look") if wanted else _("Wanted or to let")
    yield Door(
        "building-warehouse", _("Premises"), words, reverse("chains:mine_premises", args=args), warns=bool(wanted)
    )
