"""My notifications: addresses are proven before they are used, choices are the person's own."""

import datetime as dt
import json
import re
from email import message_from_bytes, policy
from typing import Any

import pytest

from fugong.channels.actions import addresses
from fugong.channels.models import Address, Choice, Delivery, Gateway, Preference
from fugong.core import clock
from fugong.core.errors import Refused

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def code_in(mail: bytes) -> str:
    return CODE.search(message_from_bytes(mail, policy=policy.default)["Subject"])[0]


def test_an_address_is_used_once_its_code_was_entered(cast: Any, told: Any, as_: Any, post_office: Any) -> None:
    theirs = as_(cast.liaison)
    theirs.post("/me/notifications/addresses/", {"channel": "email", "value": " Wang@Example.com "})
    address = Address.objects.get()
    assert address.value == "Wang@Example.com" and address.label == "W***@Example.com" and not address.in_use
    told(cast.liaison)
    assert not Delivery.objects.exists(), "nothing but the code goes there before"
    proof = f"/me/notifications/addresses/{address.pk}/proof/"
    wrong = theirs.post(proof, {"code": "000000" if code_in(post_office.mails[0]) != "000000" else "111111"})
    assert wrong.status_code == 422 and 'id="code-fault' in wrong.content.decode()
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in code_in(post_office.mails[0]))
    assert theirs.post(proof, {"code": f" {full_width} "}).status_code == 302
    address.refresh_from_db()
    assert address.in_use
    told(cast.liaison)
    assert Delivery.objects.get().address == address


def test_a_code_can_be_guessed_five_times_and_holds_for_a_quarter_of_an_hour(cast: Any, post_office: Any) -> None:
    address = addresses.add(channel="email", value="a@example.com", by=cast.liaison)
    right = code_in(post_office.mails[0])
    wrong = "123456" if right != "123456" else "654321"
    with clock.showing(clock.now() + dt.timedelta(minutes=16)), pytest.raises(Refused):
        addresses.verify(address=address, code=right, by=cast.liaison)
    for _each in range(5):
        with pytest.raises(Refused):
            addresses.verify(address=address, code=wrong, by=cast.liaison)
    with pytest.raises(Refused):
        addresses.verify(address=address, code=right, by=cast.liaison)
    with pytest.raises(Refused):
        addresses.verify(address=address, code=right, by=cast.officer)


def test_codes_are_rare(cast: Any, post_office: Any) -> None:
    address = addresses.add(channel="email", value="a@example.com", by=cast.liaison)
    with pytest.raises(Refused, match="刚|just|一"):
        addresses.send_code(address=address, by=cast.liaison)
    now, sent = clock.now(), 1
    for _each in range(20):
        now += dt.timedelta(minutes=2)
        with clock.showing(now):
            try:
                addresses.send_code(address=Address.objects.get(), by=cast.liaison)
                sent += 1
            except Refused:
                break
    assert sent == addresses.MOST_CODES == len(post_office.mails)


def test_a_number_is_kept_sealed_and_shown_masked(cast: Any, as_: Any, world: Any) -> None:
    Gateway.objects.create(name="g", url=world.url, body='{"a":"{number}","b":"{text}"}', made_at=clock.now())
    theirs = as_(cast.liaison)
    assert theirs.post("/me/notifications/addresses/", {"channel": "sms", "value": "138 0013 8000"}).status_code == 302
    assert world.taken[0].json["a"] == "+8613800138000" and CODE.search(world.taken[0].json["b"])
    assert "13800138000" not in theirs.get("/me/notifications/").content.decode()
    assert Address.objects.get().label == "+86138*****000"


