"""Rows of this room."""

from fugong.arrivals.models.arrival import Arrival, HandOver, Party
from fugong.arrivals.models.service import Duty, Service, Vehicle
from fugong.arrivals.models.volunteer import Volunteer, VolunteerCall

__all__ = ["Arrival", "Duty", "HandOver", "Party", "Service", "Vehicle", "Volunteer", "VolunteerCall"]
