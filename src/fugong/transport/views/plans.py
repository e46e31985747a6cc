"""The desk: has trips planned, sees them on a map with what each costs whom, and somebody else signs."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.transport import lists, shown
from fugong.transport.access import over_place
from fugong.transport.actions import plans as actions
from fugong.transport.models import Plan, Trip
from fugong.transport.views.access import acted, plan_of, status

PLANS = 20


@campaign_page(P.TRIP_PLAN)
@require_http_methods(["GET", "POST"])
def plans(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Plans of the place; a form for the next."""
    if request.method == "GET":
        return _form(request, campaign)
    made: list[Plan] = []
    coaches = _coaches(request)
    return acted(
        request,
        lambda: made.append(
            actions.start(
                campaign=campaign, needs=numbers.asked_many(request.POST.getlist("needs")), coaches=coaches,
                hours=_hours(request.POST.get("hours", "")), by=request.user,
            )
        ),
        lambda: _("The planner is at work."),
        lambda: ("transport:plan", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, refusal),
    )  # fmt: skip


def _coaches(request: PageRequest) -> dict[str, int | None]:
    """Sizes that are ticked, each with how many there are; 0 stands for what is no number, and is refused."""
    found: dict[str, int | None] = {}
    for key in request.POST.getlist("coaches"):
        text = request.POST.get(f"count-{key}", "").strip()
        found[key[:40]] = (numbers.asked(text, 1_000) or 0) if text else None
    return found


def _hours(text: str) -> float | None:
    """Hours as typed; 0 for what is none, which is refused."""
    plain = text.strip().translate(numbers.FULL_WIDTH)
    if not plain:
        return None
    try:
        found = float(plain)
    except ValueError:
        return 0.0
    return found if 0 <= found <= 1_000 else 0.0


def _form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    section = campaign.pack.transport
    typed = request.POST if request.method == "POST" else request.GET
    chosen, sizes = set(typed.getlist("needs")), set(typed.getlist("coaches"))
    wanted = lists.Wanted.of(request.GET)
    found = lists.choosable(request.user, campaign, wanted, chosen, actions.MOST)
    for row in found.rows:
        row.campaign = campaign
        row.is_chosen = not chosen or str(row.pk) in chosen
    coaches = [
        {
            "size": each, "is_chosen": not sizes or each.key in sizes, "per_km": each.per_km / 100, "fixed": each.fixed / 100,
            "count": typed.get(f"count-{each.key}", "" if each.count is None else each.count),
        }
        for each in section.coaches
    ]  # fmt: skip
    plans = Plan.objects.visible_to(request.user).filter(campaign=campaign).select_related("planned_by")
    usual = f"{section.planning.longest_hours:g}" if section.planning.longest_hours else ""
    context = {
        "campaign": campaign,
        "found": found,
        "wanted": wanted,
        "coaches": coaches,
        "hours": typed.get("hours", usual),
        "seconds": section.planning.seconds,
        "plans": lists.page(plans, request.GET.get("plans", ""), PLANS),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "transport/plans.html", context, status=status(refusal))


@campaign_page(P.TRIP_VIEW)
@require_GET
def plan(request: PageRequest, campaign: Campaign, coach_plan: int) -> HttpResponse:
    """A plan: how far it is, then its trips, costs, and who can't be fetched."""
    return _plan(request, campaign, plan_of(request, campaign, coach_plan))


def _plan(request: PageRequest, campaign: Campaign, found: Plan, refusal: Refused | None = None) -> HttpResponse:
    is_own = found.planned_by_id == request.user.pk
    may_sign = over_place(request.user, P.TRIP_CONFIRM, campaign)
    context = {
        "campaign": campaign,
        "found": found,
        "told": shown.plan(found),
        "may_sign": may_sign and not is_own and found.state == "ready",
        "is_own": is_own,
        "may_drop": over_place(request.user, P.TRIP_PLAN, campaign) and found.state in ("running", "ready"),
        "again": shown.again(found),
        "made": Trip.objects.filter(plan=found).order_by("day", "pk") if found.state == "confirmed" else [],
        "events": history.of(request, "coach_plan", found.pk),
        "refusal": refusal,
    }
    return render(request, "transport/plan.html", context, status=status(refusal))


@campaign_page(P.TRIP_VIEW)
@require_GET
def progress(request: PageRequest, campaign: Campaign, coach_plan: int) -> HttpResponse:
    """How far the planner is; when it has ended, the page is loaded anew."""
    found = plan_of(request, campaign, coach_plan)
    response = render(request, "transport/parts/progress.html", {"campaign": campaign, "found": found})
    if found.state != "running":
        response["HX-Refresh"] = "true"
    return response


@campaign_page(P.TRIP_VIEW)
@require_GET
def plan_map(request: PageRequest, campaign: Campaign, coach_plan: int) -> HttpResponse:
    """Its trips as lines and stops (GeoJSON)."""
    return JsonResponse(shown.plan_features(plan_of(request, campaign, coach_plan)))


@campaign_page(P.TRIP_CONFIRM)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, coach_plan: int) -> HttpResponse:
    """The second signature."""
    found = plan_of(request, campaign, coach_plan)
    made: list[Trip] = []
    return acted(
        request,
        lambda: made.extend(actions.confirm(plan=found, by=request.user)),
        lambda: (
            ngettext("%(n)s trip is made.", "%(n)s trips are made. The enterprises were told.", len(made))
            % {"n": len(made)}
        ),
        lambda: ("transport:plan", campaign.key, found.pk),
        lambda refusal: _plan(request, campaign, found, refusal),
    )


@campaign_page(P.TRIP_PLAN)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, coach_plan: int) -> HttpResponse:
    """Drops it."""
    found = plan_of(request, campaign, coach_plan)
    return acted(
        request,
        lambda: actions.drop(plan=found, by=request.user),
        lambda: _("The plan is dropped."),
        lambda: ("transport:plans", campaign.key),
        lambda refusal: _plan(request, campaign, found, refusal),
    )
