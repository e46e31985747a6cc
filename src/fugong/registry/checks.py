"""What an enterprise's fields may hold, whichever way they come: form, API, page."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import uscc
from fugong.core.errors import Fault
from fugong.places.models import Grid, Jurisdiction
from fugong.registry.fact_types import OWNERSHIPS, SCALES, SECTORS
from fugong.registry.models import Park

FIELDS = (
    "name", "uscc", "jurisdiction", "sector", "scale", "above_scale", "ownership", "foreign_invested", "country",
    "output_value", "revenue", "tax_paid", "staff_total", "staff_outside", "registered_on", "registered_capital",
    "legal_form", "business_scope", "address", "latitude", "longitude", "grid", "park", "tags", "extra", "names",
)  # fmt: skip
"""The fields that people may set. Amounts are whole yuan a year; jurisdiction, grid and park are rows."""
DEFAULTS: dict[str, Any] = {
    "sector": "", "scale": "", "above_scale": None, "ownership": "", "foreign_invested": False, "country": "",
    "output_value": None, "revenue": None, "tax_paid": None, "staff_total": None, "staff_outside": None,
    "registered_on": None, "registered_capital": "", "legal_form": "", "business_scope": "", "address": "",
    "latitude": None, "longitude": None, "grid": None, "park": None, "tags": [], "extra": {}, "names": {},
}  # fmt: skip
SECTOR = re.compile(r"[A-T](\d{2,4})?")
COUNTRY = re.compile(r"[A-Z]{2}")
MOST_STAFF = 5_000_000
MOST_YUAN = 10**15
TEXTS = {"registered_capital": 60, "legal_form": 80, "business_scope": 20_000, "address": 300}


def check(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """All fields in order (those not named at their default), and every fault at once."""
    unknown = values.keys() - set(FIELDS)
    faults = [Fault(name, _("There is no such field.")) for name in sorted(unknown)]
    given = {name: values.get(name, DEFAULTS.get(name)) for name in FIELDS}
    for name in ("name", *TEXTS):
        given[name] = (given[name] or "").strip()
    for step in (_identity, _place, _classes, _numbers, _texts):
        step(given, lambda where, message: faults.append(Fault(where, message)))
    return given, faults


Complain = Callable[[str, str], None]


def _identity(given: dict[str, Any], complain: Complain) -> None:
    if not given["name"]:
        complain("name", _("Enter the name as the business licence has it."))
    elif len(given["name"]) > 120:
        complain("name", _("At most %(count)s signs.") % {"count": 120})
    try:
        given["uscc"] = uscc.check(given["uscc"] or "")
    except uscc.Wrong as wrong:
        complain("uscc", wrong.message)


def _place(given: dict[str, Any], complain: Complain) -> None:
    jurisdiction, grid, park = given["jurisdiction"], given["grid"], given["park"]
    if not isinstance(jurisdiction, Jurisdiction):
        complain("jurisdiction", _("Choose the area that the enterprise belongs to."))
        return
    if isinstance(grid, Grid) and not _related(grid.jurisdiction, jurisdiction):
        complain("grid", _("This grid lies in another area."))
    if isinstance(park, Park) and not _related(park.jurisdiction, jurisdiction):
        complain("park", _("This park lies in another area."))
    latitude, longitude = given["latitude"], given["longitude"]
    if (latitude is None) != (longitude is None):
        complain("latitude" if latitude is None else "longitude", _("Enter both latitude and longitude, or neither."))
    elif latitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        complain("latitude", _("Latitude lies between -90 and 90, longitude between -180 and 180."))


def _related(one: Jurisdiction, other: Jurisdiction) -> bool:
    return one.prefix.startswith(other.prefix) or other.prefix.startswith(one.prefix)


def _classes(given: dict[str, Any], complain: Complain) -> None:
    sector = given["sector"] = (given["sector"] or "").strip().upper()
    if sector and (not SECTOR.fullmatch(sector) or sector[0] not in SECTORS):
        complain("sector", _("A letter from A to T and up to four digits, such as C3921."))
    for name, allowed in (("scale", SCALES), ("ownership", OWNERSHIPS)):
        if given[name] and given[name] not in allowed:
            complain(name, _("Choose one of the list."))
    given["country"] = (given["country"] or "").strip().upper()
    if given["country"] and not COUNTRY.fullmatch(given["country"]):
        complain("country", _("Two letters of ISO 3166, such as JP."))


def _numbers(given: dict[str, Any], complain: Complain) -> None:
    for name in ("output_value", "revenue", "tax_paid"):
        if given[name] is not None and not -MOST_YUAN <= given[name] <= MOST_YUAN:
            complain(name, _("No enterprise has so much. Enter whole yuan."))
    for name in ("staff_total", "staff_outside"):
        if given[name] is not None and not 0 <= given[name] <= MOST_STAFF:
            complain(name, _("Enter a whole number from 0."))
    total, outside = given["staff_total"], given["staff_outside"]
    if total is not None and outside is not None and outside > total:
        complain(
            "staff_outside",
            _("%(outside)s from outside are more than all %(total)s staff.") % {"outside": outside, "total": total},
        )


def _texts(given: dict[str, Any], complain: Complain) -> None:
    for name, most in TEXTS.items():
        if len(given[name]) > most:
            complain(name, _("At most %(count)s signs.") % {"count": most})
    given["tags"] = sorted(set(given["tags"] or ()))
    if any(len(tag) > 30 for tag in given["tags"]):
        complain("tags", _("At most %(count)s signs.") % {"count": 30})
