"""What this room counts: demands as they are now."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Measure, register
from fugong.demands.arrows import OPEN

DEMAND = "demand"
DEMANDS = _("demands")
LATE = ("received", "accepted", "split")


def _count(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, DEMANDS, DEMAND, where, about=about)  # type: ignore[arg-type]


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

register(*MEASURES)
