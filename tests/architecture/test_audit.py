"""The audit of what we run of others (`bin/ci audit`) can fail."""

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def audit() -> Any:
    spec = importlib.util.spec_from_file_location("_audit", ROOT / "bin" / "_audit.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def snapshot(audit: Any) -> Any:
    return tomllib.loads(audit.SNAPSHOT.read_text("utf-8"))


LOCK = "django==5.2.1 \\\n    --hash=sha256:00\norjson==3.13.0 \\\n    --hash=sha256:00\nunpinned==1.0\n"


def test_what_we_run_is_pinned_known_and_without_a_known_hole(audit: Any, snapshot: Any) -> None:
    lock = audit.LOCK.read_text("utf-8")
    assert len(audit.pins(lock)) > 60
    assert [audit.unhashed(lock), audit.holes(lock, snapshot), audit.unknown(lock), audit.licences(lock, snapshot)] == [
        [],
        [],
        [],
        [],
    ]


def test_an_old_version_with_a_known_hole_is_found(audit: Any, snapshot: Any) -> None:
    found = audit.holes(LOCK, snapshot)
    assert len(found) == 1 and found[0].startswith("django 5.2.1: CVE-")


def test_a_pin_without_its_hash_and_one_that_nothing_asks_for_are_found(audit: Any) -> None:
    assert audit.unhashed(LOCK) == ["unpinned==1.0"]
    assert audit.unknown("pytest==9.0.0 \\\n    --hash=sha256:00\n") == ["pytest"]


@pytest.mark.parametrize(
    ("said", "is_foreign"),
    [
        ("MIT", False),
        ("Apache-2.0 OR BSD-2-Clause", False),
        ("MIT License", False),
        ("GPL-3.0-or-later", True),
        ("MIT AND GPL-3.0-only", True),
    ]
    + [("nothing", True), ("", True), ("Commercial", True)],
)
def test_a_licence_is_one_that_we_take_or_not(audit: Any, snapshot: Any, said: str, is_foreign: bool) -> None:
    assert audit.foreign(said, snapshot["licences"]) is is_foreign
