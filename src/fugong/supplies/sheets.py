"""Sheets that come in: what lies in the stores already, and quotes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row
from fugong.supplies.access import keeps
from fugong.supplies.actions import offers, stock
from fugong.supplies.actions.stock import Arrival
from fugong.supplies.models import Batch, Offer
from fugong.supplies.models.asking import MOST_PIECES, SOURCES

STOCK, OFFERS = "supply_stock", "supply_offers"


def _shared(campaign: Campaign) -> tuple[Column, ...]:
    section = campaign.pack.supplies
    return (
        Column(key="item", name=gettext_lazy("Kind of goods"), required=True, width=18,
               choices=tuple(str(each.name) for each in section.items), synonyms=("物资", "物资名称", "品名", "名称", "品目")),
        Column(key="pieces", name=gettext_lazy("Pieces"), required=True, width=12, read=cells.whole(1, MOST_PIECES),
               synonyms=("数量", "件数", "库存", "库存数量", "报价数量", "可供数量")),
        Column(key="source", name=gettext_lazy("Source"), width=14, choices=tuple(str(each) for each in SOURCES.values()),
               synonyms=("来源", "来源类型", "渠道")),
        Column(key="supplier", name=gettext_lazy("From whom"), required=True, width=30, read=cells.text(120),
               synonyms=("供应商", "捐赠方", "单位", "来源单位", "供货单位", "供应单位")),
        Column(key="price", name=gettext_lazy("Yuan a piece"), width=12, read=cells.text(20),
               synonyms=("单价", "单价（元）", "报价", "单价(元)")),
    )  # fmt: skip


def stock_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What, how much, where, from whom, until when."""
    stores = campaign.pack.supplies.stores
    return (
        *_shared(campaign),
        Column(key="store", name=gettext_lazy("Store"), width=18, choices=tuple(str(each.name) for each in stores),
               synonyms=("仓库", "存放地点", "存放点", "库房")),
        Column(key="lot", name=gettext_lazy("Lot"), width=16, read=cells.text(40), synonyms=("批号", "批次", "生产批号")),
        Column(key="expires", name=gettext_lazy("Use by"), width=14, read=cells.day,
               synonyms=("有效期", "有效期至", "失效日期", "到期日")),
    )  # fmt: skip


def offer_columns(campaign: Campaign) -> tuple[Column, ...]:
    """Who offers what for how much, and from when."""
    return (
        *_shared(campaign),
        Column(key="ready", name=gettext_lazy("Can be here on"), width=14, read=cells.day,
               synonyms=("到货日期", "供货日期", "可到货时间", "交货期")),
        Column(key="note", name=gettext_lazy("Note"), width=30, read=cells.text(300), synonyms=("备注", "说明")),
    )  # fmt: skip


def check_stock(ground: Ground) -> Check:
    """A row that came in before (same item, lot, store and supplier) is the same and isn't taken twice."""
    known = {
        (batch.item, batch.lot, batch.store, batch.offer.supplier): batch
        for batch in Batch.objects.filter(campaign=ground.campaign).exclude(lot="").select_related("offer")
    }

    def judge(rows: list[Row]) -> None:
        for row in rows:
            if row.is_bad or not _judge(row, ground):
                continue
            section, values = ground.campaign.pack.supplies, row.values
            item, store = item_of(ground.campaign, values), store_of(ground.campaign, values)
            if not store:
                ground.fault(row, "store", _("Write one of the stores."))
                continue
            last = dt.date.fromisoformat(values["expires"]) if values.get("expires") else None
            if section.item(item).expires and last is None:
                ground.fault(row, "expires", _("Write the last day: it is printed on the box."))
            elif last is not None and last < clock.today():
                ground.fault(row, "expires", _("This has expired already."))
            before = known.get((item, str(values.get("lot") or ""), store, values["supplier"]))
            row.verdict = Verdict.SAME if before else Verdict.NEW
            row.target = before.pk if before else None

    return judge


def check_offers(ground: Ground) -> Check:
    """The same quote again (item, supplier, pieces) is the same."""
    known = {
        (row.item, row.supplier, row.pieces): row.pk
        for row in Offer.objects.filter(campaign=ground.campaign, state="offered")
    }

    def judge(rows: list[Row]) -> None:
        for row in rows:
            if row.is_bad or not _judge(row, ground):
                continue
            before = known.get((item_of(ground.campaign, row.values), row.values["supplier"], row.values["pieces"]))
            row.verdict = Verdict.SAME if before else Verdict.NEW
            row.target = before

    return judge


