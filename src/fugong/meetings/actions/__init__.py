"""What can be done with a meeting: call, change, cancel it; make its agenda; hold it; issue its minutes."""

from fugong.meetings.actions.agendas import add, add_demand, arrange, refresh, remove
from fugong.meetings.actions.calling import call, call_due, cancel, change, invite, respond, uninvite
from fugong.meetings.actions.holding import answer, attend, carry, close, decide, note, open_, reopen
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
    "invite",
    "issue",
    "note",
    "open_",
    "refresh",
    "remove",
    "reopen",
    "respond",
    "summarise",
    "uninvite",
]
