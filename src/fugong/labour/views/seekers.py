"""The desk and the officer: seekers, masked, each with the vacancies that fit; entered for a caller; erased on request."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.labour import forms, lists, matching
from fugong.labour.access import MATCH
from fugong.labour.actions import introductions
from fugong.labour.actions import seekers as actions
from fugong.labour.arrows import SEEKER
from fugong.labour.lists import Wanted
from fugong.labour.models import Seeker, Vacancy
from fugong.labour.views.access import acted, case, cell, form, listing, row_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(MATCH)
@require_GET
def seekers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """People who look for work, the newest first; masked."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.seekers(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    rows = [
        {
            "url": reverse("labour:seeker", args=[campaign.key, row.pk]), "name": row.masked_name, "sub": row.masked_phone,
            "case": row, "cells": [
                cell(_("Trades"), "、".join(row.trade_names)), cell(_("Where"), row.place), cell(_("From when"), row.since),
                cell(_("Least wage"), row.wage or "—", number=True),
                cell(_("Kept until"), str(actions.last_day(row))),
            ],
        }
        for row in page.rows
    ]  # fmt: skip
    url = reverse("labour:seeker_new", args=[campaign.key])
    context = {
        "title": _("Job seekers"), "rows": rows, "page": page, "wanted": wanted, "name_head": pgettext("of a person", "Name"),
        "actions": [(url, "phone-call", _("Enter a caller"), True)], "search": _("Trade or place"),
        "strip": lists.strip(Seeker.objects.visible_to(request.user).filter(campaign=campaign), SEEKER, wanted),
        "empty_icon": "user-question", "empty_title": _("Nobody looks for work here yet"),
        "empty_text": _("People enter themselves on the public page, or you enter whoever calls."),
    }  # fmt: skip
    return listing(request, campaign, context)


@campaign_page(MATCH)
@require_http_methods(["GET", "POST"])
def seeker_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """For a caller, who agreed on the telephone after what is kept was read out."""
    made: list[Seeker] = []

    def again(refusal: Refused | None) -> HttpResponse:
        labour = campaign.pack.labour
        read_out = _("Read out: %(purpose)s. Kept for %(days)s days, sealed; erased at once when asked.") % {
            "purpose": labour.seekers.purpose, "days": campaign.pack.workforce.keeps("seeker"),
        }  # fmt: skip
        context = {
            "campaign": campaign, "title": _("Enter a caller"), "submit": _("Enter"), "hint": read_out,
            "up": (_("Job seekers"), reverse("labour:seekers", args=[campaign.key])),
        }  # fmt: skip
        return form(request, forms.seeker(labour, asks=True), {"since": str(clock.today())}, context, refusal)

    if request.method == "GET":
        return again(None)
    return acted(
        request,
        lambda: made.append(
            actions.enter(campaign=campaign, values=forms.typed(request.POST), by=request.user)
        ),
        lambda: _("Entered. Vacancies that fit stand below."),
        lambda: ("labour:seeker", campaign.key, made[0].pk),
        again,
    )  # fmt: skip


@campaign_page(MATCH)
@require_GET
def seeker(request: PageRequest, campaign: Campaign, seeker: int) -> HttpResponse:
    """One seeker: what is looked for, what fits, what came of it."""
    return _seeker(request, row_of(request, Seeker, campaign, seeker))


def _seeker(request: PageRequest, row: Seeker, refusal: Refused | None = None) -> HttpResponse:
    languages = dict(forms.settings.LANGUAGES)
    context = {
        "facts": [
            (_("Telephone"), row.masked_phone), (_("Trades"), "、".join(row.trade_names)), (_("Where"), row.place),
            (_("From when"), dates.shown(row.since)), (_("Least wage"), row.wage or "—"),
            (_("Languages"), "、".join(str(languages.get(each, each)) for each in row.languages) or "—"),
            (_("Came by"), _("public page") if row.via == "web" else _("telephone")),
            (_("Kept until"), str(actions.last_day(row))),
        ],
        "matches": matching.for_seeker(row) if row.state == "seeking" else [],
        "introductions": row.introductions.select_related("vacancy__enterprise").order_by("-pk"),
        "own_url": request.build_absolute_uri(reverse("labour:own", args=[row.token])) if row.via == "phone" else "",
    }  # fmt: skip
    return case(request, "labour/seeker.html", row, context, refusal)


@campaign_page(MATCH)
@require_POST
def seeker_introductions(request: PageRequest, campaign: Campaign, seeker: int) -> HttpResponse:
    """Introduces to a vacancy of the proposals."""
    row = row_of(request, Seeker, campaign, seeker)
    number = numbers.asked(request.POST.get("vacancy"))
    vacancy = or_404(Vacancy.objects.visible_to(request.user, MATCH).filter(campaign=campaign, pk=number or 0).first())

    def do() -> None:
        made = introductions.propose(vacancy=vacancy, seeker=row, by=request.user)
        introductions.introduce(introduction=made, by=request.user)

    return acted(
        request,
        do,
        lambda: _("Introduced. The enterprise was told."),
        lambda: ("labour:seeker", campaign.key, row.pk),
        lambda refusal: _seeker(request, row, refusal),
    )


@campaign_page(MATCH)
@require_POST
def seeker_erasure(request: PageRequest, campaign: Campaign, seeker: int) -> HttpResponse:
    """The person asked for it: everything goes now."""
    row = row_of(request, Seeker, campaign, seeker)
    return acted(
        request,
        lambda: actions.withdraw(seeker=row, by=request.user, reason=request.POST.get("reason", "")),
        lambda: _("Erased. A certificate stands among the erasures."),
        lambda: ("labour:seekers", campaign.key),
        lambda refusal: _seeker(request, row, refusal),
    )
