"""Sheets that come in: new registrations as the market office lists them, and leads as an office kept them in Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.investment.actions import leads
from fugong.investment.models import Lead, LeadPlatform, NewFirm
from fugong.investment.models.lead import WANTS
from fugong.investment.people import workers
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.fact_types import SECTORS
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import SheetRow, Verdict
from fugong.sheets.reader import Row

BATCH = 2_000


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps the leads of the whole campaign."""
    return bool(user.scope(P.LEAD_MANAGE).covers_area(campaign.jurisdiction.code))


# -- new registrations ------------------------------------------------------------------------------------------------------


def firm_columns(campaign: Campaign) -> tuple[Column, ...]:
    """Who was registered when."""
    return (
        Column(key="name", name=gettext_lazy("Enterprise"), required=True, width=36, read=cells.text(120),
               synonyms=("企业名称", "名称", "市场主体名称", "公司名称")),
        Column(key="uscc", name=gettext_lazy("Credit code"), required=True, width=22, read=cells.credit_code,
               synonyms=("统一社会信用代码", "信用代码", "社会信用代码")),
        Column(key="registered_on", name=gettext_lazy("Registered on"), required=True, width=14, read=cells.day, past=True,
               synonyms=("成立日期", "注册日期", "登记日期", "核准日期")),
        Column(key="capital", name=gettext_lazy("Registered capital"), unit=10_000, width=16, read=cells.yuan, example="500",
               synonyms=("注册资本", "注册资金", "注册资本（万元）", "注册资本(万元)")),
        Column(key="business", name=gettext_lazy("Line of business"), width=36, read=cells.text(200),
               synonyms=("行业", "所属行业", "经营范围", "主营业务")),
        Column(key="platform", name=gettext_lazy("Platform"), width=24, read=cells.text(120),
               synonyms=("招商平台", "平台", "引进平台", "注册平台", "所属平台")),
    )  # fmt: skip


def check_firms(ground: Ground) -> Callable[[list[Row]], None]:
    """What is there already is the same or changed; a code twice in one sheet is told by the sheet itself."""

    def rows(found: list[Row]) -> None:
        codes = [row.values.get("uscc") for row in found if row.values.get("uscc")]
        there = {row.uscc: row for row in NewFirm.objects.filter(campaign=ground.campaign, uscc__in=codes)}
        for row in found:
            if row.faults:
                continue
            if str(row.values["registered_on"]) > clock.today().isoformat():
                ground.fault(row, "registered_on", _("This day hasn’t come yet."))
                continue
            if (row.values.get("capital") or 0) < 0:
                ground.fault(row, "capital", _("An amount can’t lie below zero."))
                continue
            before = there.get(str(row.values["uscc"]))
            if before is None:
                row.verdict = Verdict.NEW
                continue
            row.target = before.pk
            same = before.name == row.values["name"] and before.registered_on.isoformat() == row.values["registered_on"]
            row.verdict = Verdict.SAME if same else Verdict.CHANGED
            if not same:
                row.changes = {"name": [before.name, row.values["name"]]}

    return rows


def apply_firms(work: Work) -> Counts:
    """Writes them by the thousand, joined to the registry by their code and to platforms by their name."""
    platforms = dict(LeadPlatform.objects.filter(campaign=work.campaign).values_list("name", "pk"))
    new = changed = 0
    batch: list[SheetRow] = []
    for row in work.rows():
        batch.append(row)
        if len(batch) == BATCH:
            new, changed = _added((new, changed), _write(work, batch, platforms))
            batch = []
    new, changed = _added((new, changed), _write(work, batch, platforms))
    if new or changed:
        record("new_firm.sheet", work.campaign, by=work.by, new=new, changed=changed)
    return Counts(new=new, changed=changed)


