"""A sheet of many plates, a row for each: whoever asks for passes sends it for one enterprise or for many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.passes import plates
from fugong.passes.access import speaks_for
from fugong.passes.actions import asking
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import Pass, PassApplication
from fugong.passes.models.issued import IN_FORCE
from fugong.passes.policy import PassKind
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "passes"


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Which plate, which kind, whose."""
    kinds = [each for each in campaign.pack.passes.given if each.subject == "vehicle"]
    return (
        Column(key="plate", name=gettext_lazy("Number plate"), required=True, width=16, read=cells.text(20),
               synonyms=("车牌号", "车牌", "车辆号牌", "号牌", "车号")),
        Column(key="kind", name=gettext_lazy("Kind"), width=22, choices=tuple(str(each.name) for each in kinds),
               synonyms=("类型", "通行证类型", "通行证种类", "证件类型")),
        Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36, read=cells.text(120),
               synonyms=("企业名称", "企业", "单位名称", "统一社会信用代码")),
        Column(key="purpose", name=gettext_lazy("Purpose"), width=30, read=cells.text(200),
               synonyms=("用途", "事由", "申请事由", "运输货物")),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Finds the enterprises list by list, and plates that have a pass or are asked for."""
    seen: set[tuple[str, str]] = set()

    def judge(rows: list[Row]) -> None:
        firms = _firms(ground.campaign, ground.by, [str(row.values.get("enterprise") or "") for row in rows])
        there = _there(ground.campaign)
        for row in rows:
            if not row.is_bad:
                _judge(row, ground, firms, there, seen)

    return judge


def _judge(
    row: Row, ground: Ground, firms: dict[str, Enterprise], there: set[tuple[str, str]], seen: set[tuple[str, str]]
) -> None:
    values = row.values
    kind = kind_of(ground.campaign, str(values.get("kind") or ""))
    try:
        plate = plates.normalised(str(values["plate"]))
    except plates.NotAPlate as wrong:
        ground.fault(row, "plate", str(wrong))
        return
    firm = firms.get(str(values.get("enterprise") or ""))
    if kind is None:
        ground.fault(row, "kind", _("Write one of the kinds of pass."))
    elif firm is None:
        ground.fault(row, "enterprise", _("Say whose vehicle it is, by the enterprise’s exact name or code."))
    elif ("liaison" if speaks_for(ground.by, firm.pk) else "officer") not in kind.ask:
        ground.fault(row, "kind", _("Passes of this kind are asked for by somebody else."))
    elif (kind.key, plate) in there:
        row.verdict = Verdict.SAME
    elif (kind.key, plate) in seen:
        ground.fault(row, "plate", _("This plate stands in the sheet twice."))
    else:
        seen.add((kind.key, plate))
        row.verdict = Verdict.NEW


def _there(campaign: Campaign) -> set[tuple[str, str]]:
    """Plates that have a pass or are asked for: their rows change nothing."""
    held = Pass.objects.filter(campaign=campaign, state__in=IN_FORCE, until__gte=clock.today())
    asked = PassApplication.objects.filter(campaign=campaign, state="asked")
    return {*held.values_list("kind", "subject"), *asked.values_list("kind", "subject")}


def kind_of(campaign: Campaign, said: str) -> PassKind | None:
    """The kind of vehicle pass that a cell names, by key or name; an empty cell means the only one."""
    kinds: list[PassKind] = [each for each in campaign.pack.passes.given if each.subject == "vehicle"]
    wanted = said.strip().lower()
    if not wanted:
        return kinds[0] if len(kinds) == 1 else None
    names = {name.lower(): each for each in kinds for name in (each.key, *each.name.by_language.values())}
    return names.get(wanted)


def _firms(campaign: Campaign, user: Any, named: list[str]) -> dict[str, Enterprise]:
    """By name and by code; an empty cell means the only enterprise that the person asks for."""
    rows = Enterprise.objects.visible_to(user, P.PASS_ASK).filter(enrolments__campaign=campaign)
    found = {each.uscc: each for each in rows.filter(uscc__in=named)} | {
        each.name: each for each in rows.filter(name__in=named)
    }
    alone = list(rows[:2]) if "" in named else []
    return found | ({"": alone[0]} if len(alone) == 1 else {})


def apply(work: Work) -> Counts:
    """Asks for all of them, from today for as long as the kind allows; the rules decide as for any other."""
    rows = list(work.rows())
    firms = _firms(work.campaign, work.by, [str(row.values.get("enterprise") or "") for row in rows])
    groups: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    known: dict[int, Enterprise] = {}
    for row in rows:
        firm, kind = (
            firms[str(row.values.get("enterprise") or "")],
            kind_of(work.campaign, str(row.values.get("kind") or "")),
        )
        known[firm.pk] = firm
        groups[firm.pk, kind.key if kind else "", str(row.values.get("purpose") or "")].append(str(row.values["plate"]))
    for (firm_id, key, purpose), found in groups.items():
        kind = work.campaign.pack.passes.kind(key)
        last = clock.today() + dt.timedelta(days=(kind.days if kind else 1) - 1)
        for at in range(0, len(found), asking.MOST):
            wanted = [Wanted(plate=plate) for plate in found[at : at + asking.MOST]]
            asking.ask(
                campaign=work.campaign, enterprise=known[firm_id], kind=key, wanted=wanted, since=clock.today(),
                until=last, purpose=purpose, by=work.by,
            )  # fmt: skip
    return Counts(new=len(rows))


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever asks for passes, where the place gives any for vehicles."""
    return bool(user.holds(P.PASS_ASK)) and any(each.subject == "vehicle" for each in campaign.pack.passes.given)


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Vehicle passes"),
        columns=columns,
        identify=("plate", "kind"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each vehicle: its plate, the kind of pass, whose it is. Each becomes an application."),
        after_url="passes:applications",
    )
)  # fmt: skip
