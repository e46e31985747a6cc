"""A sentence with a plural is found in the catalogue only where its number is asked for; else it stays English."""

import ast
import re
from pathlib import Path

import pytest

FUGONG = Path(__file__).parents[2]
SENTENCE = re.compile(r"\{% blocktranslate\b(?P<head>[^%]*)%\}(?P<body>.*?)\{% endblocktranslate %\}", re.DOTALL)


def _plurals() -> set[str]:
    catalogue = (FUGONG / "locale/zh_Hans/LC_MESSAGES/django.po").read_text("utf-8")
    found = re.findall(r'^msgid ((?:".*"\n)+)msgid_plural', catalogue, re.MULTILINE)
    return {"".join(map(ast.literal_eval, lines.splitlines())) for lines in found}


def _uncounted(text: str, plurals: set[str]) -> list[str]:
    bodies = [found["body"] for found in SENTENCE.finditer(text) if " count " not in found["head"]]
    names = [re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", body.replace("%", "%%")) for body in bodies]
    return [each for each in names if each in plurals]


def test_no_template_shows_a_plural_without_its_number():
    plurals = _plurals()
    templates = sorted(FUGONG.rglob("*.html"))
    assert len(plurals) > 100 and len(templates) > 100
    assert {path.name: found for path in templates if (found := _uncounted(path.read_text("utf-8"), plurals))} == {}


@pytest.mark.parametrize(("head", "found"), [("with n=tally.open", ["%(n)s open"]), ("count n=tally.open", [])])
def test_one_would_be_found(head, found):
    text = f"{{% blocktranslate {head} %}}{{{{ n }}}} open{{% endblocktranslate %}}"
    assert _uncounted(text, {"%(n)s open"}) == found
