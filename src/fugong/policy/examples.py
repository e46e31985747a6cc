"""Examples that a pack carries with itself: facts in, decision out, with the source. They are the pack's own tests."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from fugong.core.errors import Fault
from fugong.policy import files
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
    figure: str = ""
    """Key of an indicator, with `numerator` and `denominator` to try it on."""
    numerator: int | None = None
    denominator: int | None = None
    expect: dict[str, Any]


def tried(pack: Pack, source: files.Source) -> tuple[int, list[Fault]]:
    """How many examples there are, and what came out otherwise than they say."""
    faults = [fault for at, given in enumerate(source.examples) for fault in _one(pack, source, at, given)]
    return len(source.examples), faults


def _one(pack: Pack, source: files.Source, at: int, given: dict[str, Any]) -> Iterator[Fault]:
    where = f"{source.key}/examples.toml [{at + 1}]"
    try:
        example = Example.model_validate(given)
    except ValidationError as mistakes:
        for mistake in mistakes.errors():
            yield Fault(f"{where} {'.'.join(map(str, mistake['loc']))}", str(mistake["msg"]))
        return
    where = f"{where} {example.name}"
    unknown = [key for key in example.facts if f"e.{key}" not in pack.registry.scope.facts]
    for key in unknown:
        known = [name.removeprefix("e.") for name in pack.registry.scope.facts]
        yield Fault(f"{where} facts.{key}", _("there is no such fact") + closest(key, known))
    if not unknown:
        yield from _compared(where, example.expect, answers(pack, example))


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
            yield Fault(f"{where} expect.{key}", _("there is no such outcome") + closest(key, got))
        elif got[key] != value:
            words = {"expected": value, "got": got[key]}
            yield Fault(f"{where} expect.{key}", _("expected %(expected)s, but the rules give %(got)s") % words)
