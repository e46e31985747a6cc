"""Which ways out of the house are open, and which one each person's message takes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from fugong.channels import hours, kinds
from fugong.channels.models import Address, Channel, Choice, Delivery, Gateway, Message, Mode, Preference
from fugong.channels.policy import Channels
from fugong.core import clock
from fugong.core.standing import Standing

AT_ONCE = 5_000  # rows of one statement
IN_USE = Standing(Gateway, "removed_at IS NULL")  # asked whenever anybody is told anything


def open_channels() -> frozenset[str]:
    """The channels to people that this installation has."""
    found = {Channel.EMAIL} if settings.EMAIL_ON else set()
    if settings.WEB_PUSH:
        found.add(Channel.PUSH)
    if IN_USE.first() is not None:
        found.add(Channel.SMS)
    return frozenset(str(each) for each in found)


def usual(kind: str, rules: Channels, channel: str) -> str:
    """What happens where the person chose nothing: e-mail and push for everything, SMS for what is urgent."""
    rule = rules.rule(kind)
    if rule is not None and rule.channels is not None:
        return Mode.ON if channel in rule.channels else Mode.OFF
    if channel == Channel.SMS:
        return Mode.ON if is_urgent(kind, rules) else Mode.OFF
    return Mode.ON


def is_urgent(kind: str, rules: Channels) -> bool:
    """Whether a kind passes quiet hours here."""
    rule, known = rules.rule(kind), kinds.find(kind)
    if rule is not None and rule.urgent is not None:
        return rule.urgent
    return known is not None and known.urgent


@dataclass(slots=True)
class Reach:
    """Where some people can be reached and what they chose, read with a few queries for all of them."""

    addresses: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    choices: dict[tuple[int, str, str], str] = field(default_factory=dict)
    preferences: dict[int, Preference] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Sequence[int], told: Iterable[str]) -> "Reach":
        """`people` by id, `told` the kinds that they are told."""
        found = cls()
        channels = open_channels()
        for few in _chunks(people) if channels else ():
            in_use = Address.objects.filter(verified_at__isnull=False, failed_at=None, channel__in=channels)
            for pk, person, channel in in_use.filter(person__in=few).values_list("pk", "person_id", "channel"):
                found.addresses.setdefault(person, []).append((pk, channel))
        for few in _chunks(list(found.addresses)):
            wanted = Choice.objects.filter(person__in=few, kind__in=["", *set(told)])
            for person, kind, channel, mode in wanted.values_list("person_id", "kind", "channel", "mode"):
                found.choices[person, kind, channel] = mode
            found.preferences |= Preference.objects.in_bulk(few)
        return found

    def mode(self, person: int, kind: str, channel: str, rules: Channels) -> str:
        """on, digest or off."""
        for named in (kind, ""):
            if (person, named, channel) in self.choices:
                return self.choices[person, named, channel]
        return usual(kind, rules, channel)

    def deliveries(self, message: Message, people: Iterable[int]) -> list[Delivery]:
        """The rows by which a message goes out to people."""
        rules, place, now = hours.rules_of(message.campaign), hours.of_place(message.campaign), clock.now()
        made = []
        for person in people:
            for address, channel in self.addresses.get(person, ()):
                mode = self.mode(person, message.kind, channel, rules)
                if mode == Mode.OFF:
                    continue
                own = hours.of_person(place, self.preferences.get(person))
                made.append(
                    new_delivery(
                        message,
                        channel,
                        due_at=_due(message, own, mode, now),
                        digest=mode == Mode.DIGEST and not message.urgent,
                        person_id=person,
                        address_id=address,
                    )
                )
        return made


def new_delivery(message: Message, channel: str, *, due_at: dt.datetime, **values: Any) -> Delivery:
    """A delivery of a message, not yet kept."""
    return Delivery(
        message=message, campaign_id=message.campaign_id, channel=channel, due_at=due_at, made_at=clock.now(), **values
    )


def _due(message: Message, own: hours.Hours, mode: str, now: dt.datetime) -> dt.datetime:
    if message.urgent:
        return now
    return own.digest(now) if mode == Mode.DIGEST else own.free(now)


def _chunks(items: Sequence[int]) -> Iterable[Sequence[int]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
