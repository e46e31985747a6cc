"""Sheets that come in: advisers with their fields, and who is on duty when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.advice.access import steers
from fugong.advice.actions import advisers
from fugong.advice.models import Adviser, Duty
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

SIGNS = str.maketrans("，；;/", "、、、、")


def _fields(campaign: Campaign, said: str) -> list[str]:
    """Keys of the fields that a cell names, parted by 、 ， ; or /."""
    names = {
        text: each.key for each in campaign.pack.advice.fields for text in (each.key, *each.name.by_language.values())
    }
    parts = [part.strip() for part in said.translate(SIGNS).split("、") if part.strip()]
    return [names[part] for part in parts if part in names] if all(part in names for part in parts) else []


def adviser_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a list of advisers carries."""
    return (
        Column(key="username", name=gettext_lazy("Account"), required=True, width=18, read=cells.text(150),
               synonyms=("账号", "用户名")),
        Column(key="fields", name=gettext_lazy("Fields"), required=True, width=30, read=cells.text(200),
               synonyms=("领域", "专业", "专业领域"), choices=tuple(each.name for each in campaign.pack.advice.fields)),
        Column(key="about", name=gettext_lazy("About it"), width=36, read=cells.text(120), synonyms=("单位", "简介", "工作单位")),
        Column(key="most", name=gettext_lazy("Open questions at most"), width=12, read=cells.whole(1, 1000),
               synonyms=("最多在办", "上限")),
    )  # fmt: skip


def check_advisers(ground: Ground) -> Check:
    """Finds accounts and fields."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        names = [row.values["username"] for row in good]
        users = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
        kept = {
            each.user.username: each
            for each in Adviser.objects.filter(
                campaign=ground.campaign, until=None, user__username__in=names
            ).select_related("user")
        }
        for row in good:
            _judge(row, ground, users.get(row.values["username"]), kept.get(row.values["username"]))

    return judge


def _judge(row: Row, ground: Ground, user: User | None, before: Adviser | None) -> None:
    chosen = _fields(ground.campaign, row.values["fields"])
    if user is None or not user.holds(P.ADVICE_ANSWER):
        ground.fault(row, "username", _("There is no account of that name that answers."), "unknown")
    if not chosen:
        ground.fault(row, "fields", _("Write fields of the pack, parted by 、"), "unknown")
    elif user is not None:
        known = {each.key: each for each in ground.campaign.pack.advice.fields}
        if wrong := [known[key].name for key in chosen if known[key].by not in user.role_keys]:
            words = _("This field is answered by another role: %(field)s.") % {"field": wrong[0]}
            ground.fault(row, "fields", words)
    if row.faults:
        return
    now = (chosen, row.values.get("about") or "", row.values.get("most"))
    row.target = before.pk if before else None
    was = (before.fields, before.about, before.most) if before else None
    row.verdict = Verdict.NEW if was is None else Verdict.SAME if was == now else Verdict.CHANGED
    row.changes = {"fields": [was[0], now[0]]} if was and was[0] != now[0] else {}


@transaction.atomic
def apply_advisers(work: Work) -> Counts:
    """Each by the action."""
    counts = {Verdict.NEW: 0, Verdict.CHANGED: 0}
    for row in work.rows():
        said = row.values
        advisers.put(
            campaign=work.campaign, user=User.objects.get(username=said["username"]), fields=_fields(work.campaign, said["fields"]),
            about=said.get("about") or "", most=said.get("most"), by=work.by,
        )  # fmt: skip
        counts[Verdict(row.verdict)] += 1
    return Counts(new=counts[Verdict.NEW], changed=counts[Verdict.CHANGED])


def duty_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a roster of duties carries."""
    return (
        Column(key="username", name=gettext_lazy("Account"), required=True, width=18, read=cells.text(150), synonyms=("账号", "用户名")),
        Column(key="day", name=gettext_lazy("Day"), required=True, width=12, read=cells.day, synonyms=("日期", "值班日期")),
        Column(key="begins", name=gettext_lazy("Begins"), required=True, width=10, read=cells.text(5), synonyms=("开始", "开始时间")),
        Column(key="ends", name=gettext_lazy("Ends at"), required=True, width=10, read=cells.text(5), synonyms=("结束", "结束时间")),
    )  # fmt: skip


def _span(said: dict[str, Any]) -> tuple[dt.datetime, dt.datetime] | None:
    """The duty's two moments; one that ends before it begins goes on until the next day."""
    try:
        first, last = (dt.time.fromisoformat(said[name].zfill(5)) for name in ("begins", "ends"))
    except ValueError:
        return None
    day = dt.date.fromisoformat(said["day"])
    until = day if last > first else day + dt.timedelta(days=1)
    return clock.at(day, first.hour, first.minute), clock.at(until, last.hour, last.minute)


def check_duties(ground: Ground) -> Check:
    """Finds advisers and reads the hours."""
    rows_of = Adviser.objects.filter(campaign=ground.campaign, until=None).select_related("user")
    known = {each.user.username: each for each in rows_of}

    def judge(rows: list[Row]) -> None:
        for row in [each for each in rows if not each.is_bad]:
            adviser, span = known.get(row.values["username"]), _span(row.values)
            if adviser is None:
                ground.fault(row, "username", _("Nobody of that account advises here."), "unknown")
            if span is None:
                ground.fault(row, "begins", _("Write hours like 08:00 and 20:00."))
            if adviser is not None and span is not None:
                there = Duty.objects.filter(adviser=adviser, begins_at=span[0], ends_at=span[1]).exists()
                row.target, row.verdict = adviser.pk, Verdict.SAME if there else Verdict.NEW

    return judge


@transaction.atomic
def apply_duties(work: Work) -> Counts:
    """Each by the action."""
    new = 0
    for row in work.rows():
        span = _span(row.values)
        if span is not None:
            adviser = Adviser.objects.select_related("campaign__pack_version", "campaign__jurisdiction", "user").get(
                pk=row.target_id or 0
            )
            advisers.roster(adviser=adviser, begins_at=span[0], ends_at=span[1], by=work.by)
            new += 1
    return Counts(new=new)


def may(user: Any, campaign: Campaign) -> bool:
    """The desk, where there is advice."""
    return bool(campaign.pack.advice.is_used and steers(user, campaign))


register(
    SheetKind(
        key="advisers", name=gettext_lazy("Advisers"), columns=adviser_columns, identify=("username",), check=check_advisers,
        apply=apply_advisers, may=may, about=gettext_lazy("A row for each adviser: the account and the fields."),
        after_url="advice:advisers",
    )
)  # fmt: skip
register(
    SheetKind(
        key="advice_duties", name=gettext_lazy("Duties of advisers"), columns=duty_columns, identify=("username", "day", "begins"),
        check=check_duties, apply=apply_duties, may=may, about=gettext_lazy("A row for each duty: account, day, hours."),
        after_url="advice:advisers",
    )
)  # fmt: skip
