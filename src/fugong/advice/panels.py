"""What other pages show of advice: the enterprise's page, and the door on its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission as P
from fugong.advice.access import only_answers
from fugong.advice.models import Appointment, Enquiry
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Its questions and appointments that are open."""
    user = request.user
    if not campaign.pack.advice.is_used or not may(user, P.ADVICE_VIEW, enterprise) or only_answers(user):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    return {
        "enquiries": Enquiry.objects.filter(**where).exclude(state="withdrawn").order_by("-pk")[:5],
        "appointments": Appointment.objects.filter(**where, state__in=("asked", "arranged")).order_by("-pk")[:5],
        "may_ask": may(user, P.ADVICE_ASK, enterprise),
    }


register(Panel("advice", 67, "advice/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Ask an adviser."""
    if not campaign.pack.advice.is_used or not request.user.holds(P.ADVICE_ASK):
        return
    url = reverse("advice:mine", args=[campaign.key, enterprise.pk])
    new = Enquiry.objects.filter(campaign=campaign, enterprise=enterprise, state="answered").count()
    if new:
        words = ngettext("%(n)s answer for you to read", "%(n)s answers for you to read", new) % {"n": new}
        yield Door("stethoscope", _("Advice"), words, url, warns=True)
    else:
        yield Door("stethoscope", _("Advice"), _("Ask medical staff and experts; ask for an appointment"), url)
