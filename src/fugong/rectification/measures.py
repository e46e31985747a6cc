"""What this room counts: rectification notices, findings and stop-work orders as they are now."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.rectification import naming
from fugong.rectification.arrows import FINDING as FINDING_MOVES
from fugong.rectification.arrows import NOTICE as NOTICE_MOVES
from fugong.rectification.arrows import STOP_WORK as STOP_MOVES
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.rectification.models.stop import STANDING

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

NOTICES, FINDINGS, ORDERS = _("rectification notices"), _("findings"), _("stop-work orders")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


NOTICE = register_kind(
    Kind(
        key="rectification_notice",
        name=_("Rectification notice"),
        rows=_of(Notice),
        page=page_at("rectification:notice"),
        states=NOTICE_MOVES.states,
        part="aspects",
        part_name=_("aspect"),
        parts=naming.aspect_names,
    )
)

FINDING = register_kind(
    Kind(
        key="finding",
        name=_("Finding"),
        rows=_of(Finding),
        page=page_at("rectification:finding"),
        states=FINDING_MOVES.states,
        number=naming.item_name,
        number_name=_("What was found"),
        due="found_at",
        due_name=_("Found"),
        is_past=True,
        order=("-found_at", "-id"),
        related=("pack_version",),
        part="aspect",
        part_name=_("aspect"),
        parts=naming.aspect_names,
    )
)

STOP_WORK = register_kind(
    Kind(
        key="stop_work",
        name=_("Stop-work order"),
        rows=_of(StopWork),
        page=page_at("rectification:stop_work"),
        states=STOP_MOVES.states,
    )
)

ENDED = Q(state__in=["closed", "failed"])
LATE = Q(state="issued", due_at__lt=F("moment"))
IN_TIME = Q(answered_in_time=True) | Q(answered_at=None, ended_at__lte=F("deadline"))
STANDS = ~Q(state="dropped")


def _notices(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, NOTICES, NOTICE.key, where, about=about)  # type: ignore[arg-type]


def _findings(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, FINDINGS, FINDING.key, where, about=about)  # type: ignore[arg-type]


def _orders(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, ORDERS, STOP_WORK.key, where, about=about)  # type: ignore[arg-type]


MEASURES = (
    _notices(
        "rectification.notices",
        _("Rectification notices issued"),
        Q(),
        _("Every paper counts: second ones, and those annulled later."),
    ),
    _notices(
        "rectification.open",
        _("Rectification notices open"),
        Q(state__in=["issued", "answered", "appealed"]),
        _("Neither put right nor failed nor annulled."),
    ),
    _notices("rectification.overdue", _("Rectification notices overdue"), LATE, _("The enterprise’s time has passed.")),
    _notices(
        "rectification.to_look_back",
        _("Rectification notices to look back at"),
        LATE | Q(state="answered"),
        _("Answered, or the time has passed without an answer."),
    ),
    _notices("rectification.closed", _("Put right"), Q(state="closed"), _("A look-back by somebody else found it so.")),
    _notices(
        "rectification.in_time",
        _("Put right in time"),
        Q(state="closed") & IN_TIME,
        _("Found put right, and answered within the deadline, or looked at before it."),
    ),
    _notices(
        "rectification.due",
        _("Rectification notices whose time has come"),
        ENDED | LATE | Q(state="answered", deadline__lt=F("moment")),
        _("Put right, not put right, or past the deadline: what the share put right in time is taken of."),
    ),
    _notices("rectification.failed", _("Not put right"), Q(state="failed"), _("A look-back found it as it was.")),
    _notices(
        "rectification.repeats",
        _("Rectification notices over repeats"),
        Q(has_repeat=True),
        _("Something on it was found there before."),
    ),
    _findings("findings", _("Findings"), STANDS, _("All but those dropped.")),
    _findings("findings.open", _("Findings open"), Q(state__in=["open", "noticed", "stopped"])),
    _findings("findings.corrected", _("Findings put right on the spot"), Q(state="corrected")),
    _findings("findings.closed", _("Findings put right after a notice or order"), Q(state="closed")),
    _findings(
        "findings.repeated",
        _("Findings repeated"),
        STANDS & Q(times__gt=1),
        _("The same was found at the same enterprise before."),
    ),
    _orders(
        "stop_works",
        _("Stop-work orders"),
        Q(decided_at__isnull=False) & ~Q(state__in=["proposed", "rejected"]),
        _("All that a second person ordered, lifted ones too."),
    ),
    _orders("stop_works.in_force", _("Stop-work orders in force"), Q(state__in=STANDING)),
    _orders("stop_works.lifted", _("Stop-work orders lifted"), Q(state="lifted")),
    _orders("stop_works.proposed", _("Stop-works proposed"), Q(state="proposed"), _("They wait for a second person.")),
)

register(*MEASURES)
