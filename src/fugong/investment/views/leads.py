"""Leads: the list with its strip of stages, the board with its funnel, one lead with talks, steps, places and papers."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, numbers, uscc
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.investment import exports, lists, places
from fugong.investment.actions import leads as actions
from fugong.investment.models import Lead, LeadPlatform
from fugong.investment.models.lead import WANTS
from fugong.investment.models.talk import WAYS
from fugong.investment.views.access import MANAGE, VIEW, acted, lead_of, may_keep, status, worker
from fugong.ledger import history
from fugong.papers import lists as papers
from fugong.places.models import Campaign, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.registry import colleagues
from fugong.registry.fact_types import SECTORS
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows

TEXTS = ("name", "investor", "origin", "sector", "amount", "wants", "area", "summary", "area_code")
ON_BOARD, SHOWN = 12, 30
PLATFORMS = 300


@campaign_page(VIEW)
@require_GET
def leads(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who may come, by stage."""
    wanted = lists.Wanted.of(request.GET)
    found = lists.page(lists.leads(request.user, campaign, wanted), request.GET.get("after", ""))
    counts = papers.counts(Lead.event_kind, [row.pk for row in found.rows])
    for row in found.rows:
        row.campaign, row.papers_there = campaign, counts.get(row.pk)
    context = {
        "campaign": campaign, "wanted": wanted, "page": found, "columns": lists.columns(request.user, campaign, wanted),
        "wants": WANTS, **_platforms(request, campaign),
        "note": campaign.pack.investment.note, "may_keep": may_keep(request),
    }  # fmt: skip
    return render(request, "investment/leads.html", context)


@campaign_page(VIEW)
@require_GET
def sheet(request: PageRequest, campaign: Campaign) -> FileResponse:
    """The same rows as Excel."""
    return exports.leads(request.user, campaign, lists.Wanted.of(request.GET))


