"""The order of resuming: asked for with limits, confirmed by a person, lifted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import tasks
from fugong.chains.access import serves
from fugong.chains.actions.held import held, started, text
from fugong.chains.models import ResumingOrder
from fugong.core import clock, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.resumption.models import Resumption
from fugong.workflow.moves import move

MOST = {"waves": 60, "masks": 10**12, "masks_a_wave": 10**12, "checks": 10**6, "risk_a_wave": 10**9, "risk_each": 10**6}
"""Limit → the most that is taken."""


@transaction.atomic
def ask(*, campaign: Campaign, limits: Mapping[str, Any], by: User) -> ResumingOrder:
    """Has an order worked out in the background. `limits`: waves, masks, masks_a_wave, checks, risk_a_wave, risk_each; empty: none."""
    must_be_open(campaign)
    row = ResumingOrder(
        campaign=campaign, area_code=campaign.area_code, pack_version=campaign.pack_version, limits=_checked(limits),
        asked_at=clock.now(), asked_by=by, phase="gather",
    )  # fmt: skip
    if not serves(by, Permission.KEY_MANAGE, row):
        raise NotAllowed(_("Only whoever keeps the key enterprises asks for the order of resuming."))
    if ResumingOrder.objects.filter(campaign=campaign, state="running").exists():
        raise Conflict(_("An order is being worked out already: wait for it, or drop it."))
    started(row)
    record("resuming_order.ask", row, by=by, waves=row.limits["waves"])
    tasks.work_out.defer(order=row.pk)
    return row


def _checked(limits: Mapping[str, Any]) -> dict[str, int | None]:
    faults, found = [], {}
    for name, most in MOST.items():
        given = str(limits.get(name) if limits.get(name) is not None else "").strip()
        number = numbers.asked(given, most) if given else None
        if given and number is None:
            faults.append(Fault(name, _("Write a whole number from 0 to %(most)s.") % {"most": most}))
        found[name] = number
    if not faults and not found["waves"]:
        faults.append(Fault("waves", _("Write for how many waves, from 1 to %(most)s.") % {"most": MOST["waves"]}))
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)
    return found


@transaction.atomic
def confirm(*, order: ResumingOrder, by: User) -> ResumingOrder:
    """Puts it in force: the one before is replaced, and each enterprise's record has its place."""
    Campaign.objects.select_for_update(no_key=True).get(pk=order.campaign_id)  # of two who confirm, one after the other
    order = held(order)
    before = ResumingOrder.objects.filter(campaign=order.campaign_id, state="in_force").exclude(pk=order.pk).first()
    if before is not None and order.state == "ready":
        if before.pk > order.pk:
            raise Conflict(_("A newer order is in force. Have one worked out anew."))
        move(before, "replace", by=None, as_name=by.name)
    move(order, "confirm", by=by, set={"confirmed_at": clock.now(), "confirmed_by": by})
    _write_places(order)
    return order


@transaction.atomic
def drop(*, order: ResumingOrder, by: User) -> ResumingOrder:
    """Another one is wanted."""
    order = held(order)
    move(order, "drop", by=by)
    return order


@transaction.atomic
def lift(*, order: ResumingOrder, reason: str, by: User) -> ResumingOrder:
    """No order is in force any more."""
    order = held(order)
    move(order, "lift", by=by, reason=text(reason, 300))
    Resumption.objects.filter(campaign=order.campaign_id).exclude(priority=None).update(priority=None)
    return order


def _write_places(order: ResumingOrder) -> None:
    """Each enterprise's place, in one statement; whoever isn't in the order has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE resumption_resumption record SET priority = entry.place
            FROM resumption_resumption mine
            LEFT JOIN chains_orderentry entry
                   ON entry.order_id = %s AND entry.enterprise_id = mine.enterprise_id AND entry.kind = 'approve'
            WHERE record.id = mine.id AND record.campaign_id = %s AND record.priority IS DISTINCT FROM entry.place
            """,
            [order.pk, order.campaign_id],
        )
