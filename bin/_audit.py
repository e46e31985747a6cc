"""What we run of others: pinned by hash, known, of a licence that we take, without a known hole. Needs no internet.

Where pip-audit is installed it is asked as well; where it can't reach an index that is said and no failure.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "run.lock"
SNAPSHOT = ROOT / "requirements" / "advisories.toml"
PIN = re.compile(r"^(\w[\w.-]*)==(\S+?)(?:\s*;.*)?\s*\\?$", re.MULTILINE)
SEPARATE = re.compile(r"\s+(?:AND|OR)\s+|[()]")


def pins(lock: str) -> list[tuple[str, str]]:
    """Package and version, as often as the lock pins it."""
    return [(str(canonicalize_name(name)), version) for name, version in PIN.findall(lock)]


def unhashed(lock: str) -> list[str]:
    """Pins without a hash."""
    blocks = re.split(r"\n(?=\w)", lock.strip())
    return [block.split()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]


def holes(lock: str, snapshot: dict[str, Any]) -> list[str]:
    """Pins with a hole that the snapshot knows."""
    found = []
    for name, version in pins(lock):
        for each in snapshot["advisories"]:
            if each["package"] == name and Version(version) < Version(each["below"]):
                found.append(f"{name} {version}: {each['id']}, {each['what']}; take {each['below']} or newer")
    return found


def licence_of(found: Distribution) -> str:
    """What a package says of itself, in its shortest form."""
    meta = found.metadata
    classes = [
        each.rsplit("::", 1)[-1].strip() for each in meta.get_all("Classifier") or [] if each.startswith("License ::")
    ]
    named = [each for each in classes if each != "OSI Approved"]
    first = ((meta.get("License") or "").strip() or "nothing").splitlines()[0]
    return str(meta.get("License-Expression") or (named[0] if named else first))


def foreign(said: str, taken: list[str]) -> bool:
    """Whether none of what it may be used under is among the licences that we take."""
    parts = [
        part.strip().removesuffix(" License").removesuffix(" license") for part in SEPARATE.split(said) if part.strip()
    ]
    return not parts or not all(any(part == each or part.startswith(each + " ") for each in taken) for part in parts)


def unknown(lock: str) -> list[str]:
    """Pins that nothing of ours asks for, directly or through others."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    todo, seen = [Requirement(each) for each in wanted], set()
    while todo:
        each = todo.pop()
        key = (canonicalize_name(each.name), *sorted(each.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            needs = distribution(each.name).requires or []
        except PackageNotFoundError:
            continue
        for text in needs:
            need = Requirement(text)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *each.extras}):
                todo.append(need)
    reached = {key[0] for key in seen}
    elsewhere = {name for name, _version in pins(lock) if not _installed(name)}  # of other systems
    return sorted({name for name, _version in pins(lock)} - reached - elsewhere)


def _installed(name: str) -> bool:
    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False


def licences(lock: str, snapshot: dict[str, Any]) -> list[str]:
    """Pins under a licence that we don't take."""
    found = []
    for name in sorted({name for name, _version in pins(lock) if _installed(name)}):
        said = licence_of(distribution(name))
        if foreign(said, snapshot["licences"]):
            found.append(f"{name}: {said[:80]}")
    return found


def asked() -> list[str]:
    """What pip-audit says, where it is there and reaches an index."""
    program = shutil.which("pip-audit")
    if program is None:
        print("pip-audit isn't installed: only the snapshot was asked")
        return []
    done = subprocess.run(
        [program, "--disable-pip", "--require-hashes", "-r", str(LOCK)], capture_output=True, text=True, check=False
    )
    if done.returncode and "vulnerabilit" in done.stderr:
        return (done.stdout or done.stderr).splitlines()
    if done.returncode:
        print("pip-audit reached no index: only the snapshot was asked")
    return []


def main() -> None:
    lock, snapshot = LOCK.read_text("utf-8"), tomllib.loads(SNAPSHOT.read_text("utf-8"))
    wrong = {
        "without a hash": unhashed(lock),
        "with a known hole": holes(lock, snapshot),
        "that nothing asks for": unknown(lock),
        "under a licence that we don't take": licences(lock, snapshot),
        "by pip-audit": asked(),
    }
    for what, found in wrong.items():
        for each in found:
            print(f"{what}: {each}")
    print(f"{len(pins(lock))} pins were looked at; the snapshot is of {snapshot['taken']}")
    sys.exit(any(wrong.values()))


if __name__ == "__main__":
    main()
