"""Caterers and their day: who ordered how much, what waits, a list to print."""

import datetime as dt
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.lodging import exports, lists
from fugong.lodging.actions import caterers as actions
from fugong.lodging.actions import meals
from fugong.lodging.models import Caterer, MealOrder
from fugong.lodging.models.meal import STANDING
from fugong.lodging.views.access import acted, caterer_of, order_of, status
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

ARRANGE = Permission.BED_ARRANGE
PAGE = 50
FIELDS = ("name", "area_code", "address", "licence", "licence_until", "capacity", "contact_name", "phone")


@campaign_page(ARRANGE)
@require_GET
def caterers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The list, with what is ordered for a day."""
    on = _day(request)
    every = Caterer.objects.filter(campaign=campaign, removed_on=None)
    after = request.GET.get("after", "")[:80]
    taken: list[Any] = list(every.filter(name__gt=after).order_by("name")[: PAGE + 1])
    rows = taken[:PAGE]
    orders = MealOrder.objects.filter(
        campaign=campaign, day=on, state__in=STANDING, caterer__removed_on=None
    ).order_by()
    counts = dict(orders.filter(caterer__in=rows).values_list("caterer").annotate(n=Sum("count")))
    for row in rows:
        row.campaign = campaign
        row.booked = counts.get(row.pk, 0)
        row.is_ready = row.serves(on)
        row.missing = row.missing_papers()
    context = {
        "campaign": campaign, "page": Page(rows, rows[-1].name if len(taken) > PAGE else None, not after), "day": on,
        "portions": every.aggregate(n=Sum("capacity"))["n"] or 0,
        "booked": orders.aggregate(n=Sum("count"))["n"] or 0,
    }  # fmt: skip
    return render(request, "lodging/caterers.html", context)


@campaign_page(ARRANGE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Puts a caterer on the list."""
    return _edit(request, campaign, None)


@campaign_page(ARRANGE)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign, caterer: int) -> HttpResponse:
    """Corrects the entry."""
    return _edit(request, campaign, caterer_of(campaign, caterer))


