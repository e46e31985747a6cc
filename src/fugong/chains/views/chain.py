"""The supply chain: drawn, as a table, where it is held up; its links, and supplies that are interrupted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.chains import drawing, edges, exports, glance, lists, words
from fugong.chains.actions import interruptions as breaks
from fugong.chains.actions import supplies as actions
from fugong.chains.lists import Wanted
from fugong.chains.models import Interruption, Letter
from fugong.chains.views.access import (
    EDIT,
    VIEW,
    acted,
    day,
    enterprise_of,
    interruption_of,
    link_of,
    outside_of,
    partner_of,
    status,
)
from fugong.chains.views.keys import key_page
from fugong.core import clock, numbers
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows

DEPTHS = (1, 2, 3)
ROWS = 600
PAGE = 100
BREAK_TABS = (
    ("broken", gettext_lazy("Interrupted")),
    ("late", gettext_lazy("Overdue")),
    ("restored", gettext_lazy("Restored")),
    ("all", gettext_lazy("All")),
)
SAID = ("side", "other", "partner", "uscc", "region", "authority", "works", "what", "kind", "share")


@campaign_page(VIEW)
@require_GET
def chain(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Around an enterprise, or around a list: upstream on the left, downstream on the right, each with its state in words."""
    number, key = numbers.asked(request.GET.get("enterprise", "")), request.GET.get("list", "")[:40]
    depth = numbers.asked(request.GET.get("depth", ""), max(DEPTHS)) or 2
    seen = glance.around(campaign, request.user, enterprise=number, key=key, depth=depth)
    shown = seen.part
    drawn = drawing.draw(shown, frozenset(seen.centres) if number else frozenset())
    context = {
        "campaign": campaign,
        "drawing": drawn,
        "rows": [(shown.nodes[edge.supplier], edge, shown.nodes[edge.customer]) for edge in shown.edges[:ROWS]],
        "nodes": len(shown.nodes),
        "of": seen.of,
        "centre": seen.centre,
        "number": number,
        "key": key,
        "depth": depth,
        "depths": DEPTHS,
        "lists": campaign.pack.chains.lists,
        "rings": [[shown.nodes[each] for each in ring] for ring in shown.rings()][:5],
        "bottlenecks": [(each, words.bottleneck(each)) for each in seen.bottlenecks],
        "goods": {each.key: str(each.name) for each in campaign.pack.chains.goods},
        "works": words.WORKS,
        "may_import": request.user.holds(EDIT),
        "as_of": seen.as_of,
    }
    return render(request, "chains/chain.html", context)


@campaign_page(VIEW)
@require_GET
def chain_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """Every link that the person sees as a sheet, which can be read in again."""
    return exports.links(request.user, campaign)


