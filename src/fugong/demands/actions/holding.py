"""One demand or task at a time: its row is held until the transaction ends."""

from fugong.demands.models import Demand, Task
from fugong.workflow import holding


def held(demand: Demand) -> Demand:
    """The demand's row as it is now, held, with what every action asks for."""
    return holding.held(demand, "campaign__jurisdiction", "handler")


def held_task(task: Task) -> Task:
    """The task's row as it is now, held."""
    return holding.held(task, "campaign__jurisdiction", "owner", "asked_by", "demand")
