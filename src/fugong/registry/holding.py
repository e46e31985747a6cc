"""Who holds posts and who goes out in groups, as lists are read: of everything the first, of what is looked for a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Length, RowNumber

from fugong.core import kept, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry import colleagues
from fugong.registry.actions import assignments, postings, teams
from fugong.registry.models import TeamMember
from fugong.registry.staffing import Load

FEW = 20
"""Shown of each post or kind while nothing is looked for."""
A_PAGE = 48


@dataclass(slots=True)
class Section:
    """A post, or a kind of groups, of the pack: how many there are, and those that are shown."""

    of: Any
    many: int
    rows: list[Any] = field(default_factory=list)
    experts: int = 0

    @property
    def is_cut(self) -> bool:
        return self.many > len(self.rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is looked for: one post or kind (`of`), a piece of a name (`text`), after which row."""

    of: str = ""
    text: str = ""
    after: str = ""

    @property
    def is_all(self) -> bool:
        return not (self.of or self.text or self.after)


def officers(campaign: Campaign, wanted: Wanted) -> tuple[list[Section], Page]:
    """Holders by post, with what each carries in it."""
    held = postings.holders(campaign)
    many = colleagues.held(campaign)
    if wanted.text:
        held = held.filter(Q(user__name__icontains=wanted.text) | Q(user__username__icontains=wanted.text))
    keys = {post.key: post.key for post in campaign.pack.registry.posts}
    sections, page = _sections(campaign.pack.registry.posts, keys, held, "post", ("user__name",), wanted, many)
    for section in sections:
        if section.of.per == "enterprise" and section.rows:
            carried = assignments.loads_of(campaign, section.of.key, [row.user_id for row in section.rows])
            for row in section.rows:
                row.load = Load(row.user, carried.get(row.user_id, 0), section.of.capacity)
    return sections, page


def groups(campaign: Campaign, wanted: Wanted) -> tuple[list[Section], Page]:
    """Groups by kind, with their people."""
    found = teams.teams_of(campaign).annotate(width=Length("key")).order_by("kind", "width", "key", "pk")
    many = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    experts = TeamMember.objects.filter(team__campaign=campaign, part="expert").values_list("team__kind")
    known = dict(experts.order_by().annotate(n=Count("user", distinct=True)))
    if wanted.text:
        theirs = TeamMember.objects.filter(user__name__icontains=wanted.text, team__campaign=campaign)
        found = found.filter(Q(name__icontains=wanted.text) | Q(pk__in=list(theirs.values_list("team", flat=True))))
    kinds = campaign.pack.registry.teams
    sections, page = _sections(
        kinds, {kind.key: kind.key[:20] for kind in kinds}, found, "kind", ("width", "key"), wanted, many
    )
    for section in sections:
        section.experts = known.get(section.of.key[:20], 0)
    return sections, page


def _sections(
    of: Sequence[Any], keys: dict[str, str], found: QuerySet[Any], column: str, order: tuple[str, ...], wanted: Wanted,
    many: dict[str, int],
) -> tuple[list[Section], Page]:  # fmt: skip
    """`found` by its `column`: the first of each where all are asked for, else a page in the order of column, `order`, id."""
    if wanted.of:
        found = found.filter(**{column: keys.get(wanted.of, wanted.of)})
    if wanted.is_all:
        place = Window(RowNumber(), partition_by=[F(column)], order_by=[*order, "pk"])
        among = found.order_by().annotate(place=place).filter(place__lte=FEW).values_list("pk", flat=True)
        name = f"registry.first.{found.model._meta.label}"  # those who have gone meanwhile are left out by `found`
        first, _many = kept.lately(name, lambda: kept.asked(found), lambda: (list(among), sum(many.values())), _all)
        page = Page(list(found.filter(pk__in=first)), None, True)
    else:
        page = Page.of(list(_behind(found, (column, *order), wanted.after)[: A_PAGE + 1]), A_PAGE, wanted.after)
    rows = defaultdict(list)
    for row in page.rows:
        rows[getattr(row, column)].append(row)
    made = [Section(each, many.get(keys[each.key], 0), rows.get(keys[each.key], [])) for each in of]
    return [section for section in made if section.rows or wanted.is_all], page


def _all(answer: tuple[list[int], int]) -> int:
    return answer[1]


def _behind(found: QuerySet[Any], order: tuple[str, ...], after: str) -> QuerySet[Any]:
    """What follows the row whose id is `after`, in the order of these columns and the id."""
    last = numbers.asked(after)
    row = None if last is None else found.filter(pk=last).values_list(*order).first()
    if row is None:
        return found
    behind, same = Q(pk__in=[]), Q()
    for name, value in zip((*order, "pk"), (*row, last), strict=True):
        behind |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return found.filter(behind)
