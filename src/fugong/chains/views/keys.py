"""Key enterprises: the lists, one page for leaders, candidates, one enterprise with its trend, what holds it up, its review."""

from typing import Any

from django.db.models import Avg, Count, FilteredRelation, Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.chains import edges, exports, glance, lists, people, trend, words
from fugong.chains.access import serves_it
from fugong.chains.lists import KEY_TABS, Wanted
from fugong.chains.models import DailyReview, Interruption, KeyListing, Letter, ResumingOrder, ReviewStep
from fugong.chains.policy import Chains
from fugong.chains.views.access import EDIT, KEEP, VIEW, enterprise_of, status
from fugong.core import clock, kept
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import panels as registered
from fugong.registry.models import Enterprise
from fugong.registry.views.enterprises import rights
from fugong.resumption.models import Resumption
from fugong.workflow.moves import open_arrows

TABS = (
    ("listed", gettext_lazy("On a list")),
    ("stopped", gettext_lazy("Not at work")),
    ("unreviewed", gettext_lazy("Not reviewed today")),
    ("proposed", gettext_lazy("Proposed for a list")),
    ("ended", gettext_lazy("Ended")),
)
HELD_UP = ("demands", "filings", "rectification")
"""Panels of other rooms that say what holds an enterprise up."""
SHOWN, PAST = 20, 7


