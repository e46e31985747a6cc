"""Issuing: who may have how many, counted under a lock; and what ends a pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.passes import telling
from fugong.passes.models import Pass, PassApplication, PassTally
from fugong.passes.models.issued import IN_FORCE
from fugong.passes.policy import PassKind
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.workflow.holding import held
from fugong.workflow.moves import move


@dataclass(frozen=True, slots=True)
class Room:
    """How many passes of a kind are in force, in the campaign and of one enterprise, beside what is allowed."""

    taken: int
    own: int
    quota: int | None
    own_quota: int | None

    @property
    def left(self) -> int | None:
        """How many more the enterprise can have; None: there is no limit."""
        free = [
            most - there for most, there in ((self.quota, self.taken), (self.own_quota, self.own)) if most is not None
        ]
        return max(0, min(free)) if free else None


def lock(campaign: Campaign, *kinds: str) -> None:
    """Holds the tallies of these kinds until the transaction ends, in one order for everybody."""
    for kind in sorted(set(kinds)):
        PassTally.objects.get_or_create(campaign=campaign, kind=kind)
    rows = PassTally.objects.select_for_update(no_key=True).filter(campaign=campaign, kind__in=kinds)
    list(rows.order_by("kind"))


def room(campaign: Campaign, kind: PassKind, enterprise_id: int, but: Pass | None = None) -> Room:
    """What is taken; `but` is a pass that gives way to the next one. Call it with the tally held where it decides."""
    rows = Pass.objects.filter(campaign=campaign, kind=kind.key, state__in=IN_FORCE, until__gte=clock.today())
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    counted = rows.aggregate(taken=Count("pk"), own=Count("pk", filter=Q(enterprise=enterprise_id)))
    return Room(counted["taken"], counted["own"], kind.quota, kind.per_enterprise)


def kind_of(application: PassApplication) -> PassKind:
    """The kind as the pack of today has it: quotas change while applications wait."""
    found: PassKind | None = application.campaign.pack.passes.kind(application.kind)
    if found is None:
        raise Conflict(_("The place gives no such passes any more."))
    return found


def issue(application: PassApplication, kind: PassKind, until: dt.date) -> Pass:
    """The pass of an approved application. The kind's tally is held. Raises Refused where the quota is used up."""
    before = application.follows if application.follows_id and application.follows.state in IN_FORCE else None  # type: ignore[union-attr]
    there = room(application.campaign, kind, application.enterprise_id, before)
    if there.left == 0:
        raise refuse("quota", quota_words(there))
    if before is not None:
        if before.state == "suspended":
            raise refuse("follows", _("The pass is suspended while work has to stop."))
        move(before, "renew", by=None, as_name="installation", set={"ended_at": clock.now()})
    made = Pass(
        campaign=application.campaign, enterprise=application.enterprise, area_code=application.area_code,
        pack_version=application.campaign.pack_version, application=application, kind=kind.key,
        subject=application.subject, person=application.person, zones=list(kind.zones),
        since=max(application.since, clock.today()), until=until, issued_at=clock.now(),
    )  # fmt: skip
    begin(made, kind)
    record("pass.issue", made, by=None, as_name="installation", kind=kind.key, until=until.isoformat())
    return made


def begin(made: Pass, kind: PassKind) -> None:
    """Writes a new pass with its clock: reminded some days before its end, over at its end."""
    made.state, made.state_since = Pass.workflow.initial, clock.now()
    made.due_at, made.clock_kind, made.clock_started_at = made.ends_at, "expire", clock.now()
    made.next_rung_at = max(made.ends_at - dt.timedelta(days=kind.renew), clock.now())
    if not kind.renew or made.ends_at - clock.now() <= dt.timedelta(days=kind.renew):
        made.rung, made.next_rung_at = 1, made.ends_at  # there is nothing to be reminded of
    made.save(force_insert=True)


def quota_words(there: Room) -> str:
    """Which limit is reached."""
    if there.own_quota is not None and there.own >= there.own_quota:
        words = _("This enterprise has %(own)s of the %(most)s passes of this kind that one may have.")
        return words % {"own": there.own, "most": there.own_quota}
    words = _("All %(most)s passes of this kind are given out. One that is withdrawn or runs out makes room.")
    return words % {"most": there.quota}


@transaction.atomic
def withdraw(*, shown: Pass, reason: str, by: User) -> Pass:
    """Gates refuse it from their next news on."""
    row = held(shown)
    event = move(
        row, "withdraw", by=by, reason=reason[:300], set={"why": reason.strip()[:300], "ended_at": clock.now()}
    )
    telling.enterprise(
        row, lambda: _("The pass of %(subject)s is withdrawn") % {"subject": row.subject}, event, but=by, urgent=True
    )
    return row


def usage(campaign: Campaign) -> list[dict[str, Any]]:
    """Each kind that is asked for, with how many are in force, of how many enterprises, and what is left."""
    section = for_version(campaign.pack_version).passes
    rows = Pass.objects.filter(
        campaign=campaign, state__in=IN_FORCE, until__gte=clock.today(), kind__in=[kind.key for kind in section.given]
    ).order_by()
    counted = {
        each["kind"]: each
        for each in rows.values("kind").annotate(n=Count("*"), firms=Count("enterprise", distinct=True))
    }
    found = []
    for kind in section.given:
        there = counted.get(kind.key, {"n": 0, "firms": 0})
        percent = min(100, there["n"] * 100 // kind.quota) if kind.quota else None
        found.append({"kind": kind, "count": there["n"], "enterprises": there["firms"], "percent": percent})
    return found
