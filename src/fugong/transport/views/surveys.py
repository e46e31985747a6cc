"""The desk: surveys with who is missing, and what is needed where."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.transport import exports, lists
from fugong.transport.access import over_place
from fugong.transport.actions import needs as need_actions
from fugong.transport.actions import surveys as actions
from fugong.transport.lists import Wanted
from fugong.transport.models import Need, Survey
from fugong.transport.views.access import acted, moment, need_of, status, survey_of
from fugong.workflow.moves import open_arrows

SURVEYS = 20
TABS = (
    ("missing", gettext_lazy("No answer yet")),
    ("wanted", gettext_lazy("Need seats")),
    ("none", gettext_lazy("No need")),
    ("all", gettext_lazy("All")),
)


@campaign_page(P.TRIP_VIEW)
@require_GET
def surveys(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Surveys with their counts, and the needs that have no seats yet."""
    surveys = lists.page(
        Survey.objects.filter(campaign=campaign).order_by("-pk"), request.GET.get("surveys", ""), SURVEYS
    )
    for row in surveys.rows:
        row.counts = lists.counts(request.user, row)
    wanted = Wanted.of(request.GET)
    context = {
        "campaign": campaign,
        "surveys": surveys,
        "page": lists.page(lists.needs(request.user, campaign, wanted), request.GET.get("after", "")),
        "wanted": wanted,
        "may_plan": over_place(request.user, P.TRIP_PLAN, campaign),
        "section": campaign.pack.transport,
    }
    return render(request, "transport/surveys.html", context)


@campaign_page(P.TRIP_PLAN)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Asks all whom the pack names."""
    if request.method == "GET":
        return _form(request, campaign)
    made: list[Survey] = []
    due = moment(request.POST.get("day", ""), request.POST.get("hour", ""))
    return acted(
        request,
        lambda: made.append(
            actions.ask(campaign=campaign, title=request.POST.get("title", ""), due_at=due, by=request.user)
        ),
        lambda: (
            ngettext("%(n)s enterprise is asked.", "%(n)s enterprises are asked.", made[0].asked) % {"n": made[0].asked}
        ),
        lambda: ("transport:survey", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, refusal),
    )


def _form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    section = campaign.pack.transport
    due = clock.local(campaign.pack.due(clock.now(), section.survey.within))
    title = str(section.survey.name or _("Need for coaches"))
    context = {
        "campaign": campaign,
        "section": section,
        "many": len(actions.whom(campaign)),
        "title": request.POST.get("title", f"{title} {dates.shown_short(clock.today())}"),
        "day": request.POST.get("day", f"{due:%Y-%m-%d}"),
        "hour": request.POST.get("hour", f"{due:%H:%M}"),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "transport/survey_new.html", context, status=status(refusal))


@campaign_page(P.TRIP_VIEW)
@require_GET
def survey(request: PageRequest, campaign: Campaign, survey: int) -> HttpResponse:
    """Who has answered what, who is missing."""
    return _survey(request, campaign, survey_of(campaign, survey))


def _survey(request: PageRequest, campaign: Campaign, found: Survey, refusal: Refused | None = None) -> HttpResponse:
    wanted = Wanted.of(request.GET, lists.ANSWERS)
    counts = lists.counts(request.user, found)
    context = {
        "campaign": campaign,
        "found": found,
        "counts": counts,
        "answered": counts["asked"] - counts["missing"],
        "wanted": wanted,
        "tabs": TABS,
        "page": lists.page(lists.asked(request.user, found, wanted), request.GET.get("after", "")),
        "may_plan": over_place(request.user, P.TRIP_PLAN, campaign),
        "events": history.of(request, "coach_survey", found.pk),
        "refusal": refusal,
    }
    return render(request, "transport/survey.html", context, status=status(refusal))


@campaign_page(P.TRIP_VIEW)
@require_GET
def survey_sheet(request: PageRequest, campaign: Campaign, survey: int) -> Any:
    """The answers as a sheet."""
    found = survey_of(campaign, survey)
    return exports.asked(lists.asked(request.user, found, Wanted.of(request.GET, lists.ANSWERS)), found)


@campaign_page(P.TRIP_PLAN)
@require_POST
def reminder(request: PageRequest, campaign: Campaign, survey: int) -> HttpResponse:
    """Tells those who haven't answered."""
    found, told = survey_of(campaign, survey), [0]
    return acted(
        request,
        lambda: told.append(actions.remind(survey=found, by=request.user)),
        lambda: (
            ngettext("%(n)s enterprise is reminded.", "%(n)s enterprises are reminded.", told[-1]) % {"n": told[-1]}
        ),
        lambda: ("transport:survey", campaign.key, found.pk),
        lambda refusal: _survey(request, campaign, found, refusal),
    )


@campaign_page(P.TRIP_PLAN)
@require_POST
def closing(request: PageRequest, campaign: Campaign, survey: int) -> HttpResponse:
    """Ends the survey."""
    found = survey_of(campaign, survey)
    return acted(
        request,
        lambda: actions.close(survey=found, by=request.user),
        lambda: _("The survey is closed."),
        lambda: ("transport:survey", campaign.key, found.pk),
        lambda refusal: _survey(request, campaign, found, refusal),
    )


@campaign_page(P.TRIP_VIEW)
@require_GET
def needs_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """Needs as a sheet."""
    return exports.needs(lists.needs(request.user, campaign, Wanted.of(request.GET)), campaign)


@campaign_page(P.TRIP_VIEW)
@require_GET
def need(request: PageRequest, campaign: Campaign, coach_need: int) -> HttpResponse:
    """One need: where, when, documents, trips."""
    return _need(request, campaign, need_of(request, campaign, coach_need))


def _need(request: PageRequest, campaign: Campaign, found: Need, refusal: Refused | None = None) -> HttpResponse:
    documents = [
        {"key": each.key, "name": each.name, "note": each.note, "is_there": bool(found.papers.get(each.key))}
        for each in campaign.pack.transport.documents
    ]
    context = {
        "campaign": campaign,
        "found": found,
        "documents": documents,
        "stops": found.stops.select_related("trip").exclude(trip__state="cancelled").order_by("pk"),
        "may_plan": found.may_move(request.user, P.TRIP_PLAN) and found.state != "withdrawn",
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "events": history.of(request, "coach_need", found.pk),
        "refusal": refusal,
    }
    return render(request, "transport/need.html", context, status=status(refusal))


@campaign_page(P.TRIP_PLAN)
@require_POST
def papers(request: PageRequest, campaign: Campaign, coach_need: int) -> HttpResponse:
    """Which documents were seen."""
    found = need_of(request, campaign, coach_need)
    seen = dict.fromkeys(request.POST.getlist("papers"), True)
    return acted(
        request,
        lambda: need_actions.show(need=found, papers=seen, by=request.user),
        lambda: _("Noted."),
        lambda: ("transport:need", campaign.key, found.pk),
        lambda refusal: _need(request, campaign, found, refusal),
    )
