"""Checking an enterprise list: each row against the registry, before anything changes.

A row's `values` come in by column and leave as what applying writes: fields of `Enterprise` by name, `tags` and `extra`
whole, contacts as `<kind>_name`, `<kind>_sealed`, `<kind>_index`, `<kind>_masked`. Nothing that the sheet leaves empty is among them.
"""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.accounts.scope import Scope
from fugong.core import crypto, phones, regions, uscc
from fugong.registry import sectors
from fugong.registry.models import Contact, Enterprise
from fugong.registry.models.enterprise import Ownership
from fugong.registry.sheets_placing import Areas, Grids, Node, Parks
from fugong.sheets import cells
from fugong.sheets.kinds import Check, Ground
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

ABOVE, BELOW = "above", "below"
"""What 规上 and 规下 in a column of sizes are read as."""

FIELDS = (
    "name", "sector", "sector_is_proposed", "scale", "above_scale", "ownership", "foreign_invested", "country", "output_value",
    "revenue", "tax_paid", "staff_total", "staff_outside", "registered_on", "registered_capital", "legal_form", "business_scope",
    "address", "latitude", "longitude", "jurisdiction_id", "grid_id", "park_id", "tags", "extra",
)  # fmt: skip
CONTACTS = {"liaison": "contact", "legal": "legal"}
"""Kind of contact → the columns' prefix."""
PHONE = "registry_contact.phone"
Known = dict[tuple[str, str], tuple[bytes | None, str]]
"""An enterprise's contacts: (kind, name) → the number's digest, and the number masked."""

_LEGAL_FORMS = (
    (Ownership.HKMT, ("港澳台", "台港澳", "香港", "台湾", "澳门")),
    (Ownership.FOREIGN, ("外商", "外国", "中外", "外资")),
    (Ownership.STATE, ("国有", "全民所有制")),
    (Ownership.COLLECTIVE, ("集体", "股份合作")),
    (Ownership.INDIVIDUAL, ("个体",)),
    (Ownership.PRIVATE, ("自然人", "私营", "民营", "个人独资")),
)


def check(ground: Ground) -> Check:
    """Loads what placing needs once; the function returned judges rows."""
    judge = _Judge(ground)
    return judge.rows


