"""The daily report: the liaison's page, the officer's by telephone, and the list of those who are missing."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.resumption import report_lists, standings
from fugong.resumption.actions import reminders, reports
from fugong.resumption.report_forms import ReportForm
from fugong.sheets import writer


@mine_page(Permission.REPORT_SUBMIT)
@require_http_methods(["GET", "POST"])
def mine_report(request: HttpRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The liaison's report of today, made for a thumb."""
    back = redirect("resumption:mine_report", campaign.key, enterprise.pk)
    return _entry(request, campaign, enterprise, via="page", template="resumption/reports/mine.html", back=back)


@campaign_page(Permission.REPORT_ENTER)
@require_http_methods(["GET", "POST"])
def report_enter(request: HttpRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """An officer writes down what the enterprise says by telephone."""
    user: Any = request.user
    seen = Enterprise.objects.visible_to(user, Permission.REPORT_ENTER).filter(enrolments__campaign=campaign)
    enterprise = seen.filter(pk=pk).first()
    if enterprise is None:
        raise Http404
    back = redirect("registry:enterprise", campaign.key, enterprise.pk)
    return _entry(request, campaign, enterprise, via="phone", template="resumption/reports/enter.html", back=back)


def _entry(
    request: HttpRequest, campaign: Campaign, enterprise: Enterprise, *, via: str, template: str, back: HttpResponse
) -> HttpResponse:
    day = day_asked(request.POST.get("day") or request.GET.get("day"))
    earlier = reports.latest(campaign, enterprise, day)
    standing = standings.of(campaign, enterprise, day)
    if request.method == "POST":
        form = ReportForm(request.POST, campaign=campaign, earlier=earlier)
        if form.is_valid() and _submitted(request, campaign, enterprise, day, form, via):
            return back
    else:
        form = ReportForm(initial=reports.prefilled(campaign, enterprise, day), campaign=campaign, earlier=earlier)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "form": form,
        "day": day,
        "today": clock.today(),
        "earlier": earlier,
        "owed": standing is not None and standing.expected,
        "due_at": standings.deadline(campaign, day),
        "history": _history(campaign, enterprise),
        "asked": campaign.pack.resumption.daily_report.fields,
        "reminder": reminders.last_reminder(campaign, enterprise.pk, day) if earlier is None else None,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _submitted(
    request: HttpRequest, campaign: Campaign, enterprise: Enterprise, day: dt.date, form: ReportForm, via: str
) -> bool:
    """Whether the action took it; what it refused stands beside the fields."""
    try:
        taken = reports.submit(
            campaign=campaign,
            enterprise=enterprise,
            day=day,
            values=form.values,
            by=request.user,  # type: ignore[arg-type]
            via=via,
            reason=form.reason,
        )
    except Refused as refused:
        form.take(refused)
        return False
    if taken.report is None:
        messages.info(request, _("Nothing was different from the earlier report."))
    else:
        messages.success(request, _("The report of %(day)s is in. Thank you.") % {"day": dates.shown(day)})
    for warning in taken.warnings:
        messages.warning(request, warning.message)
    return True


def _history(campaign: Campaign, enterprise: Enterprise) -> list[dict[str, Any]]:
    """Each report of the last days with its author and, field by field of the pack, its numbers."""
    found = reports.history(campaign, enterprise)
    names = dict(User.objects.filter(pk__in={each.by_id for each in found}).values_list("pk", "name"))
    asked = campaign.pack.resumption.daily_report.fields
    return [
        {"report": r, "by": names.get(r.by_id, ""), "named": [(each.name, getattr(r, each.key)) for each in asked]}
        for r in found
    ]


def day_asked(text: str | None) -> dt.date:
    """The day in a query; today where there is none or it can't be read."""
    return dates.asked(text) or clock.today()


@campaign_page(Permission.REPORT_VIEW)
@require_GET
def report_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Who is missing, who was late; all enterprises with those that filed nothing."""
    day, tab, text = _asked(request)
    if day == clock.today() and campaign.closed_at is None:
        standings.open_day(campaign, day)
    user: Any = request.user
    found = report_lists.rows(campaign, day, user, tab, text=text)
    after = request.GET.get("after", "")
    if (last := numbers.asked(after)) is not None:
        found = found.filter(enterprise_id__gt=last)
    rows: list[Any] = list(report_lists.with_people(found, campaign)[: report_lists.PAGE + 1])
    more = len(rows) > report_lists.PAGE
    rows = rows[: report_lists.PAGE]
    asked = () if tab == report_lists.MISSING else campaign.pack.resumption.daily_report.fields
    for row in rows:
        row.said = report_lists.said(campaign, row) if asked else ()
    context = {
        "campaign": campaign,
        "day": day,
        "today": clock.today(),
        "tab": tab,
        "tabs": report_lists.TABS,
        "counts": report_lists.counts(campaign, day, user),
        "rows": rows,
        "asked": asked,
        "page": Page(rows, str(rows[-1].enterprise_id) if more else None, not after),
        "text": text,
        "due_at": standings.deadline(campaign, day),
        "may_remind": user.holds(Permission.REPORT_ENTER)
        and tab == report_lists.MISSING
        and rows
        and day == clock.today(),
        "may_enter": user.holds(Permission.REPORT_ENTER),
        "may_export": user.holds(Permission.REGISTRY_EXPORT),
    }
    return render(request, "resumption/reports/list.html", context)


def _asked(request: HttpRequest) -> tuple[dt.date, str, str]:
    tab = request.GET.get("tab", report_lists.MISSING)
    tab = tab if tab in report_lists.TABS else report_lists.MISSING
    return day_asked(request.GET.get("day")), tab, request.GET.get("q", "").strip()[:80]


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def report_sheet(request: HttpRequest, campaign: Campaign) -> HttpResponseBase:
    """The same list as a sheet."""
    day, tab, text = _asked(request)
    name = report_lists.title(campaign, day, tab)
    rows = report_lists.export(campaign, day, request.user, tab, text=text)  # type: ignore[arg-type]
    return writer.download(writer.workbook(writer.Sheet(report_lists.columns(campaign), rows, title=name)), name)


@campaign_page(Permission.REPORT_ENTER)
@require_POST
def report_reminders(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Reminds all in the person's scope whose report is missing."""
    day = clock.today()
    many = reminders.remind(campaign=campaign, day=day, by=request.user)  # type: ignore[arg-type]
    words = ngettext("%(n)s enterprise was reminded.", "%(n)s enterprises were reminded.", many)
    if many:
        messages.success(request, words % {"n": many})
    else:
        messages.info(request, _("Everyone who is missing was reminded within the last hour."))
    return redirect("resumption:reports", campaign.key)
