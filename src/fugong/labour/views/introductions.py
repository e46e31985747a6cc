"""The desk and the officer: introductions, what fits, what the enterprise answered."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.core.errors import Refused
from fugong.labour import exports, lists, matching
from fugong.labour.access import VIEW, holds
from fugong.labour.actions import introductions as actions
from fugong.labour.arrows import INTRODUCTION
from fugong.labour.lists import Wanted
from fugong.labour.models import Introduction
from fugong.labour.views.access import case, cell, listing, row_of, steps_of, taken
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

STEPS = {
    "introduce": lambda row, post, by: actions.introduce(introduction=row, by=by),
    "hire": lambda row, post, by: actions.hire(introduction=row, by=by),
    "decline": lambda row, post, by: actions.decline(introduction=row, reason=post.get("reason", ""), by=by),
    "drop": lambda row, post, by: actions.drop(introduction=row, reason=post.get("reason", ""), by=by),
}


@campaign_page(VIEW)
@require_GET
def introductions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Introductions, the newest first. Names are masked."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.introductions(request.user, campaign, wanted), request.GET.get("after", ""))
    rows = []
    for row in page.rows:
        row.campaign = row.vacancy.campaign = campaign
        name = row.seeker.masked_name if row.seeker else _("erased")
        rows.append(
            {
                "url": reverse("labour:introduction", args=[campaign.key, row.pk]), "name": row.vacancy.title,
                "sub": row.enterprise, "case": row, "cells": [
                    cell(_("Who"), name), cell(_("Fits"), "、".join(matching.say(each) for each in row.fits[:3])),
                    cell(_("Doesn’t fit"), "、".join(matching.say(each) for each in row.lacks) or "—"),
                ],
            }
        )  # fmt: skip
    seen = Introduction.objects.visible_to(request.user).filter(campaign=campaign)
    context = {
        "title": _("Introductions"), "rows": rows, "page": page, "wanted": wanted, "name_head": _("Post"),
        "strip": lists.strip(seen, INTRODUCTION, wanted), "excel": reverse("labour:introductions_sheet", args=[campaign.key]),
        "search": _("Enterprise or post"), "empty_icon": "heart-handshake", "empty_title": _("Nobody was introduced yet"),
        "empty_text": _("Open a published vacancy: seekers who fit stand on its page."),
    }  # fmt: skip
    return listing(request, campaign, context)


@campaign_page(VIEW)
@require_GET
def introductions_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet, without names."""
    return exports.introductions(lists.introductions(request.user, campaign, Wanted.of(request.GET)), campaign)


@campaign_page(VIEW)
@require_GET
def introduction(request: PageRequest, campaign: Campaign, introduction: int) -> HttpResponse:
    """One introduction."""
    return _introduction(request, row_of(request, Introduction, campaign, introduction))


def _introduction(
    request: PageRequest, row: Introduction, refusal: Refused | None = None, told: dict[str, Any] | None = None
) -> HttpResponse:
    row.vacancy.campaign = row.campaign
    context = {
        "fits": [matching.say(each) for each in row.fits],
        "lacks": [matching.say(each) for each in row.lacks],
        "steps": steps_of(row, request.user, STEPS),
        "step_url": reverse("labour:introduction_step", args=[row.campaign.key, row.pk]),
        "number_url": reverse("labour:introduction_number", args=[row.campaign.key, row.pk]),
        "may_reveal": row.may_reveal(request.user),
        "may_open": row.seeker is not None and row.seeker.may_move(request.user, "labour.match"),
        "told": told,
        "is_kept": holds(request.user, "labour.match", row),
    }
    return case(request, "labour/introduction.html", row, context, refusal)


@campaign_page(VIEW)
@require_POST
def introduction_step(request: PageRequest, campaign: Campaign, introduction: int) -> HttpResponse:
    """Introduces, drops; or answers for the enterprise on the telephone."""
    row = row_of(request, Introduction, campaign, introduction)
    return taken(
        request, row, STEPS, lambda: ("labour:introduction", campaign.key, row.pk),
        lambda refusal: _introduction(request, row_of(request, Introduction, campaign, introduction), refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_POST
def introduction_number(request: PageRequest, campaign: Campaign, introduction: int) -> HttpResponse:
    """Name and telephone, once introduced; recorded."""
    row = row_of(request, Introduction, campaign, introduction)
    try:
        return _introduction(request, row, told=actions.reveal(introduction=row, by=request.user))
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return _introduction(request, row, refusal)
