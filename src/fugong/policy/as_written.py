"""What a pack's content says, as its files write it: where a path stands, and a value in TOML."""

import json
import re
from dataclasses import dataclass
from typing import Any

from fugong.core import languages
from fugong.policy.differences import Difference
from fugong.policy.files import name_in

STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")
BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A difference, ready to print: its file, its key in it, whose it is in words, and both values ("" where there is none)."""

    file: str
    key: str
    about: str
    old: str
    new: str


def change(found: Difference, old: dict[str, Any], new: dict[str, Any]) -> Change:
    """A difference between two contents as the pack's files have it."""
    file, key = _place(found.path)
    names = _names(new, found.path) or _names(old, found.path)
    before, after = ("" if each is None else toml(each) for each in (found.old, found.new))
    return Change(file, key, " · ".join(names), before, after)


def toml(value: Any) -> str:
    """`["15:30", "16:30"]`, `{ zh = "…", en = "…" }`, `true`: a value on one line."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {toml(each)}" for key, each in value.items() if each is not None)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(each) for each in value)}]"
    return json.dumps(value if isinstance(value, str | bool | int | float) else str(value), ensure_ascii=False)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _place(path: str) -> tuple[str, str]:
    """`sections.resumption.daily_report.reminders` → `resumption.toml`, `daily_report.reminders`; others stand in `pack.toml`."""
    if not path.startswith("sections."):
        return "pack.toml", path
    section, _dot, key = path.removeprefix("sections.").partition(".")
    name, bracket, rest = section.partition("[")
    return f"{name}.toml", (f"[{rest}.{key}" if key else f"[{rest}") if bracket else key


def _names(content: Any, path: str) -> list[str]:
    """The names of the tables on the way, in the reader's language: what is called `posts[resident]` is the resident officer."""
    names: list[str] = []
    for step, key in STEP.findall(path):
        if step:
            content = content.get(step) if isinstance(content, dict) else None
        else:
            mark = name_in(content)
            content = next((each for each in content if str(each[mark]) == key), None) if mark else None
            if isinstance(content, dict) and isinstance(content.get("name"), dict | str):
                names.append(languages.pick(content["name"]))
    return [name for name in names if name]
