"""What leaves the house: each receiver's language, its limits and its tempers."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.translation import gettext as _

from fugong.channels import claiming, limits, sending
from fugong.channels.actions import announce, inbox
from fugong.channels.models import Address, Choice, Delivery, Gateway, Message, Preference, Robot
from fugong.core import clock, crypto
from fugong.ledger.recording import record
from ground.receivers import Receiver, fine

pytestmark = pytest.mark.django_db


def a_robot(cast: Any, kind: str, url: str, **more: Any) -> Robot:
    return Robot.objects.create(campaign=cast.campaign, kind=kind, name=kind, url=url, made_at=clock.now(), **more)


def address(person: Any, channel: str, value: str) -> Address:
    return Address.objects.create(
        person=person, channel=channel, value=value, index=crypto.blind_index(value, "channels.address"),
        label=crypto.mask(value)[:80], added_at=clock.now(), verified_at=clock.now(),
    )  # fmt: skip


def gateway(url: str, **more: Any) -> Gateway:
    given = {
        "name": "短信",
        "url": url,
        "body": '{"to": "{number}", "text": "{text}", "id": "{id}"}',
        "made_at": clock.now(),
    }
    return Gateway.objects.create(**given | more)


def say(cast: Any, **more: Any) -> int:
    return announce(
        **{"kind": "test.ordinary", "campaign": cast.campaign, "title": "今日会商", "body": "三件事", "url": "/me/"}
        | more
    )


def later(**span: Any) -> Any:
    return clock.showing(clock.now() + dt.timedelta(**span))


# Robots


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_each_robot_is_spoken_to_in_its_own_way(cast: Any, world: Receiver, kind: str) -> None:
    a_robot(cast, kind, world.url + "?access_token=t", secret="SECRET")
    event = record("campaign.open", cast.campaign, by=cast.desk)
    assert say(cast, event=event) == 1
    assert sending.run() == 1
    heard = world.heard[0]
    assert heard.event == str(event.uid)
    assert f"https://fugong.test/n/{Message.objects.get().uid}/" in heard.body.decode()
    {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu}[kind](heard)
    assert Delivery.objects.get().state == "sent"


def _wecom(heard: Any) -> None:
    assert heard.json["msgtype"] == "markdown" and "**今日会商**" in heard.json["markdown"]["content"]


def _dingtalk(heard: Any) -> None:
    query = parse_qs(urlsplit(heard.path).query)
    told = hmac.new(b"SECRET", f"{query['timestamp'][0]}\nSECRET".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(told).decode()] and len(query["timestamp"][0]) == 13
    assert heard.json["markdown"]["title"] == "今日会商"


def _feishu(heard: Any) -> None:
    told = hmac.new(f"{heard.json['timestamp']}\nSECRET".encode(), b"", hashlib.sha256).digest()
    assert heard.json["sign"] == base64.b64encode(told).decode() and len(heard.json["timestamp"]) == 10
    assert heard.json["card"]["header"]["title"]["content"] == "今日会商"


def test_a_robot_hears_its_group_its_kinds_and_its_language(cast: Any, world: Receiver) -> None:
    a_robot(cast, "wecom", world.url, group="textile", language="ko")
    a_robot(cast, "wecom", world.url, group="textile", kinds=["test.urgent"])
    assert say(cast) == 0
    assert say(cast, group="textile", title=lambda: _("Inbox")) == 1
    sending.run()
    assert len(world.taken) == 1


def test_a_text_is_cut_between_signs_and_keeps_its_link(cast: Any, world: Receiver) -> None:
    a_robot(cast, "wecom", world.url)
    say(cast, title="复工" * 400, body="🏭复工复产" * 4_000)
    sending.run()
    content = world.taken[0].json["markdown"]["content"]
    assert len(content.encode()) <= 4_096 and "�" not in content
    assert content.endswith(f"(https://fugong.test/n/{Message.objects.get().uid}/)")


def test_a_robot_says_no_number_of_a_person_and_calls_nobody(cast: Any, world: Receiver) -> None:
    a_robot(cast, "dingtalk", world.url)
    say(cast, title="请联系13812345678", body="[点我](http://evil) @all 11010519491231002X 订单20200220001234567890")
    sending.run()
    text = world.taken[0].json["markdown"]["text"]
    assert "13812345678" not in text and "11010519491231002X" not in text and "20200220001234567890" in text
    assert "[点我]" not in text and "@all" not in text


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        ((200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), "dead", "not_there"),
        ((200, b'{"errcode": 40058}'), "dead", "refused"),
        ((200, b'{"errcode": -1}'), "waiting", "server_error"),
        ((200, b"<html>"), "waiting", "not_understood"),
        ((200, b"[1]"), "waiting", "not_understood"),
        ((200, b""), "waiting", "not_understood"),
        ((200, b'{"errcode": "0"}'), "waiting", "not_understood"),
        ((500, b"boom"), "waiting", "server_error"),
        ((404, b""), "dead", "not_there"),
        ((403, b""), "dead", "bad_secret"),
        ((302, b"https://example.com/"), "waiting", "redirected"),
        ((200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'), "waiting", "too_often"),
    ],
)
def test_whatever_a_robot_answers_is_understood(cast: Any, world: Receiver, answer: Any, state: str, code: str) -> None:
    a_robot(cast, "wecom", world.url)
    world.says = lambda heard: answer
    say(cast)
    sending.run()
    row = Delivery.objects.get()
    assert (row.state, row.code) == (state, code) and row.reason
    assert state == "dead" or row.due_at > clock.now()


def test_it_is_tried_again_with_the_same_id_and_ever_longer_pauses_then_is_a_dead_letter(
    cast: Any, world: Receiver
) -> None:
    a_robot(cast, "feishu", world.url)
    world.says = lambda heard: (500, b"")
    say(cast, kind="test.urgent")
    pauses = []
    now = clock.now()
    for _each in range(20):
        with clock.showing(now):
            sending.run()
            row = Delivery.objects.get()
            if row.state == "dead":
                break
            pauses.append((row.due_at - now).total_seconds())
            now = row.due_at
    assert row.state == "dead" and row.tries == claiming.MOST_TRIES == len(world.heard)
    assert len({heard.event for heard in world.heard}) == 1
    assert pauses[0] < 13 and pauses == sorted(pauses) or pauses[-1] > 1_000


def test_a_robot_in_its_penalty_is_left_alone_and_costs_no_try(cast: Any, world: Receiver) -> None:
    a_robot(cast, "dingtalk", world.url)
    world.says = lambda heard: (200, b'{"errcode": 130101, "errmsg": "send too fast"}')
    say(cast, kind="test.urgent")
    say(cast, kind="test.urgent")
    sending.run()
    assert len(world.heard) == 1, "the second waits too"
    world.says = fine
    with later(minutes=9):
        assert sending.run() == 0 and len(world.heard) == 1
    with later(minutes=11):
        assert sending.run() == 2
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}


def test_many_messages_go_together_when_more_wait_than_a_robot_takes(cast: Any, world: Receiver) -> None:
    a_robot(cast, "wecom", world.url)
    for number in range(60):
        say(cast, kind="test.urgent", title=f"第{number}件")
    assert sending.run() == 60
    assert len(world.taken) <= 20
    assert len(set(world.events)) == len(world.events) == 60
    assert all(len(heard.json["markdown"]["content"].encode()) <= 4_096 for heard in world.taken)


def test_a_paused_robot_says_nothing_until_it_may_again(cast: Any, world: Receiver) -> None:
    robot = a_robot(cast, "wecom", world.url, paused_at=clock.now())
    say(cast)
    assert sending.run() == 0 and not world.heard
    Robot.objects.filter(pk=robot.pk).update(paused_at=None)
    assert sending.run() == 1


def test_limits_leave_the_whole_window_between_a_message_and_the_one_before_its_count() -> None:
    start = dt.datetime(2020, 2, 20, tzinfo=dt.UTC)
    slots: list[dt.datetime] = []
    now, gone = start, []
    for _each in range(130):
        now = max(now, limits.free_at("feishu", slots) or now)
        gone.append(now)
        slots = limits.with_slot("feishu", slots, now)
    for messages, seconds in ((100, 60), (5, 1)):
        assert all(
            (later - earlier).total_seconds() >= seconds for earlier, later in zip(gone, gone[messages:], strict=False)
        )
    assert len(slots) == 100


# People


def test_a_mail_comes_as_text_and_html_in_the_readers_language(
    cast: Any, told: Any, post_office: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://fugong.test"
    address(cast.liaison, "email", "kim@example.com")
    cast.liaison.language = "ko"
    cast.liaison.save()
    told(cast.liaison, title={"zh": "已退回", "ko": "반려되었습니다"}, body={"zh": "x", "ko": "<b>확인</b>"})
    assert sending.run() == 1
    mail = message_from_bytes(post_office.mails[0], policy=policy.default)
    assert mail["Subject"] == "반려되었습니다" and mail["To"] == "kim@example.com"
    assert mail["X-Fugong-Event"] == str(Message.objects.get().event_uid) and "List-Unsubscribe" not in mail
    text, html = (part.get_content() for part in mail.iter_parts())
    assert f"https://fugong.test/n/{Message.objects.get().uid}/" in text and "<b>확인</b>" in text
    assert "&lt;b&gt;확인&lt;/b&gt;" in html


def test_mails_share_a_connection(cast: Any, told: Any, post_office: Any) -> None:
    address(cast.liaison, "email", "a@example.com")
    for _each in range(30):
        told(cast.liaison)
    assert sending.run() == 30
    assert post_office.connections <= 4


@pytest.mark.parametrize(("said", "state"), [("550 no such user", "dead"), ("451 later", "waiting")])
def test_a_refused_address_is_not_used_again_a_busy_one_is(
    cast: Any, told: Any, post_office: Any, said: str, state: str
) -> None:
    place = address(cast.liaison, "email", "gone@example.com")
    post_office.refuses["gone@"] = said
    told(cast.liaison)
    sending.run()
    place.refresh_from_db()
    assert Delivery.objects.get().state == state and (place.failed_at is not None) == (state == "dead")
    assert told(cast.liaison) == 1, "the inbox has it always"
    assert Delivery.objects.count() == (1 if state == "dead" else 2)


def test_a_mail_server_that_is_down_costs_nothing(cast: Any, told: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    address(cast.liaison, "email", "a@example.com")
    told(cast.liaison)
    assert sending.run() == 0
    assert Delivery.objects.get().code == "unreachable"


def test_sms_fills_the_gateways_templates_and_reads_its_answer(cast: Any, told: Any, world: Receiver) -> None:
    gateway(world.url, success_path="data.0.status", success_value="OK", headers="Authorization: Bearer k")
    address(cast.liaison, "sms", "+8613812345678")
    world.says = lambda heard: (200, b'{"data": [{"status": "OK"}]}')
    told(cast.liaison, kind="test.urgent", title='加急"{id}"' + "长" * 500)
    assert sending.run() == 1
    sent = world.taken[0].json
    assert sent["to"] == "+8613812345678" and len(sent["text"]) <= 300 and sent["text"].endswith("/")
    assert '"{id}"' in sent["text"], "what people write fills no template"
    assert world.taken[0].headers["authorization"] == "Bearer k"
    world.says = lambda heard: (200, b'{"data": [{"status": "NO"}]}')
    told(cast.liaison, kind="test.urgent")
    sending.run()
    assert Delivery.objects.latest("pk").code == "refused"


def test_only_what_is_urgent_goes_by_sms_unless_the_person_says_so(cast: Any, told: Any, world: Receiver) -> None:
    gateway(world.url)
    address(cast.liaison, "sms", "+8613812345678")
    told(cast.liaison)
    assert not Delivery.objects.exists()
    Choice.objects.create(person=cast.liaison, kind="test.ordinary", channel="sms", mode="on")
    told(cast.liaison)
    assert Delivery.objects.count() == 1
    Choice.objects.create(person=cast.liaison, kind="", channel="sms", mode="off")
    told(cast.liaison, kind="test.urgent")
    assert Delivery.objects.count() == 1


def test_at_night_nobody_is_disturbed_but_by_what_is_urgent(cast: Any, told: Any, world: Receiver) -> None:
    gateway(world.url)
    address(cast.liaison, "sms", "+8613812345678")
    Choice.objects.create(person=cast.liaison, channel="sms", mode="on")
    with clock.showing(clock.at(dt.date(2020, 2, 20), 23, 30)):
        told(cast.liaison, title="不急")
        told(cast.liaison, kind="test.urgent", title="加急")
        assert sending.run() == 1 and "加急" in world.taken[0].json["text"]
    with clock.showing(clock.at(dt.date(2020, 2, 21), 6, 59)):
        assert sending.run() == 0
    with clock.showing(clock.at(dt.date(2020, 2, 21), 7, 0)):
        assert sending.run() == 1
    Preference.objects.create(person=cast.liaison, quiet_from="12:00", quiet_until="14:00")
    told(cast.liaison)
    assert Delivery.objects.latest("pk").due_at == clock.at(dt.date(2020, 2, 20), 14, 0)


def test_what_was_read_meanwhile_is_not_sent_any_more(cast: Any, told: Any, world: Receiver) -> None:
    gateway(world.url)
    address(cast.liaison, "sms", "+8613812345678")
    Choice.objects.create(person=cast.liaison, channel="sms", mode="on")
    with clock.showing(clock.at(dt.date(2020, 2, 20), 23, 30)):
        told(cast.liaison)
        inbox.read(by=cast.liaison)
    with clock.showing(clock.at(dt.date(2020, 2, 21), 8, 0)):
        assert sending.run() == 0
    assert Delivery.objects.get().state == "dropped" and not world.heard


def test_a_digest_is_one_message_instead_of_many(cast: Any, told: Any, post_office: Any) -> None:
    address(cast.liaison, "email", "a@example.com")
    Choice.objects.create(person=cast.liaison, channel="email", mode="digest")
    for number in range(5):
        told(cast.liaison, title=f"第{number}件")
    told(cast.liaison, kind="test.urgent", title="加急")
    assert sending.run() == 1, "the urgent one doesn't wait"
    with clock.showing(clock.at(dt.date(2020, 2, 21), 8, 0)):
        assert sending.run() == 5
    assert len(post_office.mails) == 2
    body = message_from_bytes(post_office.mails[1], policy=policy.default)
    assert all(f"第{number}件" in body.get_body(("plain",)).get_content() for number in range(5))
    assert len(body["X-Fugong-Event"].split(",")) == 5


def test_a_hanging_receiver_holds_up_nobody_else(
    cast: Any, told: Any, world: Receiver, post_office: Any, monkeypatch: Any
) -> None:
    def hang(heard: Any) -> Any:
        time.sleep(1.2)
        return fine(heard)

    world.says = hang
    a_robot(cast, "wecom", world.url)
    address(cast.liaison, "email", "a@example.com")
    say(cast)
    told(cast.liaison)
    began = time.monotonic()
    done: list[float] = []
    monkeypatch.setitem(
        sending.SENDERS, "email", lambda parcel: (done.append(time.monotonic()), sending.mail.send(parcel))[1]
    )
    assert sending.run() == 2
    assert done[0] - began < 1


def test_a_receiver_that_blocks_everything_leaves_the_rest_in_order(cast: Any, told: Any, world: Receiver) -> None:
    """A8 in small: a third of the answers are faults; in the end all are sent or dead, none is stuck."""
    gateway(world.url, per_minute=60_000)
    for person in (cast.liaison, cast.officer, cast.desk):
        address(person, "sms", f"+86138{person.pk:08d}")
    faults = [(500, b""), (200, b"oops"), (429, b""), (400, b"")]
    seen: dict[str, int] = {}

    def moody(heard: Any) -> Any:
        key = heard.json["id"]
        seen[key] = seen.get(key, 0) + 1
        return faults[(len(seen) // 3) % 4] if len(seen) % 3 == 0 and seen[key] == 1 else (200, b'{"ok": true}')

    Gateway.objects.update(success_path="ok", success_value="true")
    world.says = moody
    for _each in range(50):
        told(cast.liaison, cast.officer, cast.desk, kind="test.urgent")
    now = clock.now()
    for _each in range(12):
        with clock.showing(now):
            sending.run()
        now += dt.timedelta(minutes=1)
    states = dict.fromkeys(Delivery.objects.values_list("state", flat=True), 0)
    for state in Delivery.objects.values_list("state", flat=True):
        states[state] += 1
    assert states.keys() <= {"sent", "dead"} and sum(states.values()) == 150 and states["sent"] > 120
    assert all(row.reason for row in Delivery.objects.filter(state="dead"))
    assert len(world.taken) >= states["sent"]


def test_web_push_is_sealed_for_the_browser_alone(cast: Any, told: Any, world: Receiver, settings: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    from fugong.channels import push

    settings.WEB_PUSH = True
    browser, secret = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    keys = {"p256dh": push.padded_off(push._point(browser.public_key())), "auth": push.padded_off(secret)}
    address(cast.liaison, "push", json.dumps({"endpoint": world.url, "keys": keys}))
    told(cast.liaison, title="已批准")
    world.says = lambda heard: (201, b"")
    assert sending.run() == 1
    heard = world.heard[0]
    assert json.loads(_opened(heard.body, browser, secret))["title"] == "已批准"
    assert heard.headers["content-encoding"] == "aes128gcm" and heard.headers["authorization"].startswith("vapid t=")
    world.says = lambda heard: (410, b"")
    told(cast.liaison)
    sending.run()
    assert Address.objects.get().failed_at is not None


def _opened(content: bytes, browser: Any, secret: bytes) -> bytes:
    """As a browser opens it (RFC 8188, RFC 8291), written from the standard."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    salt, length = content[:16], content[20]
    sender = content[21 : 21 + length]
    shared = browser.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    own = browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def derived(material: bytes, using: bytes, info: bytes, size: int) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=size, salt=using, info=info).derive(material)

    key = derived(shared, secret, b"WebPush: info\0" + own + sender, 32)
    cipher = AESGCM(derived(key, salt, b"Content-Encoding: aes128gcm\0", 16))
    plain = cipher.decrypt(derived(key, salt, b"Content-Encoding: nonce\0", 12), content[21 + length :], None)
    return plain.rstrip(b"\0").removesuffix(b"\2")


def test_a_name_inside_the_network_becomes_a_dead_letter(cast: Any, world: Receiver, settings: Any) -> None:
    a_robot(cast, "wecom", world.url)
    settings.RECEIVERS_ALLOWED = []
    say(cast)
    sending.run()
    row = Delivery.objects.get()
    assert (row.state, row.code) == ("dead", "unsafe_address") and not world.heard


def test_what_killed_workers_had_taken_is_given_up_only_where_it_came_to_no_end_for_an_hour(
    cast: Any, world: Receiver
) -> None:
    a_robot(cast, "wecom", world.url)
    say(cast)
    Delivery.objects.update(tries=claiming.MOST_TRIES)
    Message.objects.update(urgent=True)
    with later(minutes=59):
        assert sending.run() == 1
    Delivery.objects.update(state="waiting", ended_at=None, tries=claiming.MOST_TRIES)
    with later(minutes=61):
        assert sending.run() == 0
    assert Delivery.objects.get().code == "broken"
