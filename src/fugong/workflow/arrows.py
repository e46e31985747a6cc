"""Workflows as tables that can be printed: states, and the arrows between them.

The table is all there is: `moves.move` obeys it, pages draw their buttons from it, the API lists its actions,
docs print it as a diagram, and one test walks every arrow and every pair of states that has none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Arrow:
    """One move. `needs` is a permission's value; empty means that only the clock or another action may make it."""

    key: str
    frm: tuple[str, ...]
    to: str
    name: Text
    needs: str = ""
    reason: bool = False  # the mover must say why
    clock: str | None = None  # the kind of deadline that starts; None: none runs after the move
    keeps_clock: bool = False  # the running deadline goes on
    style: str = "secondary"  # how the button looks: primary | secondary | danger
    why: str = ""  # why the arrow exists, for the docs


@dataclass(frozen=True, slots=True)
class Workflow:
    """A named table. `states` gives each state's name in print, in the order of its life; `final` ones have no arrow out."""

    key: str
    name: Text
    states: Mapping[str, Text]
    arrows: tuple[Arrow, ...]
    initial: str
    final: frozenset[str] = frozenset()
    born: frozenset[str] = frozenset()  # states in which a case may begin as well, without an arrow

    def __post_init__(self) -> None:
        keys = [arrow.key for arrow in self.arrows]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{self.key}: two arrows bear one name.")
        for arrow in self.arrows:
            for state in (*arrow.frm, arrow.to):
                if state not in self.states:
                    raise ValueError(f"{self.key}: arrow {arrow.key} names no state: {state}.")
            if set(arrow.frm) & self.final:
                raise ValueError(f"{self.key}: arrow {arrow.key} leaves a final state.")

    def arrow(self, key: str) -> Arrow:
        """The arrow of that name; KeyError where there is none."""
        for arrow in self.arrows:
            if arrow.key == key:
                return arrow
        raise KeyError(f"{self.key} has no arrow {key}")

    def out_of(self, state: str) -> Iterator[Arrow]:
        """The arrows that leave a state."""
        return (arrow for arrow in self.arrows if state in arrow.frm)

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    [*] --> {state}" for state in self.states if state in self.born]
        lines += [f"    {frm} --> {arrow.to}: {arrow.key}" for arrow in self.arrows for frm in arrow.frm]
        lines += [f"    {state} --> [*]" for state in self.states if state in self.final]
        return "\n".join(lines)


REGISTERED: dict[str, Workflow] = {}


def register(workflow: Workflow) -> Workflow:
    """Makes a workflow known to the docs, the API and the walking test."""
    if workflow.key in REGISTERED and REGISTERED[workflow.key] is not workflow:
        raise ValueError(f"Two workflows are called {workflow.key}.")
    REGISTERED[workflow.key] = workflow
    return workflow
