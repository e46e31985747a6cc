"""Asking every address as everybody, and telling what should not have been answered."""

import copy
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from pypdf import PdfReader

from access.addresses import OF_ENTERPRISE, OF_PLACE, TO_MEMBERS, Address
from access.bodies import body_for
from access.world import SAME_GROUP, SEES, Side, World
from fugong.accounts.pages import EVERYONE, SIGNED_IN
from fugong.accounts.permissions import Permission
from fugong.ledger.models import Event

DENIED = {302, 401, 403, 404, 405}
REFUSED = DENIED - {302}
NUMBER = re.compile(r'"(?:enterprise|enterprise_id|supplier|customer)": ?(\d+)')
WITH_TOKEN = {"resumption:sign", "meetings:feed"} | {
    f"workforce:{name}" for name in ("own", "own_copy", "own_health", "own_correction", "join")
}
WITH_TOKEN |= {f"arrivals:{name}" for name in ("arriving", "party", "handed", "call")}
WITH_TOKEN |= {f"training:{name}" for name in ("join", "sign_in", "own", "own_result", "own_exam", "own_recording")}
WITH_TOKEN |= {"passes:own", "passes:card"}
WITH_TOKEN |= {"labour:own", "labour:own_applications", "labour:own_erasure"}
WITH_TOKEN |= {
    f"labour:{name}" for name in ("open", "open_vacancy", "open_fair", "open_seek")
}  # published for everybody
"""Who holds the token in the address is whom the page is for."""


@dataclass(frozen=True)
class Question:
    """One call: who asks which address how, about which side."""

    who: str
    method: str
    address: Address
    side: Side

    @property
    def path(self) -> str:
        return self.address.filled(self.side.values)

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.path} ({self.address.name}, {self.side.name})"


def questions(world: World, who: str, addresses: Iterable[Address], methods: Iterable[str]) -> Iterator[Question]:
    """Each address about each side that matters; the same path once."""
    seen = set()
    for address in addresses:
        for method in (each for each in address.methods if each in methods):
            for side in _sides(world, who, address, method):
                question = Question(who, method, address, side)
                if (method, question.path) not in seen:
                    seen.add((method, question.path))
                    yield question


def _sides(world: World, who: str, address: Address, method: str) -> list[Side]:
    """One of their own, and all that aren't.

    Who lacks the permission is asked about their own alone: it is refused before any row is looked for, and were that
    forgotten, one's own row is the first to be shown.
    """
    own = [side for side in world.sides if side.name in SEES[who]]
    ours = {address.filled(side.values) for side in own}  # a key may be the same here and next door: then it names ours
    others = [side for side in world.sides if address.filled(side.values) not in ours]
    return own[:1] + others if holds(world, who, address.needs(method)) else (own or others)[:1]


def holds(world: World, who: str, needs: str) -> bool:
    """Whether that person may do what needs that permission."""
    if needs == EVERYONE:
        return True
    person = world.person(who)
    return person is not None and (needs == SIGNED_IN or person.holds(Permission(needs)))


class SignedIn(ClientHandler):
    """Knows who asks, and their grants, without reading session, account and grants at every call: signing in has tests of
    its own, and costs as much as all else that is asked here."""

    def __init__(self, person: Any) -> None:
        super().__init__(enforce_csrf_checks=False)  # whoever forges a form is refused before anything is tried here
        self._person = person

    def get_response(self, request: Any) -> Any:
        request._cached_user = copy.copy(self._person)
        return super().get_response(request)


def client_of(world: World, who: str) -> Client:
    """A browser in which that person is signed in."""
    client = Client(raise_request_exception=False, headers={"Accept-Language": "zh-Hans"})
    if who != "anonymous":
        person = world.person(who)
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        known = type(person).objects.get(pk=person.pk)
        assert known.active_grants is not None, "they are read here, once"
        client.handler = SignedIn(known)
    return client


