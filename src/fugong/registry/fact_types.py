"""What conditions may ask of an enterprise: each fact with its name for reasons, its unit, and the texts it can be."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.policy.facts import KINDS, FactType

if TYPE_CHECKING:
    from fugong.registry.policy import CustomFact

FACTS: dict[str, type] = {
    "name": str,
    "uscc": str,
    "jurisdiction": str,  # 12-digit code; "" where unknown
    "grid": str,  # key of the grid; "" where none
    "park": str,  # key of the park or building; "" where none
    "sector": str,  # section of GB/T 4754: "C" manufacturing, "F" wholesale and retail …
    "sector_code": str,  # the code itself, e.g. "C3670"; "" where only the section is known
    "scale": str,  # "large", "medium", "small", "micro" or ""
    "above_scale": bool,  # 规上 or 限上
    "ownership": str,  # "state", "collective", "private", "foreign", "hkmt", "individual", "other" or ""
    "foreign": bool,  # foreign-invested
    "country": str,  # ISO 3166 code of the investor, e.g. "JP"; "" where none
    "output_value": float,  # yuan a year
    "revenue": float,  # yuan a year
    "tax_paid": float,  # yuan a year
    "staff": int,
    "staff_outside": int,  # of them from outside
    "tags": list,  # of tag keys
    "lists": list,  # of keys of the lists that it stands on, confirmed by two
    "suppliers": int,  # how many enterprises it buys from, by its supply links
    "customers": int,
    "segments": list,  # of segment keys found so far
    "group": str,  # key of the industry group; "" where none
}
"""Facts of an enterprise in conditions, as `e.<name>`, with their types: float is a CEL double, int a CEL int.
A fact that isn't known is None: a condition that needs it then doesn't hold."""

NAMES: dict[str, Promise] = {
    "name": _("name"),
    "uscc": _("unified social credit code"),
    "jurisdiction": _("area code"),
    "grid": _("grid"),
    "park": _("park or building"),
    "sector": _("sector"),
    "sector_code": _("sector code"),
    "scale": _("size class"),
    "above_scale": _("above scale"),
    "ownership": _("ownership"),
    "foreign": _("foreign-invested"),
    "country": _("country of the investor"),
    "output_value": _("output value"),
    "revenue": _("main revenue"),
    "tax_paid": _("tax paid"),
    "staff": _("staff"),
    "staff_outside": _("staff from outside"),
    "tags": _("tags"),
    "lists": _("lists"),
    "suppliers": _("suppliers in the supply chain"),
    "customers": _("customers in the supply chain"),
    "segments": _("segment"),
    "group": _("industry group"),
}
MONEY = frozenset({"output_value", "revenue", "tax_paid"})
PEOPLE = frozenset({"staff", "staff_outside"})

SECTORS: dict[str, Promise] = {
    "A": _("agriculture, forestry, animal husbandry and fishery"),
    "B": _("mining"),
    "C": _("manufacturing"),
    "D": _("electricity, heat, gas and water supply"),
    "E": _("construction"),
    "F": _("wholesale and retail"),
    "G": _("transport, storage and post"),
    "H": _("lodging and catering"),
    "I": _("information and software services"),
    "J": _("finance"),
    "K": _("real estate"),
    "L": _("leasing and business services"),
    "M": _("research and technical services"),
    "N": _("water, environment and public facilities"),
    "O": _("residents' services and repair"),
    "P": _("education"),
    "Q": _("health and social work"),
    "R": _("culture, sports and entertainment"),
    "S": _("public administration and social organisations"),
    "T": _("international organisations"),
}
"""Sections of GB/T 4754-2017."""

SCALES = {"large": _("Large"), "medium": _("Medium"), "small": _("Small"), "micro": _("Micro")}
OWNERSHIPS = {
    "state": _("State-owned"),
    "collective": _("Collective"),
    "private": _("Private"),
    "foreign": _("Foreign-invested"),
    "hkmt": _("Hong Kong, Macao, Taiwan invested"),
    "individual": _("Individual business"),
    "other": _("Other"),
}
CUSTOM_KINDS = {"text": "string", "integer": "int", "decimal": "double", "yes_no": "bool", "choice": "string"}


def standing(choices: dict[str, dict[str, object]]) -> dict[str, FactType]:
    """The standing facts as `e.<name>` → FactType; `choices` gives name → (key → shown text) of the pack's own keys."""
    shown: dict[str, dict[str, object]] = {"sector": {**SECTORS}, "scale": {**SCALES}, "ownership": {**OWNERSHIPS}}
    shown |= choices
    return {
        f"e.{name}": FactType(
            kind=KINDS[kind],
            label=NAMES[name],
            money=name in MONEY,
            unit=_("people") if name in PEOPLE else "",
            allowed=frozenset(shown[name]) if name in shown else None,
            choices=shown.get(name, {}),
        )
        for name, kind in FACTS.items()
    }


def custom(fact: "CustomFact") -> FactType:
    """The type of a fact that a pack adds."""
    choices = {choice.key: choice.name for choice in fact.choices}
    return FactType(
        kind=CUSTOM_KINDS[fact.kind],
        label=fact.name,
        unit=fact.unit or "",
        allowed=frozenset(choices) if fact.kind == "choice" else None,
        choices=choices,
    )
