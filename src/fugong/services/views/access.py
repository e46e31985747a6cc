"""How these pages find their rows, within what the person sees; and what pages of services have in common."""

from __future__ import annotations

from functools import partial
from typing import Any

import segno
from django.http import Http404, HttpResponse

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.services import asking, slots
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.services.policy import Item, Office

VIEW, APPLY = Permission.SERVICE_VIEW, Permission.SERVICE_APPLY
HANDLE, MANAGE = Permission.SERVICE_HANDLE, Permission.SERVICE_MANAGE
RELATED = ("campaign__pack_version", "campaign__jurisdiction", "enterprise__grid", "pack_version")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def application_of(request: PageRequest, campaign: Campaign, pk: int) -> ServiceApplication:
    """An application of the campaign that the person sees, as one of the authority; 404 otherwise."""
    rows = _seen(ServiceApplication, request, campaign).filter(pk=pk)
    return or_404(rows.select_related(*RELATED, "handler", "made_by", "made_at_kiosk", "decided_by").first())


def appointment_of(request: PageRequest, campaign: Campaign, pk: int) -> ServiceAppointment:
    rows = _seen(ServiceAppointment, request, campaign).filter(pk=pk)
    return or_404(rows.select_related(*RELATED, "day", "made_by", "made_at_kiosk").first())


def _seen(model: Any, request: PageRequest, campaign: Campaign) -> Any:
    if not request.user.is_staff_member:
        raise Http404  # enterprises have pages of their own
    return model.objects.visible_to(request.user).filter(campaign=campaign)


def own(model: Any, campaign: Campaign, enterprise: Enterprise, pk: int) -> Any:
    """A row of the enterprise's own page."""
    rows = model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*RELATED).first())


def item_of(campaign: Campaign, key: str, channel: str = "") -> Item:
    """A service that is offered today, that way; 404 otherwise."""
    offered = campaign.pack.services.offered(clock.today(), channel)
    return or_404(next((item for item in offered if item.key == key), None))


def hall_of(campaign: Campaign, key: str) -> Office:
    """An office that people come to; 404 otherwise."""
    return or_404(next((office for office in campaign.pack.services.halls if office.key == key), None))


def times(campaign: Campaign, item: Item, chosen: str = "") -> list[dict[str, Any]]:
    """The days and slots that can be booked for a service, for `services/parts/times.html`."""
    office = campaign.pack.services.office(item.office)
    if item.kind != "appointment" or office is None:
        return []
    days = slots.bookable(campaign, office)
    first = next((day for day, found in days if any(slot.free for slot in found)), None)
    wanted = chosen[:10]
    return [
        {
            "day": day, "slots": found, "free": sum(slot.free for slot in found),
            "is_open": str(day) == wanted if wanted else day == first,
        }
        for day, found in days
    ]  # fmt: skip


def facts_of(campaign: Campaign, item: Item) -> dict[str, Any]:
    """What a page says about a service."""
    section = campaign.pack.services
    office = section.office(item.office)
    return {
        "item": item,
        "office": office,
        "then": section.office(item.then) if item.then else None,
        "clock": campaign.pack.clock(item.within),
        "script": asking.read_out(campaign, item),
    }


def window(request: PageRequest) -> int:
    """A window's number as it was typed; 0 for what is none."""
    return numbers.asked(request.POST.get("window", "").strip(), 99) or 0


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def qr(address: str) -> HttpResponse:
    """An outside address as a QR code."""
    drawn = segno.make(address, error="m", micro=False)
    text = drawn.svg_inline(scale=6, border=2, dark="#000", light="#fff")
    head = '<?xml version="1.0" encoding="utf-8"?>'
    if "xmlns=" not in text:
        text = text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return HttpResponse(head + text, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


def outside(item: Item, key: str) -> HttpResponse:
    """The QR code of one of the outside addresses of a service; 404 where it has none such."""
    found = or_404(next((each for each in item.elsewhere if each.key == key), None))
    return qr(found.address)
