"""The lock files hold together: what runs in production is what is tested, from whatever index."""

import re
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements"


def _pins(name: str) -> dict[str, str]:
    """Package → version and marker, as the lock pins them."""
    lines = (REQUIREMENTS / f"{name}.lock").read_text().splitlines()
    return dict(line.rstrip(" \\").split("==", 1) for line in lines if re.match(r"\w\S*==", line))


def test_the_developers_lock_holds_all_of_the_other() -> None:
    assert _pins("run").items() <= _pins("dev").items()


def test_every_package_is_pinned_by_hash() -> None:
    for lock in REQUIREMENTS.glob("*.lock"):
        blocks = re.split(r"\n(?=\w)", lock.read_text().strip())
        assert all("--hash=sha256:" in block for block in blocks), lock.name


def test_no_lock_names_a_host() -> None:
    for lock in REQUIREMENTS.glob("*.lock"):
        assert "://" not in lock.read_text(), lock.name
