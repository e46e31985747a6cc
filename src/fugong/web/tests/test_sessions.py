"""Sessions end: by silence, after a day's work, and everywhere at once when their owner says so."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from fugong.accounts import devices, people, sessions
from fugong.accounts.models import OpenSession, User
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
    assert desk.post("/me/sessions-ended/")["Location"] == "/me/sessions/"
    assert is_in(desk) and not is_in(phone)
    assert Event.objects.filter(verb="account.sign_out_everywhere", by=cast.desk).count() == 1


def test_whoever_looks_after_an_account_may_and_nobody_else(cast: Any) -> None:
    client = signed_in(cast.officer)
    with pytest.raises(Refused):
        people.sign_out_everywhere(user=cast.officer, by=cast.liaison)
    assert is_in(client)
    people.sign_out_everywhere(user=cast.officer, by=cast.administrator)
    assert not is_in(client)


WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.75 Safari/537.36"
)
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; HarmonyOS; ELS-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 "
    "Mobile Safari/537.36 MicroMessenger/8.0.1"
)


def by_password(user: Any, agent: str, address: str) -> Client:
    """A browser that says what it is, in which somebody signed in by hand."""
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": user.username, "password": "plum-tree-9931"})
    return client


@pytest.fixture
def places(cast: Any) -> tuple[Client, Client]:
    """The duty desk, signed in at the desk and on the phone."""
    cast.desk.password = make_password("plum-tree-9931")
    User.objects.filter(pk=cast.desk.pk).update(password=cast.desk.password)
    return by_password(cast.desk, WINDOWS, "10.1.2.3"), by_password(cast.desk, PHONE, "10.9.8.7")


def test_the_own_sessions_are_listed_in_words(places: tuple[Client, Client], cast: Any) -> None:
    signed_in(cast.officer)
    page = places[0].get("/me/sessions/").content.decode()
    assert "Chrome（Windows）" in page and "10.1.2.3" in page
    assert "WeChat（HarmonyOS）" in page and "10.9.8.7" in page
    assert page.count("<tr>") == 3, "a heading and two devices: nobody else's"
    row = next(part for part in page.split("<tr>") if "10.1.2.3" in part)
    assert "本设备" in row and "退出" not in row, "this one goes by signing out"


def test_one_is_ended_and_the_others_go_on(places: tuple[Client, Client], cast: Any) -> None:
    desk, phone = places
    third = signed_in(cast.desk)
    other = next(each for each in sessions.open_of(cast.desk) if each.address == "10.9.8.7")
    assert desk.post(f"/me/sessions/{other.pk}/end/")["Location"] == "/me/sessions/"
    assert is_in(desk) and is_in(third) and not is_in(phone)
    assert Event.objects.filter(verb="account.end_session", by=cast.desk).count() == 1
    assert desk.post(f"/me/sessions/{other.pk}/end/").status_code == 404


def test_nobody_ends_somebody_elses(places: tuple[Client, Client], cast: Any) -> None:
    officer = signed_in(cast.officer)
    theirs = sessions.open_of(cast.desk)[0].pk
    assert officer.post(f"/me/sessions/{theirs}/end/").status_code == 404
    with pytest.raises(Refused):
        people.end_session(user=cast.desk, session=theirs, by=cast.officer)
    assert is_in(places[0]) and is_in(places[1])


def test_what_ended_stands_in_no_list(places: tuple[Client, Client], cast: Any, settings: Any) -> None:
    desk, phone = places
    assert len(sessions.open_of(cast.desk)) == 2, "the negative control"
    phone.post("/accounts/logout/")
    assert len(sessions.open_of(cast.desk)) == 1
    again = signed_in(cast.desk)
    desk.post("/me/sessions-ended/")
    cast.desk.refresh_from_db()
    assert [each.address for each in sessions.open_of(cast.desk)] == ["10.1.2.3"] and not is_in(again)
    with later(hours=3):
        assert sessions.open_of(cast.desk) == []
        assert sessions.forget() == 1 and not OpenSession.objects.exists() and not Session.objects.exists()


def test_when_it_was_last_seen_costs_nothing_more(
    places: tuple[Client, Client], cast: Any, django_assert_num_queries: Any
) -> None:
    """A call of a session reads it, its person and their grants as before; the list reads all sessions at once."""
    desk, phone = places
    with later(minutes=45):
        phone.get("/me/")
        seen = {each.address: each.seen for each in sessions.open_of(cast.desk)}
        assert seen["10.9.8.7"] - seen["10.1.2.3"] > timedelta(minutes=40)
    with django_assert_num_queries(1):
        sessions.open_of(cast.desk)
    signed_in(cast.desk)
    with django_assert_num_queries(1):
        assert len(sessions.open_of(cast.desk)) == 3
    with CaptureQueriesContext(connection) as asked:
        desk.get("/me/")
    assert not [each for each in asked.captured_queries if "opensession" in each["sql"]]


def test_who_manages_accounts_ends_all_of_a_person(cast: Any) -> None:
    officer, administrator = signed_in(cast.officer), signed_in(cast.administrator)
    page = administrator.get(f"/people/{cast.officer.pk}/").content.decode()
    assert "1 台设备" in page
    administrator.post(f"/people/{cast.officer.pk}/sessions-ended/")
    assert not is_in(officer) and is_in(administrator)
    assert signed_in(cast.liaison).post(f"/people/{cast.officer.pk}/sessions-ended/").status_code in {403, 404}


def test_another_second_factor_ends_the_others(
    places: tuple[Client, Client], cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    desk, phone = places
    assert desk.get("/accounts/second-factor/app/").status_code == 200
    secret = desk.session["mfa.totp.secret"]
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    assert is_in(desk) and is_in(phone), "looking at it ends nothing"
    with monkeypatch.context() as patch:  # the test's own transaction never ends: what follows its end is done at once
        patch.setattr("django.db.transaction.on_commit", lambda do, **_more: do())
        assert desk.post("/accounts/second-factor/app/", {"code": code}).status_code == 302
    assert is_in(desk) and not is_in(phone)
    assert Event.objects.filter(verb="account.sign_out_everywhere").count() == 1, "its recovery codes come along"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Chrome（Windows）"),
        (PHONE, "WeChat（HarmonyOS）"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 14_2 like Mac OS X) Version/14.0 Mobile/15E148 Safari/604.1",
            "Safari（iPhone）",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/99 Safari/537.36 Edg/99.0", "Edge（Windows）"),
        ("curl/8.0", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    with override("zh-hans"):
        assert devices.said(agent) == words


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
