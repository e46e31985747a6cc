"""Where a permission holds: areas, enterprises, grids, or whatever is assigned to the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES

if TYPE_CHECKING:
    from fugong.accounts.models import Grant, User


@dataclass(frozen=True, slots=True)
class Scope:
    """The union of the grants that carry one permission. False where it is empty."""

    everything: bool = False
    areas: tuple[str, ...] = ()  # code prefixes, none inside another
    enterprises: tuple[int, ...] = ()
    grids: tuple[int, ...] = ()
    assigned: bool = False

    def __bool__(self) -> bool:
        return bool(self.everything or self.areas or self.enterprises or self.grids or self.assigned)

    def covers_area(self, code: str) -> bool:
        """Whether a jurisdiction's whole subtree lies within (enterprise grants never cover an area)."""
        return self.everything or any(code.startswith(area) for area in self.areas)

    def as_seen_by(self, user: "User") -> str:
        """The same for all who see the same through it: what is kept for readers is kept under this."""
        if self.everything:
            return "all"
        parts = (",".join(map(str, each)) for each in (self.areas, self.enterprises, self.grids))
        return "|".join((*parts, str(user.pk) if self.assigned else ""))


def scope_of(grants: "Iterable[Grant]", permission: Permission) -> Scope:
    """Joins grants into one scope for one permission; unknown roles give nothing."""
    held = [grant for grant in grants if grant.role in ROLES and permission in ROLES[grant.role].permissions]
    by_kind: dict[str, set[str]] = {}
    for grant in held:
        by_kind.setdefault(grant.scope_kind, set()).add(grant.scope_key)
    return Scope(
        everything="all" in by_kind,
        areas=_outermost(by_kind.get("area", set())),
        enterprises=tuple(sorted(int(key) for key in by_kind.get("enterprise", ()))),
        grids=tuple(sorted(int(key) for key in by_kind.get("grid", ()))),
        assigned="assigned" in by_kind,
    )


def _outermost(prefixes: set[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for prefix in sorted(prefixes):
        if not any(prefix.startswith(outer) for outer in kept):
            kept.append(prefix)
    return tuple(kept)
