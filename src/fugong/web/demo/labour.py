"""The demo's labour market: vacancies, seekers, introductions, a fair, contingents of labour bases, shared staff."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from fugong.core import clock, copying
from fugong.core.ids import link_token
from fugong.labour import matching, reading
from fugong.labour.actions import fairs, introductions, sharing
from fugong.labour.actions.held import end_of
from fugong.labour.models import Contingent, Lending, Recruit, Seeker, Spare, Vacancy
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import names
from fugong.web.demo.staffing import Staff
from fugong.workforce import keys
from fugong.workforce.actions import files
from fugong.workforce.models import DataKey

POSTS = (
    ("operator", "生产线操作工", 30, 4_200, 5_800),
    ("assembler", "装配工", 12, 4_800, 6_500),
    ("welder", "氩弧焊工", 6, 6_500, 9_000),
    ("sewer", "口罩车间车缝工", 25, 4_500, 7_000),
    ("packer", "分拣打包员", 10, 4_000, 5_200),
    ("forklift", "叉车司机", 3, 5_000, 6_000),
    ("electrician", "维修电工", 2, 5_500, 7_500),
    ("driver", "货车司机（B2）", 4, 6_000, 8_500),
    ("interpreter", "日语翻译", 1, 7_000, 10_000),
    ("inspector", "质检员", 3, 4_500, 5_500),
    ("cleaner", "厂区保洁消毒员", 4, 3_200, 3_800),
    ("machinist", "数控车工", 5, 6_000, 9_500),
)
"""Trade, post, how many, wage from and to."""
TEXT = "工作八小时，加班按国家规定付酬；缴纳五险，提供劳保用品，入厂前免费核酸检测和培训。"
CONTINGENTS = ((120, "arrived", -6), (100, "handed", 1), (80, "gathered", 3), (60, "agreed", 5), (40, "asked", 8))
"""400 people in all, as Jimei wants them from Chuxiong (J6): how many, how far, when they travel."""
ORDER = ("asked", "agreed", "gathered", "handed", "arrived")


def bring(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """Vacancies and seekers where the pack has trades; contingents where it has labour bases; shared staff where it has terms."""
    labour = campaign.pack.labour
    known = Enterprise.objects.in_bulk([each.pk for each in enterprises if each.pk in staff.liaisons])
    firms = [known[each.pk] for each in enterprises if each.pk in known]
    firms.sort(key=lambda each: not staff.liaisons[each.pk].is_demo)
    if not labour.is_used or len(firms) < 8:
        return
    market = _Market(campaign, staff, firms, rng)
    market.vacancies()
    market.seekers(24)
    market.introduce()
    market.fair()
    if campaign.pack.transport.bases:
        market.bases()
    if labour.shares:
        market.share()


class _Market:
    """One place's vacancies and seekers."""

    def __init__(self, campaign: Campaign, staff: Staff, firms: list[Enterprise], rng: random.Random) -> None:
        self.campaign, self.staff, self.firms, self.rng = campaign, staff, firms, rng
        self.today, self.labour = clock.today(), campaign.pack.labour

    def vacancies(self) -> None:
        """One to three at a dozen enterprises; two wait to be checked, one is filled."""
        rows = []
        for n, (trade, title, wanted, low, high) in enumerate(POSTS * 2):
            firm = self.firms[n % min(len(self.firms), 14)]
            low = max(low, self.labour.vacancies.wage_floor)
            at = clock.now() - dt.timedelta(hours=5 * n + 3)
            state = "draft" if n in (0, 5) else "published"
            until = self.today + dt.timedelta(days=self.labour.vacancies.valid_days - n // 4)
            due = self.campaign.pack.due(clock.now(), self.labour.clocks.check) if state == "draft" else end_of(until)
            rows.append(
                Vacancy(
                    campaign=self.campaign, pack_version=self.campaign.pack_version, enterprise=firm, area_code=firm.area_code,
                    trade=trade, title=title, wanted=wanted, wage_from=low, wage_to=max(low, high),
                    place=firm.address[:120] or firm.name[:120], longitude=firm.longitude, latitude=firm.latitude,
                    since=self.today + dt.timedelta(days=n % 6), has_lodging=n % 2 == 0, has_board=n % 3 == 0,
                    languages=["ja"] if trade == "interpreter" else [], text=TEXT, entered_at=at,
                    entered_by=self.staff.liaisons[firm.pk], state=state, state_since=at, due_at=due, next_rung_at=due,
                    clock_kind="check" if state == "draft" else "valid", clock_started_at=at,
                    **({} if state == "draft" else {"published_at": at, "until": until, "checked_by": self.staff.desk}),
                )
            )  # fmt: skip
        made = copying.write(rows)
        wanted_of = [{"wanted": each.wanted, "trade": each.trade} for each in made]
        record_many("vacancy.enter", made, by=self.staff.desk, data=wanted_of)

    def seekers(self, count: int) -> None:
        """People who entered themselves, or called; names and numbers sealed as ever."""
        index = files.index_key(self.campaign)
        new_keys, rows = [], []
        for n in range(count):
            own, sealed = keys.new()
            phone = f"138{self.rng.randint(0, 99_999_999):08d}"
            trades = [POSTS[n % len(POSTS)][0], *(["operator"] if n % 3 else [])]
            near = self.firms[n % len(self.firms)]
            place = "云南省昆明市" if n % 11 == 10 else self.campaign.jurisdiction.name
            spot = reading.spot(place, near) if n % 11 == 10 else (near.longitude, near.latitude)
            agreed = clock.now() - dt.timedelta(hours=3 + 7 * n)
            key = DataKey(sealed=sealed)
            new_keys.append(key)
            rows.append(
                Seeker(
                    campaign=self.campaign, area_code=self.campaign.jurisdiction.code, key=key, token=link_token(),
                    sealed=keys.seal(own, {"name": names.person(self.rng), "phone": phone, "note": ""}),
                    phone_index=keys.index(index, phone, "phone"), trades=list(dict.fromkeys(trades)), place=place,
                    longitude=spot[0], latitude=spot[1], since=self.today + dt.timedelta(days=n % 12), wage=(0, 4_000, 5_500)[n % 3],
                    languages=["zh-hans", *(["ja"] if n % 12 == 8 else [])], via="phone" if n % 4 == 0 else "web",
                    agreed_at=agreed, agreed_on=clock.local(agreed).date(), state="seeking", state_since=agreed,
                    entered_by=self.staff.desk if n % 4 == 0 else None,
                )
            )  # fmt: skip
        copying.write(new_keys)
        copying.write(rows)

    def introduce(self) -> None:
        """Some are introduced, one is hired, one asks on the own page."""
        rows = (
            Vacancy.objects.filter(campaign=self.campaign, state="published")
            .select_related("enterprise")
            .order_by("pk")
        )
        done = 0
        for vacancy in rows[:8]:
            vacancy.campaign = self.campaign
            found = [each for each in matching.for_vacancy(vacancy, 3) if not each.lacks]
            if not found:
                continue
            by = None if done == 3 else self.staff.desk
            made = introductions.propose(vacancy=vacancy, seeker=found[0].seeker, by=by)
            if by is not None and done != 2:
                made = introductions.introduce(introduction=made, by=self.staff.desk)
            if done == 1:
                introductions.hire(introduction=made, by=self.staff.liaisons[vacancy.enterprise_id])
            done += 1
            if done == 4:
                break

    def fair(self) -> None:
        """An online fair on the next working day, announced, with enterprises that take part."""
        day = self.campaign.pack.calendar.working_time.next_working_day(self.today)
        values = {
            "title": "线上专场招聘会", "starts_day": str(day), "starts_hour": "09:00", "ends_day": str(day), "ends_hour": "17:00",
            "note": "企业直播介绍岗位，求职者在线登记，工作人员当场对接。",
        }  # fmt: skip
        fair = fairs.announce(
            fair=fairs.plan(campaign=self.campaign, values=values, by=self.staff.desk), by=self.staff.desk
        )
        firms = Vacancy.objects.filter(campaign=self.campaign, state="published").values_list("enterprise", flat=True)
        for firm in Enterprise.objects.filter(pk__in=list(dict.fromkeys(firms))[:5]):
            fairs.join(fair=fair, enterprise=firm, by=self.staff.liaisons[firm.pk])

    def bases(self) -> None:
        """Contingents of the first base, in every state, as many people as the base is to send."""
        base = self.campaign.pack.transport.bases[0]
        rows = []
        for n, (people, state, days) in enumerate(CONTINGENTS):
            firm, step = self.firms[n % len(self.firms)], ORDER.index(state)
            at = clock.at(self.today - dt.timedelta(days=9 - n), 10)
            due = None if state == "arrived" else end_of(self.today + dt.timedelta(days=max(days, 1)))
            rows.append(
                Contingent(
                    campaign=self.campaign, pack_version=self.campaign.pack_version, enterprise=firm, area_code=firm.area_code,
                    base=base.key, trade=POSTS[n][0], people=people, gathered=people - n if step >= 2 else 0,
                    arrived=people - n if state == "arrived" else 0, day=self.today + dt.timedelta(days=days),
                    spot="楚雄客运总站", contact=names.person(self.rng), asked_at=at, asked_by=self.staff.desk,
                    agreed_at=at + dt.timedelta(hours=20) if step else None, state=state, state_since=at, due_at=due,
                    next_rung_at=due, clock_kind="" if due is None else "gather",
                )
            )  # fmt: skip
        made = copying.write(rows)
        asked = [{"people": each.people, "base": base.key} for each in made]
        record_many("contingent.ask", made, by=self.staff.desk, data=asked)
        self._enlist(made[2], 30)

    def _enlist(self, row: Contingent, count: int) -> None:
        """Names of some of them; the rest stay with the base."""
        index = files.index_key(self.campaign)
        new_keys, people = [], []
        for _each in range(count):
            own, sealed = keys.new()
            phone = f"139{self.rng.randint(0, 99_999_999):08d}"
            new_keys.append(DataKey(sealed=sealed))
            people.append(
                Recruit(
                    contingent=row, campaign=self.campaign, key=new_keys[-1], entered_on=self.today,
                    phone_index=keys.index(index, phone, "phone"),
                    sealed=keys.seal(own, {"name": names.person(self.rng), "phone": phone}),
                )
            )  # fmt: skip
        copying.write(new_keys)
        copying.write(people)

    def share(self) -> None:
        """Two enterprises that stand still offer people; one agreement is under way, another waits for a signature."""
        largest = sorted(self.firms[4:], key=lambda each: -(each.staff_total or 0))[:3]
        offers = [
            sharing.offer(campaign=self.campaign, enterprise=firm, values=values, by=self.staff.liaisons[firm.pk])
            for firm, values in zip(largest, self._offers(largest), strict=True)
        ]
        takers = [each for each in self.firms[:4] if each.pk not in {offer.enterprise_id for offer in offers}]
        for n, (offer, taker) in enumerate(zip(offers, takers, strict=False)):
            if n == 2:
                break
            lending = self._lend(offer, taker)
            taking = self.staff.liaisons[taker.pk]
            lending = sharing.sign(lending=lending, name=taking.name, agreed=True, by=taking)
            lends = self.staff.liaisons[offer.enterprise_id]
            if n == 0 and lends.pk != taking.pk:
                sharing.sign(lending=lending, name=lends.name, agreed=True, by=lends)

    def _offers(self, firms: list[Enterprise]) -> list[dict[str, Any]]:
        until = str(self.today + dt.timedelta(days=40))
        kinds = (
            ("operator", 20, "餐饮配送中心暂未开工"),
            ("packer", 12, "外贸订单推迟"),
            ("assembler", 8, "等待上游原料"),
        )
        return [
            {
                "trade": trade, "people": str(min(people, firm.staff_total or people)), "since": str(self.today), "until": until,
                "note": note,
            }
            for firm, (trade, people, note) in zip(firms, kinds, strict=True)
        ]  # fmt: skip

    def _lend(self, offer: Spare, taker: Enterprise) -> Lending:
        people = min(6, offer.people)
        return sharing.propose(spare=offer, borrower=taker, people=people, by=self.staff.liaisons[taker.pk])
