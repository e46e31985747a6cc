"""The desk and the officer: vacancies, each with its seekers who fit."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.labour import exports, forms, lists, matching
from fugong.labour.access import MATCH, VIEW, enters_for, holds
from fugong.labour.actions import introductions
from fugong.labour.actions import vacancies as actions
from fugong.labour.arrows import VACANCY
from fugong.labour.lists import Wanted
from fugong.labour.models import Introduction, Seeker, Vacancy
from fugong.labour.views.access import acted, case, cell, firm_of, form, listing, row_of, steps_of, taken
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

STEPS = {
    "publish": lambda row, post, by: actions.publish(vacancy=row, by=by),
    "return": lambda row, post, by: actions.send_back(vacancy=row, reason=post.get("reason", ""), by=by),
    "fill": lambda row, post, by: actions.end(vacancy=row, key="fill", by=by),
    "close": lambda row, post, by: actions.end(vacancy=row, key="close", reason=post.get("reason", ""), by=by),
    "withdraw": lambda row, post, by: actions.end(vacancy=row, key="withdraw", by=by),
}


@campaign_page(VIEW)
@require_GET
def vacancies(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Vacancies, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.vacancies(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    rows = [
        {
            "url": reverse("labour:vacancy", args=[campaign.key, row.pk]), "name": row.title, "sub": row.enterprise,
            "case": row, "cells": [
                cell(_("Trade"), row.trade_name), cell(_("Hired of wanted"), f"{row.hired} / {row.wanted}", number=True),
                cell(_("Yuan a month"), row.wage, number=True), cell(_("From when"), row.since),
                cell(_("Place of work"), row.place),
            ],
        }
        for row in page.rows
    ]  # fmt: skip
    key = campaign.key
    actions_ = [(reverse("labour:open", args=[key]), "world", _("Public page"), False)]
    if request.user.holds(MATCH) and request.user.is_staff_member:
        url = reverse("sheets:upload", kwargs={"campaign": key, "kind": "vacancies"})
        actions_.insert(0, (url, "table-import", _("Bring a list in"), True))
    context = {
        "title": _("Vacancies"), "rows": rows, "page": page, "wanted": wanted, "actions": actions_,
        "strip": lists.strip(Vacancy.objects.visible_to(request.user).filter(campaign=campaign), VACANCY, wanted, "wanted"),
        "excel": reverse("labour:vacancies_sheet", args=[key]), "search": _("Enterprise, post or place"),
        "name_head": _("Post"), "empty_icon": "briefcase", "empty_title": _("No vacancy yet"),
        "empty_text": _("Enterprises enter whom they look for; officers do it on the enterprise’s page; lists come in as a sheet."),
    }  # fmt: skip
    return listing(request, campaign, context)


@campaign_page(VIEW)
@require_GET
def vacancies_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet."""
    return exports.vacancies(lists.vacancies(request.user, campaign, Wanted.of(request.GET)), campaign)


