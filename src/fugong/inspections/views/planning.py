"""Visits that departments want, draws, and the search for those who work without leave."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.pages import PageRequest, open_to_everyone
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.inspections import drawing, search
from fugong.inspections.actions import draws as draw_actions
from fugong.inspections.actions import rounds as round_actions
from fugong.inspections.actions import signs as sign_actions
from fugong.inspections.actions import wanted as wanted_actions
from fugong.inspections.models import Draw, Kind, WantedVisit
from fugong.inspections.views.goers import goer, goers
from fugong.inspections.views.rounds import day_of
from fugong.inspections.words import SIGN
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.resumption.arrows import RESUMPTION
from fugong.workflow.moves import open_arrows

PAGE = 50


@campaign_page(Permission.INSPECTION_VIEW)
@require_http_methods(["GET", "POST", "HEAD"])
def wanted(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Asks for a visit on behalf of a department; what is wanted already stands beside."""
    if not (request.user.holds(Permission.INSPECTION_PLAN) or request.user.holds(Permission.VISIT_RECORD)):
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            row = wanted_actions.ask(
                campaign=campaign,
                enterprise=_enterprise(request),
                department=request.POST.get("department", ""),
                day=day_of(request),
                by=request.user,
                kind=request.POST.get("kind", Kind.ROUND),
                checklists=request.POST.getlist("checklist"),
                why=request.POST.get("why", ""),
            )
        except Refused as refused:
            refusal = refused
        else:
            row.refresh_from_db()
            if row.stop_id:
                messages.success(request, _("Someone goes there that day already: your list was added to that visit."))
            else:
                messages.success(request, _("Asked for. The duty desk combines what departments want on one day."))
            return redirect(f"{reverse('inspections:wanted', args=[campaign.key])}?day={row.day.isoformat()}")
    text = (request.POST.get("text") or request.GET.get("text", ""))[:80]
    rows = WantedVisit.objects.visible_to(request.user).filter(
        campaign=campaign, dropped_at=None, day__gte=clock.today()
    )
    names = {each.key: each.name for each in campaign.pack.places.departments}
    rows = rows.select_related("enterprise", "asked_by", "stop__round").order_by("day", "enterprise", "pk")
    page = Page.placed(rows, PAGE, request.GET.get("after", ""))
    for row in page.rows:
        row.department_name = names.get(row.department, row.department)
    context = {
        "campaign": campaign,
        "day": day_of(request),
        "page": page,
        "departments": campaign.pack.places.departments,
        "kinds": Kind.choices,
        "checklists": campaign.pack.inspections.checklists,
        "text": text,
        "found": _search(request, campaign, text),
        "refusal": refusal,
        "typed": request.POST,
        "chosen": request.POST.getlist("checklist"),
        "goers": goers(campaign) if request.user.holds(Permission.INSPECTION_PLAN) else None,
    }
    return render(request, "inspections/wanted.html", context, status=422 if refusal else 200)


