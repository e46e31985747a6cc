"""docs/licences.md is what the command writes; every package of the lock is on it, under a licence that may be combined."""

import re
from pathlib import Path

from fugong.web import licences

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "run.lock"
FORBIDDEN = re.compile(r"\b(AGPL|SSPL|BUSL|Affero|Commons Clause|Proprietary)\b", re.IGNORECASE)


def test_the_page_is_what_the_command_writes() -> None:
    assert (ROOT / "docs" / "licences.md").read_text("utf-8") == licences.page(LOCK)


def test_every_package_of_the_lock_is_named() -> None:
    pinned = {line.split("==")[0].lower() for line in LOCK.read_text().splitlines() if re.match(r"\w\S*==", line)}
    assert pinned - set(licences.packages(LOCK)) <= {"colorama", "tzdata", "win32-setctime", "pywin32"}
    assert len(licences.packages(LOCK)) > 60


def test_none_forbids_to_be_combined() -> None:
    assert [name for name in licences.packages(LOCK) if FORBIDDEN.search(licences.licence(name))] == []
    assert FORBIDDEN.search("GNU Affero General Public License v3"), "one that does would be found"
