"""The bulletin: page, paper, sheet and card; drafted and issued from its page."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.permissions import Permission
from fugong.core import charts, clock, languages
from fugong.core.errors import NotAllowed
from fugong.core.paging import Page
from fugong.figures import bulletins, command, links, printing, workbook
from fugong.figures.composing import label
from fugong.figures.models import Bulletin
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.sheets import writer

LISTED = 60


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def bulletin_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """All bulletins, the latest first, and the way to today's."""
    issued = Bulletin.objects.filter(campaign=campaign, issued_at__isnull=False).select_related("issued_by")
    context = {
        "campaign": campaign,
        "page": Page.placed(issued.order_by("-day"), LISTED, request.GET.get("after", "")),
        "today": clock.today(),
        "may_issue": _may_issue(request, campaign),
    }
    return render(request, "figures/bulletins.html", context)


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def bulletin_page(request: HttpRequest, campaign: Campaign, day: dt.date) -> HttpResponse:
    """The day's bulletin; each number opens its rows."""
    bulletin = _bulletin(request, campaign, day)
    may_issue = _may_issue(request, campaign) and bulletin.issued_at is None and campaign.closed_at is None
    context = {
        "campaign": campaign,
        "bulletin": bulletin,
        "day": day,
        "title": label(bulletin.content["title"]),
        "issuer": label(bulletin.content["issuer"]),
        "imprint": printing.imprint(bulletin),
        "sections": [_section(campaign, day, place, each) for place, each in enumerate(bulletin.content["sections"])],
        "may_issue": may_issue,
        "above": [_above(campaign, day, each) for each in bulletin.content.get("above", ())] if may_issue else [],
        "today": clock.today(),
    }
    return render(request, "figures/bulletin.html", context)


def _bulletin(request: HttpRequest, campaign: Campaign, day: dt.date) -> Bulletin:
    """The issued one for everybody; a draft only for those whose sight covers the whole place."""
    issued = (
        Bulletin.objects.filter(campaign=campaign, day=day, issued_at__isnull=False).select_related("issued_by").first()
    )
    if issued is not None:
        return issued
    user: Any = request.user
    if not user.scope(Permission.FIGURES_VIEW).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("This bulletin isn't issued yet. You will find it here once it is."))
    return bulletins.of_day(campaign, day)


def _may_issue(request: HttpRequest, campaign: Campaign) -> bool:
    user: Any = request.user
    return user.scope(Permission.BULLETIN_ISSUE).covers_area(campaign.jurisdiction.code)


def _section(campaign: Campaign, day: dt.date, place: int, section: dict[str, Any]) -> dict[str, Any]:
    runs = section["runs"].get(languages.current()) or section["runs"].get("zh") or []
    chart, table = section["chart"], section["table"]
    return {
        "title": printing.heading(place, label(section["title"])),
        "runs": [{"words": run["words"], "url": _rows(campaign, day, run)} for run in runs],
        "indicators": [] if table else [_line(campaign, day, each) for each in section["indicators"]],
        "compared": printing.is_compared(section["indicators"]),
        "table": _table(campaign, day, table) if table else None,
        "chart": _chart(chart) if chart and len(chart["points"]) > 1 else None,
    }


def _rows(campaign: Campaign, day: dt.date, run: dict[str, Any], node: str = "") -> str:
    return links.rows(campaign, run["measure"], day, node=node, part=run["part"] or "") if run.get("measure") else ""


def _line(campaign: Campaign, day: dt.date, line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "name": label(line["name"]), "change": label(line["change"]), **_urls(campaign, day, line, "")}


def _above(campaign: Campaign, day: dt.date, line: dict[str, Any]) -> dict[str, str]:
    """A rate above 100 %, with its rows: `name` says of what, and in which row of a table."""
    words = " · ".join(filter(None, (label(line["label"]) if line["label"] else "", label(line["name"]))))
    return {"name": words, "printed": line["printed"], **_urls(campaign, day, line, line["node"])}


