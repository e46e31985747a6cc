"""Sheets that come in: vacancies of many enterprises, and people of a labour base who are willing to come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import uscc
from fugong.core.errors import Refused
from fugong.labour.actions import contingents, vacancies
from fugong.labour.models import Contingent, Vacancy
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells, staging
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

LANGUAGE_WORDS = {
    "zh-hans": ("中文", "汉语", "普通话", "Chinese"), "en": ("英语", "英文", "English"),
    "ja": ("日语", "日文", "Japanese"), "ko": ("韩语", "朝鲜语", "韩文", "Korean"),
}  # fmt: skip


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """The enterprise, then what it looks for."""
    trades = campaign.pack.labour.trades
    trade = cells.choice({each.key: (*each.name.by_language.values(), *each.words) for each in trades}, within=True)
    return (
        Column(key="enterprise", name=gettext_lazy("Enterprise"), required=True, width=36, read=cells.text(120),
               synonyms=("企业名称", "单位名称", "用工单位", "招聘单位", "公司名称", "统一社会信用代码")),
        Column(key="trade", name=gettext_lazy("Trade"), required=True, width=18, read=trade,
               choices=tuple(each.name.in_("zh") for each in trades), synonyms=("工种", "岗位类别", "职业")),
        Column(key="title", name=gettext_lazy("Post"), width=24, read=cells.text(60),
               synonyms=("岗位", "岗位名称", "招聘岗位", "职位")),
        Column(key="wanted", name=gettext_lazy("Number wanted"), required=True, width=10, read=cells.whole(1, 100_000),
               synonyms=("人数", "招聘人数", "需求人数", "用工人数", "缺工人数")),
        Column(key="wage_from", name=gettext_lazy("Wage from"), required=True, width=12, read=cells.whole(1, 1_000_000),
               synonyms=("月薪下限", "工资下限", "最低月薪", "薪资下限", "月工资（起）"), help=gettext_lazy("yuan a month")),
        Column(key="wage_to", name=gettext_lazy("Wage to"), width=12, read=cells.whole(1, 1_000_000),
               synonyms=("月薪上限", "工资上限", "最高月薪", "薪资上限", "月工资（止）"), help=gettext_lazy("yuan a month")),
        Column(key="place", name=gettext_lazy("Place of work"), width=30, read=cells.text(120),
               synonyms=("工作地点", "地点", "工作地址")),
        Column(key="since", name=gettext_lazy("From when"), required=True, width=12, read=cells.day,
               synonyms=("到岗日期", "上岗时间", "到岗时间", "用工时间")),
        Column(key="lodging", name=gettext_lazy("Lodging"), width=8, read=cells.yes_no(("包住", "提供"), ("不包住", "不提供")),
               synonyms=("包住", "住宿", "是否包住", "提供住宿")),
        Column(key="board", name=gettext_lazy("Board"), width=8, read=cells.yes_no(("包吃", "提供"), ("不包吃", "不提供")),
               synonyms=("包吃", "伙食", "是否包吃", "提供伙食")),
        Column(key="languages", name=gettext_lazy("Languages needed"), width=16,
               read=cells.several({word: key for key, words in LANGUAGE_WORDS.items() for word in words}, only=True),
               synonyms=("语言要求", "语种", "外语要求")),
        Column(key="text", name=gettext_lazy("What the work is"), width=40, read=cells.text(2_000),
               synonyms=("文本", "工作内容", "岗位要求", "备注", "说明", "岗位说明")),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Finds the enterprise; what the place's rules refuse is named at its cell."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        known = _enterprises(ground, {str(row.values.get("enterprise") or "").strip() for row in good})
        open_ = _open(ground.campaign, set(known.values()))
        for row in good:
            _judge(row, ground, known, open_)

    return judge


def _enterprises(ground: Ground, named: set[str]) -> dict[str, int]:
    """Name or credit code → id, of enterprises for which the person may enter vacancies; a name that two bear is left out."""
    seen = Enterprise.objects.visible_to(ground.by, P.LABOUR_MATCH).filter(enrolments__campaign=ground.campaign)
    codes = {code: text for text in named if uscc.is_sound(code := uscc.compact(text))}
    found = {codes[code]: pk for code, pk in seen.filter(uscc__in=codes).values_list("uscc", "pk")}
    many: dict[str, list[int]] = {}
    for name, pk in seen.filter(name__in=named).values_list("name", "pk"):
        many.setdefault(name, []).append(pk)
    return found | {name: pks[0] for name, pks in many.items() if len(pks) == 1}


def _open(campaign: Campaign, firms: set[int]) -> set[tuple[int, str, str]]:
    rows = Vacancy.objects.filter(campaign=campaign, enterprise__in=firms, state__in=("draft", "returned", "published"))
    return set(rows.values_list("enterprise", "trade", "title"))


def _judge(row: Row, ground: Ground, known: dict[str, int], open_: set[tuple[int, str, str]]) -> None:
    values, rules = row.values, ground.campaign.pack.labour.vacancies
    firm = known.get(str(values.get("enterprise") or "").strip())
    if firm is None:
        words = _("No enterprise for which you bring people and work together has this code or name.")
        ground.fault(row, "enterprise", words)
        return
    low, high = values["wage_from"], values.get("wage_to") or values["wage_from"]
    if high < low:
        ground.fault(row, "wage_to", _("The wage “to” is below the wage “from”: exchange them, or correct one."))
        return
    if low < rules.wage_floor:
        words = _("At least %(floor)s yuan a month: the minimum wage here.") % {"floor": rules.wage_floor}
        ground.fault(row, "wage_from", words)
        return
    title = values.get("title") or ground.campaign.pack.labour.trade_name(values["trade"])
    row.target = firm
    row.verdict = Verdict.SAME if (firm, values["trade"], title) in open_ else Verdict.NEW


def apply(work: Work) -> Counts:
    """Enters them as drafts, all or none: what is refused is named with its row."""
    new = 0
    firms = Enterprise.objects.in_bulk(
        set(work.sheet_import.rows.exclude(target_id=None).values_list("target_id", flat=True))
    )
    for row in work.rows(Verdict.NEW):
        values = {**row.values, "has_lodging": row.values.get("lodging"), "has_board": row.values.get("board")}
        values["languages"] = [each for each in row.values.get("languages") or [] if each in dict(settings.LANGUAGES)]
        try:
            vacancies.enter(
                campaign=work.campaign, enterprise=firms[row.target_id or 0], values=values, by=work.by
            )  # fmt: skip
        except Refused as refusal:
            said = "; ".join(fault.message for fault in refusal.faults) or refusal.message
            raise Refused(_("Row %(row)s: %(said)s") % {"row": row.number, "said": said}) from None
        new += 1
    return Counts(new=new)


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever enters vacancies for enterprises, where there are trades."""
    return bool(campaign.pack.labour.is_used and user.is_staff_member and user.holds(P.LABOUR_MATCH))


