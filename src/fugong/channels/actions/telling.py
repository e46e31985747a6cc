"""Telling: the message, the inboxes and the deliveries are written in the transaction of what they tell of.

So nothing is told of a change that was rolled back, and nothing is lost that was kept. What leaves the house is sent by
the worker (`channels.sending`), whose job stands in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fugong.accounts.models import User
from fugong.channels import hours, kinds, ways
from fugong.channels.models import Channel, Delivery, InboxEntry, Message
from fugong.channels.words import LONGEST_BODY, LONGEST_TITLE, Words, said, said_in_a_line
from fugong.core import clock
from fugong.core.ids import uuid7
from fugong.ledger.models import Event
from fugong.places.models import Campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One message to some people, for `tell_all`. `url` is a path of the product; `about` the row that it is about."""

    kind: str
    people: Iterable[User]
    title: Words
    url: str
    body: Words = ""
    about: Any = None
    campaign: Campaign | None = None
    event: Event | None = None


def tell(
    *,
    kind: str,
    people: Iterable[User],
    title: Words,
    body: Words = "",
    url: str,
    about: Any = None,
    campaign: Campaign | None = None,
    event: Event | None = None,
) -> int:
    """Tells people something: in their inbox at once, and by the channels that each chose. Returns how many were told.

    Call it inside the action's transaction. Whoever is named twice is told once; closed accounts are passed over.
    """
    note = Note(kind=kind, people=people, title=title, body=body, url=url, about=about, campaign=campaign, event=event)
    return tell_all([note])


@transaction.atomic
def tell_all(notes: Iterable[Note]) -> int:
    """Tells many things to many people in a few statements. Returns how many entries the inboxes got."""
    told = [(message_of(note), _ids(note.people)) for note in notes]
    told = [(message, people) for message, people in told if people]
    if not told:
        return 0
    messages = [message for message, _people in told]
    Message.objects.bulk_create(messages, batch_size=2_000)
    entries = [
        InboxEntry(message=message, person_id=person, kind=message.kind, at=message.at)
        for message, people in told
        for person in people
    ]
    InboxEntry.objects.bulk_create(entries, batch_size=ways.AT_ONCE)
    everybody = list(dict.fromkeys(person for _message, people in told for person in people))
    reach = ways.Reach.of(everybody, {message.kind for message in messages})
    if reach.addresses:
        send_out([each for message, people in told for each in reach.deliveries(message, people)])
    return len(entries)


@transaction.atomic
def announce(
    *,
    kind: str,
    campaign: Campaign,
    title: Words,
    body: Words = "",
    url: str,
    group: str = "",
    event: Event | None = None,
) -> int:
    """Has the campaign's robots of one group say something there. Returns how many robots will.

    Never name a person in it: everybody in the chat group reads it.
    """
    robots = [
        robot
        for robot in campaign.robots.filter(removed_at=None, group=group)
        if not robot.kinds or kind in robot.kinds
    ]
    if not robots:
        return 0
    note = Note(kind=kind, people=(), title=title, body=body, url=url, campaign=campaign, event=event)
    message = message_of(note)
    message.save()
    due = clock.now() if message.urgent else hours.of_place(campaign).free(clock.now())
    send_out([ways.new_delivery(message, Channel.ROBOT, due_at=due, robot=robot) for robot in robots])
    return len(robots)


def message_of(note: Note) -> Message:
    """The row of a message, not yet kept."""
    kinds.get(note.kind)  # a kind that nobody registered is a slip in the code
    if not note.url.startswith("/") or note.url.startswith("//") or len(note.url) > 500:
        raise ValueError(f"A message leads to a path of the product, not to {note.url!r}.")
    uid = uuid7()
    return Message(
        uid=uid,
        event_uid=note.event.uid if note.event else uid,
        kind=note.kind,
        urgent=ways.is_urgent(note.kind, hours.rules_of(note.campaign)),
        campaign=note.campaign,
        title=said_in_a_line(note.title, LONGEST_TITLE),
        body=said(note.body, LONGEST_BODY),
        url=note.url,
        about_kind=note.about.event_kind if note.about is not None else "",
        about_key=str(note.about.pk) if note.about is not None else "",
        at=clock.now(),
    )


def _ids(people: Iterable[User]) -> Sequence[int]:
    return list(dict.fromkeys(person.pk for person in people if person.is_active))


def send_out(deliveries: list[Delivery]) -> None:
    """Keeps the deliveries, and the job that sends them, in the transaction at hand."""
    if not deliveries:
        return
    Delivery.objects.bulk_create(deliveries, batch_size=ways.AT_ONCE)
    now = clock.now()
    if any(each.due_at <= now for each in deliveries):
        from fugong.channels import tasks

        tasks.deliver.defer()
