"""The enterprise's own pages: its people, entering them, their link and poster, and today's temperatures at the gate."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.workforce import health_rows, kept, lists, missing, roster_sheet
from fugong.workforce.actions import files, health, links, rosters
from fugong.workforce.models import Employment, Person
from fugong.workforce.views import asking

PAGE = 100
KEYPAD = 500


@mine_page(P.PERSON_VIEW)
@require_http_methods(["GET", "POST"])
def people(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Everyone on the enterprise's list: state, card, what was reported today."""
    return _page(request, campaign, enterprise)


@mine_page(P.PERSON_EDIT)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Enters one person."""
    refusal = None
    if request.method == "POST":
        try:
            given = asking.given(request.POST, campaign)
            entered = files.enter(campaign=campaign, given=given, by=request.user, enterprise=enterprise)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("%(name)s is on your list.") % {"name": entered.person.name})
            return redirect("workforce:mine_people", campaign.key, enterprise.pk)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "refusal": refusal,
        "faults": acting.faults(refusal),
        "typed": request.POST,
        **asking.choices(campaign, request.POST),
    }
    return render(request, "workforce/mine/entry.html", context, status=refusal.status if refusal else 200)


@mine_page(P.PERSON_EDIT)
@require_POST
def sheet(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Brings in the staff list as a sheet; every cell that can't be is named, and then nobody is taken."""
    try:
        file = request.FILES.get("sheet")
        if file is None:
            message = _("Choose a file.")
            raise Refused(message, fields=[Fault("sheet", message)])
        people_ = roster_sheet.read(file, campaign)
        done = rosters.take(campaign=campaign, enterprise=enterprise, people=people_, by=request.user)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, enterprise, refusal)
    said = ngettext("%(n)s person is new on your list.", "%(n)s people are new on your list.", done.new)
    messages.success(request, said % {"n": done.new})
    return redirect("workforce:mine_people", campaign.key, enterprise.pk)


@mine_page(P.PERSON_EDIT)
@require_POST
def leaving(request: PageRequest, campaign: Campaign, enterprise: Enterprise, person_file: int) -> HttpResponse:
    """Takes somebody off the list."""
    rows = Employment.objects.current().filter(enterprise=enterprise, campaign=campaign, person=person_file)
    files.end(employment=or_404(rows.select_related("enterprise").first()), by=request.user)
    messages.success(request, _("Off your list. The file is kept until its last day, then erased."))
    return redirect("workforce:mine_people", campaign.key, enterprise.pk)


@mine_page(P.PERSON_EDIT)
@require_POST
def link(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """A new link; the old one stops working."""
    links.link(campaign=campaign, enterprise=enterprise, by=request.user, renew=True)
    messages.success(request, _("A new link was made. The old one no longer works: put up the new poster."))
    return redirect("workforce:mine_poster", campaign.key, enterprise.pk)


@mine_page(P.PERSON_EDIT)
@require_GET
def poster(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The link as a poster in four languages, for the gate and the dormitory."""
    found = links.link(campaign=campaign, enterprise=enterprise, by=request.user)
    address = request.build_absolute_uri(reverse("workforce:join", args=[found.token]))
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "address": address,
        "link": found,
        "room": links.room_of(found),
        "most": links.most_of(found),
    }
    return render(request, "workforce/mine/poster.html", context)


@mine_page(P.HEALTH_REPORT)
@require_http_methods(["GET", "POST"])
def keypad(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Today's temperatures at the gate: one line a person, those who owe one first; many are sent at once."""
    refusal = None
    if request.method == "POST":
        try:
            readings = _readings(request, campaign, enterprise)
            new = health.report_many(
                campaign=campaign, readings=health_rows.Batch.of(readings), by=request.user, via="keypad"
            )
        except Refused as refused:
            if refused.status != 422:
                raise
            refusal = refused
        else:
            said = ngettext("%(n)s temperature taken.", "%(n)s temperatures taken.", new) % {"n": new}
            messages.success(request, said)
            return redirect("workforce:mine_health", campaign.key, enterprise.pk)
    page, owing = _rows(campaign, enterprise, request.GET.get("after", ""))
    faults = acting.faults(refusal)
    for row in page.rows:
        row["typed"] = request.POST.get(name := f"t-{row['person'].pk}", "")
        row["fault"] = faults.get(name, "")
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "page": page,
        "missing": owing,
        "health": campaign.pack.workforce.health,
        "refusal": refusal,
    }
    return render(request, "workforce/mine/keypad.html", context, status=refusal.status if refusal else 200)


def _readings(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> list[health_rows.Reading]:
    known = set(missing.people_of(campaign, enterprise).values_list("pk", flat=True))
    found, faults = [], []
    for name, said in request.POST.items():
        key, value = numbers.asked(name.removeprefix("t-")), str(said)
        if not (name.startswith("t-") and key is not None and value.strip()):
            continue
        try:
            temperature = health_rows.tenths(value)
        except ValueError as words:
            faults.append(Fault(name, str(words)))
            continue
        if key not in known:
            faults.append(Fault(name, _("This person isn’t on your list any more.")))
            continue
        found.append(health_rows.Reading(key, clock.now(), temperature, tuple(request.POST.getlist(f"s-{name[2:]}"))))
    if faults:
        raise Refused(
            _("Some temperatures can’t be right. Nothing was taken; mend them and send again."), fields=faults
        )
    if not found:
        raise Refused(_("Write at least one temperature."))
    return found


def _rows(campaign: Campaign, enterprise: Enterprise, after: str) -> tuple[Page, int]:
    """A page of those here, who owe a reading first; and how many owe one."""
    given, here = missing.of_enterprise(campaign, enterprise), missing.people_of(campaign, enterprise)
    owes = {pk: missing.owes(given.get(pk), campaign.pack) for pk in here.order_by("pk").values_list("pk", flat=True)}
    page = Page.placed(sorted(owes, key=lambda pk: (-owes[pk], pk)), KEYPAD, after)
    people = here.in_bulk(page.rows)
    page.rows[:] = [
        {
            "person": people[pk],
            "owes": owes[pk],
            "times": given[pk].times if pk in given else 0,
            "last": f"{last / 10:.1f}" if pk in given and (last := given[pk].last) else "",
        }
        for pk in page.rows
        if pk in people
    ]
    return page, sum(1 for many in owes.values() if many)


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    wanted = lists.Wanted.of(request)
    rows: Any = Person.objects.filter(
        campaign=campaign,
        pk__in=Employment.objects.current().filter(enterprise=enterprise, campaign=campaign).values("person"),
    )
    rows = lists.narrowed(rows, campaign, wanted, request.user)
    page = lists.page(rows.order_by("-pk"), request.GET.get("after", ""), request.user)
    given = missing.of_enterprise(campaign, enterprise)
    rules = campaign.pack.workforce
    missing.latest(campaign, page.rows)
    for person in page.rows:
        person.class_, person.card_ = rules.class_(person.class_key), rules.card(person.card)
        person.owes = missing.owes(given.get(person.pk), campaign.pack) if person.is_here else 0
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "page": page,
        "wanted": wanted,
        "refusal": refusal,
        "faults": acting.faults(refusal),
        "records": kept.purposes(campaign.pack),
        "health": rules.health,
    }
    return render(request, "workforce/mine/people.html", context, status=refusal.status if refusal else 200)
