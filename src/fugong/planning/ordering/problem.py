"""What `order_resumption` takes and gives.

An enterprise produces once it is resumed and all suppliers that it can't do without produce. Output is any whole unit a
period (yuan a day, say). Enterprises that supply each other in a ring produce together or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fugong.planning.errors import Fault, Reason, Unmet, named, refuse, whole


@dataclass(frozen=True)
class Candidate:
    """`output` a period, the `masks` that resuming takes, the `checks` (hours of verification, or visits), its `risk`.

    `state`: "waiting", "resumed" (it works already), or "outside" (not ours to approve, and it doesn't work)."""

    key: str
    output: int
    masks: int = 0
    checks: int = 1
    risk: int = 0
    state: str = "waiting"

    def __post_init__(self) -> None:
        faults = list(named("key", self.key))
        for name in ("output", "masks", "checks", "risk"):
            faults.extend(whole(name, getattr(self, name), 0, 10**12))
        if self.state not in ("waiting", "resumed", "outside"):
            faults.append(Fault("state", "unknown", {"value": self.state}))
        refuse(faults)


@dataclass(frozen=True)
class Link:
    """The customer can't produce without the supplier. Links that could be done without are not given at all."""

    supplier: str
    customer: str


@dataclass(frozen=True)
class Limits:
    """By period: `masks` that come in (what isn't used stays), `checks` that can be made and `risk` that may be added (both
    are lost if not used). None: no limit. `risk_each`: nobody above it is resumed."""

    periods: int = 10
    masks: tuple[int, ...] | None = None
    checks: tuple[int, ...] | None = None
    risk: tuple[int, ...] | None = None
    risk_each: int | None = None

    def __post_init__(self) -> None:
        faults = list(whole("periods", self.periods, 1, 1000))
        for name in ("masks", "checks", "risk"):
            given = getattr(self, name)
            if given is not None and not faults and len(given) != self.periods:
                faults.append(Fault(name, "not_one_a_period", {"given": len(given), "periods": self.periods}))
            for place, value in enumerate(given or ()):
                faults.extend(whole(f"{name}[{place}]", value, 0, 10**15))
        if self.risk_each is not None:
            faults.extend(whole("risk_each", self.risk_each, 0))
        refuse(faults)


@dataclass(frozen=True)
class Approval:
    """One enterprise in its period (from 0). `releases`: output a period that begins then because of it, its own and that of
    those who waited for nothing else. `behind`: blocked output that hangs on it, directly or through others, its own too.

    `reason`: "releases" or "opens_the_way" (a supplier whose customers follow)."""

    key: str
    period: int
    releases: int
    behind: int
    reason: Reason


@dataclass(frozen=True)
class Most:
    """The approvals, at most so many, that release the most output together, with a bound."""

    keys: tuple[str, ...]
    releases: int
    bound: int
    ended: str


@dataclass(frozen=True)
class Order:
    """`released`: output by period. `value`: their sum, what is maximised; `bound`: no order releases more.

    `waits`: who isn't resumed within the periods, with the limit in the way; `blocked`: who can't produce whatever is
    approved here, each with what blocks it (letters to other authorities are written from it); `most`: the few approvals
    that release the most."""

    approvals: tuple[Approval, ...]
    released: tuple[int, ...]
    value: int
    bound: int
    waits: tuple[Unmet, ...]
    blocked: tuple[Unmet, ...]
    most: Most
    ended: str
    behind: dict[str, int] = field(default_factory=dict)

    @property
    def feasible(self) -> bool:
        return not self.waits

    @property
    def gap(self) -> float:
        return (self.bound - self.value) / self.bound if self.bound > self.value else 0.0
