"""A sheet of payments: the finance office says which claims were paid, when, and how much."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.money import yuan
from fugong.places.models import Campaign
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row
from fugong.transport.actions import claims
from fugong.transport.models import Claim

KEY = "claim_payments"


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Which claim, when, how much."""
    return (
        Column(key="number", name=gettext_lazy("Claim"), required=True, width=12, read=cells.whole(1),
               synonyms=("申请编号", "报销编号", "编号", "单号")),
        Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36, read=cells.text(120),
               synonyms=("企业名称", "单位名称", "收款单位")),
        Column(key="amount", name=gettext_lazy("Amount in yuan"), required=True, width=16, read=cells.decimal(0, 100_000_000),
               synonyms=("金额", "拨付金额", "金额（元）", "支付金额", *cells.in_all_languages(gettext_lazy("Granted in yuan")))),
        Column(key="paid_on", name=gettext_lazy("Paid on"), required=True, width=14, read=cells.day, past=True,
               synonyms=("拨付日期", "兑付日期", "支付日期", "付款日期", "到账日期")),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Compares each row with what was granted."""

    def judge(rows: list[Row]) -> None:
        numbers = [row.values["number"] for row in rows if not row.is_bad]
        seen = Claim.objects.visible_to(ground.by, P.CLAIM_DECIDE).filter(campaign=ground.campaign, pk__in=numbers)
        known = {claim.pk: claim for claim in seen.select_related("enterprise")}
        for row in rows:
            if not row.is_bad:
                _judge(row, ground, known.get(row.values["number"]))

    return judge


def _judge(row: Row, ground: Ground, claim: Claim | None) -> None:
    if claim is None:
        ground.fault(row, "number", _("There is no such claim that you decide."))
        return
    fen = round(row.values["amount"] * 100)
    day = dt.date.fromisoformat(row.values["paid_on"])
    row.target = claim.pk
    if claim.state == "paid" and claim.amount == fen and claim.paid_on == day:
        row.verdict = Verdict.SAME
        return
    if claim.state != "granted":
        ground.fault(row, "number", _("This claim is “%(state)s”.") % {"state": claim.state_name})
        return
    if row.values.get("enterprise") and row.values["enterprise"] != claim.enterprise.name:
        ground.fault(row, "enterprise", _("The claim is of %(enterprise)s.") % {"enterprise": claim.enterprise})
        return
    if fen != claim.amount:
        ground.fault(row, "amount", _("Granted were %(yuan)s yuan.") % {"yuan": yuan(claim.amount or 0)})
        return
    if claim.decided_at and not clock.local(claim.decided_at).date() <= day <= clock.today():
        ground.fault(row, "paid_on", _("It was paid between the day of the decision and today."))
        return
    row.verdict, row.changes = Verdict.CHANGED, {"paid_on": [None, day.isoformat()]}


def apply(work: Work) -> Counts:
    """Each is marked paid."""
    done = 0
    for row in work.rows(Verdict.CHANGED):
        claim = Claim.objects.get(pk=row.target_id or 0)
        claims.pay(claim=claim, on=dt.date.fromisoformat(row.values["paid_on"]), by=work.by)
        done += 1
    return Counts(changed=done)


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever decides claims, where there are any."""
    return bool(campaign.pack.transport.reimbursements and user.holds(P.CLAIM_DECIDE))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Payments of trips"),
        columns=columns,
        identify=("number",),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each claim that was paid: its number, the amount granted, the day."),
        after_url="transport:claims",
    )
)
