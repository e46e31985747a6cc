"""Reads a list of a page to its end, as somebody does who clicks on."""

import html
import re
from collections.abc import Iterator
from typing import Any


def pages(client: Any, address: str, key: str = "after") -> Iterator[str]:
    """What each page of the list says, from the first to the last; `key` is the list's in the address."""
    base = address.partition("?")[0]
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode()
        yield shown
        following = re.search(rf'href="([^"]*\b{key}=[^"]*)" rel="next"', shown)
        address = base + html.unescape(following.group(1)) if following else ""


def seen(client: Any, address: str, pattern: str, key: str = "after") -> list[str]:
    """What `pattern` finds on the pages, in their order."""
    return [each for shown in pages(client, address, key) for each in re.findall(pattern, shown)]
