"""Sheets that come in: what the finance office paid, and facts of benefits of many enterprises."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.benefits import matching
from fugong.benefits.actions import claims, saying
from fugong.benefits.models import Claim, SaidFact
from fugong.benefits.models.claim import written
from fugong.benefits.shapes import OwnFact
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

PAYMENTS, FACTS = "benefit_payments", "benefit_facts"
WRITING = {"yes_no": lambda value: "yes" if value else "no", "money": lambda value: f"{value // 100}.{value % 100:02d}"}


def payment_columns(campaign: Campaign) -> tuple[Column, ...]:
    """Which claim, when, how much."""
    return (
        Column(key="number", name=pgettext_lazy("of a benefit", "Claim"), required=True, width=12, read=cells.whole(1),
               synonyms=("申领编号", "申请编号", "编号", "单号")),
        Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36, read=cells.text(120),
               synonyms=("企业名称", "单位名称", "收款单位")),
        Column(key="amount", name=gettext_lazy("Amount in yuan, or pieces"), required=True, width=16,
               read=cells.decimal(0, 1_000_000_000),
               synonyms=("金额", "拨付金额", "兑付金额", "金额（元）", "支付金额", "数量", "人次")),
        Column(key="paid_on", name=gettext_lazy("Paid on"), required=True, width=14, read=cells.day, past=True,
               synonyms=("拨付日期", "兑付日期", "支付日期", "付款日期", "到账日期", "发放日期")),
    )  # fmt: skip


def check_payments(ground: Ground) -> Check:
    """Compares each row with what was granted; one claim stands in a sheet once."""
    seen: set[int] = set()

    def judge(rows: list[Row]) -> None:
        numbers = [row.values["number"] for row in rows if not row.is_bad]
        mine = Claim.objects.visible_to(ground.by, P.BENEFIT_DECIDE).filter(campaign=ground.campaign, pk__in=numbers)
        known = {claim.pk: claim for claim in mine.select_related("enterprise", "version")}
        for row in rows:
            if row.is_bad:
                continue
            number = row.values["number"]
            if number in seen:
                ground.fault(row, "number", _("This claim stands in the sheet twice."))
            else:
                seen.add(number)
                _judge(row, ground, known.get(number))

    return judge


def _judge(row: Row, ground: Ground, claim: Claim | None) -> None:
    if claim is None:
        ground.fault(row, "number", _("There is no such claim that you decide."))
        return
    minor = Fraction(str(row.values["amount"])) * (1 if claim.version.says.gives == "in_kind" else 100)
    day = dt.date.fromisoformat(row.values["paid_on"])
    row.target = claim.pk
    if claim.state == "paid" and claim.amount == minor and claim.paid_on == day:
        row.verdict = Verdict.SAME
        return
    if claim.state != "granted":
        ground.fault(row, "number", _("This claim is “%(state)s”.") % {"state": claim.state_name})
        return
    if row.values.get("enterprise") and row.values["enterprise"] != claim.enterprise.name:
        ground.fault(row, "enterprise", _("The claim is of %(enterprise)s.") % {"enterprise": claim.enterprise})
        return
    if minor != claim.amount:
        difference = minor - (claim.amount or 0)
        words = {
            "sum": written(claim.version.says, claim.amount or 0),
            "difference": ("+" if difference > 0 else "−") + written(claim.version.says, int(abs(difference))),
        }
        ground.fault(row, "amount", _("Granted were %(sum)s; the difference is %(difference)s.") % words)
        return
    if claim.decided_at and not clock.local(claim.decided_at).date() <= day <= clock.today():
        ground.fault(row, "paid_on", _("It was paid between the day of the decision and today."))
        return
    row.verdict, row.changes = Verdict.CHANGED, {"paid_on": [None, day.isoformat()]}


def apply_payments(work: Work) -> Counts:
    """Each is marked paid."""
    done = 0
    for row in work.rows(Verdict.CHANGED):
        claim = Claim.objects.get(pk=row.target_id or 0)
        claims.pay(claim=claim, on=dt.date.fromisoformat(row.values["paid_on"]), by=work.by)
        done += 1
    return Counts(changed=done)


def may_pay(user: Any, campaign: Campaign) -> bool:
    """Whoever decides claims, where there are any."""
    return bool(campaign.benefit_policies.exists() and user.holds(P.BENEFIT_DECIDE))


# -- facts -----------------------------------------------------------------------------------------------------------------------


def fact_columns(campaign: Campaign) -> tuple[Column, ...]:
    """The enterprise's code, and a column for each fact that the desk may say."""
    return (
        Column(key="uscc", name=gettext_lazy("Credit code"), required=True, width=22, read=cells.text(18),
               synonyms=("统一社会信用代码", "信用代码")),
        *(
            Column(key=f"b_{fact.key}", name=str(fact.name), width=16, read=cells.text(40),
                   synonyms=tuple(fact.name.by_language.values()))
            for fact in _of_desk(campaign)
        ),
    )  # fmt: skip


