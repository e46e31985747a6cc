"""A pack laid out for reading: lists, names instead of keys, clocks in words, ways as charts."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.policy import files, loaded
from fugong.policy.loaded import keys as pack_keys
from fugong.policy.pack import Pack
from fugong.policy.report import PackFaulty
from fugong.web.flowchart import Box, boxes_of

DOES = {
    "accept": _("Accept"),
    "guide": _("Guide"),
    "review": _("Review"),
    "verify": _("Verify on site"),
    "approve": _("Approve"),
    "recheck": _("Re-check"),
}
"""What a step does, in words."""

LABELS = {
    "areas": _("Areas below"),
    "grids": _("Grids"),
    "parks": _("Parks and buildings"),
    "segments": _("Segments"),
    "groups": _("Industry groups"),
    "posts": _("Posts"),
    "routes": _("Routes"),
    "checklists": _("Checklists"),
    "indicators": _("Indicators"),
    "texts": _("Texts"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A pack in the list. `fault` says why it can't be used."""

    key: str
    name: str
    place: str = ""
    code: str = ""
    version: str = ""
    abstract: bool = False
    fault: PackFaulty | None = None

    @property
    def ready(self) -> bool:
        return self.fault is None and not self.abstract


def listed() -> list[Listed]:
    """All packs at hand, in the order of their keys."""
    return [_listed(key) for key in pack_keys()]


def _listed(key: str) -> Listed:
    try:
        if files.read(files.find(key)).content["pack"].get("abstract"):
            return Listed(key, key, abstract=True)
        pack = loaded.pack(key)
    except PackFaulty as fault:
        return Listed(key, key, fault=fault)
    places = pack.places
    return Listed(key, str(pack.name), str(places.name), places.code, pack.header.version)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a route in words."""

    do: str
    name: str
    post: str
    within: str
    step: Any


@dataclass(frozen=True, slots=True)
class Route:
    """A route with its steps in words, and as a chart."""

    route: Any
    within: str
    only_for: str
    steps: list[Step]

    @property
    def boxes(self) -> list[Box]:
        """Steps that start together stand above one another."""
        waves: list[list[int]] = []
        for at, each in enumerate(self.steps):
            if each.step.parallel and waves:
                waves[-1].append(at)
            else:
                waves.append([at])
        following = {
            at: tuple(map(str, after)) for wave, after in zip(waves, [*waves[1:], []], strict=True) for at in wave
        }
        return [
            Box(str(at), each.name, f"{each.post} · {each.within}", following[at]) for at, each in enumerate(self.steps)
        ]


class Contents:
    """What a page about a pack shows. Sections of rooms that aren't there are simply empty."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.places = pack.places
        self.registry = pack.registry
        self.resumption = pack.resumption
        self.figures = pack.figures
        self.calendar = pack.calendar

    @cached_property
    def routes(self) -> list[Route]:
        return [
            Route(
                route,
                str(self.pack.clock(route.within)) if route.within else "",
                self._special.get(route.key, ""),
                self._steps(route),
            )
            for route in self.resumption.routes
        ]

    @cached_property
    def _special(self) -> dict[str, str]:
        """Routes that are taken for what is filed, not for who files."""
        found = {
            self.resumption.remote.route: _("Filings for resuming remotely"),
            self.resumption.together.route: _("Enterprises that file together"),
            self.resumption.refiling.addition_route: _("Additions to an approval"),
        }
        return {key: str(words) for key, words in found.items() if key}

    def _steps(self, route: Any) -> list[Step]:
        posts = {post.key: str(post.name) for post in self.registry.posts}
        return [
            Step(
                each.do,
                str(each.name or DOES.get(each.do, each.do)),
                posts.get(each.post, each.post),
                str(self.pack.clock(each.within)),
                each,
            )
            for each in route.steps
        ]

    @cached_property
    def flow(self) -> list[Box]:
        return boxes_of(self.resumption.flow)

    @cached_property
    def clocks(self) -> list[tuple[str, str]]:
        """Named clocks in words."""
        return [(name, str(self.pack.clock(within))) for name, within in self.calendar.clocks.items()]

    @cached_property
    def indicators(self) -> list[tuple[Any, str]]:
        """Indicators with the name of the segment that they are taken in."""
        return [(each, self._segment(each.segment)) for each in self.figures.indicators]

    def _segment(self, key: str) -> str:
        return next((str(each.name) for each in self.registry.segments if each.key == key), "")

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Key and title of each longer text; the title is its first heading or line."""
        return [(key, _title(self.pack.text(key))) for key in sorted(self.pack.texts)]

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """What opening a campaign makes and brings, for the preview."""
        return [
            (str(LABELS[name]), len(tuple(items)))
            for name, items in (
                ("areas", self.places.areas),
                ("grids", self.places.grids),
                ("parks", self.places.parks),
                ("segments", self.registry.segments),
                ("groups", self.registry.groups),
                ("posts", self.registry.posts),
                ("routes", self.resumption.routes),
                ("checklists", self.resumption.checklists),
                ("indicators", self.figures.indicators),
                ("texts", self.pack.texts),
            )
        ]


def contents(pack: Pack) -> Contents:
    return Contents(pack)


def _title(markdown: str) -> str:
    lines: Iterable[str] = (line.strip("# ").strip() for line in markdown.splitlines())
    return next((line for line in lines if line), "")[:80]
