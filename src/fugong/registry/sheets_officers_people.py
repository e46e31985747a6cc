"""Whom the rows of a list of officers mean: the same person in several rows, and somebody who has an account already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.places.models import code_prefix
from fugong.registry import colleagues
from fugong.registry.models import Assignment, Posting
from fugong.sheets.kinds import Ground
from fugong.sheets.reader import Row

COLUMNS = ("post", "area", "group", "grid")


@dataclass(slots=True)
class Person:
    """Somebody whom a list names: with an account (`pk`), or with the user name of the one to be made."""

    username: str
    name: str
    pk: int | None = None
    is_open: bool = True
    is_sure: bool = False
    """Named by the user name, or by the telephone that is one; else known by the name alone."""
    phones: set[str] = field(default_factory=set)
    held: list[dict[str, Any]] = field(default_factory=list)
    """Postings, as COLUMNS; the area is a code prefix."""
    served: set[tuple[str, int]] = field(default_factory=set)
    """(post, enterprise)."""

    @property
    def posts(self) -> list[str]:
        return list(dict.fromkeys(each["post"] for each in self.held))

    def holds(self, post: str, where: dict[str, Any]) -> bool:
        """Whether the person holds the post there; where nothing is said, anywhere."""
        said = {**where, "area": code_prefix(where["area"])} if where.get("area") else where
        return any(each["post"] == post and said.items() <= each.items() for each in self.held)

    def takes(self, post: str, where: dict[str, Any], firms: Iterable[int], otherwise: str) -> None:
        """What a good row gives the person, so that further rows needn't."""
        if not self.holds(post, where):
            area = code_prefix(where.get("area") or otherwise or "0" * 12)
            self.held.append({"group": "", "grid": None, **where, "post": post, "area": area})
        self.served |= {(post, each) for each in firms}


class People:
    """Those in the list, by user name, and those known here, by name."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.known: dict[str, Person] = {}
        self.named: dict[str, set[str]] = {}
        """Name → user names: of colleagues here, and of whoever the list named so far."""

    def load(self, rows: list[Row]) -> None:
        """Reads the accounts that the rows may mean, and what these people hold and serve: four queries."""
        said = {row.values["username"] for row in rows if "username" in row.values}
        called = {as_username(row.values["phone"]) for row in rows if "phone" in row.values}
        by_username = list(User.objects.filter(username__in=said | called))
        same_name = colleagues.known(self.ground.campaign).filter(name__in={row.values["name"] for row in rows})
        colleagues_here = list(same_name.order_by("pk"))
        fresh = {
            user.pk: Person(user.username, user.name, user.pk, user.is_active)
            for user in (*by_username, *colleagues_here)
            if user.username not in self.known
        }
        self.known |= {person.username: person for person in fresh.values()}
        for user in colleagues_here:
            self.named.setdefault(user.name, set()).add(user.username)
        held = Posting.objects.filter(campaign=self.ground.campaign, user__in=list(fresh), until=None)
        for officer, *rest in held.values_list("user", *COLUMNS):
            fresh[officer].held.append(dict(zip(COLUMNS, rest, strict=True)))
        serving = Assignment.objects.filter(campaign=self.ground.campaign, officer__in=list(fresh), until=None)
        for officer, post, enterprise in serving.order_by().values_list("officer", "post", "enterprise"):
            fresh[officer].served.add((post, enterprise))

    def of(self, row: Row) -> Person | None:
        """The row's person; None, with a fault at the cell, where nobody can tell who is meant."""
        name, phone = row.values["name"], row.values.get("phone")
        if username := row.values.get("username"):
            found = self._by_username(row, "username", username)
        elif phone and as_username(phone) in self.known:
            found = self._by_username(row, "phone", as_username(phone))
        else:
            found = self._by_name(row, name, phone)
        if found is None:
            return None
        self.named.setdefault(name, set()).add(found.username)
        found.phones |= {phone} if phone else set()
        return found

    def _by_username(self, row: Row, column: str, username: str) -> Person | None:
        found = self.known.setdefault(username, Person(username, row.values["name"]))
        if found.name != row.values["name"]:
            words = _(
                "The user name %(username)s is somebody else's. Write another, or the name as the account has it."
            )
            self.ground.fault(row, column, words % {"username": username}, "taken")
            return None
        if not found.is_open:
            words = _("The account %(username)s is closed. Whoever manages accounts can open it again.")
            self.ground.fault(row, column, words % {"username": username}, "closed")
            return None
        found.is_sure = True
        return found

    def _by_name(self, row: Row, name: str, phone: str | None) -> Person | None:
        """Without a user name: whoever bears the name, in the list or here, and no other telephone."""
        same = [self.known[each] for each in sorted(self.named.get(name, ()))]
        ringing = [each for each in same if phone and phone in each.phones]
        same = ringing or [each for each in same if not phone or not _is_another(each, phone)]
        if len(same) > 1:
            words = _(
                "Several people are called %(name)s: %(usernames)s. Write the user name of the one whom you mean."
            )
            said = {"name": name, "usernames": "、".join(each.username for each in same)}
            self.ground.fault(row, "name", words % said, "ambiguous")
            return None
        if same:
            return same[0]
        if not phone:
            words = _("Nobody here is called %(name)s. For a new account write the telephone number, or a user name.")
            self.ground.fault(row, "name", words % {"name": name}, "username")
            return None
        return self.known.setdefault(as_username(phone), Person(as_username(phone), name))


def _is_another(person: Person, phone: str) -> bool:
    """Whether the list gave the person another telephone, or the account is called by another."""
    called = person.username.isdigit() and len(person.username) == 11
    return called or bool(person.phones and phone not in person.phones)


def as_username(phone: str) -> str:
    """The user name that a telephone number makes."""
    return phone.replace(" ", "")
