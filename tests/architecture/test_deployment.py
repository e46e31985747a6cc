"""How it stands on a real installation: Django's own checks for deployment find nothing, and a setting that is wrong is found."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
REAL = {"FUGONG_HTTPS": "1", "FUGONG_HOSTS": "fugong.example.gov.cn", "FUGONG_TESTING": "0"}


CHECK = ["-m", "django", "check", "--deploy", "--fail-level", "WARNING"]


def checked(tmp_path: Path, command: list[str] = CHECK, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command (`check --deploy`) in a process of its own, with the settings of a real installation."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FUGONG_", "DJANGO_"))}
    given = {**clean, **REAL, "FUGONG_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "fugong.settings", **environment}
    given |= {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    }
    return subprocess.run(
        [sys.executable, *command],
        env=given, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_real_installation_has_no_warning(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


@pytest.mark.thorough
def test_one_in_debug_is_warned_of(tmp_path: Path) -> None:
    done = checked(tmp_path, FUGONG_DEBUG="1")
    assert done.returncode == 1 and "security.W018" in done.stderr


def test_cookies_are_kept_to_ourselves(tmp_path: Path) -> None:
    """As a real installation sets them: of this host alone, over HTTPS alone, unread by scripts."""
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.DEBUG,"
        " s.STAFF_SECOND_FACTOR, s.SECOND_WALL)"
    )
    done = checked(tmp_path, command=["-c", asked])
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", *["True"] * 4, "Lax", "False", "True", "True"]


@pytest.mark.django_db
def test_every_answer_bears_its_headers(client: Any) -> None:
    for address in ("/accounts/login/", "/nowhere/", "/healthz", "/api/v1/nowhere", "/"):
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy and "object-src 'none'" in policy and "base-uri 'none'" in policy, (
            address
        )
        scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
        assert "unsafe" not in scripts, address


@pytest.mark.django_db
def test_pages_of_signed_in_people_are_not_kept(client: Any, cast: Any) -> None:
    client.force_login(cast.desk)
    for address in ("/me/", "/people/", "/api/v1/enterprises", "/nowhere/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


@pytest.mark.django_db
def test_trace_is_refused(client: Any) -> None:
    assert client.generic("TRACE", "/accounts/login/").status_code == 405


def test_passwords_are_kept_by_argon2() -> None:
    from django.contrib.auth.hashers import identify_hasher, make_password

    assert identify_hasher(make_password("plum-tree-9931")).algorithm == "argon2"
