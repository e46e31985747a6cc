"""Key enterprises, their reviews, their supply chain, letters, the order of resuming, premises."""

from fugong.chains.models.letter import Letter
from fugong.chains.models.listing import DailyReview, KeyListing, ReviewStep
from fugong.chains.models.order import OrderEntry, ResumingOrder
from fugong.chains.models.premises import PremisesOffer, PremisesWanted, Showing
from fugong.chains.models.supply import Interruption, OutsideLink, Partner

__all__ = [
    "DailyReview",
    "Interruption",
    "KeyListing",
    "Letter",
    "OrderEntry",
    "OutsideLink",
    "Partner",
    "PremisesOffer",
    "PremisesWanted",
    "ResumingOrder",
    "ReviewStep",
    "Showing",
]
