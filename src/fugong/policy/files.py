"""A pack's folder: TOML, Markdown and outlines, put together with what it inherits."""

import copy
import functools
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core.errors import Fault
from fugong.policy import slips
from fugong.policy.facts import closest
from fugong.policy.lines import line_of, unmarked
from fugong.policy.report import PackFaulty
from fugong.policy.shapes import KEY

HEADER = "pack"
EXAMPLES = "examples"
LANGUAGES = ("zh", "en", "ja", "ko")
OWN_DAYS = "calendar.toml"
"""Beside the packs' folders: days off and make-up workdays that hold for every pack of the installation."""


@dataclass(frozen=True)
class Source:
    """A pack as its files say it. `folders` are its own and those it inherits from, nearest first."""

    key: str
    folders: tuple[Path, ...]
    content: dict[str, Any]
    """`{"pack": header, "sections": {name: …}, "texts": {key: {language: markdown}}}`, all JSON."""
    examples: list[dict[str, Any]] = field(default_factory=list)
    replaced: dict[str, Any] = field(default_factory=dict)
    """Section → what its `replace` says, in the pack's own files."""

    def locate(self, section: str, path: str) -> str:
        """`registry.toml:12 segments[key].when`: where a person finds what `path` names."""
        for folder in self.folders:
            for file in _files_of(folder, section):
                if line := line_of(file.read_text("utf-8"), path):
                    return f"{folder.name}/{file.name}:{line} {unmarked(path)}"
        return f"{self.key}/{section}.toml {unmarked(path)}".strip()


def folders() -> dict[str, Path]:
    """Pack key → folder, over all of PACK_FOLDERS; an earlier one hides a later one of the same name."""
    found: dict[str, Path] = {}
    for shelf in settings.PACK_FOLDERS:
        for header in sorted(Path(shelf).glob("*/pack.toml")):
            found.setdefault(header.parent.name, header.parent)
    return found


def find(key_or_path: str) -> Path:
    """The folder of a pack by its key, or by its path. Raises PackFaulty."""
    known = folders()
    if key_or_path in known:
        return known[key_or_path]
    path = Path(key_or_path)
    if (path / "pack.toml").is_file():
        return path.resolve()
    message = _("there is no pack %(key)r") % {"key": key_or_path} + closest(key_or_path, known)
    raise PackFaulty(key_or_path, [Fault("pack.toml", message)])


def read(folder: Path) -> Source:
    """The pack in `folder` with everything it inherits. Raises PackFaulty where a file can't be read."""
    chain = _chain(folder)
    content: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for each in reversed(chain):
        own = _own(each)
        content = _laid_over(content, own)
    _add_own_days(content)
    replaced = {name: part["replace"] for name, part in own["sections"].items() if "replace" in part}
    examples = _toml(folder / f"{EXAMPLES}.toml", folder.name).get(EXAMPLES, [])
    return Source(folder.name, tuple(chain), _as_json(content), _as_json(examples), _as_json(replaced))


def header(folder: Path) -> dict[str, Any]:
    """The pack's `pack.toml` by itself."""
    return _toml(folder / "pack.toml", folder.name)


def stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """Changes whenever a file of the pack, or of one it inherits from, does."""
    shelves = [Path(shelf) / OWN_DAYS for shelf in settings.PACK_FOLDERS]
    files = [file for each in _chain(folder) for file in sorted(each.rglob("*")) if file.is_file()]
    return tuple((str(file), file.stat().st_mtime_ns) for file in [*files, *shelves] if file.is_file())


def _chain(folder: Path) -> list[Path]:
    """The folder, the one it inherits from, and so on."""
    chain = [folder]
    while parent := _toml(chain[-1] / "pack.toml", folder.name).get("inherits"):
        known = folders()
        where = f"{chain[-1].name}/pack.toml inherits"
        if parent == folder.name or known.get(parent) in chain:
            raise PackFaulty(folder.name, [Fault(where, _("it inherits from itself"))])
        if parent not in known:
            message = _("there is no pack %(key)r to inherit from") % {"key": parent} + closest(parent, known)
            raise PackFaulty(folder.name, [Fault(where, message)])
        chain.append(known[parent])
    return chain


def _own(folder: Path) -> dict[str, Any]:
    """What the folder itself says, without what it inherits."""
    sections: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.toml")):
        name = file.name.split(".")[0]
        if name not in (HEADER, EXAMPLES):
            _join(sections.setdefault(name, {}), _toml(file, folder.name), folder, file)
    for file in sorted(folder.glob("*.geojson")):
        _add_outlines(sections, file, folder)
    texts: dict[str, dict[str, str]] = {}
    for file in sorted((folder / "texts").glob("*.md")):
        key, language = _text_name(file, folder)
        texts.setdefault(key, {})[language] = file.read_text("utf-8-sig").strip() + "\n"
    return {"pack": _toml(folder / "pack.toml", folder.name), "sections": sections, "texts": texts}


def _join(section: dict[str, Any], part: dict[str, Any], folder: Path, file: Path) -> None:
    for key, value in part.items():
        if key in section:
            message = _("%(key)r stands in another file of this section already") % {"key": key}
            raise PackFaulty(folder.name, [Fault(f"{folder.name}/{file.name} {key}", message)])
        section[key] = value


