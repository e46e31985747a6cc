"""Reading bodies and query strings. What PostgreSQL can't hold (NUL signs) is refused at the door, once for all."""

from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny


class StrictJson(Parser):
    """JSON by orjson: no NaN, no lone surrogates, no second-guessing of encodings."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        try:
            data = orjson.loads(request.body)
        except orjson.JSONDecodeError as fault:
            raise HttpError(
                400,
                _("The body isn't valid JSON in UTF-8 (line %(line)s, column %(column)s).")
                % {"line": fault.lineno, "column": fault.colno},
            ) from None
        refuse_nul(data)
        return data  # type: ignore[no-any-return]

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        values = super().parse_querydict(data, list_fields, request)
        refuse_nul(values)
        return values


def refuse_nul(data: Any) -> None:
    """400 where any text, however deep, holds a NUL sign or half of a surrogate pair."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item or any("\ud800" <= sign <= "\udfff" for sign in item):
                raise HttpError(400, _("A text holds a NUL sign. Take it out."))
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
