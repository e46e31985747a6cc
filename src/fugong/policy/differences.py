"""What differs between two packs, or between two versions of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from fugong.policy.files import name_in


@dataclass(frozen=True)
class Difference:
    """One place where two contents differ. `old` and `new` are JSON; None where it isn't there."""

    path: str
    kind: Literal["added", "removed", "changed", "moved"]
    old: Any
    new: Any


def between(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Differences from `old` to `new`, content of packs, in the order in which they stand."""
    return list(_compared(old, new, ""))


def spread(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of a content with its path, as `registry.segments[key].when`: what a pack says, with what it inherits."""
    name = name_in(content)
    if isinstance(content, dict) and content:
        for key, value in content.items():
            yield from spread(value, f"{path}.{key}" if path else key)
    elif name:
        for item in content:
            inside = {key: value for key, value in item.items() if key != name}
            yield from spread(inside or item, f"{path}[{item[name]}]")
    else:
        yield path, content


def _compared(old: Any, new: Any, path: str) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _member(old, new, key, f"{path}.{key}" if path else key)
    elif (name := name_in(old)) and name == name_in(new):
        yield from _lists(old, new, name, path)
    elif old != new:
        yield Difference(path, "changed", old, new)


def _lists(old: list[Any], new: list[Any], name: str, path: str) -> Iterator[Difference]:
    before, after = ({item[name]: item for item in items} for items in (old, new))
    for key in [*before, *(key for key in after if key not in before)]:
        yield from _member(before, after, key, f"{path}[{key}]")
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield Difference(path, "moved", kept, [key for key in after if key in before])


def _member(old: dict[str, Any], new: dict[str, Any], key: str, path: str) -> Iterator[Difference]:
    if key not in new:
        yield Difference(path, "removed", old[key], None)
    elif key not in old:
        yield Difference(path, "added", None, new[key])
    else:
        yield from _compared(old[key], new[key], path)
