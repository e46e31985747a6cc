"""Which category a text is proposed for in a campaign."""

from typing import TYPE_CHECKING

from fugong.demands.routing.proposals import Proposal
from fugong.demands.routing.words import Words, words_of

if TYPE_CHECKING:
    from fugong.places.models import Campaign

_words: dict[str, Words] = {}
KEPT = 32
"""Packs whose words are kept ready."""


def propose(text: str, campaign: "Campaign") -> Proposal:
    """The category of the campaign's pack that `text` seems to belong to, with its confidence and the words that spoke for it.

    Never fails: what can't be told is a proposal without category, and goes to the duty desk.
    """
    return pack_words(campaign).propose(text)


def pack_words(campaign: "Campaign") -> Words:
    """The words of the categories of the campaign's pack; a pack without demands has none."""
    pack = campaign.pack
    if pack.digest not in _words:
        if len(_words) >= KEPT:
            _words.clear()
        section = getattr(pack, "demands", None)
        _words[pack.digest] = words_of(section.known if section else ())
    return _words[pack.digest]
