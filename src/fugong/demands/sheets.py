"""A sheet of problems that a symposium, a visit or a hotline brought together (L5): one row for each demand."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Refused
from fugong.demands import wording
from fugong.demands.actions import receive
from fugong.demands.models import Demand, Source
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells, staging
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "demands"


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Which enterprise, by code or by its exact name; what it needs; whom to call back."""
    return (
        Column(
            key="uscc", name=gettext_lazy("Unified social credit code"), read=cells.credit_code,
            synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "税号"), width=22,
        ),
        Column(
            key="name", name=gettext_lazy("Enterprise"), required=True, width=34,
            synonyms=("企业名称", "单位名称", "公司名称", "企业", "单位", "参会企业"),
        ),
        Column(
            key="text", name=gettext_lazy("What is needed"), required=True, width=60,
            synonyms=("诉求", "问题", "困难", "诉求内容", "存在问题", "问题描述", "困难和诉求", "需协调解决的问题", "反映问题", "需求"),
        ),
        Column(
            key="category", name=gettext_lazy("Category"), width=16,
            synonyms=("类别", "诉求类别", "问题类别", "问题类型", "诉求类型", "分类"),
        ),
        Column(key="contact", name=gettext_lazy("Contact"), synonyms=("联系人", "反映人"), width=14),
        Column(
            key="phone", name=gettext_lazy("Telephone"), synonyms=("联系电话", "电话", "手机", "手机号"), width=18,
            personal=True,
        ),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Two queries a list of rows: the enterprises in sight, and what they have asked already."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        by_code, by_name = _enterprises(ground, good)
        asked = _asked(ground.campaign, {*by_code.values(), *by_name.values()})
        for row in good:
            found = by_code.get(row.values.get("uscc", "")) or by_name.get(str(row.values.get("name", "")).strip())
            _judge(row, ground, found, asked)

    return judge


def _judge(row: Row, ground: Ground, enterprise: int | None, asked: set[tuple[int, str]]) -> None:
    if enterprise is None:
        ground.fault(row, "name", _("No enterprise for which you enter demands has this code or name."), "unknown")
        return
    try:
        text = wording.required(str(row.values.get("text", "")))
    except Refused as refusal:
        ground.fault(row, "text", refusal.message)
        return
    category = row.values.get("category")
    if category and not category_of(ground.campaign, str(category)):
        words = _("The pack has no such category: it is proposed from the words instead.")
        ground.fault(row, "category", words, "unknown", "warning")
    row.target = enterprise
    row.verdict = Verdict.SAME if (enterprise, text) in asked else Verdict.NEW


def category_of(campaign: Campaign, name: str) -> str:
    """The key of a category that a cell names, by its key or its name in any language; empty where there is none."""
    wanted = name.strip().lower()
    for each in campaign.pack.demands.known:
        if wanted in {each.key, *(text.lower() for text in each.name.by_language.values())}:
            return str(each.key)
    return ""


def _enterprises(ground: Ground, rows: list[Row]) -> tuple[dict[str, int], dict[str, int]]:
    """Credit code → id, and exact name → id; a name that two enterprises bear is left out."""
    codes = [row.values["uscc"] for row in rows if row.values.get("uscc")]
    names = [str(row.values["name"]).strip() for row in rows if row.values.get("name")]
    seen = Enterprise.objects.visible_to(ground.by, P.DEMAND_ENTER).filter(enrolments__campaign=ground.campaign)
    by_code = dict(seen.filter(uscc__in=codes).values_list("uscc", "pk"))
    pairs = list(seen.filter(name__in=names).values_list("name", "pk"))
    often = [name for name, _pk in pairs]
    return by_code, {name: pk for name, pk in pairs if often.count(name) == 1}


def _asked(campaign: Campaign, ids: set[int]) -> set[tuple[int, str]]:
    """(enterprise, words) of what was asked already: the same sheet again changes nothing."""
    rows = Demand.objects.filter(campaign=campaign, enterprise__in=ids, parent=None)
    return set(rows.values_list("enterprise_id", "text"))


def apply(work: Work) -> Counts:
    """Each row becomes a demand, with the file as where it was said."""
    new = 0
    enterprises = Enterprise.objects.in_bulk({row.target_id for row in work.rows(Verdict.NEW) if row.target_id})
    for row in work.rows(Verdict.NEW):
        values = {**row.values, **staging.personal(row)[1]}
        receive(
            campaign=work.campaign, enterprise=enterprises[row.target_id or 0], text=str(values["text"]), by=work.by,
            source=Source.SYMPOSIUM, source_note=work.sheet_import.file_name[:200],
            category=category_of(work.campaign, str(values.get("category") or "")),
            contact_name=str(values.get("contact") or "")[:60], contact_phone=_phone(values.get("phone")),
        )  # fmt: skip
        new += 1
    return Counts(new=new)


def _phone(given: Any) -> str:
    """A number that can't be read is left out: the demand matters more."""
    from fugong.core import phones

    try:
        return phones.normalised(str(given)) if given else ""
    except phones.NotAPhone:
        return ""


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever enters demands."""
    return bool(user.holds(P.DEMAND_ENTER))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Demands"),
        columns=columns,
        identify=("name", "text"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each problem: which enterprise, and what it needs in its own words."),
        after_url="demands:demands",
    )
)
