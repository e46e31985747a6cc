"""Values that somebody tries instead of the pack's before goods are shared: norms, days of cover, which tiers come first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import numbers
from fugong.core.errors import Fault, Refused
from fugong.supplies.policy import Supplies, SupplyItem, Tier

MOST_NORM, MOST_DAYS, LONGEST_WHY = 1_000, 365, 200
NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})?|[0-9]{1,4}/[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Levers:
    """What differs from the pack, and why. `norms` and `days`: item → value, for everybody. `ranks`: key of a tier → when it is
    served; tiers of one number are served alike. Empty: as the pack says."""

    norms: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    why: str = ""

    def __bool__(self) -> bool:
        return bool(self.norms or self.days or self.ranks)

    @classmethod
    def of(cls, section: Supplies, items: Sequence[str], said: Mapping[str, Any]) -> Levers:
        """As a form says it: `norm-<item>`, `days-<item>`, `tier-<key>`, `why`. What is empty, or says what the pack says, is
        the pack's. Raises Refused with a fault at each field that isn't right."""
        faults: list[Fault] = []
        chosen = [item for key in items if (item := section.item(key)) is not None]
        norms = {item.key: _norm(item, _text(said, f"norm-{item.key}"), faults) for item in chosen}
        days = {item.key: _days(item, _text(said, f"days-{item.key}"), faults) for item in chosen}
        ranks = {tier.key: _rank(section, tier, _text(said, f"tier-{tier.key}"), faults) for tier in section.tiers}
        if faults:
            raise Refused(faults[0].message, fields=faults)
        moved = any(ranks[tier.key] != place for place, tier in enumerate(section.tiers, 1))
        return cls(
            {key: norm for key, norm in norms.items() if norm},
            {key: number for key, number in days.items() if number},
            ranks if moved else {},
            str(said.get("why", "")).replace("\x00", "").strip()[:LONGEST_WHY],
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Levers:
        return cls(**kept) if kept else cls()

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {"norms": dict(self.norms), "days": dict(self.days), "ranks": dict(self.ranks), "why": self.why}

    def item(self, item: SupplyItem) -> SupplyItem:
        """The pack's item with the values that are tried."""
        changed: dict[str, Any] = {}
        if item.key in self.norms:
            changed = {"norm": self.norms[item.key], "norms": ()}
        if item.key in self.days:
            changed["days"] = self.days[item.key]
        return item.model_copy(update=changed) if changed else item

    def rank(self, section: Supplies, number: int) -> int:
        """When the tier of that number is served."""
        known = section.tiers[number - 1].key if 0 < number <= len(section.tiers) else ""
        return self.ranks.get(known, number)

    def served(self, section: Supplies, rank: int) -> list[int]:
        """Numbers of the tiers that are served at that time."""
        return [number for number in range(1, len(section.tiers) + 1) if self.rank(section, number) == rank] or [rank]

    def told(self, section: Supplies) -> list[dict[str, str]]:
        """Each value that is tried beside the pack's, in words."""
        found = []
        for key in dict.fromkeys([*self.norms, *self.days]):
            if (item := section.item(key)) is not None:
                found.append({"name": str(item.name), "tried": _said(self.item(item)), "pack": _said(item)})
        if self.ranks:
            plain = Levers()
            found.append({"name": _("Who comes first"), "tried": self._order(section), "pack": plain._order(section)})
        return found

    def _order(self, section: Supplies) -> str:
        ranks = sorted({self.rank(section, number) for number in range(1, len(section.tiers) + 1)})
        groups = (" + ".join(section.tier_name(number) for number in self.served(section, rank)) for rank in ranks)
        return " → ".join(groups)


def _said(item: SupplyItem) -> str:
    norm = numbers.short(item.per_head)
    norm = f"{norm} …" if item.norms else norm
    if item.use != "daily":
        return _("%(norm)s a head") % {"norm": norm}
    return _("%(norm)s a head and day, %(days)s days") % {"norm": norm, "days": item.days}


def _text(said: Mapping[str, Any], key: str) -> str:
    return unicodedata.normalize("NFKC", str(said.get(key, "")).replace("\x00", "")).strip()


def _norm(item: SupplyItem, text: str, faults: list[Fault]) -> str:
    if not text:
        return ""
    try:
        found = Fraction(text) if NUMBER.fullmatch(text) else Fraction(0)
    except ZeroDivisionError:
        found = Fraction(0)
    if not 0 < found <= MOST_NORM:
        words = _('Write a number above 0, such as 2, 0.5 or a fraction such as "1/100".')
        faults.append(Fault(f"norm-{item.key}", words))
        return ""
    return "" if found == item.per_head else str(found)


def _days(item: SupplyItem, text: str, faults: list[Fault]) -> int:
    if not text or item.use != "daily":
        return 0
    found = numbers.asked(text, MOST_DAYS)
    if not found:
        faults.append(Fault(f"days-{item.key}", _("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}))
        return 0
    return 0 if found == item.days else found


def _rank(section: Supplies, tier: Tier, text: str, faults: list[Fault]) -> int:
    usual = section.tiers.index(tier) + 1
    if not text:
        return usual
    found = numbers.asked(text, len(section.tiers))
    if not found:
        words = _("Write a number from 1 to %(most)s: 1 comes first.") % {"most": len(section.tiers)}
        faults.append(Fault(f"tier-{tier.key}", words))
        return usual
    return found