def _toml(file: Path, key: str) -> dict[str, Any]:
    if not file.is_file():
        return {}
    where = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text("utf-8-sig")  # Windows' editors put a mark at the beginning
        return copy.deepcopy(_parsed(text))
    except UnicodeDecodeError as mistake:
        message = _("save this file as UTF-8: it is in another encoding")
        raise PackFaulty(key, [Fault(where, message)]) from mistake
    except tomllib.TOMLDecodeError as mistake:
        line, message = slips.in_toml(str(mistake), text)
        raise PackFaulty(key, [Fault(f"{where}:{line}" if line else where, message)]) from mistake


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any]:
    """The same few files are read for every pack that inherits them, and reading one takes longest of all."""
    return tomllib.loads(text)


def _add_outlines(sections: dict[str, dict[str, Any]], file: Path, folder: Path) -> None:
    """`places.grids.geojson`: each feature's geometry becomes the outline of the item with its key."""
    section, _dot, name = file.name.removesuffix(".geojson").partition(".")
    where = f"{folder.name}/{file.name}"
    try:
        features = json.loads(file.read_text("utf-8-sig"))["features"]
        outlines = {str(each["properties"]["key"]): each["geometry"] for each in features}
    except (ValueError, KeyError, TypeError) as mistake:
        message = _("not a GeoJSON FeatureCollection whose features have a property key")
        raise PackFaulty(folder.name, [Fault(where, message)]) from mistake
    items = {item.get("key"): item for item in sections.get(section, {}).get(name, [])}
    for key, geometry in outlines.items():
        if key not in items:
            message = _("the outline %(key)r belongs to nothing") % {"key": key} + closest(key, map(str, items))
            raise PackFaulty(folder.name, [Fault(where, message)])
        items[key]["outline"] = geometry


def _text_name(file: Path, folder: Path) -> tuple[str, str]:
    key, _dot, language = file.stem.rpartition(".")
    if language not in LANGUAGES or not re.match(KEY, key):
        message = _("name it <key>.<language>.md, with language one of %(languages)s")
        fault = Fault(f"{folder.name}/texts/{file.name}", message % {"languages": ", ".join(LANGUAGES)})
        raise PackFaulty(folder.name, [fault])
    return key, language


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`: the header is the nearest one's, sections and texts are merged."""
    if not below:
        return {**above, "sections": {name: _clean(part) for name, part in above["sections"].items()}}
    sections = {name: merged(part, above["sections"].get(name, {})) for name, part in below["sections"].items()}
    for name, part in above["sections"].items():
        sections.setdefault(name, _clean(part))
    texts = {**below["texts"]}
    for key, by_language in above["texts"].items():
        texts[key] = {**texts.get(key, {}), **by_language}
    return {"pack": above["pack"], "sections": sections, "texts": texts}


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """A section over the one it inherits.

    Tables are merged; lists of tables with `key` (or `code`) are merged by it, `remove = true` takes an item out; every
    other value, and every list named in `replace`, is taken whole from above.
    """
    named = above.get("replace", ())
    replaced = frozenset(each for each in named if isinstance(each, str)) if isinstance(named, list) else frozenset()
    return _merged_table(below, _clean(above), replaced, "")


def _clean(section: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key != "replace"}


def _merged_table(below: dict[str, Any], above: dict[str, Any], replaced: frozenset[str], path: str) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        here = f"{path}{key}"
        result[key] = value if key not in below or here in replaced else _merged(below[key], value, replaced, here)
    return result


def _merged(below: Any, above: Any, replaced: frozenset[str], path: str) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        return _merged_table(below, above, replaced, f"{path}.")
    if isinstance(below, list) and isinstance(above, list) and (name := name_in([*below, *above])):
        return _merged_list(below, above, name, replaced, path)
    return above


def name_in(value: Any) -> str:
    """The property by which the tables of a list are known: key, or code; empty where it is no such list."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return next((name for name in ("key", "code") if all(name in item for item in value)), "")
    return ""


def _merged_list(below: list[Any], above: list[Any], name: str, replaced: frozenset[str], path: str) -> list[Any]:
    items = {str(item.get(name)): item for item in below}
    twice = []
    seen: set[str] = set()
    for item in above:
        key = str(item.get(name))
        if key in seen:
            twice.append(item)  # the linter names it
        elif item.get("remove") is True:
            items.pop(key, None)
        else:
            items[key] = _merged_table(items[key], item, replaced, f"{path}.") if key in items else item
        seen.add(key)
    return [*items.values(), *twice]


def _add_own_days(content: dict[str, Any]) -> None:
    """The installation's own table of days off and make-up workdays joins the pack's."""
    for shelf in settings.PACK_FOLDERS:
        days = _toml(Path(shelf) / OWN_DAYS, OWN_DAYS)
        for name in ("days_off", "make_up_days"):
            calendar = content["sections"].setdefault("calendar", {})
            if days.get(name):
                calendar[name] = sorted({*calendar.get(name, ()), *days[name]})


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=lambda each: each.isoformat(), ensure_ascii=False))


def _files_of(folder: Path, section: str) -> Iterator[Path]:
    yield from sorted(folder.glob(f"{section}*.toml"))
