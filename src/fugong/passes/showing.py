"""How a pass is shown: its code, signed by the current key in the moment of showing, and its number for typing."""

from __future__ import annotations

from fugong.core import codes
from fugong.passes import coding
from fugong.passes.actions import keys
from fugong.passes.coding import Said
from fugong.passes.models import Pass, SigningKey
from fugong.places.models import Campaign

PASS = 3
"""The kind of short code that stands for a pass (see `actions.cards.CARD`)."""


def code(shown: Pass, key: SigningKey | None = None) -> str:
    """The signed code."""
    with_ = key or keys.current()
    said = Said(
        shown.pk, shown.kind, shown.subject, tuple(shown.zones), int(shown.begins_at.timestamp()),
        int(shown.ends_at.timestamp()), shown.campaign_id,
    )  # fmt: skip
    return coding.write(said, with_.kid, keys.private_of(with_))


def short(shown: Pass) -> str:
    """`1K4-7Q2ZD`: for typing where no camera works; only the server can prove it."""
    return codes.short(kind=PASS, campaign=shown.campaign_id, number=shown.pk)


def by_short(campaign: Campaign, text: str) -> Pass | None:
    """The pass of a typed number; None where it is none of ours."""
    try:
        number = codes.read_short(text, kind=PASS, campaign=campaign.pk)
    except codes.BadCode:
        return None
    rows = Pass.objects.filter(campaign=campaign, pk=number)
    return rows.select_related("campaign__pack_version", "pack_version").first()
