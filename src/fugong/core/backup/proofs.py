"""What a backup's manifest can prove besides rows and files: one line each, of the backup's own moment."""

from collections.abc import Callable

_proofs: dict[str, Callable[[], str]] = {}


def register(name: str, line: Callable[[], str]) -> None:
    """Has the manifest bear `line()` under `name`; it is asked within the backup's snapshot, and an empty one is left out."""
    _proofs[name] = line


def all_of_now() -> dict[str, str]:
    """Name → line, as the database of this transaction says it."""
    return {name: line for name, ask in sorted(_proofs.items()) if (line := ask())}
