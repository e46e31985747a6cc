"""Where the enterprises of a list lie: in which jurisdiction, grid and park, by names, codes, addresses or points."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fugong.places.geometry import outlines
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry.models import Park

_STREET_TAIL = re.compile(r"(?:街道办事处|街道办|人民政府|镇政府|乡政府)$")
_COMMUNITY_TAIL = re.compile(r"(?:居委会|居民委员会|村委会|村民委员会|社区居委会|社区)$")
_PLACE_TAIL = re.compile(r"(?:街道|镇|乡|社区|村|区|县|市)$")
_NUMBER = re.compile(r"\d+")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class Node:
    """A jurisdiction, as placing needs it."""

    id: int
    code: str
    prefix: str
    name: str
    is_allowed: bool


class Areas:
    """The jurisdictions of a campaign, and which of them the user may import into."""

    def __init__(self, campaign: Campaign, scope: Any) -> None:
        rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix).values_list(
            "id", "code", "prefix", "name", "names"
        )
        self.nodes: dict[str, Node] = {}
        self.by_name: dict[str, list[Node]] = {}
        in_addresses: dict[str, Node] = {}
        for pk, code, prefix, name, names in rows:
            node = Node(pk, code, prefix, name, scope.covers_area(code))
            self.nodes[code] = node
            for word in {name, *names.values()}:
                for form in _forms(word):
                    self.by_name.setdefault(form, []).append(node)
            if prefix != campaign.jurisdiction.prefix and len(name) > 2:
                in_addresses[name] = node
                if name.endswith("街道"):
                    in_addresses[name + "办"] = in_addresses[name[:-2] + "街办"] = node
        self.root = self.nodes[campaign.jurisdiction.code]
        self.in_addresses = in_addresses
        self.words = re.compile("|".join(sorted(map(re.escape, in_addresses), key=len, reverse=True)) or r"(?!)")
        self.fallback = self._fallback()

    def _fallback(self) -> Node | None:
        """Where a row goes that says nothing: the campaign's own area, else the one area that the user keeps."""
        if self.root.is_allowed:
            return self.root
        allowed = [node for node in self.nodes.values() if node.is_allowed]
        outermost = [
            node
            for node in allowed
            if not any(node.prefix != o.prefix and node.prefix.startswith(o.prefix) for o in allowed)
        ]
        return outermost[0] if len(outermost) == 1 else None

    def named(self, *names: str | None) -> Node | None:
        """The first of the names that is a jurisdiction here; a name borne by two counts only if one lies in the other."""
        for name in names:
            if not name:
                continue
            for form in _forms(name):
                nodes = self.by_name.get(form, ())
                deepest = max(nodes, key=lambda node: len(node.prefix), default=None)
                if deepest and all(deepest.prefix.startswith(node.prefix) for node in nodes):
                    return deepest
            if found := self._in_full(name):
                return found
        return None

    def _in_full(self, name: str) -> Node | None:
        """A name that begins with those of what it lies in: 某某市某某区流亭街道办事处."""
        bare = _without_office(name.replace(" ", ""))
        last = next(reversed(self.words.findall(bare)), "")
        return self.in_addresses[last] if last and bare.endswith(last) else None

    def in_address(self, address: str) -> Node | None:
        """The deepest jurisdiction whose full name the address contains; of equals the longest name, which stands first."""
        found = [self.in_addresses[word] for word in self.words.findall(address)]
        return max(found, key=lambda node: len(node.prefix), default=None)

    def coded(self, code: str) -> Node | None:
        """By a region code of 6, 9 or 12 digits."""
        return self.nodes.get(code.ljust(12, "0")) if code.isdigit() and len(code) <= 12 else None


def _forms(name: str) -> Iterable[str]:
    """A name, without its office, without its kind: 流亭街道办事处 → 流亭街道 → 流亭."""
    bare = name.replace(" ", "").lower()
    yield bare
    shorter = _without_office(bare)
    if shorter and shorter != bare:
        yield shorter
    shortest = _PLACE_TAIL.sub("", shorter)
    if len(shortest) >= 2 and shortest not in (bare, shorter):
        yield shortest


def _without_office(name: str) -> str:
    return _COMMUNITY_TAIL.sub("", _STREET_TAIL.sub("街道" if "街道" in name else "", name))


class Grids:
    """The campaign's grids, by key, name or number, or by the point that lies in them."""

    def __init__(self, campaign: Campaign) -> None:
        self.outlines = outlines(campaign)
        self.names: dict[int, str] = {}
        self.by_word: dict[str, int | None] = {}
        rows = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
        for pk, key, name, names in rows.values_list("id", "key", "name", "names"):
            self.names[pk] = name
            for word in {_grid_word(text) for text in (key, name, *names.values())}:
                self.by_word[word] = pk if self.by_word.get(word, pk) == pk else None  # two of one name: neither

    def named(self, text: str) -> int | None:
        return self.by_word.get(_grid_word(text))

    def at(self, points: list[tuple[float, float] | None]) -> list[int | None]:
        return self.outlines.find(points) if any(points) else [None] * len(points)


def _grid_word(text: str) -> str:
    """`第三网格`, `3号网格`, `grid_3` and `3` are one."""
    digits = _NUMBER.findall(text.translate(_DIGITS))
    if digits and len(re.sub(r"第|网格|号|格|grid|[\s_\-—]|\d", "", text.translate(_DIGITS).lower())) == 0:
        return str(int(digits[-1]))
    return text.replace(" ", "").removesuffix("网格").lower()


class Parks:
    """Parks and buildings of the campaign's area, by key or name."""

    def __init__(self, campaign: Campaign) -> None:
        self.names: dict[int, str] = {}
        self.by_word: dict[str, int] = {}
        rows = Park.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
        for pk, key, name, names in rows.values_list("id", "key", "name", "names"):
            self.names[pk] = name
            for word in (key, name, *names.values()):
                self.by_word.setdefault(word.replace(" ", "").lower(), pk)

    def named(self, text: str) -> int | None:
        return self.by_word.get(text.replace(" ", "").lower())
