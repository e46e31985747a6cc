"""Rows of this room."""

from fugong.testing.models.point import Absence, Belonging, Point, Specialist
from fugong.testing.models.sample import Owing, Sample, TestTotal
from fugong.testing.models.shift import Shift, ShiftPost
from fugong.testing.models.tube import Retest, Tube

__all__ = [
    "Absence",
    "Belonging",
    "Owing",
    "Point",
    "Retest",
    "Sample",
    "Shift",
    "ShiftPost",
    "Specialist",
    "TestTotal",
    "Tube",
]
