"""A visit as people read it: under its list's headings as they stood that day, each item with its evidence and editions."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from fugong.inspections.models import Evidence, Visit, VisitItem
from fugong.inspections.words import ON_FAIL
from fugong.policy.loaded import for_version
from fugong.policy.pack import Pack
from fugong.resumption import measured
from fugong.resumption.checklist import Checklist, Item
from fugong.resumption.models import ChecklistAnswer, Verification


@dataclass
class Line:
    """An item with what was found, what the enterprise said of itself, and what other editions say."""

    item: Item
    row: VisitItem | None
    files: list[Evidence] = field(default_factory=list)
    own: str = ""
    own_figure: str = ""
    editions: list[dict[str, Any] | None] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether another edition says something else."""
        mine = None if self.row is None else (self.row.passed, self.row.note, self.row.corrected)
        said = [None if each is None else (each["passed"], each["note"], each["corrected"]) for each in self.editions]
        return any(each != mine for each in said)

    @property
    def answer(self) -> str:
        """ok | fault | corrected | none | skipped."""
        if self.row is None:
            return "skipped"
        if self.row.passed is None:
            return "none"
        return "ok" if self.row.passed else "corrected" if self.row.corrected else "fault"

    @property
    def consequence(self) -> str:
        return str(ON_FAIL.get(self.row.on_fail, "")) if self.row is not None else ""


@dataclass
class Section:
    """A heading of a list with its lines."""

    name: Any
    lines: list[Line]

    @property
    def faults(self) -> int:
        return sum(line.answer in ("fault", "corrected") for line in self.lines)


@dataclass
class Filled:
    """One list of a visit. `gone`: the pack version no longer tells the list (it always should)."""

    checklist: Checklist
    sections: list[Section]

    @property
    def looked_at(self) -> int:
        return sum(line.row is not None for section in self.sections for line in section.lines)

    @property
    def asked(self) -> int:
        return sum(len(section.lines) for section in self.sections)


def pack_of(visit: Visit) -> Pack:
    """The rules of that day."""
    return for_version(visit.pack_version)


def filled(visit: Visit) -> list[Filled]:
    """The visit's lists with all their items. A fixed number of queries."""
    rows = {(row.checklist, row.item): row for row in visit.items.all()}
    files: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for each in visit.evidence.all():
        files[(each.checklist, each.item)].append(each)
    own = _own(visit)
    editions = [_answers(edit.content, visit) for edit in visit.edits.all()]
    section = pack_of(visit).inspections
    found = []
    for key in visit.checklists:
        checklist = section.checklist(key)
        found.append(
            Filled(
                checklist,
                [
                    Section(aspect.name, [_line(key, item, rows, files, own, editions) for item in aspect.items])
                    for aspect in checklist.aspects
                ],
            )
        )
    return found


def _line(
    key: str,
    item: Item,
    rows: Any,
    files: dict[tuple[str, str], list[Evidence]],
    own: dict[Any, ChecklistAnswer],
    editions: Any,
) -> Line:
    at = (key, item.key)
    said = own.get(at)
    return Line(
        item,
        rows.get(at),
        files[at] + files[("", item.key)],
        said.answer if said else "",
        measured.shown(item, said.value) if said else "",
        [each.get(at) for each in editions],
    )


def loose_files(visit: Visit) -> list[Evidence]:
    """Evidence of the visit as a whole."""
    return [each for each in visit.evidence.all() if not each.item]


def _answers(content: dict[str, Any], visit: Visit) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["checklist"], each["item"]): each for each in content["answers"]}


def _own(visit: Visit) -> dict[tuple[str, str], ChecklistAnswer]:
    """What the enterprise answered to the same lists before the visit: its latest self-check of each."""
    rows = Verification.objects.filter(
        campaign=visit.campaign_id,
        enterprise=visit.enterprise_id,
        kind="self",
        checklist__in=visit.checklists,
        at__lte=visit.finished_at,
    ).prefetch_related("answers")
    said: dict[tuple[str, str], ChecklistAnswer] = {}
    for row in sorted(rows, key=lambda each: each.at):
        said |= {(row.checklist, answer.item): answer for answer in row.answers.all()}
    return said
