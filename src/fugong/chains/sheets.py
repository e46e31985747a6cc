"""A sheet of supply links, a row for each: two enterprises of the area, or one and a partner outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.chains.actions import supplies
from fugong.chains.models import OutsideLink
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry import sheets_named
from fugong.registry.access import may as may_there
from fugong.registry.models import Enterprise, SupplyLink
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "supply_links"
YES = frozenset({"是", "有", "yes", "y", "1", "true", "√", "はい", "예"})


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Who supplies whom with what."""
    goods = tuple(str(each.name) for each in campaign.pack.chains.goods)
    return (
        Column(
            key="supplier", name=gettext_lazy("Supplier"), required=True, width=36, read=cells.text(120),
            synonyms=("供应商", "供应商名称", "上游企业", "供货企业", "上游"),
        ),
        Column(
            key="customer", name=gettext_lazy("Customer"), required=True, width=36, read=cells.text(120),
            synonyms=("客户", "采购企业", "下游企业", "需求企业", "下游"),
        ),
        Column(
            key="region", name=gettext_lazy("Region outside"), width=24, read=cells.text(80),
            synonyms=("所在地", "区外所在地", "所在省市", "地区"),
            help=gettext_lazy("Only where one of the two is outside the area: its province, city, district"),
        ),
        Column(key="authority", name=gettext_lazy("Authority there"), width=24, read=cells.text(120),
               synonyms=("主管部门", "当地主管部门", "所在地政府")),
        Column(key="what", name=gettext_lazy("What is supplied"), width=24, read=cells.text(120),
               synonyms=("产品", "供应产品", "物料", "供应内容", "货物")),
        Column(key="kind", name=gettext_lazy("Kind of supply"), width=16, choices=goods, read=cells.text(40),
               synonyms=("类别", "类型", "供应类别")),
        Column(key="share", name=gettext_lazy("Share, %"), width=8, read=cells.text(8),
               synonyms=("占比", "供应占比", "比例")),
        Column(key="critical", name=gettext_lazy("Critical"), width=8, read=cells.text(8),
               synonyms=("关键", "是否关键", "关键供应", "不可替代")),
    )  # fmt: skip


def check(ground: Ground) -> Callable[[list[Row]], None]:
    """Finds both ends; what can't be is named at its cell."""

    def rows(found: list[Row]) -> None:
        known = sheets_named.enterprises(
            ground.campaign, [row.values.get(side) for row in found for side in ("supplier", "customer")]
        )
        for row in found:
            if not row.faults:
                _check(row, ground, known)

    return rows


def _check(row: Row, ground: Ground, known: dict[str, Enterprise]) -> None:
    values = row.values
    ends = {side: sheets_named.one(values.get(side), known) for side in ("supplier", "customer")}
    outside = [side for side, each in ends.items() if each is None]
    if len(outside) == 2:
        ground.fault(
            row, "supplier", _("Neither of the two is an enterprise of the area: write its whole name or code.")
        )
        return
    if outside and not values.get("region"):
        ground.fault(
            row, outside[0], _("Not an enterprise of the area: write its whole name or code, or the region outside.")
        )
        return
    if not outside and ends["supplier"] == ends["customer"]:
        ground.fault(row, "customer", _("An enterprise can't supply itself. Choose another one."))
        return
    mine = [each for each in ends.values() if each is not None and may_there(ground.by, P.CHAIN_EDIT, each)]
    if not mine:
        ground.fault(row, "supplier", _("You can’t enter links of these enterprises."))
        return
    if values.get("kind") and kind_of(ground.campaign, str(values["kind"])) is None:
        ground.fault(row, "kind", _("Write one of the kinds of supply."))
        return
    if values.get("share") and not share_of(values["share"]):
        ground.fault(row, "share", _("Write a whole number from 1 to 100."))
        return
    row.verdict = Verdict.SAME if _is_there(ground.campaign, ends, values) else Verdict.NEW


def _is_there(campaign: Campaign, ends: dict[str, Enterprise | None], values: dict[str, Any]) -> bool:
    what = str(values.get("what") or "").strip()
    if None not in ends.values():
        return SupplyLink.objects.filter(supplier=ends["supplier"], customer=ends["customer"], what=what).exists()
    upstream = ends["supplier"] is None
    other = values["supplier" if upstream else "customer"]
    return OutsideLink.objects.filter(
        campaign=campaign, enterprise=ends["customer" if upstream else "supplier"], upstream=upstream, what=what,
        partner__name=str(other).strip(), partner__region=str(values.get("region") or "").strip(),
    ).exists()  # fmt: skip


def kind_of(campaign: Campaign, said: str) -> str | None:
    """The key of the kind that a cell names, by key or by name in any language."""
    wanted = said.strip().lower()
    for each in campaign.pack.chains.goods:
        if wanted in {each.key, *(text.lower() for text in each.name.by_language.values())}:
            return str(each.key)
    return None


def share_of(given: Any) -> int | None:
    """30, 30 % or 0.3 as a cell may hold it."""
    text = str(given).strip().rstrip("%％").strip()
    if text.startswith("0.") or text == "1.0":
        plain = text.replace(".", "", 1)
        return round(float(text) * 100) if plain.isascii() and plain.isdigit() else None
    return numbers.asked(text.removesuffix(".0"), 100) or None


def apply(work: Work) -> Counts:
    """Enters the links, all or none: whatever is refused is named with both ends."""
    rows = list(work.rows())
    known = sheets_named.enterprises(
        work.campaign, [row.values.get(side) for row in rows for side in ("supplier", "customer")]
    )
    new = 0
    for row in rows:
        ends = {side: sheets_named.one(row.values.get(side), known) for side in ("supplier", "customer")}
        new += _enter(work, row.values, ends)
    return Counts(new=new)


def _enter(work: Work, values: dict[str, Any], ends: dict[str, Enterprise | None]) -> int:
    said = supplies.Said(
        what=str(values.get("what") or ""),
        kind=kind_of(work.campaign, str(values.get("kind") or "")) or "",
        share=share_of(values["share"]) if values.get("share") else None,
        critical=str(values.get("critical") or "").strip().lower() in YES,
    )
    supplier, customer = ends["supplier"], ends["customer"]
    own = next(each for each in (customer, supplier) if each is not None and may_there(work.by, P.CHAIN_EDIT, each))
    side = "supplier" if own == customer else "customer"
    where: dict[str, Any] = {"campaign": work.campaign, "enterprise": own, "side": side, "said": said, "by": work.by}
    try:
        if supplier is not None and customer is not None:
            supplies.link(other=supplier if side == "supplier" else customer, **where)
        else:
            partner = {"name": values[side], "region": values.get("region"), "authority": values.get("authority")}
            supplies.link_outside(partner=partner, **where)
    except Refused as refusal:
        named = str(values.get("supplier")), str(values.get("customer"))
        raise Refused(f"{' → '.join(named)}: {refusal.message}", fields=refusal.faults) from None
    return 1


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever enters links for the authority."""
    return bool(user.is_staff_member and user.holds(P.CHAIN_EDIT))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Supply links"),
        columns=columns,
        identify=("supplier", "customer", "what"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each link: who supplies whom with what. Partners outside need their region."),
        after_url="chains:chain",
    )
)
