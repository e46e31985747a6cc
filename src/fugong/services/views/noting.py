"""An officer asks for somebody who calls or stands at the window: the text is read out, and it is noted who did it for whom."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.services import asking, slots
from fugong.services.actions import applications, appointments
from fugong.services.asking import SPOKEN
from fugong.services.policy import CHANNELS, Item
from fugong.services.views.access import HANDLE, acted, facts_of, item_of, status, times

FOUND = 12


@campaign_page(HANDLE)
@require_GET
def choose(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who calls, and what for."""
    text = request.GET.get("text", "").strip()[:80]
    pk = numbers.asked(request.GET.get("enterprise", ""))
    seen = Enterprise.objects.visible_to(request.user, HANDLE).filter(enrolments__campaign=campaign)
    items = [
        item
        for item in campaign.pack.services.offered(clock.today())
        if item.kind != "nothing" and set(SPOKEN) & set(item.channels)
    ]
    context = {
        "campaign": campaign, "text": text, "chosen": seen.filter(pk=pk).first() if pk else None,
        "page": Page.placed(seen.matching(text).order_by("name", "pk"), FOUND, request.GET.get("after", ""))
        if text
        else None, "items": items,
        "note": campaign.pack.services.note,
    }  # fmt: skip
    return render(request, "services/noting.html", context)


@campaign_page(HANDLE)
@require_http_methods(["GET", "POST"])
def note(request: PageRequest, campaign: Campaign, service_key: str) -> HttpResponse:
    """Reads out, asks, notes."""
    item = item_of(campaign, service_key)
    pk = numbers.asked((request.POST if request.method == "POST" else request.GET).get("enterprise", ""))
    seen = Enterprise.objects.visible_to(request.user, HANDLE).filter(enrolments__campaign=campaign, pk=pk or 0)
    enterprise = seen.select_related("grid").first()
    if request.method == "GET":
        return _form(request, campaign, item, enterprise)
    made: list[Any] = []
    return acted(
        request,
        lambda: made.append(_do(request, campaign, item, enterprise)),
        lambda: _done(made[0]),
        lambda: (f"services:{'appointment' if hasattr(made[0], 'seat') else 'application'}", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, item, enterprise, refusal),
    )


def _done(row: Any) -> str:
    if hasattr(row, "seat"):
        named = {"number": row.number, "when": dates.shown_short_moment(row.starts_at)}
        return _("Booked: %(when)s, number %(number)s. Tell the caller.") % named
    return _("Noted as number %(n)s. Tell the caller.") % {"n": row.pk}


def _do(request: PageRequest, campaign: Campaign, item: Item, enterprise: Enterprise | None) -> Any:
    sent = request.POST
    words = asking.read_out(campaign, item) if sent.get("agreed") == "1" else ""
    channel = sent.get("channel", "telephone")
    asker = asking.of_form(sent, channel if channel in SPOKEN else "telephone", enterprise, words=words)
    alike: dict[str, Any] = {"campaign": campaign, "service": item.key, "asker": asker, "by": request.user}
    if item.kind == "appointment":
        return appointments.book(starts_at=slots.asked(sent.get("starts_at", "")), **alike)
    return applications.submit(
        said=sent.get("text", ""), was_due_on=dates.asked(sent.get("was_due_on", "")),
        asks_until=dates.asked(sent.get("asks_until", "")), **alike,
    )  # fmt: skip


def _form(
    request: PageRequest, campaign: Campaign, item: Item, enterprise: Enterprise | None, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "campaign": campaign, "enterprise": enterprise, "ways": [(key, CHANNELS[key]) for key in SPOKEN if key in item.channels],
        "days": times(campaign, item, request.POST.get("starts_at", "")), "typed": request.POST, "refusal": refusal,
        "faults": faults(refusal), **facts_of(campaign, item),
    }  # fmt: skip
    return render(request, "services/note.html", context, status=status(refusal))
