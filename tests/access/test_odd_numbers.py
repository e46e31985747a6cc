"""What an address asks for by number may be anything: it is left out, or nothing is found; the server never breaks over it."""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import resolve

from access.addresses import Address, every
from access.asking import IN_FEW_WORDS, client_of, holds, questions
from access.world import SEES, World
from fugong.core import numbers

pytestmark = pytest.mark.django_db
PACKAGE = Path(__file__).parents[2] / "src" / "fugong"
IN_VIEWS = re.compile(r'GET(?:\.get|\.getlist)?[(\[]\s*"(\w+)"')
IN_LISTS = re.compile(r"^    (\w+): (?:str|int|dt\.date)\b", re.MULTILINE)
READS = re.compile(r"request\.GET\b|\.of\(request")
ODD = ["²", "9" * 5_000]
"""A digit that int() refuses; digits that are too many for int(), and for any bigint."""


@cache
def names() -> list[str]:
    """All that an address may ask for: what views take from it, and the fields by which lists are narrowed."""
    files = [file for file in PACKAGE.rglob("*.py") if "tests" not in file.parts]
    found = {name for file in files for name in IN_VIEWS.findall(file.read_text("utf-8"))}
    lists = [file for file in files if file.name in ("lists.py", "listing.py", "coverage.py")]
    return sorted(found.union(*(IN_LISTS.findall(file.read_text("utf-8")) for file in lists)))


@cache
def reads(module: str) -> bool:
    """Whether views of that module look at what stands behind the question mark."""
    return READS.search(Path(str(sys.modules[module].__file__)).read_text("utf-8")) is not None


def broken(world: World, who: str, addresses: Iterable[Address]) -> Iterator[str]:
    """Pages of their own that break over an odd number, one sentence each. The API is fuzzed from its own description."""
    client = client_of(world, who)
    pages = (address for address in addresses if not address.is_api)
    for at, question in enumerate(questions(world, who, pages, ("GET",))):
        own = question.side.name in SEES[who] and holds(world, who, question.address.needs("GET"))
        if not own or not reads(resolve(question.path).func.__module__):
            continue
        given = {name: ODD[(at + turn) % len(ODD)] for turn, name in enumerate(names())}  # each in turn, to save time
        answer: Any = client.get(f"{question.path}?{urlencode(given)}", headers=IN_FEW_WORDS)
        answer.getvalue()  # sheets are written while they are sent
        if answer.status_code >= 500:
            yield f"{question} broke: {answer.status_code}"


@pytest.mark.parametrize("who", ["desk", "shop_liaison"])
@pytest.mark.thorough
def test_no_page_breaks_over_an_odd_number(world: World, who: str) -> None:
    found = list(broken(world, who, every()))
    assert not found, "\n".join(found)


def test_one_that_breaks_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "asked", lambda text, most=0: int(text) if text and text.isdigit() else None)
    assert any(broken(world, "desk", [address for address in every() if address.room == "registry"]))


def test_what_addresses_ask_for_is_known() -> None:
    assert {"after", "day", "grid", "officer", "version", "joint", "start"} <= set(names())