def _added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _write(work: Work, rows: Sequence[SheetRow], platforms: dict[str, int]) -> tuple[int, int]:
    codes = [row.values["uscc"] for row in rows]
    known = {
        code: (pk, area)
        for code, pk, area in Enterprise.objects.filter(uscc__in=codes).values_list("uscc", "pk", "area_code")
    }
    whole, prefix = work.campaign.jurisdiction.code, work.campaign.jurisdiction.prefix
    made = []
    for row in rows:
        pk, area = known.get(row.values["uscc"], (None, whole))
        capital = row.values.get("capital")
        made.append(NewFirm(
            campaign=work.campaign, enterprise_id=pk, area_code=area if area.startswith(prefix) else whole,
            uscc=row.values["uscc"], name=row.values["name"],
            registered_on=dt.date.fromisoformat(row.values["registered_on"]),
            capital=int(capital) * 100 if capital is not None else None, business=row.values.get("business") or "",
            platform_id=platforms.get(row.values.get("platform") or ""), taken_at=clock.now(),
        ))  # fmt: skip
    NewFirm.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["campaign", "uscc"],
        update_fields=["name", "registered_on", "capital", "business", "platform", "enterprise", "area_code"],
    )  # fmt: skip
    changed = sum(row.verdict == Verdict.CHANGED for row in rows)
    return len(rows) - changed, changed


register(
    SheetKind(
        key="new_firms",
        name=gettext_lazy("New registrations"),
        columns=firm_columns,
        identify=("uscc",),
        check=check_firms,
        apply=apply_firms,
        may=may,
        about=gettext_lazy(
            "One row for each enterprise that was newly registered; those of the registry are found by their code."
        ),
        after_url="investment:firms",
    )
)


# -- leads ------------------------------------------------------------------------------------------------------------------


def lead_columns(campaign: Campaign) -> tuple[Column, ...]:
    """A project and where it stands."""
    stages = tuple(str(each.name) for each in campaign.pack.investment.stages if not each.signs)
    wants = {
        "land": ("土地", "要地", "land", "土地需求"),
        "plant": ("厂房", "要厂房", "plant", "租赁厂房"),
        "none": ("无", "none", ""),
    }
    return (
        Column(key="name", name=gettext_lazy("Project"), required=True, width=32, read=cells.text(120),
               synonyms=("项目名称", "项目", "招商项目")),
        Column(key="investor", name=gettext_lazy("Investor"), required=True, width=28, read=cells.text(120),
               synonyms=("投资方", "投资企业", "投资商", "意向企业")),
        Column(key="origin", name=gettext_lazy("From where"), width=16, read=cells.text(80),
               synonyms=("来源地", "投资方所在地", "来自")),
        Column(key="amount", name=gettext_lazy("Amount"), unit=10_000, width=16, read=cells.yuan, example="12000",
               synonyms=("投资额", "总投资", "计划投资", "投资额（万元）", "投资额（亿元）")),
        Column(key="wants", name=gettext_lazy("Wants"), width=10, choices=tuple(WANTS.values()),
               read=cells.choice({key: (WANTS[key], *words) for key, words in wants.items()}),
               synonyms=("载体需求", "用地需求", "需求类型")),
        Column(key="area", name=gettext_lazy("m²"), width=10, read=cells.whole(0, 10**8),
               synonyms=("面积", "需求面积", "面积（平方米）", "面积(㎡)")),
        Column(key="stage", name=gettext_lazy("Stage"), width=16, choices=stages, read=cells.text(40),
               synonyms=("阶段", "进展阶段", "项目进展")),
        Column(key="officer", name=gettext_lazy("Officer in charge"), width=14, read=cells.text(60),
               synonyms=("负责人", "跟进人", "招商专员")),
        Column(key="platform", name=gettext_lazy("Platform"), width=24, read=cells.text(120),
               synonyms=("招商平台", "平台", "来源平台")),
        Column(key="sector", name=gettext_lazy("Sector"), width=18, read=cells.text(60),
               synonyms=("行业", "所属行业", "产业")),
        Column(key="summary", name=gettext_lazy("What it is about"), width=36, read=cells.text(500),
               synonyms=("项目内容", "项目简介", "备注")),
    )  # fmt: skip


