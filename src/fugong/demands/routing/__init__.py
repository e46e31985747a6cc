"""Reads what a demand is about, and which open demands are like it: offline, from the pack's words and the authority's own past.

propose(text, campaign) -> Proposal
similar(demand, limit=10) -> list[Match]
"""

from fugong.demands.routing.proposals import Guess, Proposal
from fugong.demands.routing.proposing import propose

__all__ = ["Guess", "Proposal", "propose"]
