"""Daily reports as a sheet: a park's or a street's list of what its enterprises reported, for one day."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption import report_checks
from fugong.resumption.actions import bulk_reports
from fugong.resumption.actions.reports import check_day
from fugong.resumption.models import Report
from fugong.resumption.standings_sql import REPORTED
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "reports"

SYNONYMS = {
    "staff_total": ("职工总数", "员工总数", "总人数", "在册人数"),
    "staff_back": ("返岗人数", "到岗人数", "已返岗人数", "复工人数", "返岗职工", "到岗员工数"),
    "staff_local": ("本地", "本地人数", "其中本地", "本地返岗人数", "本地员工"),
    "staff_outside": ("外地", "外地人数", "其中外地", "外地返岗人数", "外来员工", "外地员工"),
    "capacity": ("产能", "产能恢复", "产能利用率", "产能（%）", "复产率", "恢复产能"),
    "exceptions": ("异常人数", "发热人数", "异常", "体温异常人数"),
    "stock": ("口罩库存", "库存", "防护物资库存", "口罩存量"),
}


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """The credit code, and the pack's fields under its own names."""
    asked = {each.key: each for each in campaign.pack.resumption.daily_report.fields}
    return (
        Column(
            key="uscc",
            name=gettext_lazy("Unified social credit code"),
            read=cells.credit_code,
            synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "税号"),
            required=True,
            width=22,
        ),
        Column(key="name", name=gettext_lazy("Enterprise"), synonyms=("企业名称", "单位名称", "公司名称"), width=34),
        *(
            Column(
                key=key,
                name=str(asked[key].name) if key in asked else report_checks.NAMES[key],
                read=cells.whole(0, report_checks.LIMITS[key]),
                synonyms=(*SYNONYMS[key], *cells.in_all_languages(report_checks.NAMES[key])),
                required=key in asked and asked[key].required,
                in_template=key in asked,
                width=12,
            )
            for key in REPORTED
        ),
    )


def day_of(options: dict[str, Any]) -> dt.date:
    """The day that the sheet reports; today where none was chosen."""
    return dt.date.fromisoformat(options["day"]) if options.get("day") else clock.today()


def chosen_day(campaign: Campaign, text: str) -> dt.date:
    """The day chosen beside the file. Raises Refused where it is no day, or none that can be reported."""
    try:
        day = dt.date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise Refused(
            _("Give a day like 2026-02-10."), fields=[Fault("day", _("Give a day like 2026-02-10."))]
        ) from None
    check_day(campaign, day)
    return day


def check(ground: Ground) -> Check:
    """Two queries a list of rows: the enterprises in sight, and what they have reported that day."""
    asked = ground.campaign.pack.resumption.daily_report
    day = day_of(ground.options)

    def judge(rows: list[Row]) -> None:
        known = _enterprises(ground, [row.values["uscc"] for row in rows if "uscc" in row.values])
        earlier = _earlier(ground.campaign, day, [found["pk"] for found in known.values()])
        for row in rows:
            if not row.is_bad:
                _judge(row, ground, asked, known.get(row.values["uscc"]), earlier)

    return judge


def _judge(row: Row, ground: Ground, asked: Any, found: dict[str, Any] | None, earlier: dict[int, Report]) -> None:
    if found is None:
        words = _("No enterprise for which you report has this code.")
        ground.fault(row, "uscc", words, "unknown")
        return
    given = {key: row.values[key] for key in REPORTED if row.values.get(key) is not None}
    before = earlier.get(found["pk"])
    if before is not None:
        given = {key: getattr(before, key) for key in REPORTED if getattr(before, key) is not None} | given
    for fault in report_checks.faults(given, asked=asked, registered=found["staff_total"]):
        ground.fault(row, fault.where, fault.message, fault.code, fault.level)
    row.target = found["pk"]
    if before is None:
        row.verdict = Verdict.NEW
        return
    row.changes = {k: [getattr(before, k), value] for k, value in given.items() if getattr(before, k) != value}
    row.verdict = Verdict.CHANGED if row.changes else Verdict.SAME


def _enterprises(ground: Ground, codes: list[str]) -> dict[str, dict[str, Any]]:
    seen = Enterprise.objects.visible_to(ground.by, Permission.REPORT_ENTER)
    seen |= Enterprise.objects.visible_to(ground.by, Permission.REPORT_SUBMIT)
    rows = seen.filter(
        uscc__in=codes, pk__in=ground.campaign.enrolments.filter(enterprise__uscc__in=codes).values("enterprise")
    )
    return {row["uscc"]: dict(row) for row in rows.order_by().values("pk", "uscc", "staff_total")}


def _earlier(campaign: Campaign, day: dt.date, ids: list[int]) -> dict[int, Report]:
    rows = Report.objects.filter(enterprise_id__in=ids, campaign_id=campaign.pk, day=day).order_by(
        "enterprise_id", "seq"
    )
    return {row.enterprise_id: row for row in rows}


def apply(work: Work) -> Counts:
    """The rows as bulk reports. What changed meanwhile is judged once more there."""
    new = changed = 0
    rows = []
    for row in work.rows():
        new += row.verdict == Verdict.NEW
        changed += row.verdict == Verdict.CHANGED
        rows.append({key: row.values[key] for key in ("uscc", *REPORTED) if row.values.get(key) is not None})
    if rows:
        bulk_reports.submit_many(
            campaign=work.campaign,
            day=day_of(work.sheet_import.options),
            rows=rows,
            by=work.by,
            via="sheet",
            reason=work.sheet_import.file_name if changed else "",
        )
    return Counts(new=new, changed=changed)


def may(user: Any, campaign: Campaign) -> bool:
    """Officers, and liaisons of several enterprises."""
    return user.holds(Permission.REPORT_ENTER) or user.holds(Permission.REPORT_SUBMIT)


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Daily reports"),
        columns=columns,
        identify=("uscc",),
        check=check,
        apply=apply,
        may=may,
        day=chosen_day,
        about=gettext_lazy("One row for each enterprise: its credit code and what it reports today."),
        after_url="resumption:reports",
    )
)
