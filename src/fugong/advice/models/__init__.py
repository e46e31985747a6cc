"""Rows of this room."""

from fugong.advice.models.adviser import Adviser, Duty
from fugong.advice.models.appointment import Appointment
from fugong.advice.models.enquiry import Enquiry, Published, Turn

__all__ = ["Adviser", "Appointment", "Duty", "Enquiry", "Published", "Turn"]
