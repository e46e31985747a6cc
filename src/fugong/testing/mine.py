"""Testing as the enterprise sees it: who is missing today, where its people go, and their codes to print."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest, open_to_everyone, or_404
from fugong.accounts.permissions import Permission
from fugong.accounts.visitors import language_of
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.mine import Door, mine_page
from fugong.registry.models import Enterprise
from fugong.testing import coding, coverage
from fugong.testing.models import Belonging, Shift, TestTotal
from fugong.workforce import ways
from fugong.workforce.models import Employment, Person
from fugong.workforce.ways import Way

CODES = 60
"""Codes on one page to print."""
MOST = 300
"""Names in one list."""


@mine_page(Permission.PERSON_VIEW)
@require_safe
def testing(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The day's tests; from the pack's hour, who is missing."""
    section = campaign.pack.testing
    is_due = clock.local(clock.now()).time() >= dt.time.fromisoformat(section.missing_from)
    tests = []
    for total in TestTotal.objects.filter(campaign=campaign, enterprise=enterprise, day=clock.today(), owed__gt=0):
        wanted = coverage.Wanted(day=clock.today(), kind=total.kind)
        rows = coverage.missing_at(campaign, wanted, [enterprise.pk]).opened()
        keys = (f"missing-{total.kind}", f"sampled-{total.kind}")
        people, taken = (request.GET.get(key, "") for key in keys)
        sampled, many = coverage.sampled_at(campaign, wanted, enterprise.pk, MOST, taken)
        tests.append({
            "total": total, "name": section.test_name(total.kind), "keys": keys, "sampled": sampled, "taken": many,
            "people": coverage.page(rows, "pk", people, MOST) if is_due else None,
            "rules": [rule for rule in section.rules_on(clock.today()) if rule.test == total.kind],
        })  # fmt: skip
    belonging = (
        Belonging.objects.filter(campaign=campaign, enterprise=enterprise, until=None).select_related("point").first()
    )
    shifts = (
        Shift.objects.filter(point=belonging.point_id, day=clock.today()).exclude(state="cancelled")
        if belonging
        else []
    )
    context = {
        "campaign": campaign, "enterprise": enterprise, "tests": tests, "is_due": is_due, "belonging": belonging,
        "missing_from": section.missing_from, "shifts": shifts,
    }  # fmt: skip
    return render(request, "testing/mine.html", context)


@mine_page(Permission.PERSON_VIEW)
@require_safe
def codes(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The codes of the enterprise's people, to print or to show."""
    after = request.GET.get("after", "")
    listed = Employment.objects.filter(campaign=campaign, enterprise=enterprise, left_on=None).values("person")
    rows = Person.objects.opened().filter(pk__in=listed).order_by("pk")
    found = coverage.page(rows, "pk", after, CODES)
    for person in found.rows:
        person.campaign = campaign
        person.drawing, person.short = coding.drawing(person), coding.short(person)
    return render(request, "testing/codes.html", {"campaign": campaign, "enterprise": enterprise, "page": found})


@open_to_everyone
@require_safe
def own_code(request: HttpRequest, person_token: str) -> HttpResponse:
    """The person's own code, by the person's own link; made anew each time it is opened."""
    rows = Person.objects.opened().select_related("campaign__pack_version", "campaign__jurisdiction", "key")
    person: Any = or_404(rows.filter(token=person_token, campaign__state="open").exclude(state="left").first())
    until = clock.today() + dt.timedelta(days=person.campaign.pack.testing.code_days)
    context = {"person": person, "drawing": coding.drawing(person), "short": coding.short(person), "until": until}
    language = language_of(request) if "lang" in request.GET else person.language
    context |= {"languages": settings.LANGUAGES, "language": language}
    with translation.override(language):
        response = render(request, "testing/own_code.html", context)
    response["Cache-Control"] = "no-store"
    return response


@mine.register
def door(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterable[Door]:
    """The way there from the enterprise's home."""
    section = campaign.pack.testing
    if not section.tests or not request.user.holds(Permission.PERSON_VIEW):
        return
    totals = list(TestTotal.objects.filter(campaign=campaign, enterprise=enterprise, day=clock.today(), owed__gt=0))
    missing = sum(each.missing for each in totals)
    late = clock.local(clock.now()).time() >= dt.time.fromisoformat(section.missing_from)
    if not totals:
        detail = _("Nobody has to be tested today")
    elif not missing:
        detail = _("Everybody was sampled today")
    else:
        detail = ngettext("%(n)s test is missing today", "%(n)s tests are missing today", missing) % {"n": missing}
    url = reverse("testing:mine", args=[campaign.key, enterprise.pk])
    yield Door("vaccine", _("Testing"), detail, url, warns=bool(missing and late))


@ways.register
def way(person: Person) -> Iterable[Way]:
    """From the person's own page to the code that is scanned where samples are taken."""
    if person.campaign.pack.testing.tests and person.state not in ("expected", "left"):
        yield Way("qrcode", _("My code for sampling"), reverse("testing:own_code", args=[person.token]))
