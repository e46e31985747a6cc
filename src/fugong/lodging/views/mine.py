"""The enterprise: asks for beds for people of its list, sees the answer, takes it; in its own plant it says who came and went."""

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.lodging import lists, people
from fugong.lodging.actions import requests as actions
from fugong.lodging.actions import stays
from fugong.lodging.models import BedRequest, RequestedPerson, Stay
from fugong.lodging.models.stay import ACTIVE
from fugong.lodging.views.access import acted, own, status
from fugong.lodging.views.desk import guests
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.workforce.models import Employment, Person

ASK = Permission.BED_ASK
USUAL = 14  # days
SLEEPERS, PAST = 200, 20


@mine_page(ASK)
@require_GET
def beds(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Requests, who lives where, isolation rooms."""
    return _home(request, campaign, enterprise)


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def asking(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Chooses people and days."""
    if request.method == "GET":
        return _form(request, campaign, enterprise)
    made: list[BedRequest] = []
    since = dates.asked(request.POST.get("since", "")) or dt.date.min
    last = request.POST.get("until", "")
    until = dates.asked(last) or (dt.date.min if last else None)
    chosen = numbers.asked_many(request.POST.getlist("people"))
    return acted(
        request,
        lambda: made.append(
            actions.ask(
                campaign=campaign, enterprise=enterprise, people=chosen, since=since, until=until,
                wishes=request.POST.get("wishes", ""), by=request.user,
            )
        ),
        lambda: _("Asked. You are told as soon as beds are on hold."),
        lambda: ("lodging:mine_request", campaign.key, enterprise.pk, made[0].pk),
        lambda refusal: _form(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(ASK)
@require_GET
def request_(request: PageRequest, campaign: Campaign, enterprise: Enterprise, bed_request: int) -> HttpResponse:
    """One request."""
    return _page(request, own(BedRequest, campaign, enterprise, bed_request))


@mine_page(ASK)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, enterprise: Enterprise, bed_request: int) -> HttpResponse:
    """We take these beds."""
    found: BedRequest = own(BedRequest, campaign, enterprise, bed_request)
    rest: list[BedRequest | None] = []
    return acted(
        request,
        lambda: rest.append(actions.confirm(request=found, by=request.user)),
        lambda: _("Taken. For whoever has no bed yet the search goes on.") if rest[0] else _("Taken."),
        lambda: ("lodging:mine_request", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _page(request, found, refusal),
    )


@mine_page(ASK)
@require_POST
def sending_back(request: PageRequest, campaign: Campaign, enterprise: Enterprise, bed_request: int) -> HttpResponse:
    """These beds don't fit."""
    found: BedRequest = own(BedRequest, campaign, enterprise, bed_request)
    return acted(
        request,
        lambda: actions.send_back(request=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("The beds are given back. Others are looked for."),
        lambda: ("lodging:mine_request", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _page(request, found, refusal),
    )


@mine_page(ASK)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, bed_request: int) -> HttpResponse:
    """No beds are needed any more."""
    found: BedRequest = own(BedRequest, campaign, enterprise, bed_request)
    return acted(
        request,
        lambda: actions.withdraw(request=found, by=request.user),
        lambda: _("The request is taken back."),
        lambda: ("lodging:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, found, refusal),
    )


@mine_page(ASK)
@require_POST
def arrival(request: PageRequest, campaign: Campaign, enterprise: Enterprise, stay: int) -> HttpResponse:
    """Somebody moved in, in the enterprise's own plant."""
    found: Stay = own(Stay, campaign, enterprise, stay)
    return acted(
        request,
        lambda: stays.move_in(stay=found, by=request.user),
        lambda: _("Moved in."),
        lambda: ("lodging:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )


@mine_page(ASK)
@require_POST
def departure(request: PageRequest, campaign: Campaign, enterprise: Enterprise, stay: int) -> HttpResponse:
    """Somebody moved out."""
    found: Stay = own(Stay, campaign, enterprise, stay)
    return acted(
        request,
        lambda: stays.move_out(stay=found, by=request.user),
        lambda: _("Moved out: the bed is free."),
        lambda: ("lodging:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )


def _home(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    where = {"campaign": campaign, "enterprise": enterprise}
    stays = Stay.objects.filter(**where, state__in=ACTIVE).select_related("room__house")
    stays = stays.order_by("room__house__name", "room__number", "bed", "pk")
    page = Page.placed(stays, SLEEPERS, request.GET.get("after", ""))
    names = people.named(request.user, {row.person_id for row in page.rows})
    for row in page.rows:
        row.file = names.get(row.person_id)
        row.is_own_plant = row.room.house.enterprise_id == enterprise.pk
        row.may_come = row.is_own_plant and row.state == "reserved" and row.since <= clock.today()
    context = {
        **where,
        "open": lists.page(
            BedRequest.objects.filter(**where, state__in=lists.OPEN).order_by("-pk"), request.GET.get("open", "")
        ),
        "past": Page.newest(
            BedRequest.objects.filter(**where).exclude(state__in=lists.OPEN), PAST, request.GET.get("past", "")
        ),
        "page": page,
        "rooms": lists.isolating(campaign, None).filter(enterprise=enterprise, needed__gt=0).first(),
        "houses": enterprise.houses.filter(campaign=campaign).order_by("name"),
        "note": campaign.pack.lodging.note,
        "refusal": refusal,
    }
    return render(request, "lodging/mine/beds.html", context, status=status(refusal))


def _form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    staff = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise).order_by()
    asked = RequestedPerson.objects.filter(request__state__in=lists.OPEN, request__enterprise=enterprise)
    has = Stay.objects.filter(campaign=campaign, enterprise=enterprise, state__in=ACTIVE)
    rows = Person.objects.filter(pk__in=staff.values("person")).exclude(state="left").opened()
    today = clock.today()
    having = rows.filter(Q(pk__in=has.values("person")) | Q(pk__in=asked.values("person")))
    without = rows.exclude(pk__in=having.values("pk"))
    newest = without.order_by(F("arrived_on").desc(nulls_last=True), "-pk")
    waiting: list[Any] = sorted(newest[: actions.MOST_PEOPLE], key=lambda row: row.lodging == "home")
    chosen = set(request.POST.getlist("people"))
    for row in waiting:
        row.is_chosen = str(row.pk) in chosen
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "rows": waiting,
        "having": having.count(),
        "since": request.POST.get("since", str(today)),
        "until": request.POST.get("until", str(today + dt.timedelta(days=USUAL))),
        "today": str(today),
        "typed": request.POST,
        "note": campaign.pack.lodging.note,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "lodging/mine/ask.html", context, status=status(refusal))


def _page(request: PageRequest, found: BedRequest, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "campaign": found.campaign,
        "enterprise": found.enterprise,
        "found": found,
        "places": guests(request.user, found),
        "rest": found.rest.first(),
        "events": history.page(
            request, Event.objects.about("bed_request", found.pk).exclude(verb="bed_request.escalate")
        ),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "lodging/mine/request.html", context, status=status(refusal))
