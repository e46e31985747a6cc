"""Demands, what was said about them, causes that several share, tasks that follow."""

from fugong.demands.models.cause import Cause
from fugong.demands.models.demand import Demand, DemandClimb, Searched, Source, Suspension
from fugong.demands.models.message import Attachment, Draft, Message, MessageKind
from fugong.demands.models.task import Task

__all__ = [
    "Attachment",
    "Cause",
    "Demand",
    "DemandClimb",
    "Draft",
    "Message",
    "MessageKind",
    "Searched",
    "Source",
    "Suspension",
    "Task",
]
