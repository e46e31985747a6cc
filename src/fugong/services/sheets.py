"""The sheet that comes in: an office's own list of applications that it has decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.services.actions import bringing
from fugong.services.actions.bringing import RESULTS, Past
from fugong.services.asking import spoken_permission
from fugong.services.models import ServiceApplication
from fugong.services.policy import CHANNELS
from fugong.sheets import cells, staging
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "service_applications"
RESULT_WORDS = {
    "granted": ("准予", "同意", "通过", "已办结", "办结"),
    "refused": ("不予", "不同意", "不予受理", "不予批准", "驳回"),
    "withdrawn": ("撤回", "撤销", "申请人撤回"),
}
WAY_WORDS = {
    "web": ("网上", "线上", "网办", "网上申请"), "telephone": ("电话", "来电"), "kiosk": ("自助机", "自助终端"),
    "window": ("窗口", "现场", "大厅"),
}  # fmt: skip


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Who asked for what, and how it ended; the same headings as in the list that goes out."""
    items = [each for each in campaign.pack.services.items if each.kind == "application"]
    return (
        Column(key="applicant", name=gettext_lazy("Applicant"), required=True, width=36, read=cells.text(120),
               synonyms=("申请人", "申请单位", "企业名称", "单位名称")),
        Column(key="uscc", name=gettext_lazy("Credit code"), width=22, read=cells.credit_code,
               synonyms=("统一社会信用代码", "信用代码", "税号")),
        Column(key="service", name=pgettext_lazy("at an office", "Service"), required=True, width=28,
               read=cells.choice({each.key: tuple(each.name.by_language.values()) for each in items}),
               choices=tuple(each.name.in_("zh") for each in items), synonyms=("事项", "事项名称", "服务事项", "办理事项")),
        Column(key="way", name=gettext_lazy("Way"), width=10, help=gettext_lazy("At the window where it is left empty"),
               read=cells.choice({key: (name, *WAY_WORDS[key]) for key, name in CHANNELS.items()}),
               choices=tuple(CHANNELS.values()), synonyms=("渠道", "申请方式", "办理渠道")),
        Column(key="caller", name=gettext_lazy("Who spoke"), width=14, read=cells.text(60), personal=True, example="王会计",
               synonyms=("经办人", "联系人", "办事人")),
        Column(key="asked_on", name=gettext_lazy("Asked on"), required=True, width=14, read=cells.day, past=True,
               synonyms=("申请日期", "申请时间", "受理日期", "收件日期")),
        Column(key="state", name=gettext_lazy("State"), required=True, width=14, help=gettext_lazy("Only what has ended"),
               read=cells.choice({key: (name, *RESULT_WORDS[key]) for key, name in RESULTS.items()}),
               choices=tuple(RESULTS.values()), synonyms=("办理结果", "结果", "办件状态")),
        Column(key="decided_on", name=gettext_lazy("Decided on"), width=14, read=cells.day, past=True,
               synonyms=("办结日期", "决定日期", "办结时间")),
        Column(key="number", name=gettext_lazy("Result number"), width=24, read=cells.text(60),
               synonyms=("文号", "办件编号", "决定书文号", "结果编号")),
        Column(key="was_due_on", name=gettext_lazy("Old day"), width=12, read=cells.day,
               synonyms=("原期限", "原到期日", "原缴款期限")),
        Column(key="due_on", name=gettext_lazy("New day"), width=12, read=cells.day,
               synonyms=("延期至", "新期限", "批准延期至")),
        Column(key="opinion", name=gettext_lazy("Opinion"), width=40, read=cells.text(500),
               synonyms=("办理意见", "意见", "审批意见")),
    )  # fmt: skip


def past_of(values: dict[str, Any], enterprise: Enterprise | None) -> Past:
    """A row of the sheet as the action takes it."""
    days = {name: _day(values.get(name)) for name in ("decided_on", "was_due_on", "due_on")}
    return Past(
        service=values["service"], applicant=values["applicant"], asked_on=dt.date.fromisoformat(values["asked_on"]),
        result=values["state"], channel=values.get("way") or "window", enterprise=enterprise,
        uscc=values.get("uscc") or "", caller=values.get("caller") or "", number=values.get("number") or "",
        opinion=values.get("opinion") or "", **days,
    )  # fmt: skip


def _day(said: Any) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None


def check(ground: Ground) -> Check:
    """Finds the enterprise and what is there already; what the action would refuse is named at its cell."""
    allowed = _allowed(ground)

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        firms, there = _firms(ground, good), _there(ground.campaign, good)
        for row in good:
            _judge(row, ground, firms, there, allowed)

    return judge


