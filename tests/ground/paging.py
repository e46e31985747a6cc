"""Reads a list of a page to its end, as somebody does who clicks on."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit


def pages(client: Any, address: str, key: str = "after") -> Iterator[str]:
    """What each page of the list says, from the first to the last; `key` is the list's in the address."""
    base, place = address.partition("?")[0], ""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode()
        yield shown
        links = [html.unescape(each) for each in re.findall(r'href="([^"]*)" rel="next"', shown)]
        onward = {parse_qs(urlsplit(each).query).get(key, [""])[0]: each for each in links}
        place, address = next(((to, base + each) for to, each in onward.items() if to not in ("", place)), ("", ""))


def seen(client: Any, address: str, pattern: str, key: str = "after") -> list[str]:
    """What `pattern` finds on the pages, in their order."""
    return [each for shown in pages(client, address, key) for each in re.findall(pattern, shown)]
