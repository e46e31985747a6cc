"""Rows of this room."""

from fugong.workforce.models.erasure import Erasure
from fugong.workforce.models.health import HealthCase, HealthReport, HealthTotal
from fugong.workforce.models.person import CampaignKey, DataKey, Employment, Person, RosterLink

__all__ = [
    "CampaignKey",
    "DataKey",
    "Employment",
    "Erasure",
    "HealthCase",
    "HealthReport",
    "HealthTotal",
    "Person",
    "RosterLink",
]
