"""Rows of this room."""

from fugong.services.models.application import ServiceApplication
from fugong.services.models.appointment import ServiceAppointment, ServiceDay
from fugong.services.models.kiosk import Kiosk

__all__ = ["Kiosk", "ServiceApplication", "ServiceAppointment", "ServiceDay"]