def _judge(row: Row, ground: Ground) -> bool:
    """What both kinds ask of a row."""
    values, fine = row.values, True
    if not item_of(ground.campaign, values):
        ground.fault(row, "item", _("Write one of the items of this place."))
        fine = False
    if values.get("source") and not source_of(values):
        ground.fault(row, "source", _("Write one of the sources."))
        fine = False
    price = offers.fen_of(str(values.get("price") or "0"))
    if price is None:
        ground.fault(row, "price", _("Write an amount in yuan with at most two decimals, such as 2.35."))
        fine = False
    elif price == 0 and source_of(values) == "purchase":
        ground.fault(row, "price", _("What is bought has a price."))
        fine = False
    return fine


def _named(said: Any, known: Any) -> str:
    """The key of what a cell names, by its key or its name in any language."""
    wanted = str(said or "").strip().lower()
    for key, names in known:
        if wanted and wanted in {key, *(name.lower() for name in names)}:
            return str(key)
    return ""


def item_of(campaign: Campaign, values: dict[str, Any]) -> str:
    """Key of the item; empty where the pack has none such."""
    items = campaign.pack.supplies.items
    return _named(values.get("item"), [(each.key, each.name.by_language.values()) for each in items])


def store_of(campaign: Campaign, values: dict[str, Any]) -> str:
    """Key of the store; the first where the cell is empty."""
    stores = campaign.pack.supplies.stores
    if not str(values.get("store") or "").strip():
        return str(stores[0].key)
    return _named(values["store"], [(each.key, each.name.by_language.values()) for each in stores])


CHINESE = {"purchase": "采购", "donation": "捐赠", "upper": "上级调拨", "society": "社会筹集"}


def source_of(values: dict[str, Any]) -> str:
    """Key of the source; bought where the cell is empty and there is a price, else given."""
    if not str(values.get("source") or "").strip():
        return "purchase" if offers.fen_of(str(values.get("price") or "0")) else "donation"
    return _named(values["source"], [(key, (str(name), CHINESE[key])) for key, name in SOURCES.items()])


def apply_stock(work: Work) -> Counts:
    """Each row is an offer that was chosen and arrived at once."""
    count = 0
    for row in work.rows(Verdict.NEW):
        values = row.values
        made = _offer(work, values)
        made = offers.choose(offer=made, reason=_("From a stock list"), by=work.by)
        last = dt.date.fromisoformat(values["expires"]) if values.get("expires") else None
        arrival = Arrival(made.pieces, store_of(work.campaign, values), str(values.get("lot") or ""), last)
        stock.arrive(offer=made, arrival=arrival, by=work.by)
        count += 1
    return Counts(new=count)


def apply_offers(work: Work) -> Counts:
    """New offers, to compare."""
    return Counts(new=len([_offer(work, row.values) for row in work.rows(Verdict.NEW)]))


def _offer(work: Work, values: dict[str, Any]) -> Offer:
    given = {
        "kind": source_of(values), "item": item_of(work.campaign, values), "supplier": values["supplier"],
        "pieces": str(values["pieces"]), "price": str(values.get("price") or "0"), "ready_on": values.get("ready") or "",
        "note": values.get("note") or "",
    }  # fmt: skip
    return offers.put(campaign=work.campaign, values=given, by=work.by)


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps the campaign's supplies."""
    return bool(campaign.pack.supplies.items) and keeps(user, campaign, P.SUPPLY_KEEP)


register(
    SheetKind(
        key=STOCK,
        name=gettext_lazy("Stock list"),
        columns=stock_columns,
        identify=("item", "pieces"),
        check=check_stock,
        apply=apply_stock,
        may=may,
        about=gettext_lazy("One row for each batch that lies in a store: what, how much, from whom, until when."),
        after_url="supplies:overview",
    )
)
register(
    SheetKind(
        key=OFFERS,
        name=gettext_lazy("Offers of supplies"),
        columns=offer_columns,
        identify=("item", "supplier"),
        check=check_offers,
        apply=apply_offers,
        may=may,
        about=gettext_lazy("One row for each quote: who offers what, how much of it, for how much a piece."),
        after_url="supplies:offers",
    )
)
