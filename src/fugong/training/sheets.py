"""Sheets that come in: the question bank, and people to be signed up for a course."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells, staging
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row
from fugong.training.actions import bank, signups
from fugong.training.actions.bank import LETTERS
from fugong.training.actions.signups import Who
from fugong.training.models import Course, Question, Trainee
from fugong.training.models.bank import DIFFICULTIES, KINDS

KIND_WORDS = {
    "single": (KINDS["single"], "单选", "单选题", "单项选择题", "single"),
    "multiple": (KINDS["multiple"], "多选", "多选题", "多项选择题", "multiple"),
    "true_false": (KINDS["true_false"], "判断", "判断题", "true_false"),
}
DIFFICULTY_WORDS = {
    "1": (DIFFICULTIES[1], "易", "简单", "1"),
    "2": (DIFFICULTIES[2], "中", "中等", "2"),
    "3": (DIFFICULTIES[3], "难", "困难", "3"),
}
FURTHER = ("en", "ja", "ko")
OFFERED = LETTERS[:6]
TRUE_WORDS = {
    "正确": "A",
    "对": "A",
    "√": "A",
    "TRUE": "A",
    "T": "A",
    "错误": "B",
    "错": "B",
    "×": "B",
    "FALSE": "B",
    "F": "B",
}


def question_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a list of questions carries; further languages stand in columns of their own."""
    topics = campaign.pack.training.topics
    columns = [
        Column(key="number", name=gettext_lazy("Number"), required=True, width=10, read=cells.text(20),
               synonyms=("题号", "编号", "序号")),
        Column(key="topic", name=gettext_lazy("Topic"), required=True, width=18, synonyms=("知识点", "主题", "类别"),
               read=cells.choice({each.key: (*each.name.by_language.values(), each.key) for each in topics}),
               choices=tuple(each.name for each in topics)),
        Column(key="kind", name=gettext_lazy("Kind of question"), required=True, width=12, read=cells.choice(KIND_WORDS),
               synonyms=("题型",), choices=tuple(KINDS.values())),
        Column(key="difficulty", name=gettext_lazy("Difficulty"), width=10, read=cells.choice(DIFFICULTY_WORDS),
               synonyms=("难度",), choices=tuple(DIFFICULTIES.values())),
        Column(key="zh", name=gettext_lazy("Question"), required=True, width=60, read=cells.text(500),
               synonyms=("题目", "题干", "试题")),
        *(Column(key=f"zh_{letter}", name=letter, width=24, read=cells.text(200), synonyms=(f"选项{letter}",),
                 example=_("Example %(n)s") % {"n": letter} if letter in "AB" else "") for letter in OFFERED),
        Column(key="right", name=gettext_lazy("Right answer"), required=True, width=10, read=cells.text(10), example="A",
               second="AB", synonyms=("答案", "正确答案"),
               help=gettext_lazy("The letter; all letters one after the other where several are right")),
    ]  # fmt: skip
    for language in FURTHER:
        columns.append(Column(key=language, name=f"{language.upper()}", width=60, read=cells.text(500)))
        columns += [
            Column(key=f"{language}_{letter}", name=f"{language.upper()} {letter}", width=24, read=cells.text(200))
            for letter in OFFERED
        ]
    return tuple(columns)


def values_of(said: dict[str, Any]) -> dict[str, Any]:
    """A row of a sheet as the action takes a question."""
    languages = ("zh", *FURTHER)
    options = [
        {each: said.get(f"{each}_{letter}") for each in languages} for letter in OFFERED if said.get(f"zh_{letter}")
    ]
    right = str(said.get("right") or "").upper().strip()
    return {
        "number": said["number"], "topic": said["topic"], "kind": said["kind"], "difficulty": int(said.get("difficulty") or 1),
        "texts": {each: said.get(each) for each in languages}, "options": options,
        "right": TRUE_WORDS.get(right, right) if said["kind"] == "true_false" else right,
    }  # fmt: skip


def row_of(question: Question) -> dict[str, Any]:
    """A question as a row of the sheet."""
    found: dict[str, Any] = {
        "number": question.number, "topic": question.topic_name, "kind": question.kind_name,
        "difficulty": question.difficulty_name, "right": "".join(LETTERS[at] for at in sorted(question.right())),
        **question.texts,
    }  # fmt: skip
    for at, option in enumerate(question.options):
        found |= {f"{language}_{LETTERS[at]}": text for language, text in option["text"].items()}
    return found


