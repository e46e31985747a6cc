"""The enterprise: answers the survey in one tap, says how many are where, sees its trips, lists its people."""

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import undoing
from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.core.money import yuan
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.transport import manifest, riding
from fugong.transport.actions import needs as need_actions
from fugong.transport.actions import seats
from fugong.transport.actions import surveys as survey_actions
from fugong.transport.models import Asked, Claim, Line, Need, Rider, Share, Trip
from fugong.transport.models.trip import SEATED
from fugong.transport.views.access import acted, own, own_share, status
from fugong.workforce.models import Employment, Person

ASK = P.TRIP_ASK
TRIPS, JOINABLE, PEOPLE = 50, 20, 200
FIELDS = ("people", "spot", "region", "longitude", "latitude", "day", "note")


@mine_page(ASK)
@require_GET
def coaches(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The survey, needs, trips, what can be claimed."""
    return _home(request, campaign, enterprise)


@mine_page(ASK)
@require_POST
def answer(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """No need: one tap. Who needs seats says how many on the next page."""
    row = or_404(_open_question(campaign, enterprise))
    questions = [each.key for each in campaign.pack.transport.survey.questions]
    said = {key: key in request.POST.getlist("said") for key in questions} if questions else None
    wanted = request.POST.get("answer") == "wanted"
    return acted(
        request,
        lambda: survey_actions.answer(row=row, wanted=wanted, said=said, by=request.user),
        lambda: _("Say how many, and where they are.") if wanted else _("Answered: no need. Thank you."),
        lambda: ("transport:mine_want" if wanted else "transport:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def want(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """How many people, where, when."""
    if request.method == "GET":
        return _form(request, campaign, enterprise, None)
    values = {name: request.POST.get(name, "") for name in FIELDS}
    return acted(
        request,
        lambda: need_actions.want(campaign=campaign, enterprise=enterprise, values=values, by=request.user),
        lambda: _("Noted. You are told as soon as a coach is confirmed."),
        lambda: ("transport:mine", campaign.key, enterprise.pk),
        lambda refusal: _form(request, campaign, enterprise, None, refusal),
    )


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def need(request: PageRequest, campaign: Campaign, enterprise: Enterprise, coach_need: int) -> HttpResponse:
    """One need; posted: changed."""
    found: Need = own(Need, campaign, enterprise, coach_need)
    found.enterprise = enterprise
    if request.method == "GET":
        return _form(request, campaign, enterprise, found)
    values = {name: request.POST.get(name, "") for name in FIELDS}
    return acted(
        request,
        lambda: need_actions.amend(need=found, values=values, by=request.user),
        lambda: _("Saved."),
        lambda: ("transport:mine", campaign.key, enterprise.pk),
        lambda refusal: _form(request, campaign, enterprise, found, refusal),
    )


@mine_page(ASK)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, coach_need: int) -> HttpResponse:
    """They come otherwise."""
    found: Need = own(Need, campaign, enterprise, coach_need)
    return acted(
        request,
        lambda: need_actions.withdraw(need=found, by=request.user),
        lambda: _("Taken back."),
        lambda: ("transport:mine", campaign.key, enterprise.pk),
        lambda refusal: _form(request, campaign, enterprise, found, refusal),
    )


@mine_page(ASK)
@require_GET
def trip(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trip: int) -> HttpResponse:
    """One trip as the enterprise sees it: its seats, its people, what it pays."""
    return _trip(request, own_share(campaign, enterprise, trip))


@mine_page(ASK)
@require_POST
def riders(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trip: int) -> HttpResponse:
    """Puts the ticked people on the manifest."""
    share = own_share(campaign, enterprise, trip)
    chosen = numbers.asked_many(request.POST.getlist("people"))
    made: list[Rider] = []
    return acted(
        request,
        lambda: made.extend(
            seats.seat(
                trip=share.trip, enterprise=enterprise, people=chosen, consented=bool(request.POST.get("consented")),
                by=request.user,
            )
        ),
        lambda: ngettext("%(n)s person has a seat.", "%(n)s people have seats.", len(made)) % {"n": len(made)},
        lambda: ("transport:mine_trip", campaign.key, enterprise.pk, share.trip_id),
        lambda refusal: _trip(request, share, refusal),
    )  # fmt: skip


@mine_page(ASK)
@require_POST
def removal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trip: int, rider: int) -> HttpResponse:
    """Takes somebody off the manifest."""
    share = own_share(campaign, enterprise, trip)
    rows = Rider.objects.filter(trip=share.trip, enterprise=enterprise, pk=rider).select_related("trip", "enterprise")
    found = or_404(rows.first())
    return acted(
        request,
        lambda: seats.unseat(rider=found, by=request.user),
        lambda: _("Taken off. The seat stays yours."),
        lambda: ("transport:mine_trip", campaign.key, enterprise.pk, share.trip_id),
        lambda refusal: _trip(request, share, refusal),
        undo=lambda: undoing.offer(
            kind="rider.remove", by=request.user, about=found, trip=found.trip_id, enterprise=enterprise.pk,
            person=found.person_id, consented=found.consented_by == "enterprise",
        ),
    )  # fmt: skip


def _seated_again(by: User, given: dict[str, Any]) -> Rider:
    trip, enterprise = Trip.objects.get(pk=given["trip"]), Enterprise.objects.get(pk=given["enterprise"])
    [rider] = seats.seat(
        trip=trip, enterprise=enterprise, people=[given["person"]], consented=given["consented"], by=by
    )
    return rider


undoing.register("rider.remove", _seated_again)


@mine_page(ASK)
@require_POST
def agreement(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trip: int) -> HttpResponse:
    """The enterprise has everybody's signature that they agree to travel."""
    share = own_share(campaign, enterprise, trip)
    rows = list(
        Rider.objects.filter(trip=share.trip, enterprise=enterprise, state="listed").select_related("enterprise")
    )
    return acted(
        request,
        lambda: seats.agree(riders=rows, by=request.user),
        lambda: _("Noted that they agree."),
        lambda: ("transport:mine_trip", campaign.key, enterprise.pk, share.trip_id),
        lambda refusal: _trip(request, share, refusal),
    )


@mine_page(ASK)
@require_POST
def seats_(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trip: int) -> HttpResponse:
    """Claims free seats of a confirmed trip, or gives own ones up."""
    share = Share.objects.filter(campaign=campaign, enterprise=enterprise, trip=trip).first()
    found = share.trip if share else or_404(joinable(campaign, enterprise).filter(pk=trip).first())
    many = numbers.asked(request.POST.get("seats"), 200) or 0
    gives = request.POST.get("do") == "give"

    def do() -> None:
        action = seats.give_up if gives else seats.claim
        action(trip=found, enterprise=enterprise, seats=many, by=request.user)

    def to() -> Any:
        has = Share.objects.filter(trip=found, enterprise=enterprise).exists()
        where = [campaign.key, enterprise.pk]
        return ("transport:mine_trip", *where, found.pk) if has else ("transport:mine", *where)

    def again(refusal: Refused) -> HttpResponse:
        if share is not None:
            return _trip(request, own_share(campaign, enterprise, trip), refusal)
        return _home(request, campaign, enterprise, refusal)

    said = _("The seats are given up.") if gives else _("The seats are yours.")
    return acted(request, do, lambda: said, to, again)


def joinable(campaign: Campaign, enterprise: Enterprise) -> Any:
    """Confirmed trips of others with free seats, from today on."""
    rows = Trip.objects.filter(campaign=campaign, state__in=("confirmed", "boarding"), day__gte=clock.today())
    rows = rows.filter(claimed__lt=F("usable")).exclude(shares__enterprise=enterprise)
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction").order_by("day", "pk")


def _open_question(campaign: Campaign, enterprise: Enterprise) -> Asked | None:
    rows = Asked.objects.filter(campaign=campaign, enterprise=enterprise, survey__closed_at=None)
    return rows.select_related("survey__campaign__pack_version", "enterprise").order_by("-pk").first()


def _home(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    where = {"campaign": campaign, "enterprise": enterprise}
    section = campaign.pack.transport
    shares = Share.objects.filter(**where).exclude(trip__state__in=("proposed",)).select_related("trip")
    page = Page.placed(shares.order_by("-trip__day", "-pk"), TRIPS, request.GET.get("after", ""))
    needs = Need.objects.filter(**where).exclude(state="withdrawn").order_by("day", "pk")
    claimed = {
        claim.trip_id: claim for claim in Claim.objects.filter(**where).exclude(state="withdrawn").order_by("pk")
    }
    for row in page.rows:
        row.trip.campaign = campaign
        row.yuan, row.claim = yuan(row.fen), claimed.get(row.trip_id)
        row.is_claimable = (
            bool(section.reimbursements) and row.trip.state in ("arrived", "closed") and row.claim is None
        )
    context = {
        **where,
        "asked": _open_question(campaign, enterprise),
        "questions": section.survey.questions,
        "needs": Page.placed(needs, TRIPS, request.GET.get("needs", "")),
        "page": page,
        "joinable": Page.placed(joinable(campaign, enterprise), JOINABLE, request.GET.get("joinable", "")),
        "lines": Line.objects.filter(campaign=campaign, until=None, enterprise__in=[enterprise.pk]),
        "rules": section.reimbursements,
        "note": section.note,
        "refusal": refusal,
    }
    return render(request, "transport/mine/coaches.html", context, status=status(refusal))


def _form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, found: Need | None, refusal: Refused | None = None
) -> HttpResponse:
    values: dict[str, Any] = {"day": str(clock.today())}
    if found is not None:
        values = {name: getattr(found, name) for name in FIELDS} | {"region": found.region_name, "day": str(found.day)}
    if refusal is not None and request.POST:
        values = request.POST.dict()
    section = campaign.pack.transport
    context = {
        "campaign": campaign, "enterprise": enterprise, "found": found, "values": values, "note": section.note,
        "documents": section.documents, "rules": section.reimbursements,
        "may_change": found is None or (found.state != "withdrawn" and not found.planned),
        "may_withdraw": found is not None and found.state in ("wanted", "complete"),
        "events": history.of(request, "coach_need", found.pk) if found else [],
        "today": str(clock.today()), "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "transport/mine/need.html", context, status=status(refusal))


def _trip(request: PageRequest, share: Share, refusal: Refused | None = None) -> HttpResponse:
    trip, enterprise, campaign = share.trip, share.enterprise, share.trip.campaign
    seated = Rider.objects.filter(trip=trip, enterprise=enterprise, state__in=SEATED).count()
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "found": trip,
        "share": share,
        "yuan": yuan(share.fen),
        "alone": yuan(share.alone) if share.alone is not None and share.alone > share.fen else "",
        "others": trip.shares.exclude(pk=share.pk).count(),
        "riders": manifest.of(request.user, trip, enterprise),
        "empty": max(0, share.seats - seated),
        "people": _choosable(request, trip, enterprise) if trip.takes_claims and share.seats > seated else None,
        "chosen": request.POST.getlist("people"),
        "stops": trip.stops.order_by("order"),
        "papers_missing": enterprise.pk not in riding.with_papers(trip),
        "documents": campaign.pack.transport.documents,
        "unagreed": Rider.objects.filter(trip=trip, enterprise=enterprise, state="listed", consented_at=None).count(),
        "claim": Claim.objects.filter(trip=trip, enterprise=enterprise).exclude(state="withdrawn").first(),
        "may_claim": bool(campaign.pack.transport.reimbursements) and trip.state in ("arrived", "closed"),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "transport/mine/trip.html", context, status=status(refusal))


def _choosable(request: PageRequest, trip: Trip, enterprise: Enterprise) -> Page:
    """People of the list who have no seat yet, page by page; each with why not, where somebody may not ride."""
    listed = (
        Employment.objects.current().filter(campaign=trip.campaign, enterprise=enterprise).order_by().values("person")
    )
    rides = Rider.objects.filter(state__in=("listed", "boarded"), campaign=trip.campaign).values("person")
    rows = Person.objects.opened().filter(pk__in=listed).exclude(pk__in=rides).exclude(state="left")
    found = Page.placed(rows.order_by("arrived_on", "pk"), PEOPLE, request.GET.get("people", ""))
    for row in found.rows:
        row.campaign = trip.campaign
        row.why = riding.why_barred(row, trip.campaign) if riding.is_barred(row, trip.campaign) else ""
    return found
