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
        links = map(html.unescape, re.findall(r'href="([^"]*)" rel="next"', shown))
        following = [link for link in links if _value(link, key) not in (None, _value(address, key))]
        address = base + following[0] if following else ""


def _value(address: str, key: str) -> str | None:
    """What an address says of a key; another list's link keeps it as it is."""
    found = re.search(rf"[?&]{key}=([^&]*)", address)
    return found.group(1) if found else None


def seen(client: Any, address: str, pattern: str, key: str = "after") -> list[str]:
    """What `pattern` finds on the pages, in their order."""
    return [each for shown in pages(client, address, key) for each in re.findall(pattern, shown)]
