"""The list of enterprises, one enterprise with its whole story, and the forms that enter and correct it."""

import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fugong.accounts import undoing
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places import geometry
from fugong.places.models import Campaign, Jurisdiction, code_prefix
from fugong.places.pages import campaign_page
from fugong.registry import lists, panels, restoring
from fugong.registry.access import may
from fugong.registry.actions import enterprises as actions
from fugong.registry.forms import EnterpriseForm, blame
from fugong.registry.models import Enterprise, Park
from fugong.registry.sheets_out import write_list
from fugong.registry.views import finding

MOST_OFFERED = 200
"""Areas, grids or parks offered in one filter; a bigger place is narrowed by area first."""
MOST_NAMES = 12


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def listing(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The list, one page of it, with its filters in the address."""
    wanted = lists.Wanted.of(request.GET)
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": lists.page(request.user, campaign, wanted),
        "columns": lists.columns,
        "filters": _filters(campaign, wanted),
        "names": names_of(campaign),
        "orders": [(key, order.label) for key, order in lists.ORDERS.items()],
        "links": [link for link in lists.links.values() if request.user.holds(link.needs)],
        "may_enter": request.user.holds(Permission.REGISTRY_EDIT),
        "may_export": request.user.holds(Permission.REGISTRY_EXPORT),
        "may_open_accounts": request.user.holds(Permission.ACCOUNT_MANAGE),
    }
    return render(request, "registry/enterprises.html", context)


@campaign_page(Permission.REGISTRY_EXPORT)
@require_safe
def sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The whole list as Excel, with the same filters: those that have not filed too."""
    wanted = lists.Wanted.of(request.GET)
    rows = lists.matching(request.user, campaign, wanted, Permission.REGISTRY_EXPORT)
    return write_list(request.user, campaign, lists.ordered(rows, wanted.sort))


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def names(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A few enterprises that match what is being typed, as options of a field."""
    wanted = lists.Wanted(text=request.GET.get("other", "").strip()[:100])
    found = lists.matching(request.user, campaign, wanted).select_related("enterprise") if wanted.text else []
    return render(request, "registry/parts/names.html", {"rows": found[:MOST_NAMES]})


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def one(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One enterprise on one page: what every room has to say of it."""
    enterprise = finding.enterprise(request, campaign, pk)
    return render(request, "registry/enterprise.html", page_of(request, campaign, enterprise))


def page_of(request: PageRequest, campaign: Campaign, enterprise: Enterprise, **more: Any) -> dict[str, Any]:
    """What the page of one enterprise shows; `more` goes to every panel."""
    base = {"campaign": campaign, "enterprise": enterprise, **rights(request, enterprise), **more}
    drawn = [
        {"panel": panel, "html": render_to_string(panel.template, {**base, **found}, request)}
        for panel, found in panels.shown(request, campaign, enterprise)
    ]
    return {**base, "panels": drawn}


def rights(request: PageRequest, enterprise: Enterprise) -> dict[str, bool]:
    """What the reader may do with the enterprise."""
    return {
        "may_edit": may(request.user, Permission.REGISTRY_EDIT, enterprise),
        "may_reveal": may(request.user, Permission.CONTACT_REVEAL, enterprise),
        "may_assign": may(request.user, Permission.ASSIGNMENT_MANAGE, enterprise),
        "may_invite": may(request.user, Permission.ACCOUNT_MANAGE, enterprise),
    }


@campaign_page(Permission.REGISTRY_EDIT)
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enter an enterprise."""
    form = EnterpriseForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create(values=form.values(), by=request.user, campaign=campaign)
        except Refused as refused:
            blame(form, refused)
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": made.name})
            return redirect("registry:enterprise", campaign.key, made.pk)
    return _form_page(request, campaign, form)


@campaign_page(Permission.REGISTRY_EDIT)
def edit(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Correct an enterprise."""
    enterprise = finding.enterprise(request, campaign, pk)
    form = EnterpriseForm(request.POST or None, campaign=campaign, enterprise=enterprise)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update(
                enterprise=enterprise, values=form.values(), by=request.user, campaign=campaign,
                seen=form.cleaned_data["seen"], reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refused:
            blame(form, refused)
        else:
            made = restoring.of_update(enterprise, request.user)
            undoing.said(request, _("Saved. Segments and officers asked for are up to date."), made)
            return redirect("registry:enterprise", campaign.key, pk)
    return _form_page(request, campaign, form, enterprise)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def closing(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The enterprise has ceased to exist."""
    enterprise = finding.enterprise(request, campaign, pk)
    actions.close(enterprise=enterprise, by=request.user, reason=request.POST.get("reason", ""))
    made = undoing.offer(kind="enterprise.close", by=request.user, about=enterprise, enterprise=enterprise.pk)
    undoing.said(request, _("Closed. The enterprise no longer counts; its story stays."), made)
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def reopening(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The enterprise exists after all."""
    enterprise = finding.enterprise(request, campaign, pk)
    actions.reopen(enterprise=enterprise, by=request.user, reason=request.POST.get("reason", ""))
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def tags(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Set the tags."""
    enterprise = finding.enterprise(request, campaign, pk)
    known = {tag.key for tag in campaign.pack.registry.tags}
    others = [tag for tag in enterprise.tags if tag not in known]  # set under another pack: they stay
    chosen = [tag for tag in request.POST.getlist("tags") if tag in known]
    before = copy.copy(enterprise)
    after = actions.set_tags(enterprise=enterprise, tags=[*others, *chosen], by=request.user)
    if after.tags != before.tags:
        undoing.said(request, _("The tags are set."), restoring.of_update(before, request.user))
    return redirect("registry:enterprise", campaign.key, pk)


def names_of(campaign: Campaign) -> dict[str, dict[str, Any]]:
    """Keys of the pack → what they are called."""
    rules = campaign.pack.registry
    parts = {"segments": rules.segments, "groups": rules.groups, "posts": rules.posts, "tags": rules.tags}
    return {part: {item.key: item.name for item in items} for part, items in parts.items()}


def _form_page(
    request: PageRequest, campaign: Campaign, form: EnterpriseForm, enterprise: Enterprise | None = None
) -> HttpResponse:
    back = reverse("registry:enterprise", args=[campaign.key, enterprise.pk]) if enterprise else ""
    context = {"campaign": campaign, "form": form, "enterprise": enterprise, "back": back}
    return render(request, "registry/enterprise_form.html", context, status=422 if form.errors else 200)


def _filters(campaign: Campaign, wanted: lists.Wanted) -> list[dict[str, Any]]:
    """The choosers above the list: key, label, what is chosen, and (value, label) to choose from."""
    rules = campaign.pack.registry
    prefix = _prefix(campaign, wanted)
    grids = geometry.grids_of(campaign).filter(jurisdiction__prefix__startswith=prefix)
    parks = Park.objects.filter(jurisdiction__prefix__startswith=prefix)
    posts = [(post.key, _("no %(post)s") % {"post": post.name}) for post in rules.posts if post.covers]
    offers = [
        ("segment", _("Segment"), [(each.key, each.name) for each in rules.segments]),
        ("group", _("Industry group"), [(each.key, each.name) for each in rules.groups]),
        ("area", _("Area"), _areas(campaign, prefix)),
        ("grid", _("Grid"), _some(grids, wanted.grid)),
        ("park", _("Park or building"), _some(parks, wanted.park)),
        ("tag", _("Tag"), [(each.key, each.name) for each in rules.tags]),
        ("uncovered", _("Officers missing"), [(lists.ANY, _("any officer")), *posts] if posts else []),
    ]
    found = [
        {
            "key": key,
            "label": label,
            "chosen": getattr(wanted, key),
            "choices": choices,
            "has_more": key in ("grid", "park") and len(choices) > MOST_OFFERED,
        }
        for key, label, choices in offers
        if choices
    ]
    for key, other in lists.filters.items():
        choices = list(other.choices(campaign))
        found.append({"key": key, "label": other.label, "chosen": wanted.more.get(key, ""), "choices": choices})
    return found


def _some(rows: Any, chosen: str) -> list[tuple[str, Any]]:
    """The first of very many, after the one that is chosen; an area narrows them."""
    found = list(rows[: MOST_OFFERED + 1])
    if chosen and len(found) > MOST_OFFERED:
        found = [*rows.filter(pk=numbers.asked(chosen) or 0), *(each for each in found if str(each.pk) != chosen)]
    return [(str(each.pk), each) for each in found[: MOST_OFFERED + 1]]


def _prefix(campaign: Campaign, wanted: lists.Wanted) -> str:
    chosen = code_prefix(wanted.area.ljust(12, "0")) if wanted.area else ""
    return chosen if chosen.startswith(campaign.jurisdiction.prefix) else campaign.jurisdiction.prefix


def _areas(campaign: Campaign, prefix: str) -> list[tuple[str, str]]:
    """One level of the tree at a time: the chosen node, what is above it within the campaign, and its children."""
    own = campaign.jurisdiction.prefix
    nodes = Jurisdiction.objects.within(own).exclude(prefix=own)
    above = [
        node for node in nodes.filter(prefix__in=[prefix[:length] for length in range(len(own) + 1, len(prefix) + 1)])
    ]
    children = nodes.filter(parent__prefix=prefix)
    return [(node.code, str(node)) for node in [*above, *children]]
