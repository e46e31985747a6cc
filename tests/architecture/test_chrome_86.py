"""Scripts and styles of our own are such as Chrome 86 reads: it is what stands on government desks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src" / "fugong" / "web" / "static" / "fugong"
LATER_STYLES = {  # what → the version that first knew it
    r":has\(": 105, r":is\(": 88, r":where\(": 88, r"@container\b": 105, r"@layer\b": 99, r"(?<![-\w])inset\s*:": 87,
    r"aspect-ratio\s*:": 88, r"accent-color\s*:": 93, r"color-mix\(": 111, r"overflow(?:-[xy])?\s*:\s*clip": 90,
    r"\d(?:dvh|svh|lvh|cqw|cqi)\b": 108, r"text-wrap\s*:": 114, r"(?<![-\w])(?:translate|rotate|scale)\s*:": 104,
    r"^\s*&": 112, r"scrollbar-gutter": 94, r":user-valid": 119, r"@property\b.*syntax": 200,
}  # fmt: skip
LATER_SCRIPTS = {
    r"\.at\(": 92, r"structuredClone\(": 98, r"Object\.hasOwn\(": 93, r"\.findLast(?:Index)?\(": 97, r"^await\b": 89,
    r"\.to(?:Sorted|Reversed|Spliced)\(": 110, r"\bstatic\s*\{": 94, r"randomUUID\(": 92, r"Object\.groupBy": 117,
    r"Promise\.withResolvers": 119, r"AbortSignal\.(?:timeout|any)": 103, r"showPopover": 114,
    r"\bimport\s*\(.*assert": 91, r"#\w+ in ": 91, r"Array\.fromAsync": 121,
}  # fmt: skip


def _found(text: str, later: dict[str, int]) -> Iterator[str]:
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for pattern, version in later.items():
        for hit in re.finditer(pattern, bare, re.MULTILINE):
            yield f"{hit[0].strip()} (Chrome {version})"


def _files(*endings: str) -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.suffix in endings)


@pytest.mark.parametrize("path", _files(".css"), ids=lambda path: path.name)
def test_a_style_sheet_is_one_that_chrome_86_reads(path: Path) -> None:
    assert list(_found(path.read_text("utf-8"), LATER_STYLES)) == []


@pytest.mark.parametrize("path", _files(".js"), ids=lambda path: path.name)
def test_a_script_is_one_that_chrome_86_reads(path: Path) -> None:
    assert list(_found(path.read_text("utf-8"), LATER_SCRIPTS)) == []


def test_what_came_later_would_be_found() -> None:
    assert list(_found("a:has(b) { inset: 0 } /* :is(x) */", LATER_STYLES)) == [
        ":has( (Chrome 105)",
        "inset: (Chrome 87)",
    ]
    assert list(_found("x.at(-1); // y\nawait z()", LATER_SCRIPTS)) == [".at( (Chrome 92)", "await (Chrome 89)"]
    assert len(_files(".css")) > 15 and len(_files(".js")) > 20
