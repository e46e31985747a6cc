"""Campaigns: look at them, open one from a pack, move it to the pack's newer version, close it."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places import actions
from fugong.places.models import Campaign
from fugong.policy import as_written, differences, loaded
from fugong.policy.loaded import keys as pack_keys
from fugong.policy.report import PackFaulty
from fugong.registry.models import Enrolment
from fugong.web.forms import CampaignForm, add_refusal
from fugong.web.looked_at import remembered
from fugong.web.reading import Contents, Listed, contents, listed

SHOWN = 50


@page(P.REGISTRY_VIEW)
@require_GET
def campaigns(request: PageRequest) -> HttpResponse:
    """All campaigns that the reader sees, the open ones first."""
    found = Campaign.objects.visible_to(request.user).select_related("jurisdiction", "pack_version", "opened_by")
    shown = Page.placed(found.order_by("-state", "-opened_at", "pk"), SHOWN, request.GET.get("after", ""))
    return render(request, "web/campaigns/list.html", {"page": shown})


@page(P.CAMPAIGN_MANAGE)
@require_http_methods(["GET", "POST"])
def new_campaign(request: PageRequest) -> HttpResponse:
    """First choose a pack, then see what it will make, then name the campaign and open it."""
    key = request.GET.get("pack", "")
    if not key:
        offered = [each for each in listed() if _may_open(request.user, each)]
        return render(request, "web/campaigns/choose.html", {"packs": offered})
    preview = _preview(request.user, key)
    form = CampaignForm(request.POST or None, initial={"key": key.replace("_", "-")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = actions.activate(
                pack_key=key, key=given["key"], by=request.user, is_drill=given["is_drill"], name=given["name"]
            )
        except Refused as fault:
            add_refusal(form, fault)
        else:
            messages.success(request, _("The campaign is open. Next: import the list of enterprises."))
            return remembered(request, redirect("web:campaign", opened.key), opened)
    context = {"form": form, "preview": preview, "begins_later": _later(preview.pack.header.from_date)}
    return render(request, "web/campaigns/new.html", context, status=422 if form.errors else 200)


def _later(day: dt.date | None) -> dt.date | None:
    """A day that is still to come."""
    return day if day and day > clock.today() else None


def _may_open(user: User, pack: Listed) -> bool:
    return pack.ready and user.scope(P.CAMPAIGN_MANAGE).covers_area(pack.code)


def _preview(user: User, key: str) -> Contents:
    if key not in pack_keys():
        raise Http404
    pack = loaded.pack(key)
    if not user.scope(P.CAMPAIGN_MANAGE).covers_area(pack.places.code):
        raise Http404
    return contents(pack)


@page(P.REGISTRY_VIEW)
@require_GET
def campaign(request: PageRequest, key: str) -> HttpResponse:
    """One campaign: its pack, what changed in the pack since, what happened."""
    found = _campaign(request, key)
    manages = request.user.scope(P.CAMPAIGN_MANAGE).covers_area(found.jurisdiction.code)
    context = {
        "campaign": found,
        "contents": contents(found.pack),
        "manages": manages,
        "news": _news(found) if manages and found.state == "open" else None,
        "events": history.of(request, "campaign", found.pk),
        "is_empty": not Enrolment.objects.filter(campaign=found).exists(),
    }
    return render(request, "web/campaigns/one.html", context)


def _news(found: Campaign) -> dict[str, object]:
    """How the pack's folder differs from the version in force; or why it can't be used."""
    try:
        now = loaded.pack(found.pack_version.key)
    except PackFaulty as fault:
        return {"fault": fault}
    before, after = found.pack_version.content, now.content
    changes = [as_written.change(each, before, after) for each in differences.between(before, after)]
    return {"changes": changes, "pack": now}


@page(P.CAMPAIGN_MANAGE)
@require_POST
def switch(request: PageRequest, key: str) -> HttpResponse:
    """Moves to the pack as its folder says it now."""
    found = _campaign(request, key)
    if actions.switch_version(campaign=found, by=request.user, reason=request.POST.get("reason", "")):
        messages.success(request, _("The new version is in force. Cases that began keep the rules they began under."))
    else:
        messages.info(request, _("The pack has not changed."))
    return redirect("web:campaign", key)


@page(P.CAMPAIGN_MANAGE)
@require_POST
def closing(request: PageRequest, key: str) -> HttpResponse:
    actions.close(campaign=_campaign(request, key), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("The campaign is closed. Its records stay readable."))
    return redirect("web:campaign", key)


def _campaign(request: PageRequest, key: str) -> Campaign:
    found = (
        Campaign.objects.visible_to(request.user)
        .select_related("jurisdiction", "pack_version", "opened_by")
        .filter(key=key)
        .first()
    )
    if found is None:
        raise Http404
    request.campaign = found  # type: ignore[attr-defined]  # whose frame the page has, whichever was looked at last
    return found
