"""Examples that a pack carries with itself: facts in, decision out, with the source. They are the pack's own tests."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from pydantic import Field, ValidationError

from fugong.core.errors import Fault
from fugong.policy import files, slips
from fugong.policy.facts import closest
from fugong.policy.pack import Pack
from fugong.policy.shapes import Shape, Text


class Example(Shape):
    """One table of `examples.toml`. What is in `expect` is compared; what isn't there doesn't matter."""

    name: Text
    source: Text | None = None
    facts: dict[str, Any] = {}
    """Facts of the enterprise, as conditions name them without `e.`."""
    filing: dict[str, Any] = {}
    """Answers of the form; `kind`, `remote`, `together` too."""
    filed_at: str = ""
    """Wall-clock time at the place: `2020-02-14 10:00`."""
    person: dict[str, Any] = {}
    """Facts of a person, as conditions name them without `p.`; outcomes are class, person_state, card, silent_days."""
    trip: dict[str, Any] = {}
    """Facts of an enterprise’s part of a trip, without `t.`, and `arrives`, the day; outcomes are reimbursement, reimbursed (fen)."""
    demand: str = ""
    """Key of a category of demands; with `filed_at`, also by when it is answered."""
    project: dict[str, Any] = {}
    """`template` and `due` (2020-05-29) of a project, or the `approval` that is handed in at `filed_at`; outcomes are project_due,
    project_starts, milestones, critical; branches, all_through, longest."""
    pass_kind: str = ""
    """Key of a kind of pass; outcomes are pass_decision (approve, refuse, person) and pass_rule."""
    vacancy: dict[str, Any] = {}
    """What an enterprise offers: `trade` (any word for it), `wage_from`, `since`; outcomes are trade, vacancy_faults, check_due."""
    asked: dict[str, Any] = {}
    """Facts of the application for a pass, as conditions name them without `a.`."""
    service: str = ""
    """Key of a service; outcomes are service_may and, with `filed_at` as the acceptance, service_due and service_open."""
    finding: str = ""
    """Key of an item of the lists that isn't in order; with `filed_at`, the moment of issue, also by when a notice is due."""
    failed: int = Field(default=0, ge=0, le=9)
    """How often it was not put right by now."""
    marked: dict[str, Any] = {}
    """`course` and how many answers were `right`; outcomes are exam_questions, exam_passed, certificate_days."""
    report: dict[str, Any] = {}
    """What an enterprise reports, as conditions of doubt name it without `report.`."""
    signal: dict[str, Any] = {}
    """`kind` of signal and what was read, without `signal.`; the outcome is doubts, keys of rules."""
    enquiry: str = ""
    """A question to an adviser; outcomes are advice_field and advised_by."""
    benefit: str = ""
    """Key of a policy of benefits; with `asked_on`. Outcomes are benefit_outcome, benefit_amount, benefit_pieces and more."""
    asked_on: str | dt.date = ""
    """The day on which benefits are asked for: `2020-02-20`."""
    said: dict[str, Any] = {}
    """Facts of benefits without `b.`."""
    workers: dict[str, Any] = {}
    """What is counted of the enterprise’s people, without `w.`."""
    coaches: dict[str, Any] = {}
    """What is counted of its trips, without `c.`."""
    trips: list[dict[str, Any]] = []
    """Its trips, each with facts without `t.`."""
    given_before: str | int | float = 0
    """Yuan that the enterprise got by this policy before."""
    figure: str = ""
    """Key of an indicator, with `numerator` and `denominator` to try it on."""
    numerator: int | None = None
    denominator: int | None = None
    expect: dict[str, Any]


_NEEDS = {
    "due": _lazy("the example needs filed_at"),
    "approval_due": _lazy("the example needs filed_at, and the route within"),
    "answer_due": _lazy("the example needs demand and filed_at"),
    "severity": _lazy("the example needs finding"),
    "follows": _lazy("the example needs finding"),
    "notice_due": _lazy("the example needs finding and filed_at"),
    "milestones": _lazy("the example needs project with template and due"),
    "branches": _lazy("the example needs project with approval, and filed_at"),
    "service_may": _lazy("the example needs service"),
    "service_due": _lazy("the example needs service and filed_at"),
    "service_open": _lazy("the example needs service and filed_at"),
    "prints": _lazy("the example needs figure and numerator"),
    "exam_passed": _lazy("the example needs marked"),
    "certificate_days": _lazy("the example needs marked"),
    "doubts": _lazy("the example needs signal"),
    "advice_field": _lazy("the example needs enquiry"),
    "advised_by": _lazy("the example needs enquiry"),
    "reimbursement": _lazy("the example needs trip"),
    "reimbursed": _lazy("the example needs trip"),
    "benefits": _lazy("the example needs asked_on"),
    "benefits_in_all": _lazy("the example needs asked_on"),
    **{
        f"benefit_{name}": _lazy("the example needs benefit and asked_on")
        for name in ("outcome", "clause", "missing", "amount", "pieces", "shares", "near", "instead")
    },
}
"""Outcomes that are there only where an example gives enough."""


