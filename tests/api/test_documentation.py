"""The examples of docs/api.md, run one after the other."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from ground.cast import Cast

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(r"<!-- as (\w+) -->\n```http\n(.+?)\n```\n```json\n(\d{3})\n(.+?)\n```", re.S)


def test_every_example_is_true(cast: Cast, calling: Callable[[str], Client]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in ("river", "hill", "shop", "neighbour"):
        page = page.replace(f"{{{name}}}", str(getattr(cast, name).pk))
    examples = EXAMPLE.findall(page)
    assert len(examples) == page.count("```http")
    for who, request, status, expected in examples:
        answer = ask(calling(who), request)
        assert answer.status_code == int(status), (request, answer.content.decode())
        assert_holds(json.loads(expected), answer.json(), request.splitlines()[0])


def ask(client: Client, request: str) -> Any:
    """Sends what the example says; its token stands for the caller's own."""
    head, _, body = request.partition("\n\n")
    first, *lines = head.splitlines()
    method, address = first.split(" ", 1)
    headers = dict(line.split(": ", 1) for line in lines)
    headers.pop("Authorization", None)
    kind = headers.pop("Content-Type", "application/json")
    if method == "GET":
        return client.get(address, headers=headers)
    return getattr(client, method.lower())(address, body.encode(), content_type=kind, headers=headers)


def assert_holds(expected: Any, found: Any, where: str) -> None:
    """Whatever the example shows is there; more may be."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert_holds(value, found[key], f"{where} .{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), (where, found)
        for place, value in enumerate(expected):
            assert_holds(value, found[place], f"{where} [{place}]")
    else:
        assert found == expected, where
