"""The chain at a glance: what one drawing shows of it, and where it is held up; in a large place kept for a while (core.kept)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fugong.accounts.permissions import Permission
from fugong.chains import edges
from fugong.chains.edges import Bottleneck, Graph, Node
from fugong.chains.models import KeyListing
from fugong.core import kept
from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.accounts.models import User

DRAWN = 200
"""So many nodes can be read in one drawing."""
MOST_BOTTLENECKS = 10


@dataclass(frozen=True, slots=True)
class Around:
    """The part of the chain around its centres. `of`: how many nodes the reader's whole chain has."""

    part: Graph
    of: int
    centres: list[str]
    centre: Node | None
    bottlenecks: list[Bottleneck]
    as_of: dt.datetime | None = None
    """When it was put together; None where that was just now."""


def around(campaign: Campaign, user: User, *, enterprise: int | None, key: str, depth: int) -> Around:
    """Around an enterprise, else around a list."""

    def look() -> Around:
        graph = edges.whole(campaign, user)
        centres = _centres(campaign, graph, enterprise, key)
        centre = graph.nodes.get(edges.key_of(enterprise)) if enterprise else None
        part = edges.around(graph, centres, depth, DRAWN)
        return Around(part, len(graph.nodes), centres[:DRAWN], centre, edges.bottlenecks(graph, MOST_BOTTLENECKS))

    asked = hashlib.sha256(repr((enterprise, key, depth)).encode()).hexdigest()
    found = kept.answer("chains.around", (campaign.pk, asked, _sight(user)), look)
    seen = found.value
    return Around(seen.part, seen.of, seen.centres, seen.centre, seen.bottlenecks, found.as_of)


def bottlenecks(campaign: Campaign, user: User) -> kept.Answer[list[Bottleneck]]:
    """Where the chain is held up, as far as the reader sees it: the worst first."""
    return kept.answer(
        "chains.bottlenecks",
        (campaign.pk, _sight(user)),
        lambda: edges.bottlenecks(edges.whole(campaign, user), MOST_BOTTLENECKS),
    )


def _sight(user: User) -> str:
    return user.scope(Permission.KEY_VIEW).as_seen_by(user)


def _centres(campaign: Campaign, graph: Graph, enterprise: int | None, key: str) -> list[str]:
    """The enterprise asked for; else those of a list, else of all lists, else those with most links."""
    if enterprise is not None:
        found = edges.key_of(enterprise)
        return [found] if found in graph.nodes and graph.nodes[found].seen else []
    rows = KeyListing.objects.filter(campaign=campaign, state="confirmed")
    rows = rows.filter(key=key) if key else rows
    listed = [edges.key_of(pk) for pk in rows.order_by("pk").values_list("enterprise", flat=True)]
    if listed or key:
        return list(dict.fromkeys(listed))
    many: dict[str, int] = {}
    for edge in graph.edges:
        for end in (edge.supplier, edge.customer):
            many[end] = many.get(end, 0) + 1
    return sorted(many, key=lambda each: (-many[each], each))[:20]
