"""Sheets that come in: specialists with their training, and a laboratory's results."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row
from fugong.testing.actions import results, specialists
from fugong.testing.actions.results import Given
from fugong.testing.models import Specialist, Tube


def _signed(word: str, *signs: str) -> tuple[str, ...]:
    """A result with its sign, as it is printed: 阴性(-), 阴性（－）, (-), -."""
    printed = [form for sign in signs for form in (f"({sign})", f"（{sign}）", sign)]
    return (word, *(word + form for form in printed), *printed)


RESULTS: dict[str, tuple[Any, ...]] = {
    "negative": (gettext_lazy("Negative"), *_signed("阴性", "-", "－"), "阴", "未检出", "未检出核酸", "neg"),
    "positive": (gettext_lazy("Positive"), *_signed("阳性", "+", "＋"), "阳", "弱阳性", "检出", "pos"),
    "invalid": (gettext_lazy("Invalid"), "无效", "可疑", "灰区", "不合格"),
}
"""Result → words that laboratories use for it."""


def _kinds(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    return {each.key: tuple(each.name.by_language.values()) for each in campaign.pack.testing.specialists}


def specialist_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a list of specialists carries."""
    return (
        Column(
            key="username", name=gettext_lazy("Account"), read=cells.text(150), required=True,
            synonyms=("账号", "帐号", "用户名", "登录名"), width=18,
        ),
        Column(
            key="kind", name=gettext_lazy("Kind"), read=cells.choice(_kinds(campaign), within=True), required=True,
            synonyms=("专员类型", "类型", "岗位", "类别"), choices=tuple(each.name for each in campaign.pack.testing.specialists),
        ),
        Column(
            key="trained_on", name=gettext_lazy("Trained on"), read=cells.day, past=True, required=True,
            synonyms=("培训日期", "培训时间"),
        ),
        Column(
            key="passed", name=gettext_lazy("Passed"), read=cells.yes_no(("合格", "通过"), ("不合格", "未通过")),
            synonyms=("是否合格", "考核结果", "考核"), help=gettext_lazy("Empty: passed"),
        ),
        Column(key="valid_until", name=gettext_lazy("Valid until"), read=cells.day, synonyms=("有效期至", "有效期")),
        Column(key="trained_by", name=gettext_lazy("Trained by"), read=cells.text(80), synonyms=("培训单位", "组织单位")),
        Column(
            key="uscc", name=gettext_lazy("Credit code of the enterprise"), read=cells.credit_code,
            synonyms=("统一社会信用代码", "信用代码"), width=22,
        ),
    )  # fmt: skip


