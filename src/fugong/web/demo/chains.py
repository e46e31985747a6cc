"""The demo's key enterprises: lists by two people, daily reviews, partners outside, supplies that were interrupted and restored,
a letter on its way, an order of resuming, premises."""

import datetime as dt
import random
from typing import Any

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import lists, ordering, reviewing
from fugong.chains.actions import interruptions, letters, listings, orders, premises, reviews
from fugong.chains.models import DailyReview, Interruption, KeyListing, OutsideLink, Partner, ResumingOrder
from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.registry import concerned
from fugong.registry.models import Assignment, Enterprise
from fugong.resumption.models import ProductionLine, Resumption
from fugong.web.demo import population
from fugong.web.demo.staffing import Staff

RESTORED = 4
"""Supplies restored, of a place that published no number."""
MOST_LISTED = 60
REVIEWED = 12
PLANNED = 1_500
"""Only places of at most so many enterprises have an order worked out while the demo loads."""
PARTNERS = (
    ("苏州精密铸造有限公司", "江苏省苏州市", "苏州市工业和信息化局", "stopped"),
    ("宁波海天注塑机械有限公司", "浙江省宁波市", "宁波市经济和信息化局", "running"),
    ("东莞华强电子元件有限公司", "广东省东莞市", "东莞市工业和信息化局", "stopped"),
    ("无锡特种钢材有限公司", "江苏省无锡市", "无锡市工业和信息化局", "running"),
    ("武汉光谷传感器有限公司", "湖北省武汉市", "武汉市经济和信息化局", "stopped"),
    ("温州包装材料有限公司", "浙江省温州市", "温州市经济和信息化局", "running"),
)
GOODS = (("铸件毛坯", "parts"), ("注塑模具", "equipment"), ("贴片电容", "parts"), ("特种钢材", "raw_materials"),
         ("压力传感器", "parts"), ("外包装箱", "packaging"))  # fmt: skip
HOW = (
    "协调当地出具复工证明，已发货",
    "更换省内供应商，当日到货",
    "开通绿色通道，货车放行",
    "协调上游企业先行复工",
    "市级专班对接，恢复供货",
)
STANDS = (
    "两条生产线运行，返岗率稳步提升",
    "原料库存不足一周，需协调供应商",
    "订单充足，用工缺口约两成",
    "满负荷运行，无困难",
)
DECIDED = ("由帮扶人对接供应商所在地", "继续跟踪，暂无需协调事项", "协调招聘专场，三日内落实", "纳入专班日调度")
LINES = ("一号生产线", "二号生产线", "总装线")
ROOMS = (
    ("高新产业园A3厂房", 6000, 1600, "plant"), ("标准厂房7号楼二层", 2400, 630, "plant"),
    ("医药园洁净车间", 3200, 1250, "clean_room"), ("保税物流仓2号库", 5200, 200, "warehouse"),
)  # fmt: skip