There = dict[tuple[str, ...], tuple[int, str]]


def _judge(row: Row, ground: Ground, firms: dict[str, Enterprise], there: There, allowed: Any) -> None:
    values = row.values
    firm = firms.get(values.get("uscc") or "") or (None if values.get("uscc") else firms.get(values["applicant"]))
    try:
        made = bringing.read(ground.campaign, past_of(values, firm))
    except Refused as refusal:
        for fault in refusal.faults:
            ground.fault(row, fault.where, fault.message, fault.code)
        return
    if not allowed(made):
        words = _("Another office decides on this service for this applicant: have it bring its own list.")
        ground.fault(row, "service", words, "not_allowed")
        return
    before = there.get((made.service, made.number)) if made.number else None
    if before is not None and before[1] != made.applicant:
        ground.fault(row, "number", _("The number %(number)s was given already.") % {"number": made.number})
        return
    if before is None and not made.number:
        before = there.get((made.service, made.applicant, values["asked_on"]))
    row.verdict = Verdict.SAME if before else Verdict.NEW
    row.target = before[0] if before else firm.pk if firm else None


def _firms(ground: Ground, rows: list[Row]) -> dict[str, Enterprise]:
    """Credit code or name → enterprise, of those for which the person handles services; a name that two bear is left out."""
    codes = {row.values["uscc"] for row in rows if row.values.get("uscc")}
    names = {row.values["applicant"] for row in rows}
    seen = Enterprise.objects.visible_to(ground.by, P.SERVICE_HANDLE).filter(enrolments__campaign=ground.campaign)
    found: dict[str, Enterprise] = {}
    many: dict[str, list[Enterprise]] = {}
    for firm in seen.filter(Q(uscc__in=codes) | Q(name__in=names)):
        found[firm.uscc] = firm
        many.setdefault(firm.name, []).append(firm)
    return found | {name: firms[0] for name, firms in many.items() if len(firms) == 1}


def _there(campaign: Campaign, rows: list[Row]) -> There:
    """(service, number), and (service, applicant, day), → (id, applicant), of what is known."""
    numbers = {row.values["number"] for row in rows if row.values.get("number")}
    names = {row.values["applicant"] for row in rows}
    codes = {row.values["uscc"] for row in rows if row.values.get("uscc")}
    known = ServiceApplication.objects.filter(campaign=campaign, service__in={row.values["service"] for row in rows})
    known = known.filter(Q(number__in=numbers) | Q(applicant__in=names) | Q(uscc__in=codes))
    found: There = {}
    for pk, service, number, applicant, made in known.values_list("pk", "service", "number", "applicant", "made_at"):
        if number:
            found[(service, number)] = (pk, applicant)
        found[(service, applicant, clock.local(made).date().isoformat())] = (pk, applicant)
    return found


def _allowed(ground: Ground) -> Callable[[ServiceApplication], bool]:
    """Whether the person decides on an application; asked once for each office and area, since lists are long."""
    asked: dict[tuple[str, str, int | None], bool] = {}
    scope = ground.by.scope(P.SERVICE_HANDLE)

    def allowed(row: ServiceApplication) -> bool:
        own = None if scope.covers_area(row.area_code) else row.enterprise_id
        key = (row.service, row.area_code, own)
        if key not in asked:
            asked[key] = bringing.may(ground.by, row)
        return asked[key]

    return allowed


def apply(work: Work) -> Counts:
    """Writes each as it ended, all or none: what is refused is named with its row."""
    rows = list(work.rows(Verdict.NEW))
    firms = Enterprise.objects.in_bulk({row.target_id for row in rows if row.target_id})
    for row in rows:
        past = past_of({**row.values, **staging.personal(row)[1]}, None)
        try:
            bringing.bring(
                campaign=work.campaign, past=replace(past, enterprise=firms.get(row.target_id or 0)), by=work.by
            )  # fmt: skip
        except Refused as refusal:
            said = "; ".join(fault.message for fault in refusal.faults) or refusal.message
            raise Refused(_("Row %(row)s: %(said)s") % {"row": row.number, "said": said}) from None
    return Counts(new=len(rows))


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever handles services, where there are any to apply for."""
    return spoken_permission(user) and any(each.kind == "application" for each in campaign.pack.services.items)


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Applications for services"),
        columns=columns,
        identify=("service", "applicant", "asked_on", "number"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each application that has ended: who asked for what, when, and what was decided."),
        forgets=True,
        after_url="services:applications",
    )
)  # fmt: skip
