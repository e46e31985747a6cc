"""Enterprises that rows of a sheet name, by credit code or by name."""

from collections.abc import Iterable
from typing import Any

from fugong.core import uscc
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


def enterprises(campaign: Campaign, said: Iterable[Any]) -> dict[str, Enterprise]:
    """By code and by name (of a name that two bear, neither): those of the campaign's area that are open."""
    texts = {str(each or "").strip() for each in said} - {""}
    codes = {code for each in texts if uscc.is_sound(code := uscc.compact(each))}
    there = Enterprise.objects.filter(area_code__startswith=campaign.jurisdiction.prefix, closed_on=None)
    found = {each.uscc: each for each in there.filter(uscc__in=codes).select_related("grid")}
    many: dict[str, list[Enterprise]] = {}
    for each in there.filter(name__in=texts).select_related("grid"):
        many.setdefault(each.name, []).append(each)
    return found | {name: same[0] for name, same in many.items() if len(same) == 1}


def one(given: Any, known: dict[str, Enterprise]) -> Enterprise | None:
    """The enterprise that a cell names."""
    text = str(given or "").strip()
    return known.get(text) or known.get(uscc.compact(text))
