"""Readings as a sheet: electricity, invoices, gate counts, a row each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row
from fugong.signals import matching
from fugong.signals.access import enters
from fugong.signals.actions import readings
from fugong.signals.actions.readings import Given
from fugong.signals.matching import Whose
from fugong.signals.models import Reading

KEY = "readings"
LARGEST = 10**12


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a sheet of readings carries; kinds are the place's."""
    kinds = campaign.pack.signals.kinds
    said = {each.key: (*each.name.by_language.values(), *each.words) for each in kinds}
    return (
        Column(
            key="uscc", name=gettext_lazy("Unified social credit code"), read=cells.credit_code, width=22,
            synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "税号", "纳税人识别号"),
        ),
        Column(
            key="name", name=gettext_lazy("Enterprise"), width=34, read=cells.text(200),
            synonyms=("企业名称", "单位名称", "公司名称", "户名", "用户名称", "纳税人名称"),
        ),
        Column(
            key="number", name=gettext_lazy("Meter number"), width=18, read=cells.text(40),
            synonyms=("户号", "电表号", "表号", "用电户号", "计量点", "闸机号", "用户编号"),
        ),
        Column(
            key="kind", name=gettext_lazy("Signal"), synonyms=("数据类型", "类型", "信号"), read=cells.choice(said),
            choices=tuple(each.name for each in kinds), help=_first(campaign),
        ),
        Column(key="day", name=gettext_lazy("Day"), read=cells.day, past=True,
               synonyms=("日期", "抄表日期", "数据日期", "开票日期", "时间")),
        Column(
            key="value", name=gettext_lazy("Reading of the day"), read=cells.decimal(0, LARGEST),
            synonyms=("读数", "日用电量", "用电量", "电量", "数值", "开票金额", "进出人次", "用量"),
        ),
        Column(
            key="usual", name=gettext_lazy("Usual a day"), read=cells.decimal(0, LARGEST),
            synonyms=("平时", "日均", "正常日均", "上年同期日均", "基准", "正常用电量"),
            help=gettext_lazy("What it shows on an ordinary day; once is enough"),
        ),
    )  # fmt: skip


def _first(campaign: Campaign) -> str:
    kinds = campaign.pack.signals.kinds
    return _("Empty: %(kind)s") % {"kind": kinds[0].name} if kinds else ""


def check(ground: Ground) -> Check:
    """A fixed number of queries for each list of rows: whose they are, and what is known already."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        known = matching.known(ground.campaign, ground.by, [_whose(ground.campaign, row.values) for row in good])
        for row in good:
            _match(row, ground, known)
        _compare([row for row in good if not row.faults], ground.campaign)

    return judge


def _match(row: Row, ground: Ground, known: matching.Known) -> None:
    found, column, why = known.find(_whose(ground.campaign, row.values))
    if found is None:
        ground.fault(row, column, why, "unknown")
        return
    value, day = row.values.get("value"), row.values.get("day")
    if value is None and row.values.get("usual") is None:
        ground.fault(row, "value", _("Write a reading, or what is usual."))
    elif value is not None and not day:
        ground.fault(row, "day", _("Say of which day the reading is."))
    elif day and dt.date.fromisoformat(day) > clock.today():
        ground.fault(row, "day", _("The day lies ahead."))
    row.target = found


def _compare(rows: list[Row], campaign: Campaign) -> None:
    """New, changed or the same."""
    days = [dt.date.fromisoformat(row.values["day"]) for row in rows if row.values.get("day")]
    kept = Reading.objects.filter(meter__campaign=campaign, meter__enterprise__in={row.target for row in rows})
    kept = kept.filter(day__range=(min(days), max(days))) if days else kept.none()
    names = ("meter__enterprise", "meter__kind", "meter__number", "day", "value")
    before = {tuple(row[:4]): row[4] for row in kept.values_list(*names)}
    for row in rows:
        given = _given(campaign, row.values, int(row.target or 0))
        was = before.get((given.enterprise, given.kind, given.number, given.day))
        row.verdict = Verdict.NEW if was is None else Verdict.SAME
        if was is not None and given.value not in (None, was):
            row.verdict, row.changes = Verdict.CHANGED, {"value": [float(was), float(given.value or 0)]}
        elif was is not None and given.usual is not None:
            row.verdict, row.changes = Verdict.CHANGED, {"usual": [None, float(given.usual)]}


def _whose(campaign: Campaign, values: dict[str, Any]) -> Whose:
    kind = _kind(campaign, values)
    return Whose(kind, values.get("uscc") or "", values.get("number") or "", values.get("name") or "")


def _kind(campaign: Campaign, values: dict[str, Any]) -> str:
    kinds = campaign.pack.signals.kinds
    return values.get("kind") or (kinds[0].key if kinds else "")


def _given(campaign: Campaign, values: dict[str, Any], enterprise: int) -> Given:
    day = dt.date.fromisoformat(values["day"]) if values.get("day") else None
    number = values.get("number") or ""
    return Given(
        enterprise, _kind(campaign, values), number, day, _number(values.get("value")), _number(values.get("usual"))
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


@transaction.atomic
def apply(work: Work) -> Counts:
    """The rows by the action, all at once."""
    rows = [_given(work.campaign, row.values, int(row.target_id or 0)) for row in work.rows() if row.target_id]
    taken = readings.take(campaign=work.campaign, rows=rows, by=work.by) if rows else readings.Taken()
    return Counts(new=taken.new, changed=taken.changed)


def may(user: Any, campaign: Campaign) -> bool:
    """The desk, where the place has signals."""
    return bool(campaign.pack.signals.is_used and enters(user, campaign))


register(
    SheetKind(
        key=KEY, name=gettext_lazy("Readings"), columns=columns, identify=("uscc", "name", "number", "kind", "day"),
        check=check, apply=apply, may=may, after_url="signals:doubts",
        about=gettext_lazy("A row for each reading of a day: electricity, invoices, gate counts, by credit code, meter number or name."),
    )
)  # fmt: skip
