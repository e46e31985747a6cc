"""The enterprise: whom it looks for, who was introduced, whom it can spare or takes, the fairs."""

from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.labour import forms, matching
from fugong.labour.access import OFFER
from fugong.labour.actions import introductions as introducing
from fugong.labour.actions import sharing
from fugong.labour.actions import vacancies as actions
from fugong.labour.models import Fair, Introduction, Lending, Spare, Vacancy
from fugong.labour.views.access import acted, case, form, own_row, status, steps_of, taken
from fugong.labour.views.introductions import STEPS as INTRODUCTION_STEPS
from fugong.labour.views.sharing import SPARE_STEPS
from fugong.labour.views.vacancies import STEPS as VACANCY_STEPS
from fugong.labour.views.vacancies import facts
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

SHOWN = 20
ANSWERS = {key: INTRODUCTION_STEPS[key] for key in ("hire", "decline")}
OWN_STEPS = {key: VACANCY_STEPS[key] for key in ("fill", "close", "withdraw")}


@mine_page(OFFER)
@require_GET
def mine(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Everything of this room for one enterprise."""
    return _home(request, campaign, enterprise)


def _home(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    where = {"campaign": campaign, "enterprise": enterprise}
    brought = Introduction.objects.filter(**where).exclude(introduced_at=None)
    others = Spare.objects.filter(campaign=campaign, state="offered", until__gte=clock.today(), people__gt=F("lent"))
    others = others.exclude(enterprise=enterprise).select_related("enterprise")
    lendings = Lending.objects.filter(Q(enterprise=enterprise) | Q(borrower=enterprise), campaign=campaign)
    fairs = Fair.objects.filter(campaign=campaign, state="announced", ends_at__gte=clock.now())
    waiting = brought.filter(state="introduced").select_related("vacancy", "seeker__key").order_by("due_at", "pk")
    asked = request.GET
    pages = {
        "vacancies": Page.newest(
            Vacancy.objects.filter(**where).exclude(state="withdrawn"), SHOWN, asked.get("vacancies", "")
        ),
        "waiting": Page.placed(waiting, SHOWN, asked.get("waiting", "")),
        "spares": Page.newest(Spare.objects.filter(**where).exclude(state="withdrawn"), SHOWN, asked.get("spares", "")),
        "offered": Page.newest(others, SHOWN, asked.get("offered", "")),
        "lendings": Page.newest(
            lendings.select_related("borrower", "enterprise", "spare"), SHOWN, asked.get("lendings", "")
        ),
    }
    for each in (row for page in pages.values() for row in page.rows):
        each.campaign = campaign
    for each in pages["offered"].rows:  # whose people they are is told with the agreement
        each.away = matching.away(enterprise, each.enterprise)
    for row in pages["lendings"].rows:
        row.spare.campaign = campaign
        row.waits = bool(row.state == "proposed" and row.side_of(request.user))
    context = {
        **where, **pages, "fairs": Page.placed(fairs.order_by("starts_at", "pk"), SHOWN, asked.get("fairs", "")),
        "joined": set(enterprise.fair_stands.values_list("fair_id", flat=True)),
        "may_share": campaign.pack.labour.shares, "refusal": refusal, "faults": faults(refusal), "typed": request.POST,
    }  # fmt: skip
    return render(request, "labour/mine/home.html", context, status=status(refusal))


@mine_page(OFFER)
@require_http_methods(["GET", "POST"])
def mine_vacancy_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """We look for people."""
    values = {"since": str(clock.today()), "place": enterprise.address}

    def again(refusal: Refused | None) -> HttpResponse:
        context = {
            "campaign": campaign, "enterprise": enterprise, "title": _("We look for people"), "submit": _("Hand in"),
            "hint": _("The desk checks it; then everybody can read it."),
        }  # fmt: skip
        return form(request, forms.vacancy(campaign.pack.labour), values, context, refusal, "labour/mine/form.html")

    if request.method == "GET":
        return again(None)
    given = forms.typed(request.POST)
    return acted(
        request,
        lambda: actions.enter(campaign=campaign, enterprise=enterprise, values=given, by=request.user),
        lambda: _("Handed in. It is published once the desk has checked it."),
        lambda: ("labour:mine", campaign.key, enterprise.pk),
        again,
    )


@mine_page(OFFER)
@require_http_methods(["GET", "POST"])
def mine_vacancy(request: PageRequest, campaign: Campaign, enterprise: Enterprise, vacancy: int) -> HttpResponse:
    """One vacancy of ours; posted: changed."""
    row = own_row(Vacancy, campaign, vacancy, enterprise=enterprise)
    if request.method == "GET":
        return _vacancy(request, row)
    return acted(
        request,
        lambda: actions.amend(vacancy=row, values=forms.typed(request.POST), by=request.user),
        lambda: _("Saved. The desk checks it."),
        lambda: ("labour:mine", campaign.key, enterprise.pk),
        lambda refusal: _vacancy(request, row, refusal),
    )


def _vacancy(request: PageRequest, row: Vacancy, refusal: Refused | None = None) -> HttpResponse:
    where = [row.campaign.key, row.enterprise_id, row.pk]
    may_edit = row.state in ("draft", "returned", "published")
    values = forms.typed(request.POST) if refusal and "trade" in request.POST else forms.vacancy_values(row)
    shares = reverse("labour:open_vacancy", args=[row.campaign.key, row.pk]) if row.state == "published" else ""
    context = {
        "enterprise": row.enterprise, "facts": facts(row), "steps": steps_of(row, request.user, OWN_STEPS),
        "step_url": reverse("labour:mine_vacancy_step", args=where), "may_edit": may_edit, "open_url": shares,
        "fields": forms.drawn(forms.vacancy(row.campaign.pack.labour), values, faults(refusal)) if may_edit else [],
    }  # fmt: skip
    return case(request, "labour/mine/vacancy.html", row, context, refusal)


@mine_page(OFFER)
@require_POST
def mine_vacancy_step(request: PageRequest, campaign: Campaign, enterprise: Enterprise, vacancy: int) -> HttpResponse:
    """Filled, closed, withdrawn."""
    row = own_row(Vacancy, campaign, vacancy, enterprise=enterprise)
    return taken(
        request, row, OWN_STEPS, lambda: ("labour:mine", campaign.key, enterprise.pk),
        lambda refusal: _vacancy(request, own_row(Vacancy, campaign, vacancy, enterprise=enterprise), refusal),
    )  # fmt: skip


def _introduced(campaign: Campaign, enterprise: Enterprise, pk: int) -> Introduction:
    return own_row(Introduction, campaign, pk, enterprise=enterprise, introduced_at__isnull=False)  # type: ignore[no-any-return]


@mine_page(OFFER)
@require_GET
def mine_introduction(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, introduction: int
) -> HttpResponse:
    """Somebody who was introduced to us."""
    return _introduction(request, _introduced(campaign, enterprise, introduction))


def _introduction(
    request: PageRequest, row: Introduction, refusal: Refused | None = None, told: dict[str, Any] | None = None
) -> HttpResponse:
    where = [row.campaign.key, row.enterprise_id, row.pk]
    row.vacancy.campaign = row.campaign
    context = {
        "enterprise": row.enterprise, "fits": [matching.say(each) for each in row.fits], "told": told,
        "lacks": [matching.say(each) for each in row.lacks], "steps": steps_of(row, request.user, ANSWERS),
        "step_url": reverse("labour:mine_introduction_step", args=where), "may_reveal": row.may_reveal(request.user),
        "number_url": reverse("labour:mine_introduction_number", args=where),
    }  # fmt: skip
    return case(request, "labour/mine/introduction.html", row, context, refusal)


@mine_page(OFFER)
@require_POST
def mine_introduction_step(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, introduction: int
) -> HttpResponse:
    """Hired, or not and why."""
    row = _introduced(campaign, enterprise, introduction)
    return taken(
        request, row, ANSWERS, lambda: ("labour:mine", campaign.key, enterprise.pk),
        lambda refusal: _introduction(request, _introduced(campaign, enterprise, introduction), refusal),
    )  # fmt: skip


@mine_page(OFFER)
@require_POST
def mine_introduction_number(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, introduction: int
) -> HttpResponse:
    """Name and telephone; recorded."""
    row = _introduced(campaign, enterprise, introduction)
    try:
        return _introduction(request, row, told=introducing.reveal(introduction=row, by=request.user))
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return _introduction(request, row, refusal)


@mine_page(OFFER)
@require_http_methods(["GET", "POST"])
def mine_spare_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """We can spare people."""

    def again(refusal: Refused | None) -> HttpResponse:
        context = {
            "campaign": campaign, "enterprise": enterprise, "title": _("We can spare people"), "submit": _("Offer them"),
            "hint": _("Other enterprises see trade, number and days. Nothing is agreed before both have signed."),
        }  # fmt: skip
        values = {"since": str(clock.today())}
        return form(request, forms.spare(campaign.pack.labour), values, context, refusal, "labour/mine/form.html")

    if request.method == "GET":
        return again(None)
    return acted(
        request,
        lambda: sharing.offer(campaign=campaign, enterprise=enterprise, values=request.POST, by=request.user),
        lambda: _("Offered. You are told as soon as somebody asks for them."),
        lambda: ("labour:mine", campaign.key, enterprise.pk),
        again,
    )


@mine_page(OFFER)
@require_POST
def mine_spare_step(request: PageRequest, campaign: Campaign, enterprise: Enterprise, spare: int) -> HttpResponse:
    """Takes an offer back."""
    row = own_row(Spare, campaign, spare, enterprise=enterprise)
    return taken(
        request, row, SPARE_STEPS, lambda: ("labour:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(OFFER)
@require_POST
def mine_borrowing(request: PageRequest, campaign: Campaign, enterprise: Enterprise, spare: int) -> HttpResponse:
    """We would take people whom another enterprise offers."""
    row = own_row(Spare, campaign, spare)
    made: list[Lending] = []
    given = {name: request.POST.get(name, "") for name in ("people", "since", "until")}
    return acted(
        request,
        lambda: made.append(sharing.propose(spare=row, borrower=enterprise, by=request.user, **given)),
        lambda: _("Asked. Sign now; the other enterprise was asked to sign, too."),
        lambda: ("labour:mine_lending", campaign.key, enterprise.pk, made[0].pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )
