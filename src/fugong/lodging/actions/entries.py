"""What the entries of houses and caterers have in common: texts, an area of the campaign, a telephone number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import crypto, phones
from fugong.core.errors import Fault
from fugong.places.models import Campaign, Jurisdiction


def take_texts(row: Any, values: Mapping[str, Any], longest: Mapping[str, int], faults: list[Fault]) -> None:
    """Texts that are said; what isn't said stays."""
    for name, most in longest.items():
        said = values.get(name)
        text = str(getattr(row, name) if said is None else said).strip()
        if len(text) > most:
            faults.append(Fault(name, _("At most %(n)s signs.") % {"n": most}))
        setattr(row, name, text[:most])


def take_phone(row: Any, values: Mapping[str, Any], faults: list[Fault]) -> None:
    """A number, sealed; an empty one stays as it is."""
    if not values.get("phone"):
        return
    try:
        number = phones.normalised(str(values["phone"])[:40])
    except phones.NotAPhone as wrong:
        faults.append(Fault("phone", str(wrong)))
        return
    row.phone, row.phone_masked = number, crypto.mask(number)


def is_area(campaign: Campaign, code: str) -> bool:
    """Whether a code is one of the campaign's areas."""
    return Jurisdiction.objects.filter(code=code, prefix__startswith=campaign.jurisdiction.prefix).exists()
