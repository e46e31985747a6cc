"""A try's paper as the person sees it: in their language, in its own order, and what was right only afterwards."""

from __future__ import annotations

from typing import Any

from fugong.core import languages
from fugong.training import marking
from fugong.training.models import Question, Sitting


def shown(sitting: Sitting, *, only: int | None = None, with_right: bool = False) -> list[dict[str, Any]]:
    """Questions in the order of the paper; `with_right` says which options are right and whether the answer was.

    While a try runs nothing of that is in what this gives, so it can't be in the page.
    """
    known = Question.objects.in_bulk([part["q"] for part in sitting.paper])
    found = []
    for at, part in enumerate(sitting.paper):
        if only is not None and at != only:
            continue
        question = known[part["q"]]
        chosen = set(sitting.answers.get(str(at), ()))
        item: dict[str, Any] = {
            "place": at, "number": at + 1, "text": str(question), "kind": question.kind, "kind_name": question.kind_name,
            "many": question.kind == "multiple", "answered": bool(chosen),
            "options": [
                {"place": place, "letter": "ABCDEFGH"[place], "text": languages.pick(question.options[stored]["text"]),
                 "chosen": stored in chosen, "right": with_right and question.options[stored]["right"]}
                for place, stored in enumerate(part["o"])
            ],
        }  # fmt: skip
        if with_right:
            item |= {"struck": at in sitting.struck, "good": at in sitting.struck or marking.is_right(question, chosen)}
        found.append(item)
    return found
