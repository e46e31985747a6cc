"""Pages show days as the reader's language writes them; 2020-02-14 stands in fields, addresses and sheets alone."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOM = Path(__file__).parents[2] / "src" / "fugong"
PLAIN = re.compile(r"""\|date:(["'])(?:Y-m-d|m-d|n-j)[^"']*\1""")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
READ = {"title", "aria-label", "data-label", "alt", "placeholder"}


def shown(template: str) -> Iterator[str]:
    """Where a template prints a day in figures and dashes, not into a field, an address or another template's field."""
    for found in PLAIN.finditer(template):
        opened = max(template.rfind("{%", 0, found.start()), template.rfind("{{", 0, found.start()))
        if template.startswith("{% include", opened):
            continue
        before = TAG.sub(lambda each: "x" * len(each[0]), template[:opened])
        tag = before[before.rfind("<") :] if before.rfind("<") > before.rfind(">") else ""
        attribute = re.search(r"""([\w-]+)=(["'])[^"']*$""", tag)
        if not tag or (attribute and attribute[1] in READ):
            yield template[max(0, opened - 40) : found.end()]


def test_no_page_shows_a_day_in_dashes() -> None:
    faults = {f"{file.relative_to(ROOM)}: {text}" for file in ROOM.rglob("*.html") for text in shown(file.read_text())}
    assert not faults


def test_it_would_be_found() -> None:
    assert list(shown('<td>{{ row.day|date:"Y-m-d" }}</td>')) and list(shown("<td title=\"{{ row.day|date:'m-d' }}\">"))
    assert list(shown('{% blocktranslate with day=row.day|date:"Y-m-d" %}until {{ day }}{% endblocktranslate %}'))
    assert not list(shown('<input type="date" value="{{ row.day|date:\'Y-m-d\' }}">'))
    assert not list(shown("<a href=\"?day={{ row.day|date:'Y-m-d' }}\">{{ row.day }}</a>"))
