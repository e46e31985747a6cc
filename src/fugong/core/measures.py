"""What is counted: measures, declared once in the room whose rows they count, known to figures by their key.

A measure is a condition over rows, and a column where it adds up instead of counting. The same condition gives the number
and the rows behind it.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise

Text = str | Promise


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


REGISTERED: dict[str, Measure] = {}


def register(*measures: Measure) -> None:
    """Makes measures known, in the order in which they are shown."""
    for measure in measures:
        if REGISTERED.setdefault(measure.key, measure) is not measure:
            raise ValueError(f"Two measures are called {measure.key}.")