@campaign_page(VIEW)
@require_GET
def links(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Links that one side said and nobody confirmed yet."""
    graph = edges.whole(campaign, request.user)
    rows = [(graph.nodes[edge.supplier], edge, graph.nodes[edge.customer]) for edge in graph.edges if edge.waits]
    seen = [row for row in rows if row[0].seen or row[2].seen]
    context = {
        "campaign": campaign,
        "page": Page.placed(seen, PAGE, request.GET.get("after", "")),
        "works": words.WORKS,
    }
    return render(request, "chains/links.html", context)


# -- links --------------------------------------------------------------------------------------------------------


@campaign_page(EDIT)
@require_http_methods(["GET", "POST"])
def link_new(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """Notes a supplier or a customer of an enterprise."""
    found = enterprise_of(request, campaign, enterprise)
    if request.method == "GET":
        return link_form(request, campaign, found, "chains/link_form.html")
    return acted(
        request,
        lambda: enter_link(request, campaign, found),
        lambda: _("The link is entered."),
        lambda: ("chains:key", campaign.key, found.pk),
        lambda refusal: link_form(request, campaign, found, "chains/link_form.html", refusal),
    )


def enter_link(request: PageRequest, campaign: Campaign, enterprise: Any) -> Any:
    """What was typed: one of ours, or a partner outside where a region is given."""
    typed = {name: request.POST.get(name, "") for name in SAID}
    said = actions.Said(typed["what"], typed["kind"], typed["share"], "critical" in request.POST)
    where = {"campaign": campaign, "enterprise": enterprise, "side": typed["side"], "said": said, "by": request.user}
    if request.POST.get("place") == "outside":
        partner = {"name": typed["partner"], **{name: typed[name] for name in ("uscc", "region", "authority", "works")}}
        return actions.link_outside(partner=partner, **where)
    return actions.link(other=actions.other_of(campaign, typed["other"]), **where)


def link_form(
    request: PageRequest, campaign: Campaign, enterprise: Any, template: str, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "goods": campaign.pack.chains.goods,
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "works": words.WORKS.items(),
    }
    return render(request, template, context, status=status(refusal))


def done(request: PageRequest, do: Callable[[], Any], said: str, to: tuple[Any, ...]) -> HttpResponse:
    """A small step whose refusal is a message of its own page."""
    try:
        do()
        messages.success(request, said)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, refusal.message)
    return redirect(*to)


@campaign_page(EDIT)
@require_POST
def link_confirmation(request: PageRequest, campaign: Campaign, link: int) -> HttpResponse:
    """An officer says that it is so."""
    found = link_of(request, campaign, link)
    do = lambda: actions.confirm(link=found, by=request.user)  # noqa: E731
    return done(request, do, _("The link is confirmed."), ("chains:links", campaign.key))


@campaign_page(EDIT)
@require_POST
def link_removal(request: PageRequest, campaign: Campaign, link: int) -> HttpResponse:
    """It isn't so."""
    found = link_of(request, campaign, link)
    do = lambda: actions.remove(link=found, by=request.user)  # noqa: E731
    return done(request, do, _("The link is taken away."), ("chains:links", campaign.key))


@campaign_page(EDIT)
@require_POST
def outside_confirmation(request: PageRequest, campaign: Campaign, outside: int) -> HttpResponse:
    """An officer says that it is so."""
    found = outside_of(request, campaign, outside)
    do = lambda: actions.confirm_outside(link=found, by=request.user)  # noqa: E731
    return done(request, do, _("The link is confirmed."), ("chains:links", campaign.key))


@campaign_page(EDIT)
@require_POST
def outside_removal(request: PageRequest, campaign: Campaign, outside: int) -> HttpResponse:
    """It isn't so."""
    found = outside_of(request, campaign, outside)
    do = lambda: actions.remove_outside(link=found, by=request.user)  # noqa: E731
    return done(request, do, _("The link is taken away."), ("chains:links", campaign.key))


@campaign_page(EDIT)
@require_POST
def partner_works(request: PageRequest, campaign: Campaign, partner: int) -> HttpResponse:
    """Whether a partner outside runs, as somebody heard."""
    found, works = partner_of(campaign, partner), request.POST.get("works", "")
    do = lambda: actions.partner_works(partner=found, works=works, by=request.user)  # noqa: E731
    return done(request, do, _("Noted."), ("chains:chain", campaign.key))


# -- interruptions ------------------------------------------------------------------------------------------------


@campaign_page(VIEW)
@require_GET
def interruptions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Supplies that are interrupted, and those restored."""
    wanted = Wanted.of(request.GET, [key for key, _name in BREAK_TABS])
    rows = lists.interruptions(request.user, campaign, wanted).select_related("enterprise", "campaign__pack_version")
    context = {
        "campaign": campaign, "wanted": wanted, "tabs": BREAK_TABS, "page": lists.page(rows, request.GET.get("after", "")),
    }  # fmt: skip
    return render(request, "chains/interruptions.html", context)


@campaign_page(EDIT)
@require_POST
def report(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """A supply of the enterprise is interrupted: `link` is `i<number>` within the area, `o<number>` to a partner outside."""
    found = enterprise_of(request, campaign, enterprise)
    link = chosen_link(request, campaign, found)
    made: list[Interruption] = []
    return acted(
        request,
        lambda: made.append(_report(request, campaign, link)),
        lambda: _("Noted: the supply is interrupted."),
        lambda: ("chains:interruption", campaign.key, made[0].pk),
        lambda refusal: key_page(request, campaign, found, refusal),
    )


def chosen_link(request: PageRequest, campaign: Campaign, enterprise: Any) -> Any:
    """The link that was chosen, of those by which the enterprise buys; None where it is none of them."""
    given = request.POST.get("link", "")
    number = numbers.asked(given[1:])
    if number is None:
        return None
    if given[0] == "o":
        return (
            enterprise.outside_links.filter(campaign=campaign, pk=number)
            .select_related("partner", "enterprise")
            .first()
        )
    return enterprise.suppliers.filter(pk=number).select_related("supplier", "customer").first()


def _report(request: PageRequest, campaign: Campaign, link: Any) -> Interruption:
    if link is None:
        raise refuse("link", _("Choose which supply is interrupted."))
    given = {name: request.POST.get(name, "") for name in ("cause", "note")}
    return breaks.report(campaign=campaign, link=link, since=day(request, "since"), by=request.user, **given)


@campaign_page(VIEW)
@require_GET
def interruption(request: PageRequest, campaign: Campaign, interruption: int) -> HttpResponse:
    """One of them: what is known, what was done, letters about it."""
    return interruption_page(request, campaign, interruption_of(request, campaign, interruption))


def interruption_page(
    request: PageRequest, campaign: Campaign, found: Interruption, refusal: Refused | None = None
) -> HttpResponse:
    supplier = found.link.supplier if found.link else None
    context = {
        "campaign": campaign,
        "found": found,
        "enterprise": found.enterprise,
        "supplier": supplier,
        "partner": found.outside.partner if found.outside else None,
        "letters": Letter.objects.visible_to(request.user).filter(interruption=found).order_by("-pk"),
        "kinds": campaign.pack.chains.letters.kinds,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "may_write": request.user.is_staff_member and request.user.holds(EDIT) and found.state == "broken",
        "events": history.of(request, "interruption", found.pk),
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, "chains/interruption.html", context, status=status(refusal))


@campaign_page(EDIT)
@require_POST
def restoration(request: PageRequest, campaign: Campaign, interruption: int) -> HttpResponse:
    """It flows again."""
    found = interruption_of(request, campaign, interruption)
    return acted(
        request,
        lambda: breaks.restore(interruption=found, how=request.POST.get("how", ""), by=request.user),
        lambda: _("The supply flows again."),
        lambda: ("chains:interruption", campaign.key, found.pk),
        lambda refusal: interruption_page(request, campaign, found, refusal),
    )


@campaign_page(EDIT)
@require_POST
def interruption_withdrawal(request: PageRequest, campaign: Campaign, interruption: int) -> HttpResponse:
    """There was none."""
    found = interruption_of(request, campaign, interruption)
    return acted(
        request,
        lambda: breaks.withdraw(interruption=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Taken back."),
        lambda: ("chains:interruptions", campaign.key),
        lambda refusal: interruption_page(request, campaign, found, refusal),
    )
