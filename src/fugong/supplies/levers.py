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
FORM = {"norm": "norm-{}", "days": "days-{}", "tier": "tier-{}"}
"""How the page's form calls the fields."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Values as somebody wrote them, before they are looked at: item → norm, item → days, key of a tier → its place."""

    norms: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


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
        the pack's; what isn't shared doesn't count. Raises Refused with a fault at each field that isn't right."""
        known = [item for key in items if (item := section.item(key)) is not None]
        tried = Tried(
            {item.key: str(said.get(f"norm-{item.key}", "")) for item in known},
            {item.key: str(said.get(f"days-{item.key}", "")) for item in known if item.use == "daily"},
            {tier.key: str(said.get(f"tier-{tier.key}", "")) for tier in section.tiers},
            str(said.get("why", "")),
        )
        return cls.chosen(section, items, tried, FORM)

    @classmethod
    def chosen(cls, section: Supplies, items: Sequence[str], tried: Tried, fields: Mapping[str, str]) -> Levers:
        """The values that differ from the pack's. `fields`: "norm", "days", "tier" → how the field of a key is called, such as
        `norm-{}`. Raises Refused with a fault at each field that isn't right, or that is of nothing which is shared."""
        faults: list[Fault] = []
        known = {item.key: item for key in items if (item := section.item(key)) is not None}
        tiers = {tier.key: tier for tier in section.tiers}
        daily = {key: item for key, item in known.items() if item.use == "daily"}
        _unknown(tried.norms, known, fields["norm"], _("This item isn’t among those that are shared."), faults)
        _unknown(
            tried.days,
            daily,
            fields["days"],
            _("No such item, used up day by day, is among those that are shared."),
            faults,
        )
        _unknown(tried.ranks, tiers, fields["tier"], _("The pack has no such tier."), faults)
        norms = {key: _norm(item, tried.norms.get(key, ""), fields["norm"], faults) for key, item in known.items()}
        days = {key: _days(item, tried.days.get(key, ""), fields["days"], faults) for key, item in daily.items()}
        ranks = {
            key: _rank(section, tier, tried.ranks.get(key, ""), fields["tier"], faults) for key, tier in tiers.items()
        }
        if faults:
            raise Refused(faults[0].message, fields=faults)
        moved = any(ranks[tier.key] != place for place, tier in enumerate(section.tiers, 1))
        return cls(
            {key: norm for key, norm in norms.items() if norm},
            {key: number for key, number in days.items() if number},
            ranks if moved else {},
            tried.why.strip()[:LONGEST_WHY],
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


def _unknown(tried: Mapping[str, str], known: Mapping[str, Any], field_: str, words: str, faults: list[Fault]) -> None:
    faults += [Fault(field_.format(key), words, "unknown") for key in tried if key not in known]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _norm(item: SupplyItem, given: str, field_: str, faults: list[Fault]) -> str:
    text = _plain(given)
    if not text:
        return ""
    try:
        found = Fraction(text) if NUMBER.fullmatch(text) else Fraction(0)
    except ZeroDivisionError:
        found = Fraction(0)
    if not 0 < found <= MOST_NORM:
        words = _('Write a number above 0, such as 2, 0.5 or a fraction such as "1/100".')
        faults.append(Fault(field_.format(item.key), words))
        return ""
    return "" if found == item.per_head else str(found)


def _days(item: SupplyItem, given: str, field_: str, faults: list[Fault]) -> int:
    text = _plain(given)
    if not text:
        return 0
    found = numbers.asked(text, MOST_DAYS)
    if not found:
        words = _("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}
        faults.append(Fault(field_.format(item.key), words))
        return 0
    return 0 if found == item.days else found


def _rank(section: Supplies, tier: Tier, given: str, field_: str, faults: list[Fault]) -> int:
    usual, text = section.tiers.index(tier) + 1, _plain(given)
    if not text:
        return usual
    found = numbers.asked(text, len(section.tiers))
    if not found:
        words = _("Write a number from 1 to %(most)s: 1 comes first.") % {"most": len(section.tiers)}
        faults.append(Fault(field_.format(tier.key), words))
        return usual
    return found
