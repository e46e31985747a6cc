"""Sheets that go out: stock, ledger, needs, offers, shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.supplies import lists, words
from fugong.supplies.access import sees_all
from fugong.supplies.models import Allocation

if TYPE_CHECKING:
    from fugong.accounts.models import User

ITEM = Column(key="item", name=gettext_lazy("Kind of goods"), width=18)
PIECES = Column(key="pieces", name=gettext_lazy("Pieces"), width=12)
ENTERPRISE = Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36)
USCC = Column(key="uscc", name=gettext_lazy("Credit code"), width=22)
YUAN = Column(key="yuan", name=gettext_lazy("Yuan"), width=14)
LOT = Column(key="lot", name=gettext_lazy("Lot"), width=16)
LAST = Column(key="last", name=gettext_lazy("Use by"), width=12)

STOCK = (
    Column(key="store", name=gettext_lazy("Store"), width=20), ITEM, LOT, PIECES, LAST,
    Column(key="source", name=gettext_lazy("Source"), width=14),
    Column(key="supplier", name=gettext_lazy("From whom"), width=30), YUAN,
)  # fmt: skip
LEDGER = (
    Column(key="at", name=gettext_lazy("At what time"), width=18),
    Column(key="kind", name=gettext_lazy("Movement"), width=16), ITEM, LOT,
    Column(key="place", name=gettext_lazy("Where it lies"), width=36), PIECES, YUAN,
    Column(key="reason", name=gettext_lazy("Reason"), width=30),
    Column(key="by", name=gettext_lazy("By"), width=12),
    Column(key="number", name=gettext_lazy("Movement no."), width=12),
)  # fmt: skip
NEEDS = (
    ENTERPRISE, USCC, ITEM,
    Column(key="tier", name=gettext_lazy("Tier"), width=16),
    Column(key="heads", name=pgettext_lazy("whose files are kept", "People"), width=10),
    Column(key="target", name=gettext_lazy("Needs"), width=10),
    Column(key="stock", name=gettext_lazy("Has"), width=10),
    Column(key="coming", name=gettext_lazy("In transit"), width=10),
    Column(key="days", name=gettext_lazy("Days of cover"), width=12),
    Column(key="lacking", name=gettext_lazy("Lacks"), width=10),
    Column(key="asked", name=gettext_lazy("Asked for"), width=10),
    Column(key="reason", name=gettext_lazy("Reason"), width=30),
)  # fmt: skip
OFFERS = (
    ITEM, Column(key="source", name=gettext_lazy("Source"), width=14),
    Column(key="supplier", name=gettext_lazy("From whom"), width=30), PIECES,
    Column(key="each", name=gettext_lazy("Yuan a piece"), width=12), YUAN,
    Column(key="ready", name=gettext_lazy("Can be here on"), width=14),
    Column(key="state", name=gettext_lazy("State"), width=12),
    Column(key="received", name=gettext_lazy("Has arrived"), width=12),
    Column(key="note", name=gettext_lazy("Note"), width=30),
)  # fmt: skip
SHARES = (
    ENTERPRISE, USCC, Column(key="address", name=gettext_lazy("Address"), width=40), ITEM,
    Column(key="tier", name=gettext_lazy("Tier"), width=16),
    Column(key="heads", name=pgettext_lazy("whose files are kept", "People"), width=10),
    Column(key="target", name=gettext_lazy("Needs"), width=10),
    Column(key="on_hand", name=gettext_lazy("Has"), width=10), PIECES,
    Column(key="why", name=gettext_lazy("Why"), width=60),
    Column(key="changed", name=gettext_lazy("Changed by hand"), width=30),
    Column(key="state", name=gettext_lazy("State"), width=12),
    Column(key="signed", name=gettext_lazy("Received by"), width=14),
)  # fmt: skip


def stock(user: User, campaign: Campaign) -> FileResponse:
    """What lies in the stores, batch by batch; prices for those who look at the whole campaign."""
    name = _("Stock of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(STOCK, _stock(user, campaign), name)


def _stock(user: User, campaign: Campaign) -> Iterator[dict[str, Any]]:
    shown = sees_all(user, campaign)
    for store in campaign.pack.supplies.stores:
        for row in lists.in_store(campaign, store.key):
            batch = row.batch
            yield {
                "store": str(store.name), "item": row.item_name, "lot": batch.lot, "pieces": row.pieces,
                "last": batch.expires_on, "source": batch.offer.kind_name,
                "supplier": batch.offer.supplier if shown else "", "yuan": row.fen / 100 if shown else "",
            }  # fmt: skip


def ledger(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """A row for each line of the movements of a list."""
    name = _("Stock ledger of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(LEDGER, _ledger(user, campaign, wanted), name)


def _ledger(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    shown = sees_all(user, campaign)
    rows = lists.with_lines(lists.movements(user, campaign, wanted))
    for row in rows.iterator(chunk_size=1_000):
        for line in row.lines.all():
            line.place.campaign = line.batch.campaign = campaign
            yield {
                "at": row.at, "kind": row.kind_name, "item": line.batch.item_name,
                "lot": str(line.batch), "place": line.place.name, "pieces": line.pieces,
                "yuan": line.fen / 100 if shown else "", "reason": row.reason if shown else "",
                "by": row.by.name if row.by else "", "number": row.pk,
            }  # fmt: skip


def needs(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """What enterprises need of one item."""
    name = _("Needs of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(NEEDS, _needs(user, campaign, wanted), name)


def _needs(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    section = campaign.pack.supplies
    for each in lists.needs(user, campaign, wanted):
        yield {
            "enterprise": each.enterprise.name, "uscc": each.enterprise.uscc, "item": str(each.item.name),
            "tier": section.tier_name(each.tier), "heads": each.heads, "target": each.target, "stock": each.stock,
            "coming": each.coming, "days": each.days_shown, "lacking": each.lacking, "asked": each.asked or "",
            "reason": each.asked_why,
        }  # fmt: skip


def offers(campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The offers of a list."""
    name = _("Offers of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(OFFERS, _offers(campaign, wanted), name)


def _offers(campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    for row in lists.offers(campaign, wanted).iterator(chunk_size=1_000):
        yield {
            "item": row.item_name, "source": row.kind_name, "supplier": row.supplier, "pieces": row.pieces,
            "each": row.fen_each / 100, "yuan": row.fen / 100, "ready": row.ready_on, "state": row.state_name,
            "received": row.received, "note": row.note,
        }  # fmt: skip


def shares(allocation: Allocation, rows: Iterable[Any]) -> FileResponse:
    """An allocation's shares with their reasons."""
    name = _("Allocation %(number)s, %(day)s") % {"number": allocation.number, "day": clock.today()}
    return _sheet(SHARES, _shares(allocation, rows), name)


def _shares(allocation: Allocation, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    section = allocation.campaign.pack.supplies
    for row in rows:
        yield {
            "enterprise": row.enterprise.name, "uscc": row.enterprise.uscc, "address": row.enterprise.address,
            "item": row.item_name, "tier": section.tier_name(row.tier), "heads": row.heads, "target": row.target,
            "on_hand": row.on_hand, "pieces": row.pieces, "why": words.reason(section, row), "changed": row.why,
            "state": row.delivery.state_name if row.delivery else "", "signed": row.delivery.signed_name if row.delivery else "",
        }  # fmt: skip


def _sheet(columns: tuple[Column, ...], rows: Iterable[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
