"""The demo: made-up enterprises, people and history, and who signs in to look at them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, how many there are


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in to the demo."""

    username: str
    name: str
    role: str
    place: str


def load(*, progress: Progress, fresh: bool = False) -> None:
    """Fills an empty database with the demo; does nothing where the demo is there already."""
    progress("accounts", 1, 1)


def load_list(path: Path, place_key: str, *, progress: Progress) -> None:
    """Starts the demo with the user's own sheet of enterprises at the place `place_key`."""
    raise NotImplementedError


def people() -> list[Person]:
    """Who can sign in, in the order in which a visitor would try them."""
    return []