@campaign_page(VIEW)
@require_http_methods(["GET", "POST"])
def vacancy_new(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """An officer enters a vacancy for an enterprise."""
    firm = firm_of(request, campaign, enterprise)
    made: list[Vacancy] = []

    def again(refusal: Refused | None) -> HttpResponse:
        values = {"since": str(clock.today()), "place": firm.address}
        context = {
            "campaign": campaign, "title": _("A vacancy of %(enterprise)s") % {"enterprise": firm},
            "up": (_("Vacancies"), reverse("labour:vacancies", args=[campaign.key])), "submit": _("Enter the vacancy"),
        }  # fmt: skip
        return form(request, forms.vacancy(campaign.pack.labour), values, context, refusal)

    if request.method == "GET":
        return again(None)
    values = forms.typed(request.POST)
    return acted(
        request,
        lambda: made.append(actions.enter(campaign=campaign, enterprise=firm, values=values, by=request.user)),
        lambda: _("Entered. It is published once the desk has checked it."),
        lambda: ("labour:vacancy", campaign.key, made[0].pk),
        again,
    )


@campaign_page(VIEW)
@require_GET
def vacancy(request: PageRequest, campaign: Campaign, vacancy: int) -> HttpResponse:
    """One vacancy: what is offered, who was introduced, who would fit."""
    return _vacancy(request, row_of(request, Vacancy, campaign, vacancy))


def facts(row: Vacancy) -> list[tuple[Any, Any]]:
    """What a vacancy says, as label and text."""
    given = [word for word, there in ((_("lodging"), row.has_lodging), (_("board"), row.has_board)) if there]
    return [
        (_("Trade"), row.trade_name), (_("Hired of wanted"), f"{row.hired} / {row.wanted}"),
        (_("Wage"), _("%(wage)s yuan a month") % {"wage": row.wage}), (_("From when"), dates.shown(row.since)),
        (_("Place of work"), row.place), (_("Given"), "、".join(map(str, given)) or "—"),
        (_("Languages needed"), "、".join(row.language_names) or "—"),
    ]  # fmt: skip


def _vacancy(request: PageRequest, row: Vacancy, refusal: Refused | None = None) -> HttpResponse:
    may_match = request.user.is_staff_member and holds(request.user, MATCH, row)
    brought = Introduction.objects.visible_to(request.user).filter(vacancy=row)
    context = {
        "facts": facts(row),
        "steps": steps_of(row, request.user, STEPS),
        "step_url": reverse("labour:vacancy_step", args=[row.campaign.key, row.pk]),
        "may_edit": row.state in ("draft", "returned", "published") and enters_for(request.user, row.enterprise),
        "may_match": may_match,
        "introductions": lists.page(
            brought.select_related("seeker__key").order_by("-pk"), request.GET.get("introductions", "")
        ),
        "matches": matching.for_vacancy(row) if may_match and row.state == "published" else [],
    }
    return case(request, "labour/vacancy.html", row, context, refusal)


@campaign_page(VIEW)
@require_http_methods(["GET", "POST"])
def vacancy_edit(request: PageRequest, campaign: Campaign, vacancy: int) -> HttpResponse:
    """Corrects it."""
    row = row_of(request, Vacancy, campaign, vacancy)
    or_404(row if enters_for(request.user, row.enterprise) else None)

    def again(refusal: Refused | None) -> HttpResponse:
        context = {
            "campaign": campaign, "title": _("Change “%(title)s”") % {"title": row}, "submit": _("Save"),
            "up": (row.title, reverse("labour:vacancy", args=[campaign.key, row.pk])),
            "hint": _("What is published is checked anew.") if row.state == "published" else "",
        }  # fmt: skip
        return form(request, forms.vacancy(campaign.pack.labour), forms.vacancy_values(row), context, refusal)

    if request.method == "GET":
        return again(None)
    return acted(
        request,
        lambda: actions.amend(vacancy=row, values=forms.typed(request.POST), by=request.user),
        lambda: _("Saved."),
        lambda: ("labour:vacancy", campaign.key, row.pk),
        again,
    )


@campaign_page(VIEW)
@require_POST
def vacancy_step(request: PageRequest, campaign: Campaign, vacancy: int) -> HttpResponse:
    """Publishes, returns, closes …"""
    row = row_of(request, Vacancy, campaign, vacancy)
    return taken(
        request, row, STEPS, lambda: ("labour:vacancy", campaign.key, row.pk),
        lambda refusal: _vacancy(request, row_of(request, Vacancy, campaign, vacancy), refusal),
    )  # fmt: skip


@campaign_page(MATCH)
@require_POST
def vacancy_introductions(request: PageRequest, campaign: Campaign, vacancy: int) -> HttpResponse:
    """Introduces a seeker of the proposals; or only proposes."""
    row = row_of(request, Vacancy, campaign, vacancy)
    number = numbers.asked(request.POST.get("seeker"))
    seeker = or_404(Seeker.objects.filter(campaign=campaign, pk=number or 0, trades__contains=[row.trade]).first())

    def do() -> None:
        made = introductions.propose(vacancy=row, seeker=seeker, by=request.user)
        if "introduce" in request.POST:
            introductions.introduce(introduction=made, by=request.user)

    return acted(
        request,
        do,
        lambda: _("Introduced. The enterprise was told.") if "introduce" in request.POST else _("Proposed."),
        lambda: ("labour:vacancy", campaign.key, row.pk),
        lambda refusal: _vacancy(request, row, refusal),
    )
