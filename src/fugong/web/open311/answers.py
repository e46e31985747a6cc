"""Answers in XML or JSON, the one made from the other by the Spark convention; and errors in the form that the standard gives."""

import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

import orjson
from django.http import HttpRequest, HttpResponse

XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
"""A list in XML → what each of its elements is called."""
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Failed(Exception):
    """A call that can't be done: status and a sentence for its user each."""

    def __init__(self, status: int, *sentences: str) -> None:
        super().__init__(*sentences)
        self.status = status
        self.sentences = sentences


def wants_json(request: HttpRequest, form: str) -> bool:
    """The address's ending says it; without one the Accept header; XML is what everybody must read."""
    if form or request.path.endswith((".json", ".xml")):
        return request.path.endswith(".json")
    accepted = request.headers.get("Accept", "")
    json = accepted.find("json")
    return json >= 0 and not 0 <= accepted.find("xml") < json


def said(request: HttpRequest, form: str, root: str, content: Any, status: int = 200) -> HttpResponse:
    """`content` (a list or a dict) as the answer; in XML its element is called `root`."""
    if wants_json(request, form):
        return HttpResponse(orjson.dumps(content), content_type=JSON, status=status)
    body = '<?xml version="1.0" encoding="utf-8"?>\n' + _element(root, content)
    return HttpResponse(body.encode(), content_type=XML, status=status)


def failed(request: HttpRequest, form: str, status: int, sentences: Iterable[str]) -> HttpResponse:
    """The errors, each with the code of the status."""
    errors = [{"code": status, "description": sentence} for sentence in sentences]
    return said(request, form, "errors", errors, status)


def _element(name: str, content: Any) -> str:
    if content is None or content == "":
        return f"<{name}/>"
    if isinstance(content, dict):
        return f"<{name}>{''.join(_element(key, value) for key, value in content.items())}</{name}>"
    if isinstance(content, list):
        return f"<{name}>{''.join(_element(ITEMS[name], each) for each in content)}</{name}>"
    if isinstance(content, bool):
        return f"<{name}>{str(content).lower()}</{name}>"
    return f"<{name}>{escape(_FORBIDDEN.sub('', str(content)))}</{name}>"
