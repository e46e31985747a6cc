"""Pages by link, without an account: announcing oneself, one's own party, taking over, a volunteer's answer. In four languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import open_to_everyone
from fugong.arrivals import naming
from fugong.arrivals.actions import announcing, steps, volunteers
from fugong.arrivals.models import Arrival, HandOver, Party, VolunteerCall
from fugong.arrivals.views import reading
from fugong.core.errors import Fault, Refused
from fugong.places.models import CampaignState
from fugong.workforce.actions import links
from fugong.workforce.models import RosterLink

ROWS = 4
RELATED = ("campaign__pack_version", "campaign__jurisdiction", "enterprise")


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def arriving(request: HttpRequest, arriving_token: str) -> HttpResponse:
    """By the enterprise's link: which flight, train or ship, and who comes along."""
    rows = RosterLink.objects.select_related(*RELATED)
    link = rows.filter(token=arriving_token, withdrawn_at=None, campaign__state=CampaignState.OPEN).first()
    if link is None or not link.campaign.pack.arrivals.gates:
        raise Http404
    with translation.override(_language(request)):
        refusal = None
        if request.method == "POST":
            try:
                party = _announced(request, link)
                return redirect(f"{_url('party', party.token)}?lang={translation.get_language()}")
            except Refused as refused:
                refusal = refused
        purpose = next((each for each in link.campaign.pack.workforce.records if each.kind == "arrival"), None)
        context: dict[str, Any] = reading.context(link.campaign, request.POST, ROWS) | _shell(request) | {
            "link": link, "refusal": refusal, "faults": faults(refusal), "purpose": purpose,
            "keeps": link.campaign.pack.workforce.keeps("arrival"), "known_services": [],
        }  # fmt: skip
        return render(request, "arrivals/open/arriving.html", context, status=refusal.status if refusal else 200)


@open_to_everyone
@never_cache
@require_GET
def party(request: HttpRequest, party_token: str) -> HttpResponse:
    """The party's own page: who meets them where, whom they can call, how far they are."""
    rows = Party.objects.select_related(*RELATED)
    found = rows.filter(token=party_token, campaign__state=CampaignState.OPEN).first()
    if found is None:
        raise Http404
    people = list(Arrival.objects.opened().filter(party=found).order_by("is_child", "pk"))
    with translation.override(_language(request, people[0].language if people else "")):
        for each in people:
            each.campaign = each.service.campaign = found.campaign
        gate = found.campaign.pack.arrivals.gate(people[0].gate) if people else None
        context = _shell(request) | {"party": found, "people": people, "gate": gate}
        return render(request, "arrivals/open/party.html", context)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def handed(request: HttpRequest, hand_over_token: str) -> HttpResponse:
    """Whoever takes over confirms: masked names, how many, from which service."""
    rows = HandOver.objects.select_related(*RELATED)
    found = rows.filter(token=hand_over_token, campaign__state=CampaignState.OPEN).first()
    if found is None:
        raise Http404
    with translation.override(_language(request)):
        refusal = None
        if request.method == "POST":
            try:
                steps.confirm(receipt=found, name=request.POST.get("name", ""))
                return redirect(f"{request.path}?lang={translation.get_language()}")
            except Refused as refused:
                refusal = refused
        people = list(found.arrivals.select_related("key", "person__key", "service").order_by("is_child", "pk"))
        context = _shell(request) | {"receipt": found, "people": people, "refusal": refusal}
        return render(request, "arrivals/open/handed.html", context, status=refusal.status if refusal else 200)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, call_token: str) -> HttpResponse:
    """A volunteer says yes or no."""
    rows = VolunteerCall.objects.select_related(
        "campaign__pack_version", "campaign__jurisdiction", "volunteer", "service"
    )
    found = rows.filter(token=call_token, campaign__state=CampaignState.OPEN).first()
    if found is None:
        raise Http404
    found.service.campaign = found.campaign
    with translation.override(_language(request)):
        refusal = None
        if request.method == "POST" and request.POST.get("comes") in ("yes", "no"):
            try:
                volunteers.answer(call=found, comes=request.POST["comes"] == "yes")
                return redirect(f"{request.path}?lang={translation.get_language()}")
            except Refused as refused:
                refusal = refused
        gate = found.campaign.pack.arrivals.gate(found.service.gate)
        spoken = dict(naming.spoken()).get(found.language, found.language)
        context = _shell(request) | {"call": found, "gate": gate, "spoken": spoken, "refusal": refusal}
        return render(request, "arrivals/open/call.html", context, status=refusal.status if refusal else 200)


@transaction.atomic
def _announced(request: HttpRequest, link: RosterLink) -> Party:
    post = request.POST
    if not post.get("read_notice"):
        message = _("Read what is kept and why, and tick that you have.")
        raise Refused(message, fields=[Fault("read_notice", message)])
    said = reading.all_of(post, link.campaign, None, announcing.VISITOR)
    expected = Arrival.objects.filter(campaign=link.campaign, enterprise=link.enterprise, state="expected").count()
    if len(said.people) > min(links.room_of(link), links.most_of(link) - expected):
        raise Refused(_("By this link nobody new can be announced: ask your employer to announce you."))
    try:
        made = announcing.announce(
            service=said.service, people=said.people, enterprise=link.enterprise, contact=said.contact,
            destination=post.get("destination", ""), via="person", by=None,
        )  # fmt: skip
    except Refused as refusal:
        if any("].name" in fault.where or "].document" in fault.where for fault in refusal.faults):
            message = _("Name and number don’t fit together. Compare both with your document, or ask your employer.")
            raise Refused(message, fields=[Fault("0-document", message)]) from None
        raise
    keys = [key for key in made.arrivals.values_list("person_id", flat=True) if key]
    links.noticed(keys)
    return made


def _shell(request: HttpRequest) -> dict[str, Any]:
    return {"languages": settings.LANGUAGES, "language": translation.get_language()}


def _language(request: HttpRequest, known: str = "") -> str:
    """`?lang=ko` wins; else what is known of the person; else what the browser or an earlier choice says."""
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return known if known in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def _url(name: str, token: str) -> str:
    from django.urls import reverse

    return reverse(f"arrivals:{name}", args=[token])
