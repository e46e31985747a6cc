"""Group robots: how each speaks, what it takes, and what its answers mean.

Sources: the open platforms of WeCom, DingTalk and Feishu on custom robots (limits as of 2026).
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.channels import net
from fugong.channels.parcels import DEAD, RETRY, SENT, WAIT, Outcome, Parcel, RobotTarget, of_status
from fugong.channels.words import cut_bytes, without_personal_data
from fugong.core import clock
from fugong.core.languages import SHORT

CODES = {short: code for code, short in SHORT.items()}
DULL = str.maketrans("[]<>*`#@_~|", "［］＜＞＊｀＃＠＿～｜")
"""Signs by which a text could make links, headings or calls to everybody: their wide twins look alike and do nothing."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one kind of robot takes. `limits` are (messages, seconds); `hosts` is where its webhooks live."""

    limits: tuple[tuple[int, float], ...]
    longest: int  # bytes of the text
    penalty: dt.timedelta  # how long it refuses everything once there was too much
    too_often: frozenset[int]
    busy: frozenset[int]
    gone: frozenset[int]
    secret: frozenset[int]


MINUTE = dt.timedelta(minutes=1)
RULES = {
    "wecom": Rules(
        limits=((20, 60),),
        longest=4_096,
        penalty=MINUTE,
        too_often=frozenset({45009, 45033}),
        busy=frozenset({-1}),
        gone=frozenset({93000}),
        secret=frozenset({40001, 40014, 42001}),
    ),
    "dingtalk": Rules(
        limits=((20, 60),),
        longest=16_000,
        penalty=10 * MINUTE,
        too_often=frozenset({130101, 410100}),
        busy=frozenset({-1, 88}),
        gone=frozenset({300001, 300005}),
        secret=frozenset({310000}),
    ),
    "feishu": Rules(
        limits=((100, 60), (5, 1)),
        longest=16_000,
        penalty=MINUTE,
        too_often=frozenset({9499, 11232}),
        busy=frozenset({1, 11233}),
        gone=frozenset({19001}),
        secret=frozenset({19021, 19022}),
    ),
}


def send(parcel: Parcel) -> Outcome:
    """Speaks once; never raises for what the other side does."""
    robot = parcel.receiver
    assert isinstance(robot, RobotTarget)
    url, content = request(robot, parcel)
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Fugong-Event": parcel.event[:900]}
    try:
        answer = net.call(url, headers=headers, body=json.dumps(content, ensure_ascii=False).encode())
    except net.Failed as failed:
        return Outcome(DEAD if failed.code == "unsafe_address" else RETRY, failed.code, failed.detail)
    return read(RULES[robot.kind], answer)


def read(rules: Rules, answer: net.Answer) -> Outcome:
    """What a robot's answer means: they say 200 to nearly everything, and the truth in a number inside."""
    if answer.status == 429:
        return Outcome(WAIT, "too_often", "429", rules.penalty)
    if (told := of_status(answer.status)) is not None:
        return told
    number = _number(answer.body)
    if number is None:
        return Outcome(RETRY, "not_understood", cut_bytes(answer.body.decode("utf-8", "replace"), 120))
    for numbers, result, code in (
        (frozenset({0}), SENT, ""),
        (rules.too_often, WAIT, "too_often"),
        (rules.busy, RETRY, "server_error"),
        (rules.gone, DEAD, "not_there"),
        (rules.secret, DEAD, "bad_secret"),
    ):
        if number in numbers:
            return Outcome(
                result, code, str(number) if code else "", rules.penalty if result == WAIT else dt.timedelta()
            )
    return Outcome(DEAD, "refused", str(number))


def _number(body: bytes) -> int | None:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    found = next((said[key] for key in ("errcode", "code", "StatusCode") if key in said), None)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def request(robot: RobotTarget, parcel: Parcel) -> tuple[str, dict[str, Any]]:
    """(address, body): signed now, so that a repeat is signed anew."""
    moment = clock.now().timestamp()
    with override(CODES.get(parcel.language, "zh-hans")):
        title, text = _title(parcel), markdown(parcel, RULES[robot.kind].longest)
    match robot.kind:
        case "wecom":
            return robot.url, {"msgtype": "markdown", "markdown": {"content": text}}
        case "dingtalk":
            body = {"msgtype": "markdown", "markdown": {"title": cut_bytes(title, 120), "text": text}}
            return _signed_dingtalk(robot, int(moment * 1000)), body
        case _:
            return robot.url, _card(title, text) | _signed_feishu(robot, int(moment))


def _signed_dingtalk(robot: RobotTarget, milliseconds: int) -> str:
    if not robot.secret:
        return robot.url
    told = hmac.new(robot.secret.encode(), f"{milliseconds}\n{robot.secret}".encode(), hashlib.sha256).digest()
    sign = quote_plus(base64.b64encode(told))
    return f"{robot.url}{'&' if '?' in robot.url else '?'}timestamp={milliseconds}&sign={sign}"


def _signed_feishu(robot: RobotTarget, seconds: int) -> dict[str, str]:
    if not robot.secret:
        return {}
    told = hmac.new(f"{seconds}\n{robot.secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(told).decode()}


def _card(title: str, text: str) -> dict[str, Any]:
    header = {"title": {"tag": "plain_text", "content": cut_bytes(title, 240)}}
    return {"msg_type": "interactive", "card": {"header": header, "elements": [{"tag": "markdown", "content": text}]}}


def dull(text: str) -> str:
    """A text that says what it says and does nothing, without numbers of persons."""
    return without_personal_data(text).translate(DULL)


def _title(parcel: Parcel) -> str:
    if len(parcel.pieces) == 1:
        return dull(parcel.first.title)
    return _("%(n)s new messages") % {"n": len(parcel.pieces)}


def markdown(parcel: Parcel, longest: int) -> str:
    """Title, text and link; of several messages a list. Never more than `longest` bytes, and never without its links."""
    link = _("View it")
    if len(parcel.pieces) == 1:
        piece = parcel.first
        head, tail = f"**{cut_bytes(dull(piece.title), 600)}**\n", f"\n[{link}]({piece.url})"
        room = longest - len((head + tail).encode())
        return head + cut_bytes(dull(piece.body), min(room, 3_000)) + tail
    head = f"**{_title(parcel)}**\n"
    room = (longest - len(head.encode())) // len(parcel.pieces)
    return head + "".join(_line(piece.title, f" [{link}]({piece.url})\n", room) for piece in parcel.pieces)


def _line(title: str, tail: str, room: int) -> str:
    return "- " + cut_bytes(dull(title), min(room - 2 - len(tail.encode()), 300)) + tail