def _of_desk(campaign: Campaign) -> list[OwnFact]:
    return [fact for fact in campaign.pack.benefits.facts if "desk" in fact.said_by]


def check_facts(ground: Ground) -> Check:
    """Finds the enterprise by its code, and compares what is said with what was said before."""
    facts = _of_desk(ground.campaign)

    def judge(rows: list[Row]) -> None:
        codes = [str(row.values["uscc"]).upper() for row in rows if not row.is_bad]
        mine = Enterprise.objects.visible_to(ground.by, P.BENEFIT_MANAGE)
        firms = {firm.uscc: firm for firm in mine.filter(uscc__in=codes, enrolments__campaign=ground.campaign)}
        said: dict[tuple[int, str], Any] = {
            (row.enterprise_id, row.key): row.value
            for row in SaidFact.objects.filter(campaign=ground.campaign, enterprise__in=firms.values())
        }
        for row in rows:
            if not row.is_bad:
                _judge_facts(row, ground, firms.get(str(row.values["uscc"]).upper()), facts, said)

    return judge


def _judge_facts(
    row: Row, ground: Ground, firm: Enterprise | None, facts: list[OwnFact], said: dict[tuple[int, str], Any]
) -> None:
    if firm is None:
        ground.fault(row, "uscc", _("There is no such enterprise that you look after."))
        return
    row.target, changes = firm.pk, {}
    for fact in facts:
        text = in_words(fact, str(row.values.get(f"b_{fact.key}") or ""))
        if not text:
            continue
        try:
            value = saying.value_of(fact, text)
        except ValueError as mistake:
            ground.fault(row, f"b_{fact.key}", str(mistake))
            continue
        before = said.get((firm.pk, fact.key))
        if value != before:
            changes[f"b_{fact.key}"] = [shown(fact, before), shown(fact, value)]
    if not row.faults:
        row.verdict, row.changes = (Verdict.CHANGED if changes else Verdict.SAME), changes


def in_words(fact: OwnFact, text: str) -> str:
    """A cell as the page would send it: 是 → yes, a choice by its name → its key."""
    plain = text.strip()
    if fact.kind == "yes_no":
        return {"是": "yes", "否": "no", "y": "yes", "n": "no"}.get(plain.lower(), plain.lower())
    for choice in fact.choices:
        if plain in (choice.key, *choice.name.by_language.values()):
            return choice.key
    return plain


def shown(fact: OwnFact, value: Any) -> str | None:
    """A kept value as it is typed; None where nobody said it."""
    return None if value is None else str(WRITING.get(fact.kind, str)(value))


def apply_facts(work: Work) -> Counts:
    """Keeps them; all of these enterprises are matched together."""
    facts = {f"b_{fact.key}": fact for fact in _of_desk(work.campaign)}
    firms = []
    for row in work.rows(Verdict.CHANGED):
        firm = Enterprise.objects.get(pk=row.target_id or 0)
        texts = {key: in_words(fact, str(row.values.get(key) or "")) for key, fact in facts.items()}
        values = {facts[key].key: text for key, text in texts.items() if text}
        saying.say(campaign=work.campaign, enterprise=firm, values=values, by=work.by, quietly=True)
        firms.append(firm.pk)
    if firms:
        matching.match(campaign=work.campaign, ids=firms)
    return Counts(changed=len(firms))


def may_say(user: Any, campaign: Campaign) -> bool:
    """The desk, where there are such facts."""
    return bool(_of_desk(campaign) and user.holds(P.BENEFIT_MANAGE))


register(
    SheetKind(
        key=PAYMENTS, name=gettext_lazy("Payments of benefits"), columns=payment_columns, identify=("number",),
        check=check_payments, apply=apply_payments, may=may_pay,
        about=gettext_lazy("One row for each claim that was paid or given: its number, how much, the day."),
        after_url="benefits:claims",
    )
)  # fmt: skip
register(
    SheetKind(
        key=FACTS, name=gettext_lazy("Facts of benefits"), columns=fact_columns, identify=("uscc",),
        check=check_facts, apply=apply_facts, may=may_say,
        about=gettext_lazy("One row for each enterprise: its credit code, and what is known of it (rent, interest, …)."),
        after_url="benefits:policies",
    )
)  # fmt: skip
