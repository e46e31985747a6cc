"""What can be done with a meeting: call, change, cancel it; make its agenda; hold it; issue its minutes."""

from fugong.meetings.actions.agendas import add, add_demand, arrange, refresh, remove
from fugong.meetings.actions.calling import call, call_due, cancel, change, invite, respond, uninvite
from fugong.meetings.actions.holding import (
    answer,
    attend,
    carry,
    close,
    decide,
    decline_example,
    note,
    open_,
    publish_example,
    reopen,
)
from fugong.meetings.actions.minutes import issue, summarise

__all__ = [
    "add",
    "add_demand",
    "answer",
    "arrange",
    "attend",
    "call",
    "call_due",
    "cancel",
    "carry",
    "change",
    "close",
    "decide",
    "decline_example",
    "invite",
    "issue",
    "note",
    "open_",
    "publish_example",
    "refresh",
    "remove",
    "reopen",
    "respond",
    "summarise",
    "uninvite",
]
