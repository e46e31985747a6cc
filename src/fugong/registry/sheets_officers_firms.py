"""The enterprises that rows of a list of officers name: by credit code or by name, several in one cell."""

import re
from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import uscc
from fugong.registry.models import Enrolment
from fugong.sheets.kinds import Ground
from fugong.sheets.reader import Row

_BETWEEN = re.compile(r"\s*[、;；，|]+\s*")
_PERHAPS = re.compile(r"[\s,/]+")
"""Where a line ended, or where names without a comma of their own were parted: only if every piece is a name."""


class Firms:
    """The enterprises of the campaign that are the uploader's to assign, as far as the rows name them."""

    def __init__(self, ground: Ground, rows: list[Row]) -> None:
        self.ground = ground
        texts = {text for row in rows if (text := row.values.get("enterprises"))}
        pieces = {piece for text in texts for piece in _BETWEEN.split(text)}
        smaller = {part for piece in pieces for part in _PERHAPS.split(piece)}
        codes = {code for row in rows for code in _codes(row)} | {each for each in smaller if uscc.is_sound(each)}
        self.by_code: dict[str, tuple[int, str]] = {}
        self.by_name: dict[str, dict[int, str]] = {}
        there = Enrolment.objects.filter(campaign=ground.campaign, enterprise__closed_on=None)
        if ground.by is not None:
            there = there.visible_to(ground.by, Permission.ASSIGNMENT_MANAGE)
        shown = ("enterprise_id", "enterprise__name", "enterprise__uscc")
        for pk, name, code in there.filter(enterprise__uscc__in=codes).values_list(*shown):
            self.by_code[code] = pk, name
        for pk, name, _code in there.filter(enterprise__name__in=texts | pieces | smaller).values_list(*shown):
            self.by_name.setdefault(name, {})[pk] = name

    def of(self, row: Row) -> dict[int, str]:
        """Enterprise → name; what isn't found is a fault at its cell."""
        codes, names = _codes(row), self._names(row.values.get("enterprises") or "")
        if codes and len(names) not in (0, len(codes)):
            words = _("%(names)s names, but %(codes)s credit codes: write as many of both, or only one of the two.")
            self.ground.fault(row, "uscc", words % {"names": len(names), "codes": len(codes)}, "enterprise")
            return {}
        return self._coded(row, codes, names) if codes else self._called(row, names)

    def _names(self, text: str) -> list[str]:
        if not text or text in self.by_name:
            return [text] if text else []
        found: list[str] = []
        for piece in filter(None, _BETWEEN.split(text)):
            parts = [part for part in _PERHAPS.split(piece) if part]
            found += [piece] if piece in self.by_name or not all(self._is_known(part) for part in parts) else parts
        return list(dict.fromkeys(found))

    def _is_known(self, said: str) -> bool:
        return said in self.by_name or said in self.by_code

    def _coded(self, row: Row, codes: list[str], names: list[str]) -> dict[int, str]:
        found: dict[int, str] = {}
        for at, code in enumerate(codes):
            if code not in self.by_code:
                self._unknown(row, "uscc", code)
                continue
            pk, name = self.by_code[code]
            found[pk] = name
            if names and name not in names:
                words = _("The code %(code)s is that of %(name)s, not of %(said)s; the code counts.")
                said = {"code": code, "name": name, "said": names[at][:60]}
                self.ground.fault(row, "enterprises", words % said, "enterprise", level="warning")
        return found

    def _called(self, row: Row, names: list[str]) -> dict[int, str]:
        found: dict[int, str] = {}
        for name in names:
            same = dict([self.by_code[name]]) if name in self.by_code else self.by_name.get(name, {})
            if len(same) == 1:
                found |= same
            elif same:
                words = _("Several enterprises are called %(name)s: write the credit code.") % {"name": name}
                self.ground.fault(row, "enterprises", words, "ambiguous")
            else:
                self._unknown(row, "enterprises", name)
        return found

    def _unknown(self, row: Row, column: str, said: Any) -> None:
        words = _(
            "No enterprise that is yours to assign here is “%(said)s”. Write the full name as the registry has it."
        )
        self.ground.fault(row, column, words % {"said": str(said)[:60]}, "unknown")


def _codes(row: Row) -> list[str]:
    return [code for code in (row.values.get("uscc") or "").split("、") if code]
