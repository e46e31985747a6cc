"""The question bank: added, changed (a new row; the old one stays for old tries), taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.training.actions.held import require, tidy
from fugong.training.models import Question
from fugong.training.models.bank import DIFFICULTIES, KINDS

LANGUAGES = ("zh", "en", "ja", "ko")
LETTERS = "ABCDEFGH"
TRUE_FALSE = (
    {"zh": "正确", "en": "True", "ja": "正しい", "ko": "맞음"},
    {"zh": "错误", "en": "False", "ja": "誤り", "ko": "틀림"},
)


@transaction.atomic
def put(*, campaign: Campaign, values: Mapping[str, Any], by: User | None) -> Question:
    """Adds the question, or changes the one of this number. `values`: number, topic, kind, difficulty, texts (language → text),
    options (list of language → text), right (letters, `AC`; for true_false `A` is true). The same again changes nothing.

    Raises NotAllowed, Refused with each fault at its field.
    """
    require(P.TRAINING_MANAGE, campaign, by)
    said = checked(campaign, values)
    before = (
        Question.objects.select_for_update().filter(campaign=campaign, number=said["number"], ended_at=None).first()
    )
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return before
    if before is not None:
        Question.objects.filter(pk=before.pk).update(ended_at=clock.now())
    made = Question.objects.create(campaign=campaign, added_at=clock.now(), added_by=by, **said)
    verb = "exam_question.change" if before is not None else "exam_question.add"
    record(verb, made, by=by, as_name="" if by else "installation", number=made.number)
    return made


def checked(campaign: Campaign, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a question. Raises Refused."""
    faults: list[Fault] = []
    kind, topic = str(values.get("kind", "")), str(values.get("topic", ""))
    number, texts = tidy(str(values.get("number", "")), 20), _texts(values.get("texts") or {}, 500)
    if not number:
        faults.append(Fault("number", _("Write a number.")))
    if topic not in {each.key for each in campaign.pack.training.topics}:
        faults.append(Fault("topic", _("There is no such topic here.")))
    if kind not in KINDS:
        faults.append(Fault("kind", _("Choose one.")))
    if values.get("difficulty") not in DIFFICULTIES:
        faults.append(Fault("difficulty", _("From 1 to 3.")))
    if not texts:
        faults.append(Fault("text_zh", _("Write the question.")))
    options = _options(kind, values.get("options") or [])
    right = {LETTERS.index(each) for each in str(values.get("right", "")).upper() if each in LETTERS}
    faults += _unmarkable(kind, len(options), right)
    if faults:
        raise Refused(_("Something in the question doesn’t fit yet."), fields=faults)
    return {
        "number": number, "topic": topic, "kind": kind, "difficulty": values["difficulty"], "texts": texts,
        "options": [{"text": each, "right": at in right} for at, each in enumerate(options)],
    }  # fmt: skip


def _unmarkable(kind: str, options: int, right: set[int]) -> list[Fault]:
    if options < 2:
        return [Fault("options", _("Write two options at least."))]
    if not right or max(right) >= options:
        return [Fault("right", _("Say which options are right, by their letters."))]
    if kind != "multiple" and len(right) != 1:
        return [Fault("right", _("One option is right, no more."))]
    if kind == "multiple" and len(right) < 2:
        return [Fault("right", _("Several options are right: write their letters."))]
    return []


def _texts(said: Mapping[str, Any], most: int) -> dict[str, str]:
    return {each: text for each in LANGUAGES if (text := tidy(str(said.get(each) or ""), most))}


def _options(kind: str, said: Any) -> list[dict[str, str]]:
    if kind == "true_false":
        return [dict(each) for each in TRUE_FALSE]
    return [each for option in said[: len(LETTERS)] if (each := _texts(option, 200))]


@transaction.atomic
def take_out(*, question: Question, by: User) -> None:
    """It is drawn no more; tries that were made with it stay."""
    require(P.TRAINING_MANAGE, question.campaign, by)
    if not Question.objects.filter(pk=question.pk, ended_at=None).update(ended_at=clock.now()):
        raise Conflict(_("This question was taken out already."))
    record("exam_question.take_out", question, by=by, number=question.number)
