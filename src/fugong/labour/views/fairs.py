"""The desk: online job fairs, who takes part, what was talked, the result."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, numbers
from fugong.core.errors import Refused, refuse
from fugong.labour import forms, lists
from fugong.labour.access import MATCH, VIEW, enters_for, over_place
from fugong.labour.actions import fairs as actions
from fugong.labour.arrows import FAIR
from fugong.labour.lists import Wanted
from fugong.labour.models import Fair, Stand, Vacancy
from fugong.labour.models.fair import OUTCOMES
from fugong.labour.views.access import acted, at, case, cell, firm_called, form, listing, row_of, steps_of, taken
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

TALKS = 50
STEPS = {
    "announce": lambda row, post, by: actions.announce(fair=row, by=by),
    "hold": lambda row, post, by: actions.hold(fair=row, by=by),
    "cancel": lambda row, post, by: actions.cancel(fair=row, reason=post.get("reason", ""), by=by),
}


@campaign_page(VIEW)
@require_GET
def fairs(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Fairs, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.fairs(request.user, campaign, wanted), request.GET.get("after", ""))
    rows = [
        {
            "url": reverse("labour:fair", args=[campaign.key, row.pk]), "name": row.title, "sub": "", "case": row,
            "cells": [
                cell(_("Begins"), at(row.starts_at)),
                cell(pgettext("of a fair", "Ends"), at(row.ends_at)),
                cell(_("Enterprises"), row.firms, number=True),
                cell(_("Talks"), row.counts.get("talks", "—"), number=True),
                cell(_("Agreed to hire"), row.counts.get("hired", "—"), number=True),
            ],
        }
        for row in page.rows
    ]  # fmt: skip
    may_plan = over_place(request.user, MATCH, campaign)
    seen = Fair.objects.filter(
        pk__in=Fair.objects.visible_to(request.user).filter(campaign=campaign).order_by().values("pk")
    )
    context = {
        "title": _("Job fairs"), "rows": rows, "page": page, "wanted": wanted, "name_head": _("Fair"), "no_trades": True,
        "actions": [(reverse("labour:fair_new", args=[campaign.key]), "calendar-plus", _("Plan a fair"), True)] if may_plan else [],
        "strip": lists.strip(seen, FAIR, wanted), "search": _("Title"), "empty_icon": "calendar-event",
        "empty_title": _("No job fair yet"),
        "empty_text": _("Plan one: enterprises with open vacancies are invited when it is announced."),
    }  # fmt: skip
    return listing(request, campaign, context)


@campaign_page(MATCH)
@require_http_methods(["GET", "POST"])
def fair_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Plans one."""
    made: list[Fair] = []

    def again(refusal: Refused | None) -> HttpResponse:
        context = {
            "campaign": campaign, "title": _("Plan a job fair"), "submit": _("Plan it"),
            "up": (_("Job fairs"), reverse("labour:fairs", args=[campaign.key])),
        }  # fmt: skip
        return form(request, forms.fair(), forms.fair_values(), context, refusal)

    if request.method == "GET":
        return again(None)
    return acted(
        request,
        lambda: made.append(actions.plan(campaign=campaign, values=request.POST, by=request.user)),
        lambda: _("Planned. Announce it to invite enterprises."),
        lambda: ("labour:fair", campaign.key, made[0].pk),
        again,
    )


@campaign_page(VIEW)
@require_GET
def fair(request: PageRequest, campaign: Campaign, fair: int) -> HttpResponse:
    """One fair."""
    return _fair(request, row_of(request, Fair, campaign, fair))


def result_rows(row: Fair) -> list[tuple[Any, int]]:
    """The result so far, or as it was kept, in words."""
    counts = row.counts or actions.result(row)
    names = {
        "enterprises": _("Enterprises"), "vacancies": _("Vacancies"), "wanted": _("People wanted"), "talks": _("Talks"),
        "applied": _("Applied"), "hired": _("Agreed to hire"), "introductions": _("Introductions"),
    }  # fmt: skip
    return [(name, counts.get(key, 0)) for key, name in names.items()]