@pytest.mark.parametrize(
    ("channel", "value"),
    [("email", ""), ("email", "x"), ("email", "a@b\r\nBcc: c@d.com"), ("email", "é@example.com"), ("sms", "12"), ("robot", "x"),
     ("email", "a" * 300 + "@example.com"), ("sms", "1" * 5_000), ("push", "{}")],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_kept_on_the_page(
    cast: Any, as_: Any, post_office: Any, world: Any, channel: str, value: str
) -> None:
    Gateway.objects.create(name="g", url=world.url, body="{number}{text}", made_at=clock.now())
    answer = as_(cast.liaison).post("/me/notifications/addresses/", {"channel": channel, "value": value})
    assert answer.status_code == 422 and not Address.objects.exists()
    assert not post_office.mails and not world.heard


def test_a_code_that_cannot_go_out_is_said(cast: Any, as_: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    answer = as_(cast.liaison).post("/me/notifications/addresses/", {"channel": "email", "value": "a@example.com"})
    assert answer.status_code == 422


def test_choices_and_hours_are_kept(cast: Any, as_: Any, post_office: Any) -> None:
    theirs = as_(cast.liaison)
    given = {
        "choice::email": "digest",
        "choice:test.urgent:email": "off",
        "quiet_from": "21:00",
        "quiet_until": "06:30",
    }
    assert theirs.post("/me/notifications/", given).status_code == 302
    assert set(Choice.objects.values_list("kind", "channel", "mode")) == {
        ("", "email", "digest"), ("test.urgent", "email", "off"),
    }  # fmt: skip
    assert Preference.objects.get().quiet_until == "06:30"
    theirs.post("/me/notifications/", {"choice::email": ""})
    assert Choice.objects.count() == 1 and Preference.objects.get().quiet_from == ""


@pytest.mark.parametrize(
    "given",
    [{"quiet_from": "25:00", "quiet_until": "07:00"}, {"quiet_from": "22:00"}, {"digest_at": "soon"},
     {"choice:no.such:email": "on"}, {"choice::robot": "on"}, {"choice::email": "maybe"}],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(cast: Any, as_: Any, post_office: Any, given: Any) -> None:
    answer = as_(cast.liaison).post("/me/notifications/", given)
    assert answer.status_code == 422 and not Choice.objects.exists()


def test_anothers_address_isnt_there(cast: Any, as_: Any, post_office: Any) -> None:
    address = addresses.add(channel="email", value="a@example.com", by=cast.liaison)
    for step in ("proof", "removal"):
        assert as_(cast.officer).post(f"/me/notifications/addresses/{address.pk}/{step}/").status_code == 404
    assert as_(cast.liaison).post(f"/me/notifications/addresses/{address.pk}/removal/").status_code == 302
    assert not Address.objects.exists()


def test_a_browser_subscribes_by_itself(cast: Any, as_: Any, settings: Any) -> None:
    settings.WEB_PUSH = True
    theirs = as_(cast.liaison)
    good = {"endpoint": "https://push.example.com/x", "keys": {"p256dh": "a", "auth": "b"}}
    for _each in range(2):
        answer = theirs.post("/me/notifications/push/", json.dumps(good), content_type="application/json")
        assert answer.status_code == 200
    assert Address.objects.get().in_use
    for bad in ("", "[]", '{"endpoint": "http://10.0.0.1/", "keys": {"p256dh": "a", "auth": "b"}}'):
        assert theirs.post("/me/notifications/push/", bad, content_type="application/json").status_code == 422
    assert "push.js" in theirs.get("/me/notifications/").content.decode()
    assert theirs.get("/me/notifications/push/worker.js")["Content-Type"] == "text/javascript"


def test_an_installation_without_channels_says_so(cast: Any, as_: Any) -> None:
    assert "choice:" not in as_(cast.liaison).get("/me/notifications/").content.decode()


def test_kinds_of_which_nothing_came_are_folded_away(cast: Any, told: Any, as_: Any, post_office: Any) -> None:
    told(cast.liaison)
    Choice.objects.create(person=cast.liaison, kind="filing.turn", channel="email", mode="off")
    page = as_(cast.liaison).get("/me/notifications/")
    first, others = page.context["tables"]
    assert [row["key"] for row in first] == ["", "filing.turn", "test.ordinary"]
    assert "test.urgent" in {row["key"] for row in others}
    html = page.content.decode()
    assert (
        html.index('name="choice:test.ordinary:email"') < html.index("<summary>") < html.index('"choice:test.urgent:')
    )
