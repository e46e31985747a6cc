"""The demo's advice: medical staff and experts, questions at every stage, answers for all, appointments."""

import datetime as dt
import random

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind, User
from fugong.advice.actions import advisers, appointments, enquiries, publishing
from fugong.advice.models import Adviser
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise, TeamMember
from fugong.web.demo import names, population
from fugong.web.demo.staffing import Staff, maker
from fugong.web.demo.whole import told_whole

USUAL = {"medics": 2, "experts": 4}
"""Where a place published no number."""
FIELDS = ("control", "safety", "law", "finance")
HOME = ("区疾控中心", "应急管理局", "律师协会", "银行业协会")
ASKED = (
    (
        "员工体温37.6度，没有其他症状，可以上班吗？",
        "不能上岗。请就地隔离复测，两次均高于37.3度即联系卫生院就医。",
        "soon",
    ),
    (
        "车间每天需要消毒几次，用什么消毒剂？",
        "每日不少于两次，高频接触面用500毫克/升含氯消毒剂，作用30分钟后清水擦净。",
        "normal",
    ),
    ("停工期间员工工资如何发放？", "一个工资支付周期内按合同约定支付；超过的按当地最低工资标准发放生活费。", "normal"),
    ("贷款到期无法按时归还，能否续贷？", "可向经办银行申请无还本续贷或展期，逾期不影响征信记录需提前申请。", "normal"),
    (
        "设备停用二十天，重新开机要注意什么？",
        "先检修、后试运行：断电检查、润滑、安全装置测试，形成检修记录后开机。",
        "normal",
    ),
)
OPEN = (
    ("返岗员工发热咳嗽，同宿舍四人怎么处置？", "urgent"),
    ("食堂分餐有什么要求？", "normal"),
    ("合同因疫情不能按期交货，算不可抗力吗？", "normal"),
)


@told_whole()
def advise(campaign: Campaign, staff: Staff, working: list[Enterprise], rng: random.Random) -> None:
    """Everything of one place; nothing where its pack has no fields."""
    firms = [each for each in working if each.pk in staff.liaisons][:6]
    if not campaign.pack.advice.is_used or not firms:
        return
    found = appoint(campaign, staff, rng)
    begin = clock.at(clock.today(), 0)
    for each in found[:: max(len(found) // 4, 1)]:
        advisers.roster(adviser=each, begins_at=begin, ends_at=begin + dt.timedelta(days=1), by=staff.desk)
    for n, (text, answer, urgency) in enumerate(ASKED):
        _told(campaign, firms[n % len(firms)], staff, text, answer, urgency, n)
    for n, (text, urgency) in enumerate(OPEN):
        firm = firms[n % len(firms)]
        enquiries.ask(campaign=campaign, enterprise=firm, text=text, urgency=urgency, by=staff.liaisons[firm.pk])
    _appointments(campaign, firms, staff, rng)


def appoint(campaign: Campaign, staff: Staff, rng: random.Random) -> list[Adviser]:
    """As many medical staff and experts as the place published."""
    told = {**USUAL, **population.specification(campaign.pack.key).get("advice", {})}
    area = campaign.jurisdiction.prefix
    make = maker(campaign, rng)
    medics = list(User.objects.filter(grants__role="medic", grants__scope_key=area, grants__until=None).order_by("pk"))
    medics += [make("medical_staff") for _n in range(told["medics"] - len(medics))]
    team = TeamMember.objects.filter(team__campaign=campaign, part="expert").select_related("user").order_by("pk")
    experts = [each.user for each in team][: told["experts"]]
    experts += [make("adviser") for _n in range(told["experts"] - len(experts))]
    User.objects.filter(pk=experts[0].pk).update(is_demo=True)
    made = []
    for user in medics[: told["medics"]]:
        if not user.grants.filter(role="medic", until=None).exists():
            _grant(user, "medic", area)
        made.append(advisers.put(campaign=campaign, user=_fresh(user), fields=["medical"], about="街道卫生院", by=None))
    for n, user in enumerate(experts):
        _grant(user, "expert", area)
        made.append(
            advisers.put(campaign=campaign, user=_fresh(user), fields=[FIELDS[n % 4]], about=HOME[n % 4], by=None)
        )
    return made


def _grant(user: User, role: str, area: str) -> None:
    """Who answered three days ago was there before."""
    with clock.showing(clock.now() - dt.timedelta(days=5)):
        grant(user=user, role=role, kind=ScopeKind.AREA, key=area, by=None)


def _fresh(user: User) -> User:
    """As the database has it: roles are kept with the object once they were asked for."""
    found: User = User.objects.get(pk=user.pk)
    return found


def _told(campaign: Campaign, firm: Enterprise, staff: Staff, text: str, answer: str, urgency: str, n: int) -> None:
    with clock.showing(clock.now() - dt.timedelta(days=3 - n // 2, hours=n)):
        asked = enquiries.ask(
            campaign=campaign, enterprise=firm, text=text, urgency=urgency, by=staff.liaisons[firm.pk]
        )
        expert = asked.adviser.user if asked.adviser else staff.desk
        with clock.showing(clock.now() + dt.timedelta(minutes=25)):
            done = enquiries.answer(enquiry=asked, text=answer, by=expert)
            if n < 4:
                enquiries.confirm(enquiry=done, by=staff.liaisons[firm.pk])
            publishing.publish(
                campaign=campaign,
                field=done.field,
                questions={"zh": text},
                answers={"zh": answer},
                source=done,
                by=expert,
            )


def _appointments(campaign: Campaign, firms: list[Enterprise], staff: Staff, rng: random.Random) -> None:
    kinds = {each.key for each in campaign.pack.advice.appointments}
    wishes = (
        ("medical", "孕妇产检需出入厂区"),
        ("medical", "慢性病配药"),
        ("freight", "两车原料滞留高速口，需协调放行"),
    )
    for n, (kind, wish) in enumerate(wishes):
        if kind not in kinds:
            continue
        firm = firms[n % len(firms)]
        made = appointments.ask(
            campaign=campaign, enterprise=firm, kind=kind, wish=wish, by=staff.liaisons[firm.pk], person=names.person(rng),
            phone=names.phone(rng),
        )  # fmt: skip
        if n == 0:
            at = clock.at(clock.today() + dt.timedelta(days=1), 9)
            by = appointments.handlers(made)[0]
            appointments.arrange(appointment=made, meets_at=at, place="区人民医院门诊二楼", by=by)