def check_questions(ground: Ground) -> Check:
    """Each row as the action would take it, against what is in the bank."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        numbers = [row.values["number"] for row in good]
        kept = Question.objects.filter(campaign=ground.campaign, ended_at=None, number__in=numbers)
        known = {each.number: each for each in kept}
        for row in good:
            _judge_question(row, ground, known.get(row.values["number"]))

    return judge


def _judge_question(row: Row, ground: Ground, before: Question | None) -> None:
    try:
        said = bank.checked(ground.campaign, values_of(row.values))
    except Refused as refusal:
        places = {"options": "zh_A", "text_zh": "zh"}
        row.faults += [
            Fault(ground.cell(places.get(each.where, each.where), row), each.message) for each in refusal.faults
        ]
        return
    row.target = before.pk if before else None
    if before is None:
        row.verdict = Verdict.NEW
        return
    changed = [name for name, value in said.items() if getattr(before, name) != value]
    row.changes = {name: [str(getattr(before, name))[:60], str(said[name])[:60]] for name in changed}
    row.verdict = Verdict.CHANGED if changed else Verdict.SAME


@transaction.atomic
def apply_questions(work: Work) -> Counts:
    """Each by the action."""
    new = changed = 0
    for row in work.rows():
        bank.put(campaign=work.campaign, values=values_of(row.values), by=work.by)
        new += row.verdict == Verdict.NEW
        changed += row.verdict == Verdict.CHANGED
    return Counts(new=new, changed=changed)


def trainee_columns(campaign: Campaign) -> tuple[Column, ...]:
    """What a list of people for courses carries."""
    return (
        Column(key="course", name=gettext_lazy("Course"), required=True, width=36, read=cells.text(120),
               synonyms=("培训课程", "课程", "课程名称", "培训班", "培训名称")),
        Column(key="name", name=pgettext_lazy("of a person", "Name"), required=True, width=14, read=cells.text(60), personal=True,
               synonyms=("姓名", "学员姓名", "人员姓名", "参训人员", "学员")),
        Column(key="phone", name=gettext_lazy("Telephone"), width=16, read=cells.telephone, personal=True,
               synonyms=("手机", "手机号", "联系电话", "电话")),
        Column(key="username", name=gettext_lazy("Account"), width=18, read=cells.text(150), synonyms=("账号", "用户名")),
        Column(key="uscc", name=gettext_lazy("Credit code of the enterprise"), width=22, read=cells.credit_code,
               synonyms=("统一社会信用代码", "信用代码")),
    )  # fmt: skip


def check_trainees(ground: Ground) -> Check:
    """Finds course, account, enterprise; who is on the course already is the same."""
    courses = {
        text: course
        for course in Course.objects.filter(campaign=ground.campaign, state="open").order_by("pk")
        for text in (course.key, *course.names.values())
        if text
    }

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        names = [row.values["username"] for row in good if row.values.get("username")]
        users = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
        codes = [row.values["uscc"] for row in good if row.values.get("uscc")]
        firms = set(_firms(ground.campaign, codes).values_list("uscc", flat=True))
        for row in good:
            _judge_trainee(row, ground, courses, users, firms)

    return judge


def _firms(campaign: Campaign, codes: list[str]) -> Any:
    return Enterprise.objects.filter(uscc__in=codes, enrolments__campaign=campaign)


def _judge_trainee(
    row: Row, ground: Ground, courses: dict[str, Course], users: dict[str, User], firms: set[str]
) -> None:
    values = row.values
    course = courses.get(values["course"])
    if course is None:
        ground.fault(row, "course", _("No open course is called so."), "unknown")
    if values.get("username") and values["username"] not in users:
        ground.fault(row, "username", _("There is no such account."), "unknown")
    if not values.get("username") and not values.get("phone"):
        ground.fault(row, "phone", _("Write the telephone number, or the account."))
    if values.get("uscc") and values["uscc"] not in firms:
        ground.fault(row, "uscc", _("No enterprise of this campaign has this code."), "unknown")
    if row.faults or course is None:
        return
    known = Trainee.objects.filter(course=course).exclude(state="withdrawn")
    if values.get("username"):
        known = known.filter(user=users[values["username"]])
    else:
        index, phone = signups.name_index(values["name"]), signups.phone_index(values["phone"])
        known = known.filter(name_index=index, phone_index=phone)
    row.verdict = Verdict.SAME if known.exists() else Verdict.NEW


@transaction.atomic
def apply_trainees(work: Work) -> Counts:
    """Each by the action."""
    new = 0
    for row in work.rows():
        said = {**row.values, **staging.personal(row)[1]}
        course = next(
            each
            for each in Course.objects.filter(campaign=work.campaign, state="open").select_related(
                "campaign__pack_version", "campaign__jurisdiction", "pack_version"
            )
            if said["course"] in (each.key, *each.names.values())
        )
        user = User.objects.get(username=said["username"]) if said.get("username") else None
        firm = _firms(work.campaign, [said["uscc"]]).first() if said.get("uscc") else None
        who = Who(name=said["name"], phone=said.get("phone") or "", user=user)
        signups.sign_up(course=course, who=who, by=work.by, enterprise=firm, via="sheet")
        new += 1
    return Counts(new=new)


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps the training, where there is any."""
    return bool(campaign.pack.training.is_used and user.holds(P.TRAINING_MANAGE))


register(
    SheetKind(
        key="exam_questions", name=gettext_lazy("Question bank"), columns=question_columns, identify=("number",),
        check=check_questions, apply=apply_questions, may=may,
        about=gettext_lazy("A row for each question, with its options and the letters of those that are right."),
        after_url="training:bank",
    )
)  # fmt: skip
register(
    SheetKind(
        key="trainees", name=gettext_lazy("People for courses"), columns=trainee_columns,
        identify=("course", "name", "phone", "username"), check=check_trainees, apply=apply_trainees, may=may, forgets=True,
        about=gettext_lazy("A row for each person and course: name and telephone, or the account."),
        after_url="training:register",
    )
)  # fmt: skip
