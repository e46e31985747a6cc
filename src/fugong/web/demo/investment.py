"""The demo's investors: platforms, leads at every stage, talks with next steps, an event that was held, new registrations."""

import datetime as dt
import random
from typing import Any

from stdnum.cn import uscc

from fugong.accounts.models import User
from fugong.core import clock, copying
from fugong.investment.models import Lead, LeadPlatform, LeadStep, LeadTalk, NewFirm, Signing
from fugong.ledger.recording import record_many
from fugong.papers import asking as papers
from fugong.papers.asking import Wanted
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import names, population
from fugong.web.demo.staffing import Staff

WAN = 1_000_000
"""Fen of ten thousand yuan."""
TRADES = (
    "生物医药",
    "新能源汽车零部件",
    "美丽健康",
    "智能装备",
    "新材料",
    "集成电路",
    "医疗器械",
    "中央厨房",
    "检测试剂",
    "工业软件",
)
WORKS = ("生产基地", "研发中心", "总部项目", "二期扩建", "封测线", "智能工厂", "供应链中心")
FROM = ("上海市浦东新区", "江苏省苏州市", "浙江省杭州市", "广东省深圳市", "北京市", "日本东京", "德国慕尼黑", "新加坡")
PARKS = (
    "东方美谷产业园",
    "临港产业配套园",
    "生命健康园",
    "智能制造园",
    "云招商平台",
    "产业联盟",
    "商会服务站",
    "投资促进中心",
)
STEPS = (
    "送厂房租赁方案",
    "安排线上看厂",
    "对接能评手续",
    "约董事长视频会",
    "补充投资强度说明",
    "走访现场核实用电",
    "起草投资协议",
)
SAID = (
    "介绍园区政策，确认投资强度和用电需求",
    "线上看厂，初步看中两处厂房",
    "商谈税收和产值承诺",
    "确认一季度签约时间",
)


