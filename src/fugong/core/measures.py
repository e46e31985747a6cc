"""What is counted: kinds of rows and measures over them, declared once in the room that keeps the rows, known to figures by key.

A measure is a condition over rows of one kind, and a column where it adds up instead of counting. The same condition gives
the number and the rows behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

Text = str | Promise
NUMBER, DUE = _("Number"), _("Due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Rows as they are now: cases, visits, receipts. Each has `area_code` and `enterprise`, which may be empty.

    `rows(campaign, user)` gives a campaign's rows that the user sees (None: the clock, which sees all). Conditions of measures
    are put over them with `moment`, the present, and may name columns of the row and what `rows` annotates, nothing of which a row
    has many.
    """

    key: str
    name: Text
    rows: "Callable[[Any, Any], QuerySet[Any]]"
    page: Callable[[Any, Any], str]
    """(campaign, row) → the address of the row's own page; see `page_at`."""
    states: Mapping[str, Text] = field(default_factory=dict)
    """The words for what stands in `state`."""
    state: str = "state"
    number: Callable[[Any], Any] = str
    """What names a row, or says how it stands, in the column `number_name`."""
    number_name: Text = NUMBER
    due: str = "due_at"
    """The column that says when: a deadline, or (`is_past`) when it happened."""
    due_name: Text = DUE
    is_past: bool = False
    order: tuple[str, ...] = ("due_at", "id")
    related: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    """What `number` reads of other tables: of which a row has one, of which it has many."""
    part: str = ""
    """The column by which this kind can be sliced further: a category of demands, an aspect of findings. May be a list."""
    part_name: Text = ""
    parts: Callable[[Any], Mapping[str, Any]] = lambda pack: {}
    """The values that a pack knows for it, with their names, in order."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`source` names the kind of row; `column` is added up, and meant (`mean`) over the rows where it is known."""

    key: str
    name: Text
    unit: Text
    source: str
    where: Q = field(default_factory=Q)
    column: str = ""
    mean: bool = False
    about: Text = ""

    @property
    def rows(self) -> Q:
        """The rows that the number is made of: those that count, or those that add something to the sum."""
        if not self.column:
            return self.where
        return self.where & (Q(**{f"{self.column}__isnull": False}) if self.mean else Q(**{f"{self.column}__gt": 0}))


PAGES = "fugong.web.urls"  # rows lead to pages, whoever asked


def page_at(name: str, of: str = "pk") -> Callable[[Any, Any], str]:
    """The page at the named address, which takes the campaign's key and the row's `of`."""
    return lambda campaign, row: reverse(name, args=[campaign.key, getattr(row, of)], urlconf=PAGES)


REGISTERED: dict[str, Measure] = {}
KINDS: dict[str, Kind] = {}


def register(*measures: Measure) -> None:
    """Makes measures known, in the order in which they are shown."""
    for measure in measures:
        if REGISTERED.setdefault(measure.key, measure) is not measure:
            raise ValueError(f"Two measures are called {measure.key}.")


def register_kind(kind: Kind) -> Kind:
    """Makes a kind of rows known."""
    if KINDS.setdefault(kind.key, kind) is not kind:
        raise ValueError(f"Two kinds of rows are called {kind.key}.")
    return kind
