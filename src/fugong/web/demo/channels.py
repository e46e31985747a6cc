"""The demo's group robots: paused, and at an address that is kept for examples, so that nothing ever leaves the machine."""

import datetime as dt

from fugong.accounts.models import User
from fugong.channels import actions
from fugong.channels.actions import receivers
from fugong.channels.models import InboxEntry, Robot
from fugong.core import clock
from fugong.places.models import Campaign

EXAMPLE = "https://robot.example.com/cgi-bin/webhook/send?key=demo"
"""A name that nobody can own (RFC 2606)."""


def connect(campaign: Campaign, by: User) -> None:
    """A paused robot with a message that waits, and what became of the messages of one that was removed."""
    with clock.showing(clock.now() - dt.timedelta(days=2)):
        _robot(campaign, "企业服务工作群", "wecom", by)
        gone = _robot(campaign, "复工专班群（旧）", "dingtalk", by)
    with clock.showing(clock.now() - dt.timedelta(hours=20)):
        actions.announce(
            kind="meeting.issued", campaign=campaign, url=f"/c/{campaign.key}/meetings/",
            title={"zh": "会议纪要已印发", "en": "The minutes are issued"},
            body={"zh": "请责任单位登录系统查看督办事项。", "en": "Sign in to see the tasks that were given."},
        )  # fmt: skip
        receivers.remove_robot(robot=gone, by=by)
    read(campaign)


def _robot(campaign: Campaign, name: str, kind: str, by: User) -> Robot:
    robot = receivers.add_robot(campaign=campaign, kind=kind, name=name, url=EXAMPLE, by=by)
    return receivers.pause_robot(robot=robot, paused=True, by=by)


def read(campaign: Campaign) -> None:
    """Older messages of those whom a visitor can sign in as were read."""
    before = clock.now() - dt.timedelta(hours=12)
    seen = InboxEntry.objects.filter(person__is_demo=True, message__campaign=campaign, at__lt=before, read_at=None)
    keys = list(
        seen.values_list("pk", flat=True)
    )  # within the update the rows are looked through again for each of them
    InboxEntry.objects.filter(pk__in=keys).update(read_at=clock.now())
