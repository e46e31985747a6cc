"""What this room counts: demands and tasks as they are now."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.demands.arrows import DEMAND as DEMAND_MOVES
from fugong.demands.arrows import OPEN, TASK
from fugong.demands.models import Demand, Task

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign
    from fugong.policy.pack import Pack

DEMANDS = _("demands")
TASKS = _("tasks")
LATE = ("received", "accepted", "split")


def _demands(campaign: "Campaign", user: "User | None") -> Any:
    """Parts of split ones count with their whole."""
    found = Demand.objects.filter(campaign=campaign, parent=None)
    return found if user is None else found.visible_to(user)


def _tasks(campaign: "Campaign", user: "User | None") -> Any:
    found = Task.objects.filter(campaign=campaign)
    return found if user is None else found.visible_to(user)


def _categories(pack: "Pack") -> dict[str, Any]:
    return {each.key: each.name for each in pack.demands.known}


def _departments(pack: "Pack") -> dict[str, Any]:
    return {each.key: each.name for each in pack.places.departments}


DEMAND = register_kind(
    Kind(
        key="demand",
        name=_("Demand"),
        rows=_demands,
        page=page_at("demands:demand"),
        states=DEMAND_MOVES.states,
        part="category",
        part_name=_("category of demands"),
        parts=_categories,
    )
)

TASK_KIND = register_kind(
    Kind(
        key="task",
        name=_("Task"),
        rows=_tasks,
        page=page_at("demands:task"),
        states=TASK.states,
        number=lambda task: f"{task.number} · {task.what}",
        due="deadline",
        order=("deadline", "id"),
        part="department",
        part_name=_("department"),
        parts=_departments,
    )
)


def _count(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, DEMANDS, DEMAND.key, where, about=about)  # type: ignore[arg-type]


MEASURES = (
    _count("demands", _("Demands"), Q(), _("All that were raised; the parts of a split one count with the whole.")),
    _count("demands.open", _("Demands open"), Q(state__in=OPEN)),
    _count(
        "demands.overdue",
        _("Demands overdue"),
        Q(state__in=LATE, due_at__lt=F("moment")),
        _("The authority owes the answer, and its time has passed."),
    ),
    _count("demands.answered", _("Demands answered"), Q(first_answered_at__isnull=False)),
    _count(
        "demands.solved",
        _("Demands solved"),
        Q(solved_at__isnull=False),
        _("The enterprise confirmed that it is solved."),
    ),
    _count("demands.reopened", _("Demands reopened"), Q(reopened__gt=0), _("Answered, and not solved by that answer.")),
    _count("demands.rated", _("Demands rated"), Q(stars__isnull=False)),
    _count("demands.satisfied", _("Enterprises satisfied"), Q(stars__gte=4), _("Four or five of five stars.")),
)

GIVEN = ~Q(state="dropped")
DONE = Q(state__in=["done", "confirmed"])


def task_measures(prefix: str, which: Q, names: tuple[object, object, object, object, object]) -> tuple[Measure, ...]:
    """The five numbers of tasks, for those of one origin: given, done, done in time, overdue, and all whose date has come."""
    keys = ("", ".done", ".in_time", ".overdue", ".due")
    wheres = (
        GIVEN,
        DONE,
        DONE & Q(done_at__lte=F("deadline")),
        Q(state="open", deadline__lt=F("moment")),
        DONE | Q(state="open", deadline__lt=F("moment")),
    )
    abouts = (
        _("All that were given and not dropped."),
        _("Their owner says so; confirmed or not."),
        _("By the date that was set."),
        _("Not done, and their date has passed."),
        _("Done, or not done and their date has passed: what the share done in time is taken of."),
    )
    return tuple(
        Measure(prefix + key, name, TASKS, TASK_KIND.key, which & where, about=about)  # type: ignore[arg-type]
        for key, name, where, about in zip(keys, names, wheres, abouts, strict=True)
    )


TASK_MEASURES = task_measures(
    "tasks",
    Q(),
    (_("Tasks given"), _("Tasks done"), _("Tasks done in time"), _("Tasks overdue"), _("Tasks whose date has come")),
)

register(*MEASURES, *TASK_MEASURES)
