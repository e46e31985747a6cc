"""A pack, loaded: frozen, checked, and known by the digest of its content."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from fugong.core import languages
from fugong.core.errors import Fault
from fugong.policy import clocks, files, sections, slips
from fugong.policy.calendar import Calendar
from fugong.policy.clocks import Clock, Interval
from fugong.policy.facts import closest
from fugong.policy.report import PackFaulty, Report
from fugong.policy.shapes import Key, Section, Shape, Text


class Header(Shape):
    """`pack.toml`: what the pack is called, what it builds on, where its rules come from."""

    key: Key
    name: Text
    version: str = "1"
    inherits: str = ""
    abstract: bool = False
    """Only there to be inherited from; it can't be put to work."""
    source: Text | None = None
    """The paper or page that the rules were taken from."""
    from_date: dt.date | None = None
    maintained_by: Text | None = None


class Pack:
    """The rules of one place. Sections are attributes: `pack.registry`, `pack.resumption`, `pack.figures`, `pack.places`."""

    def __init__(self, content: dict[str, Any], header: Header, parts: dict[str, Section]) -> None:
        self.content = content
        self.header = header
        self.sections = parts
        self.digest = digest(content)
        for part in parts.values():
            part.bind(self)

    @property
    def key(self) -> str:
        return self.header.key

    @property
    def name(self) -> Text:
        return self.header.name

    @property
    def calendar(self) -> Calendar:
        section = self.sections["calendar"]
        assert isinstance(section, Calendar)
        return section

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["sections"][name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """Text key → language → Markdown."""
        return self.content["texts"]

    def text(self, key: str, language: str | None = None) -> str:
        """A longer text as Markdown, in `language` or the reader's, else in Chinese. KeyError where there is none."""
        return languages.pick(self.texts[key], language)

    def clock(self, within: str) -> Clock:
        """The clock that a `within` of this pack names or spells: `pack.clock(step.within)`."""
        return self.calendar.clock(within)

    def due(self, start: dt.datetime, within: str, suspended: Iterable[Interval] = ()) -> dt.datetime:
        """When something that began at `start` (aware) is due, in this place's working time; suspended time given back."""
        return clocks.due(start, self.clock(within), self.calendar.working_time, suspended)

    def __repr__(self) -> str:
        return f"<Pack {self.key}@{self.digest[:8]}>"


def canonical(content: dict[str, Any]) -> str:
    """Content as the one JSON text that its digest is taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def build(content: dict[str, Any], locate: Callable[[str, str], str] | None = None) -> Pack:
    """The pack that `content` describes. Raises PackFaulty naming every mistake of shape at once."""
    report = Report(locate or (lambda section, path: f"{section}.{path}"))
    known = sections.all_sections()
    header = _shaped(Header, content["pack"], report.section("pack"))
    for name in content["sections"].keys() - known.keys():
        report.section(name).error("", _("there is no such section") + closest(name, known))
    parts = {
        name: _shaped(model, content["sections"].get(name, {}), report.section(name)) for name, model in known.items()
    }
    if report.errors:
        raise PackFaulty(content["pack"].get("key", ""), report.errors)
    return Pack(content, header, parts)


def checked(source: files.Source) -> tuple[Pack, list[Fault]]:
    """The pack of `source`, its warnings and notes. Raises PackFaulty where it can't be used."""
    pack = build(source.content, source.locate)
    report = Report(source.locate, source.key)
    if pack.key != source.key:
        report.section("pack").error("key", _("the key must be the folder's name, %(name)r") % {"name": source.key})
    for name, section in pack.sections.items():
        _check_replaced(type(section), source.replaced.get(name, ()), report.section(name))
        section.check(report)
    if report.errors:
        raise PackFaulty(pack.key, report.errors)
    return pack, report.remarks


def _check_replaced(model: type[Any], replaced: Any, report: Report) -> None:
    """Whatever `replace` names must be something that the section can have."""
    if not isinstance(replaced, list | tuple) or not all(isinstance(path, str) for path in replaced):
        report.error("replace", _('must be a list of names: ["routes", "bulletin.sections"]'))
        return
    for path in replaced:
        *above, last = path.split(".")
        known = fields_at(model, tuple(above))
        if last not in known:
            report.error("replace", _("there is no %(name)r to replace") % {"name": path} + closest(last, known))


def _shaped(model: type[Any], given: dict[str, Any], report: Report) -> Any:
    try:
        return model.model_validate(given)
    except ValidationError as mistakes:
        found = mistakes.errors()
        for mistake in found:
            if mistake["type"] == "too_short" and any(_is_inside(other["loc"], mistake["loc"]) for other in found):
                continue  # its items are there, and each has its own mistake
            report.error(_path(given, mistake["loc"]), _words(mistake, model))
        return None


def _is_inside(inner: tuple[str | int, ...], outer: tuple[str | int, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _path(given: Any, location: tuple[str | int, ...]) -> str:
    """`("segments", 2, "when")` as `segments[key_industrial].when`: by key where the item has one."""
    path = ""
    for part in location:
        given = _inside(given, part)
        if isinstance(part, int):
            path += f"[{given.get('key', part) if isinstance(given, dict) else part}]"
        else:
            path += f".{part}" if path else part
    return path


def _inside(given: Any, part: str | int) -> Any:
    try:
        return given[part]
    except (KeyError, IndexError, TypeError):
        return None


def _words(mistake: Any, model: type[Any]) -> str:
    """Pydantic's finding in plain words."""
    known = fields_at(model, mistake["loc"][:-1]) if mistake["type"] == "extra_forbidden" else []
    return slips.in_shape(mistake, known)


def fields_at(model: Any, location: tuple[str | int, ...]) -> list[str]:
    """The keys that a table may have at `location` inside `model`."""
    schema = model.model_json_schema()
    here = schema
    for part in location:
        here = _resolved(schema, here)
        here = here.get("items", {}) if isinstance(part, int) else here.get("properties", {}).get(part, {})
    return list(_resolved(schema, here).get("properties", {}))


def _resolved(schema: dict[str, Any], here: dict[str, Any]) -> dict[str, Any]:
    for option in here.get("anyOf", ()):
        if "$ref" in option or "properties" in option:
            here = option
            break
    return schema["$defs"][here["$ref"].rpartition("/")[2]] if "$ref" in here else here