class _Judge:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        scope = ground.by.scope(Permission.REGISTRY_EDIT) if ground.by else Scope(everything=True)
        self.areas = Areas(ground.campaign, scope)
        self.grids = Grids(ground.campaign)
        self.parks = Parks(ground.campaign)
        self.regions = {code[:6] for code in self.areas.nodes}
        self.codes = {node.id: node for node in self.areas.nodes.values()}

    def rows(self, rows: list[Row]) -> None:
        """Judges a list of rows: two queries, whatever its length."""
        known = self._known([row.values["uscc"] for row in rows if "uscc" in row.values])
        contacts = self._contacts([found["id"] for found in known.values()])
        in_grids = self.grids.at([_point(row) for row in rows])
        for row, grid in zip(rows, in_grids, strict=True):
            if row.is_bad:
                continue
            found = known.get(row.values["uscc"])
            known_contacts = contacts.get(found["id"], {}) if found else {}
            self._derive(row, grid, found, known_contacts)
            if found is None:
                self._judge_new(row)
            else:
                self._judge_known(row, found, known_contacts)

    def _known(self, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
        rows = Enterprise.objects.filter(uscc__in=codes).values("id", "uscc", "area_code", *FIELDS)
        return {row["uscc"]: row for row in rows}

    def _contacts(self, ids: Sequence[int]) -> dict[int, Known]:
        """Enterprise → its contacts."""
        found: dict[int, Known] = {}
        if ids:
            rows = Contact.objects.filter(enterprise_id__in=ids, kind__in=CONTACTS)
            for pk, kind, name, index, masked in rows.values_list(
                "enterprise_id", "kind", "name", "phone_index", "phone_masked"
            ):
                digest = bytes(index) if index is not None else None
                found.setdefault(pk, {})[kind, str(cells.clean(name) or "")] = digest, masked
        return found

    # From columns to fields

    def _derive(self, row: Row, grid: int | None, found: dict[str, Any] | None, contacts: Known) -> None:
        self._place(row, grid, found)
        self._sort(row, found)
        _join_own_facts(row, found)
        for kind, prefix in CONTACTS.items():
            self._leave_masked(row, kind, prefix, contacts)
            _seal_contact(row, kind, prefix)
        if "latitude" not in row.values or "longitude" not in row.values:
            row.values.pop("latitude", None), row.values.pop("longitude", None)
        region = uscc.region(row.values["uscc"])
        if region not in self.regions and not regions.is_listed(region):
            words = _("The region %(code)s in the code is no longer listed; the code is taken as it is.")
            self._warn(row, "uscc", words % {"code": region}, "region")

    def _place(self, row: Row, grid: int | None, found: dict[str, Any] | None) -> None:
        values = row.values
        code, district = values.pop("area_code", None), values.pop("district", None)
        street, community = values.pop("street", None), values.pop("community", None)
        node = self._node(row, code, (community, street, district), found is None)
        if node is not None and node.is_allowed:
            values["jurisdiction_id"] = node.id
        elif node is not None:
            words = _("You can't add enterprises in %(place)s.") % {"place": node.name}
            self.ground.fault(row, "street", words, "not_allowed")
        elif found is None:
            words = _("Name the street or township: you keep several areas, and nothing here tells which.")
            self.ground.fault(row, "street", words, "place")
        self._place_finely(row, None if found and _stays(row, found) else grid)

    def _node(self, row: Row, code: str | None, names: tuple[str | None, ...], is_new: bool) -> Node | None:
        """By names, else by the code, else (for new ones) by the address, else the importing area itself."""
        node = self.areas.named(*names)
        if node is not None and node is not self.areas.root:
            return node
        by_code = self.areas.coded(code) if code else None
        if code and by_code is None:
            words = _("The region code %(code)s is not known here; the row is taken without it.")
            self._warn(row, "area_code", words % {"code": code[:20]}, "region")
        if by_code is not None and by_code is not self.areas.root:
            return by_code
        if names[1] and node is None:
            words = _("“%(name)s” is not a part of this area; the row is taken without it.") % {"name": names[1][:40]}
            self._warn(row, "street", words, "place")
        if not is_new:
            return None
        return self.areas.in_address(row.values.get("address", "")) or self.areas.fallback

    def _place_finely(self, row: Row, grid: int | None) -> None:
        values = row.values
        if name := values.pop("grid", None):
            values["grid_id"] = self.grids.named(name) or grid
            if values["grid_id"] is None:
                self._warn(row, "grid", _("No grid here is called “%(name)s”.") % {"name": name[:40]}, "grid")
        elif grid is not None:
            values["grid_id"] = grid
        if name := values.pop("park", None):
            values["park_id"] = self.parks.named(name)
            if values["park_id"] is None:
                self._warn(
                    row, "park", _("No park or building here is called “%(name)s”.") % {"name": name[:40]}, "park"
                )
        for key in ("grid_id", "park_id"):
            if key in values and values[key] is None:
                del values[key]

    def _leave_masked(self, row: Row, kind: str, prefix: str, contacts: Known) -> None:
        """A number that its sheet masks isn't taken: silently where our own list says no more, else with a warning."""
        phone, name = row.values.get(f"{prefix}_phone", ""), row.values.get(f"{prefix}_name", "")
        if phones.MASK not in phone:
            return
        del row.values[f"{prefix}_phone"]
        if contacts.get((kind, name), (None, ""))[1] != phone:
            self._warn(row, f"{prefix}_phone", _("This number is masked: not taken. Enter it in full."), "masked")

    def _sort(self, row: Row, found: dict[str, Any] | None) -> None:
        """Size, ownership and branch: as the sheet says, else as it lets guess."""
        values = row.values
        if values.get("scale") in (ABOVE, BELOW):
            values.setdefault("above_scale", values.pop("scale") == ABOVE)
        if "ownership" not in values and "legal_form" in values:
            owner = _owner(values["legal_form"])
            is_known = found and (found["ownership"] or _is_same(found["legal_form"], values["legal_form"]))
            if owner and not is_known:
                values["ownership"] = owner
        is_foreign = (
            values.get("ownership") in (Ownership.FOREIGN, Ownership.HKMT) or values.get("country", "CN") != "CN"
        )
        if "foreign_invested" not in values and is_foreign:
            values["foreign_invested"] = True
        if "sector" in values:
            values["sector_is_proposed"] = False
        elif found is None and (guess := sectors.propose(values.get("name", ""), values.get("business_scope", ""))):
            values["sector"], values["sector_is_proposed"] = guess, True

    def _warn(self, row: Row, key: str, words: str, code: str) -> None:
        self.ground.fault(row, key, words, code, "warning")

    # From fields to a verdict

    def _judge_new(self, row: Row) -> None:
        if "name" not in row.values:
            self.ground.fault(row, "name", _("A new enterprise needs its name."), "missing")
        row.verdict = Verdict.NEW

    def _judge_known(self, row: Row, found: dict[str, Any], contacts: Known) -> None:
        node = self.codes.get(found["jurisdiction_id"])
        if node is None or not node.is_allowed:
            words = _("This code can't be imported here. If the enterprise belongs to you, ask your administrator.")
            self.ground.fault(row, "uscc", words, "not_allowed")
            return
        row.target = found["id"]
        for field in FIELDS:
            if field in row.values and not _is_same(old := _plain(found[field]), row.values[field]):
                row.changes[field] = [self._shown(field, old), self._shown(field, row.values[field])]
        row.changes.pop("sector_is_proposed", None)
        for kind, prefix in CONTACTS.items():
            if _contact_changes(row.values, kind, contacts):
                row.changes[f"{prefix}_name"] = [None, row.values[f"{kind}_name"]]
        confirmed = found["sector_is_proposed"] and row.values.get("sector_is_proposed") is False
        row.verdict = Verdict.CHANGED if row.changes or confirmed else Verdict.SAME

    def _shown(self, field: str, value: Any) -> Any:
        if field == "jurisdiction_id":
            return self.codes[value].name if value in self.codes else None
        if field == "grid_id":
            return self.grids.names.get(value)
        if field == "park_id":
            return self.parks.names.get(value)
        return value


def _owner(legal_form: str) -> str:
    return next((str(owner) for owner, words in _LEGAL_FORMS if any(word in legal_form for word in words)), "")


def _join_own_facts(row: Row, found: dict[str, Any] | None) -> None:
    """Marks and the pack's facts, joined with those already known."""
    values = row.values
    marks = {key[4:]: values.pop(key) for key in [key for key in values if key.startswith("tag_")]}
    if marks or "tags" in values:
        before = set(values.get("tags", found["tags"] if found else []))
        values["tags"] = sorted(
            (before | {key for key, is_set in marks.items() if is_set}) - {k for k, v in marks.items() if not v}
        )
    facts = {key[5:]: values.pop(key) for key in [key for key in values if key.startswith("fact_")]}
    if facts:
        values["extra"] = {**(found["extra"] if found else {}), **facts}


def _seal_contact(row: Row, kind: str, prefix: str) -> None:
    """A contact's name and number, sealed as `Contact` keeps them. The plain number stays, for the sheet's own seal."""
    values = row.values
    name, phone = values.pop(f"{prefix}_name", None), values.get(f"{prefix}_phone")
    if name is None and phone is None:
        return
    values[f"{kind}_name"] = name or ""
    if phone is not None:
        phone = phone if phone.isdigit() and len(phone) == 11 else phones.normalised(phone)
        values[f"{kind}_sealed"] = crypto.seal(phone, PHONE).hex()
        values[f"{kind}_index"] = phones.index(phone).hex()
        values[f"{kind}_masked"] = crypto.mask(phone)


def _contact_changes(values: dict[str, Any], kind: str, contacts: Known) -> bool:
    name, index = values.get(f"{kind}_name"), values.get(f"{kind}_index")
    if name is None:
        return False
    if (kind, name) not in contacts:
        return True
    return index is not None and contacts[kind, name][0] != bytes.fromhex(index)


def _point(row: Row) -> tuple[float, float] | None:
    longitude, latitude = row.values.get("longitude"), row.values.get("latitude")
    return (longitude, latitude) if longitude is not None and latitude is not None else None


def _stays(row: Row, found: dict[str, Any]) -> bool:
    """Whether the enterprise lies where it lay: then its grid, or that it has none, is known already."""
    return all(_is_same(found[key], row.values.get(key)) for key in ("latitude", "longitude"))


def _is_same(old: Any, new: Any) -> bool:
    """Whether a cell says what is known: a sheet holds no odd spaces, no order of marks, no float to its last digit."""
    if isinstance(old, str):
        return new in (old, cells.clean(old))
    if isinstance(old, float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=1e-12)
    if isinstance(old, list):
        return sorted(old) == new
    if isinstance(old, dict):
        return all(key in old and _is_same(old[key], each) for key, each in new.items())
    return bool(old == new)


def _plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
