"""The desk sees how well demands are read, lets them be learned anew, and joins what looks like one cause."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.permissions import Permission as P
from fugong.core import money, numbers
from fugong.core.errors import NotAllowed
from fugong.demands import actions
from fugong.demands.models import Demand
from fugong.demands.routing import alike, keeping
from fugong.demands.routing.models import LearnedRouting
from fugong.demands.routing.report import Report
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

CONFUSED = 10


@campaign_page(P.DEMAND_STEER)
@require_GET
def routing_page(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """How well texts find their category: by category, by confidence, and what was taken for what."""
    user: Any = request.user
    trainings = list(LearnedRouting.objects.filter(campaign=campaign).defer("content").select_related("learned_by"))
    report = Report.from_json(trainings[0].report) if trainings else None
    names = {each.key: str(each.name) for each in campaign.pack.demands.known}
    context: dict[str, Any] = {
        "campaign": campaign,
        "training": trainings[0] if trainings else None,
        "earlier": [(each, each.report["macro_f1"], _printed(each.report["accuracy"])) for each in trainings[1:]],
        "report": report,
        "may_train": _covers(user, campaign),
        "floor": campaign.pack.demands.confidence_floor,
    }
    if report:
        context["right"], context["gap"] = _printed(report.accuracy), _printed(report.calibration_error)
        context["lines"] = [
            (names.get(each.category, each.category), each, _printed(each.precision), _printed(each.recall))
            for each in report.of_categories
        ]
        context["bins"] = [(each.count, _printed(each.confidence), _printed(each.right)) for each in report.bins]
        context["confused"] = _confused(report, names)
        context["mistakes"] = _mistakes(user, campaign, report, names)
    return render(request, "routing/routing.html", context)


@campaign_page(P.DEMAND_STEER)
@require_POST
def training(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Learns anew, now."""
    user: Any = request.user
    if not _covers(user, campaign):
        raise NotAllowed(_("Who steers the demands of the whole place lets them be learned anew."))
    row = keeping.train(campaign=campaign, by=user)
    if row:
        messages.success(request, _("Learned from %(count)s demands.") % {"count": row.examples})
    else:
        messages.warning(
            request,
            _(
                "Too little was confirmed yet: two categories and eight demands at least. The pack's words go on routing."
            ),
        )
    return redirect("routing:routing", campaign.key)


@campaign_page(P.DEMAND_STEER)
@require_GET
def suggested(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Open demands of several enterprises that look like one cause, for a person to join or to leave."""
    user: Any = request.user
    names = {each.key: str(each.name) for each in campaign.pack.demands.known}
    found = [
        (each, names.get(each.category, each.category), len({demand.enterprise_id for demand in each.demands}))
        for each in alike.suggestions(campaign, Demand.objects.visible_to(user))
    ]
    return render(request, "routing/suggestions.html", {"campaign": campaign, "found": found})


@campaign_page(P.DEMAND_STEER)
@require_POST
def joining(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Joins the ticked demands under a new cause."""
    user: Any = request.user
    ticked = numbers.asked_many(request.POST.getlist("demand"), alike.MOST_GROUPED)
    seen = Demand.objects.visible_to(user).filter(campaign=campaign, pk__in=ticked, cause=None)
    cause = actions.open_cause(campaign=campaign, title=request.POST.get("title", ""), demands=list(seen), by=user)
    count = len(seen)
    said = ngettext("%(n)s demand is joined under this cause.", "%(n)s demands are joined under this cause.", count)
    messages.success(request, said % {"n": count})
    return redirect("demands:cause", campaign.key, cause.pk)


def _covers(user: Any, campaign: Campaign) -> bool:
    covered: bool = user.scope(P.DEMAND_STEER).covers_area(campaign.jurisdiction.code)
    return covered


def _confused(report: Report, names: dict[str, str]) -> list[tuple[int, str, str]]:
    """(how often, the category, what it was taken for), the most frequent first."""
    keys = [each.category for each in report.of_categories]
    found = [
        (count, names.get(keys[truth], keys[truth]), names.get(keys[taken], keys[taken]))
        for truth, row in enumerate(report.confusion)
        for taken, count in enumerate(row)
        if count and truth != taken
    ]
    return sorted(found, key=lambda each: -each[0])[:CONFUSED]


def _mistakes(
    user: Any, campaign: Campaign, report: Report, names: dict[str, str]
) -> list[tuple[Demand, str, str, str]]:
    """The surest mistakes among the demands that the reader sees: (demand, its category, what was proposed, how surely)."""
    wanted = [each for each in report.mistakes if each.ref]
    seen = Demand.objects.visible_to(user).filter(campaign=campaign).in_bulk([each.ref for each in wanted])
    return [
        (
            seen[each.ref],
            names.get(each.category, each.category),
            names.get(each.proposed, each.proposed),
            _printed(each.confidence),
        )
        for each in wanted
        if each.ref in seen
    ]


def _printed(rate: float | None) -> str:
    """0.8969 as `89.7%`; a dash for none."""
    return "—" if rate is None else f"{money.percent(round(rate * 10_000), 10_000, 1)}%"