def recruit_columns(campaign: Campaign) -> tuple[Column, ...]:
    """Which contingent, then the person."""
    return (
        Column(key="contingent", name=gettext_lazy("Contingent"), required=True, width=12, read=cells.whole(1),
               synonyms=("批次", "批次编号", "输送批次", "编号"), help=gettext_lazy("The number on the contingent’s page")),
        Column(key="name", name=pgettext_lazy("of a person", "Name"), required=True, width=14, read=cells.text(40), personal=True,
               synonyms=("姓名", "名字", "人员姓名")),
        Column(key="phone", name=gettext_lazy("Telephone"), required=True, width=18, read=cells.telephone, personal=True,
               synonyms=("电话", "手机", "手机号", "联系电话", "手机号码")),
    )  # fmt: skip


def check_recruits(ground: Ground) -> Check:
    """Whether the contingent is the person's to fill, and still takes names."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        numbers = {row.values["contingent"] for row in good}
        seen = Contingent.objects.visible_to(ground.by, P.LABOUR_MATCH).filter(campaign=ground.campaign, pk__in=numbers)
        states = dict(seen.values_list("pk", "state"))
        for row in good:
            state = states.get(row.values["contingent"])
            if state is None:
                ground.fault(row, "contingent", _("There is no such contingent that you keep."))
            elif state not in ("agreed", "gathered"):
                words = _("Names are listed once the base has agreed, and until coaches are asked for.")
                ground.fault(row, "contingent", words)
            else:
                row.target, row.verdict = row.values["contingent"], Verdict.NEW

    return judge


def apply_recruits(work: Work) -> Counts:
    """Seals names and telephones; those that are listed stay."""
    people: dict[int, list[tuple[str, str]]] = {}
    for row in work.rows():
        values = {**row.values, **staging.personal(row)[1]}
        people.setdefault(row.target_id or 0, []).append((str(values["name"]), str(values["phone"])))
    known = Contingent.objects.in_bulk(people)
    return Counts(
        new=sum(contingents.enlist(contingent=known[pk], people=each, by=work.by) for pk, each in people.items())
    )


def may_recruit(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps contingents, where the pack has labour bases."""
    return bool(may(user, campaign) and campaign.pack.transport.bases)


register(
    SheetKind(
        key="vacancies",
        name=gettext_lazy("Vacancies"),
        columns=columns,
        identify=("enterprise", "trade", "title"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each post: the enterprise, the trade, how many, the wage, from when."),
        after_url="labour:vacancies",
    )
)
register(
    SheetKind(
        key="recruits",
        name=gettext_lazy("People of a labour base"),
        columns=recruit_columns,
        identify=("phone", "contingent"),
        check=check_recruits,
        apply=apply_recruits,
        may=may_recruit,
        about=gettext_lazy("One row for each person who is willing to come: the contingent, the name, the telephone."),
        forgets=True,
        after_url="labour:contingents",
    )
)
