"""SMS through a gateway that speaks HTTP: its address, headers and body are the administrator's templates."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.channels import net
from fugong.channels.parcels import DEAD, RETRY, SENT, Outcome, Parcel, of_status
from fugong.channels.robots import CODES
from fugong.channels.words import cut, cut_bytes
from fugong.core import numbers

KINDS = {
    "json": "application/json; charset=utf-8",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
}
PLACEHOLDER = re.compile(r"\{(number|text|id)\}")


@dataclass(frozen=True, slots=True)
class GatewayTarget:
    """The gateway as a thread needs it, with the number to send to."""

    number: str
    method: str
    url: str
    headers: str
    body: str
    body_kind: str
    success_path: str
    success_value: str
    longest: int


def send(parcel: Parcel) -> Outcome:
    """Speaks to the gateway once; never raises for what the other side does."""
    gateway = parcel.receiver
    assert isinstance(gateway, GatewayTarget)
    values = {"number": gateway.number, "text": text_of(parcel, gateway.longest), "id": str(parcel.uid)}
    try:
        answer = net.call(
            fill(gateway.url, values, lambda text: quote(text, safe="")),
            method=gateway.method,
            headers=headers(gateway, values) | {"X-Fugong-Event": parcel.event[:900]},
            body=body(gateway, values) if gateway.method != "GET" else b"",
        )
    except net.Failed as failed:
        return Outcome(DEAD if failed.code == "unsafe_address" else RETRY, failed.code, failed.detail)
    return read(gateway, answer)


def read(gateway: GatewayTarget, answer: net.Answer) -> Outcome:
    """Whether the gateway took it: by its status, and by what the success test asks of its answer."""
    told = of_status(answer.status)
    if told is not None:
        return Outcome(DEAD, "refused", told.detail) if told.code == "not_there" else told
    if not gateway.success_path:
        return Outcome(SENT)
    try:
        found: Any = json.loads(answer.body)
    except ValueError:
        return Outcome(RETRY, "not_understood", cut_bytes(answer.body.decode("utf-8", "replace"), 120))
    for key in gateway.success_path.split("."):
        if isinstance(found, list) and (at := numbers.asked(key, most=len(found) - 1)) is not None:
            found = found[at]
        else:
            found = found.get(key) if isinstance(found, dict) else None
    text = found if isinstance(found, str) else json.dumps(found)
    return Outcome(SENT) if text == gateway.success_value else Outcome(RETRY, "refused", cut(text, 120))


def text_of(parcel: Parcel, longest: int) -> str:
    """One short text with its link: what doesn't fit is cut from the words, never from the link."""
    with override(CODES.get(parcel.language, "zh-hans")):
        words = parcel.first.title
        if len(parcel.pieces) > 1:
            words = _("%(n)s new messages") % {"n": len(parcel.pieces)}
    link = parcel.first.url
    return f"{cut(words, max(longest - len(link) - 1, 8))} {link}".strip()


def headers(gateway: GatewayTarget, values: dict[str, str]) -> dict[str, str]:
    """One header a line, `Name: value`."""
    given = {"Content-Type": KINDS[gateway.body_kind]} if gateway.method != "GET" else {}
    for line in gateway.headers.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            given[name.strip()] = fill(value.strip(), values, lambda text: quote(text, safe=""))
    return given


def body(gateway: GatewayTarget, values: dict[str, str]) -> bytes:
    """The body with its placeholders filled, each encoded as its kind needs."""
    encode: dict[str, Callable[[str], str]] = {
        "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
        "form": lambda text: quote(text, safe=""),
        "text": str,
    }
    return fill(gateway.body, values, encode[gateway.body_kind]).encode()


def fill(template: str, values: dict[str, str], encode: Callable[[str], str]) -> str:
    """`{number}`, `{text}` and `{id}` replaced, once; other braces stay."""
    return PLACEHOLDER.sub(lambda found: encode(values[found[1]]), template)
