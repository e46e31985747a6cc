"""The demo's training: the pack's courses, a question bank, who was trained and passed as the place published, some under way.

Certificates of the past are written as rows; what is under way happens as in life.
"""

import datetime as dt
import random
from typing import Any

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock, copying
from fugong.core.ids import link_token
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.testing.models import Specialist
from fugong.training.actions import bank, courses, sessions, signups, sittings
from fugong.training.actions.certificates import next_call
from fugong.training.actions.signups import Who, name_index, phone_index
from fugong.training.models import Certificate, Course, Presence, Question, Session, Trainee
from fugong.web.demo import columns, names, population
from fugong.web.demo.staffing import Staff, maker

USUAL = {"control": 24, "sampling": 24, "scanning": 16}
"""Certificates by qualification, where a place published no number."""
ASKED = (
    (
        "control",
        "single",
        "企业发现员工发热，首先应当",
        ("就地隔离并报告属地", "让员工自行回家", "继续上班观察", "自行买药"),
        "A",
    ),
    (
        "control",
        "multiple",
        "企业复工必须做到",
        ("制定防控方案", "每日健康监测", "储备防护物资", "取消全部休息"),
        "ABC",
    ),
    ("control", "true_false", "返岗人员须逐人登记行程与健康状况", (), "A"),
    ("control", "single", "食堂就餐应当", ("错峰、分餐、保持间距", "集中用餐", "自带生食", "不限人数"), "A"),
    ("control", "true_false", "外来人员可以不登记进入厂区", (), "B"),
    ("control", "single", "重点场所每日消毒不少于", ("一次", "两次", "五次", "每周一次"), "B"),
    ("protection", "single", "脱防护服时最后摘下的是", ("手套", "口罩", "护目镜", "鞋套"), "B"),
    ("protection", "multiple", "手卫生应在哪些时候进行", ("接触样本后", "脱手套后", "进食前", "仅下班时"), "ABC"),
    ("protection", "true_false", "含氯消毒剂可以与洁厕剂混用", (), "B"),
    ("protection", "single", "一次性医用口罩佩戴一般不超过", ("4小时", "24小时", "48小时", "一周"), "A"),
    ("sampling", "single", "十合一采样管最多装入", ("5人", "10人", "15人", "20人"), "B"),
    ("sampling", "multiple", "采样前应当核对", ("身份信息", "采样管编号", "人数", "天气"), "ABC"),
    ("sampling", "true_false", "每采一人须进行手消毒或更换手套", (), "A"),
    ("sampling", "single", "采样后样本应当", ("常温放置一天", "密封并尽快低温送检", "由个人保管", "打开检查"), "B"),
    ("sampling", "true_false", "采样管破损可以继续使用", (), "B"),
    ("sampling", "single", "咽拭子采集部位为", ("舌尖", "双侧咽扁桃体及咽后壁", "嘴唇", "牙龈"), "B"),
    (
        "scanning",
        "single",
        "扫码登记时姓名与证件不符，应当",
        ("直接登记", "停止并核对更正", "代为签名", "跳过此人"),
        "B",
    ),
    ("scanning", "multiple", "扫码登记应当核对", ("姓名", "证件号后四位", "当次采样管号", "工资"), "ABC"),
    ("scanning", "true_false", "断网时可先离线登记，恢复后上传", (), "A"),
    ("scanning", "single", "一管未满十人需要结束时应当", ("按实有人数封管", "补录他人", "作废", "合并两管"), "A"),
    ("scanning", "true_false", "可以将登记名单拍照发到微信群", (), "B"),
    ("scanning", "single", "扫码设备电量不足应当", ("更换备用设备", "停止登记", "手写不补录", "让人群解散"), "A"),
    ("privacy", "single", "登记信息只能用于", ("疫情防控", "商业推广", "个人收藏", "公开展示"), "A"),
    ("privacy", "multiple", "下列属于应当保密的信息", ("身份证号", "手机号", "检测结果", "点位地址"), "ABC"),
    ("privacy", "true_false", "保存期满的个人信息应当删除", (), "A"),
    ("privacy", "single", "发现名单泄露应当", ("立即报告并处置", "等待通知", "自行删除手机", "不予理会"), "A"),
)


def teach(campaign: Campaign, staff: Staff, working: list[Enterprise], rng: random.Random) -> None:
    """Everything of one place; nothing where its pack has no courses."""
    if not campaign.pack.training.courses:
        return
    opened = {
        kind.key: courses.open_kind(campaign=campaign, key=kind.key, by=staff.desk)
        for kind in campaign.pack.training.courses
    }
    _fill_bank(campaign, staff)
    _passed(campaign, opened, working, rng)
    lecturer = maker(campaign, rng)("lecturer", shown=True)
    grant(user=lecturer, role="expert", kind=ScopeKind.AREA, key=campaign.jurisdiction.prefix, by=None)
    _under_way(opened, lecturer, staff, [each for each in working if each.pk in staff.liaisons], rng)


def _fill_bank(campaign: Campaign, staff: Staff) -> None:
    rows = []
    for n, (topic, kind, text, options, right) in enumerate(ASKED, 1):
        values = {
            "number": f"Q{n:03d}", "topic": topic, "kind": kind, "difficulty": n % 3 + 1, "texts": {"zh": text},
            "options": [{"zh": each} for each in options], "right": right,
        }  # fmt: skip
        said = bank.checked(campaign, values)
        rows.append(Question(campaign=campaign, added_at=clock.now(), added_by=staff.desk, **said))
    copying.write(rows)
    record_many("exam_question.add", rows, by=staff.desk, data=[{"number": each.number} for each in rows])


