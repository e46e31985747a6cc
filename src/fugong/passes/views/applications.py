"""The desk: applications with their rule and quota, decided one by one or many at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import dates, numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.passes import exports, lists, sheets
from fugong.passes.actions import deciding, issuing
from fugong.passes.lists import Wanted
from fugong.passes.models import PassApplication
from fugong.passes.views.access import acted, application_of, status
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows

VIEW, DECIDE = Permission.PASS_VIEW, Permission.PASS_DECIDE
TABS = (
    ("asked", gettext_lazy("Wait for a decision")),
    ("late", gettext_lazy("Overdue")),
    ("refused", gettext_lazy("Refused")),
    ("all", gettext_lazy("All")),
)
MOST = 500
"""Decided in one go."""


@campaign_page(VIEW)
@require_GET
def applications(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Applications, the newest first, with the use of each quota."""
    return _list(request, campaign)


def _list(
    request: PageRequest, campaign: Campaign, refusal: Refused | None = None, done: deciding.Done | None = None
) -> HttpResponse:
    wanted = Wanted.of(request.GET)
    rows = lists.applications(request.user, campaign, wanted).select_related("enterprise", "pack_version")
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": lists.page(rows, request.GET.get("after", "")),
        "tabs": TABS,
        "kinds": campaign.pack.passes.given,
        "areas": lists.areas(campaign, request.user),
        "usage": issuing.usage(campaign),
        "note": campaign.pack.passes.note,
        "may_decide": wanted.tab in ("asked", "late") and request.user.holds(DECIDE),
        "may_import": sheets.may(request.user, campaign),
        "chosen": set(numbers.asked_many(request.POST.getlist("application"))),
        "refusal": refusal,
        "done": done,
        "typed": request.POST,
    }
    return render(request, "passes/applications.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def applications_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    return exports.applications(request.user, campaign, Wanted.of(request.GET))


@campaign_page(DECIDE)
@require_POST
def decisions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Decides many: `application` (ids), `outcome` (approve | refuse), `reason`. What can't be decided is named, the rest is."""
    outcome = "refuse" if request.POST.get("outcome") == "refuse" else "approve"
    try:
        chosen = numbers.ticked(request.POST.getlist("application"), MOST)
        rows = PassApplication.objects.visible_to(request.user, DECIDE).filter(campaign=campaign, pk__in=chosen)
        done = deciding.decide_many(
            applications=list(rows.select_related("campaign__pack_version", "enterprise", "pack_version")),
            outcome=outcome, by=request.user, reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refused as refusal:
        return _list(request, campaign, refusal)
    if done.decided:
        words = ngettext("%(n)s application is decided.", "%(n)s applications are decided.", done.decided)
        messages.success(request, words % {"n": done.decided})
    if done.left:
        return _list(request, campaign, done=done)
    if not done.decided:
        messages.warning(request, _("Tick what is to be decided."))
    return redirect("passes:applications", campaign.key)


@campaign_page(VIEW)
@require_GET
def application(request: PageRequest, campaign: Campaign, pass_application: int) -> HttpResponse:
    """One application: the rule, the quota, what happened."""
    return _page(request, campaign, application_of(request, campaign, pass_application))


@campaign_page(DECIDE)
@require_POST
def approval(request: PageRequest, campaign: Campaign, pass_application: int) -> HttpResponse:
    """Approves and issues, perhaps for fewer days."""
    found = application_of(request, campaign, pass_application)
    said = request.POST.get("until", "")
    until = dates.asked(said) if said else None
    return acted(
        request,
        lambda: deciding.approve(
            application=found, by=request.user, until=until, opinion=request.POST.get("opinion", "")
        ),
        lambda: _("The pass is issued."),
        lambda: ("passes:application", campaign.key, found.pk),
        lambda no: _page(request, campaign, found, no),
    )


@campaign_page(DECIDE)
@require_POST
def refusal(request: PageRequest, campaign: Campaign, pass_application: int) -> HttpResponse:
    """No pass, and why."""
    found = application_of(request, campaign, pass_application)
    return acted(
        request,
        lambda: deciding.refuse_(application=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Refused. The enterprise was told why."),
        lambda: ("passes:application", campaign.key, found.pk),
        lambda no: _page(request, campaign, found, no),
    )


def _page(
    request: PageRequest, campaign: Campaign, found: PassApplication, refusal: Refused | None = None
) -> HttpResponse:
    kind = campaign.pack.passes.kind(found.kind)
    context = {
        "campaign": campaign,
        "found": found,
        "enterprise": found.enterprise,
        "kind": kind,
        "issued": getattr(found, "issued", None),
        "room": issuing.room(campaign, kind, found.enterprise_id, found.follows) if kind else None,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "is_own": found.asked_by_id == request.user.pk,
        "events": history.of(request, "pass_application", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "passes/application.html", context, status=status(refusal))
