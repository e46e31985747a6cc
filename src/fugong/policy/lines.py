"""Where in a TOML file something is written: the line that a person has to mend."""

import re

from fugong.core import numbers

_PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[([^\]]*)\]")
_HEADER = re.compile(r"^\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(#.*)?$")
_LIST = re.compile(r"^\s*(?:[A-Za-z0-9_.]*\.)?([A-Za-z0-9_]+)\s*=\s*\[")
_AGAIN = re.compile(r"~(\d+)(?=\]|$)")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")


def line_of(text: str, path: str) -> int:
    """The line (from 1) on which `path`, e.g. `routes[bureau].steps[0].post`, is written; 0 where it isn't found.
    `facts[tanks~2]` is the second item with that key.
    """
    lines = text.splitlines()
    start, name, within = 0, "", False
    for part, item in _PART.findall(path):
        if part:
            name = part
            continue
        number = numbers.asked(item) if len(item) < len("370214003000") else None
        found = _keyed(lines, start, name, *_again(item)) if number is None else _nth(lines, start, name, number)
        if found is not None:
            start, within = found, True
        elif number is None:
            return 0
    return _line_of_name(lines, start, name, within=within)


def unmarked(path: str) -> str:
    """The path without the mark of a repeated item."""
    return _AGAIN.sub("", path)


def _again(item: str) -> tuple[str, int]:
    """The key, and the how manyth item with it is meant."""
    marked = _AGAIN.search(item)
    return unmarked(item), int(marked[1]) if marked else 1


def _keyed(lines: list[str], start: int, name: str, key: str, nth: int = 1) -> int | None:
    """The line from `start` on with the `key` (or `code`) of an item of the list `name`; of any list where there is none."""
    pattern = re.compile(rf'\b(key|code)\s*=\s*"{re.escape(key)}"')
    current, anywhere = "", None
    for at, line in enumerate(lines):
        if header := _HEADER.match(line):
            current = header[1].strip().rpartition(".")[2]
        elif opened := _LIST.match(line):
            current = opened[1]
        if at < start or not pattern.search(line):
            continue
        if current == name:
            nth -= 1
            if not nth:
                return at
            continue
        anywhere = at if anywhere is None else anywhere
    return anywhere


def _nth(lines: list[str], start: int, name: str, number: int) -> int | None:
    """The line of the `number`th table (from 0) in the first list `name` from `start` on; None for a list of values."""
    headers = [at for at in range(start, len(lines)) if re.match(rf"^\s*\[\[(.*\.)?{re.escape(name)}\]\]", lines[at])]
    opens = re.compile(rf"(^|[\s{{.,]){re.escape(name)}\s*=\s*\[")
    first = next((at for at in range(start, len(lines)) if opens.search(lines[at])), None)
    if headers and (first is None or headers[0] < first):
        return headers[number] if number < len(headers) else None
    return None if first is None else _nth_inline(lines, first, name, number)


def _nth_inline(lines: list[str], first: int, name: str, number: int) -> int | None:
    """The same for `name = [{ … }, { … }]`, over as many lines as it takes."""
    depth = 0
    for at in range(first, len(lines)):
        bare = _QUOTED.sub('""', lines[at]).split("#")[0]
        for sign in bare[bare.index(name) :] if at == first else bare:
            if sign == "{" and depth == 1:
                if number == 0:
                    return at
                number -= 1
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
            if sign == "]" and depth == 0:
                return None
    return None


def _line_of_name(lines: list[str], start: int, name: str, *, within: bool) -> int:
    """The line near `start` where `name` is set, else `start` itself (as a line number, from 1); 0 for nothing."""
    ends = (at for at in range(start + 1, len(lines)) if within and lines[at].startswith("[["))
    reach = range(start, next(ends, len(lines)))
    for pattern in (rf"^\s*{re.escape(name)}\s*=", rf"(^|[\s{{.,\[]){re.escape(name)}(\s*=|\]|\.)"):
        for at in reach:
            if re.search(pattern, lines[at]):
                return at + 1
    return start + 1 if within else 0
