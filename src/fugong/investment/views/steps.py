"""Talks with their minutes, next steps."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.core import clock
from fugong.core.paging import Page
from fugong.investment import lists
from fugong.investment.actions import talks as actions
from fugong.investment.actions.talks import Next
from fugong.investment.models import Lead
from fugong.investment.views.access import MANAGE, VIEW, day, may_keep, step_of, worker
from fugong.investment.views.leads import moved
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(MANAGE)
@require_POST
def talk(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """Notes a talk, and what follows."""
    sent = request.POST

    def do(found: Lead) -> object:
        follows = [_next(request, campaign)] if sent.get("what", "").strip() else []
        return actions.hold(
            lead=found, held_on=day(request, "held_on"), way=sent.get("way", ""), people=sent.get("people", ""),
            minutes=sent.get("minutes", ""), agreed=sent.get("agreed", ""), steps=follows, by=request.user,
        )  # fmt: skip

    return moved(request, campaign, lead, do, lambda: _("The talk is noted."))


@campaign_page(MANAGE)
@require_POST
def plan(request: PageRequest, campaign: Campaign, lead: int) -> HttpResponse:
    """Plans a next step."""
    return moved(
        request, campaign, lead, lambda found: actions.plan(lead=found, step=_next(request, campaign), by=request.user),
        lambda: _("The next step is planned."),
    )  # fmt: skip


def _next(request: PageRequest, campaign: Campaign) -> Next:
    owner = worker(campaign, request.POST.get("owner"), "owner")
    return Next(request.POST.get("what", ""), owner, day(request, "by_on"))


@campaign_page(MANAGE)
@require_POST
def end(request: PageRequest, campaign: Campaign, lead_step: int) -> HttpResponse:
    """Done, or not needed any more."""
    found, sent = step_of(request, campaign, lead_step), request.POST

    def do(_lead: Lead) -> object:
        if sent.get("outcome") == "drop":
            return actions.drop(step=found, by=request.user, reason=sent.get("reason", ""))
        return actions.done(step=found, by=request.user, result=sent.get("reason", ""))

    return moved(request, campaign, found.lead_id, do, lambda: _("Noted."))


@campaign_page(VIEW)
@require_GET
def steps(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Everything that is to be done about leads; mine first."""
    mine = request.GET.get("mine") == "1"
    rows = lists.steps(request.user, campaign, mine=mine)
    context = {
        "campaign": campaign, "page": Page.placed(rows, lists.PAGE, request.GET.get("after", "")), "mine": mine,
        "now": clock.now(), "may_keep": may_keep(request),
    }  # fmt: skip
    return render(request, "investment/steps.html", context)
