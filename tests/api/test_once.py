"""One idempotency key, one effect: whatever is repeated, however often, however much at once."""

import datetime as dt
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from threading import Barrier, Lock
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from fugong.accounts import actions, tokens
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.ledger.models import Event
from fugong.web.api import calls, once
from fugong.web.models import KeptAnswer

KEY = "01931b5c-0f7e-7d9a-9b1e-2f5a7c3d4e5f"
AT_ONCE, ROUNDS = 50, 2


def effects() -> int:
    return Event.objects.filter(verb="probe.add").count()


def post(client: Client, key: str | None = KEY, **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/probes", body or {"word": "甲"}, content_type="application/json", headers=headers)


def test_a_repeat_changes_nothing_and_gets_the_same_answer(api: Client) -> None:
    first, second = post(api), post(api)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first and second["Idempotency-Replayed"] == "true"
    assert effects() == 1


def test_without_a_key_every_call_counts(api: Client) -> None:
    post(api, None), post(api, None)
    assert effects() == 2


def test_another_body_under_the_same_key_is_refused(api: Client) -> None:
    post(api, word="甲")
    refused = post(api, word="乙")
    assert refused.status_code == 422
    assert refused.json()["code"] == "idempotency_key_reused"
    assert effects() == 1


def test_a_refused_call_leaves_nothing_and_its_key_stays_free(api: Client) -> None:
    assert post(api, word="甲", refuse=True).status_code == 422
    assert effects() == 0 and not KeptAnswer.objects.exists()
    assert post(api, word="甲").status_code == 201


def test_a_call_that_breaks_leaves_nothing(api: Client) -> None:
    api.raise_request_exception = False
    broken = api.post("/api/v1/breaking", headers={"Idempotency-Key": KEY})
    assert broken.status_code == 500 and broken.json()["code"] == "broken"
    assert "ZeroDivision" not in broken.content.decode()
    assert effects() == 0 and not KeptAnswer.objects.exists()


def test_keys_of_two_callers_never_meet(api: Client, bearer: Callable[..., Client]) -> None:
    other = actions.create_user(username="other", name="他台", password=None, by=None)
    actions.grant(user=other, role="duty_desk", kind=ScopeKind.ALL, by=None)
    assert post(api).json()["number"] != post(bearer(other)).json()["number"]
    assert effects() == 2


@pytest.mark.parametrize("key", ["short", "x" * 129, "with blanks in it", "钥匙钥匙钥匙钥匙"])
def test_a_key_has_a_form(api: Client, key: str) -> None:
    assert post(api, key.encode().decode("latin-1")).status_code == 400


def test_answers_are_sealed_and_kept_for_thirty_days(api: Client) -> None:
    post(api, word="张三")
    kept = KeptAnswer.objects.get()
    assert kept.until - kept.at == dt.timedelta(days=30)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM web_keptanswer")
        assert "张三".encode() not in bytes(cursor.fetchone()[0])
    with clock.showing(clock.now() + dt.timedelta(days=29)):
        assert once.forget() == 0
    with clock.showing(clock.now() + dt.timedelta(days=31)):
        assert once.forget() == 1


def send_all(address: str) -> list[tuple[int, bytes]]:
    """100 posts of one key, 50 of them at the same moment (PostgreSQL takes 100 connections): status and body of each."""
    user = actions.create_user(username="keeper", name="守台", password=None, by=None)
    actions.grant(user=user, role="duty_desk", kind=ScopeKind.ALL, by=None)
    _, plain = tokens.issue(user=user, name="x", days=1, by=None)
    headers = {"Authorization": f"Bearer {plain}", "Idempotency-Key": KEY, "Content-Type": "application/json"}
    door, start = Lock(), Barrier(AT_ONCE)

    def one(_: int) -> tuple[int, bytes]:
        line = HTTPConnection(urlsplit(address).netloc, timeout=60)
        with door:  # the test server takes few new connections at once; what counts is that they speak at once
            line.connect()
            time.sleep(0.01)
        start.wait()
        line.request("POST", "/api/v1/probes", json.dumps({"word": "甲"}), headers)
        with closing(line), line.getresponse() as answer:
            return answer.status, answer.read()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [answer for _ in range(ROUNDS) for answer in pool.map(one, range(AT_ONCE))]


def test_a_hundred_simultaneous_posts_have_one_effect(live_server: Any) -> None:
    answers = send_all(live_server.url)
    assert len(answers) == 100
    assert {status for status, _ in answers} == {201}
    assert len({body for _, body in answers}) == 1
    assert effects() == 1


def test_and_without_the_guard_they_have_many(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "once", lambda request, user, call: call())
    send_all(live_server.url)
    assert effects() == 100
