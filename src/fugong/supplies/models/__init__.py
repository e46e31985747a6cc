"""Rows of this room."""

from fugong.supplies.models.asking import Need, Offer
from fugong.supplies.models.sharing import Allocation, Delivery, Proof, Share
from fugong.supplies.models.stock import Balance, Batch, Line, Movement, Place

__all__ = [
    "Allocation", "Balance", "Batch", "Delivery", "Line", "Movement", "Need", "Offer", "Place", "Proof", "Share",
]  # fmt: skip
