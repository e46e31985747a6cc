"""Sessions end: by silence, after a day's work, and everywhere at once when their owner says so."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from fugong.accounts import people
from fugong.core.errors import Refused
from fugong.ledger.models import Event


@pytest.fixture
def desk(cast: Any) -> Client:
    return signed_in(cast.desk)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/me/").status_code == 200)


def later(**after: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**after), tick=True)


def test_silence_ends_it_and_work_keeps_it(cast: Any, settings: Any) -> None:
    settings.SESSION_IDLE = timedelta(minutes=60)
    desk = signed_in(cast.desk)
    with later(minutes=50):
        assert is_in(desk)
    with later(minutes=100):
        assert is_in(desk), "what was asked at 50 minutes counted"
    with later(minutes=161):
        assert not is_in(desk)


def test_after_a_days_work_it_ends_though_somebody_works(cast: Any, settings: Any) -> None:
    settings.SESSION_IDLE, settings.SESSION_COOKIE_AGE = timedelta(minutes=60), 3 * 3600
    desk = signed_in(cast.desk)
    for minutes in range(40, 180, 40):
        with later(minutes=minutes):
            assert is_in(desk)
    with later(minutes=181):
        assert not is_in(desk)


def test_calls_close_together_write_nothing(desk: Client) -> None:
    before = Session.objects.get().expire_date
    for _call in range(3):
        assert is_in(desk)
    assert Session.objects.get().expire_date == before


def test_a_key_that_was_there_before_signing_in_opens_nothing(client: Client, cast: Any) -> None:
    client.get("/accounts/login/")
    client.session.save()
    before = client.session.session_key
    client.force_login(cast.desk)
    assert client.session.session_key != before


def test_signing_out_ends_the_session_itself(desk: Client) -> None:
    copied = Client()
    copied.cookies = desk.cookies.copy()
    desk.post("/accounts/logout/")
    assert not is_in(copied)


def test_everywhere_else_at_once(desk: Client, cast: Any) -> None:
    phone = signed_in(cast.desk)
    assert is_in(desk) and is_in(phone)
    assert desk.post("/me/sessions-ended/")["Location"] == "/me/"
    assert is_in(desk) and not is_in(phone)
    assert Event.objects.filter(verb="account.sign_out_everywhere", by=cast.desk).count() == 1


def test_whoever_looks_after_an_account_may_and_nobody_else(cast: Any) -> None:
    client = signed_in(cast.officer)
    with pytest.raises(Refused):
        people.sign_out_everywhere(user=cast.officer, by=cast.liaison)
    assert is_in(client)
    people.sign_out_everywhere(user=cast.officer, by=cast.administrator)
    assert not is_in(client)


@pytest.mark.parametrize("password", ["fugong2020!", "复工复产2020", "Fugong-123456", "plain-20200214"])
def test_names_of_this_place_are_no_password(cast: Any, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password, cast.desk)
    validate_password("a plum tree on the plain", cast.desk)
    validate_password("白" * 64, cast.desk)


def test_a_long_sentence_is_a_password(client: Client, cast: Any) -> None:
    """No rules of composition, no cutting, nothing taken off: blanks, letters alone, more than a hundred signs."""
    password = "  梅树 and a pear tree stand by the old river gate " * 3
    cast.desk.set_password(password)
    cast.desk.save()
    client.post("/accounts/login/", {"login": "desk", "password": password.strip()})
    assert not is_in(client)
    client.post("/accounts/login/", {"login": "desk", "password": password})
    assert is_in(client)


def test_the_field_hides_it_and_lets_it_be_pasted(client: Client, cast: Any) -> None:
    page = client.get("/accounts/login/").content.decode()
    field = next(part for part in page.split("<input") if 'name="password"' in part).split(">")[0]
    assert 'type="password"' in field and 'autocomplete="current-password"' in field and "onpaste" not in page


@pytest.fixture
def codes(cast: Any) -> list[str]:
    """The duty desk's recovery codes."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.desk, generate_totp_secret())
    cast.desk.set_password("plum-tree-9931")
    cast.desk.save()
    found: list[str] = RecoveryCodes.activate(cast.desk).get_unused_codes()
    return found


def test_a_recovery_code_works_once(cast: Any, codes: list[str]) -> None:
    entered = []
    for code in (codes[0], codes[0], codes[1]):
        client = Client()
        client.post("/accounts/login/", {"login": "desk", "password": "plum-tree-9931"})
        client.post("/accounts/second-factor/code/", {"code": code})
        entered.append(is_in(client))
    assert entered == [True, False, True]


def test_new_recovery_codes_ask_for_the_password_first(cast: Any, codes: list[str]) -> None:
    """An open session alone doesn't give away the second factor."""
    desk = signed_in(cast.desk)
    with later(minutes=30):
        for address in ("/accounts/second-factor/codes/new/", "/accounts/second-factor/codes/"):
            answer = desk.get(address)
            assert answer.status_code == 302 and "/accounts/reauthenticate/" in answer["Location"], (address, answer)
