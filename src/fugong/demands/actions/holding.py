"""One demand or task at a time: its row is held until the transaction ends."""

from fugong.demands.models import Demand, Task


def held(demand: Demand) -> Demand:
    """The demand's row as it is now, held, with what every action asks for."""
    rows = Demand.objects.select_for_update(of=("self",)).select_related(
        "campaign__pack_version", "campaign__jurisdiction", "enterprise", "pack_version", "handler", "parent", "cause"
    )
    return rows.get(pk=demand.pk)


def held_task(task: Task) -> Task:
    """The task's row as it is now, held."""
    rows = Task.objects.select_for_update(of=("self",)).select_related(
        "campaign__pack_version", "campaign__jurisdiction", "enterprise", "pack_version", "owner", "asked_by", "demand"
    )
    return rows.get(pk=task.pk)
