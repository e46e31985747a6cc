"""Vacancies, seekers and introductions, fairs, contingents of labour bases, shared staff."""

from fugong.labour.models.base import Contingent, Recruit
from fugong.labour.models.fair import Fair, Stand, Talk
from fugong.labour.models.seeker import Introduction, Seeker, SeekerEntry
from fugong.labour.models.sharing import Lending, Spare
from fugong.labour.models.vacancy import Vacancy

__all__ = [
    "Contingent",
    "Fair",
    "Introduction",
    "Lending",
    "Recruit",
    "Seeker",
    "SeekerEntry",
    "Spare",
    "Stand",
    "Talk",
    "Vacancy",
]
