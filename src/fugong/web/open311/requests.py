"""Service requests: demands of enterprises, filed and followed by the owner of a key, within what that person may see."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.demands import actions, files
from fugong.demands.arrows import DEMAND, OPEN
from fugong.demands.models import Demand, Message, MessageKind, Source
from fugong.demands.policy import OTHER
from fugong.places.models import Campaign
from fugong.policy.shapes import by_key
from fugong.registry.access import may
from fugong.registry.models import Enrolment, Enterprise
from fugong.web.api.once import once
from fugong.web.open311.answers import Failed, said
from fugong.web.open311.calls import jurisdiction, operation
from fugong.web.open311.services import USCC, answerer, service

MOST = 1_000
SPAN = dt.timedelta(days=90)
LONGEST = 4_000
STATES = {"open": Q(state__in=OPEN), "closed": ~Q(state__in=OPEN)}
"""Open is also what was answered and not confirmed yet: the enterprise may still say that it isn't solved."""


@operation(GET=P.DEMAND_VIEW, POST=P.DEMAND_VIEW)
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """GET Service Requests, and POST Service Request."""
    if request.method == "POST":
        caller: User = request.caller  # type: ignore[attr-defined]
        return once(request, caller, lambda: _filed(request, form, caller))
    campaign = jurisdiction(request)
    found = _asked_for(request, campaign).order_by("-received_at", "-pk")[:MOST]
    return said(request, form, "service_requests", _told(campaign, list(found)))


@operation(GET=P.DEMAND_VIEW)
def one(request: HttpRequest, form: str, service_request_id: str) -> HttpResponse:
    """GET Service Request."""
    campaign = jurisdiction(request)
    found = _seen(request, campaign).filter(number=service_request_id).first()
    if found is None:
        raise Failed(404, _("The service_request_id %(given)s was not found.") % {"given": service_request_id[:40]})
    return said(request, form, "service_requests", _told(campaign, [found]))


@operation(GET=P.DEMAND_VIEW)
def token(request: HttpRequest, form: str, open311_token: str) -> HttpResponse:
    """GET service_request_id from a token. All services answer at once, so that a request's own number serves as its token."""
    campaign = jurisdiction(request)
    found = _seen(request, campaign).filter(number=open311_token).first()
    if found is None:
        raise Failed(404, _("The token %(given)s was not found.") % {"given": open311_token[:40]})
    return said(request, form, "service_requests", [{"service_request_id": found.number, "token": open311_token}])


# Filing


def _filed(request: HttpRequest, form: str, by: User) -> HttpResponse:
    campaign = jurisdiction(request)
    given = request.POST
    code = given.get("service_code", "").strip()
    if not code:
        raise Failed(400, _("service_code was not provided."))
    category = service(campaign, code)
    _check_place(given)
    if len(given.get("description", "")) > LONGEST:
        raise Failed(400, _("description: at most %(most)s signs.") % {"most": LONGEST})
    enterprise = _enterprise(given, campaign, by)
    name = " ".join(filter(None, (given.get("last_name", "").strip(), given.get("first_name", "").strip())))
    demand = actions.receive(
        campaign=campaign,
        enterprise=enterprise,
        text=given.get("description", ""),
        by=by,
        source=Source.API if may(by, P.DEMAND_RAISE, enterprise) else Source.HOTLINE,
        source_note=_note(given),
        category="" if category.key == OTHER.key else category.key,
        contact_name=name[:60],
        contact_phone=given.get("phone", ""),
        attached=[(file.name or "", file.read()) for file in request.FILES.getlist("media")[: files.MOST + 1]],
    )
    content = {
        "service_request_id": demand.number,
        "service_notice": _notice(campaign, demand),
        "account_id": given.get("account_id") or None,
    }
    return said(request, form, "service_requests", [content], status=201)


def _check_place(given: Any) -> None:
    """lat and long come together, as numbers of this planet. The enterprise says where it is; they may be left out."""
    places = [given.get(name, "").strip() for name in ("lat", "long")]
    if not any(places):
        return
    try:
        lat, long = map(float, places)
    except ValueError:
        raise Failed(400, _("lat and long are two numbers, sent together.")) from None
    if not (abs(lat) <= 90 and abs(long) <= 180):
        raise Failed(400, _("lat and long are two numbers, sent together."))


def _enterprise(given: Any, campaign: Campaign, by: User) -> Enterprise:
    """The enterprise that asks: named by its code, else the only one for which the key's owner speaks."""
    code = (given.get(f"attribute[{USCC}]") or given.get("address_id") or "").strip().upper()
    mine = Enrolment.objects.visible_to(by, P.DEMAND_VIEW).filter(campaign=campaign)
    if code:
        found = mine.filter(enterprise__uscc=code).select_related("enterprise").first()
        if found is None:
            raise Failed(400, _("attribute[uscc]: no enterprise with this code takes part here."))
        return found.enterprise  # type: ignore[no-any-return]
    own = list(mine.select_related("enterprise")[:2]) if not by.is_staff_member else []
    if len(own) != 1:
        raise Failed(400, _("attribute[uscc] was not provided: which enterprise asks?"))
    return own[0].enterprise  # type: ignore[no-any-return]


