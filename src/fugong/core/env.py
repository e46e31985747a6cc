"""Reading the environment, loudly: a value that makes no sense stops the start with a sentence that says what to mend."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable's text; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Fugong can't start without it; docs/operations.md explains it.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def whole(name: str, default: int) -> int:
    """A whole-number variable."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.") from None


def at_least(name: str, default: int, least: int) -> int:
    """A whole number that may not be smaller."""
    value = whole(name, default)
    if value < least:
        raise ImproperlyConfigured(f"{name} is {value}: it must be {least} or more.")
    return value


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder that exists once this returns."""
    path = Path(os.environ.get(name) or default).expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def testing() -> bool:
    """Whether tests run: they have a data folder of their own, and a database that may forget."""
    return flag("FUGONG_TESTING", "PYTEST_VERSION" in os.environ)
