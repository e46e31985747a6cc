"""Lines: coaches that go every day, with their timetable."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates
from fugong.core.errors import Refused, refuse
from fugong.core.money import yuan
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.transport import lists
from fugong.transport.access import over_place
from fugong.transport.actions import lines as actions
from fugong.transport.lists import Wanted
from fugong.transport.models import Line
from fugong.transport.models.line import KINDS
from fugong.transport.views.access import acted, line_of, status
from fugong.transport.views.entering import enterprise_named


@campaign_page(P.TRIP_VIEW)
@require_GET
def lines(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Lines with their timetables."""
    wanted = Wanted.of(request.GET)
    context = {
        "campaign": campaign, "wanted": wanted, "kinds": KINDS,
        "page": lists.page(lists.lines(request.user, campaign, wanted), request.GET.get("after", "")),
        "may_plan": over_place(request.user, P.TRIP_PLAN, campaign),
        "has_points": bool(campaign.pack.testing.tests),
    }  # fmt: skip
    return render(request, "transport/lines.html", context)


@campaign_page(P.TRIP_PLAN)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A new line."""
    if request.method == "GET":
        return _form(request, campaign, None)
    made: list[Line] = []
    return acted(
        request,
        lambda: made.append(_put(request, campaign, None)),
        lambda: _("Entered."),
        lambda: ("transport:line", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, None, refusal),
    )


@campaign_page(P.TRIP_VIEW)
@require_http_methods(["GET", "POST"])
def line(request: PageRequest, campaign: Campaign, line: int) -> HttpResponse:
    """One line; posted: changed."""
    found = line_of(request, campaign, line)
    if request.method == "GET":
        return _form(request, campaign, found)
    return acted(
        request,
        lambda: _put(request, campaign, found),
        lambda: _("Saved."),
        lambda: ("transport:line", campaign.key, found.pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )


def _put(request: PageRequest, campaign: Campaign, found: Line | None) -> Line:
    names = ("kind", "name", "plate", "carrier", "seats", "usable", "cost", "since", "stops")
    values = {name: request.POST.get(name, "") for name in names}
    firm = enterprise_named(request, campaign, request.POST.get("enterprise", "").strip())
    return actions.put(campaign=campaign, values=values, enterprise=firm, line=found, by=request.user)


def _form(request: PageRequest, campaign: Campaign, found: Line | None, refusal: Refused | None = None) -> HttpResponse:
    values: dict[str, Any] = {"since": str(clock.today()), "kind": "commuter"}
    if found is not None:
        values = {name: getattr(found, name) for name in ("kind", "name", "plate", "carrier", "seats", "usable")}
        values |= {
            "since": str(found.since), "cost": yuan(found.cost_a_day).replace(",", "") if found.cost_a_day else "",
            "stops": "\n".join(f"{name} {at}" for name, at in found.stops),
            "enterprise": found.enterprise.name if found.enterprise else "",
        }  # fmt: skip
    if request.method == "POST" and refusal is not None:
        values = request.POST.dict()
    context: dict[str, Any] = {
        "campaign": campaign, "found": found, "values": values, "kinds": KINDS,
        "may_plan": over_place(request.user, P.TRIP_PLAN, campaign) and (found is None or found.until is None),
        "events": history.of(request, "coach_line", found.pk) if found else [],
        "cost": yuan(found.cost_a_day) if found and found.cost_a_day else "", "today": str(clock.today()),
        "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "transport/line.html", context, status=status(refusal))


@campaign_page(P.TRIP_PLAN)
@require_POST
def ending(request: PageRequest, campaign: Campaign, line: int) -> HttpResponse:
    """Its last day."""
    found, on = line_of(request, campaign, line), dates.asked(request.POST.get("until", ""))

    def do() -> None:
        if on is None:
            raise refuse("until", _("Write the last day."))
        actions.end(line=found, on=on, by=request.user)

    return acted(
        request, do, lambda: _("Ended."), lambda: ("transport:line", campaign.key, found.pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )  # fmt: skip
