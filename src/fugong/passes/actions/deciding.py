"""Deciding: a person approves or refuses, never what they asked for themselves; many at once where they wait in a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused, refuse
from fugong.passes import telling
from fugong.passes.actions import issuing
from fugong.passes.models import Pass, PassApplication
from fugong.workflow.holding import held
from fugong.workflow.moves import move


@dataclass(slots=True)
class Done:
    """What came of many: how many were decided, and for the others why not."""

    decided: int = 0
    left: list[tuple[PassApplication, str]] = field(default_factory=list)


@transaction.atomic
def approve(*, application: PassApplication, by: User, until: dt.date | None = None, opinion: str = "") -> Pass:
    """Approves and issues, perhaps for fewer days. Raises Refused where the quota is used up."""
    kind = issuing.kind_of(application)
    issuing.lock(application.campaign, application.kind)
    row = held(application)
    _guard_own(row, by)
    last = until or row.until
    if last < clock.today():
        raise refuse("until", _("The days that were asked for are over: it is to be asked for anew."))
    if not max(row.since, clock.today()) <= last <= row.until:
        raise refuse("until", _("The last day lies within the days that were asked for."))
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": opinion.strip()[:300]}
    event = move(row, "approve", by=by, reason=opinion.strip()[:300], set=values)
    made = issuing.issue(row, kind, last)
    telling.enterprise(made, lambda: _("The pass of %(subject)s is issued") % {"subject": row.subject}, event, but=by)
    return made


@transaction.atomic
def refuse_(*, application: PassApplication, reason: str, by: User) -> PassApplication:
    """No pass, and why."""
    row = held(application)
    _guard_own(row, by)
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": reason.strip()[:300]}
    event = move(row, "refuse", by=by, reason=reason[:300], set=values)
    telling.applicant(row, lambda: _("No pass for %(subject)s") % {"subject": row.subject}, event, but=by)
    return row


def decide_many(*, applications: Sequence[PassApplication], outcome: str, by: User, reason: str = "") -> Done:
    """Each by itself: where one can't be decided, the others are. `outcome`: approve | refuse."""
    if outcome == "refuse" and not reason.strip():
        raise refuse("reason", _("Say why."))
    done = Done()
    for row in sorted(applications, key=lambda each: each.pk):
        try:
            if outcome == "approve":
                approve(application=row, by=by, opinion=reason)
            else:
                refuse_(application=row, reason=reason, by=by)
        except Refused as refusal:
            done.left.append((row, refusal.message))
        else:
            done.decided += 1
    return done


def _guard_own(row: PassApplication, by: User) -> None:
    if row.asked_by_id == by.pk:
        raise NotAllowed(_("You asked for this yourself: a second person decides."))
