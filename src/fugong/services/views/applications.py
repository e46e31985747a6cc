"""Applications as the office sees them: the list with its strip of states, one of them with its steps, its result."""

from collections.abc import Callable

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.papers import lists as papers
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.services import exports, lists
from fugong.services.access import handles, serves
from fugong.services.actions import applications as actions
from fugong.services.models import ServiceApplication
from fugong.services.policy import CHANNELS, MODES
from fugong.services.printing import result_pdf
from fugong.services.views.access import HANDLE, VIEW, acted, application_of, status
from fugong.workflow.moves import open_arrows


@campaign_page(VIEW)
@require_GET
def applications(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What was asked for, the newest first; on top, how many stand in each state."""
    wanted, section = lists.Wanted.of(request.GET), campaign.pack.services
    rows = lists.applications(request.user, campaign, wanted).select_related("enterprise", "handler")
    found = lists.page(rows, request.GET.get("after", ""))
    counts = papers.counts(ServiceApplication.event_kind, [row.pk for row in found.rows])
    for row in found.rows:
        row.campaign, row.papers_there = campaign, counts.get(row.pk)
    context = {
        "campaign": campaign, "wanted": wanted, "page": found,
        "columns": lists.columns(request.user, campaign, wanted),
        "services": [(item.key, item.name) for item in section.items if item.kind == "application"],
        "offices": [(office.key, office.name) for office in section.offices], "modes": MODES, "ways": CHANNELS,
        "note": section.note, "may_note": request.user.is_staff_member and request.user.holds(HANDLE),
        "first_hall": next((office.key for office in section.halls), ""),
    }  # fmt: skip
    return render(request, "services/applications.html", context)


@campaign_page(VIEW)
@require_GET
def sheet(request: PageRequest, campaign: Campaign) -> FileResponse:
    """The same rows as Excel."""
    return exports.applications(request.user, campaign, lists.Wanted.of(request.GET))


@campaign_page(VIEW)
@require_GET
def application(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """One of them."""
    return _page(request, campaign, application_of(request, campaign, service_application))


def _page(
    request: PageRequest, campaign: Campaign, found: ServiceApplication, refusal: Refused | None = None
) -> HttpResponse:
    item = found.item
    arrows = {arrow.key: arrow for arrow in open_arrows(found, request.user)}
    decides = item is None or not item.then or found.office == item.then
    if not decides:
        arrows.pop("grant", None)
        arrows.pop("refuse", None)
    if item is None or not item.then or found.office == item.then:
        arrows.pop("pass_on", None)
    section = campaign.pack.services
    context = {
        "campaign": campaign, "found": found, "item": item, "arrows": arrows, "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST, "events": history.of(request, found.event_kind, found.pk),
        "may_take": found.state in ("accepted", "passed_on") and handles(request.user, found, found.office)
        and found.handler_id != request.user.pk,
        "may_phone": bool(found.phone_masked) and serves(request.user, found),
        "then": section.office(item.then) if item and item.then else None,
        "clock": campaign.pack.clock(item.within) if item else "", "today": clock.today(),
    }  # fmt: skip
    return render(request, "services/application.html", context, status=status(refusal))


def _moved(
    request: PageRequest, campaign: Campaign, pk: int, do: Callable[[ServiceApplication], object], said: str
) -> HttpResponse:
    found = application_of(request, campaign, pk)
    return acted(
        request,
        lambda: do(found),
        lambda: said,
        lambda: ("services:application", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, application_of(request, campaign, pk), refusal),
    )


@campaign_page(HANDLE)
@require_POST
def acceptance(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """The office takes it on."""
    return _moved(
        request, campaign, service_application, lambda found: actions.accept(application=found, by=request.user),
        _("Accepted: the promised time runs."),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def owner(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """I take it on."""
    return _moved(
        request, campaign, service_application, lambda found: actions.take(application=found, by=request.user),
        _("It lies with you now."),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def passing_on(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """To the second office."""
    opinion = request.POST.get("opinion", "")
    return _moved(
        request, campaign, service_application,
        lambda found: actions.pass_on(application=found, by=request.user, opinion=opinion), _("Passed on."),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def sending_back(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """Something is lacking."""
    reason = request.POST.get("reason", "")
    return _moved(
        request, campaign, service_application,
        lambda found: actions.send_back(application=found, by=request.user, reason=reason), _("Sent back."),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def repeat(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """An officer sends it again for a caller."""
    said = request.POST.get("text")
    return _moved(
        request, campaign, service_application,
        lambda found: actions.resubmit(application=found, by=request.user, said=said), _("Sent again."),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def decision(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """Granted or refused."""
    sent = request.POST

    def do(found: ServiceApplication) -> object:
        if sent.get("outcome") == "refuse":
            return actions.refuse_(application=found, by=request.user, reason=sent.get("reason", ""))
        due_on = dates.asked(sent.get("due_on", ""))
        return actions.grant(application=found, by=request.user, opinion=sent.get("opinion", ""), due_on=due_on)

    said = _("Refused; the applicant hears why.") if sent.get("outcome") == "refuse" else _("Granted.")
    return _moved(request, campaign, service_application, do, said)


@campaign_page(HANDLE)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """A caller takes it back."""
    return _moved(
        request, campaign, service_application, lambda found: actions.withdraw(application=found, by=request.user),
        _("The application is taken back."),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def phone(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """The caller's number in clear; who looked is kept."""
    found = application_of(request, campaign, service_application)
    shown = {"number": actions.reveal(row=found, by=request.user), "row": found, "campaign": campaign}
    shown["back"] = reverse("services:application", args=[campaign.key, found.pk])
    return render(request, "services/phone.html", shown)


@campaign_page(VIEW)
@require_GET
def result(request: PageRequest, campaign: Campaign, service_application: int) -> HttpResponse:
    """The result paper, as PDF."""
    found = application_of(request, campaign, service_application)
    or_404(found if found.state in ("granted", "refused") else None)
    return result_pdf(found)