def _passed(campaign: Campaign, opened: dict[str, Course], working: list[Enterprise], rng: random.Random) -> None:
    """As many as the place published: those who serve at points, and people of the enterprises."""
    told = {**USUAL, **population.specification(campaign.pack.key).get("training", {})}
    today, rows, holders = clock.today(), [], []
    for key, most in told.items():
        serving = list(
            Specialist.objects.filter(campaign=campaign, kind=key, ended_on=None).select_related("user")[:most]
        )
        for n in range(most):
            one = serving[n] if n < len(serving) else None
            firm = working[n % len(working)] if working else None
            name = one.user.name if one else names.person(rng)
            day = one.trained_on if one else today - dt.timedelta(days=rng.randrange(4, 40))
            rows.append(_trainee(opened[key], firm, name, day, one))
            holders.append((one, day))
    copying.write(rows)
    made = copying.write([_certificate(campaign, row, one, day) for row, (one, day) in zip(rows, holders, strict=True)])
    given = {
        one.pk: (certificate.pk,) for certificate, (one, _day) in zip(made, holders, strict=True) if one is not None
    }
    columns.write(Specialist, ["certificate"], given)


def _trainee(course: Course, firm: Enterprise | None, name: str, day: dt.date, one: Specialist | None) -> Trainee:
    moment = clock.at(day, 16)
    return Trainee(
        campaign=course.campaign, pack_version=course.pack_version, course=course, enterprise=firm,
        area_code=firm.area_code if firm else course.area_code, user=one.user if one else None, name=name,
        name_index=name_index(name), token=link_token(), via="sheet", signed_up_at=moment - dt.timedelta(days=2),
        minutes=course.minutes, state="passed", state_since=moment,
    )  # fmt: skip


def _certificate(campaign: Campaign, row: Trainee, one: Specialist | None, day: dt.date) -> Certificate:
    key = row.course.gives
    until = one.valid_until if one else day + dt.timedelta(days=180)
    return Certificate(
        campaign=campaign, pack_version=row.pack_version, qualification=key, area_code=row.area_code, enterprise=row.enterprise,
        trainee=row, user=row.user, name=row.name, name_index=row.name_index, prefix=campaign.pack.training.prefix,
        source="course", trained_by=row.course.trainer, issued_on=day, valid_until=until, state="valid",
        state_since=row.state_since, due_at=clock.at(until + dt.timedelta(days=1)), clock_kind="validity",
        clock_started_at=row.state_since, next_rung_at=next_call(campaign, key, until),
    )  # fmt: skip


def _under_way(
    opened: dict[str, Course], lecturer: Any, staff: Staff, firms: list[Enterprise], rng: random.Random
) -> None:
    """A session that was held, one tomorrow; people to be examined, one who didn't pass and may try again."""
    course = opened.get("control")
    if course is None or not firms:
        return
    coming = sessions.plan(
        course=course, begins_at=clock.at(clock.today() + dt.timedelta(days=1), 14),
        ends_at=clock.at(clock.today() + dt.timedelta(days=1), 16), capacity=60, place="政务服务中心三楼报告厅",
        lecturer=lecturer, by=staff.desk,
    )  # fmt: skip
    start = clock.now() - dt.timedelta(hours=26)
    held = Session.objects.create(
        campaign=course.campaign, pack_version=course.pack_version, course=course, area_code=course.area_code, begins_at=start,
        ends_at=start + dt.timedelta(hours=2), place="线上直播间", address="https://live.example.cn/control", capacity=200, taken=6,
        lecturer=lecturer, state="held", state_since=start + dt.timedelta(hours=2), held_at=start + dt.timedelta(hours=2),
    )  # fmt: skip
    for n in range(4):
        who = Who(name=names.person(rng), phone=names.phone(rng))
        trainee = signups.sign_up(course=course, who=who, by=staff.desk, enterprise=firms[n % min(len(firms), 4)])
        sessions.book(session=coming, trainee=trainee, by=staff.desk)
    _sat(held, firms, staff, rng)
    lecture = opened.get("lecture")
    if lecture is not None:
        sessions.plan(
            course=lecture, begins_at=clock.at(clock.today() + dt.timedelta(days=2), 10),
            ends_at=clock.at(clock.today() + dt.timedelta(days=2), 11), capacity=500, address="https://live.example.cn/lecture",
            lecturer=lecturer, by=staff.desk,
        )  # fmt: skip


def _sat(held: Session, firms: list[Enterprise], staff: Staff, rng: random.Random) -> None:
    """Who was to sit in the session that was held: one didn't come, one tried the examination since."""
    rows = []
    for n in range(4, 10):
        firm, phone, there = firms[n % min(len(firms), 4)], names.phone(rng), n < 9
        name = names.person(rng)
        rows.append(
            Trainee(
                campaign=held.campaign, pack_version=held.pack_version, course=held.course, enterprise=firm,
                area_code=firm.area_code, name=name, name_index=name_index(name), phone=phone, phone_index=phone_index(phone),
                via="desk", token=link_token(), signed_up_at=clock.now(), minutes=120 if there else 0,
                state="attended" if there else "signed_up", state_since=held.begins_at if there else clock.now(),
            )
        )  # fmt: skip
    copying.write(rows)
    record_many(
        "trainee.sign_up",
        rows,
        by=staff.desk,
        data=[{"via": "desk"}] * len(rows),
        moves=[("", "signed_up")] * len(rows),
    )
    copying.write(
        Presence(
            session=held, trainee=row, booked_at=held.begins_at, signed_in_at=held.begins_at if row.minutes else None,
            minutes=row.minutes, how="code" if row.minutes else "",
        )
        for row in rows
    )  # fmt: skip
    with clock.showing(clock.now() - dt.timedelta(hours=20)):
        sittings.hand_in(sitting=sittings.begin(trainee=rows[4]))
