"""Stock: what arrives, moves between stores, is counted, is thrown away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Fault, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.supplies import booking
from fugong.supplies.actions.held import held, must_keep
from fugong.supplies.booking import Part, Step, Stock
from fugong.supplies.models import Balance, Batch, Movement, Offer, Place
from fugong.supplies.models.asking import MOST_PIECES
from fugong.supplies.models.stock import DIFFERENCE, SOURCE, WASTE, worth
from fugong.workflow.moves import move

LATEST = dt.timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came: pieces, into which store, its lot and last day."""

    pieces: int | None
    store: str
    lot: str = ""
    expires_on: dt.date | None = None


@transaction.atomic
def arrive(*, offer: Offer, arrival: Arrival, by: User) -> Batch:
    """Pieces of a chosen offer came into a store; the rest may follow. Raises Refused at each field that isn't right."""
    must_keep(offer.campaign, by)
    row = held(offer)
    if row.state != "chosen":
        move(row, "arrive", by=by)  # says why it can't be
    there = booking.store(row.campaign, arrival.store)
    pieces = _guard(row, arrival)
    batch = Batch.objects.create(
        campaign=row.campaign, area_code=row.campaign.jurisdiction.code, enterprise=row.enterprise, offer=row,
        item=row.item, kind=row.kind, lot=arrival.lot.strip()[:40], pieces=pieces,
        fen=pieces * row.fen_each, expires_on=arrival.expires_on, store=arrival.store, arrived_at=clock.now(),
    )  # fmt: skip
    came = booking.place(row.campaign, SOURCE, row.kind)
    booking.book(
        row.campaign, "arrive", [Step(came, there, Part(batch.pk, row.item, pieces, batch.fen))], by=by,
        reason=row.supplier,
    )  # fmt: skip
    row.received += pieces
    row.save(update_fields=["received"])
    record("supply_offer.receive", row, by=by, pieces=pieces, of=row.pieces, item=row.item, store=arrival.store)
    if row.outstanding == 0:
        move(row, "arrive", by=by)
    return batch


def _guard(row: Offer, arrival: Arrival) -> int:
    faults, pieces = [], arrival.pieces
    item = row.campaign.pack.supplies.item(row.item)
    if pieces is None or not 1 <= pieces <= MOST_PIECES:
        faults.append(Fault("pieces", _("Write a whole number of pieces, 1 or more.")))
    elif pieces > row.outstanding:
        faults.append(
            Fault("pieces", _("Of this offer %(n)s pieces are still to come. Enter the rest as a new offer.") % {"n": row.outstanding})
        )  # fmt: skip
    today = clock.today()
    if item is not None and item.expires and arrival.expires_on is None:
        faults.append(Fault("expires_on", _("Write the last day: it is printed on the box.")))
    elif arrival.expires_on is not None and not today <= arrival.expires_on <= today + LATEST:
        faults.append(Fault("expires_on", _("The last day is today or later, within ten years.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    return pieces or 0


@transaction.atomic
def transfer(*, campaign: Campaign, batch: int, frm: str, to: str, pieces: int | None, by: User) -> Movement:
    """Pieces of a batch go to another store."""
    must_keep(campaign, by)
    here, there = booking.store(campaign, frm, "frm"), booking.store(campaign, to, "to")
    if here.pk == there.pk:
        raise refuse("to", _("Choose another store than the one where it lies."))
    if pieces is None or pieces < 1:
        raise refuse("pieces", _("Write a whole number of pieces, 1 or more."))
    part = Stock([here]).take_batch(here, batch, pieces)
    made = booking.book(campaign, "transfer", [Step(here, there, part)], by=by)
    record("supply_movement.transfer", made, by=by, pieces=pieces, item=part.item, out_of=frm, into=to)
    return made


@transaction.atomic
def count(*, campaign: Campaign, store: str, counted: dict[int, int | None], reason: str, by: User) -> Movement | None:
    """What was counted in a store: batch → pieces that are there. Differences are booked with the reason; none: None."""
    must_keep(campaign, by)
    here = booking.store(campaign, store)
    if any(pieces is None or not 0 <= pieces <= MOST_PIECES for pieces in counted.values()):
        faults = [
            Fault(f"counted-{key}", _("Write how many are there: a whole number, 0 or more."))
            for key, pieces in counted.items()
            if pieces is None or not 0 <= pieces <= MOST_PIECES
        ]
        raise Refused(faults[0].message, fields=faults)
    rows = Balance.objects.select_for_update(of=("self",), no_key=True).filter(place=here, batch__in=list(counted))
    known = {row.batch_id: row for row in rows.select_related("batch").order_by("pk")}
    other = booking.place(campaign, DIFFERENCE)
    steps = []
    for key, pieces in sorted(counted.items()):
        row = known.get(key)
        if row is None:
            raise refuse(f"counted-{key}", _("This batch was never in this store."))
        if (pieces or 0) != row.pieces:
            steps.append(_difference(row, (pieces or 0) - row.pieces, here, other))
    if not steps:
        return None
    if not reason.strip():
        raise refuse("reason", _("Say why it differs: counted wrong, damaged, lost …"))
    made = booking.book(campaign, "count", steps, by=by, reason=reason.strip())
    record("supply_movement.count", made, by=by, reason=reason.strip()[:300], batches=len(steps))
    return made


def _difference(row: Balance, more: int, here: Place, other: Place) -> Step:
    """What is there beyond what was known comes from the account of differences, worth what a piece of its batch is worth."""
    pieces = abs(more)
    if more > 0:
        fen = row.batch.fen * pieces // row.batch.pieces
        return Step(other, here, Part(row.batch_id, row.item, pieces, fen))
    return Step(here, other, Part(row.batch_id, row.item, pieces, worth(pieces, row.pieces, row.fen)))


@transaction.atomic
def throw(*, campaign: Campaign, batch: int, store: str, pieces: int | None, reason: str, by: User) -> Movement:
    """Pieces that expired or were spoilt leave the stock."""
    must_keep(campaign, by)
    here = booking.store(campaign, store)
    if not reason.strip():
        raise refuse("reason", _("Say why."))
    if pieces is None or pieces < 1:
        raise refuse("pieces", _("Write a whole number of pieces, 1 or more."))
    part = Stock([here]).take_batch(here, batch, pieces)
    gone = booking.place(campaign, WASTE)
    made = booking.book(campaign, "throw", [Step(here, gone, part)], by=by, reason=reason.strip())
    record("supply_movement.throw", made, by=by, reason=reason.strip()[:300], pieces=pieces, item=part.item)
    return made
