"""Filings: drafted and filed by the enterprise, decided step by step by those whose turn it is."""

from fugong.resumption.actions.filings.deciding import decide, definition, pass_on, recheck, refuse, return_
from fugong.resumption.actions.filings.drafting import attach, beginning, discard, draft, remove_document, save_answers
from fugong.resumption.actions.filings.joint import close_joint, decide_together, open_joint
from fugong.resumption.actions.filings.submitting import PLAN, faults_of, revise, submit, withdraw

__all__ = [
    "PLAN",
    "attach",
    "beginning",
    "close_joint",
    "decide",
    "decide_together",
    "definition",
    "discard",
    "draft",
    "faults_of",
    "open_joint",
    "pass_on",
    "recheck",
    "refuse",
    "remove_document",
    "return_",
    "revise",
    "save_answers",
    "submit",
    "withdraw",
]
