"""Booking movements: stock is held first, in one order, then taken batch by batch, what expires first first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict, refuse
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.supplies.models import Balance, Delivery, Line, Movement, Place
from fugong.supplies.models.stock import FIRM, STORE, WAY, worth


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces of a batch, and what they are worth."""

    batch: int
    item: str
    pieces: int
    fen: int


@dataclass(frozen=True, slots=True)
class Step:
    """A part that goes from one place to another."""

    frm: Place
    to: Place
    part: Part


def place(campaign: Campaign, kind: str, key: str = "", enterprise: Enterprise | None = None) -> Place:
    """The place; made at the first call."""
    found, _made = Place.objects.get_or_create(campaign=campaign, kind=kind, key=key, enterprise=enterprise)
    found.campaign = campaign
    return found


def store(campaign: Campaign, key: str, field: str = "store") -> Place:
    """A store of the pack. Raises Refused at the field where there is none such."""
    if key not in {each.key for each in campaign.pack.supplies.stores}:
        raise refuse(field, _("Choose one of the stores."))
    return place(campaign, STORE, key)


class Stock:
    """What lies at some places, held until the transaction ends. Whoever else wants of it waits."""

    def __init__(self, places: Iterable[Place], items: Iterable[str] | None = None) -> None:
        self.places = {each.pk: each for each in places}
        rows = _lying(self.places, items)
        self._by_place: dict[tuple[int, str], list[Balance]] = defaultdict(list)
        for row in sorted(rows, key=_order):
            self._by_place[row.place_id, row.item].append(row)

    def pieces(self, where: Place, item: str, *, good: bool = True) -> int:
        """How many lie there; `good`: that haven't expired."""
        rows = self._by_place[where.pk, item]
        return sum(row.pieces for row in rows if not (good and row.batch.is_expired))

    def take(self, where: Place, item: str, pieces: int) -> list[Part]:
        """Pieces of the batches that expire first. Raises Conflict where there are fewer."""
        left, parts = pieces, []
        for row in self._by_place[where.pk, item]:
            if left and row.pieces and not row.batch.is_expired:
                parts.append(self._cut(row, min(left, row.pieces)))
                left -= parts[-1].pieces
        if left:
            raise lacking(where, item, pieces, pieces - left)
        return parts

    def take_batch(self, where: Place, batch: int, pieces: int) -> Part:
        """Pieces of one batch, expired or not."""
        rows = [row for (at, _item), found in self._by_place.items() if at == where.pk for row in found]
        row = next((row for row in rows if row.batch_id == batch), None)
        if row is None or row.pieces < pieces:
            there = row.pieces if row else 0
            raise refuse("pieces", _("There are only %(n)s of this batch there.") % {"n": there})
        return self._cut(row, pieces)

    @staticmethod
    def _cut(row: Balance, pieces: int) -> Part:
        fen = worth(pieces, row.pieces, row.fen)
        row.pieces, row.fen = row.pieces - pieces, row.fen - fen
        return Part(row.batch_id, row.item, pieces, fen)


def lacking(where: Place, item: str, wanted: int, there: int) -> Conflict:
    """Somebody else was first, or the goods have expired."""
    section = where.campaign.pack.supplies
    return Conflict(
        _("%(store)s has %(there)s %(item)s left, %(wanted)s are wanted. Share anew what is there.")
        % {"store": where.name, "there": there, "item": section.item_name(item), "wanted": wanted},
        code="not_enough",
    )


def _lying(places: dict[int, Place], items: Iterable[str] | None) -> list[Balance]:
    rows = Balance.objects.filter(place__in=list(places), pieces__gt=0)
    rows = rows if items is None else rows.filter(item__in=list(items))
    found: Any = rows.select_for_update(of=("self",), no_key=True).select_related("batch").order_by("pk")
    return list(found)


def _order(row: Balance) -> tuple[dt.date, int]:
    """What expires first goes first, then what came first."""
    return (row.batch.expires_on or dt.date.max, row.batch_id)


def book(
    campaign: Campaign, kind: str, steps: Sequence[Step], *, by: Any, reason: str = "", delivery: Delivery | None = None
) -> Movement:
    """Writes one movement. The database refuses what would fall below nothing."""
    return book_many(campaign, kind, [(delivery, steps)], by=by, reason=reason)[0]


