"""The table of indicators with their definitions and lineage, and the rows behind each number."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.figures import closing, command, comparing, compute, freezing, listing, measures, readings
from fugong.figures.cells import GRID, GROUP, ITSELF, OWN
from fugong.figures.listing import Asked
from fugong.figures.views.command import charts, day_asked
from fugong.places.access import ancestors
from fugong.places.models import Campaign, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.resumption import standings
from fugong.sheets import writer


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def figures_page(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """All indicators of a day at a node of the tree within a segment or group."""
    user: Any = request.user
    day = day_asked(request)
    node = _node(campaign, request.GET.get("node", ""))
    part = request.GET.get("segment", "")
    if day < clock.today() and not standings.is_open(campaign, day):
        now = None
    else:
        now = compute.figures(campaign, day, user)
    kept = freezing.frozen(campaign, day)
    context = {
        "campaign": campaign,
        "day": day,
        "today": clock.today(),
        "node": node,
        "path": _path(campaign, node),
        "part": part,
        "parts": _parts(campaign),
        "lines": comparing.lines(campaign, now, node.prefix, part) if now else [],
        "areas": command.closed(campaign, now, "areas", command.areas_below(campaign, now, node), node.prefix)
        if now
        else [],
        "published": comparing.published(campaign, now) if now and now.whole else [],
        "kept": kept.kept if kept else None,
        "moved": _moved(campaign, kept) if kept and now and now.whole and day < clock.today() else [],
        "since": freezing.reports_since(campaign, kept.kept, user) if kept and now and now.whole else [],
        "charts": charts(campaign, now) if now else [],
        "may_freeze": user.scope(Permission.FIGURES_FREEZE).covers_area(campaign.jurisdiction.code),
        "measures": measures.by_kind(),
    }
    return render(request, "figures/figures.html", context)


def _node(campaign: Campaign, prefix: str) -> Jurisdiction:
    """The node asked for, within the campaign's own."""
    own = campaign.jurisdiction
    if not prefix or prefix == own.prefix or not prefix.startswith(own.prefix):
        return own
    found = Jurisdiction.objects.filter(prefix=prefix).first()
    if found is None:
        raise Http404
    return found


def _path(campaign: Campaign, node: Jurisdiction) -> list[Jurisdiction]:
    """The nodes from the campaign's own down to this one's parent."""
    own = campaign.jurisdiction.prefix
    above = [prefix for prefix in ancestors(node.prefix) if len(own) <= len(prefix) < len(node.prefix)]
    return list(Jurisdiction.objects.filter(prefix__in=above).order_by("code"))


def _parts(campaign: Campaign) -> list[tuple[str, str]]:
    rules = campaign.pack.registry
    found = [(each.key, str(each.name)) for each in rules.segments]
    return found + [(GROUP + each.key, str(each.name)) for each in rules.groups]


def _moved(campaign: Campaign, kept: freezing.Frozen) -> list[dict[str, Any]]:
    names = dict(_parts(campaign))
    return [
        {
            "measure": measures.MEASURES[each.measure].name,
            "part": names.get(each.part, ""),
            "was": readings.number(campaign.pack.figures, each.was),
            "now": readings.number(campaign.pack.figures, each.now),
        }
        for each in freezing.moved(campaign, kept)
    ]


@campaign_page(Permission.FIGURES_FREEZE)
@require_POST
def freeze(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Freezes today's figures."""
    by: Any = request.user
    freezing.freeze(campaign=campaign, day=clock.today(), by=by)
    messages.success(request, _("Today's figures are frozen as they are now."))
    return redirect("figures:figures", campaign.key)


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def rows_page(request: HttpRequest, campaign: Campaign, measure: str) -> HttpResponse:
    """The list that a number counts."""
    asked = _asked(request, campaign, measure)
    user: Any = request.user
    found = listing.rows(asked, user)
    after = request.GET.get("after", "")
    last = numbers.asked(after) or 0
    start = last if asked.kind else 0
    if last and not asked.kind:
        found = found.filter(enterprise_id__gt=last)
    rows = list(found[start : start + listing.PAGE + 1])
    more = len(rows) > listing.PAGE
    rows = rows[: listing.PAGE]
    following = None
    if more:
        following = start + listing.PAGE if asked.kind else rows[-1].enterprise_id
    context = {
        "campaign": campaign,
        "asked": asked,
        "rows": [listing.line(asked, row) for row in rows],
        "value": _value(asked, user),
        "total": listing.total(asked, user),
        "page": Page(rows, str(following) if more else None, not after),
        "where": _where(asked),
        "may_export": user.holds(Permission.REGISTRY_EXPORT),
    }
    return render(request, "figures/rows.html", context)


def _asked(request: HttpRequest, campaign: Campaign, measure: str) -> Asked:
    found = measures.MEASURES.get(measure)
    if found is None:
        raise Http404
    wanted = request.GET.get("node", "")
    node = _node(campaign, wanted.removesuffix(ITSELF))
    prefix = "" if node == campaign.jurisdiction else node.prefix
    if wanted.endswith(ITSELF):
        prefix = node.prefix + ITSELF
    text = request.GET.get("q", "").strip()[:80]
    return Asked(campaign, found, day_asked(request), prefix, request.GET.get("segment", "")[:60], text)


def _value(asked: Asked, user: User) -> Any:
    """The number itself, as the figures give it to this person."""
    if asked.day < clock.today() and not standings.is_open(asked.campaign, asked.day):
        return None
    return compute.figures(asked.campaign, asked.day, user).value(asked.measure.key, node=asked.node, part=asked.part)


def _where(asked: Asked) -> list[str]:
    """In words: which area, which slice."""
    found = []
    if asked.node:
        found.append(str(Jurisdiction.objects.get(prefix=asked.node.removesuffix(ITSELF))))
    if asked.node.endswith(ITSELF) or asked.part in (GROUP, GRID):
        found.append(str(closing.NO_GRID if asked.part == GRID else closing.OTHERS))
    if asked.part not in ("", GROUP, GRID):
        from fugong.places.models import Grid

        if asked.part.startswith(OWN):
            own, names = asked.part.removeprefix(OWN), asked.kind.parts(asked.campaign.pack) if asked.kind else {}
            found.append(str(names.get(own, own)))
        elif asked.part.startswith("#"):
            grid = Grid.objects.filter(pk=numbers.asked(asked.part[1:]) or 0).first()
            found.append(str(grid) if grid else asked.part)
        else:
            found.append(dict(_parts(asked.campaign)).get(asked.part, asked.part))
    return found


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def rows_sheet(request: HttpRequest, campaign: Campaign, measure: str) -> HttpResponseBase:
    """The same list as a sheet."""
    asked = _asked(request, campaign, measure)
    name = " ".join([str(campaign), asked.day.isoformat(), str(asked.measure.name), *_where(asked)])
    rows = listing.export(asked, request.user)  # type: ignore[arg-type]
    return writer.download(writer.workbook(writer.Sheet(listing.columns(asked), rows, title=name)), name)