def _edit(request: PageRequest, campaign: Campaign, found: Caterer | None) -> HttpResponse:
    if request.method == "GET":
        return _form(request, campaign, found)
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS}
    values["papers"] = request.POST.getlist("papers")
    made: list[Caterer] = []
    return acted(
        request,
        lambda: made.append(actions.put(campaign=campaign, values=values, by=request.user, caterer=found)),
        lambda: _("The entry is kept."),
        lambda: ("lodging:caterer", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_GET
def caterer(request: PageRequest, campaign: Campaign, caterer: int) -> HttpResponse:
    """One caterer's day."""
    return _page(request, campaign, caterer_of(campaign, caterer))


@campaign_page(ARRANGE)
@require_GET
def sheet(request: PageRequest, campaign: Campaign, caterer: int) -> Any:
    """The day's orders as a sheet."""
    found, on = caterer_of(campaign, caterer), _day(request)
    rows = _orders(request, found, on).filter(state__in=STANDING)
    return exports.orders(rows, _("%(name)s, %(day)s") % {"name": found.name, "day": on})


@campaign_page(ARRANGE)
@require_POST
def acceptance(request: PageRequest, campaign: Campaign, caterer: int) -> HttpResponse:
    """The caterer cooks everything that waits for this day."""
    found, on = caterer_of(campaign, caterer), dates.asked(request.POST.get("day")) or _tomorrow()
    orders = MealOrder.objects.visible_to(request.user, ARRANGE).filter(campaign=campaign)
    done: list[int] = []
    return acted(
        request,
        lambda: done.append(meals.accept_day(caterer=found, day=on, orders=orders, by=request.user)),
        lambda: ngettext("%(n)s order is accepted.", "%(n)s orders are accepted.", done[0]) % {"n": done[0]},
        lambda: _back(campaign, found, on),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def decision(request: PageRequest, campaign: Campaign, meal_order: int) -> HttpResponse:
    """What the caterer says to one order: accepted, delivered, declined."""
    found = order_of(request, campaign, meal_order)
    outcome = request.POST.get("outcome", "")

    def do() -> None:
        if outcome == "accept":
            meals.accept(order=found, by=request.user)
        elif outcome == "deliver":
            meals.deliver(order=found, by=request.user)
        else:
            meals.decline(order=found, reason=request.POST.get("reason", ""), by=request.user)

    return acted(
        request, do, lambda: _("Noted."), lambda: _back(campaign, found.caterer, found.day),
        lambda refusal: _page(request, campaign, caterer_of(campaign, found.caterer_id), refusal, found.day),
    )  # fmt: skip


@campaign_page(ARRANGE)
@require_POST
def removal(request: PageRequest, campaign: Campaign, caterer: int) -> HttpResponse:
    """Off the list."""
    found = caterer_of(campaign, caterer)
    return acted(
        request,
        lambda: actions.remove(caterer=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("The caterer is off the list."),
        lambda: ("lodging:caterers", campaign.key),
        lambda refusal: _page(request, campaign, found, refusal),
    )


def _back(campaign: Campaign, found: Caterer, on: dt.date) -> str:
    return f"{reverse('lodging:caterer', args=[campaign.key, found.pk])}?day={on}"


def _day(request: PageRequest) -> dt.date:
    return dates.asked(request.GET.get("day")) or _tomorrow()


def _tomorrow() -> dt.date:
    return clock.today() + dt.timedelta(days=1)


def _orders(request: PageRequest, found: Caterer, on: dt.date) -> Any:
    rows = MealOrder.objects.visible_to(request.user, ARRANGE).filter(caterer=found, day=on)
    return rows.select_related("enterprise", "campaign__pack_version").order_by("meal", "enterprise__name", "pk")


def _page(
    request: PageRequest, campaign: Campaign, found: Caterer, refusal: Refused | None = None, on: dt.date | None = None
) -> HttpResponse:
    on = on or _day(request)
    rows: list[Any] = list(_orders(request, found, on).exclude(state="withdrawn"))
    booked = meals.booked(found, on)
    by_meal: dict[str, int] = {}
    for row in rows:
        if row.state in STANDING:
            by_meal[row.meal] = by_meal.get(row.meal, 0) + row.count
    section = campaign.pack.lodging
    context = {
        "campaign": campaign,
        "caterer": found,
        "rows": rows,
        "day": on,
        "before": on - dt.timedelta(days=1),
        "after": on + dt.timedelta(days=1),
        "today": clock.today(),
        "booked": booked,
        "left": max(0, found.capacity - booked),
        "elsewhere": booked - sum(by_meal.values()),
        "meals": [(section.meal_name(key), n) for key, n in by_meal.items()],
        "waiting": sum(row.state == "ordered" for row in rows),
        "missing": found.missing_papers(),
        "may_keep": actions.may_keep(request.user, campaign, found.area_code),
        "events": history.of(request, "caterer", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "lodging/caterer.html", context, status=status(refusal))


def _form(
    request: PageRequest, campaign: Campaign, found: Caterer | None, refusal: Refused | None = None
) -> HttpResponse:
    known = {name: getattr(found, name) if found else "" for name in FIELDS if name != "phone"}
    typed = {name: request.POST.get(name, known.get(name) or "") for name in FIELDS}
    shown = (
        request.POST.getlist("papers")
        if refusal
        else [key for key, seen in (found.papers if found else {}).items() if seen]
    )
    context = {
        "campaign": campaign,
        "caterer": found,
        "typed": typed,
        "papers": [(each, each.key in shown) for each in campaign.pack.lodging.meals.papers],
        "areas": lists.areas(campaign, request.user),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "lodging/caterer_form.html", context, status=status(refusal))
