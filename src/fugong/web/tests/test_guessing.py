"""Guessing passwords (A14): counted before anything is hashed, and nobody is shut out by who guesses elsewhere."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory

from fugong.accounts import guesses, people
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.web import sign_in

GUESSES = int(os.environ.get("FUGONG_GUESSES", "150"))  # 10,000 for the full run
RIGHT = "plum-tree-9931"


class Hashes:
    """Stands in for Argon2 and counts how often it is asked: a real one costs 50 ms."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, _hasher: Any, password: str, salt: Any) -> str:
        self.made += 1
        return f"argon2$counted${password}"

    def verify(self, _hasher: Any, password: str, encoded: str) -> bool:
        self.made += 1
        return encoded == f"argon2$counted${password}"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Hashes:
    settings.ACCOUNT_RATE_LIMITS = False  # allauth's own, so that what is counted here is ours
    counted = Hashes()
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda self, *said: counted(self, *said))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda self, *said: counted.verify(self, *said))
    monkeypatch.setattr(Argon2PasswordHasher, "must_update", lambda self, encoded: False)
    monkeypatch.setattr(Argon2PasswordHasher, "harden_runtime", lambda self, *said: None)
    return counted


@pytest.fixture
def leader(cast: Any, hashes: Hashes) -> Any:
    cast.leader.set_password(RIGHT)
    cast.leader.save()
    hashes.made = 0
    return cast.leader


def tries(name: str, password: str, address: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=address)
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_one_address_gets_twenty_hashes_whomever_it_tries(hashes: Hashes, leader: Any) -> None:
    for number in range(GUESSES):
        tries(f"somebody{number}", f"guess {number}", "203.0.113.9")
    assert hashes.made == guesses.OF_ADDRESS
    assert is_in(tries("leader", RIGHT, "198.51.100.7")), "from elsewhere the person gets in"


def test_one_account_gets_ten_hashes_from_however_many_addresses(hashes: Hashes, leader: Any) -> None:
    known = tries("leader", RIGHT, "198.51.100.7")
    hashes.made = 0
    for number in range(GUESSES):
        tries("leader", f"guess {number}", f"2001:db8:{number:x}::1")
    assert hashes.made == guesses.FROM_ANYWHERE <= 10
    known.session.flush()
    assert is_in(tries("leader", RIGHT, "192.0.2.44", known)), "a browser that was in before gets in all the same"
    assert hashes.made <= 10


def test_a_single_guesser_leaves_tries_to_the_person_at_a_new_place(hashes: Hashes, leader: Any) -> None:
    for number in range(GUESSES):
        tries("Leader", f"guess {number}", "203.0.113.9")
    assert hashes.made == guesses.OF_ADDRESS_AT_ACCOUNT
    assert is_in(tries("leader", RIGHT, "198.51.100.7"))


def test_an_address_that_was_made_up_counts_nothing(hashes: Hashes, leader: Any, settings: Any) -> None:
    """`X-Forwarded-For` is believed as far as there are proxies: by default not at all."""
    for number in range(30):
        form = {"login": f"somebody{number}", "password": "guess"}
        Client().post(
            "/accounts/login/", form, REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": f"198.51.100.{number}"}
        )
    assert hashes.made == guesses.OF_ADDRESS


def test_signing_in_and_failing_is_told(hashes: Hashes, leader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    teller = SimpleNamespace(
        warning=lambda what, **said: told.append((what, said)), info=lambda what, **said: told.append((what, said))
    )
    monkeypatch.setattr(sign_in, "log", teller)
    tries("leader", "guess", "203.0.113.9")
    tries("leader", RIGHT, "203.0.113.9")
    for number in range(guesses.FROM_ANYWHERE):
        tries("leader", "guess", f"203.0.113.{number + 20}")
    assert [what for what, _said in told[:2]] == ["sign_in_failed", "signed_in"]
    assert told[-1][0] == "sign_in_tried_too_often"
    assert told[1][1] == {"user_id": leader.pk, "address": "203.0.113.9"}, "a number, no name"


def test_a_cookie_that_was_made_up_opens_no_tries(hashes: Hashes, leader: Any) -> None:
    for number in range(guesses.FROM_ANYWHERE):
        tries("leader", f"guess {number}", f"203.0.113.{number}")
    hashes.made = 0
    forger = Client()
    forger.cookies[guesses.COOKIE] = "WyJsZWFkZXIiXQ:1uxxxx:forged"
    tries("leader", "guess", "203.0.113.200", forger)
    assert hashes.made == 0


def test_an_hour_later_there_are_new_ones_and_the_old_rows_go(hashes: Hashes, leader: Any) -> None:
    for number in range(guesses.FROM_ANYWHERE + 1):
        tries("leader", "guess", f"203.0.113.{number}")
    with clock.showing(clock.now() + timedelta(minutes=61)):
        assert is_in(tries("leader", RIGHT, "203.0.113.77"))
        assert guesses.forget() > 0


def test_a_new_password_is_tried_at_once(hashes: Hashes, leader: Any, cast: Any) -> None:
    for number in range(guesses.FROM_ANYWHERE + 1):
        tries("leader", "guess", f"203.0.113.{number}")
    password = people.reset_access(user=leader, by=cast.administrator)
    assert is_in(tries("leader", password, "203.0.113.1"))


def test_confirming_who_one_is_counts_as_well(hashes: Hashes, leader: Any) -> None:
    """Whoever finds an open session doesn't find out its password."""
    client = Client()
    client.force_login(leader)
    for number in range(GUESSES):
        client.post("/accounts/reauthenticate/", {"password": f"guess {number}"}, REMOTE_ADDR="203.0.113.9")
    assert hashes.made == guesses.OF_ADDRESS_AT_ACCOUNT


def test_the_control_counting_that_is_switched_off_is_noticed(
    hashes: Hashes, leader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "take", lambda request, username: [])
    for number in range(30):
        tries("leader", f"guess {number}", "203.0.113.9")
    assert hashes.made == 30


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_no_more_than_there_are() -> None:
    def take(number: int) -> bool:
        try:
            return guesses.take(RequestFactory().post("/", REMOTE_ADDR="203.0.113.9"), f"name{number}") is not None
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(60))) == guesses.OF_ADDRESS
