"""What other pages show of services: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.services.models import ServiceApplication, ServiceAppointment


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """The last applications and the times to come."""
    if not campaign.pack.services.is_used or not may(request.user, Permission.SERVICE_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    rows = list(ServiceApplication.objects.filter(**where).order_by("-pk")[:5])
    times = list(ServiceAppointment.objects.filter(**where, state="booked", ends_at__gt=clock.now())[:5])
    for row in (*rows, *times):
        row.campaign = campaign
    may_note = request.user.is_staff_member and may(request.user, Permission.SERVICE_HANDLE, enterprise)
    return {"rows": rows, "times": times, "may_note": may_note}


register(Panel("services", 64, "services/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """What can be asked for; what was sent back stands first."""
    if not campaign.pack.services.is_used or not request.user.holds(Permission.SERVICE_APPLY):
        return
    where = {"campaign": campaign, "enterprise": enterprise}
    returned = ServiceApplication.objects.filter(**where, state="returned").order_by("pk").first()
    if returned is not None:
        here = reverse("services:mine_application", args=[campaign.key, enterprise.pk, returned.pk])
        yield Door("file-certificate", _("Services"), _("Sent back: look what is lacking"), here, warns=True)
        return
    url = reverse("services:mine", args=[campaign.key, enterprise.pk])
    time = ServiceAppointment.objects.filter(**where, state="booked", ends_at__gt=clock.now()).first()
    if time is not None:
        detail = _("%(when)s, number %(number)s") % {
            "when": dates.shown_short_moment(time.starts_at), "number": time.number,
        }  # fmt: skip
    else:
        n = len(campaign.pack.services.offered(clock.today(), "web"))
        detail = ngettext("%(n)s service without coming", "%(n)s services without coming", n) % {"n": n}
    yield Door("file-certificate", _("Services"), detail, url)
