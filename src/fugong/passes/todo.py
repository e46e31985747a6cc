"""What passes ask of a person: applications to decide, passes seen at two gates; of an enterprise: passes that end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.passes.models import GateScan, PassApplication
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.models import Enterprise
from fugong.registry.todo import MOST, Todo


@todo.register
def to_decide(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Applications that wait, an entry for each enterprise; nobody's own."""
    if not campaign.pack.passes.given or not user.holds(Permission.PASS_DECIDE):
        return
    rows = PassApplication.objects.visible_to(user, Permission.PASS_DECIDE).filter(campaign=campaign, state="asked")
    rows = rows.exclude(asked_by=user).order_by().values("enterprise").annotate(n=Count("pk"), first=Min("due_at"))
    found = list(rows.order_by("first")[:MOST])
    firms = Enterprise.objects.in_bulk([each["enterprise"] for each in found])
    url = reverse("passes:applications", args=[campaign.key])
    for each in found:
        words = ngettext("Decide about %(n)s pass", "Decide about %(n)s passes", each["n"]) % {"n": each["n"]}
        firm = firms[each["enterprise"]]
        late = each["first"] is not None and each["first"] < clock.now()
        yield Todo(each["first"], firm.name, words, f"{url}?text={firm.uscc}", firm, late)


@todo.register
def seen_twice(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Passes that gates saw in two places at once since yesterday."""
    if not campaign.pack.passes.given or not user.holds(Permission.PASS_DECIDE):
        return
    since = clock.now() - dt.timedelta(days=1)
    rows = GateScan.objects.visible_to(user).filter(campaign=campaign, at__gte=since).exclude(doubt="")
    n = rows.order_by().values("shown").distinct().count()
    if n:
        words = ngettext("%(n)s pass was seen in two places", "%(n)s passes were seen in two places", n) % {"n": n}
        yield Todo(None, _("Gates"), words, reverse("passes:scans", args=[campaign.key]) + "?doubt=1", None, True)