def _stage_of(campaign: Campaign, said: Any) -> str | None:
    """The key of a stage that a cell names; empty where it names none, None where there is none such."""
    wanted = str(said or "").strip().lower()
    if not wanted:
        return ""
    for each in campaign.pack.investment.stages:
        if not each.signs and wanted in {each.key, *(name.lower() for name in each.name.by_language.values())}:
            return str(each.key)
    return None


def _sector_of(said: Any) -> str:
    """The section that a cell names, by letter or by name in any language; empty where none."""
    wanted = str(said or "").strip()
    if wanted.upper() in SECTORS:
        return wanted.upper()
    return next((key for key, name in SECTORS.items() if wanted and wanted in cells.in_all_languages(name)), "")


def check_leads(ground: Ground) -> Callable[[list[Row]], None]:
    """A project of an investor that is there already is the same; what can't be is named at its cell."""
    officers = {user.name for user in workers(ground.campaign.jurisdiction.code)}
    platforms = set(LeadPlatform.objects.filter(campaign=ground.campaign, ended_on=None).values_list("name", flat=True))

    def rows(found: list[Row]) -> None:
        names = [row.values.get("name") for row in found]
        rows_there = Lead.objects.filter(campaign=ground.campaign, name__in=names)
        there = {(row.investor, row.name): row.pk for row in rows_there}
        for row in found:
            if row.faults:
                continue
            values = row.values
            if _stage_of(ground.campaign, values.get("stage")) is None:
                ground.fault(row, "stage", _("Choose one of the stages before the signing."))
            if values.get("officer") and values["officer"] not in officers:
                ground.fault(row, "officer", _("Nobody of this name works on leads here."))
            if values.get("platform") and values["platform"] not in platforms:
                ground.fault(row, "platform", _("There is no platform of this name: enter it first."))
            if (values.get("amount") or 0) < 0:
                ground.fault(row, "amount", _("An amount can’t lie below zero."))
            pk = there.get((values.get("investor"), values.get("name")))
            row.target, row.verdict = pk, Verdict.NEW if pk is None else Verdict.SAME

    return rows


def apply_leads(work: Work) -> Counts:
    """Enters them, all or none."""
    people: dict[str, Any] = {}
    for user in workers(work.campaign.jurisdiction.code):
        people.setdefault(user.name, user)
    platforms = {row.name: row for row in LeadPlatform.objects.filter(campaign=work.campaign, ended_on=None)}
    new = 0
    for row in work.rows(Verdict.NEW):
        values = row.values
        said = {name: values.get(name) or "" for name in ("name", "investor", "origin", "summary")}
        said |= {
            "amount": values.get("amount") or 0, "wants": values.get("wants") or "none", "area": str(values.get("area") or ""),
            "sector": _sector_of(values.get("sector")), "platform": platforms.get(values.get("platform") or ""),
            "officer": people.get(values.get("officer") or "", work.by),
        }  # fmt: skip
        stage = _stage_of(work.campaign, values.get("stage")) or ""
        try:
            leads.enter(campaign=work.campaign, values=said, by=work.by, stage=stage, tells=False)
        except Refused as refusal:
            raise Refused(_("Row %(row)s: %(said)s") % {"row": row.number, "said": refusal.message}) from None
        new += 1
    return Counts(new=new)


register(
    SheetKind(
        key="leads",
        name=gettext_lazy("Leads"),
        columns=lead_columns,
        identify=("investor", "name"),
        check=check_leads,
        apply=apply_leads,
        may=may,
        about=gettext_lazy("One row for each project of an investor. Seen by those who work on leads, by nobody else."),
        after_url="investment:leads",
    )
)
