"""Rows of this room."""

from fugong.lodging.models.house import House, Room
from fugong.lodging.models.meal import Caterer, MealOrder
from fugong.lodging.models.request import BedRequest, RequestedPerson
from fugong.lodging.models.stay import Stay

__all__ = ["BedRequest", "Caterer", "House", "MealOrder", "RequestedPerson", "Room", "Stay"]
