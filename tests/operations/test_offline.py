"""The folder that installs Fugong without a network: what was altered is refused, what is older is refused, room is looked for."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from operations import bundles

from installer import checks, ground, steps  # isort: skip  (found through operations.bundles)


@pytest.fixture
def house(tmp_path: Path) -> ground.House:
    """An installation of version 1.2.0, as far as the checks look."""
    for name in ("etc", "var", "versions/1.2.0-a"):
        (tmp_path / "home" / name).mkdir(parents=True)
    (tmp_path / "home" / "versions" / "1.2.0-a" / "bundle.json").write_text('{"version": "1.2.0"}')
    (tmp_path / "home" / "current").symlink_to(tmp_path / "home" / "versions" / "1.2.0-a")
    return ground.House(tmp_path / "home", "nobody", False)


def begin(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FUGONG_PYTHON": sys.executable}
    return subprocess.run(["sh", str(folder / "install.sh"), "--help"], env=environment, capture_output=True, text=True)


def test_an_altered_folder_is_refused(tmp_path: Path) -> None:
    folder = bundles.small(tmp_path / "bundle")
    whole = begin(folder)
    assert whole.returncode == 0 and "--host-name" in whole.stdout, "as it is it begins: " + whole.stderr
    wheel = next((folder / "wheels").iterdir())
    content = bytearray(wheel.read_bytes())
    content[17] ^= 1
    wheel.write_bytes(content)
    refused = begin(folder)
    assert refused.returncode == 1
    assert "nothing was installed" in refused.stderr and wheel.name in refused.stderr


def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path) -> None:
    folder = bundles.small(tmp_path / "bundle")
    (folder / "bundle.json").unlink()
    assert begin(folder).returncode == 1


def test_the_source_is_packed_the_same_each_time_and_without_tests(tmp_path: Path) -> None:
    made = bundles.bundling()
    names = [
        path.relative_to(bundles.ROOT).as_posix()
        for part in ("deploy", "requirements")
        for path in made.files(made.ROOT / part)
    ]
    assert "deploy/install.sh" in names and "requirements/run.lock" in names
    assert not [name for name in names if "__pycache__" in name]
    assert all("tests" not in path.parts for path in made.files(made.ROOT / "src" / "fugong" / "web" / "cli"))


@pytest.mark.parametrize(
    ("offered", "is_refused"), [("1.1.9", True), ("1.2.0", False), ("1.10.0", False), ("0.9", True)]
)
def test_an_older_version_is_refused(house: ground.House, offered: str, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(ground.Failed, match="older"):
            checks.check_newer(house, {"version": offered})
    else:
        checks.check_newer(house, {"version": offered})


def test_a_full_disk_is_told_before_anything_is_touched(house: ground.House, monkeypatch: pytest.MonkeyPatch) -> None:
    checks.check_room(house, upgrading=True)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=2**20))
    with pytest.raises(ground.Failed, match="Make room"):
        checks.check_room(house, upgrading=True)


def test_a_folder_for_another_python_is_refused() -> None:
    here = {"system": os.uname().sysname, "machine": os.uname().machine}
    checks.check_machine({**here, "pythons": [f"{sys.version_info[0]}.{sys.version_info[1]}"]})
    with pytest.raises(ground.Failed, match=r"Python 2\.7"):
        checks.check_machine({**here, "pythons": ["2.7"]})


def test_settings_are_kept_for_few_and_read_back(house: ground.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground.House, "let_read", lambda _house, path, mode: path.chmod(mode))
    ground.write_settings(house, {"DATABASE_URL": "postgresql://f:p#ss@db/f", "FUGONG_HTTPS": "1"})
    assert house.settings() == {"DATABASE_URL": "postgresql://f:p#ss@db/f", "FUGONG_HTTPS": "1"}
    assert house.settings_file.stat().st_mode & 0o007 == 0
    with pytest.raises(ground.Failed):
        ground.write_settings(house, {"FUGONG_HOSTS": "$(reboot)"})


def test_current_is_switched_in_one_step(house: ground.House) -> None:
    newer = house.prefix / "versions" / "1.3.0-b"
    newer.mkdir()
    steps.switch(house, newer)
    assert house.current.resolve() == newer
    assert not [path for path in house.prefix.iterdir() if path.name.startswith(".current")]
    assert json.loads((house.prefix / "versions" / "1.2.0-a" / "bundle.json").read_text()), "the one before stays"


@pytest.mark.parametrize("name", ["install.sh", "uninstall.sh", "commands/fugong", "commands/fugong-service"])
def test_every_shell_script_is_one(name: str) -> None:
    assert subprocess.run(["sh", "-n", str(bundles.ROOT / "deploy" / name)]).returncode == 0


def test_units_name_programs_and_options_that_are_there() -> None:
    """Every command in a unit is one of fugong's, and every placeholder is one that the installer fills."""
    from fugong.web.cli import nouns

    for unit in (bundles.ROOT / "deploy" / "systemd").iterdir():
        text = unit.read_text()
        for line in text.splitlines():
            if line.startswith("ExecStart="):
                assert line.split("fugong.web.cli ")[1].split()[0] in nouns(), line
        assert set(__import__("re").findall(r"@([A-Z]+)@", text)) <= {"PREFIX", "USER", "LISTEN", "TLS", "RUNNING"}
