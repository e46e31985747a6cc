"""What is said of a person, read and checked: from a form, a sheet, the person's own page, the API."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core import clock, dates, phones, regions
from fugong.core.errors import Fault, Refused
from fugong.registry.countries import COUNTRIES
from fugong.workforce import documents, fact_types
from fugong.workforce.documents import NotADocument

CHINA = "CN"
LONGEST = {"name": 60, "address": 120, "note": 200}
EARLIEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Given:
    """One person as said. Empty means "not said", and leaves what is known as it is."""

    name: str
    document: str
    document_kind: str
    phone: str = ""
    nationality: str = ""
    language: str = ""
    origin: str = ""
    arrived_on: dt.date | None = None
    transport: str = ""
    lodging: str = ""
    address: str = ""
    places: tuple[tuple[str, dt.date], ...] = field(default=())
    """Region codes and the last day there."""
    note: str = ""
    job: str = ""

    def sealed(self, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What goes into the file under its own key; what isn't said stays as it was `before`."""
        said = {
            "name": self.name,
            "document": self.document,
            "phone": self.phone,
            "address": self.address,
            "note": self.note,
            "places": [{"code": code, "until": day.isoformat()} for code, day in self.places],
        }
        return {**(before or {}), **{key: value for key, value in said.items() if value}}


def normal_name(name: str) -> str:
    """A name as it is compared: one width, dots alike, no space around or doubled, no capitals."""
    if name.isalpha() and unicodedata.is_normalized("NFKC", name):
        return name
    plain = unicodedata.normalize("NFKC", name).replace("・", "·").replace("•", "·").replace("．", "·")
    return " ".join(plain.split())


def region_of(text: str) -> str:
    """The code of a region as people write it; that of all foreign countries for the name of one. "" where it isn't known."""
    if not text or text == regions.ABROAD:
        return text
    abroad = next((code for code, names in COUNTRIES.items() if text in names and code not in (CHINA, *_OURS)), "")
    return regions.ABROAD if abroad else regions.find(text)


_OURS = ("HK", "MO", "TW")


def read(said: Mapping[str, Any], *, jobs: Mapping[str, Any], where: str = "") -> Given:
    """The person of a form or a call. Raises Refused with a fault for each field that can't be."""
    reading = _Reading(said, jobs, where)
    given = reading.whole()
    if reading.faults:
        raise Refused(_("Some entries can’t be right. Nothing was saved."), fields=reading.faults)
    return given


class _Reading:
    def __init__(self, said: Mapping[str, Any], jobs: Mapping[str, Any], where: str) -> None:
        self.said, self.jobs, self.where = said, jobs, where
        self.faults: list[Fault] = []

    def whole(self) -> Given:
        kind, number = self.document()
        return Given(
            name=self.name(),
            document=number,
            document_kind=kind,
            phone=self.phone(),
            nationality=self.one_of("nationality", COUNTRIES) or (CHINA if kind == "resident_card" else ""),
            language=self.one_of("language", dict(settings.LANGUAGES)),
            origin=self.region("origin"),
            arrived_on=self.day("arrived_on"),
            transport=self.one_of("transport", fact_types.TRANSPORT),
            lodging=self.one_of("lodging", fact_types.LODGINGS),
            address=self.text("address"),
            places=self.places(),
            note=self.text("note"),
            job=self.one_of("job", self.jobs),
        )

    def fault(self, name: str, message: str) -> None:
        self.faults.append(Fault(self.where + name, message))

    def text(self, name: str) -> str:
        found = str(self.said.get(name) or "").strip()
        if len(found) > LONGEST.get(name, 200):
            self.fault(name, _("At most %(n)s signs.") % {"n": LONGEST.get(name, 200)})
        return found

    def name(self) -> str:
        found = normal_name(self.text("name"))
        if not found:
            self.fault("name", _("Write the name as on the document."))
        return found

    def document(self) -> tuple[str, str]:
        kind = str(self.said.get("document_kind") or "")
        if kind and kind not in documents.KINDS:
            self.fault("document_kind", _("Choose one of the list."))
            return "", ""
        try:
            return documents.checked(str(self.said.get("document") or "")[:40], kind)
        except NotADocument as refusal:
            self.fault("document", str(refusal))
            return kind, ""

    def phone(self) -> str:
        found = self.text("phone")
        try:
            return phones.normalised(found) if found else ""
        except phones.NotAPhone as refusal:
            self.fault("phone", str(refusal))
            return ""

    def one_of(self, name: str, known: Mapping[str, Any]) -> str:
        found = str(self.said.get(name) or "").strip()
        if found and found not in known:
            self.fault(name, _("Choose one of the list."))
            return ""
        return found

    def region(self, name: str) -> str:
        found = str(self.said.get(name) or "").strip()
        code = region_of(found)
        if found and not code:
            self.fault(name, _("Write the region with its province, such as 江苏省连云港市赣榆区, or the country."))
        return code

    def day(self, name: str) -> dt.date | None:
        found = self.said.get(name)
        if not found:
            return None
        day = found if isinstance(found, dt.date) else dates.asked(str(found))
        today = clock.today()
        if day is None or not today - EARLIEST <= day <= today + EARLIEST:
            self.fault(name, _("Write a day such as %(day)s, at most a year away.") % {"day": today.isoformat()})
            return None
        return day

    def places(self) -> tuple[tuple[str, dt.date], ...]:
        found = []
        for row in self.said.get("places") or ():
            said, day = str(row.get("code") or "").strip(), dates.asked(str(row.get("until") or ""))
            if not said:
                continue
            code = region_of(said)
            if day is None or not code:
                self.fault("places", _("Give each place a region and the last day there."))
                return ()
            found.append((code, day))
        return tuple(found[:20])
