"""The administrator's pages: robots, the gateway, dead letters."""

from typing import Any

import pytest
from django.utils.html import escape

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.channels import sending
from fugong.channels.actions import announce, receivers
from fugong.channels.models import Delivery, Gateway, Robot
from fugong.core.errors import NotAllowed
from ground.cast import make_user

pytestmark = pytest.mark.django_db
SECRET = "SECabcdef0123456789"


@pytest.fixture
def robot(cast: Any, world: Any) -> Robot:
    return receivers.add_robot(
        campaign=cast.campaign, kind="dingtalk", name="专班群", url=world.url, secret=SECRET, by=cast.administrator
    )


def test_a_robot_is_entered_tried_and_its_secrets_are_never_shown(cast: Any, as_: Any, world: Any) -> None:
    theirs = as_(cast.administrator)
    given = {
        "campaign": "plain",
        "kind": "feishu",
        "name": "专班群",
        "url": world.url + "?key=hush",
        "secret": SECRET,
        "language": "zh",
    }
    assert theirs.post("/channels/robots/new/", given).status_code == 302
    robot = Robot.objects.get()
    assert theirs.post(f"/channels/robots/{robot.pk}/trial/").status_code == 302
    assert sending.run() == 1 and len(world.taken) == 1
    for page in (f"/channels/robots/{robot.pk}/", "/channels/"):
        text = theirs.get(page).content.decode()
        assert SECRET not in text and "hush" not in text and "专班群" in text
    raw = Robot.objects.extra(select={"raw": "url"}).values_list("raw", flat=True)[0]
    assert b"hush" not in bytes(raw)


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://oapi.dingtalk.com/", "https://10.1.2.3/", "https://[::1]/", "https://2130706433/x", "ftp://x/"],
)
def test_a_webhook_inside_is_refused_at_its_field(cast: Any, as_: Any, url: str) -> None:
    given = {"campaign": "plain", "kind": "wecom", "name": "我的群", "url": url, "language": "zh"}
    answer = as_(cast.administrator).post("/channels/robots/new/", given)
    text = answer.content.decode()
    assert answer.status_code == 422 and "is-invalid" in text and "我的群" in text
    assert not Robot.objects.exists()


def test_leaving_the_secrets_empty_keeps_them(cast: Any, as_: Any, robot: Robot, world: Any) -> None:
    as_(cast.administrator).post(f"/channels/robots/{robot.pk}/", {"name": "新名", "language": "en", "group": "g"})
    robot.refresh_from_db()
    assert (robot.name, robot.group, robot.secret, robot.url) == ("新名", "g", SECRET, world.url)


def test_a_paused_robot_keeps_its_messages_and_a_removed_one_gives_them_up(
    cast: Any, as_: Any, robot: Robot, world: Any
) -> None:
    theirs = as_(cast.administrator)
    theirs.post(f"/channels/robots/{robot.pk}/pause/", {"paused": "1"})
    announce(kind="test.ordinary", campaign=cast.campaign, title="x", url="/me/")
    assert sending.run() == 0
    theirs.post(f"/channels/robots/{robot.pk}/removal/")
    assert Delivery.objects.get().code == "removed"
    assert theirs.get(f"/channels/robots/{robot.pk}/").status_code == 404
    assert receivers.resend(by=cast.administrator) == 0


def test_dead_letters_are_seen_with_their_reason_and_sent_again(cast: Any, as_: Any, robot: Robot, world: Any) -> None:
    world.says = lambda heard: (200, b'{"errcode": 310000, "errmsg": "sign not match"}')
    for number in range(3):
        announce(kind="test.ordinary", campaign=cast.campaign, title=f"第{number}件", url="/me/")
    sending.run()
    theirs = as_(cast.administrator)
    page = theirs.get("/channels/letters/?channel=robot").content.decode()
    assert "第2件" in page and "310000" in page and escape(Delivery.objects.first().reason) in page
    assert "第2件" not in theirs.get("/channels/letters/?channel=sms").content.decode()
    world.says = lambda heard: (200, b'{"errcode": 0}')
    theirs.post("/channels/letters/resending/", {"letter": [Delivery.objects.first().pk, "x"]})
    assert sending.run() == 1
    theirs.post("/channels/letters/resending/", {"which": "all", "channel": "sms"})
    assert sending.run() == 0
    theirs.post("/channels/letters/resending/", {"which": "all", "channel": "robot"})
    assert sending.run() == 2
    assert len(set(world.events)) == 3, "sent again under the id that it had"


GATEWAY = {
    "name": "短信网关", "method": "POST", "url": "https://sms.example.com/send", "headers": "Authorization: Bearer k",
    "body": '{"to":"{number}","text":"{text}"}', "body_kind": "json", "success_path": "code", "success_value": "0",
    "longest": "300", "per_minute": "600",
}  # fmt: skip


def test_the_gateway_is_entered_paused_and_removed(cast: Any, as_: Any) -> None:
    theirs = as_(cast.administrator)
    assert theirs.post("/channels/gateway/", GATEWAY).status_code == 302
    text = theirs.get("/channels/gateway/").content.decode()
    assert "短信网关" in text and "Bearer k" not in text and "sms.example.com" not in text
    assert theirs.post("/channels/gateway/", GATEWAY | {"url": "", "headers": "", "longest": "70"}).status_code == 302
    kept = Gateway.objects.get()
    assert (kept.url, kept.headers, kept.longest) == (GATEWAY["url"], GATEWAY["headers"], 70)
    theirs.post("/channels/gateway/state/", {"step": "pause"})
    assert Gateway.objects.get().paused_at
    theirs.post("/channels/gateway/state/", {"step": "remove"})
    assert Gateway.objects.get().removed_at and Gateway.objects.get().url == "-"


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "http://10.0.0.1/"), ("body", "{text}"), ("longest", "-1"), ("per_minute", "9" * 40), ("method", "BREW"),
     ("headers", "no colon"), ("body_kind", "xml"), ("name", "")],
)  # fmt: skip
def test_a_gateway_that_cannot_work_is_refused_with_what_was_typed(cast: Any, as_: Any, field: str, value: str) -> None:
    answer = as_(cast.administrator).post("/channels/gateway/", GATEWAY | {field: value})
    assert answer.status_code == 422 and "is-invalid" in answer.content.decode() or field == "method"
    assert not Gateway.objects.exists()


def test_who_looks_after_another_place_sees_none_of_it(cast: Any, as_: Any, robot: Robot) -> None:
    theirs = make_user("next_admin", "邻水管理员")
    grant(user=theirs, role="administrator", kind=ScopeKind.AREA, key="990102", by=None)
    client = as_(theirs)
    assert client.get(f"/channels/robots/{robot.pk}/").status_code == 404
    assert "专班群" not in client.get("/channels/").content.decode()
    assert client.post("/channels/gateway/", GATEWAY).status_code == 403
    announce(kind="test.ordinary", campaign=cast.campaign, title="不该看到", url="/me/")
    receivers.remove_robot(robot=robot, by=cast.administrator)
    assert "不该看到" not in client.get("/channels/letters/").content.decode()
    with pytest.raises(NotAllowed):
        receivers.add_robot(campaign=cast.campaign, kind="wecom", name="x", url="https://example.com/", by=theirs)


@pytest.mark.parametrize("who", ["desk", "officer", "liaison"])
def test_the_pages_are_the_administrators(cast: Any, as_: Any, who: str) -> None:
    for page in ("/channels/", "/channels/letters/", "/channels/gateway/", "/channels/robots/new/"):
        assert as_(getattr(cast, who)).get(page).status_code == 403
