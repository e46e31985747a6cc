"""Findings and their proofs, rectification notices, look-backs, extensions, stop-work orders, appeals, examples."""

from fugong.rectification.models.appeal import Appeal
from fugong.rectification.models.example import Example, ExampleFile
from fugong.rectification.models.finding import Finding, Proof
from fugong.rectification.models.notice import Extension, LookBack, Notice, NoticeItem
from fugong.rectification.models.stop import StopWork, StopWorkItem

__all__ = [
    "Appeal",
    "Example",
    "ExampleFile",
    "Extension",
    "Finding",
    "LookBack",
    "Notice",
    "NoticeItem",
    "Proof",
    "StopWork",
    "StopWorkItem",
]