def tried(pack: Pack, source: files.Source) -> tuple[int, list[Fault]]:
    """How many examples there are, and what came out otherwise than they say."""
    faults = [fault for at, given in enumerate(source.examples) for fault in _one(pack, source, at, given)]
    return len(source.examples), faults


def _one(pack: Pack, source: files.Source, at: int, given: dict[str, Any]) -> Iterator[Fault]:
    file = source.locate(files.EXAMPLES, f"{files.EXAMPLES}[{at}]").partition(" ")[0]
    try:
        example = Example.model_validate(given)
    except ValidationError as mistakes:
        for mistake in mistakes.errors():
            known = list(Example.model_fields)
            yield Fault(f"{file} [{at + 1}] {'.'.join(map(str, mistake['loc']))}", slips.in_shape(mistake, known))
        return
    where = f"{file} [{at + 1}] {example.name}"
    wrong = [Fault(f"{where} {path}", message) for path, message in _slips(pack, example)]
    yield from wrong or _compared(where, example.expect, answers(pack, example))


def _slips(pack: Pack, example: Example) -> Iterator[tuple[str, str]]:
    """What the example itself says wrongly: unknown facts and answers, values that they can't have, a time, a figure."""
    facts = pack.resumption.scope.facts
    for section in (pack.workforce, pack.passes, pack.transport, pack.signals):
        facts = facts | section.scope.facts
    facts = pack.benefits.trip_scope.facts | facts
    trip = {key: value for key, value in example.trip.items() if key != "arrives"}
    signal = {key: value for key, value in example.signal.items() if key != "kind"}
    given = (
        ("report", "report.", example.report), ("signal", "signal.", signal),
        ("facts", "e.", example.facts), ("filing", "filing.", example.filing), ("person", "p.", example.person),
        ("trip", "t.", trip), ("asked", "a.", example.asked), ("said", "b.", example.said),
        ("workers", "w.", example.workers), ("coaches", "c.", example.coaches),
        *(("trips", "t.", each) for each in example.trips),
    )  # fmt: skip
    for name, prefix, values in given:
        known = {key.removeprefix(prefix): fact for key, fact in facts.items() if key.startswith(prefix)}
        for key, value in values.items():
            if key not in known:
                yield f"{name}.{key}", _("there is no such fact") + closest(key, known)
            elif message := known[key].refusal(value.isoformat() if isinstance(value, dt.date) else value):
                yield f"{name}.{key}", message
    try:
        _moment(pack, example.filed_at)
    except ValueError:
        yield "filed_at", _('write the time as "2026-03-02 09:30"')
    items = [item.key for each in pack.resumption.checklists for item in each.items]
    indicators = [indicator.key for indicator in pack.figures.indicators]
    for name, what, key, keys in (
        ("figure", _("indicator"), example.figure, indicators),
        ("finding", _("item"), example.finding, items),
        ("benefit", _("policy"), example.benefit, [policy.key for policy in pack.benefits.policies]),
    ):
        if key and key not in keys:
            yield name, _("there is no %(what)s %(key)r") % {"what": what, "key": key} + closest(key, keys)


def answers(pack: Pack, example: Example) -> dict[str, Any]:
    """Every outcome that the sections give for an example."""
    given = example.model_dump(exclude={"name", "source", "expect"})
    given["filed_at"] = _moment(pack, example.filed_at)
    outcomes: dict[str, Any] = {}
    for section in pack.sections.values():
        outcomes |= section.answers(given)
    return outcomes


def _moment(pack: Pack, text: str) -> dt.datetime | None:
    if not text:
        return None
    return dt.datetime.fromisoformat(text).replace(tzinfo=pack.calendar.working_time.zone)


def _compared(where: str, expect: dict[str, Any], got: dict[str, Any]) -> Iterator[Fault]:
    for key, value in expect.items():
        if key not in got:
            message = _NEEDS.get(key) or _("there is no such outcome")
            yield Fault(f"{where} expect.{key}", str(message) + closest(key, got))
        elif got[key] != value:
            words = {"expected": value, "got": got[key]}
            yield Fault(f"{where} expect.{key}", _("expected %(expected)s, but the rules give %(got)s") % words)
