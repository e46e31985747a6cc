"""Boxes before the rows of a list that is read page by page keep their ticks from page to page."""

import re
from pathlib import Path

TEMPLATES = sorted(Path("src/fugong").rglob("templates/**/*.html"))
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
LOOP = re.compile(r"{% for \w+ in (?P<rows>[\w.]+) %}(?P<inside>.*?){% endfor %}", re.DOTALL)
BOX = re.compile(r'<input[^>]*type="checkbox"[^>]*?\bname="(?P<name>\w+)" value="{{')
PAGED = re.compile(r"{% pager (?P<page>\w+)")


def without(text: str) -> list[str]:
    """Names of boxes in a form, before the rows of a list that has pages, whose ticks nothing keeps."""
    paged = {found["page"] for found in PAGED.finditer(text)}
    paged |= {"rows"} if "page" in paged else set()  # some views hand the rows of their page apart
    return [
        box["name"]
        for form in FORM.finditer(text)
        for loop in LOOP.finditer(form[0])
        for box in BOX.finditer(loop["inside"])
        if loop["rows"].split(".")[0] in paged and not re.search(rf'kept_ticks \w+ "{box["name"]}"', form[0])
    ]


def test_every_box_of_a_paged_list_keeps_its_tick() -> None:
    assert [(path.name, name) for path in TEMPLATES for name in without(path.read_text())] == []


def test_the_search_finds_them() -> None:
    text = '<form>{% for row in page.rows %}<input type="checkbox" name="tube" value="{{ row.pk }}">{% endfor %}</form>{% pager page %}'
    assert without(text) == ["tube"]
    assert without(text.replace("</form>", '{% kept_ticks page "tube" %}</form>')) == []
    assert sum("{% kept_ticks" in path.read_text() for path in TEMPLATES) >= 11
