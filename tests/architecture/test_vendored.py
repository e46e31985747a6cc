"""What is kept of others' work is what VENDORED.md says, and comes with its licence."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/fugong/web/static/vendor"


def _table() -> list[tuple[str, str]]:
    rows = [line.strip("| \n").split(" | ") for line in (VENDOR / "VENDORED.md").read_text().splitlines()]
    return [(row[0].strip("`"), row[-1].strip("`")) for row in rows if len(row) == 6 and row[0].startswith("`")]


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix().encode()
        digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@pytest.mark.parametrize(("folder", "checksum"), _table())
def test_the_files_are_those_of_the_table(folder: str, checksum: str) -> None:
    assert _checksum(ROOT / folder) == checksum


@pytest.mark.parametrize("folder", [folder for folder, _ in _table()])
def test_each_comes_with_its_licence(folder: str) -> None:
    names = [path.name.upper() for path in (ROOT / folder).iterdir()]
    assert any(name.startswith(("LICENSE", "OFL")) for name in names)


def test_nothing_is_kept_that_the_table_does_not_name() -> None:
    named = {Path(folder).name for folder, _ in _table()}
    assert {path.name for path in VENDOR.iterdir() if path.is_dir()} <= named


def test_nothing_points_to_a_source_map_that_is_not_there() -> None:
    texts = [path for path in VENDOR.rglob("*") if path.suffix in {".js", ".css"}]
    assert texts and not [path for path in texts if "sourceMappingURL" in path.read_text()]
