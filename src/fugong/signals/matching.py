"""Whose a row of readings is: by credit code, by a meter's number, or by the enterprise's name. Three queries for any number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.signals.models import Meter


@dataclass(frozen=True, slots=True)
class Whose:
    """What a row says of whose it is."""

    kind: str
    uscc: str = ""
    number: str = ""
    name: str = ""


@dataclass(slots=True)
class Known:
    """What the rows of one list can be matched with."""

    by_code: dict[str, int]
    by_name: dict[str, list[int]]
    by_number: dict[tuple[str, str], int]
    seen: set[int]

    def find(self, whose: Whose) -> tuple[int | None, str, str]:
        """(enterprise, column that is wrong, why): None where the row is nobody's."""
        metered = self.by_number.get((whose.kind, whose.number)) if whose.number else None
        if whose.uscc:
            coded = self.by_code.get(whose.uscc)
            if coded is None:
                return None, "uscc", _("No enterprise of this campaign that you may see has this code.")
            if metered not in (None, coded):
                return None, "number", _("This meter belongs to another enterprise.")
            return coded, "", ""
        if metered is not None:
            if metered not in self.seen:
                return None, "number", _("This meter belongs to another enterprise.")
            return metered, "", ""
        named = self.by_name.get(whose.name, []) if whose.name else []
        if len(named) == 1:
            return named[0], "", ""
        if len(named) > 1:
            return None, "name", _("Several enterprises bear this name: give the credit code.")
        if whose.name:
            return None, "name", _("No enterprise of this campaign that you may see bears this name.")
        if whose.number:
            return None, "number", _("Nobody knows this meter yet: give the credit code or the name as well, once.")
        return None, "uscc", _("Say whose it is: credit code, meter number or name.")


def known(campaign: Campaign, by: User, rows: Iterable[Whose]) -> Known:
    """What these rows can be matched with, within what the person may enter."""
    rows = list(rows)
    seen: Any = Enterprise.objects.visible_to(by, P.SIGNAL_ENTER).filter(enrolments__campaign=campaign).order_by()
    coded = seen.filter(uscc__in={each.uscc for each in rows if each.uscc}).values_list("uscc", "pk")
    named: dict[str, list[int]] = {}
    for name, key in seen.filter(name__in={each.name for each in rows if each.name}).values_list("name", "pk"):
        named.setdefault(name, []).append(key)
    numbers = {each.number for each in rows if each.number}
    meters = Meter.objects.filter(campaign=campaign, number__in=numbers) if numbers else Meter.objects.none()
    by_number = {(kind, number): key for kind, number, key in meters.values_list("kind", "number", "enterprise")}
    within = set(seen.filter(pk__in=set(by_number.values())).values_list("pk", flat=True))
    return Known(dict(coded), named, by_number, within)
