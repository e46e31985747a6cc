"""Coverage: who should have been tested on a day and wasn't; and the same as sheets."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.testing import coverage as covered
from fugong.testing.views.common import grids_of, testing_page

ENTERPRISES = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="grid", name=gettext_lazy("Grid"), width=16),
    Column(key="owed", name=gettext_lazy("To be tested"), width=12),
    Column(key="sampled", name=gettext_lazy("Sampled"), width=12),
    Column(key="missing", name=gettext_lazy("Missing"), width=12),
    Column(key="negative", name=gettext_lazy("Negative"), width=12),
    Column(key="positive", name=gettext_lazy("Positive"), width=12),
)
PEOPLE = (
    Column(key="name", name=gettext_lazy("Name"), width=16),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="grid", name=gettext_lazy("Grid"), width=16),
    Column(key="class", name=gettext_lazy("Class"), width=20),
)
MOST = 20_000
"""People in one sheet: each file is opened."""


@testing_page(Permission.PERSON_VIEW)
@require_safe
def coverage(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The day in one number, grid by grid, class by class, enterprise by enterprise."""
    wanted = covered.Wanted.of(request.GET, campaign)
    rows = covered.totals(request.user, campaign, wanted)
    found = covered.page(rows.select_related("enterprise__grid"), "enterprise_id", request.GET.get("after", ""))
    context = _context(campaign, wanted) | {
        "page": found,
        "summary": covered.summary(request.user, campaign, wanted) if found.is_first else None,
    }
    return render(request, "testing/coverage.html", context)


@testing_page(Permission.PERSON_VIEW)
@require_safe
def coverage_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The enterprises of that list as a sheet."""
    wanted = covered.Wanted.of(request.GET, campaign)
    rows = covered.totals(request.user, campaign, wanted).select_related("enterprise__grid")
    lines = (
        {
            "enterprise": row.enterprise.name, "uscc": row.enterprise.uscc, "grid": str(row.enterprise.grid or ""),
            "owed": row.owed, "sampled": row.sampled, "missing": row.missing, "negative": row.negative,
            "positive": row.positive,
        }
        for row in rows.iterator(chunk_size=2_000)
    )  # fmt: skip
    name = _("Testing of %(campaign)s, %(day)s") % {"campaign": campaign, "day": wanted.day}
    return writer.download(writer.workbook(writer.Sheet(ENTERPRISES, lines, title=name)), name)


@testing_page(Permission.PERSON_VIEW)
@require_safe
def missing(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who is missing, by name."""
    wanted = covered.Wanted.of(request.GET, campaign)
    found = covered.page(covered.missing(request.user, campaign, wanted).opened(), "pk", request.GET.get("after", ""))
    named(campaign, found.rows)
    return render(request, "testing/missing.html", _context(campaign, wanted) | {"page": found})


@testing_page(Permission.PERSON_VIEW)
@require_safe
def missing_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same as a sheet: names, no numbers."""
    wanted = covered.Wanted.of(request.GET, campaign)
    people = list(covered.missing(request.user, campaign, wanted).opened()[: MOST + 1])
    if len(people) > MOST:
        raise Refused(_("These are more than %(n)s people. Narrow the list first.") % {"n": MOST})
    named(campaign, people)
    lines = (
        {
            "name": person.name, "enterprise": person.works_at.name if person.works_at else "",
            "grid": str(person.works_at.grid or "") if person.works_at else "", "class": str(person.class_name),
        }
        for person in people
    )  # fmt: skip
    name = _("Not tested in %(campaign)s, %(day)s") % {"campaign": campaign, "day": wanted.day}
    return writer.download(writer.workbook(writer.Sheet(PEOPLE, lines, title=name)), name)


def named(campaign: Campaign, people: list[Any]) -> None:
    """Gives each person the enterprise (`works_at`) and the name of the class."""
    enterprises = Enterprise.objects.select_related("grid").in_bulk({each.owed_at for each in people if each.owed_at})
    section = campaign.pack.workforce
    for person in people:
        person.works_at = enterprises.get(person.owed_at)
        found = section.class_(person.class_key)
        person.class_name = found.name if found else person.state_name


def _context(campaign: Campaign, wanted: covered.Wanted) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "wanted": wanted,
        "tests": campaign.pack.testing.tests,
        "test_name": campaign.pack.testing.test_name(wanted.kind),
        "grids": grids_of(campaign),
        "classes": campaign.pack.workforce.classes,
    }
