"""How a place wants its messages sent: section `channels`."""

from typing import Literal

from fugong.policy import sections
from fugong.policy.shapes import Hour, Section, Shape, by_key


class Quiet(Shape):
    """When nobody is disturbed. Equal hours: never."""

    since: Hour = "22:00"
    until: Hour = "07:00"


class KindRule(Shape):
    """What this place wants differently for one kind of message."""

    key: str
    """Such as demand.answered."""
    urgent: bool | None = None
    """Passes quiet hours."""
    channels: tuple[Literal["email", "sms", "push", "robot"], ...] | None = None
    """The ways out of the house that it takes unless the person chose otherwise; the inbox has it always."""


class Channels(Section):
    """Quiet hours, the hour of the digest, and what differs by kind."""

    quiet: Quiet = Quiet()
    digest_at: Hour = "08:00"
    kinds: tuple[KindRule, ...] = ()

    def rule(self, kind: str) -> KindRule | None:
        """What is said about a kind, if anything."""
        return by_key(self.kinds).get(kind)


sections.register("channels", Channels)
