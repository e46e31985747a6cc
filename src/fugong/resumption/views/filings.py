"""Officers' lists: filings by tab, several decided at once, the board, the day, today."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import todo
from fugong.resumption import board as boards
from fugong.resumption import exports, lists, rules
from fugong.resumption.actions import filings as actions
from fugong.resumption.actions import promises
from fugong.resumption.arrows import FILING
from fugong.resumption.models import Filing, Resumption

TABS = (
    ("mine", gettext_lazy("My turn")),
    ("open", gettext_lazy("Under review")),
    ("overdue", gettext_lazy("Overdue")),
    ("returned", gettext_lazy("Returned")),
    ("all", gettext_lazy("All")),
)
LATENESS = (
    ("late", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("Due within 4 hours")),
    ("later", gettext_lazy("Later")),
)
AT_ONCE = 100


@campaign_page(Permission.FILING_VIEW)
@require_GET
def filings(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Filings, oldest first. "My turn" is a tab, never the only view."""
    decides = request.user.holds(Permission.FILING_DECIDE)
    wanted = lists.Wanted.of(request.GET, decides=decides)
    page = lists.page(lists.filings(request.user, campaign, wanted), request.GET.get("after", ""))
    pack = campaign.pack
    posts = {post.key: str(post.name) for post in pack.registry.posts}
    routes = {route.key: str(route.name) for route in pack.resumption.routes}
    for row in page.rows:
        row.route_name = routes.get(row.route, row.route)
        for step in row.open_steps:
            step.post_name, step.name = rules.post_name(step), rules.step_name(step)
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": page,
        "ranked": Resumption.objects.filter(campaign=campaign, priority=1).exists(),
        "tabs": TABS if decides else [tab for tab in TABS if tab[0] != "mine"],
        "routes": routes.items(),
        "posts": [(key, posts[key]) for key in _posts_in_use(campaign)],
        "states": [(key, name) for key, name in FILING.states.items() if key not in ("draft", "replaced")],
        "segments": [(segment.key, segment.name) for segment in pack.registry.segments],
        "lateness": LATENESS,
        "filtered": bool(
            wanted.text or wanted.route or wanted.post or wanted.state or wanted.segment or wanted.lateness
        ),
    }
    return render(request, "resumption/filings/list.html", context)


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def filings_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet; with `with_missing` also those who haven't filed."""
    wanted = lists.Wanted.of(request.GET, decides=request.user.holds(Permission.FILING_DECIDE))
    return exports.filings(request.user, campaign, wanted, with_missing="with_missing" in request.GET)


@campaign_page(Permission.FILING_VIEW)
@require_POST
def decisions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Passes the ticked filings, each by itself: one that can't be passed is named and doesn't hold up the others."""
    keys = numbers.ticked(request.POST.getlist("filing"), AT_ONCE)
    rows = Filing.objects.visible_to(request.user).filter(campaign=campaign, pk__in=keys).select_related("enterprise")
    passed = 0
    for filing in rows.order_by("filed_at", "pk"):
        try:
            actions.decide(filing=filing, outcome="pass", by=request.user, opinion=request.POST.get("opinion", ""))
            passed += 1
        except Refused as refusal:
            messages.warning(request, f"{filing.enterprise}: {refusal.message}")
    if passed:
        messages.success(request, ngettext("%(n)s filing passed.", "%(n)s filings passed.", passed) % {"n": passed})
    elif not keys:
        messages.info(request, _("Tick the filings first."))
    return redirect("resumption:filings", campaign.key)


@campaign_page(Permission.FILING_VIEW)
@require_GET
def board(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who is stuck where: routes as rows, posts as columns, counts by lateness."""
    kept, due = promises.rate(request.user, campaign)
    context = {"campaign": campaign, "lanes": boards.lanes(request.user, campaign), "kept": kept, "due": due}
    return render(request, "resumption/filings/board.html", context)


@campaign_page(Permission.FILING_VIEW)
@require_GET
def same_day(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Filed today, guided today, approved today: what is done, what isn't, what stands from before."""
    rows = boards.same_day(request.user, campaign)
    many = boards.counted_today(request.user, campaign)
    parts = {name: lists.page(found, request.GET.get(name, "")) for name, found in rows.items()}
    context = {"campaign": campaign, **parts, "many": many, "filed": many["open"] + many["decided"]}
    return render(request, "resumption/filings/same_day.html", context)


@campaign_page(Permission.FILING_VIEW)
@require_GET
def today(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The officer's list, by deadline, from all rooms: of each source the most pressing, or (`of`) all of one."""
    only = request.GET.get("of", "")[:80]
    found = todo.shown(request.user, campaign, only)
    overdue = [each for each in found if each.todo.overdue]
    coming = [each for each in found if not each.todo.overdue]
    context = {
        "campaign": campaign,
        "overdue": overdue,
        "coming": coming,
        "more_overdue": any(each.more for each in overdue),
        "more_coming": any(each.more for each in found),
        "only": only,
        "counted": todo.COUNTED,
    }
    return render(request, "resumption/today.html", context)


def _posts_in_use(campaign: Campaign) -> list[str]:
    """Posts that some route speaks of, in the order of the routes."""
    used = [step.post for route in campaign.pack.resumption.routes for step in route.steps]
    return list(dict.fromkeys(used))
