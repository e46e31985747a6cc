"""Checking a list of officers: who is meant, in which post, where, for which enterprises.

What waits to be applied says so in `username` (none: the telephone), `post`, `where` (what the row says of area, group and
grid), `otherwise` (the area, where it says none) and `firms`.
"""

from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.accounts.scope import Scope
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.places.models import Grid
from fugong.registry.actions import postings
from fugong.registry.policy import Post
from fugong.registry.sheets_officers_firms import Firms
from fugong.registry.sheets_officers_people import People, Person, as_username
from fugong.registry.sheets_placing import Areas, Grids
from fugong.sheets import cells
from fugong.sheets.kinds import Check, Ground
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row


def check(ground: Ground) -> Check:
    """Loads posts, areas and grids once; the function returned judges rows."""
    return _Judge(ground).rows


class _Judge:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        everywhere = Scope(everything=True)
        self.accounts = ground.by.scope(Permission.ACCOUNT_MANAGE) if ground.by else everywhere
        self.areas = Areas(ground.campaign, ground.by.scope(Permission.ASSIGNMENT_MANAGE) if ground.by else everywhere)
        self.grids = Grids(ground.campaign)
        self.posts = {post.key: post for post in ground.campaign.pack.registry.posts}
        self.people = People(ground)
        self.met: dict[int, Grid] = {}

    def rows(self, rows: list[Row]) -> None:
        """Judges a list of rows by a handful of queries: first those that say best who is meant."""
        good = [row for row in rows if not row.is_bad]
        self.people.load(good)
        firms = Firms(self.ground, good)
        for row in sorted(good, key=lambda row: ("username" not in row.values, "phone" not in row.values)):
            self._judge(row, firms)

    def _judge(self, row: Row, firms: Firms) -> None:
        person = self.people.of(row)
        post = self._post(row, person)
        if person is None or post is None:
            return
        found = firms.of(row)
        if found and post.per != "enterprise":
            words = _("This post isn't held for single enterprises. Appoint someone to it instead.")
            self.ground.fault(row, "enterprises", words, "post")
        where = self._where(row, post)
        is_held = person.holds(post.key, where)
        otherwise = "" if is_held else self._fill(row, post, where)
        if row.is_bad:
            return
        if person.pk and not person.is_sure and not is_held:
            words = _("Taken for %(name)s, who signs in as %(username)s. Write a user name if it is somebody else.")
            said = {"name": person.name, "username": person.username}
            self.ground.fault(row, "name", words % said, "guessed", level="warning")
        more = {pk: each for pk, each in found.items() if (post.key, pk) not in person.served}
        self._settle(row, person, None if is_held else post, more)
        if person.username != as_username(row.values.get("phone", "")):  # a number waits under its seal alone
            row.values["username"] = person.username
        row.values |= {"post": post.key, "where": where, "otherwise": otherwise, "firms": list(more)}
        person.takes(post.key, where, list(more), otherwise)

    def _settle(self, row: Row, person: Person, post: Post | None, more: dict[int, str]) -> None:
        if person.pk is None:
            row.verdict = Verdict.NEW
            return
        row.target = person.pk
        row.changes = {"post": [None, post.key]} if post else {}
        if more:
            row.changes["enterprises"] = [None, "、".join(more.values())]
        row.verdict = Verdict.CHANGED if row.changes else Verdict.SAME

    def _post(self, row: Row, person: Person | None) -> Post | None:
        """As it is written, else as the office is called; else the one that the person holds, else the only one."""
        key = row.values.get("post") or self._called(row.values.get("office"))
        if key is None:
            one = [each for each in person.posts if each in self.posts] if person else []
            one = one or list(self.posts)
            key = one[0] if len(one) == 1 else None
        if key is None:
            cell = self.ground.cell("post", row)
            said = next((fault for fault in row.faults if fault.where == cell), None)
            row.faults = [fault for fault in row.faults if fault is not said]
            names = "、".join(str(post.name) for post in self.posts.values())
            words = said.message if said else _("Write the post: one of %(choices)s.") % {"choices": names}
            row.faults.append(Fault(cell, words, "post"))
        return self.posts.get(key or "")

    def _called(self, office: str | None) -> str | None:
        if not office:
            return None
        return next((key for key, post in self.posts.items() if office in post.name.by_language.values()), None)

    def _grid(self, pk: int | None) -> Grid | None:
        if pk is not None and pk not in self.met:
            self.met[pk] = Grid.objects.select_related("jurisdiction").get(pk=pk)
        return self.met[pk] if pk is not None else None

    def _where(self, row: Row, post: Post) -> dict[str, Any]:
        """What the row says of area, group and grid; what is neither area nor grid here is a fault."""
        found: dict[str, Any] = {"group": row.values["group"]} if row.values.get("group") else {}
        for key in ("area", "grid"):
            text = row.values.get(key)
            if not text:
                continue
            node = self.areas.named(text) or self.areas.coded(text) if key == "area" else None
            grid = self.grids.named(text)
            if grid is not None and (node is None or post.per == "grid"):
                found["grid"] = grid
            elif node is not None:
                found["area"] = node.code
            else:
                words = _(
                    "“%(name)s” is neither an area nor a grid of this campaign. Write one of them, by name or code."
                )
                self.ground.fault(row, key, words % {"name": cells.plain(text)[:40]}, "place")
        return found

    def _fill(self, row: Row, post: Post, where: dict[str, Any]) -> str:
        """Whether the uploader may fill the post there; gives the area where the row says neither area nor grid."""
        fallback = self.areas.fallback
        otherwise = "" if where.get("area") or where.get("grid") else fallback.code if fallback else ""
        if not (otherwise or where.get("area") or where.get("grid")):
            words = _("Name the street or township: you keep several areas, and nothing here tells which.")
            self.ground.fault(row, "area", words, "place")
            return ""
        try:
            _duty, place = postings.checked(
                campaign=self.ground.campaign, post=post.key, area=where.get("area") or otherwise,
                group=where.get("group", ""), grid=self._grid(where.get("grid")), by=self.ground.by,
            )  # fmt: skip
        except (Refused, NotAllowed) as refusal:
            at = refusal.faults[0].where if refusal.faults else "area"
            self.ground.fault(row, at if self.ground.letters.get(at) else "area", refusal.message, refusal.code)
            return ""
        if not self.accounts.covers_area(place.ljust(12, "0")):
            words = _("You can't give roles there. Ask the administrator of that area.")
            self.ground.fault(row, "area", words, "not_allowed")
        return otherwise