def _note(given: Any) -> str:
    """Where it was said, and the picture's address, which is kept as a text and never fetched."""
    parts = [given.get("address_string", "").strip(), given.get("media_url", "").strip()]
    return " · ".join(filter(None, parts))[:200]


# Following


def _seen(request: HttpRequest, campaign: Campaign) -> QuerySet[Demand]:
    caller: User = request.caller  # type: ignore[attr-defined]
    found = Demand.objects.visible_to(caller).filter(campaign=campaign, parent=None)
    return found.select_related("enterprise")  # type: ignore[no-any-return]


def _asked_for(request: HttpRequest, campaign: Campaign) -> QuerySet[Demand]:
    """The demands that the call's filters leave; numbers override all other filters."""
    found = _seen(request, campaign)
    numbers = _listed(request, "service_request_id")
    if numbers:
        return found.filter(number__in=numbers[:MOST])
    codes = _listed(request, "service_code")
    states = _listed(request, "status")
    unknown = sorted(set(states) - set(STATES))
    if unknown:
        raise Failed(400, _("status: %(given)s is neither open nor closed.") % {"given": unknown[0][:40]})
    begin, end = _range(request)
    found = found.filter(received_at__gte=begin, received_at__lte=end)
    if codes:
        found = found.filter(category__in=codes)
    if len(set(states)) == 1:
        found = found.filter(STATES[states[0]])
    return found


def _listed(request: HttpRequest, name: str) -> list[str]:
    """An argument that may come several times, or with commas."""
    return [part.strip() for each in request.GET.getlist(name) for part in each.split(",") if part.strip()]


def _range(request: HttpRequest) -> tuple[dt.datetime, dt.datetime]:
    """From when to when: 90 days at most, the latest unless said otherwise."""
    begin, end = _moment(request, "start_date"), _moment(request, "end_date")
    if begin and end and not dt.timedelta(0) <= end - begin <= SPAN:
        raise Failed(400, _("start_date and end_date: at most 90 days, in their order."))
    try:
        if begin:
            return begin, end or begin + SPAN
        end = end or clock.now()
        return end - SPAN, end
    except OverflowError:
        raise Failed(400, _("start_date and end_date: at most 90 days, in their order.")) from None


def _moment(request: HttpRequest, name: str) -> dt.datetime | None:
    text = request.GET.get(name, "").strip().replace(" ", "+")  # a + that wasn't encoded came as a blank
    if not text:
        return None
    try:
        found = parse_datetime(text if "T" in text else f"{text}T00:00:00Z")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Failed(400, _("%(name)s: write it as 2010-01-01T00:00:00Z.") % {"name": name})
    return found


def _told(campaign: Campaign, rows: list[Demand]) -> list[dict[str, Any]]:
    """The demands as the standard tells them."""
    names = {key: str(each.name) for key, each in by_key(campaign.pack.demands.known).items()}
    answers = _last_answers(rows)
    return [
        {
            "service_request_id": row.number,
            "status": "open" if row.state in OPEN else "closed",
            "status_notes": ": ".join(filter(None, (str(DEMAND.states[row.state]), answers.get(row.pk, "")))),
            "service_name": names.get(row.category, row.category),
            "service_code": row.category,
            "description": row.text[:LONGEST],
            "agency_responsible": answerer(campaign, row.lead, row.post) or None,
            "service_notice": _notice(campaign, row),
            "requested_datetime": _w3(row.received_at),
            "updated_datetime": _w3(row.state_since),
            "expected_datetime": _w3(row.answer_due_at),
            "address": row.enterprise.address or None,
            "address_id": row.enterprise.uscc,
            "zipcode": None,
            "lat": _number(row.enterprise.latitude),
            "long": _number(row.enterprise.longitude),
            "media_url": None,
        }
        for row in rows
    ]


def _last_answers(rows: list[Demand]) -> dict[int, str]:
    """Demand → its last answer, in the reader's language where it was given in it."""
    found = Message.objects.filter(demand__in=rows, kind=MessageKind.ANSWER, inside=False).order_by("id")
    return {each.demand_id: each.words for each in found}


def _notice(campaign: Campaign, demand: Demand) -> str | None:
    if demand.answer_due_at is None or demand.state not in OPEN:
        return None
    due = f"{clock.local(demand.answer_due_at):%Y-%m-%d %H:%M}"
    who = answerer(campaign, demand.lead, demand.post) or _("the duty desk")
    return _("%(who)s answers by %(due)s.") % {"who": who, "due": due}


def _w3(moment: dt.datetime | None) -> str | None:
    """`2010-01-01T00:00:00+08:00`"""
    return clock.local(moment).replace(microsecond=0).isoformat() if moment else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
