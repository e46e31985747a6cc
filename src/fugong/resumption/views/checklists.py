"""A checklist on the page: its items with what was answered, and what was typed as answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fugong.accounts.pages import PageRequest
from fugong.core.errors import Refused
from fugong.resumption import measured, rules
from fugong.resumption.actions.verifications import Said
from fugong.resumption.checklist import Aspect, Checklist, Item
from fugong.resumption.models import Verification
from fugong.resumption.words import ANSWER


@dataclass
class ItemLine:
    """A measure with its answer, and with what the enterprise said of itself."""

    item: Item
    answer: str = ""
    note: str = ""
    value: str = ""
    fault: str = ""
    value_fault: str = ""
    own: str = ""

    @property
    def limits(self) -> str:
        return measured.limits(self.item)


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


def answers_from(request: PageRequest) -> dict[str, Said]:
    """Item → what was answered, from fields `i-<key>`, `n-<key>` and `v-<key>`."""
    keys = dict.fromkeys(name[2:] for name in request.POST if name[:2] in ("i-", "n-", "v-"))
    return {key: Said(*(request.POST.get(f"{field}-{key}", "") for field in "inv")) for key in keys}


def uid_from(request: PageRequest) -> UUID | None:
    """The form's own number, so that sending it twice keeps one."""
    try:
        return UUID(request.POST.get("uid", ""))
    except ValueError:
        return None


def _answers(verification: Verification | None) -> dict[str, Said]:
    rows: Any = verification.answers.all() if verification else ()
    return {row.item: Said(row.answer, row.note, row.value) for row in rows}


def _line(item: Item, typed: dict[str, Said], said: dict[str, Said], wrong: dict[str, str]) -> ItemLine:
    given, own = typed.get(item.key, Said()), said.get(item.key, Said())
    return ItemLine(
        item,
        given.answer,
        given.note,
        given.value if isinstance(given.value, str) else measured.plain(given.value),
        wrong.get(item.key, ""),
        wrong.get(f"{item.key}.value", ""),
        " · ".join(filter(None, (str(ANSWER.get(own.answer, "")), _shown(item, own), own.note))),
    )


def _shown(item: Item, said: Said) -> str:
    return "" if isinstance(said.value, str) else measured.shown(item, said.value)
