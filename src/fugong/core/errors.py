"""Refusals: what happened, what it means, what to do. Views, API and commands show them; nothing else catches them."""

from dataclasses import dataclass, field


class Refused(Exception):
    """An action was not done, for a reason that the user can read. `message` is already in the user's language."""

    status = 422
    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, fields: "list[Fault] | None" = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.faults = fields or []


class NotAllowed(Refused):
    """The person may not do this here."""

    status = 403
    code = "not_allowed"


class Conflict(Refused):
    """Someone else was first, or the case is no longer where this move starts."""

    status = 409
    code = "conflict"


class TooMany(Refused):
    """Asked too often: try again later."""

    status = 429
    code = "too_many"


class NoRoom(Refused):
    """The disk is full: nothing was kept, and it works again once there is room."""

    status = 507
    code = "no_room"


class Away(Refused):
    """The database doesn't answer at present; what was sent was not kept."""

    status = 503
    code = "away"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in what was sent: where it is (field, cell or row) and what to do, in the user's language."""

    where: str
    message: str
    code: str = "invalid"
    level: str = field(default="error")  # error | warning | note


def refuse(where: str, message: str, code: str | None = None) -> Refused:
    """A refusal at one field."""
    return Refused(message, code=code, fields=[Fault(where, message)])
