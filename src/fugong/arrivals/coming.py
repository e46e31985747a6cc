"""Who is said to be coming, and with what: read and checked, from a form, a sheet, the person's link, the API."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core import clock, phones
from fugong.core.errors import Fault, Refused
from fugong.policy.pack import Pack
from fugong.registry.countries import COUNTRIES
from fugong.workforce import giving
from fugong.workforce.giving import Given, normal_name
from fugong.workforce.models import Person

LANGUAGE_OF = {"JP": "ja", "KR": "ko", "CN": "zh-hans", "HK": "zh-hans", "MO": "zh-hans", "TW": "zh-hans"}
"""The language in which somebody of a nationality is received where none was said; others in English."""

SERVICE = re.compile(r"[A-Z0-9]{2,12}")
MOST = 60
"""People of one party."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One person of a party. `given` where the document is known, `person` where the file is; else the name alone."""

    name: str
    nationality: str = ""
    language: str = ""
    phone: str = ""
    given: Given | None = None
    person: Person | None = None
    is_child: bool = False
    is_staff: bool = True

    @property
    def spoken(self) -> str:
        """The language to receive this person in."""
        if self.language:
            return self.language
        if self.person is not None and self.person.language:
            return self.person.language
        nationality = self.nationality or (self.given.nationality if self.given else "")
        return LANGUAGE_OF.get(nationality or "CN", "en")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the party can call at the enterprise."""

    name: str = ""
    phone: str = ""


def service_number(text: str) -> str:
    """`ke 841`, `ＫＥ－８４１` → `KE841`. Raises Refused."""
    plain = re.sub(r"[\s\-－—·]", "", unicodedata.normalize("NFKC", text or "").upper())
    if not SERVICE.fullmatch(plain):
        message = _("Write the number of the flight, train or ship, such as KE841.")
        raise Refused(message, fields=[Fault("service", message)])
    return plain


def contact(name: str, phone: str) -> Contact:
    """A named contact. Raises Refused where the telephone can't be right."""
    plain = (phone or "").strip()
    try:
        return Contact(normal_name(str(name or ""))[:60], phones.normalised(plain) if plain else "")
    except phones.NotAPhone as refusal:
        raise Refused(str(refusal), fields=[Fault("contact_phone", str(refusal))]) from None


def read(said: Mapping[str, Any], pack: Pack, where: str = "") -> Coming:
    """One person: with a document number as a file takes it, without one the name alone. Raises Refused."""
    child, staff = bool(said.get("is_child")), bool(said.get("is_staff", True))
    if str(said.get("document") or "").strip():
        given = giving.read(said, jobs={job.key: job for job in pack.workforce.jobs}, where=where)
        return Coming(
            given.name, given.nationality, given.language, given.phone, given=given, is_child=child, is_staff=staff
        )
    name = normal_name(str(said.get("name") or ""))[:60]
    faults = [] if name else [Fault(f"{where}name", _("Write the name as on the document."))]
    nationality, language = (str(said.get(key) or "") for key in ("nationality", "language"))
    for key, value, known in (
        ("nationality", nationality, COUNTRIES),
        ("language", language, dict(settings.LANGUAGES)),
    ):
        if value and value not in known:
            faults.append(Fault(where + key, _("Choose one of the list.")))
    phone = str(said.get("phone") or "").strip()
    try:
        phone = phones.normalised(phone) if phone else ""
    except phones.NotAPhone as refusal:
        faults.append(Fault(f"{where}phone", str(refusal)))
    if faults:
        raise Refused(_("Some entries can’t be right. Nothing was saved."), fields=faults)
    return Coming(name, nationality, language, phone, is_child=child, is_staff=staff)


def day(given: dt.date | None) -> dt.date:
    """A day on which somebody can be announced: from yesterday to half a year ahead. Raises Refused."""
    today = clock.today()
    if given is None or not today - dt.timedelta(days=1) <= given <= today + dt.timedelta(days=183):
        message = _("Write a day such as %(day)s, not past and at most half a year away.") % {"day": today.isoformat()}
        raise Refused(message, fields=[Fault("day", message)])
    return given