def _urls(campaign: Campaign, day: dt.date, line: dict[str, Any], node: str) -> dict[str, str]:
    indicator = campaign.pack.figures.indicator(line["indicator"])
    found = {"url": links.rows(campaign, indicator.numerator, day, node=node, part=line["part"] or "")}
    if indicator.denominator:
        found["url_of"] = links.rows(campaign, indicator.denominator, day, node=node, part=line["part"] or "")
    return found


def _table(campaign: Campaign, day: dt.date, table: dict[str, Any]) -> dict[str, Any]:
    head = [label(each["name"]) for each in table["head"]]
    rows = [
        {
            "label": label(row["label"]),
            "closing": row.get("closing", ""),
            "cells": [
                {**cell, **_urls(campaign, day, cell, row["node"]), "head": name}
                for cell, name in zip(row["cells"], head, strict=True)
            ],
        }
        for row in table["rows"]
    ]
    return {"first": printing.HEADS[table["kind"]](), "head": head, "rows": rows}


def _chart(chart: dict[str, Any]) -> dict[str, Any]:
    points = chart["points"]
    return {
        "key": chart["indicator"],
        "script_id": f"chart-{chart['indicator']}",
        "name": label(chart["name"]),
        "rate": chart["rate"],
        "days": [point[0][5:] for point in points],
        "values": [point[1] for point in points],
        "printed": [point[2] for point in points],
        "svg": mark_safe(charts.line(points, rate=chart["rate"])),  # noqa: S308 (our own drawing)
    }


@campaign_page(Permission.BULLETIN_ISSUE)
@require_POST
def draft(request: HttpRequest, campaign: Campaign, day: dt.date) -> HttpResponse:
    """Keeps the author's remarks with the draft."""
    by: Any = request.user
    bulletins.draft(campaign=campaign, day=day, by=by, remarks=request.POST.get("remarks", ""))
    messages.success(request, _("The draft is kept."))
    return redirect("figures:bulletin", campaign.key, day)


@campaign_page(Permission.BULLETIN_ISSUE)
@require_POST
def issue(request: HttpRequest, campaign: Campaign, day: dt.date) -> HttpResponse:
    """Issues the bulletin: numbered, frozen."""
    by: Any = request.user
    issued = bulletins.issue(campaign=campaign, day=day, by=by, remarks=request.POST.get("remarks"))
    messages.success(request, _("Issued as no. %(n)s. Its figures are frozen.") % {"n": issued.number})
    return redirect("figures:bulletin", campaign.key, day)


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def pdf(request: HttpRequest, campaign: Campaign, day: dt.date) -> HttpResponse:
    """The bulletin on paper."""
    bulletin = _bulletin(request, campaign, day)
    answer = HttpResponse(printing.pdf(bulletin), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, printing.file_name(bulletin, "pdf"))
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def xlsx(request: HttpRequest, campaign: Campaign, day: dt.date) -> HttpResponseBase:
    """The bulletin's tables as a workbook: the indicators, and a sheet for each table."""
    bulletin = _bulletin(request, campaign, day)
    return writer.download(workbook.of(bulletin), f"{label(bulletin.content['title'])} {day.isoformat()}")


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def card(request: HttpRequest, campaign: Campaign, day: dt.date) -> HttpResponse:
    """The leader's one screen on the phone."""
    bulletin = _bulletin(request, campaign, day)
    rules = campaign.pack.figures
    tiles = [
        {**_line(campaign, day, each), "unit": command.unit_of(rules.indicator(each["indicator"]))}
        for each in bulletin.content["card"]
    ]
    drawn = (
        _chart(each["chart"])
        for each in bulletin.content["sections"]
        if each["chart"] and len(each["chart"]["points"]) > 1
    )
    context = {
        "campaign": campaign,
        "bulletin": bulletin,
        "day": day,
        "tiles": tiles,
        "title": label(bulletin.content["title"]),
        "chart": next(drawn, None),
    }
    return render(request, "figures/card.html", context)
