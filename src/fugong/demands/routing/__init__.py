"""Reads what a demand is about, and which open demands are like it: offline, from the pack's words and the authority's own past."""

from typing import TYPE_CHECKING

from fugong.demands.routing.proposals import Guess, Proposal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fugong.demands.models import Demand
    from fugong.demands.routing.alike import Match, Suggestion
    from fugong.places.models import Campaign

__all__ = ["Guess", "Proposal", "propose", "similar", "suggestions"]


def propose(text: str, campaign: "Campaign") -> Proposal:
    """The category of the campaign's pack that `text` seems to belong to, with its confidence and the words that spoke for it.

    By what was learned here, else by the pack's words. What can't be told is a proposal without category: the duty desk's.
    """
    from fugong.demands.routing import keeping  # Django reads this package before there are models

    model = keeping.current(campaign)
    return model.propose(text) if model else keeping.pack_words(campaign).propose(text)


def similar(demand: "Demand", limit: int = 10, among: "QuerySet[Demand] | None" = None) -> "list[Match]":
    """The open demands of the campaign that are most like this one; `among`: those that the reader may see."""
    from fugong.demands.routing import alike

    return alike.similar(demand, limit, among)


def suggestions(campaign: "Campaign", among: "QuerySet[Demand]") -> "list[Suggestion]":
    """Groups of open demands under no cause yet that look like one, the largest first; `among`: those that the reader may see."""
    from fugong.demands.routing import alike

    return alike.suggestions(campaign, among)
