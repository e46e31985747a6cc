"""Rows of this room."""

from fugong.transport.models.claim import Claim
from fugong.transport.models.line import Line
from fugong.transport.models.need import Asked, Need, Survey
from fugong.transport.models.plan import Plan
from fugong.transport.models.trip import Rider, Series, Share, Trip, TripStop

__all__ = ["Asked", "Claim", "Line", "Need", "Plan", "Rider", "Series", "Share", "Survey", "Trip", "TripStop"]