@campaign_page(Permission.INSPECTION_PLAN)
@require_POST
def combination(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All that is wanted at one enterprise on a day as one stop."""
    day = day_of(request)
    stop = wanted_actions.combine(
        campaign=campaign, enterprise=_enterprise(request), day=day, by=request.user,
        **goer(campaign, request.POST.get("goes", "")),
    )  # fmt: skip
    messages.success(request, _("One combined visit is on the round of %(goes)s.") % {"goes": stop.round.goes})
    return redirect(f"{reverse('inspections:rounds', args=[campaign.key])}?day={day.isoformat()}")


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def wanted_removal(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """No longer wanted."""
    rows = WantedVisit.objects.visible_to(request.user).filter(campaign=campaign).select_related("enterprise")
    wanted_actions.drop(wanted=get_object_or_404(rows, pk=pk), by=request.user)
    return redirect("inspections:wanted", campaign.key)


# -- draws --------------------------------------------------------------------------------------------------------


@campaign_page(Permission.INSPECTION_PLAN)
@require_safe
def draws(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All draws: none is ever taken away, so that drawing until it pleases would show."""
    rule = campaign.pack.inspections.draw
    rows = Draw.objects.visible_to(request.user, Permission.INSPECTION_PLAN).filter(campaign=campaign)
    context = {
        "campaign": campaign,
        "page": Page.newest(rows.select_related("made_by"), PAGE, request.GET.get("after", "")),
        "rule": rule,
        "today": clock.today(),
    }
    return render(request, "inspections/draws.html", context)


@campaign_page(Permission.INSPECTION_PLAN)
@require_POST
def draw_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Fixes lists and seed."""
    made = draw_actions.commit(
        campaign=campaign, day=day_of(request), by=request.user, enterprises=_whole(request, "enterprises", 200),
        inspectors=_whole(request, "inspectors", 5),
    )  # fmt: skip
    return redirect("inspections:draw", campaign.key, made.pk)


@campaign_page(Permission.INSPECTION_PLAN)
@require_safe
def draw(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One draw: who could be drawn, who was, and the next step."""
    found = _draw(request, campaign, pk)
    context = {
        "campaign": campaign,
        "draw": found,
        "drawn": found.drawn.select_related("enterprise").prefetch_related("inspectors"),
        "arrows": open_arrows(found, request.user),
        "public": request.build_absolute_uri(reverse("inspections:draw_check", args=[found.uid])),
    }
    return render(request, "inspections/draw.html", context)


@campaign_page(Permission.INSPECTION_PLAN)
@require_POST
def draw_move(request: PageRequest, campaign: Campaign, pk: int, move: str) -> HttpResponse:
    """Draws, or publishes."""
    found = _draw(request, campaign, pk)
    if move == "draw":
        draw_actions.draw(draw=found, by=request.user, witness=request.POST.get("witness", ""))
    elif move == "publish":
        draw_actions.publish(draw=found, by=request.user)
    else:
        raise Refused(_("Choose one of the list."))
    return redirect("inspections:draw", campaign.key, found.pk)


@open_to_everyone
@require_safe
def draw_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Check this draw: before, only what was fixed; once published, everything, worked out anew."""
    found = get_object_or_404(Draw.objects.select_related("campaign"), uid=uid)
    context: dict[str, Any] = {"draw": found}
    if found.state == "published":
        context |= _checked(found)
    return render(request, "inspections/draw_check.html", context)


@open_to_everyone
@require_safe
def draw_lists(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Seed, lists and result of a published draw, for whoever computes it with a program of their own."""
    found = get_object_or_404(Draw.objects.filter(state="published"), uid=uid)
    said = {
        "number": found.number, "day": found.day.isoformat(), "seed": found.seed, "witness": found.witness,
        "fingerprint": found.fingerprint, "lists_digest": found.lists_digest, "lists": found.lists, "drawn": _kept(found),
    }  # fmt: skip
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _checked(found: Draw) -> dict[str, Any]:
    again = drawing.draw(found.seed, found.witness, found.lists)
    names = {each["id"]: each["name"] for each in found.lists["enterprises"]}
    people = {each["id"]: each["name"] for each in found.lists["inspectors"]}
    tests = [
        (
            _("SHA-256 of the seed is the fingerprint shown before"),
            drawing.fingerprint(found.seed) == found.fingerprint,
        ),
        (_("SHA-256 of the lists is the one shown before"), drawing.digest(found.lists) == found.lists_digest),
        (
            _("Drawing again gives the same enterprises and inspectors"),
            [{"enterprise": each.enterprise, "inspectors": sorted(each.inspectors)} for each in again] == _kept(found),
        ),
    ]
    rows = [
        {"name": names[each.enterprise], "lot": each.lot, "inspectors": [people[key] for key in each.inspectors]}
        for each in again
    ]
    return {"tests": tests, "agrees": all(is_so for _words, is_so in tests), "rows": rows, "lists": found.lists}


def _kept(found: Draw) -> list[dict[str, Any]]:
    return [
        {"enterprise": row.enterprise_id, "inspectors": sorted(each.pk for each in row.inspectors.all())}
        for row in found.drawn.prefetch_related("inspectors")
    ]


def _draw(request: PageRequest, campaign: Campaign, pk: int) -> Draw:
    rows = Draw.objects.visible_to(request.user, Permission.INSPECTION_PLAN).filter(campaign=campaign)
    found: Draw = get_object_or_404(rows.select_related("campaign__jurisdiction", "made_by"), pk=pk)
    return found


# -- search -------------------------------------------------------------------------------------------------------


@campaign_page(Permission.INSPECTION_VIEW)
@require_http_methods(["GET", "POST", "HEAD"])
def unlawful(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who seems to work without leave, with the signs; a sign is entered here, a sheet of them is brought in."""
    if not (request.user.holds(Permission.INSPECTION_PLAN) or request.user.holds(Permission.VISIT_RECORD)):
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            sign_actions.enter(
                campaign=campaign, enterprise=_enterprise(request), kind=request.POST.get("kind", ""), day=day_of(request),
                by=request.user, value=_number(request, "value"), usual=_number(request, "usual"),
                note=request.POST.get("note", ""),
            )  # fmt: skip
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Noted."))
            return redirect("inspections:unlawful", campaign.key)
    text = (request.POST.get("text") or request.GET.get("text", ""))[:80]
    context = {
        "campaign": campaign,
        "page": _suspects(request, campaign),
        "kinds": SIGN.items(),
        "threshold": campaign.pack.inspections.signs.threshold,
        "days": campaign.pack.inspections.signs.days,
        "goers": goers(campaign) if request.user.holds(Permission.INSPECTION_PLAN) else None,
        "may_plan": request.user.holds(Permission.INSPECTION_PLAN),
        "today": clock.today(),
        "text": text,
        "found": _search(request, campaign, text),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "inspections/unlawful.html", context, status=422 if refusal else 200)


@campaign_page(Permission.INSPECTION_PLAN)
@require_POST
def unlawful_visit(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Sends someone there to look."""
    day = day_of(request)
    stop = round_actions.add_stop(
        campaign=campaign, day=day, enterprise=_enterprise(request), by=request.user, kind="search",
        despite_burden=True, reason=["signs", {}], **goer(campaign, request.POST.get("goes", "")),
    )  # fmt: skip
    messages.success(
        request, _("On the round of %(goes)s, %(day)s.") % {"goes": stop.round.goes, "day": dates.shown(day)}
    )
    return redirect("inspections:unlawful", campaign.key)


def _suspects(request: PageRequest, campaign: Campaign) -> Page:
    """Those whom the person sees, the most suspicious first."""
    seen = Enterprise.objects.visible_to(request.user, Permission.INSPECTION_VIEW)
    ranked = search.ranked(campaign)
    known = set(seen.filter(pk__in=[each.enterprise_id for each in ranked]).values_list("pk", flat=True))
    page = Page.placed([each for each in ranked if each.enterprise_id in known], PAGE, request.GET.get("after", ""))
    firms = seen.select_related("grid").in_bulk([each.enterprise_id for each in page.rows])
    page.rows[:] = [
        {
            "enterprise": firms[each.enterprise_id],
            "state": RESUMPTION.states[each.state],
            "points": each.points,
            "hints": [(SIGN.get(hint.kind, hint.kind), hint) for hint in each.hints[:6]],
        }
        for each in page.rows
    ]
    return page


# -- what was typed -----------------------------------------------------------------------------------------------


def _enterprise(request: PageRequest) -> Enterprise:
    rows = Enterprise.objects.visible_to(request.user, Permission.INSPECTION_VIEW)
    found = rows.filter(pk=numbers.asked(request.POST.get("enterprise")) or 0).first()
    if found is None:
        raise Refused(_("Choose an enterprise."), fields=[Fault("enterprise", _("Choose an enterprise."))])
    return found


def _search(request: PageRequest, campaign: Campaign, text: str) -> list[Enterprise]:
    if not text.strip():
        return []
    seen = Enterprise.objects.visible_to(request.user, Permission.INSPECTION_VIEW).matching(text)
    return list(seen.filter(enrolments__campaign=campaign).order_by("name")[:20])


def _whole(request: PageRequest, name: str, most: int) -> int | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    number = numbers.asked(text, most)
    if not number:
        message = _("Write a whole number from 1 to %(most)s.") % {"most": most}
        raise Refused(message, fields=[Fault(name, message)])
    return number


def _number(request: PageRequest, name: str) -> Any:
    text, message = request.POST.get(name, "").strip(), _("Write a number, such as 120.5.")
    try:
        value = numbers.read(text) if text else None
    except numbers.NotANumber as mistake:
        value, message = Decimal(-1), str(mistake)
    if value is not None and not 0 <= value < 10**11:
        raise Refused(message, fields=[Fault(name, message)])
    return value
