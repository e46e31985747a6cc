"""What the demo's meetings deal with: one that is over, with decisions and minutes, tomorrow's, and one for a single enterprise."""

import datetime as dt

from fugong.accounts.models import User
from fugong.core import clock
from fugong.meetings import actions
from fugong.meetings.actions.calling import next_time
from fugong.meetings.models import Item, Meeting
from fugong.meetings.policy import Kind
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo.staffing import Staff
from fugong.web.demo.whole import told_whole

BEGAN = dt.timedelta(minutes=150)
"""How long ago the meeting began that is over: after the last demand came in (`demands.ask`)."""
SPECIAL = "special"
ASKED = (
    ("返岗职工隔离观察房源统筹", "已有多家企业反映宿舍不足，请商定协议酒店与价格。"),
    ("防护物资集中采购", "口罩、消毒液由谁统一联系货源，企业怎样申领。"),
)
DECISIONS = (
    "会同交警部门设立货运绿色通道，凭复工证明和车辆信息当日办理通行。",
    "建立物流企业与工业企业对接名单，每日更新可用车辆。",
)
SAID = "房源已落实两家酒店，价格由会后通知，企业按需报名。"
LEFT = "请人力资源部门会后与劳务公司、职业学校对接，拿出方案，下次会议再议。"
SUMMARY = "会议逐项研究了当前企业反映集中的问题，明确了责任单位和完成时限，未办结事项转入下次会议。"


@told_whole()
def hold(campaign: Campaign, staff: Staff) -> None:
    """A meeting that ended an hour ago, the same kind again tomorrow, and a special session."""
    rules = _usual(campaign)
    _held(campaign, rules, staff)
    _tomorrow(campaign, rules, staff)
    enterprise = Enterprise.objects.filter(pk__in=_shown(staff), enrolments__campaign=campaign).order_by("pk").first()
    if enterprise is not None and campaign.pack.meetings.has(SPECIAL):
        begins = clock.at(clock.today() + dt.timedelta(days=2), 10)
        actions.call(campaign=campaign, kind=SPECIAL, enterprise=enterprise, starts_at=begins, by=staff.desk)


def _usual(campaign: Campaign) -> Kind:
    """The kind that the place holds every day, else its first."""
    kinds = campaign.pack.meetings.known
    return next((kind for kind in kinds if kind.held != "on_call" and "causes" in kind.sources), kinds[0])


def _held(campaign: Campaign, rules: Kind, staff: Staff) -> None:
    began = clock.now() - BEGAN
    with clock.showing(began - dt.timedelta(hours=20)):
        meeting = actions.call(campaign=campaign, kind=rules.key, starts_at=began, by=staff.desk)
        for title, detail in ASKED:
            actions.add(meeting=meeting, title=title, detail=detail, by=staff.desk)
    with clock.showing(began):
        meeting = actions.open_(meeting=meeting, by=staff.desk)
        present = [each.pk for each in meeting.participants.all()]
        actions.attend(meeting=meeting, present=set(present[:-1] or present), by=staff.desk)
    owner = _owner(rules, staff)
    for number, item in enumerate(meeting.items.filter(removed=False)):
        with clock.showing(began + dt.timedelta(minutes=4 + 4 * min(number, 9))):
            _settle(item, meeting, owner, staff.desk)
    with clock.showing(began + dt.timedelta(minutes=50)):
        actions.summarise(meeting=meeting, summary=SUMMARY, by=staff.desk)
        meeting = actions.close(meeting=meeting, by=staff.desk)
    with clock.showing(began + dt.timedelta(minutes=80)):
        actions.issue(meeting=meeting, by=staff.desk)


def _settle(item: Item, meeting: Meeting, owner: User, by: User) -> None:
    """The shared cause about freight is decided, what was asked for is talked over, shortage of labour goes on tomorrow."""
    item.meeting = meeting
    if item.title == ASKED[0][0]:
        actions.note(item=item, said=SAID, by=by)
    elif item.title == ASKED[1][0]:
        actions.decide(item=item, text="由值班台统一联系货源，企业通过“一键呼叫”申领。", owner=by, by=by)
    elif item.source == "causes" and "货运" in item.title:
        for text in DECISIONS:
            actions.decide(item=item, text=text, owner=owner, by=by)
    elif item.source == "causes":
        actions.carry(item=item, reason=LEFT, by=by)


def _tomorrow(campaign: Campaign, rules: Kind, staff: Staff) -> None:
    """At its own hour where it is held tomorrow: then the clock, which calls it, finds it there."""
    tomorrow = clock.today() + dt.timedelta(days=1)
    begins = next_time(campaign, rules, clock.at(tomorrow, 0))
    own = begins is not None and clock.local(begins).date() == tomorrow
    at = begins if begins is not None and own else clock.at(tomorrow, 9)
    meeting = actions.call(campaign=campaign, kind=rules.key, starts_at=at, by=None if own else staff.desk)
    for place, participant in enumerate(meeting.participants.exclude(user=None).select_related("user")[:4]):
        if participant.user is not None:
            actions.respond(participant=participant, coming=place != 2, by=participant.user)


@told_whole()
def tonight(campaign: Campaign) -> None:
    """The next meeting at which good practice is told, where the place holds one every day: the clock, which calls it, finds it."""
    for rules in campaign.pack.meetings.kinds:
        begins = next_time(campaign, rules, clock.now()) if "examples" in rules.sources else None
        if begins is not None:
            actions.call(campaign=campaign, kind=rules.key, starts_at=begins, by=None)


def _owner(rules: Kind, staff: Staff) -> User:
    """Who carries decisions out: the first who holds a post that is invited."""
    return next((staff.held[post][0][0] for post in rules.posts if staff.held.get(post)), staff.desk)


def _shown(staff: Staff) -> list[int]:
    return [enterprise for enterprise, liaison in staff.liaisons.items() if liaison.is_demo]