def check_specialists(ground: Ground) -> Check:
    """Finds accounts and enterprises, and what is known already: three queries a list of rows."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        users = {
            user.username: user
            for user in User.objects.filter(username__in=[row.values["username"] for row in good], is_active=True)
        }
        codes = [row.values["uscc"] for row in good if row.values.get("uscc")]
        seen = Enterprise.objects.visible_to(ground.by, Permission.TESTING_PLAN).filter(
            uscc__in=codes, enrolments__campaign=ground.campaign
        )
        known = set(seen.values_list("uscc", flat=True))
        kept = {
            (each.user.username, each.kind): each
            for each in Specialist.objects.filter(
                campaign=ground.campaign, user__in=users.values(), ended_on=None
            ).select_related("user")
        }
        for row in good:
            _judge_specialist(row, ground, users, known, kept)

    return judge  # fmt: skip


def _judge_specialist(row: Row, ground: Ground, users: dict[str, User], known: set[str], kept: Any) -> None:
    values = row.values
    user = users.get(values["username"])
    if user is None or not user.holds(Permission.SAMPLE_TAKE):
        words = _("There is no account of that name with which samples can be taken.")
        ground.fault(row, "username", words, "unknown")
    if values.get("uscc") and values["uscc"] not in known:
        ground.fault(row, "uscc", _("No enterprise of this campaign has this code."), "unknown")
    if row.faults:
        return
    before = kept.get((values["username"], values["kind"]))
    row.target = before.pk if before else None
    if before is None:
        row.verdict = Verdict.NEW
        return
    now = {"trained_on": values["trained_on"], "passed": values.get("passed") is not False}
    was = {"trained_on": before.trained_on.isoformat(), "passed": before.passed}
    row.changes = {key: [was[key], value] for key, value in now.items() if was[key] != value}
    row.verdict = Verdict.CHANGED if row.changes else Verdict.SAME


@transaction.atomic
def apply_specialists(work: Work) -> Counts:
    """Each row by the action."""
    new = changed = 0
    for row in work.rows():
        values = row.values
        seen = Enterprise.objects.visible_to(work.by, Permission.TESTING_PLAN).filter(
            enrolments__campaign=work.campaign
        )
        specialists.enter(
            campaign=work.campaign, user=User.objects.get(username=values["username"]), kind=values["kind"], by=work.by,
            trained_on=dt.date.fromisoformat(values["trained_on"]), passed=values.get("passed") is not False,
            valid_until=dt.date.fromisoformat(values["valid_until"]) if values.get("valid_until") else None,
            trained_by=values.get("trained_by") or "",
            enterprise=seen.filter(uscc=values["uscc"]).first() if values.get("uscc") else None,
        )  # fmt: skip
        new += row.verdict == Verdict.NEW
        changed += row.verdict == Verdict.CHANGED
    return Counts(new=new, changed=changed)


def result_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a laboratory's list carries."""
    return (
        Column(
            key="tube", name=gettext_lazy("Tube code"), read=cells.text(40), required=True,
            synonyms=("采样管编号", "管号", "样本编号", "条码", "试管编号"), width=22,
        ),
        Column(
            key="result", name=gettext_lazy("Result"), read=cells.choice(RESULTS), required=True,
            synonyms=("检测结果", "结果", "核酸结果"), choices=tuple(words[0] for words in RESULTS.values()),
        ),
    )  # fmt: skip


def check_results(ground: Ground) -> Check:
    """One query a list of rows: the tubes in sight."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        codes = {id(row): "".join(row.values["tube"].split()).upper() for row in good}
        seen = Tube.objects.visible_to(ground.by, Permission.RESULT_ENTER)
        known = {tube.code: tube for tube in seen.filter(campaign=ground.campaign, code__in=list(codes.values()))}
        for row in good:
            tube = known.get(codes[id(row)])
            if tube is None:
                words = _("There is no tube %(code)s here.") % {"code": row.values["tube"]}
                ground.fault(row, "tube", words, "unknown")
            elif tube.state not in ("sealed", "sent", row.values["result"]):
                words = _("This tube is “%(state)s”: no result can be entered.") % {"state": tube.state_name}
                ground.fault(row, "tube", words, "state")
            else:
                row.target = tube.pk
                row.verdict = Verdict.SAME if tube.state == row.values["result"] else Verdict.NEW

    return judge


@transaction.atomic
def apply_results(work: Work) -> Counts:
    """As a list from the interface."""
    rows = [Given("".join(row.values["tube"].split()).upper(), row.values["result"]) for row in work.rows()]
    taken = results.enter_many(campaign=work.campaign, rows=rows, by=work.by, via="sheet")
    if taken.refused:
        raise Refused(taken.faults[0].message)
    return Counts(new=taken.taken)


def may_plan(user: Any, campaign: Campaign) -> bool:
    """Who plans the testing."""
    return bool(user.holds(Permission.TESTING_PLAN))


def may_judge(user: Any, campaign: Campaign) -> bool:
    """Who enters results."""
    return bool(user.holds(Permission.RESULT_ENTER))


register(
    SheetKind(
        key="testing_specialists", name=gettext_lazy("Specialists for testing"), columns=specialist_columns,
        identify=("username", "kind"), check=check_specialists, apply=apply_specialists, may=may_plan,
        about=gettext_lazy("A row for each qualification: whose, which kind, when trained, whether passed."),
        after_url="testing:specialists",
    )
)  # fmt: skip
register(
    SheetKind(
        key="testing_results", name=gettext_lazy("Results of tubes"), columns=result_columns, identify=("tube",),
        check=check_results, apply=apply_results, may=may_judge,
        about=gettext_lazy("A laboratory’s list: a row for each tube with its result."), after_url="testing:tubes",
    )
)  # fmt: skip