def court(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """Gives the place its investors, as many as it published."""
    said = population.specification(campaign.pack_version.key).get("investment")
    if not campaign.pack.investment.is_used or said is None:
        return
    life = _Life(campaign, staff, rng)
    life.open_platforms(said["platforms"])
    life.enter(said)
    life.sign(said["signed"], said["signed_wan"])
    life.talk(said["talks"])
    life.plan()
    life.register(said["new_firms"], enterprises)


class _Life:
    """One place's investors."""

    def __init__(self, campaign: Campaign, staff: Staff, rng: random.Random) -> None:
        self.campaign, self.rng, self.desk = campaign, rng, staff.desk
        held = [user for user, _area in staff.held.get("investment_office", [])]
        self.officers: list[User] = held or [staff.desk]
        self.today, self.now = clock.today(), clock.now()
        self.area = campaign.jurisdiction.code
        self.platforms: list[LeadPlatform] = []
        self.leads: list[Lead] = []
        self.used: set[str] = set()

    def open_platforms(self, count: int) -> None:
        """The register of platforms."""
        kinds = [each.key for each in self.campaign.pack.investment.platform_kinds] or [""]
        self.platforms = copying.write(
            LeadPlatform(
                campaign=self.campaign, area_code=self.area, name=f"{PARKS[at % len(PARKS)]}{at // len(PARKS) + 1}号",
                kind=kinds[at % len(kinds)], contact=names.person(self.rng),
                since=self.today - dt.timedelta(days=self.rng.randint(60, 900)),
            )
            for at in range(count)
        )  # fmt: skip

    def enter(self, said: dict[str, Any]) -> None:
        """Leads in talks (some want land, the others a plant), and those that are about to be signed."""
        land, plant = said["land"], said["plant"]
        for at in range(land + plant):
            wants = "land" if at < land else "plant"
            area = (
                self.rng.randrange(20_000, 80_000, 5_000) if wants == "land" else self.rng.randrange(1_500, 12_000, 500)
            )
            self._lead("in_talks", self.rng.randrange(2_000, 30_000, 500), wants, area, ago=self.rng.randint(1, 20))
        for amount in _split(said["signing_wan"], said["signing"], self.rng):
            self._lead("signing", amount, "none", None, ago=self.rng.randint(1, 9))
        self._lead("in_talks", 8_000, "plant", 6_000, ago=30, state="dropped")
        self.leads = copying.write(self.leads)
        for lead in self.leads:
            if lead.stage == "signing":
                stage = self.campaign.pack.investment.stage("signing")
                wanted = (
                    [Wanted(each.key, each.name, "", each.needed, each.may_wait) for each in stage.papers]
                    if stage
                    else []
                )
                papers.ask(lead, wanted, by=self.desk)
        record_many("lead.enter", self.leads, by=self.desk)

    def _lead(
        self, stage: str, wan: int, wants: str, area: int | None, *, ago: int, state: str = "open", **more: Any
    ) -> Lead:
        since = self.now - dt.timedelta(days=ago, hours=self.rng.randint(0, 6))
        within = getattr(self.campaign.pack.investment.stage(stage), "within", None)
        due = self.campaign.pack.due(since, within) if within and state == "open" else None
        trade = self.rng.choice(TRADES)
        row = Lead(
            campaign=self.campaign, area_code=self.area, pack_version=self.campaign.pack_version, name=self._name(trade),
            investor=f"{names.person(self.rng)}{trade}集团", origin=self.rng.choice(FROM), sector="C", amount=wan * WAN,
            wants=wants, area=area, platform=self.rng.choice(self.platforms), officer=self.rng.choice(self.officers), stage=stage,
            stage_since=since, entered_at=since, entered_by=self.desk, state=state, state_since=since, due_at=due,
            next_rung_at=due, clock_kind="stage" if due else "", clock_started_at=since if due else None, **more,
        )  # fmt: skip
        if state == "dropped":
            row.reason, row.ended_at = "elsewhere", self.now
        self.leads.append(row)
        return row

    def _name(self, trade: str) -> str:
        """A name that no project has yet."""
        for n in range(1, 60):
            name = f"{trade}{self.rng.choice(WORKS)}" + (f"（{n}）" if n > 12 else "")
            if name not in self.used:
                break
        self.used.add(name)
        return name

    def sign(self, count: int, wan: int) -> None:
        """One event at which all of them were signed."""
        day = self.today - dt.timedelta(days=3)
        held = min(clock.at(day, 15), self.now)
        event = Signing.objects.create(
            campaign=self.campaign, area_code=self.area, name="云端集中签约仪式", day=day, place="综合开发区会议中心", online=True,
            held_at=held, made_by=self.desk, state="held", state_since=held,
        )  # fmt: skip
        before, self.leads = self.leads, []
        for amount in _split(wan, count, self.rng):
            self._lead("signed", amount, "none", None, ago=3, signing=event, signed_on=day)
        signed = copying.write(self.leads)
        self.leads = before
        record_many("lead.sign", signed, by=self.desk)
        record_many("signing.hold", [event], by=self.desk, data=[{"projects": count}])

    def talk(self, count: int) -> None:
        """Talks by video of the last three weeks."""
        rows = []
        for at in range(count):
            lead = self.leads[at % len(self.leads)]
            day = self.today - dt.timedelta(days=self.rng.randint(0, 20))
            rows.append(LeadTalk(
                campaign=self.campaign, area_code=self.area, lead=lead, held_on=day, way="video",
                people=f"{names.person(self.rng)}（投资方）、{lead.officer.name if lead.officer else self.desk.name}",
                minutes=SAID[at % len(SAID)], agreed=STEPS[at % len(STEPS)], recorded_at=min(clock.at(day, 17), self.now),
                recorded_by=lead.officer or self.desk,
            ))  # fmt: skip
        copying.write(rows)

    def plan(self) -> None:
        """What is to be done next about those under way: two are late."""
        working = self.campaign.pack.calendar.working_time
        rows = []
        for at, lead in enumerate(each for each in self.leads if each.state == "open"):
            day = self.today + dt.timedelta(days=at % 6 - (3 if at < 2 else 0))
            day = day if working.is_working_day(day) else working.next_working_day(day)
            due = working.moment(day, working.hours[-1][1])
            rows.append(LeadStep(
                campaign=self.campaign, area_code=self.area, pack_version=self.campaign.pack_version, lead=lead,
                what=STEPS[at % len(STEPS)], owner=lead.officer or self.desk, state="due", state_since=self.now, due_at=due,
                next_rung_at=due if due > self.now else None, clock_kind="step", clock_started_at=self.now,
            ))  # fmt: skip
        copying.write(rows)

    def register(self, count: int, enterprises: list[Enterprise]) -> None:
        """New registrations of the last two months; the first dozen are in the registry."""
        codes = _codes(count - 12, self.area[:6])
        known = enterprises[:12]
        rows = [
            NewFirm(
                campaign=self.campaign, enterprise=firm, area_code=firm.area_code, uscc=firm.uscc, name=firm.name,
                registered_on=self.today - dt.timedelta(days=at), capital=500 * WAN, business=TRADES[at % len(TRADES)],
                taken_at=self.now, platform=self.platforms[at % len(self.platforms)],
            )
            for at, firm in enumerate(known)
        ]  # fmt: skip
        rows += [
            NewFirm(
                campaign=self.campaign, area_code=self.area, uscc=code, name=f"上海{names.person(self.rng)}{TRADES[at % 10]}有限公司",
                registered_on=self.today - dt.timedelta(days=at % 55), capital=self.rng.choice((50, 100, 500, 1_000)) * WAN,
                business=TRADES[at % len(TRADES)], taken_at=self.now, platform=self.platforms[at % len(self.platforms)],
            )
            for at, code in enumerate(codes, len(known))
        ]  # fmt: skip
        copying.write(rows[:count])


def _codes(count: int, region: str) -> list[str]:
    bodies = (f"91{region}MAC{number:06d}" for number in range(count))
    return [body + uscc.calc_check_digit(body) for body in bodies]


def _split(total: int, parts: int, rng: random.Random) -> list[int]:
    """A sum in so many parts of much the same size; they add up exactly."""
    weights = [rng.uniform(0.5, 1.5) for _each in range(parts)]
    found = [int(total * weight / sum(weights)) for weight in weights]
    found[-1] += total - sum(found)
    return found