@campaign_page(VIEW)
@require_GET
def board(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The stages side by side, and the funnel above."""
    section = campaign.pack.investment
    stages: list[dict[str, Any]] = []
    columns = {column.key: column for column in lists.columns(request.user, campaign, lists.Wanted())}
    for stage in section.stages:
        rows: list[Any] = list(
            lists.leads(request.user, campaign, lists.Wanted(stage=stage.key)).order_by("-amount", "pk")[:ON_BOARD]
        )
        for row in rows:
            row.campaign = campaign
        more = max(0, columns[stage.key].count - len(rows))
        stages.append({"stage": stage, "rows": rows, "column": columns[stage.key], "more": more})
    context = {"campaign": campaign, "stages": stages, "funnel": lists.funnel(request.user, campaign)}
    return render(request, "investment/board.html", context)


@campaign_page(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enters a lead."""
    if request.method == "GET":
        return _form(request, campaign, None)
    made: list[Lead] = []
    return acted(
        request,
        lambda: made.append(
            actions.enter(
                campaign=campaign,
                values=_values(request, campaign),
                by=request.user,
                stage=request.POST.get("stage", ""),
            )
        ),
        lambda: _("The lead is kept."),
        lambda: ("investment:lead", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, None, refusal),
    )


@campaign_page(MANAGE)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """Corrects it."""
    found = lead_of(request, campaign, lead)
    if request.method == "GET":
        return _form(request, campaign, found)
    return acted(
        request,
        lambda: actions.amend(lead=found, values=_values(request, campaign), by=request.user),
        lambda: _("The entry is kept."),
        lambda: ("investment:lead", campaign.key, found.pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )


def _values(request: PageRequest, campaign: Campaign) -> dict[str, Any]:
    sent: dict[str, Any] = {name: request.POST[name] for name in TEXTS if name in request.POST}
    sent["platform"] = _platform(request, campaign)
    sent["officer"] = worker(campaign, request.POST.get("officer"), "officer")
    return sent


def _platforms(request: PageRequest, campaign: Campaign) -> dict[str, Any]:
    """Platforms to choose from, by name; of more than a list holds the first, and a field that takes the name of any."""
    rows = list(lists.platforms(request.user, campaign).order_by("name")[: PLATFORMS + 1])
    return {"platforms": rows[:PLATFORMS], "platforms_are_cut": len(rows) > PLATFORMS}


def _platform(request: PageRequest, campaign: Campaign) -> LeadPlatform | None:
    """By its number or its name. Raises Refused where a name means none."""
    typed = request.POST.get("platform", "").strip()
    rows = LeadPlatform.objects.visible_to(request.user).filter(campaign=campaign)
    if (pk := numbers.asked(typed)) is not None or not typed:
        return rows.filter(pk=pk or 0).first()  # type: ignore[no-any-return]
    found = rows.filter(name=typed).first()
    if found is None:
        raise refuse("platform", _("There is no platform of this name: enter it first."))
    return found  # type: ignore[no-any-return]


@campaign_page(VIEW)
@require_GET
def lead(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """One lead."""
    return page(request, campaign, lead_of(request, campaign, lead))


def page(request: PageRequest, campaign: Campaign, found: Lead, refusal: Refused | None = None) -> HttpResponse:
    """The lead's page, as every view shows it again."""
    section = campaign.pack.investment
    then = section.after(found.stage)
    manages = found.may_move(request.user, MANAGE)
    shown = list(found.places.select_related("shown_by"))
    known = {(each.source, each.ref) for each in shown}
    offers = [
        (source, each)
        for source, each in places.fitting(request.user, found)
        if (source.key, each.ref) not in known
    ] if manages and found.wants != "none" and found.state == "open" else []  # fmt: skip
    context = {
        "campaign": campaign, "found": found, "stage": section.stage(found.stage), "then": then, "stages": section.stages,
        "at": section.place_of(found.stage), "arrows": {arrow.key: arrow for arrow in open_arrows(found, request.user)},
        "talks": Page.placed(
            found.talks.select_related("recorded_by").prefetch_related("steps__owner"), SHOWN, request.GET.get("talks", "")
        ), "ways": WAYS,
        "steps": found.steps.filter(state="due").select_related("owner"), "workers": colleagues.offered_holding(campaign, MANAGE),
        "places": shown, "offers": offers[:12], "manages": manages, "reasons": section.drop_reasons, "today": clock.today(),
        "firms": found.firms.all()[:5], "events": history.of(request, "lead", found.pk),
        "refusal": refusal, "faults": faults(refusal), "typed": request.POST,
    }  # fmt: skip
    return render(request, "investment/lead.html", context, status=status(refusal))


def moved(
    request: PageRequest, campaign: Campaign, pk: int, do: Callable[[Lead], object], said: Callable[[], str]
) -> HttpResponse:
    """Does something about a lead and shows its page."""
    found = lead_of(request, campaign, pk)
    return acted(
        request,
        lambda: do(found),
        said,
        lambda: ("investment:lead", campaign.key, found.pk),
        lambda refusal: page(request, campaign, lead_of(request, campaign, pk), refusal),
    )


@campaign_page(MANAGE)
@require_POST
def stage(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """To the next stage, or back one."""
    back, reason = request.POST.get("to") == "back", request.POST.get("reason", "")

    def do(found: Lead) -> object:
        if back:
            return actions.go_back(lead=found, by=request.user, reason=reason)
        return actions.advance(lead=found, by=request.user)

    return moved(request, campaign, lead, do, lambda: _("The stage is changed."))


@campaign_page(MANAGE)
@require_POST
def end(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """Landed, dropped, taken up again."""
    outcome, sent = request.POST.get("outcome", ""), request.POST
    or_404(outcome if outcome in ("land", "drop", "take_up") else None)

    def do(found: Lead) -> object:
        if outcome == "land":
            return actions.land(lead=found, by=request.user, enterprise=_enterprise(request, campaign))
        if outcome == "drop":
            return actions.drop(lead=found, by=request.user, reason=sent.get("reason", ""), key=sent.get("key", ""))
        return actions.take_up(lead=found, by=request.user)

    return moved(request, campaign, lead, do, lambda: _("Noted."))


def _enterprise(request: PageRequest, campaign: Campaign) -> Enterprise | None:
    """The firm that it became, by its code; None where none was typed."""
    code = uscc.compact(request.POST.get("uscc", "").strip())
    if not code:
        return None
    found = Enterprise.objects.visible_to(request.user).filter(
        area_code__startswith=campaign.jurisdiction.prefix, uscc=code
    )
    enterprise: Enterprise | None = found.first()
    if enterprise is None:
        raise refuse("uscc", _("No enterprise of the registry has this code."))
    return enterprise


@campaign_page(MANAGE)
@require_POST
def showing(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """Shows a place to the investor: `place` is `source:number`."""
    source, _sign, ref = request.POST.get("place", "").partition(":")
    return moved(
        request, campaign, lead,
        lambda found: actions.show(lead=found, source=source, ref=numbers.asked(ref) or 0, by=request.user),
        lambda: _("The place is on the lead’s list."),
    )  # fmt: skip


@campaign_page(MANAGE)
@require_POST
def answer(request: PageRequest, campaign: Campaign, lead: int, lead_place: int) -> HttpResponse:
    """What the investor says to a place."""
    said, outcome = request.POST.get("said", ""), request.POST.get("outcome", "")

    def do(found: Lead) -> object:
        place = or_404(found.places.filter(pk=lead_place).select_related("lead").first())
        if outcome == "give_back":
            return actions.give_back(place=place, by=request.user, said=said)
        return actions.answer(place=place, chosen=outcome == "choose", by=request.user, said=said)

    return moved(request, campaign, lead, do, lambda: _("Noted."))


def _form(request: PageRequest, campaign: Campaign, found: Lead | None, refusal: Refused | None = None) -> HttpResponse:
    known: dict[str, Any] = {name: getattr(found, name) if found else "" for name in TEXTS}
    if found is not None:
        known |= {"amount": found.yuan or "", "officer": found.officer_id, "platform": found.platform_id}
    typed = {name: request.POST.get(name, known.get(name) or "") for name in (*TEXTS, "officer", "platform", "stage")}
    typed["platform_name"] = request.POST.get("platform", found.platform.name if found and found.platform else "")
    scope = request.user.scope(MANAGE)
    areas = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    context = {
        "campaign": campaign, "found": found, "typed": typed, "refusal": refusal, "faults": faults(refusal), "wants": WANTS,
        "sectors": SECTORS, "workers": colleagues.offered_holding(campaign, MANAGE),
        "areas": [(row.code, str(row)) for row in areas if scope.covers_area(row.code)],
        **_platforms(request, campaign),
        "stages": [each for each in campaign.pack.investment.stages if not each.signs],
    }  # fmt: skip
    return render(request, "investment/lead_form.html", context, status=status(refusal))
