"""A sheet of key projects, a row for each, as an office's own Excel list has them: proposed all at once, confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import dates
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.projects.actions import listings
from fugong.projects.models import Project
from fugong.projects.models.project import STANDING
from fugong.registry import sheets_named
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "key_projects"


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a list of key projects says of each."""
    section = campaign.pack.projects
    named = lambda items: tuple(str(each.name) for each in items)  # noqa: E731
    reasons = tuple(dict.fromkeys(str(each.name) for one in section.lists for each in one.reasons))
    return (
        Column(key="name", name=gettext_lazy("Project"), required=True, width=36, read=cells.text(120),
               synonyms=("项目名称", "项目", "工程名称")),
        Column(key="list", name=gettext_lazy("List"), width=20, choices=named(section.lists), read=cells.text(60),
               synonyms=("清单", "项目清单", "类别", "项目类别")),
        Column(key="reason", name=gettext_lazy("Reason"), width=24, choices=reasons, read=cells.text(80),
               synonyms=("理由", "列入理由", "入选理由", "重点理由")),
        Column(key="kind", name=gettext_lazy("Kind"), width=16, choices=named(section.kinds), read=cells.text(60),
               synonyms=("项目类型", "类型")),
        Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36, read=cells.text(120),
               synonyms=("建设单位", "业主单位", "企业名称", "建设（业主）单位")),
        Column(key="investment", name=gettext_lazy("Investment"), width=16, read=cells.yuan, example="320000000",
               synonyms=("总投资", "投资额", "总投资（元）", "总投资额")),
        Column(key="due_on", name=gettext_lazy("Due day"), required=True, width=12, read=cells.day,
               synonyms=("完成时限", "计划完成时间", "竣工时间", "完工日期")),
        Column(key="begin_on", name=gettext_lazy("Earliest start"), width=12, read=cells.day,
               synonyms=("计划开工时间", "开工日期", "最早开工")),
        Column(key="priority", name=gettext_lazy("Priority"), width=8, read=cells.whole(1, 9999),
               synonyms=("优先级", "优先次序", "序号")),
        Column(key="office", name=gettext_lazy("Owner office"), width=20, read=cells.text(60),
               synonyms=("责任单位", "牵头单位", "主管部门")),
        Column(key="address", name=gettext_lazy("Address"), width=30, read=cells.text(160), synonyms=("地址", "建设地点")),
        Column(key="note", name=gettext_lazy("Note"), width=30, read=cells.text(500), synonyms=("备注", "说明")),
    )  # fmt: skip


def check(ground: Ground) -> Callable[[list[Row]], None]:
    """Finds list, reason, enterprise and office; what can't be is named at its cell."""

    def rows(found: list[Row]) -> None:
        known = sheets_named.enterprises(ground.campaign, [row.values.get("enterprise") for row in found])
        there = set(Project.objects.filter(campaign=ground.campaign, state__in=STANDING).values_list("key", "name"))
        for row in found:
            if not row.faults:
                _check(row, ground, known, there)

    return rows


def _check(row: Row, ground: Ground, known: dict[str, Enterprise], there: set[tuple[str, str]]) -> None:
    values, section = row.values, ground.campaign.pack.projects
    each = _list(section, values.get("list"))
    if each is None:
        ground.fault(row, "list", _("Write one of the place’s lists."))
        return
    if values.get("reason") and _key(each.reasons, values["reason"]) is None:
        ground.fault(row, "reason", _("Write one of the list’s reasons."))
        return
    if values.get("kind") and _key(section.kinds, values["kind"]) is None:
        ground.fault(row, "kind", _("Write one of the kinds of project."))
        return
    if values.get("office") and _key(ground.campaign.pack.registry.posts, values["office"]) is None:
        ground.fault(row, "office", _("Write one of the place’s offices."))
        return
    if values.get("enterprise") and sheets_named.one(values["enterprise"], known) is None:
        message = _("No enterprise of the area: write its whole name or code, or leave it empty.")
        ground.fault(row, "enterprise", message)
        return
    try:
        listings.money(values.get("investment"), "investment")
        listings.due_day(ground.campaign, dates.read(values["due_on"]))
    except Refused as refusal:
        ground.fault(row, refusal.faults[0].where, refusal.message)
        return
    if values.get("begin_on") and str(values["begin_on"]) > str(values["due_on"]):
        ground.fault(row, "due_on", _("The due day lies before the earliest start. Choose a later one."))
        return
    row.verdict = Verdict.SAME if (each.key, str(values["name"]).strip()) in there else Verdict.NEW


def _list(section: Any, said: Any) -> Any:
    """The list that a cell names; the only one, where a place has one and the cell is empty."""
    if not str(said or "").strip():
        return section.lists[0] if len(section.lists) == 1 else None
    key = _key(section.lists, said)
    return section.list_(key) if key else None


def _key(items: Any, said: Any) -> str | None:
    """The key of what a cell names, by key or by name in any language."""
    wanted = str(said or "").strip().lower()
    for each in items:
        if wanted in {each.key, *(text.lower() for text in each.name.by_language.values())}:
            return str(each.key)
    return None


def apply(work: Work) -> Counts:
    """Proposes the projects, all or none: whatever is refused is named."""
    rows = list(work.rows())
    known, section = (
        sheets_named.enterprises(work.campaign, [row.values.get("enterprise") for row in rows]),
        work.campaign.pack.projects,
    )
    for row in rows:
        values = row.values
        each = _list(section, values.get("list"))
        given = {
            **{name: values.get(name) for name in ("name", "investment", "priority", "address", "note")},
            "list": each.key if each else "",
            "reason": _key(each.reasons, values["reason"]) if values.get("reason") else each.reasons[0].key,
            "kind": _key(section.kinds, values.get("kind")) if values.get("kind") else "",
            "office": _key(work.campaign.pack.registry.posts, values["office"]) if values.get("office") else "",
            "due_on": dates.read(values["due_on"]),
            "begin_on": dates.read(values["begin_on"]) if values.get("begin_on") else None,
        }
        try:
            firm = sheets_named.one(values.get("enterprise"), known)
            listings.propose(campaign=work.campaign, values=given, enterprise=firm, by=work.by)
        except Refused as refusal:
            raise Refused(_("Row %(row)s: %(said)s") % {"row": row.number, "said": refusal.message}) from None
    return Counts(new=len(rows))


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever proposes projects, where the place has lists of them."""
    return bool(user.is_staff_member and user.holds(P.PROJECT_STEP) and campaign.pack.projects.lists)


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Key projects"),
        columns=columns,
        identify=("name",),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each project. They are proposed for their list; somebody else confirms."),
        after_url="projects:projects",
    )
)
