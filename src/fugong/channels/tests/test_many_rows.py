"""Of many robots and messages each is reached, and what waits is counted whole."""

from typing import Any

from fugong.channels.actions import receivers as actions
from fugong.channels.models import Delivery, Robot
from fugong.channels.views import receivers
from ground.paging import seen


def test_each_robot_and_each_of_its_messages_is_reached(cast: Any, as_: Any, world: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(receivers, "ROBOTS", 1)
    monkeypatch.setattr(receivers, "DELIVERIES", 1)
    for n in range(2):
        actions.add_robot(
            campaign=cast.campaign, kind="wecom", name=f"群{n}", url=world.url, secret="", group="", language="zh",
            by=cast.administrator,
        )  # fmt: skip
    administrator = as_(cast.administrator)
    assert seen(administrator, "/channels/", r">(群\d)</a>") == ["群0", "群1"]
    robot = Robot.objects.order_by("pk").first()
    assert robot is not None
    for _each in range(3):
        actions.try_robot(robot=robot, by=cast.administrator)
    shown = seen(administrator, f"/channels/robots/{robot.pk}/", r'<tr><th scope="row">')
    assert len(shown) == Delivery.objects.filter(robot=robot).count() == 3
    waiting = {each["key"]: each["waiting"] for each in administrator.get("/channels/").context["states"]}
    assert waiting["robot"] == 3
