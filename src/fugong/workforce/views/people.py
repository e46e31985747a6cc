"""The authority's pages of files: the list, entering, one file with its decisions, and looks at what is sealed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers, regions
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import countries
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows
from fugong.workforce import about, exports, health_rows, kept, lists, missing, sorting
from fugong.workforce.actions import classes, files, health
from fugong.workforce.arrows import TO_STATE
from fugong.workforce.models import Employment, HealthReport, Person
from fugong.workforce.views import asking

TABS = {
    "here": gettext_lazy("Here"),
    "expected": gettext_lazy("Expected"),
    "held": gettext_lazy("Not free to work"),
    "card": gettext_lazy("With a card"),
    "silent": gettext_lazy("In the silent period"),
    "unwell": gettext_lazy("Unwell"),
    "left": gettext_lazy("Left"),
    "all": gettext_lazy("All"),
}
SEALED = {
    "document": gettext_lazy("Document number"),
    "phone": gettext_lazy("Telephone"),
    "address": gettext_lazy("Address"),
    "places": gettext_lazy("Places of the last days"),
}
CASES = 5


@campaign_page(P.PERSON_VIEW)
@require_http_methods(["GET", "POST"])
def people(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Files by tab, with filters; who is looked for by name or number comes by a form, and is found whole."""
    wanted = lists.Wanted.of(request)
    page = lists.page(lists.people(request.user, campaign, wanted), request.GET.get("after", ""), request.user)
    if wanted.text and len(page.rows) == 1:
        return redirect("workforce:person", campaign.key, page.rows[0].pk)
    rules = campaign.pack.workforce
    missing.latest(campaign, page.rows)
    for person in page.rows:
        person.class_ = rules.class_(person.class_key)
        person.card_ = rules.card(person.card)
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": page,
        "tabs": TABS.items(),
        "classes": rules.classes,
        "countries": countries.offered(),
        "may_enter": request.user.holds(P.PERSON_EDIT),
        "may_export": request.user.holds(P.REGISTRY_EXPORT),
    }
    return render(request, "workforce/people.html", context)


@campaign_page(P.REGISTRY_EXPORT)
@require_GET
def people_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet, numbers masked."""
    if not request.user.holds(P.PERSON_VIEW):
        raise Http404
    return exports.people(request.user, campaign, lists.Wanted.of(request))


@campaign_page(P.PERSON_EDIT)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Opens a file: first the enterprise (or none), then the person."""
    enterprise = _enterprise(request, campaign)
    refusal = None
    if request.method == "POST" and "name" in request.POST:
        try:
            entered = files.enter(
                campaign=campaign, given=asking.given(request.POST, campaign), by=request.user, enterprise=enterprise,
                area_code="" if enterprise else campaign.jurisdiction.code,
            )  # fmt: skip
        except Refused as refused:
            refusal = refused
        else:
            said = (
                _("File opened.") if entered.is_new else _("This person has a file already; what you wrote was added.")
            )
            messages.success(request, said)
            return redirect("workforce:person", campaign.key, entered.person.pk)
    text = request.GET.get("text", "")[:80]
    seen = Enterprise.objects.visible_to(request.user, P.PERSON_EDIT).filter(enrolments__campaign=campaign)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "text": text,
        "found": seen.matching(text).order_by("name")[:20] if text.strip() else [],
        "refusal": refusal,
        "faults": acting.faults(refusal),
        "typed": request.POST,
        **asking.choices(campaign, request.POST),
    }
    return render(request, "workforce/entry.html", context, status=refusal.status if refusal else 200)


