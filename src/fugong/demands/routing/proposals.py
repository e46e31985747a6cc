"""What the routing of demands answers with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guess:
    """A category and how likely it is, 0 to 1."""

    category: str
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """Where a text seems to belong. An empty category: nothing in it is known, a person decides."""

    category: str = ""
    confidence: float = 0.0
    """How often such a proposal is right, 0 to 1: of those with 0.8, about 80 in 100."""
    runners_up: tuple[Guess, ...] = ()
    because: tuple[str, ...] = ()
    """The words of the text that spoke for the category, the strongest first."""
    by: str = "words"
    """What it was read by: the pack's `words`, or a model `learned` from past demands."""
