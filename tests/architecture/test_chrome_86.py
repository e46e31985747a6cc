"""Scripts and styles are such as Chrome 86 reads: it is what stands on government desks. Others' too, save what is told below."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src" / "fugong" / "web" / "static" / "fugong"
LATER_STYLES = {  # what → the version that first knew it
    r":has\(": 105, r":is\(": 88, r":where\(": 88, r"@container\b": 105, r"@layer\b": 99, r"(?<![-\w])inset\s*:": 87,
    r"(?<![-\w])aspect-ratio\s*:": 88, r"accent-color\s*:": 93, r"color-mix\(": 111, r"overflow(?:-[xy])?\s*:\s*clip": 90,
    r"\d(?:dvh|svh|lvh|cqw|cqi)\b": 108, r"text-wrap\s*:": 114, r"(?<![-\w])(?:translate|rotate|scale)\s*:": 104,
    r"^\s*&": 112, r"scrollbar-gutter": 94, r":user-(?:in)?valid": 119, r"@property\b.*syntax": 200,
    r":not\((?:[^(),]|\([^()]*\))*,": 88, r"inset-(?:inline|block)[\w-]*\s*:": 87, r"(?:margin|padding)-(?:inline|block)\s*:": 87,
    r"border-(?:inline|block)(?:-(?:color|style|width))?\s*:": 87, r"forced-colors": 89, r"prefers-contrast": 96,
    r"text-underline-offset": 87, r"text-decoration-thickness": 89, r"text-decoration\s*:[^;}]*\d": 89,
    r"(?<!text-)(?<!-)\b(?:ok)?l(?:ab|ch)\(": 111, r"rgb\(\s*from\b": 119, r"(?:mod|rem|round)\(": 125, r"light-dark\(": 123,
    r"\((?:width|height)\s*[<>]": 104, r"(?<!-)\btext-emphasis\b(?!-)": 99, r"::file-selector-button": 89,
    r":(?:dir|modal|popover-open|open|autofill)\b": 105, r"nth-(?:last-)?child\([^)]* of ": 111, r"@counter-style": 91,
    r"@(?:starting-style|scope|view-transition)\b": 111, r"subgrid": 117, r"interpolate-size|field-sizing": 123,
    r"animation-timeline|view-timeline|scroll-timeline": 115, r"(?<![-\w])(?:font-size-adjust|text-box)\s*:": 127,
}  # fmt: skip
LATER_SCRIPTS = {
    r"\.at\(": 92, r"structuredClone\(": 98, r"Object\.hasOwn\(": 93, r"\.findLast(?:Index)?\(": 97, r"^await\b": 89,
    r"\.to(?:Sorted|Reversed|Spliced)\(": 110, r"\bstatic\s*\{": 94, r"randomUUID\(": 92, r"Object\.groupBy": 117,
    r"Promise\.withResolvers": 119, r"AbortSignal\.(?:timeout|any)": 103, r"showPopover": 114,
    r"\bimport\s*\(.*assert": 91, r"#\w+ in ": 91, r"Array\.fromAsync": 121, r"URL\.(?:canParse|parse)\(": 120,
    r"Intl\.(?:Segmenter|DurationFormat)": 87, r"(?<!\w)reportError\(": 95, r"(?<![.\w])scheduler\.": 94, r"\.inert\b": 102,
    r"checkVisibility\(": 105, r"startViewTransition": 111, r"\{\s*cause\s*:": 93, r"/[gimsuy]*[dv][gimsuy]*\.(?:test|exec)\(": 90,
    r"\bcrypto\.hash\(": 999, r"onscrollend|'scrollend'|\"scrollend\"": 114, r"\.with\(": 110, r"\.isSubsetOf\(": 122,
}  # fmt: skip


def _found(text: str, later: dict[str, int]) -> Iterator[str]:
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for pattern, version in later.items():
        for hit in re.finditer(pattern, bare, re.MULTILINE):
            yield f"{hit[0].strip()} (Chrome {version})"


LET_PASS = {  # what an older browser passes over in others' style sheets, and the page is whole without
    # the ground of a floating label, which no page has; where an underline runs; the tint of a file's button
    "bootstrap.min.css": {"inset", "text-underline-offset", "::file-selector-button"},
    # a picker without Bootstrap's class, a heading in its list: no page has them
    "tom-select.bootstrap5.min.css": {":not", "color-mix"},
}


def _files(*endings: str, root: Path = STATIC) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix in endings)


@pytest.mark.parametrize("path", _files(".css"), ids=lambda path: path.name)
def test_a_style_sheet_is_one_that_chrome_86_reads(path: Path) -> None:
    assert list(_found(path.read_text("utf-8"), LATER_STYLES)) == []


@pytest.mark.parametrize("path", _files(".js"), ids=lambda path: path.name)
def test_a_script_is_one_that_chrome_86_reads(path: Path) -> None:
    assert list(_found(path.read_text("utf-8"), LATER_SCRIPTS)) == []


@pytest.mark.parametrize("path", _files(".css", ".js", root=STATIC.parent / "vendor"), ids=lambda path: path.name)
def test_what_is_kept_of_others_is_such_too(path: Path) -> None:
    found = set(_found(path.read_text("utf-8"), LATER_STYLES if path.suffix == ".css" else LATER_SCRIPTS))
    passed = {each for each in found for known in LET_PASS.get(path.name, ()) if each.startswith(known)}
    assert found - passed == set()
    assert len(passed) >= len(LET_PASS.get(path.name, ())), "what is let pass is there"


def test_what_came_later_would_be_found() -> None:
    assert list(_found("a:has(b) { inset: 0 } /* :is(x) */", LATER_STYLES)) == [
        ":has( (Chrome 105)",
        "inset: (Chrome 87)",
    ]
    assert list(_found("x.at(-1); // y\nawait z()", LATER_SCRIPTS)) == [".at( (Chrome 92)", "await (Chrome 89)"]
    assert len(_files(".css")) > 15 and len(_files(".js")) > 20
