"""What an enterprise's home offers of this room: the call for help before everything else, and what it asked for."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.demands.arrows import OPEN
from fugong.demands.models import Demand
from fugong.places.models import Campaign
from fugong.registry.mine import Door, register
from fugong.registry.models import Enterprise


@register
def doors(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """One tap to ask; one to follow, which warns where the enterprise is asked for something."""
    if enterprise.pk not in request.user.scope(P.DEMAND_RAISE).enterprises:
        return
    keys = [campaign.key, enterprise.pk]
    yield Door(
        "headset",
        _("Call for help"),
        _("Say what you need in your own words: you see at once who answers by when"),
        reverse("demands:mine_call", args=keys),
        first=True,
    )
    rows = Demand.objects.filter(campaign=campaign, enterprise=enterprise)
    count = rows.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN, parent=None)),
        asked=Count("pk", filter=Q(state="suspended") | Q(state="answered", parent=None)),
    )
    if not count["all"]:
        return
    asked, open_ = count["asked"], count["open"]
    detail = (
        ngettext("%(n)s waits for your word", "%(n)s wait for your word", asked) % {"n": asked}
        if asked
        else ngettext("%(n)s open", "%(n)s open", open_) % {"n": open_}
    )
    yield Door("list-details", _("Our demands"), detail, reverse("demands:mine_demands", args=keys), warns=bool(asked))
