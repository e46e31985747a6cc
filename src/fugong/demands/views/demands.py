"""The authority's lists of demands, entering one, and their statistics."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.demands import actions, exports, files, lists, shown, statistics, wording
from fugong.demands.actions.receiving import prefilled
from fugong.demands.models import Demand, Source
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise

TABS = {
    "mine": gettext_lazy("Mine"),
    "department": gettext_lazy("My department’s"),
    "supporting": gettext_lazy("Supported by us"),
    "tray": gettext_lazy("Nobody’s yet"),
    "climbed": gettext_lazy("Come up to me"),
    "overdue": gettext_lazy("Overdue"),
    "open": gettext_lazy("All open"),
    "all": gettext_lazy("All"),
}
HEARD = (Source.VISIT, Source.TELEPHONE, Source.SYMPOSIUM, Source.MEETING, Source.GROUP, Source.HOTLINE)
"""How an officer hears of a demand."""


@campaign_page(P.DEMAND_VIEW)
@require_GET
def demands(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Demands by tab: the reader's own first, never the only view."""
    tabs = lists.tabs_of(request.user, campaign)
    wanted = lists.Wanted.of(request.GET, tabs[0] if tabs[0] != "overdue" else "open")
    rows = lists.shown(lists.demands(request.user, campaign, wanted))
    page = lists.page(rows, request.GET.get("after", ""), by="due_at" if wanted.by_due else "")
    shown.dress(page.rows, campaign)
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": page,
        "tabs": [(key, TABS[key]) for key in tabs],
        "may_enter": request.user.holds(P.DEMAND_ENTER),
        "may_steer": request.user.holds(P.DEMAND_STEER),
        "may_export": request.user.holds(P.REGISTRY_EXPORT),
        **lists.choices(campaign),
    }
    return render(request, "demands/demands/list.html", context)


@campaign_page(P.REGISTRY_EXPORT)
@require_GET
def demands_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    if not request.user.holds(P.DEMAND_VIEW):
        raise Http404
    return exports.demands(request.user, campaign, lists.Wanted.of(request.GET, "all"))


@campaign_page(P.DEMAND_ENTER)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enters what was heard: first which enterprise, then what it needs."""
    key = request.POST.get("enterprise") or request.GET.get("enterprise", "")
    enterprise = _enterprise(request, campaign, key) if key else None
    if enterprise is None:
        return _choice(request, campaign)
    if request.method == "POST":
        try:
            demand = actions.receive(
                campaign=campaign, enterprise=enterprise, by=request.user,
                **{name: request.POST.get(name, "") for name in ENTERED}, attached=files.uploaded(request),
            )  # fmt: skip
        except Refused as refusal:
            return _entry_form(request, campaign, enterprise, refusal)
        messages.success(request, _("Entered as %(number)s.") % {"number": demand.number})
        return redirect("demands:demand", campaign.key, demand.pk)
    return _entry_form(request, campaign, enterprise)


@campaign_page(P.DEMAND_VIEW)
@require_GET
def demand_statistics(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """How fast, how often reopened, how satisfied: by category and by department."""
    wanted = lists.Wanted.of(request.GET, "all")
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "period": "".join(f"&{name}={day}" for name in ("since", "until") if (day := getattr(wanted, name))),
        "report": statistics.of(request.user, campaign, wanted.since, wanted.until),
        "may_export": request.user.holds(P.REGISTRY_EXPORT),
        "causes": lists.causes(request.user, campaign).annotate(many=Count("demands")).order_by("-many", "-pk")[:10],
        "may_steer": request.user.holds(P.DEMAND_STEER),
    }
    return render(request, "demands/demands/statistics.html", context)


@campaign_page(P.REGISTRY_EXPORT)
@require_GET
def demand_statistics_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same as a workbook."""
    if not request.user.holds(P.DEMAND_VIEW):
        raise Http404
    wanted = lists.Wanted.of(request.GET, "all")
    report = statistics.of(request.user, campaign, wanted.since, wanted.until)
    return exports.counted(campaign, report, wanted.since, wanted.until)


ENTERED = ("text", "source", "source_note", "category", "contact_name", "contact_phone")
CHOICES = 30


def _enterprise(request: PageRequest, campaign: Campaign, key: str) -> Enterprise:
    rows = Enterprise.objects.visible_to(request.user, P.DEMAND_ENTER).filter(enrolments__campaign=campaign)
    found: Enterprise | None = rows.filter(pk=numbers.asked(key) or 0).first()
    if found is None:
        raise Http404
    return found


def _choice(request: PageRequest, campaign: Campaign) -> HttpResponse:
    text = request.GET.get("text", "")[: lists.LONGEST]
    rows = Enterprise.objects.visible_to(request.user, P.DEMAND_ENTER).filter(enrolments__campaign=campaign)
    rows = rows.matching(text) if text.strip() else rows
    page = Page.placed(rows.order_by("pk"), CHOICES, request.GET.get("after", ""))
    context = {"campaign": campaign, "text": text, "page": page}
    return render(request, "demands/demands/choose.html", context)


def _entry_form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    usual = {"source": Source.TELEPHONE, "contact_name": prefilled(enterprise, request.user)["contact_name"]}
    if not enterprise.contacts.exists():
        usual["contact_name"] = ""
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "typed": request.POST if refusal else usual,
        "sources": [(each.value, each.label) for each in HEARD],
        "categories": [(each.key, each.name) for each in campaign.pack.demands.known],
        "recent": shown.dress(_recent(request, campaign, enterprise), campaign),
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "longest": wording.LONGEST,
        "accept": files.ACCEPT,
        "most_files": files.MOST,
    }
    return render(request, "demands/demands/enter.html", context, status=refusal.status if refusal else 200)


def _recent(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Any:
    rows = Demand.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise)
    return rows.open().select_related("enterprise").order_by("-pk")[:5]
