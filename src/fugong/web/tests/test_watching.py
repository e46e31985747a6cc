"""Whether it is well, how long things take, and what the log keeps of a request."""

import errno
import json
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, RequestFactory
from psycopg.errors import DeadlockDetected, DiskFull, LockNotAvailable

import fugong
from fugong.core import logs
from fugong.web import refusals, watching
from fugong.web.views import health

pytestmark = pytest.mark.django_db


def test_ready_says_which_version_answers(client: Client) -> None:
    told = client.get("/healthz/ready")
    assert (told.status_code, told.json()) == (200, {"status": "ok", "version": fugong.__version__, "lacks": []})
    assert client.get("/healthz/live").status_code == 200


def test_a_server_whose_database_is_of_another_version_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_ready", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    told = client.get("/healthz/ready")
    assert (told.status_code, told.json()["lacks"]) == (503, ["migrations"])


def test_without_its_database_it_lives_and_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_asked: Any, **_more: Any) -> Any:
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", away)
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/healthz/ready").json()["lacks"] == ["database"]


def test_figures_are_for_few(client: Client, settings: Any) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.9.8.7").status_code == 404
    settings.METRICS_FROM = ["10.9.0.0/16"]
    assert client.get("/metrics", REMOTE_ADDR="10.9.8.7").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.8.8.7").status_code == 404
    settings.METRICS_TOKEN = "a long word"
    assert client.get("/metrics", REMOTE_ADDR="10.8.8.7", HTTP_AUTHORIZATION="Bearer a long word").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.8.8.7", HTTP_AUTHORIZATION="Bearer another").status_code == 404


def test_behind_a_proxy_the_visitor_counts_and_not_the_proxy(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    told = client.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1, 10.9.8.7")
    assert told.status_code == 404


def test_figures_have_as_many_labels_as_there_are_pages(client: Client) -> None:
    for n in range(3):
        client.get("/metrics", {"q": str(n)}, REMOTE_ADDR="127.0.0.1")
    told = client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    lines = [line for line in told.splitlines() if line.startswith("fugong_request_seconds_count")]
    assert len(lines) == len(set(lines)) and 'view="metrics"' in "".join(lines)
    for name in ("fugong_workers", "fugong_database_bytes", 'fugong_disk_free_bytes{folder="var"}', "fugong_info"):
        assert name in told


@pytest.mark.parametrize(
    ("given", "is_kept"), [("7f3a-0001-abcd", True), ("short", False), ("with blank x", False), ("x" * 65, False)]
)
def test_each_answer_has_its_number(client: Client, given: str, is_kept: bool) -> None:
    number = client.get("/healthz/live", HTTP_X_REQUEST_ID=given)["X-Request-ID"]
    assert (number == given) is is_kept and len(number) >= 8


def test_what_people_typed_is_not_in_the_log() -> None:
    event = {"request": "GET /c/x/people/13912345678/?q=%E9%87%91%E4%B8%9D&page=2", "user_agent": "a telephone"}
    kept = logs.without_answers(None, "info", event)
    assert kept == {"request": "GET /c/x/people/…/?q=…&page=…"}


def test_logs_are_turned_over_and_kept_for_their_days(tmp_path: Any) -> None:
    import datetime as dt
    import gzip

    log = tmp_path / "web-1.log"
    with log.open("ab") as writer:  # as the process has it open
        writer.write(b'{"n": 1}\n')
        writer.flush()
        (packed,) = logs.turn_over(tmp_path, day=dt.date(2020, 2, 14), keep=200)
        writer.write(b'{"n": 2}\n')
    assert gzip.decompress(packed.read_bytes()) == b'{"n": 1}\n'
    assert [json.loads(line) for line in log.read_text().splitlines()] == [{"n": 2}]
    logs.turn_over(tmp_path, day=dt.date(2020, 2, 14) + dt.timedelta(days=200), keep=200)
    assert packed.exists()
    logs.turn_over(tmp_path, day=dt.date(2020, 2, 14) + dt.timedelta(days=201), keep=200)
    assert not packed.exists()


def caused_by(cause: Exception) -> OperationalError:
    fault = OperationalError("wrapped")
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (caused_by(DiskFull()), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (caused_by(__import__("psycopg").OperationalError("connection refused")), 503),
        (caused_by(DeadlockDetected()), 409),
        (caused_by(LockNotAvailable()), None),
        (OSError(errno.ENOENT, "No such file"), None),
        (ValueError("ours"), None),
    ],
)
def test_a_full_disk_an_absent_database_and_a_lost_race_are_said_in_words(fault: Exception, status: int | None) -> None:
    known = refusals.of_the_machine(fault)
    assert (known.status if known else None) == status
    request = RequestFactory().get("/")
    try:
        raise fault
    except Exception:
        told = refusals.broken(request)
    assert told.status_code == (status or 500)
    assert refusals.words(told.status_code)["heading"] in told.content.decode()


@pytest.mark.parametrize(("proxies", "told"), [(0, "127.0.0.1"), (1, "10.9.9.9"), (2, "6.6.6.6")])
def test_the_log_believes_no_more_proxies_than_there_are(settings, rf, proxies, told):
    """`X-Forwarded-For: 6.6.6.6` is what the caller wrote; the proxy before us added 10.9.9.9."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    with structlog.contextvars.bound_contextvars():
        watching.Logged.bind_ip(rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.9.9.9"))
        assert structlog.contextvars.get_contextvars()["ip"] == told
    assert "fugong.web.watching.Logged" in settings.MIDDLEWARE
