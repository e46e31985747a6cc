"""Meters with their readings, and doubts."""

from fugong.signals.models.doubt import Doubt
from fugong.signals.models.reading import Meter, Reading

__all__ = ["Doubt", "Meter", "Reading"]
