"""The list of enterprises: what was asked for, the rows of one page, and the filters and columns that other rooms add.

Pages are told apart by the key of their last row, never by a number, and nobody counts all rows: the list is as fast over
100,000 enterprises as over 1,000.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign, code_prefix
from fugong.registry import coverage, search
from fugong.registry.models import Assignment, Enrolment, Enterprise

PAGE = 50
PROBED, PROBED_SORTED = 1_000, 300
"""Rows among which a text is looked for before the index is asked: as entered, and in another order (dearer by the row)."""
ANY = "any"
HEAVY = (
    "reasons",
    "enterprise__business_scope",
    "enterprise__search_terms",
    "enterprise__search_text",
    "enterprise__extra",
)
"""Columns that no list shows."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A filter of another room: `choices(campaign)` gives (value, label); `narrow(rows, campaign, value)` the rest."""

    key: str
    label: str | Promise
    choices: Callable[[Campaign], Iterable[tuple[str, Any]]]
    narrow: Callable[[Any, Campaign, str], Any]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of another room: `cells(campaign, ids)` gives enterprise id → what is shown; `texts` the same for Excel."""

    key: str
    label: str | Promise
    cells: Callable[[Campaign, list[int]], Mapping[int, Any]]
    texts: Callable[[Campaign, list[int]], Mapping[int, Any]] | None = None


@dataclass(frozen=True, slots=True)
class ListLink:
    """What another room does with all whom the list finds: a page whose address takes the list's filters."""

    key: str
    label: str | Promise
    icon: str
    page: str
    """Name of the page's address; its one argument is the campaign."""
    needs: Permission


filters: dict[str, ListFilter] = {}
links: dict[str, ListLink] = {}
columns: dict[str, ListColumn] = {}


def add_filter(added: ListFilter) -> None:
    """Adds a filter to the list of enterprises."""
    filters[added.key] = added


def add_link(added: ListLink) -> None:
    """Adds a link above the list of enterprises."""
    links[added.key] = added


def add_column(added: ListColumn) -> None:
    """Adds a column to the list of enterprises and to its sheet."""
    columns[added.key] = added


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list: by `key` (a column or an expression), then by id."""

    label: Promise
    key: Any = None
    descending: bool = False
    number: bool = False


ORDERS: dict[str, Order] = {
    "entered": Order(_("As entered")),
    "name": Order(_("Name"), "enterprise__name"),
    "output": Order(_("Output value"), Coalesce("enterprise__output_value", -1), descending=True, number=True),
    "staff": Order(_("Staff"), Coalesce("enterprise__staff_total", -1), descending=True, number=True),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked of the list. Unknown values give an empty list, never an error."""

    text: str = ""
    segment: str = ""
    group: str = ""
    area: str = ""
    grid: str = ""
    park: str = ""
    tag: str = ""
    uncovered: str = ""
    """`any`, or the key of a post that nobody holds for the enterprise."""
    officer: str = ""
    sort: str = "entered"
    after: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    """The filters of other rooms."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """As the address says it."""
        names = ("segment", "group", "area", "grid", "park", "tag", "uncovered", "officer", "after")
        given = {name: query.get(name, "").strip()[:80] for name in names}
        sort = query.get("sort", "")
        return cls(
            text=query.get("q", "").strip()[:200],
            sort=sort if sort in ORDERS else "entered",
            more={key: query[key] for key in filters if query.get(key)},
            **given,
        )

    @property
    def query(self) -> dict[str, str]:
        """The filters as an address says them: `Wanted.of` reads them again."""
        names = ("segment", "group", "area", "grid", "park", "tag", "uncovered", "officer")
        said = {"q": self.text, **{name: getattr(self, name) for name in names}, **self.more}
        return {name: value for name, value in said.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return replace(self, sort="entered", after="") != Wanted()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    enrolment: Enrolment
    officers: list[Assignment]
    cells: dict[str, Any]
    lacking: list[str]


def matching(user: Any, campaign: Campaign, wanted: Wanted, permission: Permission = Permission.REGISTRY_VIEW) -> Any:
    """The enrolments that the reader sees and asked for, without order."""
    rows = Enrolment.objects.visible_to(user, permission).filter(*_conditions(wanted), campaign=campaign)
    for key, value in wanted.more.items():
        rows = filters[key].narrow(rows, campaign, value)
    return rows


def page(user: Any, campaign: Campaign, wanted: Wanted, size: int = PAGE) -> Page:
    """One page of the list. At most four queries, and those of the other rooms' columns."""
    keys = _keys(user, campaign, wanted, size + 1)
    following = _key_of(keys[size - 1]) if len(keys) > size else None
    return Page(_rows(campaign, [key for key, _value in keys[:size]]), following, is_first=not wanted.after)


