"""One stop to work: the whole story on one screen for who decides; served, looked at again, lifted."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import acted
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused, refuse
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.rectification import shown, visits
from fugong.rectification.access import holds
from fugong.rectification.actions import notices, stops
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.rectification.models.paper import Way
from fugong.rectification.telling import case_url
from fugong.rectification.views.access import stop_of
from fugong.rectification.views.notice import objections
from fugong.resumption.models import Resumption

OUTCOMES = ("order", "reject", "lift", "keep")


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def stop(request: PageRequest, campaign: Campaign, stop_work: int) -> HttpResponse:
    """Grounds, faults with photos, the enterprise's answers, the papers before, the enterprise's record."""
    return page_of(request, campaign, stop_work)


@campaign_page(Permission.STOP_WORK_DECIDE)
@require_POST
def decision(request: PageRequest, campaign: Campaign, stop_work: int) -> HttpResponse:
    """Orders, rejects, lifts, or keeps in force."""
    found = stop_of(request, campaign, stop_work)
    outcome, opinion = request.POST.get("outcome", ""), request.POST.get("opinion", "")

    def decide() -> Any:
        match outcome:
            case "order":
                return stops.order(stop=found, by=request.user, opinion=opinion)
            case "reject":
                return stops.reject(stop=found, by=request.user, reason=opinion)
            case "lift":
                return stops.lift(stop=found, by=request.user, opinion=opinion)
            case "keep":
                return stops.keep(stop=found, by=request.user, reason=opinion)
        raise refuse("outcome", _("Choose what to do."))

    said = {
        "order": _("Work has to stop. The order is made and the enterprise told."),
        "reject": _("Work goes on. The findings are open again."),
        "lift": _("The order is lifted: work may begin again."),
        "keep": _("The order stays in force."),
    }
    return _acted(request, campaign, found, decide, lambda: said[outcome])


@campaign_page(Permission.STOP_WORK_PROPOSE)
@require_POST
def taking_back(request: PageRequest, campaign: Campaign, stop_work: int) -> HttpResponse:
    """The proposer takes it back."""
    found = stop_of(request, campaign, stop_work)
    reason = request.POST.get("reason", "")
    return _acted(
        request, campaign, found, lambda: stops.take_back(stop=found, reason=reason, by=request.user),
        lambda: _("The proposal is taken back."),
    )  # fmt: skip


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def service(request: PageRequest, campaign: Campaign, stop_work: int) -> HttpResponse:
    """Records how the order was served."""
    found, post = stop_of(request, campaign, stop_work), request.POST
    return _acted(
        request, campaign, found,
        lambda: notices.serve(
            paper=found, way=post.get("way", ""), name=post.get("name", ""), note=post.get("note", ""), by=request.user
        ),
        lambda: _("Service is on record."),
    )  # fmt: skip


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def look_back(request: PageRequest, campaign: Campaign, stop_work: int) -> HttpResponse:
    """Somebody who neither found nor proposed nor ordered it looks again."""
    found, post = stop_of(request, campaign, stop_work), request.POST
    right = post.get("outcome") == "right"
    return _acted(
        request, campaign, found,
        lambda: stops.verify(stop=found, right=right, note=post.get("note", ""), by=request.user),
        lambda: _("Recorded. A second person lifts the order.") if right else _("Recorded. The order stays in force."),
    )  # fmt: skip


def _acted(request: PageRequest, campaign: Campaign, found: StopWork, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, said, lambda: case_url(found), lambda refusal: page_of(request, campaign, found.pk, refusal)
    )


def page_of(request: PageRequest, campaign: Campaign, pk: int | None, refusal: Refused | None = None) -> HttpResponse:
    """The page, with what was refused."""
    found = stop_of(request, campaign, pk or 0)
    user, items = request.user, shown.stop_items(found)
    findings = [item.finding for item in items]
    papers = shown.chain(found.enterprise_id, campaign.pk, findings)
    may = shown.moves(found, user)
    all_findings = Finding.objects.filter(campaign=campaign, enterprise=found.enterprise)
    sights = visits.sights(found, items)
    for item in items:
        item.sight = sights.get(item.pk)
    ready = visits.ready(items, sights)
    context = {
        "campaign": campaign,
        "stop": found,
        "enterprise": found.enterprise,
        "items": items,
        "papers": papers,
        "notices": [_with_items(each) for each in papers if isinstance(each, Notice)],
        "decides": [key for key in OUTCOMES if key in may],
        "own": user.pk in (found.proposed_by_id, found.verified_by_id) and user.holds(Permission.STOP_WORK_DECIDE),
        "may_take_back": "take_back" in may,
        "may_look": "verify" in may,
        "ready": ready.outcome,
        "saw": _entered(request, found, ready),
        "may_serve": bool(found.number)
        and not found.is_served
        and holds(user, Permission.RECTIFICATION_ISSUE, found.enterprise),
        "ways": [(way.value, way.label) for way in Way if way != Way.PHONE],
        "appeals": objections(found, user),
        "look_backs": found.look_backs.select_related("by"),
        "resumption": Resumption.objects.filter(campaign=campaign, enterprise=found.enterprise).first(),
        "counts": {
            "findings": all_findings.count(),
            "repeats": all_findings.filter(times__gt=1).count(),
            "notices": Notice.objects.filter(campaign=campaign, enterprise=found.enterprise).count(),
        },
        "events": history.page(request, shown.story(found, findings, papers)),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/stop.html", context, status=refusal.status if refusal else 200)


def _entered(request: PageRequest, found: StopWork, ready: visits.Ready) -> str:
    """What stands in the form of the look-back: as typed, else as the visits saw it, where that is what may be confirmed."""
    if request.method == "POST":
        return request.POST.get("note", "")
    may_say = ready.outcome == "right" or found.state == "answered"
    return ready.note if may_say else ""


def _with_items(notice: Any) -> Any:
    """A notice of the chain, with what was answered and seen."""
    notice.shown_items = shown.notice_items(notice)
    notice.seen = notice.look_backs.select_related("by").first()
    return notice
