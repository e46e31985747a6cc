"""What other pages show of passes: the enterprise's page, its own home, a person's own page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.passes.actions import cards
from fugong.passes.models import Pass, PassApplication
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.workforce import ways
from fugong.workforce.models import Person
from fugong.workforce.ways import Way


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """How many passes of each kind, what waits."""
    if not campaign.pack.passes.given or not may(request.user, Permission.PASS_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    section = campaign.pack.passes
    counted = _in_force(campaign, enterprise)
    return {
        "held": [(section.kind_name(kind), n) for kind, n in counted.items()],
        "suspended": Pass.objects.filter(**where, state="suspended", until__gte=clock.today()).count(),
        "waiting": PassApplication.objects.filter(**where, state="asked").order_by("due_at")[:5],
        "may_ask": may(request.user, Permission.PASS_ASK, enterprise),
    }


register(Panel("passes", 64, "passes/panels/enterprise.html", panel, column="narrow"))


def _in_force(campaign: Campaign, enterprise: Enterprise) -> dict[str, int]:
    rows = Pass.objects.filter(campaign=campaign, enterprise=enterprise, state="valid", until__gte=clock.today())
    return {each["kind"]: each["n"] for each in rows.order_by("kind").values("kind").annotate(n=Count("pk"))}


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Passes of the enterprise."""
    if not campaign.pack.passes.asked_by("liaison") or not request.user.holds(Permission.PASS_ASK):
        return
    where = {"campaign": campaign, "enterprise": enterprise}
    url = reverse("passes:mine", args=[campaign.key, enterprise.pk])
    stopped = Pass.objects.filter(**where, state="suspended", until__gte=clock.today()).count()
    held = sum(_in_force(campaign, enterprise).values())
    if stopped:
        words = ngettext("%(n)s pass is suspended", "%(n)s passes are suspended", stopped) % {"n": stopped}
        yield Door("truck", _("Passes"), words, url, warns=True)
    elif held:
        words = ngettext("%(n)s pass in force", "%(n)s passes in force", held) % {"n": held}
        yield Door("truck", _("Passes"), words, url)
    else:
        yield Door("truck", _("Passes"), _("Ask for passes for your trucks and commuters"), url)


@ways.register
def way(person: Person) -> Iterator[Way]:
    """From a person's own page to the card as a code for gates."""
    kind = cards.kind_for(person)
    if kind is not None:
        label = _("Show my card at a gate: %(name)s") % {"name": kind.name}
        yield Way("id", label, reverse("passes:card", args=[person.token]))
