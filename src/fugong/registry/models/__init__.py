"""Enterprises and the people who serve them."""

from fugong.registry.models.enrolment import Enrolment
from fugong.registry.models.enterprise import Contact, Enterprise, Park, Site, SupplyLink
from fugong.registry.models.service import Assignment, OfficerProfile, Posting, Team, TeamMember

__all__ = [
    "Assignment",
    "Contact",
    "Enrolment",
    "Enterprise",
    "OfficerProfile",
    "Park",
    "Posting",
    "Site",
    "SupplyLink",
    "Team",
    "TeamMember",
]
