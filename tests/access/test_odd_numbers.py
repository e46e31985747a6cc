"""What an address asks for by number may be anything: it is left out, or nothing is found; the server never breaks over it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from access.addresses import Address, every
from access.asking import IN_FEW_WORDS, client_of, holds, questions
from access.world import SEES, World

pytestmark = pytest.mark.django_db
PACKAGE = Path(__file__).parents[2] / "src" / "fugong"
IN_VIEWS = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]\s*"(\w+)\"""")
IN_LISTS = re.compile(r"^    (\w+): (?:str|int|dt\.date)\b", re.MULTILINE)
ODD = ["²", "9" * 5_000, f"2020-02-20T00:00:00+08:00_{'9' * 19}"]
"""A digit that is no number; a number that int() refuses; a place in a list beyond every bigint."""


def names() -> set[str]:
    """All that an address may ask for: what views take from it, and the fields by which lists are narrowed."""
    files = [file for file in PACKAGE.rglob("*.py") if "tests" not in file.parts]
    found = {name for file in files for name in IN_VIEWS.findall(file.read_text("utf-8"))}
    lists = [file for file in files if file.name in ("lists.py", "listing.py", "coverage.py")]
    return found | {name for file in lists for name in IN_LISTS.findall(file.read_text("utf-8"))}


def broken(world: World, who: str, addresses: Iterable[Address]) -> Iterator[str]:
    """Addresses open to that person that break over an odd value, one sentence each. Those of the API are fuzzed by its own tests."""
    client, asked = client_of(world, who), [urlencode(dict.fromkeys(names(), value)) for value in ODD]
    pages = (address for address in addresses if not address.is_api)
    for question in questions(world, who, pages, ("GET",)):
        if question.side.name not in SEES[who] or not holds(world, who, question.address.needs("GET")):
            continue
        for value, query in zip(ODD, asked, strict=True):
            answer = client.get(f"{question.path}?{query}", headers=IN_FEW_WORDS)
            LOG.append((question.path, answer.status_code, "GET" in vars(answer.wsgi_request)))
            if answer.status_code >= 500:
                yield f"{question} broke over {value[:40]}: {answer.status_code}"
            if "GET" not in vars(answer.wsgi_request):  # it doesn't look at the query
                break

LOG = []

@pytest.mark.parametrize("who", ["desk", "liaison"])
def test_no_address_breaks_over_an_odd_number(world: World, who: str) -> None:
    found = list(broken(world, who, every()))
    assert not found, "\n".join(found)
    Path("/tmp/odd2.log").write_text("\n".join(map(str, LOG)))
