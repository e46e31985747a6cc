"""What can be done with demands, causes and tasks. One function a use case."""

from fugong.demands.actions.answering import answer, answer_cause
from fugong.demands.actions.causes import close_cause, join, open_cause, rename_cause, unjoin
from fugong.demands.actions.closing import attest, close_unconfirmed, confirm, reopen, withdraw
from fugong.demands.actions.contacts import reveal
from fugong.demands.actions.drafts import drop_draft, save_draft
from fugong.demands.actions.handling import (
    accept,
    add_part,
    ask,
    decline,
    designate,
    go_on,
    note,
    progress,
    raise_up,
    supply,
)
from fugong.demands.actions.receiving import receive
from fugong.demands.actions.splitting import Portion, split
from fugong.demands.actions.tasks import confirm_task, drop_task, finish, give, postpone, return_task

__all__ = [
    "Portion",
    "accept",
    "add_part",
    "answer",
    "answer_cause",
    "ask",
    "attest",
    "close_cause",
    "close_unconfirmed",
    "confirm",
    "confirm_task",
    "decline",
    "designate",
    "drop_draft",
    "drop_task",
    "finish",
    "give",
    "go_on",
    "join",
    "note",
    "open_cause",
    "postpone",
    "progress",
    "raise_up",
    "receive",
    "rename_cause",
    "reopen",
    "return_task",
    "reveal",
    "save_draft",
    "split",
    "supply",
    "unjoin",
    "withdraw",
]