@campaign_page(VIEW)
@require_GET
def keys(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who stands on which list, and how it stands today."""
    wanted = Wanted.of(request.GET, KEY_TABS)
    rows = lists.listings(request.user, campaign, wanted)
    page = lists.page(
        rows.select_related("enterprise", "helper", "proposed_by", "confirmed_by"), request.GET.get("after", "")
    )
    stands = lists.stands(campaign, {row.enterprise_id for row in page.rows})
    for row in page.rows:
        row.campaign, row.stand = campaign, stands[row.enterprise_id]
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": page,
        "tabs": TABS,
        "lists": campaign.pack.chains.lists,
        "totals": totals(request.user, campaign),
        "note": campaign.pack.chains.note,
        "may_propose": request.user.holds(EDIT),
    }
    return render(request, "chains/keys.html", context)


@campaign_page(VIEW)
@require_GET
def keys_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    return exports.keys(request.user, campaign, Wanted.of(request.GET, KEY_TABS))


@campaign_page(VIEW)
@require_GET
def overview(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """One page for leaders: each list, who stands still, what waits for a signature, where the chain is held up."""
    user = request.user
    seen = KeyListing.objects.visible_to(user).filter(campaign=campaign, state="confirmed")
    working = Resumption.objects.filter(campaign=campaign, state="resumed").values("enterprise")
    stopped = seen.exclude(enterprise__in=working).select_related("enterprise", "helper").order_by("pk")[:SHOWN]
    stands = lists.stands(campaign, {row.enterprise_id for row in stopped})
    for row in stopped:
        row.campaign, row.stand = campaign, stands[row.enterprise_id]
    held_up = glance.bottlenecks(campaign, user)
    late = ReviewStep.objects.visible_to(user).filter(campaign=campaign, state="due", due_at__lt=clock.now())
    late = late.select_related("enterprise", "owner")
    context = {
        "campaign": campaign,
        "totals": totals(user, campaign),
        "stopped": stopped,
        "reviews": _review_counts(user, campaign),
        "late_steps": Page.placed(late.order_by("due_at", "pk"), SHOWN, request.GET.get("late", "")),
        "bottlenecks": [(each, words.bottleneck(each)) for each in held_up.value[:8]],
        "held_up_as_of": held_up.as_of,
        "broken": Interruption.objects.visible_to(user).filter(campaign=campaign, state="broken")
        .select_related("enterprise", "campaign__pack_version").order_by("due_at")[:SHOWN],
        "letters": Letter.objects.visible_to(user).filter(campaign=campaign, state__in=("draft", "sent"))
        .select_related("enterprise").order_by("due_at")[:SHOWN],
        "order": ResumingOrder.objects.visible_to(user).filter(campaign=campaign, state__in=("in_force", "ready")).first(),
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "chains/overview.html", context)


def totals(user: Any, campaign: Campaign) -> list[dict[str, Any]]:
    """Each list: how many stand on it, are at work, at what mean capacity. One query, however many lists; of a city a moment old."""
    record = FilteredRelation("enterprise__resumptions", condition=Q(enterprise__resumptions__campaign=campaign))
    at_work = Q(record__state="resumed")
    rows = KeyListing.objects.visible_to(user).filter(campaign=campaign, state="confirmed").annotate(record=record)
    counting = (
        rows.order_by()
        .values_list("key")
        .annotate(
            n=Count("pk"),
            working=Count("pk", filter=at_work),
            said=Count("record__capacity", filter=at_work),
            capacity=Sum("record__capacity", filter=at_work),
        )
    )
    counted = kept.lately(
        "chains.totals", lambda: kept.asked(rows), lambda: {key: numbers for key, *numbers in counting},
        lambda held: sum(n for n, *_others in held.values()),
    )  # fmt: skip
    found = []
    for each in campaign.pack.chains.lists:
        n, working, said, capacity = counted.get(each.key, (0, 0, 0, None))
        found.append({"list": each, "n": n, "working": working, "capacity": round(capacity / said) if said else None})
    return found


def _review_counts(user: Any, campaign: Campaign) -> dict[str, Any]:
    rows = DailyReview.objects.visible_to(user).filter(campaign=campaign, day=clock.today())
    return rows.aggregate(
        n=Count("pk"), done=Count("pk", filter=Q(state="done")), due=Count("pk", filter=Q(state="due")),
        capacity=Avg("capacity"),
    )  # fmt: skip


@campaign_page(EDIT)
@require_GET
def candidates(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enterprises for which a list's condition speaks, each with why."""
    return candidates_page(request, campaign, request.GET.get("list", ""))


def candidates_page(request: PageRequest, campaign: Campaign, key: str, refusal: Refused | None = None) -> HttpResponse:
    section: Chains = campaign.pack.chains
    chosen = section.list_(key) or next(iter(section.lists), None)
    context = {
        "campaign": campaign,
        "lists": section.lists,
        "chosen": chosen,
        "rows": lists.candidates(request.user, campaign, chosen.key) if chosen else [],
        "most": lists.CANDIDATES,
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(request, "chains/candidates.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def key(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """One enterprise, one plan."""
    return key_page(request, campaign, enterprise_of(request, campaign, enterprise))


def key_page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    """Where it stands, its trend by line, what holds it up, today's review and what follows, its chain, its lists."""
    user, where = request.user, {"campaign": campaign, "enterprise": enterprise}
    rows = KeyListing.objects.filter(**where).select_related("proposed_by", "confirmed_by", "helper")
    listings = Page.newest(rows, SHOWN, request.GET.get("lists", ""))
    registry = campaign.pack.registry
    for row in listings.rows:
        row.campaign, row.enterprise = campaign, enterprise
        row.moves = {arrow.key for arrow in open_arrows(row, user)}
        row.why_said = registry.say(row.why) if row.why else ""
    reviews = DailyReview.objects.visible_to(user).filter(**where).select_related("reviewer", "reviewed_by")
    today = reviews.filter(day=clock.today()).first()
    if today is not None:
        today.campaign, today.enterprise = campaign, enterprise
    past = reviews.exclude(day=clock.today()).prefetch_related("steps__owner")
    days, lines = trend.lines(campaign, enterprise)
    links, nodes = edges.of_enterprise(campaign, enterprise, user)
    own = edges.key_of(enterprise.pk)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "record": Resumption.objects.filter(**where).select_related("campaign").first(),
        "chart": trend.chart(campaign, enterprise),
        "days": days,
        "lines": lines,
        "listings": listings,
        "review": today,
        "may_review": today is not None and today.state == "due" and today.may_move(user, EDIT),
        "past": Page.placed(past.order_by("-day", "-pk"), PAST, request.GET.get("past", "")),
        "steps": ReviewStep.objects.visible_to(user)
        .filter(**where, state="due")
        .select_related("owner")
        .order_by("due_at"),
        "panels": _held_up(request, campaign, enterprise),
        "upstream": [(edge, nodes[edge.supplier]) for edge in links if edge.customer == own],
        "downstream": [(edge, nodes[edge.customer]) for edge in links if edge.supplier == own],
        "broken": Interruption.objects.visible_to(user)
        .filter(**where, state="broken")
        .select_related("campaign__pack_version"),
        "lists": campaign.pack.chains.lists,
        "owners": _owners(request, campaign, enterprise),
        "may_serve": serves_it(user, EDIT, enterprise),
        "may_keep": serves_it(user, KEEP, enterprise),
        "rows": range(3),
        "today": clock.today(),
        "events": history.page(request, Event.objects.of_enterprise(enterprise.pk).filter(verb__regex=STORY)),
        "typed": request.POST,
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "works": words.WORKS,
    }
    return render(request, "chains/key.html", context, status=status(refusal))


def _owners(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> list[Any]:
    """Who can be given a next step here: whoever serves the enterprise, and the reader."""
    found = people.servers(campaign, enterprise)
    own = request.user if serves_it(request.user, EDIT, enterprise) else None
    return found if own is None or own in found else [own, *found]


STORY = r"^(key_listing|daily_review|review_step|interruption|letter|supply_link|outside_link|premises_wanted)\."


def _held_up(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> list[Any]:
    """What other rooms know of its difficulties: their own panels, drawn."""
    base = {"campaign": campaign, "enterprise": enterprise, **rights(request, enterprise)}
    found = registered.shown(request, campaign, enterprise, only=HELD_UP)
    return [(panel, render_to_string(panel.template, {**base, **context}, request)) for panel, context in found]