def book_many(
    campaign: Campaign, kind: str, of: Sequence[tuple[Delivery | None, Sequence[Step]]], *, by: Any, reason: str = ""
) -> list[Movement]:
    """A movement for each delivery, in two statements."""
    moment = clock.now()
    made = Movement.objects.bulk_create(
        Movement(
            campaign=campaign, kind=kind, at=moment, by=by, reason=reason[:300], delivery=delivery,
            enterprise_id=delivery.enterprise_id if delivery else None,
            area_code=delivery.area_code if delivery else campaign.jurisdiction.code,
        )
        for delivery, _steps in of
    )  # fmt: skip
    lines = [
        line
        for movement, (_delivery, steps) in zip(made, of, strict=True)
        for step in steps
        for line in (
            Line(movement=movement, place=step.frm, batch_id=step.part.batch, pieces=-step.part.pieces, fen=-step.part.fen),
            Line(movement=movement, place=step.to, batch_id=step.part.batch, pieces=step.part.pieces, fen=step.part.fen),
        )
    ]  # fmt: skip
    lines.sort(key=lambda line: (line.place_id, line.batch_id))
    try:
        with transaction.atomic():
            Line.objects.bulk_create(lines, batch_size=5_000)
    except IntegrityError as broken:
        if "supply_never_below_zero" in str(broken):
            raise Conflict(_("Somebody took of this stock meanwhile. Reload the page."), code="not_enough") from None
        raise
    return made


def parts_of(delivery: Delivery, kind: str) -> list[tuple[Place, Part]]:
    """What of a delivery lies at places of a kind now (set aside, on the way, at the enterprise)."""
    lines = Line.objects.filter(movement__delivery=delivery, place__kind=kind).order_by()
    rows = lines.values("place", "batch", "batch__item").annotate(n=Sum("pieces"), f=Sum("fen")).filter(n__gt=0)
    found = list(rows.order_by("place", "batch"))
    places = Place.objects.select_related("campaign__pack_version", "enterprise").in_bulk(
        {row["place"] for row in found}
    )
    return [
        (places[row["place"]], Part(row["batch"], row["batch__item"], row["n"], row["f"])) for row in found
    ]  # fmt: skip


def shift(delivery: Delivery, frm: str, to: str, kind: str, *, by: Any, reason: str = "") -> Movement | None:
    """Moves all of a delivery from places of one kind to those of another, each batch within its store."""
    there = parts_of(delivery, frm)
    if not there:
        return None
    campaign = delivery.campaign
    steps = [Step(here, _matching(delivery, here, to, part), part) for here, part in there]
    return book(campaign, kind, steps, by=by, reason=reason, delivery=delivery)


def _matching(delivery: Delivery, here: Place, to: str, part: Part) -> Place:
    if to == FIRM:
        return place(delivery.campaign, FIRM, "", delivery.enterprise)
    if here.kind == FIRM:  # back to the store that it came from
        rows = Line.objects.filter(movement__delivery=delivery, place__kind=WAY, batch=part.batch, pieces__gt=0)
        key = rows.values_list("place__key", flat=True).first() or ""
        return place(delivery.campaign, to, key)
    return place(delivery.campaign, to, here.key)


def free(campaign: Campaign, items: Iterable[str]) -> dict[tuple[str, str], int]:
    """(item, key of a store) → pieces that can be shared out now: not set aside, not expired."""
    today = clock.today()
    rows = Balance.objects.filter(
        Q(batch__expires_on=None) | Q(batch__expires_on__gte=today),
        campaign=campaign, place__kind=STORE, item__in=list(items), pieces__gt=0,
    )  # fmt: skip
    counted = rows.order_by().values_list("item", "place__key").annotate(n=Sum("pieces"))
    return {(item, key): n for item, key, n in counted}


def free_masks(campaign: Campaign) -> int | None:
    """Pieces that can be given out of what the daily report asks the stock of; None where the place shares out none."""
    item = next((item.key for item in campaign.pack.supplies.items if item.reported), None)
    return sum(free(campaign, [item]).values()) if item else None
