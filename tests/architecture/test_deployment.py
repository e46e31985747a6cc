"""How it stands on a real installation: Django's own checks for deployment find nothing, and a setting that is wrong is found."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL = {"FUGONG_HTTPS": "1", "FUGONG_HOSTS": "fugong.example.gov.cn", "FUGONG_TESTING": "0"}


def checked(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`check --deploy` in a process of its own, with the settings of a real installation."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FUGONG_")}
    given = {**clean, **REAL, "FUGONG_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "fugong.settings", **environment}
    given |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "", "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=given, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_real_installation_has_no_warning(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_one_in_debug_is_warned_of(tmp_path: Path) -> None:
    done = checked(tmp_path, FUGONG_DEBUG="1")
    assert done.returncode == 1 and "security.W018" in done.stderr
