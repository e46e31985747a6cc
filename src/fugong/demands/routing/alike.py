"""Which open demands are alike, and which of them look like one cause."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fugong.demands.models import Demand
from fugong.demands.models.demand import IS_OPEN
from fugong.demands.routing.likeness import Collection, Meanings, Print, groups, printed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fugong.places.models import Campaign

LIKE = 0.3
"""Less alike than this isn't shown."""
ONE_CAUSE = 0.5
"""Mean likeness from which several look like one cause: precision before recall, a person joins them."""
FEWEST = 3
"""Enterprises that make a cause worth suggesting."""
MOST = 20_000
"""Open demands, the newest, that are compared."""
MOST_GROUPED = 1_200
"""Of so many, the newest that stand under no cause, groups are sought."""
KEPT = 60_000
"""Prints that a process keeps: about 30 MB."""

_prints: OrderedDict[tuple[str, int], Print] = OrderedDict()
_meanings: dict[str, Meanings] = {}


@dataclass(frozen=True)
class Match:
    """An open demand and how alike it is, 0 to 1."""

    demand: Demand
    score: float


@dataclass(frozen=True)
class Suggestion:
    """Demands of several enterprises that look like one cause; `words`: what they share."""

    demands: tuple[Demand, ...]
    score: float
    category: str


def similar(demand: Demand, limit: int = 10, among: QuerySet[Demand] | None = None) -> list[Match]:
    """The open demands of the campaign that are most like this one; `among`: those that the reader may see.

    Neither its own parts nor those that stand under the same cause already.
    """
    found = _open(demand.campaign, among).exclude(pk=demand.pk)
    if demand.cause_id:
        found = found.exclude(cause=demand.cause_id)
    rows = list(found.values_list("pk", "text", "language", "parent_id")[:MOST])
    rows = [row for row in rows if row[3] != demand.pk and row[0] != demand.parent_id]
    if not rows:
        return []
    prints = _printed(demand.campaign, [(demand.pk, demand.text, demand.language), *(row[:3] for row in rows)])
    scores = Collection(prints, len(meanings_of(demand.campaign).keys)).likeness([0])[0, 1:]
    best = sorted(range(len(rows)), key=lambda at: -scores[at])[:limit]
    kept = {rows[at][0]: float(scores[at]) for at in best if scores[at] >= LIKE}
    demands = Demand.objects.filter(pk__in=kept).select_related("enterprise", "cause")
    return sorted((Match(each, kept[each.pk]) for each in demands), key=lambda match: -match.score)


def suggestions(campaign: Campaign, among: QuerySet[Demand]) -> list[Suggestion]:
    """Groups of open demands under no cause yet, of at least FEWEST enterprises, that look like one cause; the largest first."""
    found = _open(campaign, among).filter(cause=None, parent=None)
    rows = list(found.values_list("pk", "text", "language", "enterprise_id", "category")[:MOST_GROUPED])
    prints = _printed(campaign, [row[:3] for row in rows])
    if not rows:
        return []
    likeness = Collection(prints, len(meanings_of(campaign).keys)).likeness(range(len(rows)))
    suggested = []
    for group in groups(likeness, ONE_CAUSE, FEWEST):
        if len({rows[at][3] for at in group}) >= FEWEST:
            pairs = [float(likeness[one, two]) for one, two in itertools.combinations(group, 2)]
            suggested.append((group, sum(pairs) / len(pairs)))
    wanted = [rows[at][0] for group, _score in suggested for at in group]
    demands = Demand.objects.select_related("enterprise").in_bulk(wanted)
    return [
        Suggestion(tuple(demands[rows[at][0]] for at in group), score, _commonest([rows[at][4] for at in group]))
        for group, score in suggested
    ]


def meanings_of(campaign: Campaign) -> Meanings:
    """The words that mean the same, by the campaign's pack; where it has none, those of each category."""
    pack = campaign.pack
    if pack.digest not in _meanings:
        if len(_meanings) >= 8:
            _meanings.clear()
        likeness, demands = getattr(pack, "likeness", None), getattr(pack, "demands", None)
        source = (likeness.meanings if likeness else ()) or (demands.known if demands else ())
        _meanings[pack.digest] = Meanings({each.key: each.words for each in source})
    return _meanings[pack.digest]


def _open(campaign: Campaign, among: QuerySet[Demand] | None) -> QuerySet[Demand]:
    found = Demand.objects.all() if among is None else among
    return found.filter(IS_OPEN, campaign=campaign).order_by("-pk")


def _printed(campaign: Campaign, rows: list[tuple[int, str, str]]) -> list[Print]:
    """The prints of these demands, made once in a process: the words of a demand never change."""
    meanings, digest = meanings_of(campaign), campaign.pack.digest
    found = []
    for pk, text, language in rows:
        key = (digest, pk)
        if key not in _prints:
            _prints[key] = printed(text, meanings, language)
            if len(_prints) > KEPT:
                _prints.popitem(last=False)
        found.append(_prints[key])
    return found


def _commonest(categories: list[str]) -> str:
    return max(sorted(set(categories)), key=categories.count)
