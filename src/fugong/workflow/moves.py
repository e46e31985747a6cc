"""Moving a case along an arrow: the one way in which a state changes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.ledger.recording import record, record_many
from fugong.workflow.arrows import Arrow
from fugong.workflow.cases import Case


def move(
    case: Case,
    key: str,
    *,
    by: Any,
    reason: str = "",
    due_at: dt.datetime | None = None,
    as_name: str = "",
    set: "dict[str, Any] | None" = None,
    **data: Any,
) -> Event:
    """Moves `case` along the arrow `key` and appends the event; `set` names further columns to write in the same UPDATE.

    `by` is a user, or None where the clock or a visitor acts (then `as_name` says who). `due_at` is the next deadline, for
    arrows that start a clock. Raises NotAllowed, Refused (a reason is missing) or Conflict (the case is not where the arrow
    starts, perhaps because someone else was first). Call it inside the action's transaction.
    """
    arrow = case.workflow.arrow(key)
    if by is not None and arrow.needs and not case.may_move(by, arrow.needs):
        raise NotAllowed(_("You can't do “%(move)s” here.") % {"move": arrow.name})
    if by is not None and not arrow.needs:
        raise NotAllowed(_("“%(move)s” follows from another step; nobody does it by hand.") % {"move": arrow.name})
    if arrow.reason and not reason.strip():
        raise Refused(
            _("Say why: “%(move)s” needs a reason.") % {"move": arrow.name}, fields=[Fault("reason", _("Say why."))]
        )
    before = _take(case, arrow, due_at, set or {})
    return record(
        f"{case.workflow.key}.{key}", case, by=by, reason=reason, frm=before, to=arrow.to, as_name=as_name, **data
    )


def _take(case: Case, arrow: Arrow, due_at: dt.datetime | None, more: dict[str, Any]) -> str:
    """One conditional UPDATE: of two who move the same case at once, one wins and the other is told."""
    moment = clock.now()
    values: dict[str, Any] = {**more, "state": arrow.to, "state_since": moment}
    if not arrow.keeps_clock:
        values |= {
            "due_at": due_at,
            "clock_kind": arrow.clock or "",
            "clock_started_at": moment if due_at else None,
        }
        if case.climbs_apart is None:
            values |= {"rung": 0, "next_rung_at": due_at}
    before = case.state
    with transaction.atomic():
        taken = type(case)._base_manager.filter(pk=case.pk, state=before, state__in=arrow.frm).update(**values)
    if not taken:
        now_in = type(case)._base_manager.filter(pk=case.pk).values_list("state", flat=True).first()
        raise Conflict(
            _("“%(move)s” can't be done now: this is “%(state)s”. Reload the page to see what happened.")
            % {"move": arrow.name, "state": case.workflow.states.get(now_in or "", now_in or "")}
        )
    if case.climbs_apart is not None and not arrow.keeps_clock:
        case.climbs_apart.restart([case.pk], due_at)
    for name, value in values.items():
        setattr(case, name, value)
    return before


def move_many(
    cases: Sequence[Case],
    key: str,
    *,
    as_name: Any = "",
    by: Any = None,
    reason: str = "",
    set: "dict[str, Any] | None" = None,
    **data: Any,
) -> int:
    """What the clock does to many cases of one kind at once, along an arrow that nobody takes by hand: one UPDATE, and an
    event for each. Cases that left the arrow's start meanwhile are passed over; returns how many moved. Call it inside a transaction.

    With `by` it is what a person does to many at once: those are passed over, too, over which the person doesn't hold the
    arrow's permission. An expression in `set` is written, but not set on the cases.
    """
    if not cases:
        return 0
    arrow = cases[0].workflow.arrow(key)
    if bool(arrow.needs) != (by is not None):
        raise NotAllowed(_("“%(move)s” is done by people, one at a time.") % {"move": arrow.name})
    kind: Any = type(cases[0])
    seen = kind._base_manager if by is None else kind.objects.visible_to(by, arrow.needs)
    standing = seen.filter(pk__in=[case.pk for case in cases], state__in=arrow.frm).order_by("pk")
    held = dict(standing.select_for_update(of=("self",)).values_list("pk", "state"))
    values = _values_of_many(arrow, cases[0], set or {})
    kind._base_manager.filter(pk__in=list(held)).update(**values)
    if cases[0].climbs_apart is not None and not arrow.keeps_clock:
        cases[0].climbs_apart.restart(held, None)
    moved = [case for case in cases if case.pk in held]
    record_many(
        f"{cases[0].workflow.key}.{key}", moved, by=by, as_name=as_name, reason=reason,
        moves=[(held[case.pk], arrow.to) for case in moved], data=[data] * len(moved),
    )  # fmt: skip
    for case in moved:
        for name, value in values.items():
            if not hasattr(value, "resolve_expression"):
                setattr(case, name, value)
    return len(moved)


def _values_of_many(arrow: Arrow, case: Case, more: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {**more, "state": arrow.to, "state_since": clock.now()}
    if not arrow.keeps_clock:
        values |= {"due_at": None, "clock_kind": "", "clock_started_at": None}
        if case.climbs_apart is None:
            values |= {"rung": 0, "next_rung_at": None}
    return values


def open_arrows(case: Case, by: Any) -> list[Arrow]:
    """The arrows that this person could take now: the buttons of the page, the actions of the API."""
    ways = (arrow for arrow in case.workflow.out_of(case.state) if arrow.needs and case.is_way(arrow))
    return [arrow for arrow in ways if case.may_move(by, arrow.needs)]
