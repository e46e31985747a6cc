"""Questions of a form (备案表) and of a plan: what is asked, of whom, and what an answer may be."""

from typing import Literal

from fugong.policy.shapes import Keyed, Text, When
from fugong.registry.policy import Choice

LONGEST = 2_000


class Field(Keyed):
    """A question of a form. Conditions read its answer as `filing.<key>`."""

    name: Text
    kind: Literal["text", "integer", "decimal", "percent", "date", "choice", "yes_no"] = "text"
    required: bool = True
    when: When | None = None
    """Ask it only where this holds."""
    choices: tuple[Choice, ...] = ()
    unit: Text | None = None
    """What a number counts; shown wherever the answer is."""
    minimum: float | None = None
    maximum: float | None = None
    """Of a text: the most signs that it may have."""
    part_of: str = ""
    """Key of the question whose answer this one can't be more than."""
    prefill: str = ""
    """Name of the enterprise's fact that the answer starts with, e.g. `staff`."""
    help: Text | None = None

    @property
    def label(self) -> str:
        """Its name with the unit, for the head of a column; once, where the name says it already."""
        name, unit = str(self.name), str(self.unit or "")
        return f"{name} ({unit})" if unit and unit not in name else name

    @property
    def longest(self) -> int:
        """How many signs a text may have."""
        return min(LONGEST, int(self.maximum or LONGEST))