def _fair(request: PageRequest, row: Fair, refusal: Refused | None = None) -> HttpResponse:
    stands: list[Any] = list(Stand.objects.visible_to(request.user).filter(fair=row).select_related("enterprise"))
    for stand in stands:
        stand.vacancies = [
            each for each in Vacancy.objects.filter(campaign=row.campaign, enterprise=stand.enterprise, state="published")
        ]  # fmt: skip
        stand.may_talk = enters_for(request.user, stand.enterprise)
    talks = row.talks.filter(enterprise__in=[each.enterprise_id for each in stands])
    context = {
        "facts": [
            (_("Begins"), at(row.starts_at)), (pgettext("of a fair", "Ends"), at(row.ends_at)), (_("Link"), row.link or "—"),
        ],
        "steps": steps_of(row, request.user, STEPS), "result": result_rows(row), "stands": stands,
        "step_url": reverse("labour:fair_step", args=[row.campaign.key, row.pk]),
        "may_edit": row.state in ("planned", "announced") and row.may_move(request.user, MATCH),
        "may_talk": row.state == "announced" and row.starts_at <= clock.now(),
        "talks": lists.page(
            talks.select_related("enterprise", "vacancy", "by").order_by("-pk"), request.GET.get("talks", ""), TALKS
        ),
        "outcomes": OUTCOMES.items(),
        "open_url": request.build_absolute_uri(reverse("labour:open_fair", args=[row.campaign.key, row.pk])),
    }  # fmt: skip
    return case(request, "labour/fair.html", row, context, refusal)


@campaign_page(MATCH)
@require_http_methods(["GET", "POST"])
def fair_edit(request: PageRequest, campaign: Campaign, fair: int) -> HttpResponse:
    """Another time, title or link."""
    row = row_of(request, Fair, campaign, fair)

    def again(refusal: Refused | None) -> HttpResponse:
        context = {
            "campaign": campaign, "title": _("Change “%(title)s”") % {"title": row}, "submit": _("Save"),
            "up": (row.title, reverse("labour:fair", args=[campaign.key, row.pk])),
        }  # fmt: skip
        return form(request, forms.fair(), forms.fair_values(row), context, refusal)

    if request.method == "GET":
        return again(None)
    return acted(
        request,
        lambda: actions.amend(fair=row, values=request.POST, by=request.user),
        lambda: _("Saved."),
        lambda: ("labour:fair", campaign.key, row.pk),
        again,
    )


@campaign_page(VIEW)
@require_POST
def fair_step(request: PageRequest, campaign: Campaign, fair: int) -> HttpResponse:
    """Announces, keeps the result, cancels."""
    row = row_of(request, Fair, campaign, fair)
    return taken(
        request, row, STEPS, lambda: ("labour:fair", campaign.key, row.pk),
        lambda refusal: _fair(request, row_of(request, Fair, campaign, fair), refusal),
    )  # fmt: skip


@campaign_page(MATCH)
@require_POST
def fair_stands(request: PageRequest, campaign: Campaign, fair: int) -> HttpResponse:
    """Enters an enterprise that takes part (by its name), or takes one off."""
    row = row_of(request, Fair, campaign, fair)
    number = numbers.asked(request.POST.get("stand"))
    stand = Stand.objects.visible_to(request.user, MATCH).filter(fair=row, pk=number).first() if number else None

    def do() -> None:
        if number:
            actions.leave(stand=or_404(stand), by=request.user)
            return
        firm = firm_called(request, campaign, request.POST.get("enterprise", ""))
        if firm is None:
            raise refuse("enterprise", _("Write the enterprise’s whole name or its credit code."))
        actions.join(fair=row, enterprise=firm, by=request.user)

    return acted(
        request, do, lambda: _("Saved."), lambda: ("labour:fair", campaign.key, row.pk),
        lambda refusal: _fair(request, row, refusal),
    )  # fmt: skip


@campaign_page(MATCH)
@require_POST
def fair_talks(request: PageRequest, campaign: Campaign, fair: int) -> HttpResponse:
    """Keeps a talk at a stand."""
    row = row_of(request, Fair, campaign, fair)
    number = numbers.asked(request.POST.get("stand"))
    stand = or_404(
        Stand.objects.visible_to(request.user, MATCH).filter(fair=row, pk=number).select_related("enterprise").first()
    )
    return acted(
        request,
        lambda: actions.talk(stand=stand, values=request.POST, by=request.user),
        lambda: _("Kept."),
        lambda: ("labour:fair", campaign.key, row.pk),
        lambda refusal: _fair(request, row, refusal),
    )
