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


def load(*, progress: Progress, without: str = "") -> None:
    """Fills the database with the places of the demo, but for one; those that are there already stay as they are."""
    from fugong.web.demo.loading import load_places

    load_places(progress, without=without)


def load_list(path: Path, place_key: str, *, progress: Progress) -> None:
    """Starts the demo with the user's own sheet of enterprises at the place `place_key`."""
    from fugong.web.demo.own_list import load_own_list

    load_own_list(path, place_key, progress=progress)


def people() -> list[Person]:
    """Who can sign in, in the order in which a visitor would try them."""
    from fugong.accounts.models import User
    from fugong.accounts.roles import ROLES
    from fugong.web.demo import population

    order = list(ROLES)
    places = [population.specification(key)["campaign"] for key in population.places()]
    found = []
    for user in User.objects.filter(is_demo=True).prefetch_related("grants").order_by("pk"):
        roles = sorted((grant.role for grant in user.grants.all()), key=order.index)
        place = user.username.partition("-")[0] if "-" in user.username else ""
        found.append(Person(user.username, user.name, str(ROLES[roles[0]].name) if roles else "", place))
    return sorted(found, key=lambda person: places.index(person.place) if person.place in places else -1)