@campaign_page(P.PERSON_VIEW)
@never_cache
@require_GET
def person(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """One file: where the person stands in the chain, why, the last readings, what can be done."""
    return _page(request, campaign, _person(request, campaign, person_file))


@campaign_page(P.PERSON_EDIT)
@require_POST
def amendment(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """Corrects what the file says; an empty number stays as it is."""
    found = _person(request, campaign, person_file)
    said = request.POST.copy()
    if not said.get("document", "").strip():
        said["document"], said["document_kind"] = found.opened.get("document", ""), found.document_kind
    try:
        files.amend(person=found, given=asking.given(said, campaign), by=request.user)
    except Refused as refusal:
        return _page(request, campaign, found, refusal)
    messages.success(request, _("Changed."))
    return redirect("workforce:person", campaign.key, person_file)


@campaign_page(P.PERSON_CLASSIFY)
@require_POST
def decision(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """Decides otherwise than the rules, for some days, with a reason."""
    found = _person(request, campaign, person_file)
    days = numbers.asked(request.POST.get("days", "0").strip(), most=999)
    try:
        classes.decide(
            person=found, move=request.POST.get("move", ""), reason=request.POST.get("reason", ""),
            days=-1 if days is None else days, by=request.user,
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, found, refusal)
    messages.success(request, _("Decided: %(state)s.") % {"state": found.state_name})
    return redirect("workforce:person", campaign.key, person_file)


@campaign_page(P.PERSON_REVEAL)
@never_cache
@require_POST
def look(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """One sealed entry in clear, once; the look is recorded with its reason."""
    found = _person(request, campaign, person_file)
    field = request.POST.get("field", "")
    try:
        value = files.reveal(person=found, field=field, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, found, refusal)
    return _page(request, campaign, found, shown=(field, SEALED.get(field, field), value or "—"))


@campaign_page(P.HEALTH_REPORT)
@require_POST
def reading(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """A temperature that an officer took."""
    found = _person(request, campaign, person_file)
    try:
        try:
            temperature = health_rows.tenths(request.POST.get("temperature", ""))
        except ValueError as words:
            raise Refused(str(words), fields=[Fault("temperature", str(words))]) from None
        health.report(
            person=found,
            temperature=temperature,
            symptoms=request.POST.getlist("symptom"),
            via="keypad",
            by=request.user,
        )
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, found, refusal)
    messages.success(request, _("Noted."))
    return redirect("workforce:person", campaign.key, person_file)


@campaign_page(P.PERSON_EDIT)
@require_POST
def leaving(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """The person has gone away, or left one enterprise (`employment`)."""
    found = _person(request, campaign, person_file)
    key = request.POST.get("employment", "")
    if key:
        rows = Employment.objects.current().visible_to(request.user, P.PERSON_EDIT).filter(person=found)
        files.end(employment=or_404(rows.filter(pk=numbers.asked(key)).first()), by=request.user)
    else:
        files.leave(person=found, by=request.user)
    messages.success(request, _("Noted. The file is kept until its last day, then erased."))
    return redirect("workforce:person", campaign.key, person_file)


def _page(
    request: PageRequest, campaign: Campaign, found: Any, refusal: Refused | None = None, shown: Any = None
) -> HttpResponse:
    rules = campaign.pack.workforce
    user = request.user
    works = list(Employment.objects.visible_to(user).filter(person=found).select_related("enterprise"))
    for each in works:
        each.job_name = rules.job_name(each.job) if each.job else ""
    moves = {arrow.key for arrow in open_arrows(found, user)}
    context = {
        "campaign": campaign,
        "person": found,
        "works": works,
        "class": rules.class_(found.class_key),
        "card": rules.card(found.card),
        "why": sorting.reason(found, campaign.pack, next((each.job for each in works if each.job), "")),
        "chain": _chain(found),
        "origin": regions.name_of(found.origin) or (_("abroad") if found.origin == regions.ABROAD else ""),
        "country": countries.name_of(found.nationality),
        "readings": _readings(found, works),
        "cases": Page.newest(found.health_cases.all(), CASES, request.GET.get("cases", "")),
        "health": rules.health,
        "decisions": [(state, arrow) for state, arrow in TO_STATE.items() if arrow in moves],
        "state_names": type(found).workflow.states,
        "may_edit": user.holds(P.PERSON_EDIT) and found.may_move(user, P.PERSON_EDIT),
        "may_report": found.is_here and user.holds(P.HEALTH_REPORT),
        "may_look": user.holds(P.PERSON_REVEAL) and found.may_move(user, P.PERSON_REVEAL),
        "may_erase": user.holds(P.ERASURE_SIGN) and found.state == "left",
        "sealed": [(key, name) for key, name in SEALED.items() if found.opened.get(key)],
        "shown": shown,
        "last_day": kept.last_day(found),
        "about": about.of(found, user, most=None if request.GET.get("lines") == "all" else about.MOST),
        "wish": found.opened.get("wish", ""),
        "owes": missing.owes(None, campaign.pack),
        "refusal": refusal,
        "faults": acting.faults(refusal),
        "typed": request.POST,
        "events": history.of(request, "person", found.pk),
        **asking.choices(campaign, request.POST),
    }
    return render(request, "workforce/person.html", context, status=refusal.status if refusal else 200)


def _chain(found: Person) -> list[tuple[str, bool, bool]]:
    """From return to release: (name, passed, current)."""
    order = ["expected", "waiting", "observed", "green"]
    if found.state == "isolated":
        order = ["expected", "isolated", "observed", "green"]
    if found.state == "left":
        order.append("left")
    place = order.index(found.state)
    states = type(found).workflow.states
    return [(str(states[state]), n < place, n == place) for n, state in enumerate(order)]


def _readings(found: Person, works: list[Any]) -> list[dict[str, Any]]:
    enterprises = [each.enterprise_id for each in works] or [0]
    rows = HealthReport.objects.filter(enterprise_id__in=enterprises, person_id=found.pk).order_by("-day", "-at")
    seen: dict[Any, dict[str, Any]] = {}
    for each in rows.values("at", "temperature", "symptoms", "via")[:40]:
        if each["at"] not in seen:
            degrees = "" if each["temperature"] is None else f"{each['temperature'] / 10:.1f}"
            names = found.campaign.pack.workforce.symptom_names(each["symptoms"] or ())
            seen[each["at"]] = {"at": each["at"], "degrees": degrees, "symptoms": names}
    return list(seen.values())[:14]


def _person(request: PageRequest, campaign: Campaign, pk: int) -> Any:
    rows = Person.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found = or_404(rows.opened().first())
    found.campaign = campaign
    return found


def _enterprise(request: PageRequest, campaign: Campaign) -> Enterprise | None:
    key = request.POST.get("enterprise") or request.GET.get("enterprise", "")
    if not key:
        return None
    seen = Enterprise.objects.visible_to(request.user, P.PERSON_EDIT).filter(enrolments__campaign=campaign)
    return or_404(seen.filter(pk=numbers.asked(key) or 0).first())
