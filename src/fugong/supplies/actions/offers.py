"""Offers: entered, corrected, compared, chosen, not taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, dates, numbers
from fugong.core.errors import Conflict, Fault, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.supplies.actions.held import held, must_keep
from fugong.supplies.models import Offer
from fugong.supplies.models.asking import MOST_FEN, MOST_PIECES, SOURCES
from fugong.workflow.moves import move


def fen_of(text: str) -> int | None:
    """Yuan as typed (2.35, ￥1,200, ２．５) in whole fen; None for what is no amount, has parts of a fen or is out of bounds."""
    try:
        fen = numbers.read(text.strip().lstrip("¥￥")) * 100
    except numbers.NotANumber:
        return None
    if fen != fen.to_integral_value() or not 0 <= fen <= MOST_FEN:
        return None
    return int(fen)


@transaction.atomic
def put(*, campaign: Campaign, values: Mapping[str, Any], by: User, offer: Offer | None = None) -> Offer:
    """Enters an offer, or corrects one that isn't chosen yet: `kind`, `item`, `supplier`, `pieces`, `price` (yuan a piece),
    `ready_on`, `note`. Raises Refused at each field that isn't right."""
    must_keep(campaign, by)
    row = held(offer) if offer is not None else Offer(campaign=campaign)
    if offer is not None and row.state != "offered":
        raise Conflict(_("This offer was decided already: enter a new one."))
    _take(row, values)
    row.area_code = campaign.jurisdiction.code
    row.enterprise = _known(campaign, row.supplier)
    if offer is None:
        row.state, row.state_since = Offer.workflow.initial, clock.now()
        row.entered_at, row.entered_by = clock.now(), by
    row.save()
    verb = "supply_offer.enter" if offer is None else "supply_offer.amend"
    record(verb, row, by=by, pieces=row.pieces, item=row.item, fen=row.fen, supplier=row.supplier)
    return row


def _take(row: Offer, values: Mapping[str, Any]) -> None:
    faults: list[Fault] = []
    said = {name: str(values.get(name) or "").strip() for name in ("kind", "item", "supplier", "note")}
    row.kind, row.item, row.supplier, row.note = said["kind"], said["item"], said["supplier"][:120], said["note"][:300]
    if row.kind not in SOURCES:
        faults.append(Fault("kind", _("Choose one of the list.")))
    if row.campaign.pack.supplies.item(row.item) is None:
        faults.append(Fault("item", _("Choose one of the list.")))
    if not row.supplier:
        faults.append(Fault("supplier", _("Say who sells or gives it.")))
    pieces = numbers.asked(str(values.get("pieces") or "").strip(), MOST_PIECES)
    if not pieces:
        faults.append(Fault("pieces", _("Write a whole number of pieces, 1 or more.")))
    price = fen_of(str(values.get("price") or "0"))
    if price is None:
        faults.append(Fault("price", _("Write an amount in yuan with at most two decimals, such as 2.35.")))
    elif price == 0 and row.kind == "purchase":
        faults.append(Fault("price", _("What is bought has a price.")))
    day = str(values.get("ready_on") or "").strip()
    row.ready_on = dates.asked(day)
    if day and row.ready_on is None:
        faults.append(Fault("ready_on", _("Write a day such as %(day)s.") % {"day": clock.today()}))
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)
    row.pieces, row.fen_each = pieces or 0, price or 0


def _known(campaign: Campaign, supplier: str) -> Enterprise | None:
    rows = Enterprise.objects.filter(enrolments__campaign=campaign, closed_on=None)
    return rows.filter(name=supplier).first() or rows.filter(uscc=supplier).first()


def cheaper(offer: Offer) -> Offer | None:
    """An open offer to sell the same for less."""
    rows = Offer.objects.filter(campaign=offer.campaign, item=offer.item, kind="purchase", state="offered")
    return rows.filter(fen_each__lt=offer.fen_each).order_by("fen_each", "pk").first()


@transaction.atomic
def choose(*, offer: Offer, reason: str, by: User) -> Offer:
    """It is taken. Whoever takes a dearer one than there is says why."""
    must_keep(offer.campaign, by)
    row = held(offer)
    if row.kind == "purchase" and row.state == "offered" and not reason.strip() and cheaper(row) is not None:
        raise refuse("reason", _("There is a cheaper offer: say why you choose this one."))
    values = {"chosen_at": clock.now(), "chosen_by": by}
    move(row, "choose", by=by, reason=reason.strip()[:300], set=values, fen=row.fen, pieces=row.pieces)
    return row


@transaction.atomic
def decline(*, offer: Offer, reason: str, by: User) -> Offer:
    """It isn't taken, or nothing more comes of it."""
    must_keep(offer.campaign, by)
    row = held(offer)
    move(row, "decline", by=by, reason=reason[:300], received=row.received)
    return row
