"""What the sending threads are given, and what they bring back. Neither touches the database."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

SENT, RETRY, DEAD, WAIT, UNSENT = "sent", "retry", "dead", "wait", "unsent"


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as a reader of one language gets it. `url` is whole."""

    title: str
    body: str
    url: str
    event: uuid.UUID
    kind_name: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send: one message, or several that go together. `ids` are the deliveries that it settles."""

    channel: str
    ids: tuple[int, ...]
    uid: uuid.UUID
    pieces: tuple[Piece, ...]
    language: str
    receiver: object
    urgent: bool = False
    start_by: float = field(default=float("inf"))
    """On the monotonic clock; later than this somebody else may have taken it."""

    @property
    def event(self) -> str:
        """The ids of the events that it tells of: every repeat bears the same."""
        return ",".join(str(piece.event) for piece in self.pieces)

    @property
    def first(self) -> Piece:
        return self.pieces[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `wait` (for robots) is how long the other side refuses everything."""

    result: str
    code: str = ""
    detail: str = ""
    wait: dt.timedelta = dt.timedelta()

    @property
    def address_is_gone(self) -> bool:
        return self.result == DEAD and self.code == "not_there"


@dataclass(frozen=True, slots=True)
class RobotTarget:
    """A group robot as a thread needs it."""

    pk: int
    kind: str
    url: str
    secret: str


def of_status(status: int) -> Outcome | None:
    """What an HTTP status alone says; None where the answer has to be read."""
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return Outcome(DEAD, "not_there", str(status))
    if status == 429:
        return Outcome(RETRY, "too_often", str(status))
    if status == 408 or status >= 500:
        return Outcome(RETRY, "server_error", str(status))
    return Outcome(DEAD, "bad_secret" if status in (401, 403) else "refused", str(status))
