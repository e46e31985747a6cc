"""Visits that departments want: asked for a day; those of one enterprise on one day become one combined stop (综合查一次)."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused
from fugong.inspections.actions import rounds
from fugong.inspections.models import Kind, RoundStop, WantedVisit
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.access import may, require
from fugong.registry.models import Enterprise, Team


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    department: str,
    day: dt.date,
    by: User,
    kind: str = Kind.ROUND,
    checklists: Sequence[str] = (),
    why: str = "",
) -> WantedVisit:
    """A department wants a visit on a day. Where one goes there that day already, its list is added to that visit."""
    require(
        by,
        Permission.VISIT_RECORD if not by.holds(Permission.INSPECTION_PLAN) else Permission.INSPECTION_PLAN,
        enterprise,
    )
    if department not in {each.key for each in campaign.pack.places.departments}:
        message = _("Choose one of the place’s departments.")
        raise Refused(message, fields=[Fault("department", message)])
    if day < clock.today():
        raise Refused(_("The day is over."), fields=[Fault("day", _("The day is over."))])
    lists = rounds._lists(campaign, enterprise, kind, checklists)
    try:
        with transaction.atomic():
            row = WantedVisit.objects.create(
                campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, department=department, day=day,
                kind=kind, checklists=lists, why=why.strip()[:300], asked_at=clock.now(), asked_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("This department asks for that visit already.")) from None
    record("wanted_visit.ask", row, by=by, day=day.isoformat(), department=department)
    going = _going(campaign, enterprise, day)
    if going is not None and campaign.pack.inspections.burden.combine:
        _join(going, [row], by)
    return row


@transaction.atomic
def combine(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    day: dt.date,
    by: User,
    team: Team | None = None,
    officer: User | None = None,
) -> RoundStop:
    """Puts all that departments want there that day on one round, as one stop with all their lists."""
    rows = list(
        WantedVisit.objects.select_for_update(of=("self",)).filter(
            campaign=campaign, enterprise=enterprise, day=day, stop=None, dropped_at=None
        )
    )
    if not rows:
        raise Conflict(_("Nothing is wanted there any more on that day."))
    stop = _going(campaign, enterprise, day) or rounds.add_stop(
        campaign=campaign, day=day, enterprise=enterprise, by=by, team=team, officer=officer, kind=rows[0].kind,
        checklists=rows[0].checklists, despite_burden=True,
        reason=["wanted", {"department": _name(campaign, rows[0].department)}],
    )  # fmt: skip
    return _join(stop, rows, by)


@transaction.atomic
def drop(*, wanted: WantedVisit, by: User) -> WantedVisit:
    """No longer wanted."""
    require(
        by,
        Permission.VISIT_RECORD if not by.holds(Permission.INSPECTION_PLAN) else Permission.INSPECTION_PLAN,
        wanted.enterprise,
    )
    taken = WantedVisit.objects.filter(pk=wanted.pk, dropped_at=None, stop=None).update(dropped_at=clock.now())
    if not taken:
        raise Conflict(_("This visit is planned or dropped already."))
    record("wanted_visit.drop", wanted, by=by, day=wanted.day.isoformat())
    return wanted


def _guard(enterprise: Enterprise, by: User) -> None:
    """Whoever inspects there or plans it."""
    if not may(by, Permission.INSPECTION_PLAN, enterprise):
        require(by, Permission.VISIT_RECORD, enterprise)


def _going(campaign: Campaign, enterprise: Enterprise, day: dt.date) -> RoundStop | None:
    rows = RoundStop.objects.filter(
        round__campaign=campaign, round__day=day, round__state__in=rounds.OPEN, enterprise=enterprise, visit=None,
        passed_over="",
    )  # fmt: skip
    return rows.select_for_update(of=("self",)).first()


def _join(stop: RoundStop, rows: Sequence[WantedVisit], by: User) -> RoundStop:
    """The stop takes over the lists and departments."""
    for row in rows:
        stop.checklists += [key for key in row.checklists if key not in stop.checklists]
        if row.department not in stop.departments:
            stop.departments.append(row.department)
            reason = ["wanted", {"department": _name(row.campaign, row.department)}]
            stop.reasons += [reason] if reason not in stop.reasons else []
        row.stop = stop
        row.save(update_fields=["stop"])
    stop.save(update_fields=["checklists", "departments", "reasons"])
    record("wanted_visit.combine", stop, by=by, n=len(stop.departments))
    return stop


def _name(campaign: Campaign, key: str) -> object:
    return next((each.name.by_language for each in campaign.pack.places.departments if each.key == key), key)
