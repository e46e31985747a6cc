"""Reads what a demand is about, and which open demands are like it: offline, from the pack's words and the authority's own past."""

from typing import TYPE_CHECKING

from fugong.demands.routing.proposals import Guess, Proposal

if TYPE_CHECKING:
    from fugong.places.models import Campaign

__all__ = ["Guess", "Proposal", "propose"]


def propose(text: str, campaign: "Campaign") -> Proposal:
    """The category of the campaign's pack that `text` seems to belong to, with its confidence and the words that spoke for it.

    By what was learned here, else by the pack's words. What can't be told is a proposal without category: the duty desk's.
    """
    from fugong.demands.routing import keeping  # Django reads this package before there are models

    model = keeping.current(campaign)
    return model.propose(text) if model else keeping.pack_words(campaign).propose(text)
