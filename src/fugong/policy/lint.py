"""Everything that can be said about a pack without running it: its mistakes, and what someone should look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.errors import Fault
from fugong.policy import examples, files
from fugong.policy.pack import Pack, checked
from fugong.policy.report import PackFaulty, Report
from fugong.policy.shapes import Keyed, Shape, Text


@dataclass(frozen=True)
class Finding:
    """What was found in one pack. `ready` packs can be put to work; `notes` say what is in order and easily overlooked."""

    key: str
    faults: list[Fault] = field(default_factory=list)
    examples: int = 0
    notes: list[Fault] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not any(fault.level == "error" for fault in self.faults)


def look(key_or_path: str) -> Finding:
    """Lint one pack: shape, references, conditions, clocks, routes, texts, languages."""
    try:
        source = files.read(files.find(key_or_path))
        if source.content["pack"].get("abstract"):
            return Finding(source.key)  # seen through the packs that inherit from it
        pack, remarks = checked(source)
    except PackFaulty as refusal:
        return Finding(key_or_path, refusal.faults)
    report = Report(source.locate)
    _lacking_languages(pack, report)
    if not source.examples:
        report.section(files.EXAMPLES).warn("", _("no examples: nothing proves that the pack says what was meant"))
    warnings, notes = ([each for each in remarks if each.level == level] for level in ("warning", "note"))
    return Finding(pack.key, [*warnings, *report.faults], notes=notes)


def try_examples(key_or_path: str) -> Finding:
    """Run the examples that a pack carries. Its own mistakes come first."""
    finding = look(key_or_path)
    source = files.read(files.find(key_or_path)) if finding.ready else None
    if source is None or source.content["pack"].get("abstract"):
        return finding
    pack, _remarks = checked(source)
    count, faults = examples.tried(pack, source)
    return Finding(pack.key, faults, count)


def _lacking_languages(pack: Pack, report: Report) -> None:
    wanted = pack.places.languages
    for name, section in pack.sections.items():
        report.section(name)
        for path, text in _texts(section, ""):
            lacking = [language for language in wanted if language not in text.by_language]
            if lacking:
                report.warn(path, _("lacks: %(languages)s") % {"languages": ", ".join(lacking)})


def _texts(value: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Every text below `value` with its path."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Shape):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path}[{item.key if isinstance(item, Keyed) else at}]")
