"""The caller's own messages, and how each kind reaches the person."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from fugong.channels import kinds
from fugong.channels.actions import choices as choosing
from fugong.channels.actions import inbox as actions
from fugong.channels.models import Choice, InboxEntry
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call

resource = Resource(tags=["Inbox"])
KindKey = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_.]*$")]


class EntryOut(Schema):
    """A message, in the caller's language. `url` is a path of this installation; `event` is the same in every repeat."""

    id: int
    kind: str
    title: str
    text: str
    url: str
    urgent: bool
    campaign: str | None
    event: uuid.UUID
    at: dt.datetime
    read_at: dt.datetime | None

    @staticmethod
    def resolve_title(entry: Any) -> str:
        return str(entry.message)

    @staticmethod
    def resolve_text(entry: Any) -> str:
        return str(entry.message.text)

    @staticmethod
    def resolve_url(entry: Any) -> str:
        return str(entry.message.url)

    @staticmethod
    def resolve_urgent(entry: Any) -> bool:
        return bool(entry.message.urgent)

    @staticmethod
    def resolve_campaign(entry: Any) -> str | None:
        return entry.message.campaign.key if entry.message.campaign else None

    @staticmethod
    def resolve_event(entry: Any) -> Any:
        return entry.message.event_uid


class ReadingIn(Schema):
    """Which messages were read: their ids, or null for all."""

    ids: list[Annotated[int, Field(ge=1, le=2**62)]] | None = Field(default=None, max_length=1_000)


class ReadOut(Schema):
    """How many were unread, and how many are now (at most 100)."""

    marked: int
    unread: int


class ChoiceOut(Schema):
    """One kind by one channel; an empty kind stands for all that nothing else is said about."""

    kind: KindKey
    channel: Literal["email", "sms", "push"]
    mode: Literal["on", "digest", "off", ""] = Field(description="Empty: as usual.")


class ChoicesOut(Schema):
    """The kinds of message that there are, and what the caller chose."""

    kinds: dict[str, str]
    choices: list[ChoiceOut]


class ChoicesIn(Schema):
    """What is to be changed; the rest stays."""

    choices: list[ChoiceOut] = Field(max_length=500)


@resource.reads("/me/inbox", Page[EntryOut])
def inbox(
    request: Call,
    unread: Annotated[bool, Query(description="Only what wasn't read.")] = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The caller's messages, the newest first."""
    rows = InboxEntry.objects.of(request.user).select_related("message__campaign")
    return page_of(rows.unread() if unread else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", "/me/inbox/reading", ReadOut)
def inbox_reading(request: Call, body: ReadingIn) -> Any:
    """Marks messages as read."""
    marked = actions.read(by=request.user, entries=body.ids)
    return {"marked": marked, "unread": actions.unread(request.user)}


@resource.reads("/me/choices", ChoicesOut)
def choices(request: Call) -> Any:
    """How each kind of message reaches the caller."""
    return _choices(request)


@resource.writes("PUT", "/me/choices", ChoicesOut)
def change_choices(request: Call, body: ChoicesIn) -> Any:
    """Changes some of them."""
    choosing.choose(choices={(each.kind, each.channel): each.mode for each in body.choices}, by=request.user)
    return _choices(request)


def _choices(request: Call) -> dict[str, Any]:
    kept = Choice.objects.filter(person=request.user).order_by("kind", "channel")
    return {"kinds": {each.key: str(each.name) for each in kinds.every() if each.shown}, "choices": list(kept)}
