"""What the demo's groups talk of: questions with answers, one that waits, a private one, messages, published answers."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from fugong.accounts.models import User
from fugong.core import clock
from fugong.outreach import hours, people
from fugong.outreach.actions import posts as publishing
from fugong.outreach.actions import threads as asking
from fugong.outreach.models import ChatGroup, Membership, Presence
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo.staffing import Staff

GROUPS = 2
"""In how many of a place's groups people talk."""

ANSWERED = (
    (
        {"zh": "员工从外省返回，需要先做什么？", "en": "Staff return from another province: what comes first?"},
        {
            "zh": "返回前先报名单和行程，到达当天登记、测温，按要求观察期满后上岗。",
            "en": "Report names and journeys before they set out; register them on arrival; they work after the observation.",
        },
    ),
    (
        {"zh": "口罩一时买不到，能不能先开工？", "en": "Masks are out of stock: may we begin nevertheless?"},
        {
            "zh": "防护物资须满足一周用量。可向包联干部报缺口，街道统一协调货源。",
            "en": "Supplies for one week are a must. Tell your contact officer what is missing; the office coordinates sources.",
        },
    ),
    (
        {"zh": "食堂可以开放吗？", "en": "May the canteen open?"},
        {
            "zh": "可以，分时段、隔位就座，或打包送餐到工位。",
            "en": "Yes: in shifts, every other seat, or meals brought to the workplace.",
        },
    ),
)
FOREIGN = {
    "JP": ("日本から戻る駐在員の待機期間は何日ですか。", "从日本返回的驻在员需要观察几天？"),
    "KR": ("한국에서 돌아오는 주재원은 며칠 동안 관찰해야 합니까?", "从韩国返回的常驻人员需要观察几天？"),
}
WAITING = "原材料停在高速路口进不来，能否帮忙办通行证？车牌和司机信息可以马上提供。"
PRIVATE = "我司有一笔贷款下周到期，复工后现金流紧张，想了解展期怎么申请，不方便公开。"
MESSAGE = "各企业：日报请在今天 17:00 前从本群“今日日报”上报；返岗人数、产能有变化的请同步更新。"


def talk(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """Fills the first groups of a place with the talk of two days."""
    groups = list(ChatGroup.objects.filter(campaign=campaign, closed_at=None).order_by("pk")[:GROUPS])
    for number, group in enumerate(groups):
        group.campaign = campaign
        askers = list(_askers(group, staff))
        officer = people.officers(group).first()
        if askers and officer is not None:
            _talk_in(group, number, askers, officer, rng)
    if groups:
        _publish(campaign, staff.desk)


def _askers(group: ChatGroup, staff: Staff) -> Iterator[tuple[Enterprise, User]]:
    """Members with someone to speak for them; those whom a visitor can sign in as come first."""
    rows = Membership.objects.filter(group=group, until=None).select_related("enterprise").order_by("pk")[:400]
    known = [(row.enterprise, staff.liaisons[row.enterprise_id]) for row in rows if row.enterprise_id in staff.liaisons]
    yield from sorted(known, key=lambda pair: not pair[1].is_demo)


def _talk_in(group: ChatGroup, number: int, askers: list[Any], officer: User, rng: random.Random) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    sitting = next(iter(hours.of_day(group.campaign, yesterday, group.rule)), None)
    begins = sitting.begins if sitting else clock.at(yesterday, 15)
    if sitting and number == 0:
        _was_there(group.campaign, officer, sitting)
    for at, (question, answer) in enumerate(ANSWERED[: max(3 - number, 1)]):
        enterprise, liaison = askers[at % len(askers)]
        with clock.showing(begins + dt.timedelta(minutes=4 + 9 * at)):
            thread = asking.begin(group=group, text=question["zh"], by=liaison, enterprise=enterprise)
        with clock.showing(begins + dt.timedelta(minutes=9 + 11 * at + rng.randrange(9))):
            asking.reply(thread=thread, text=answer["zh"], by=officer, is_answer=True)
    _foreign(group, askers, officer, begins)
    with clock.showing(clock.now() - dt.timedelta(minutes=95)):
        asking.begin(group=group, text=MESSAGE, by=officer)
    with clock.showing(clock.now() - dt.timedelta(minutes=40 + number)):
        asking.begin(group=group, text=WAITING, by=askers[0][1], enterprise=askers[0][0])
    if number == 0 and len(askers) > 1:
        with clock.showing(clock.now() - dt.timedelta(minutes=25)):
            asking.begin(group=group, text=PRIVATE, by=askers[1][1], enterprise=askers[1][0], private=True)


def _foreign(group: ChatGroup, askers: list[Any], officer: User, begins: dt.datetime) -> None:
    """A question in its asker's language, with the Chinese that somebody set beside it."""
    enterprise, liaison = next((pair for pair in askers if pair[0].country in FOREIGN), (None, None))
    if enterprise is None or liaison is None:
        return
    own, chinese = FOREIGN[enterprise.country]
    with clock.showing(begins + dt.timedelta(minutes=41)):
        thread = asking.begin(group=group, text=own, by=liaison, enterprise=enterprise)
    with clock.showing(begins + dt.timedelta(minutes=52)):
        publishing.write_text(post=thread.posts.get(), language="zh", text=chinese, by=officer)
        asking.reply(thread=thread, text="按当前规定集中或居家观察 14 天，凭解除证明返岗。", by=officer, is_answer=True)


def _was_there(campaign: Campaign, officer: User, sitting: hours.Sitting) -> None:
    Presence.objects.get_or_create(
        campaign=campaign, user=officer, day=sitting.day, hour=sitting.key,
        defaults={"first_at": sitting.begins, "last_at": sitting.ends},
    )  # fmt: skip


def _publish(campaign: Campaign, desk: User) -> None:
    for question, answer in ANSWERED:
        publishing.publish(campaign=campaign, question=question, answer=answer, by=desk)
