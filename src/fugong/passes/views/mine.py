"""The enterprise's own passes; whoever serves it opens the same pages for the caller."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.passes import people, printing
from fugong.passes.access import speaks_for
from fugong.passes.actions import asking as actions
from fugong.passes.actions import issuing
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import Pass, PassApplication
from fugong.passes.models.issued import IN_FORCE
from fugong.passes.policy import PassKind
from fugong.passes.views.access import acted, own, status
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.workforce.models import Employment, Person

ASK = Permission.PASS_ASK
PASSES, PAST, PEOPLE = 200, 20, 100


@mine_page(ASK)
@require_GET
def passes(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Passes in force, applications, what is over."""
    return _home(request, campaign, enterprise)


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def asking_(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Asks for passes of one kind, for many plates or people at once."""
    if request.method == "GET":
        return _form(request, campaign, enterprise)
    said = request.POST
    since = dates.asked(said.get("since", "")) or dt.date.min
    until = dates.asked(said.get("until", "")) or dt.date.min
    way = said.get("way", "")
    wanted = [Wanted(person=each, way=way) for each in numbers.asked_many(said.getlist("people"))]
    lines = said.get("plates", "")[:20_000].replace(",", "\n").replace("，", "\n").replace("、", "\n").splitlines()
    wanted = wanted or [Wanted(plate=line) for line in lines if line.strip()]
    made: list[PassApplication] = []
    return acted(
        request,
        lambda: made.extend(
            actions.ask(
                campaign=campaign, enterprise=enterprise, kind=said.get("kind", ""), wanted=wanted, since=since,
                until=until, purpose=said.get("purpose", ""), by=request.user,
            )
        ),
        lambda: _told(made),
        lambda: ("passes:mine", campaign.key, enterprise.pk),
        lambda refusal: _form(request, campaign, enterprise, refusal),
    )  # fmt: skip


def _told(made: list[PassApplication]) -> str:
    issued = sum(row.state == "approved" for row in made)
    waiting = sum(row.state == "asked" for row in made)
    refused = len(made) - issued - waiting
    said = []
    if issued:
        said.append(ngettext("%(n)s pass is issued.", "%(n)s passes are issued.", issued) % {"n": issued})
    if waiting:
        words = ngettext("%(n)s waits for a decision.", "%(n)s wait for a decision.", waiting)
        said.append(words % {"n": waiting})
    if refused:
        said.append(
            ngettext("%(n)s is refused; see why below.", "%(n)s are refused; see why below.", refused) % {"n": refused}
        )
    return " ".join(said)


@mine_page(ASK)
@require_POST
def taking_back(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, pass_application: int
) -> HttpResponse:
    """It is needed no more."""
    found: PassApplication = own(PassApplication, campaign, enterprise, pass_application)
    return acted(
        request,
        lambda: actions.take_back(application=found, by=request.user),
        lambda: _("The application is taken back."),
        lambda: ("passes:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )


@mine_page(ASK)
@require_POST
def renewal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, issued: int) -> HttpResponse:
    """Asks for the next pass of the same plate."""
    found: Pass = own(Pass, campaign, enterprise, issued)
    made: list[PassApplication] = []
    return acted(
        request,
        lambda: made.append(actions.renew(shown=found, by=request.user)),
        lambda: _told(made),
        lambda: ("passes:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )


@mine_page(ASK)
@require_GET
def paper(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> FileResponse:
    """The enterprise's valid passes on paper; `id` names some."""
    rows = Pass.objects.filter(campaign=campaign, enterprise=enterprise, state="valid", until__gte=clock.today())
    if chosen := numbers.asked_many(request.GET.getlist("id")):
        rows = rows.filter(pk__in=chosen)
    rows = rows.select_related("enterprise", "pack_version", "campaign").order_by("kind", "pk")
    found = Page.placed(rows, printing.MOST, request.GET.get("from", "")).rows
    or_404(found or None)
    return printing.file(found)


def _home(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    where = {"campaign": campaign, "enterprise": enterprise}
    held = Pass.objects.filter(**where, state__in=IN_FORCE, until__gte=clock.today()).select_related("pack_version")
    rows = Page.placed(held.order_by("kind", "subject", "pk"), PASSES, request.GET.get("after", ""))
    waiting = PassApplication.objects.filter(**where, state="asked")
    asked = Page.placed(waiting.order_by("pk"), PASSES, request.GET.get("asked", ""))
    names = people.named(request.user, {row.person_id for row in (*rows.rows, *asked.rows) if row.person_id})
    renewing = set(waiting.filter(follows__in=[row.pk for row in rows.rows]).values_list("follows", flat=True))
    for row in (*rows.rows, *asked.rows):
        row.file = names.get(row.person_id)
    for row in rows.rows:
        row.may_renew = row.ends_soon and row.pk not in renewing
        row.address = reverse("passes:own", args=[row.token])
    past = Pass.objects.filter(**where, state__in=("withdrawn", "expired"))
    refused = PassApplication.objects.filter(**where, state="refused").select_related("pack_version")
    context = {
        **where,
        "rows": rows,
        "asked": asked,
        "refused": Page.newest(refused, PAST, request.GET.get("refused", "")),
        "past": Page.placed(past.order_by("-ended_at", "-pk"), PAST, request.GET.get("past", "")),
        "papers": range(0, held.filter(state="valid").count(), printing.MOST),
        "a_paper": printing.MOST,
        "note": campaign.pack.passes.note,
        "is_officer": not speaks_for(request.user, enterprise.pk),
        "refusal": refusal,
    }
    return render(request, "passes/mine/passes.html", context, status=status(refusal))


def _form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    who: Any = "liaison" if speaks_for(request.user, enterprise.pk) else "officer"
    kinds = campaign.pack.passes.asked_by(who)
    wanted = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    kind: PassKind | None = next((each for each in kinds if each.key == wanted), kinds[0] if kinds else None)
    today = clock.today()
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "kinds": kinds,
        "kind": kind,
        "zones": campaign.pack.passes.zone_names(kind.zones) if kind else [],
        "room": issuing.room(campaign, kind, enterprise.pk) if kind else None,
        "people": _people(request, campaign, enterprise, kind),
        "since": request.POST.get("since", str(today)),
        "until": request.POST.get("until", str(today + dt.timedelta(days=(kind.days if kind else 1) - 1))),
        "today": str(today),
        "typed": request.POST,
        "note": campaign.pack.passes.note,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "passes/mine/ask.html", context, status=status(refusal))


def _people(request: PageRequest, campaign: Campaign, enterprise: Enterprise, kind: PassKind | None) -> Page | None:
    """Whoever of the list has no pass of this kind yet, as far as the reader sees the files, page by page."""
    if kind is None or kind.subject != "commuter":
        return None
    staff = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise).order_by()
    has = Pass.objects.filter(campaign=campaign, kind=kind.key, state__in=IN_FORCE, person__isnull=False)
    waits = PassApplication.objects.filter(campaign=campaign, kind=kind.key, state="asked", person__isnull=False)
    having = set(has.values_list("person", flat=True)) | set(waits.values_list("person", flat=True))
    seen = Person.objects.visible_to(request.user, Permission.PERSON_VIEW).filter(pk__in=staff.values("person"))
    rows = seen.exclude(state="left").exclude(pk__in=having)
    found = Page.placed(rows.opened().order_by("pk"), PEOPLE, request.GET.get("after", ""))
    chosen = set(request.POST.getlist("people"))
    for row in found.rows:
        row.is_chosen = str(row.pk) in chosen
    return found
