"""A checklist on the page: its items with what was answered, and what was typed as answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fugong.accounts.pages import PageRequest
from fugong.core.errors import Refused
from fugong.resumption import rules
from fugong.resumption.checklist import Aspect, Checklist, Item
from fugong.resumption.models import Verification
from fugong.resumption.words import ANSWER


@dataclass
class ItemLine:
    """A measure with its answer, and with what the enterprise said of itself."""

    item: Item
    answer: str = ""
    note: str = ""
    fault: str = ""
    own: str = ""
    own_note: str = ""


def lines(
    circumstances: rules.Circumstances,
    checklist: Checklist,
    request: PageRequest,
    refusal: Refused | None = None,
    before: Verification | None = None,
    own: Verification | None = None,
) -> list[tuple[Aspect, list[ItemLine]]]:
    """The items that are asked, under their headings."""
    asked = {item.key for item in circumstances.items(checklist)}
    typed = answers_from(request) if request.method == "POST" else _answers(before)
    said = _answers(own)
    wrong = {fault.where: fault.message for fault in refusal.faults} if refusal else {}
    found = []
    for aspect in checklist.aspects:
        rows = [_line(item, typed, said, wrong) for item in aspect.items if item.key in asked]
        if rows:
            found.append((aspect, rows))
    return found


def answers_from(request: PageRequest) -> dict[str, tuple[str, str]]:
    """Item → (answer, note), from fields `i-<key>` and `n-<key>`."""
    return {
        name[2:]: (str(value), request.POST.get(f"n-{name[2:]}", ""))
        for name, value in request.POST.items()
        if name.startswith("i-")
    }


def uid_from(request: PageRequest) -> UUID | None:
    """The form's own number, so that sending it twice keeps one."""
    try:
        return UUID(request.POST.get("uid", ""))
    except ValueError:
        return None


def _answers(verification: Verification | None) -> dict[str, tuple[str, str]]:
    rows: Any = verification.answers.all() if verification else ()
    return {row.item: (row.answer, row.note) for row in rows}


def _line(
    item: Item, typed: dict[str, tuple[str, str]], said: dict[str, tuple[str, str]], wrong: dict[str, str]
) -> ItemLine:
    answer, note = typed.get(item.key, ("", ""))
    own, own_note = said.get(item.key, ("", ""))
    return ItemLine(item, answer, note, wrong.get(item.key, ""), str(ANSWER.get(own, "")), own_note)