def faults(world: World, who: str, addresses: Iterable[Address], methods: Iterable[str]) -> Iterator[str]:
    """What was answered and should not have been, one sentence each. Nothing that is asked for is kept."""
    client = client_of(world, who)
    ticket, before = client.cookies.copy(), _last_event()
    closed = set()  # addresses that don't take a method refuse it before they look for any row: asked once
    framed = set()  # refusals whose whole page was read: it is drawn by reader, place, room and status, not by address
    with transaction.atomic():
        for question in questions(world, who, addresses, methods):
            if (question.method, question.address.route) in closed:
                continue
            answered = _may_be_answered(world, question)
            if answered and question.method != "GET":
                continue  # what people do with their own is what all other tests try
            client.cookies = ticket.copy()  # some questions sign out, or choose another language
            with transaction.atomic() if answered else nullcontext():  # whoever is refused has done nothing: see below
                answer = _ask(world, question, client)
                yield from _judge(world, question, answer, answered)
                frame = (question.address.room, question.side.values["campaign"], answer.status_code)
                if question.method == "GET" and answer.status_code in REFUSED and frame not in framed:
                    framed.add(frame)
                    yield from _judge(world, question, client.get(question.path), answered)
                if answered:
                    transaction.set_rollback(True)
            if answer.status_code == 405:
                closed.add((question.method, question.address.route))
        for event in Event.objects.filter(pk__gt=before):
            yield f"{who}, who was refused everything, did “{event.verb}”: {event.data}"
        transaction.set_rollback(True)


def _judge(world: World, question: Question, answer: Any, may_be_answered: bool) -> Iterator[str]:
    text = text_of(answer)
    if answer.status_code >= 500:
        yield f"{question} broke: {answer.status_code}"
        return
    for canary in world.canaries(question.who):
        if canary in text and question.address.name not in WITH_TOKEN:
            yield f"{question} shows “{canary}”"
    for number in numbers_in(answer, text) & world.hidden(question.who):
        yield f"{question} tells of enterprise {number}"
    if not may_be_answered and answer.status_code not in DENIED:
        yield f"{question} answered {answer.status_code}"


def _last_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _may_be_answered(world: World, question: Question) -> bool:
    """Whether the declared permission is held, and what the address names is this person's to see."""
    needs = question.address.needs(question.method)
    if needs == EVERYONE or not holds(world, question.who, needs):
        return needs == EVERYONE
    nouns = set(question.address.arguments.values())
    if question.side.name in SEES[question.who]:
        return True
    if question.who in SAME_GROUP and nouns & TO_MEMBERS and not _is_own_group(question, nouns):
        return False
    if question.side.name == "neighbour":
        return not nouns & OF_PLACE
    return not nouns & OF_ENTERPRISE


def _is_own_group(question: Question, nouns: set[str]) -> bool:
    return "notice" not in nouns and question.side.name in SAME_GROUP[question.who]


def _ask(world: World, question: Question, client: Client) -> Any:
    if question.method == "GET":
        return client.get(question.path, headers=IN_FEW_WORDS)
    if question.address.is_api:
        body, kind = body_for(question.method, question.address, question.side)
        send = getattr(client, question.method.lower())
        return send(question.path, body) if kind == "form" else send(question.path, body, content_type=kind)
    form = FIELDS | {"enterprise": question.side.values["enterprise"]}
    return client.post(question.path, form, headers=IN_FEW_WORDS)


IN_FEW_WORDS = {"Accept": "application/json"}
"""What is refused is refused for the same reason, but without a page around it; what is shown is shown as ever."""


FIELDS = {
    "reason": "因为", "name": "新名字", "outcome": "pass", "opinion": "好", "agreed": "on", "first_day": "2020-02-20",
    "phone": "13900000000", "kind": "liaison", "text": "张三 1234", "capacity": "50", "staff_back": "5", "passed": "yes",
}  # fmt: skip
"""What a form may ask for; enough to get past the first questions of most."""


def numbers_in(answer: Any, text: str) -> set[int]:
    """The enterprises that an answer of the API names by number."""
    return {int(found) for found in NUMBER.findall(text)} if "json" in answer.get("Content-Type", "") else set()


def text_of(answer: Any) -> str:
    """What a reader could find in the answer: sheets unpacked, papers read, headers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    kind = answer.get("Content-Type", "")
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    elif content.startswith(b"%PDF"):
        return headers + "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    text = content.decode(errors="replace")
    if "json" in kind and text:
        text += json.dumps(json.loads(text), ensure_ascii=False)
    return headers + text
