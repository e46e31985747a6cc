"""Signs of work as a sheet: meter readings, passes, tests, messages, a row each."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.inspections.models import Sign
from fugong.inspections.words import SIGN
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "signals"
LARGEST = 10**10

SAID = {
    "meter": (SIGN["meter"], "电表", "用电", "水表", "用水", "燃气", "读数", "能耗"),
    "pass": (SIGN["pass"], "通行证", "车辆", "通行"),
    "test": (SIGN["test"], "核酸", "抗原", "检测"),
    "neighbour": (SIGN["neighbour"], "举报", "群众反映", "邻居", "投诉"),
    "report": (SIGN["report"], "日报"),
    "other": (SIGN["other"], "其他"),
}
"""Kind → words that sheets use for it."""


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a sheet of signs carries."""
    return (
        Column(
            key="uscc",
            name=gettext_lazy("Unified social credit code"),
            read=cells.credit_code,
            synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "税号"),
            required=True,
            width=22,
        ),
        Column(key="name", name=gettext_lazy("Enterprise"), synonyms=("企业名称", "单位名称", "公司名称", "户名"), width=34),
        Column(
            key="kind",
            name=gettext_lazy("Sign of work"),
            read=cells.choice(SAID),
            synonyms=("迹象", "线索类型", "类型", "来源"),
            choices=tuple(SIGN.values()),
            help=gettext_lazy("Empty: a meter reading"),
        ),
        Column(key="day", name=gettext_lazy("Day"), read=cells.day, past=True, synonyms=("日期", "抄表日期", "时间"), required=True),
        Column(
            key="value",
            name=gettext_lazy("Reading"),
            read=cells.decimal(0, LARGEST),
            synonyms=("读数", "用电量", "日用电量", "用水量", "用量", "数值"),
        ),
        Column(
            key="usual",
            name=gettext_lazy("At rest"),
            read=cells.decimal(0, LARGEST),
            synonyms=("停产用量", "停工期用量", "基准", "平时", "对照"),
            help=gettext_lazy("What the meter shows while work rests"),
        ),
        Column(key="note", name=gettext_lazy("Note"), read=cells.text(300), synonyms=("备注", "说明", "线索内容"), width=40),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Two queries a list of rows: the enterprises in sight, and the signs that are known already."""

    def judge(rows: list[Row]) -> None:
        known = _enterprises(ground, [row.values["uscc"] for row in rows if "uscc" in row.values])
        kept = _kept(ground.campaign, known.values())
        for row in rows:
            if not row.is_bad:
                _judge(row, ground, known.get(row.values["uscc"]), kept)

    return judge


def _judge(row: Row, ground: Ground, enterprise: int | None, kept: dict[Any, Sign]) -> None:
    if enterprise is None:
        words = _("No enterprise of this campaign that you inspect has this code.")
        ground.fault(row, "uscc", words, "unknown")
        return
    day = _day(row.values)
    if day > clock.today():
        ground.fault(row, "day", _("The day lies ahead."))
        return
    row.target = enterprise
    before = kept.get((enterprise, _kind(row.values), day, row.values.get("note") or ""))
    if before is None:
        row.verdict = Verdict.NEW
        return
    now = {key: row.values.get(key) for key in ("value", "usual")}
    was = {key: None if getattr(before, key) is None else float(getattr(before, key)) for key in now}
    row.changes = {key: [was[key], value] for key, value in now.items() if value is not None and value != was[key]}
    row.verdict = Verdict.CHANGED if row.changes else Verdict.SAME


def _kind(values: dict[str, Any]) -> str:
    return values.get("kind") or "meter"


def _day(values: dict[str, Any]) -> dt.date:
    return dt.date.fromisoformat(values["day"])


def _enterprises(ground: Ground, codes: list[str]) -> dict[str, int]:
    seen = Enterprise.objects.visible_to(ground.by, Permission.INSPECTION_PLAN).filter(
        uscc__in=codes, enrolments__campaign=ground.campaign
    )
    return dict(seen.order_by().values_list("uscc", "pk"))


def _kept(campaign: Campaign, enterprises: Any) -> dict[Any, Sign]:
    rows = Sign.objects.filter(campaign=campaign, enterprise__in=list(enterprises))
    return {(row.enterprise_id, row.kind, row.day, row.note): row for row in rows}


@transaction.atomic
def apply(work: Work) -> Counts:
    """The rows as signs, in one statement for each list of them."""
    codes = dict(
        Enterprise.objects.visible_to(work.by, Permission.INSPECTION_PLAN).filter(
            pk__in=work.sheet_import.rows.exclude(target_id=None).values("target_id")
        ).values_list("pk", "area_code")
    )  # fmt: skip
    rows, new, changed = {}, 0, 0
    for row in work.rows():
        key = int(row.target_id or 0)
        if key not in codes:
            continue
        new += row.verdict == Verdict.NEW
        changed += row.verdict == Verdict.CHANGED
        sign = Sign(
            campaign=work.campaign, enterprise_id=key, area_code=codes[key], kind=_kind(row.values), day=_day(row.values),
            value=_number(row.values.get("value")), usual=_number(row.values.get("usual")),
            note=row.values.get("note") or "", at=clock.now(), by=work.by,
        )  # fmt: skip
        rows[(key, sign.kind, sign.day, sign.note)] = sign
    Sign.objects.bulk_create(
        rows.values(),
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["campaign", "enterprise", "kind", "day", "note"],
        update_fields=["value", "usual", "at", "by"],
    )
    if rows:
        record("campaign.signs", work.campaign, by=work.by, rows=len(rows))
    return Counts(new=new, changed=changed)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def may(user: Any, campaign: Campaign) -> bool:
    """The desk."""
    return bool(user.holds(Permission.INSPECTION_PLAN))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Signs of work"),
        columns=columns,
        identify=("uscc", "kind", "day", "note"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("A row for each sign that an enterprise works: meter readings, passes, tests, messages."),
        after_url="inspections:unlawful",
    )
)  # fmt: skip
