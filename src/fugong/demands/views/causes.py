"""Causes: what several enterprises suffer from alike, answered once for all of them."""

from collections.abc import Callable

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.demands import actions, handlers, lists, shown
from fugong.demands.actions.answering import LANGUAGES
from fugong.demands.arrows import OPEN
from fugong.demands.models import Cause, Demand
from fugong.demands.views.deeds import take
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

SHOWN = 50


@campaign_page(P.DEMAND_VIEW)
@require_GET
def causes(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The causes with how many demands each has, the greatest first."""
    counted = lists.causes(request.user, campaign).annotate(
        many=Count("demands"),
        open_many=Count("demands", filter=Q(demands__state__in=OPEN)),
        is_open=Q(closed_at=None),
    )
    names = {each.key: each.name for each in campaign.pack.demands.known}
    page = Page.placed(counted.order_by("-is_open", "-open_many", "-pk"), SHOWN, request.GET.get("after", ""))
    for row in page.rows:
        row.category_name = names.get(row.category, row.category)
    context = {"campaign": campaign, "page": page, "may_steer": request.user.holds(P.DEMAND_STEER)}
    return render(request, "demands/causes/list.html", context)


@campaign_page(P.DEMAND_VIEW)
@require_GET
def cause(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One cause: its demands, and the one answer for all of them."""
    return _page(request, _find(request, campaign, pk))


@campaign_page(P.DEMAND_VIEW)
@require_POST
def cause_deed(request: PageRequest, campaign: Campaign, pk: int, deed: str) -> HttpResponse:
    """Answers all, renames, closes."""
    refused = take(request, deed, DEEDS, lambda: _find(request, campaign, pk), _page)
    return refused or redirect("demands:cause", campaign.key, pk)


def _answer(request: PageRequest, found: Cause) -> str:
    texts = {key: text for key in LANGUAGES if (text := request.POST.get(f"text-{key}", "")).strip()}
    answered = actions.answer_cause(cause=found, text=request.POST.get("text", ""), texts=texts, by=request.user)
    many = len(answered)
    return ngettext("%(n)s enterprise was answered.", "%(n)s enterprises were answered.", many) % {"n": many}


def _change(request: PageRequest, found: Cause) -> str:
    actions.rename_cause(
        cause=found, title=request.POST.get("title", ""), note=request.POST.get("note", ""), by=request.user
    )
    return _("Saved.")


def _close(request: PageRequest, found: Cause) -> str:
    actions.close_cause(cause=found, by=request.user)
    return _("Closed. Its demands stay as they are.")


DEEDS: dict[str, Callable[[PageRequest, Cause], str]] = {"answer": _answer, "change": _change, "closing": _close}


def _find(request: PageRequest, campaign: Campaign, pk: int) -> Cause:
    rows = Cause.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found: Cause | None = rows.select_related("campaign__pack_version", "campaign__jurisdiction", "opened_by").first()
    if found is None:
        raise Http404
    return found


def _page(request: PageRequest, found: Cause, refusal: Refused | None = None) -> HttpResponse:
    rows = Demand.objects.visible_to(request.user).filter(cause=found)
    page = lists.page(lists.shown(rows), request.GET.get("after", ""), by="")
    shown.dress(page.rows, found.campaign)
    counts = rows.aggregate(
        many=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        waiting=Count("pk", filter=Q(state__in=["received", "accepted", "suspended"])),
        confirmed=Count("pk", filter=Q(state="confirmed")),
    )
    context = {
        "campaign": found.campaign,
        "cause": found,
        "page": page,
        "counts": counts,
        "may_change": found.opened_by_id == request.user.pk or handlers.steers(request.user, found),
        "may_answer": found.closed_at is None and counts["waiting"] and request.user.holds(P.DEMAND_HANDLE),
        "languages": shown.further_languages(found.campaign, request.POST if refusal else {}),
        "events": history.of(request, "cause", found.pk),
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "typed": request.POST if refusal else {"title": found.title, "note": found.note},
    }
    return render(request, "demands/causes/cause.html", context, status=refusal.status if refusal else 200)
