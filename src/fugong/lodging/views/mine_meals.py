"""The enterprise orders meals: tomorrow's form holds the numbers of the last day; an order can be undone until closing time."""

import datetime as dt
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused, refuse
from fugong.lodging.actions import meals as actions
from fugong.lodging.actions.meals import Portions
from fugong.lodging.models import Caterer, MealOrder
from fugong.lodging.models.meal import STANDING
from fugong.lodging.views.access import acted, own, status
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

ASK = Permission.BED_ASK


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def meals(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Orders for a day, and what was ordered."""
    if request.method == "GET":
        return _page(request, campaign, enterprise)
    day = dates.asked(request.POST.get("day", "")) or _tomorrow()
    wanted = _said(request, campaign)
    return acted(
        request,
        lambda: actions.order(
            campaign=campaign,
            enterprise=enterprise,
            caterer=_chosen(request, campaign),
            day=day,
            meals=wanted,
            by=request.user,
        ),
        lambda: _("Ordered. You can change it until orders close."),
        lambda: ("lodging:mine_meals", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )


@mine_page(ASK)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, meal_order: int) -> HttpResponse:
    """Undoes an order."""
    found: MealOrder = own(MealOrder, campaign, enterprise, meal_order)
    return acted(
        request,
        lambda: actions.withdraw(order=found, by=request.user),
        lambda: _("The order is taken back."),
        lambda: ("lodging:mine_meals", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )


def _chosen(request: PageRequest, campaign: Campaign) -> Caterer:
    found = Caterer.objects.filter(campaign=campaign, pk=numbers.asked(request.POST.get("caterer")) or 0).first()
    if found is None:
        raise refuse("caterer", _("Choose who cooks."))
    return found


def _said(request: PageRequest, campaign: Campaign) -> dict[str, Portions]:
    """What the form says; something that is no number is refused by the action as one too high."""
    rules = campaign.pack.lodging.meals
    found = {}
    for meal in rules.kinds:
        text = request.POST.get(f"count-{meal.key}", "").strip()
        diets = {}
        for diet in rules.diets:
            number = numbers.asked(request.POST.get(f"diet-{meal.key}-{diet.key}", "").strip() or "0")
            if number != 0:
                diets[diet.key] = actions.MOST if number is None else number
        count = numbers.asked(text) if text else 0
        found[meal.key] = Portions(actions.MOST + 1 if count is None else count, diets)
    return found


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    rules, today = campaign.pack.lodging.meals, clock.today()
    day = dates.asked(request.POST.get("day") or request.GET.get("day", "")) or _tomorrow()
    where = {"campaign": campaign, "enterprise": enterprise}
    orders = MealOrder.objects.filter(**where, day__gte=today - dt.timedelta(days=7)).select_related("caterer")
    rows: list[Any] = list(orders.exclude(state="withdrawn").order_by("-day", "meal")[:120])
    for row in rows:
        row.campaign = campaign
        row.may_undo = row.state in ("ordered", "accepted") and clock.now() < rules.closing(row.day)
    last, day_before = _last(rows, day)
    context = {
        **where,
        "day": day,
        "days": [today + dt.timedelta(days=n) for n in range(1, rules.ahead + 1)],
        "closing": rules.closing(day),
        "is_closed": clock.now() >= rules.closing(day),
        "meals": [_line(request, meal, rules.diets, last) for meal in rules.kinds],
        "from_day": day_before,
        "caterers": _caterers(campaign, day),
        "chosen": request.POST.get("caterer") or str(next((row.caterer_id for row in last.values()), "")),
        "rows": rows,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "lodging/mine/meals.html", context, status=status(refusal))


def _last(rows: list[Any], day: dt.date) -> tuple[dict[str, Any], dt.date | None]:
    """What stands for the day already, else what was ordered for the last day before it: by meal, and of which day."""
    standing = [row for row in rows if row.state in STANDING and row.day <= day]
    latest = max((row.day for row in standing), default=None)
    return {row.meal: row for row in standing if row.day == latest}, latest


def _line(request: PageRequest, meal: Any, diets: Any, last: dict[str, Any]) -> dict[str, Any]:
    before = last.get(meal.key)
    count = request.POST.get(f"count-{meal.key}", before.count if before else "")
    lines = []
    for diet in diets:
        name = f"diet-{meal.key}-{diet.key}"
        lines.append((name, diet.name, request.POST.get(name, before.diets.get(diet.key, "") if before else "")))
    return {"key": meal.key, "name": meal.name, "count": count, "diets": lines}


def _caterers(campaign: Campaign, day: dt.date) -> list[Any]:
    """Those that may be ordered from for a day, each with what it can still cook."""
    rows: list[Any] = list(Caterer.objects.filter(campaign=campaign, removed_on=None).order_by("name")[:300])
    orders = MealOrder.objects.filter(campaign=campaign, day=day, state__in=STANDING).order_by()
    counts = dict(orders.values_list("caterer").annotate(n=Sum("count")))
    found = []
    for row in rows:
        row.campaign = campaign
        row.left = max(0, row.capacity - counts.get(row.pk, 0))
        if row.serves(day):
            found.append(row)
    return found


def _tomorrow() -> dt.date:
    return clock.today() + dt.timedelta(days=1)
