"""Visits and their evidence, rounds and swaps, draws, signs of work."""

from fugong.inspections.models.draw import Draw, DrawnEnterprise
from fugong.inspections.models.round import Round, RoundStop, Sign, Swap, WantedVisit
from fugong.inspections.models.visit import (
    Evidence,
    EvidenceKind,
    EvidencePart,
    Kind,
    Visit,
    VisitEdit,
    VisitItem,
    VisitPerson,
)

__all__ = [
    "Draw",
    "DrawnEnterprise",
    "Evidence",
    "EvidenceKind",
    "EvidencePart",
    "Kind",
    "Round",
    "RoundStop",
    "Sign",
    "Swap",
    "Visit",
    "VisitEdit",
    "VisitItem",
    "VisitPerson",
    "WantedVisit",
]
