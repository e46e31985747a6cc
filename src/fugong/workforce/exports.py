"""Sheets that go out: the list of people without a number in it, and who owes a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from fugong.core import clock
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.countries import name_of
from fugong.registry.models import Enterprise
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.workforce import lists, missing

if TYPE_CHECKING:
    from fugong.accounts.models import User

MOST = 100_000

PEOPLE = (
    Column(key="pk", name=gettext_lazy("Person’s file"), width=10),
    Column(key="name", name=pgettext_lazy("of a person", "Name"), width=16),
    Column(key="document", name=gettext_lazy("Document number (masked)"), width=22),
    Column(key="nationality", name=gettext_lazy("Nationality"), width=12),
    Column(key="enterprises", name=gettext_lazy("Enterprise"), width=36),
    Column(key="arrived_on", name=gettext_lazy("Arrived on"), width=12),
    Column(key="state", name=gettext_lazy("State"), width=16),
    Column(key="class", name=gettext_lazy("Class"), width=20),
    Column(key="until", name=gettext_lazy("Until"), width=12),
    Column(key="card", name=gettext_lazy("Card"), width=12),
    Column(key="lodging", name=gettext_lazy("Lodging"), width=14),
    Column(key="silent_until", name=gettext_lazy("Silent until"), width=12),
)
MISSING = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="expected", name=gettext_lazy("People here"), width=12),
    Column(key="reported", name=gettext_lazy("Reported"), width=12),
    Column(key="complete", name=gettext_lazy("Reported in full"), width=14),
    Column(key="missing", name=gettext_lazy("Missing reports"), width=12),
    Column(key="exceptions", name=gettext_lazy("Exceptions"), width=12),
)


def people(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The list as filtered, names in full, numbers masked. Raises Refused where they are more than a sheet takes."""
    if lists.people(user, campaign, wanted).order_by().values("pk")[: MOST + 1].count() > MOST:
        raise Refused(_("These are more than %(n)s people. Narrow the list first.") % {"n": MOST})
    rows = _people(user, campaign, wanted)
    title = pgettext("whose files are kept", "People")
    sheet = writer.Sheet(title=title, columns=PEOPLE, rows=rows)
    return writer.download(writer.workbook(sheet), writer.file_name(f"{campaign.name} {title}", "xlsx"))


def _people(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rules = campaign.pack.workforce
    found = lists.dressed(lists.people(user, campaign, wanted), user)
    for person in found.iterator(chunk_size=2_000):
        class_, card = rules.class_(person.class_key), rules.card(person.card)
        yield {
            "pk": person.pk,
            "name": person.name,
            "document": person.masked_document,
            "nationality": name_of(person.nationality),
            "enterprises": "、".join(each.enterprise.name for each in person.works),
            "arrived_on": person.arrived_on,
            "state": person.state_name,
            "class": str(class_.name) if class_ else "",
            "until": person.class_until,
            "card": str(card.name) if card else "",
            "lodging": person.lodging_name,
            "silent_until": person.silent_until if person.is_silent else None,
        }


def missing_reports(user: User, campaign: Campaign) -> FileResponse:
    """Enterprises of the day with who is missing."""
    day = clock.today()
    found = missing.counted(user, campaign, day)
    rows = (
        {
            "enterprise": firms[each.enterprise].name, "uscc": firms[each.enterprise].uscc, "expected": each.expected,
            "reported": each.reported, "complete": each.complete, "missing": each.missing, "exceptions": each.exceptions,
        }
        for at in range(0, len(found), 2_000)
        for some in [found[at : at + 2_000]]
        for firms in [Enterprise.objects.in_bulk([each.enterprise for each in some])]
        for each in some
    )  # fmt: skip
    title = _("Missing reports")
    sheet = writer.Sheet(title=title, columns=MISSING, rows=rows)
    name = writer.file_name(f"{campaign.name} {title} {day.isoformat()}", "xlsx")
    return writer.download(writer.workbook(sheet), name)
