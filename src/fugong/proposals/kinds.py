"""What can be proposed: rooms register kinds. A kind reads its room's rows, has the optimiser plan, tells the plan in words,
and carries it out by its room's actions.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.proposals.models import Proposal


Given = Any
"""What a form or the API sent: whatever has `get(name, default)`."""


@dataclass
class Ground:
    """What a plan is worked out from. `parts`: name → rows as plain values, in an order that stays; `given`: the same as the
    optimiser takes it. `heavy`: it takes longer than a person waits for a page."""

    parts: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)
    heavy: bool = False

    def digests(self) -> dict[str, str]:
        """Part → its fingerprint, by which it is known again."""
        return {name: _digest(rows) for name, rows in self.parts.items()}


@dataclass(frozen=True, slots=True)
class Hands:
    """What can be changed by hand: subjects (key, name), and what may be chosen for them (key, name)."""

    subjects: list[tuple[str, str]]
    targets: list[tuple[str, str]]
    question: str
    """What is chosen: “Officer”, “Point” …"""


class Kind(ABC):
    """One kind of proposal."""

    key: ClassVar[str]
    name: ClassVar[Any]
    about: ClassVar[Any]
    needs: ClassVar[Permission]
    template: ClassVar[str]
    form: ClassVar[str]
    above: ClassVar[Any]
    """The page that this belongs to, as the breadcrumb calls it."""
    parts: ClassVar[Mapping[str, Any]]
    """Part of the ground → what it is called, where it changed meanwhile."""
    whole_place: ClassVar[bool] = False
    """Only who plans the whole place may ask."""
    seconds: ClassVar[int] = 2
    seconds_heavy: ClassVar[int] = 30

    def is_there(self, campaign: Campaign) -> bool:
        """Whether the place has any of it."""
        return True

    @abstractmethod
    def choices(self, campaign: Campaign, user: User) -> dict[str, Any]:
        """What the page that asks needs."""

    @abstractmethod
    def asked(self, campaign: Campaign, given: Given) -> dict[str, Any]:
        """What was asked for, plainly. Raises Refused."""

    @abstractmethod
    def read(self, campaign: Campaign, area: str, asked: dict[str, Any]) -> Ground:
        """The rows as they are now. Raises Refused where there is nothing to plan."""

    @abstractmethod
    def solve(self, campaign: Campaign, ground: Ground, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The plan, as it is kept. Raises planning.Unfit."""

    @abstractmethod
    def shown(self, proposal: Proposal) -> dict[str, Any]:
        """The plan with what was changed by hand, in words, for the page."""

    @abstractmethod
    def hands(self, proposal: Proposal) -> Hands:
        """What may be changed."""

    @abstractmethod
    def carry_out(self, proposal: Proposal, by: User) -> dict[str, int]:
        """Writes it by the room's actions; gives how many of what. Raises Refused."""

    @abstractmethod
    def done(self, proposal: Proposal) -> str:
        """What was written, in a sentence."""

    @abstractmethod
    def back(self, proposal: Proposal) -> str:
        """Where what was written is seen."""

    def unfit(self, proposal: Proposal, subject: str, target: str) -> str:
        """Why that can't be chosen by hand; empty where it can."""
        return ""

    def drawn(self, proposal: Proposal) -> dict[str, Any] | None:
        """The plan on the map: GeoJSON of `lines` and `points`; None where there is no map."""
        return None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Makes a kind known."""
    _kinds[kind.key] = kind
    return kind


def get(key: str) -> Kind:
    """The kind of that key (KeyError where there is none)."""
    return _kinds[key]


def every() -> list[Kind]:
    """All kinds."""
    return list(_kinds.values())


def _digest(rows: Any) -> str:
    text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
