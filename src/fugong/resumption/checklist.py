"""A checklist (检查表): aspects with their measures, what shows each, and what follows where one isn't met."""

from typing import Literal

from pydantic import Field as Limits

from fugong.policy.shapes import Keyed, Text, When


class Item(Keyed):
    """One measure of a checklist."""

    name: Text
    evidence: Literal["none", "photo", "number", "document", "text", "temperature"] = "none"
    """What shows it: a photo, a count (with `unit`), a record or paper, what was said, a temperature in °C."""
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    """A number or temperature outside of these is a fault by itself."""
    critical: bool = False
    """Not met: the enterprise can't be passed. Otherwise it is noted and put right."""
    weight: int = Limits(default=1, ge=0, le=100)
    """How much it counts in a visit's result."""
    on_fail: Literal["on_the_spot", "notice", "stop"] = "notice"
    """Not met on a visit: may be put right on the spot (立整立改), needs a notice, or stops work at once."""
    when: When | None = None
    help: Text | None = None

    @property
    def is_measured(self) -> bool:
        """Whether a number is asked for."""
        return self.evidence in ("number", "temperature")

    @property
    def measured_in(self) -> str:
        """The unit in the reader's language; nothing where it has none."""
        return "°C" if self.evidence == "temperature" else str(self.unit or "")


class Aspect(Keyed):
    """A heading of a checklist with its measures."""

    name: Text
    items: tuple[Item, ...] = Limits(min_length=1)


Use = Literal[
    "self", "guide", "verify", "recheck", "look_back", "service", "round", "spot_check", "consultation", "search"
]
"""What a checklist is for: the first four belong to filings, all others and `verify` are kinds of visit."""


class Checklist(Keyed):
    """What is looked at: by the enterprise itself, at the guidance, verification or re-check, and on visits."""

    name: Text
    used_for: tuple[Use, ...]
    department: str = ""
    """Key of the department whose list it is; a combined visit takes one of each."""
    when: When | None = None
    aspects: tuple[Aspect, ...] = Limits(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        """All measures in order."""
        return tuple(item for aspect in self.aspects for item in aspect.items)
