"""The sheet that goes out: foreign returnees as their list shows them; no number of a document, no telephone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.arrivals import lists
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.countries import name_of
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

RETURNEES = (
    Column(key="day", name=gettext_lazy("Day"), width=12),
    Column(key="service", name=gettext_lazy("Service"), width=12),
    Column(key="gate", name=gettext_lazy("Gate"), width=20),
    Column(key="name", name=gettext_lazy("Name"), width=24),
    Column(key="nationality", name=gettext_lazy("Nationality"), width=14),
    Column(key="language", name=gettext_lazy("Language"), width=12),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="contact", name=gettext_lazy("Named contact"), width=20),
    Column(key="state", name=gettext_lazy("State"), width=18),
    Column(key="handed_over", name=gettext_lazy("Handed over"), width=18),
)


def returnees(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The returnees of a list."""
    name = _("Foreign returnees of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    sheet = writer.Sheet(RETURNEES, _rows(user, campaign, wanted), title=name)
    return writer.download(writer.workbook(sheet), name)


def _rows(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    languages = dict(settings.LANGUAGES)
    rows = (
        lists.returnees(user, campaign, wanted)
        .opened()
        .select_related("key", "person__key", "party", "service", "enterprise", "handed_over")
    )
    for row in rows.iterator(chunk_size=500):
        over = row.handed_over
        yield {
            "day": row.day,
            "service": row.service.number,
            "gate": campaign.pack.arrivals.gate_name(row.gate),
            "name": row.name,
            "nationality": name_of(row.nationality),
            "language": str(languages.get(row.language, row.language)),
            "enterprise": row.enterprise.name if row.enterprise else "",
            "contact": row.party.contact_name,
            "state": row.state_name,
            "handed_over": over.at if over else "",
        }