def _keys(user: Any, campaign: Campaign, wanted: Wanted, many: int) -> list[tuple[int, Any]]:
    """The keys of the first `many` rows.

    A text is looked for twice, because no planner knows how often it occurs: first among the next PROBED rows in order,
    where a common text fills the page at once; else through the index of terms, where a rare one has few candidates.
    """
    rows = _from_key(_sorted(matching(user, campaign, replace(wanted, text="")), wanted.sort), wanted)
    if not wanted.text:
        return list(rows[:many])
    probed = PROBED if ORDERS[wanted.sort].key is None else PROBED_SORTED
    near = Enrolment.objects.filter(search.matching(wanted.text, "enterprise__", indexed=False))
    near = near.filter(OneOf("pk", ArraySubquery(rows.values("pk")[:probed])))
    found = list(_sorted(near, wanted.sort)[:many])
    if len(found) == many:
        return found
    candidates = ArraySubquery(Enterprise.objects.matching(wanted.text).order_by().values("pk"))
    return list(rows.filter(OneOf("enterprise_id", candidates))[:many])


class OneOf(Func):
    """`column = ANY (ARRAY(…))`: the array is made first, whatever the planner thinks of its size."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def ordered(rows: Any, sort: str) -> Any:
    """The rows in one of ORDERS, with what a list shows of them."""
    order = ORDERS[sort]
    return _shown(rows).alias(sorted_by=_expression(order)).order_by(*_order_by(order))


def _sorted(rows: Any, sort: str) -> Any:
    """Only the keys of the rows, in order: what a row shows is fetched for the fifty of a page, not for all that match."""
    order = ORDERS[sort]
    rows = rows.annotate(sorted_by=_expression(order)).order_by(*_order_by(order))
    return rows.values_list("enterprise_id", "sorted_by")


def _shown(rows: Any) -> Any:
    return rows.select_related("enterprise__grid", "enterprise__park", "enterprise__jurisdiction").defer(*HEAVY)


def _expression(order: Order) -> Any:
    return F(order.key or "enterprise_id") if order.key is None or isinstance(order.key, str) else order.key


def _order_by(order: Order) -> list[str]:
    if order.key is None:
        return ["enterprise_id"]
    return ["-sorted_by" if order.descending else "sorted_by", "enterprise_id"]


def officers_of(campaign: Campaign, ids: list[int]) -> dict[int, list[Assignment]]:
    """Who serves each enterprise now."""
    serving: dict[int, list[Assignment]] = {}
    held = Assignment.objects.filter(campaign=campaign, enterprise__in=ids, until=None)
    for assignment in held.select_related("officer").order_by("post", "pk"):
        serving.setdefault(assignment.enterprise_id, []).append(assignment)
    return serving


def _rows(campaign: Campaign, ids: list[int]) -> list[Row]:
    enrolments = {
        each.enterprise_id: each for each in _shown(Enrolment.objects.filter(campaign=campaign, enterprise__in=ids))
    }
    serving = officers_of(campaign, ids)
    cells = {key: column.cells(campaign, ids) for key, column in columns.items()}
    return [
        Row(
            enrolments[each],
            (officers := serving.get(each, [])),
            {key: found.get(each, "") for key, found in cells.items()},
            coverage.lacking(campaign, enrolments[each].missing_posts, officers),
        )
        for each in ids
        if each in enrolments
    ]


def _conditions(wanted: Wanted) -> Iterable[Q]:
    if wanted.text:
        yield search.matching(wanted.text, "enterprise__")
    if wanted.segment:
        yield Q(segments__contains=[wanted.segment])
    if wanted.group:
        yield Q(group=wanted.group)
    if wanted.area:
        yield Q(area_code__startswith=code_prefix(wanted.area.ljust(12, "0")))
    for name in ("grid", "park"):
        value = getattr(wanted, name)
        if value:
            number = numbers.asked(value)
            yield Q(pk=None) if number is None else Q(**{f"enterprise__{name}_id": number})
    if wanted.tag:
        yield Q(enterprise__tags__contains=[wanted.tag])
    if wanted.uncovered:
        yield ~Q(missing_posts=[]) if wanted.uncovered == ANY else Q(missing_posts__contains=[wanted.uncovered])
    if wanted.officer:
        yield Q(enterprise__in=_served_by(wanted.officer))


def _served_by(officer: str) -> Any:
    key = numbers.asked(officer)
    rows = Assignment.objects.none() if key is None else Assignment.objects.filter(officer=key)
    return rows.filter(until=None).order_by().values("enterprise")


def _key_of(key: tuple[int, Any]) -> str:
    return "~".join(map(str, key))


def _from_key(rows: Any, wanted: Wanted) -> Any:
    """The rows that come after the key. A key that isn't one begins at the first."""
    order = ORDERS[wanted.sort]
    key, _tilde, value = wanted.after.partition("~")
    last = numbers.asked(key)
    if last is None:
        return rows
    if order.key is None:
        return rows.filter(enterprise_id__gt=last)
    bound = _signed(value) if order.number else value
    if bound is None:
        return rows
    side = "lt" if order.descending else "gt"
    within = Q(**{f"sorted_by__{side}e": bound})
    return rows.filter(within, Q(**{f"sorted_by__{side}": bound}) | Q(enterprise_id__gt=last))


def _signed(value: str) -> int | None:
    number = numbers.asked(value.removeprefix("-"))
    return -number if number and value.startswith("-") else number