def follow(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """Gives the place its key enterprises and what happened around them."""
    if not campaign.pack.chains.lists or len(enterprises) < 12:
        return
    leader = next(iter(concerned.holding(Permission.SUPPLY_CONFIRM, enterprises[0], without=[staff.desk.pk])), None)
    if leader is None:
        return
    said = population.specification(campaign.pack_version.key)
    life = _Life(campaign, staff, leader, rng)
    life.list_them()
    life.review_them()
    life.link_outside(enterprises)
    life.restore(said.get("links_restored", RESTORED))
    life.break_and_write()
    life.draw_lines()
    life.look_for_room(enterprises)
    life.order()


class _Life:
    """One place's key enterprises."""

    def __init__(self, campaign: Campaign, staff: Staff, leader: User, rng: random.Random) -> None:
        self.campaign, self.staff, self.leader, self.rng = campaign, staff, leader, rng
        self.desk, self.today = staff.desk, clock.today()
        self.listed: list[Enterprise] = []
        self.links: list[OutsideLink] = []
        rows = Assignment.objects.filter(campaign=campaign, until=None).order_by("-pk")
        self.officers = {row.enterprise_id: row.officer for row in rows.select_related("officer")}

    def list_them(self) -> None:
        """Those whose tag a list bears stand on it since last week; a few more are proposed today."""
        moment = clock.at(self.today - dt.timedelta(days=7), 10)
        rows: list[KeyListing] = []
        for each in self.campaign.pack.chains.lists:
            firms = (
                Enterprise.objects.filter(enrolments__campaign=self.campaign, tags__contains=[each.tag])
                if each.tag
                else ()
            )
            grounds = [ground.key for ground in each.grounds]
            for firm in list(firms[:MOST_LISTED]) if each.tag else []:
                rows.append(KeyListing(
                    campaign=self.campaign, enterprise=firm, area_code=firm.area_code, key=each.key,
                    pack_version=self.campaign.pack_version, ground=self.rng.choice(grounds), proposed_at=moment,
                    proposed_by=self.desk, confirmed_at=moment + dt.timedelta(hours=5), confirmed_by=self.leader,
                    helper=self.officers.get(firm.pk), state="confirmed", state_since=moment + dt.timedelta(hours=5),
                ))  # fmt: skip
        copying.write(rows)
        self.listed = list({row.enterprise_id: row.enterprise for row in rows}.values())
        with clock.showing(moment):
            record_many("key_listing.propose", rows, by=self.desk)
        with clock.showing(moment + dt.timedelta(hours=5)):
            record_many("key_listing.confirm", rows, by=self.leader)
        for each in self.campaign.pack.chains.lists:
            for firm, _why in lists.candidates(self.desk, self.campaign, each.key)[:2]:
                listings.propose(
                    campaign=self.campaign, enterprise=firm, key=each.key, ground=each.grounds[0].key, by=self.desk
                )

    def review_them(self) -> None:
        """Four days of reviews as rows; today's are laid out, and half of the first dozen made."""
        if not reviewing.reviewed_lists(self.campaign):
            return
        keys = reviewing.reviewed_lists(self.campaign)
        listed = KeyListing.objects.filter(campaign=self.campaign, key__in=keys, state="confirmed")
        listed = listed.select_related("enterprise", "helper")
        firms = {row.enterprise_id: row for row in listed.order_by("pk")}
        past = [self._past(row, ago) for row in firms.values() for ago in (4, 3, 2, 1)]
        copying.write(past)
        for ago in (4, 3, 2, 1):
            day = self.today - dt.timedelta(days=ago)
            made = [row for row in past if row.state == "done" and row.day == day]
            with clock.showing(clock.at(day, 16, 30)):
                record_many("daily_review.make", made, by=self.desk, data=[{"day": day.isoformat()}] * len(made))
        reviewing.open_day(self.campaign, self.today)
        due = DailyReview.objects.filter(campaign=self.campaign, day=self.today, state="due").order_by("pk")
        for at, review in enumerate(due[:REVIEWED]):
            by = self.officers.get(review.enterprise_id) or self.desk
            if at % 2:
                steps = (
                    [reviews.Next("对接供应商所在地工信部门", by, self.today + dt.timedelta(days=1))] if at % 3 else []
                )
                reviews.make(
                    review=review, stands=self.rng.choice(STANDS), decided=self.rng.choice(DECIDED), steps=steps, by=by
                )

    def _past(self, listing: KeyListing, ago: int) -> DailyReview:
        day = self.today - dt.timedelta(days=ago)
        missed = self.rng.random() < 0.06
        by = listing.helper or self.desk
        at = clock.at(day, 16, self.rng.randrange(60))
        said: dict[str, Any] = {} if missed else {
            "stands": self.rng.choice(STANDS), "decided": self.rng.choice(DECIDED), "reviewed_at": at, "reviewed_by": by,
        }  # fmt: skip
        return DailyReview(
            campaign=self.campaign, enterprise=listing.enterprise, area_code=listing.area_code, day=day,
            pack_version=self.campaign.pack_version, reviewer=listing.helper, state="missed" if missed else "done",
            state_since=at, **said,
        )  # fmt: skip

    def link_outside(self, enterprises: list[Enterprise]) -> None:
        """Partners in other cities, of the listed enterprises and of those at work."""
        partners = copying.write(
            Partner(campaign=self.campaign, name=name, region=region, authority=authority, works=works)
            for name, region, authority, works in PARTNERS
        )
        firms = (self.listed + [each for each in enterprises if each not in self.listed])[:24]
        self.links = copying.write(
            OutsideLink(
                campaign=self.campaign, enterprise=firm, area_code=firm.area_code, partner=partners[at % len(partners)],
                upstream=True, what=GOODS[at % len(GOODS)][0], kind=GOODS[at % len(GOODS)][1], share=self.rng.randrange(20, 95, 5),
                critical=at % 4 == 0, said_by=self.desk, said_for="customer",
            )
            for at, firm in enumerate(firms)
        )  # fmt: skip

    def restore(self, count: int) -> None:
        """Supplies that were interrupted and flow again, as rows."""
        rows = []
        causes = [each.key for each in self.campaign.pack.chains.causes]
        for at in range(count):
            link = self.links[-1 - at % len(self.links)]
            began = clock.at(self.today - dt.timedelta(days=self.rng.randint(4, 9)), 9)
            ended = began + dt.timedelta(days=self.rng.randint(1, 3), hours=4)
            rows.append(Interruption(
                campaign=self.campaign, enterprise=link.enterprise, area_code=link.area_code, outside=link,
                pack_version=self.campaign.pack_version, partner_name=link.partner.name, good=link.what,
                cause=self.rng.choice(causes), since=began.date(), how=HOW[at % len(HOW)], reported_at=began,
                reported_by=self.staff.liaisons.get(link.enterprise_id), ended_at=ended, state="restored", state_since=ended,
            ))  # fmt: skip
        copying.write(rows)
        details = [{"partner": row.partner_name, "how": row.how} for row in rows]
        record_many("interruption.restore", rows, by=self.desk, data=details)

    def break_and_write(self) -> None:
        """What is interrupted today, a letter that waits for a signature and one whose answer is waited for."""
        stopped = [link for link in self.links if link.partner.works == "stopped"]
        for at, link in enumerate(stopped[:3]):
            by = self.officers.get(link.enterprise_id) or self.desk
            with clock.showing(clock.at(self.today - dt.timedelta(days=2 - at), 9, 30) if at < 2 else clock.now()):
                row = interruptions.report(
                    campaign=self.campaign, link=link, cause="not_resumed", since=clock.today(), by=by,
                    note="库存仅够三天" if at == 0 else "",
                )  # fmt: skip
                if at < 2:
                    letter = letters.draft(
                        campaign=self.campaign,
                        enterprise=link.enterprise,
                        partner=link.partner,
                        interruption=row,
                        by=self.desk,
                    )
                    if at == 0:
                        letter = letters.sign(letter=letter, by=self.leader)
                        letters.send(letter=letter, how="公文交换系统", by=self.desk)

    def draw_lines(self) -> None:
        """Product lines of some listed enterprises, with their last five days."""
        records = Resumption.objects.filter(campaign=self.campaign, state="resumed", enterprise__in=self.listed[:40])
        shown = list(records.select_related("enterprise").order_by("pk")[:10])
        now = [
            [min(100, max(10, (record.capacity or 50) + self.rng.randint(-15, 15))) for _line in LINES]
            for record in shown
        ]
        copying.write(
            ProductionLine(resumption=record, name=name, staff=self.rng.randrange(20, 80), capacity=capacity)
            for record, capacities in zip(shown, now, strict=True)
            for name, capacity in zip(LINES, capacities, strict=True)
        )
        for ago in (4, 3, 2, 1, 0):
            said = [
                {"lines": {name: max(5, capacity - 9 * ago) for name, capacity in zip(LINES, capacities, strict=True)}}
                for capacities in now
            ]
            with clock.showing(clock.now() - dt.timedelta(days=ago)):
                record_many("resumption.lines", shown, by=self.desk, data=said)

    def look_for_room(self, enterprises: list[Enterprise]) -> None:
        """Premises on offer; one search that ended well, one that goes on."""
        uses = {each.key for each in self.campaign.pack.chains.premises.uses}
        offers = [
            premises.offer(
                campaign=self.campaign, by=self.desk,
                values={
                    "name": name, "area": area, "power": power, "use": use if use in uses else min(uses), "rent": 18 + at,
                    "since": self.today, "area_code": enterprises[at].area_code, "address": enterprises[at].address,
                },
            )
            for at, (name, area, power, use) in enumerate(ROOMS)
        ]  # fmt: skip
        firms = [each for each in self.listed if each.pk in self.staff.liaisons][:2]
        for at, firm in enumerate(firms):
            values = {"area": (3000, 2000)[at], "power": 800, "use": "clean_room" if "clean_room" in uses else min(uses),
                      "since": self.today + dt.timedelta(days=3), "why": "检测试剂扩产，现有车间已满"}  # fmt: skip
            row = premises.want(campaign=self.campaign, enterprise=firm, values=values, by=self.staff.liaisons[firm.pk])
            if at == 0:
                row = premises.show(wanted=row, offer=offers[2], by=self.desk)
                premises.agree(wanted=row, offer=offers[2], by=self.staff.liaisons[firm.pk])

    def order(self) -> None:
        """An order that is in force since this morning."""
        if self.campaign.enrolments.count() > PLANNED:
            return
        staffed = self.campaign.pack.chains.order
        limits = {"waves": staffed.waves, "checks": 10}
        made = orders.ask(campaign=self.campaign, limits=limits, by=self.desk)
        ordering.run(made.pk)
        found = ResumingOrder.objects.get(pk=made.pk)
        if found.state == "ready" and found.result["counts"]["approve"]:
            orders.confirm(order=found, by=self.leader)
