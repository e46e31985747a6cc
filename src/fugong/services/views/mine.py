"""The enterprise: what it can ask for without coming, its applications, its times."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.services import slots
from fugong.services.actions import applications as actions
from fugong.services.actions import appointments
from fugong.services.asking import Asker
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.services.policy import MODES, Item, facts_hold
from fugong.services.printing import result_pdf
from fugong.services.views.access import APPLY, acted, facts_of, item_of, own, status, times
from fugong.workflow.moves import open_arrows

SHOWN = 30


@mine_page(APPLY)
@require_GET
def services(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """What was asked for, and what can be, by mode."""
    where = {"campaign": campaign, "enterprise": enterprise}
    asked = Page.newest(ServiceApplication.objects.filter(**where), SHOWN, request.GET.get("after", ""))
    coming = ServiceAppointment.objects.filter(**where, state__in=["booked", "waiting", "called"])
    held = Page.placed(coming.order_by("starts_at", "pk"), SHOWN, request.GET.get("times", ""))
    for row in (*asked.rows, *held.rows):
        row.campaign = campaign
    section, known = campaign.pack.services, facts.facts(enterprise, campaign)
    modes: list[dict[str, Any]] = []
    for key, name in MODES.items():
        items = [item for item in section.offered(clock.today()) if item.mode == key]
        found = [
            {"item": item, "may": facts_hold(section, item, known), "clock": campaign.pack.clock(item.within)}
            for item in items
        ]
        if found:
            modes.append({"key": key, "name": name, "rows": found})
    context = {
        "campaign": campaign, "enterprise": enterprise, "page": asked, "times": held, "modes": modes, "note": section.note,
    }  # fmt: skip
    return render(request, "services/mine/services.html", context)


@mine_page(APPLY)
@require_http_methods(["GET", "POST"])
def ask(request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_key: str) -> HttpResponse:
    """One service: what it needs, and the form."""
    item = item_of(campaign, service_key)
    if request.method == "GET":
        return _form(request, campaign, enterprise, item)
    made: list[Any] = []
    return acted(
        request,
        lambda: made.append(_do(request, campaign, enterprise, item)),
        lambda: _("Booked.") if item.kind == "appointment" else _("Sent. Hand in the papers now."),
        lambda: (
            f"services:mine_{'appointment' if item.kind == 'appointment' else 'application'}",
            campaign.key,
            enterprise.pk,
            made[0].pk,
        ),
        lambda refusal: _form(request, campaign, enterprise, item, refusal),
    )


def _do(request: PageRequest, campaign: Campaign, enterprise: Enterprise, item: Item) -> Any:
    sent, asker = request.POST, Asker("web", enterprise)
    alike: dict[str, Any] = {"campaign": campaign, "service": item.key, "asker": asker, "by": request.user}
    if item.kind == "appointment":
        return appointments.book(starts_at=slots.asked(sent.get("starts_at", "")), **alike)
    return actions.submit(
        said=sent.get("text", ""), was_due_on=dates.asked(sent.get("was_due_on", "")),
        asks_until=dates.asked(sent.get("asks_until", "")), **alike,
    )  # fmt: skip


def _form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, item: Item, refusal: Refused | None = None
) -> HttpResponse:
    section, known = campaign.pack.services, facts.facts(enterprise, campaign)
    condition = section.conditions.get(item.key)
    may = condition is None or condition.holds(known)
    context = {
        "campaign": campaign, "enterprise": enterprise, "may": may, "by_web": "web" in item.channels,
        "why": section.say(condition.terms(known)) if condition is not None else "",
        "days": times(campaign, item, request.POST.get("starts_at", "")), "typed": request.POST, "refusal": refusal,
        "faults": faults(refusal), **facts_of(campaign, item),
    }  # fmt: skip
    return render(request, "services/mine/ask.html", context, status=status(refusal))


@mine_page(APPLY)
@require_GET
def application(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_application: int
) -> HttpResponse:
    """One application: where it stands, its papers."""
    return _page(request, campaign, enterprise, service_application)


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int, refusal: Refused | None = None
) -> HttpResponse:
    found = own(ServiceApplication, campaign, enterprise, pk)
    hidden = ("service_application.escalate", "service_application.overdue", "service_application.reveal")
    shown = Event.objects.about(found.event_kind, found.pk).exclude(verb__in=hidden)
    context = {
        "campaign": campaign, "enterprise": enterprise, "found": found, "item": found.item,
        "arrows": {arrow.key: arrow for arrow in open_arrows(found, request.user)}, "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST, "events": history.page(request, shown),
    }  # fmt: skip
    return render(request, "services/mine/application.html", context, status=status(refusal))


def _moved(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int,
    do: Callable[[ServiceApplication], object], said: str,
) -> HttpResponse:  # fmt: skip
    found = own(ServiceApplication, campaign, enterprise, pk)
    return acted(
        request,
        lambda: do(found),
        lambda: said,
        lambda: ("services:mine_application", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _page(request, campaign, enterprise, pk, refusal),
    )


@mine_page(APPLY)
@require_POST
def repeat(request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_application: int) -> HttpResponse:
    """It was mended."""
    said = request.POST.get("text")
    return _moved(
        request, campaign, enterprise, service_application,
        lambda found: actions.resubmit(application=found, by=request.user, said=said), _("Sent again."),
    )  # fmt: skip


@mine_page(APPLY)
@require_POST
def withdrawal(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_application: int
) -> HttpResponse:
    """Not needed any more."""
    return _moved(
        request, campaign, enterprise, service_application,
        lambda found: actions.withdraw(application=found, by=request.user), _("The application is taken back."),
    )  # fmt: skip


@mine_page(APPLY)
@require_GET
def result(request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_application: int) -> HttpResponse:
    """The result paper, as PDF."""
    found = own(ServiceApplication, campaign, enterprise, service_application)
    return result_pdf(or_404(found if found.state in ("granted", "refused") else None))


@mine_page(APPLY)
@require_GET
def appointment(request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_time: int) -> HttpResponse:
    """One time: the number to show, another time, cancelling."""
    return _time(request, campaign, enterprise, service_time)


def _time(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int, refusal: Refused | None = None
) -> HttpResponse:
    found = own(ServiceAppointment, campaign, enterprise, pk)
    item = found.item
    movable = found.state == "booked" and found.starts_at > clock.now()
    context = {
        "campaign": campaign, "enterprise": enterprise, "found": found, "item": item, "movable": movable,
        "office": campaign.pack.services.office(found.office), "refusal": refusal, "faults": faults(refusal),
        "days": times(campaign, item, request.POST.get("starts_at", "")) if movable and item else [], "typed": request.POST,
    }  # fmt: skip
    return render(request, "services/mine/appointment.html", context, status=status(refusal))


@mine_page(APPLY)
@require_POST
def change(request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_time: int) -> HttpResponse:
    """Another time."""
    found = own(ServiceAppointment, campaign, enterprise, service_time)
    starts_at = slots.asked(request.POST.get("starts_at", ""))
    return acted(
        request,
        lambda: appointments.change(appointment=found, starts_at=starts_at, by=request.user),
        lambda: _("You have another time now, and another number."),
        lambda: ("services:mine_appointment", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _time(request, campaign, enterprise, service_time, refusal),
    )


@mine_page(APPLY)
@require_POST
def cancellation(request: PageRequest, campaign: Campaign, enterprise: Enterprise, service_time: int) -> HttpResponse:
    """We don't come."""
    found = own(ServiceAppointment, campaign, enterprise, service_time)
    return acted(
        request,
        lambda: appointments.cancel(appointment=found, by=request.user),
        lambda: _("The time is free for somebody else."),
        lambda: ("services:mine", campaign.key, enterprise.pk),
        lambda refusal: _time(request, campaign, enterprise, service_time, refusal),
    )
