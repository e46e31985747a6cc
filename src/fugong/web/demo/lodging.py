"""The demo's beds and meals: houses that are open, checked or proposed, requests at each step, people who live there, caterers."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from fugong.accounts.models import User
from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.lodging import lists
from fugong.lodging.actions import caterers, houses, meals, placing, requests
from fugong.lodging.actions.meals import Portions
from fugong.lodging.lists import Wanted
from fugong.lodging.models import BedRequest, Caterer, House, MealOrder, RequestedPerson, Room, Stay
from fugong.lodging.models.stay import MARGIN
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import names, population
from fugong.web.demo.staffing import Staff
from fugong.workforce.models import Employment, Person

PLANT = 48
"""People lodged inside plants, of a place that published no number."""
SOLVED = 24
"""Requests solved, of a place that published no number."""
CATERERS = 6
DORMITORIES = ("返岗人员公寓", "人才公寓3号楼", "职工之家")
HOTELS = ("如家快捷酒店", "滨海商务宾馆", "迎宾酒店")
COOKS = ("味中鲜", "千禾", "绿源", "顺和", "鑫旺", "悦康", "金谷", "老灶", "美家", "丰泽", "嘉禾", "同福", "满堂")


def settle(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """Gives people of the staff lists beds."""
    works: dict[int, list[int]] = {}
    rows = (
        Employment.objects.current()
        .filter(campaign=campaign)
        .exclude(person__state__in=["expected", "left", "isolated"])
    )
    for enterprise, person in rows.order_by("pk").values_list("enterprise", "person"):
        works.setdefault(enterprise, []).append(person)
    firms = [each for each in enterprises if len(works.get(each.pk, ())) >= 6 and each.pk in staff.liaisons]
    firms.sort(key=lambda each: not staff.liaisons[each.pk].is_demo)
    if not firms:
        return
    said = population.specification(campaign.pack_version.key)
    life = _Life(campaign, staff, firms, works, rng)
    life.build(said.get("lodged_in_plants", PLANT))
    life.solve(said.get("bed_requests", SOLVED))
    life.write()
    life.ask()
    life.cook(said.get("caterers", CATERERS))


class _Life:
    """One place's houses and who lives there."""

    def __init__(
        self, campaign: Campaign, staff: Staff, firms: list[Enterprise], works: dict[int, list[int]], rng: random.Random
    ) -> None:
        self.campaign, self.staff, self.firms, self.works, self.rng = campaign, staff, firms, works, rng
        self.desk: User = staff.desk
        self.today = clock.today()
        self.past: list[tuple[BedRequest, list[tuple[int, tuple[Room, int]]]]] = []
        self.sound: list[House] = []
        self.kinds = {each.lodging: each for each in campaign.pack.lodging.kinds}

    def build(self, in_plants: int) -> None:
        """Public houses for everybody; rooms inside the plants of those who lodge so many there, who have moved in."""
        area = self.firms[0]
        for n, name in enumerate((*DORMITORIES, *HOTELS)):
            kind = "dormitory" if name in DORMITORIES else "hotel"
            self._house(
                kind, name, rooms=24 if kind == "dormitory" else 30, isolation=4, near=self.firms[n % len(self.firms)]
            )
        self._house("isolation", "集中隔离点（一期）", rooms=0, isolation=40, near=area)
        waiting = self._house("dormitory", "旧校舍改建宿舍", rooms=12, isolation=0, near=area, opened=False)
        houses.check(house=waiting, seen={"exits": True}, by=self.desk)
        left = in_plants
        for firm in self.firms:
            share = min(left, len(self.works[firm.pk]) * 2 // 3)
            if share:
                self._plant(firm, share)
                left -= share
        self._open()

    def _plant(self, firm: Enterprise, share: int) -> None:
        house = self._house(
            "plant", f"{firm.name[:40]}厂区宿舍", rooms=-(-share // 6) + 1, isolation=1, near=firm, enterprise=firm
        )
        people, self.works[firm.pk] = self.works[firm.pk][:share], self.works[firm.pk][share:]
        self._past(firm, self._beds([house]), people, ago=self.rng.randint(3, 8))

    def _house(
        self, lodging: str, name: str, *, rooms: int, isolation: int, near: Enterprise, enterprise: Any = None,
        opened: bool = True,
    ) -> House:  # fmt: skip
        kind = self.kinds[lodging]
        beds = min(kind.most or 6, 6)
        with clock.showing(clock.now() - dt.timedelta(days=9)):
            place = {
                "kind": kind.key, "name": name, "address": near.address, "area_code": near.area_code,
                "contact_name": names.person(self.rng), "phone": names.phone(self.rng),
            }  # fmt: skip
            if near.longitude is not None and near.latitude is not None:
                far = 0.0005 if enterprise else 0.02  # rooms inside a plant lie in the plant
                place |= {
                    "longitude": near.longitude + self.rng.uniform(-far, far),
                    "latitude": near.latitude + self.rng.uniform(-far, far),
                }
            house = houses.propose(campaign=self.campaign, values=place, enterprise=enterprise, by=self.desk)
            size = {"area": round((kind.area or 4) * beds + 1), "spacing": kind.spacing or 1}
            copying.write(
                Room(house=house, number=str(101 + n), beds=beds if n < rooms else 1, isolation=n >= rooms, **size)
                for n in range(rooms + isolation)
            )
            if not opened:
                return house
            self.sound.append(house)
            return house

    def _open(self) -> None:
        """What was proposed was found in order and opened: the first by the actions, the others as rows."""
        with clock.showing(clock.now() - dt.timedelta(days=9)):
            first, others = self.sound[0], self.sound[1:]
            seen = {each.key: {one.key: True for one in each.checks} for each in self.kinds.values()}
            house = houses.check(house=first, seen=seen[first.kind], by=self.desk)
            houses.open_(house=house, since=clock.today(), until=None, by=self.desk)
            for kind, checks in seen.items():
                House.objects.filter(pk__in=[each.pk for each in others if each.kind == kind]).update(
                    checks=checks, checked_on=clock.today(), checked_by=self.desk, state="open", state_since=clock.now(),
                    open_from=clock.today(),
                )  # fmt: skip
            said = [{"since": clock.today().isoformat()}] * len(others)
            record_many("house.check", others, by=self.desk, moves=[("proposed", "checked")] * len(others))
            record_many("house.open", others, by=self.desk, moves=[("checked", "open")] * len(others), data=said)

    def _past(self, firm: Enterprise, beds: Iterator[tuple[Room, int]], people: list[int], ago: int) -> None:
        """A request of some days ago whose people live there now. Kept until all are written at once."""
        moment = clock.now() - dt.timedelta(days=ago, minutes=self.rng.randint(0, 300))
        row = BedRequest(
            campaign=self.campaign, enterprise=firm, area_code=firm.area_code, pack_version=self.campaign.pack_version,
            since=self.today - dt.timedelta(days=ago), until=self.today + dt.timedelta(days=self.rng.choice((1, 14, 30))),
            wanted=len(people) or 2, placed=len(people) or 2, asked_at=moment - dt.timedelta(hours=5), state="confirmed",
            asked_by=self.staff.liaisons[firm.pk], state_since=moment, ended_at=moment,
        )  # fmt: skip
        self.past.append((row, list(zip(people, beds, strict=False))))

    def write(self) -> None:
        """What was kept, as rows: each life by itself would take too long."""
        copying.write(row for row, _beds in self.past)
        copying.write(RequestedPerson(request=row, person_id=pk) for row, beds in self.past for pk, _bed in beds)
        stays = [self._stay(row, pk, *bed) for row, beds in self.past for pk, bed in beds]
        copying.write(stays)
        for lodging in {stay.lodging for stay in stays}:
            people = [stay.person_id for stay in stays if stay.lodging == lodging]
            Person.objects.filter(pk__in=people).update(lodging=lodging)
        with clock.showing(clock.now() - dt.timedelta(days=1)):
            rows = [row for row, _beds in self.past]
            said = [{"wanted": row.wanted, "placed": row.placed} for row in rows]
            record_many("bed_request.arrange", rows, by=self.desk, data=said)

    def _stay(self, row: BedRequest, pk: int, room: Room, bed: int) -> Stay:
        return Stay(
            campaign=self.campaign, person_id=pk, room=room, bed=bed, place=room.pk * MARGIN + bed, request=row,
            enterprise_id=row.enterprise_id, area_code=room.house.area_code,
            lodging=next(key for key, kind in self.kinds.items() if kind.key == room.house.kind), since=row.since,
            until=row.until, state="moved_in", state_since=row.state_since, moved_in_at=row.state_since,
        )  # fmt: skip

    @staticmethod
    def _beds(where: list[House]) -> Iterator[tuple[Room, int]]:
        """Every bed of ordinary rooms of these houses, nobody in any of them yet."""
        rooms = Room.objects.filter(house__in=where, isolation=False).select_related("house").order_by("house", "pk")
        return ((room, bed) for room in rooms for bed in range(1, room.beds + 1))

    def solve(self, count: int) -> None:
        """Requests of the last days that found beds in dormitories and hotels; of the last ones nobody's name is left."""
        where = list(House.objects.filter(campaign=self.campaign, enterprise=None, state="open").order_by("pk"))
        beds = self._beds(where)
        for n in range(count):
            firm = self.firms[n % len(self.firms)]
            people, rest = self.works[firm.pk][:2], self.works[firm.pk][2:]
            if len(rest) >= 4:  # some are left who ask now
                self.works[firm.pk] = rest
                self._past(firm, beds, people, ago=self.rng.randint(1, 8))
            else:
                self._past(firm, beds, [], ago=self.rng.randint(1, 8))

    def ask(self) -> None:
        """Today's requests: two wait, one has beds on hold, one has some of them."""
        now = clock.now()
        for n, (firm, wish) in enumerate(
            zip(self.firms[:4], ("离厂区近，两人间", "低楼层", "有独立卫生间", ""), strict=False)
        ):
            people = self.works[firm.pk][: 3 + n]
            if not people:
                continue
            with clock.showing(now - dt.timedelta(hours=3, minutes=11 * n)):
                row = requests.ask(
                    campaign=self.campaign, enterprise=firm, people=people, since=clock.today(),
                    until=clock.today() + dt.timedelta(days=14), wishes=wish, by=self.staff.liaisons[firm.pk],
                )  # fmt: skip
            if n in (0, 3):
                with clock.showing(now - dt.timedelta(hours=1)):
                    fitting = lists.fitting(self.desk, row, Wanted(free=True))
                    placing.propose(request=row, houses=fitting[:6], by=self.desk)

    def cook(self, count: int) -> None:
        """The list of caterers, and what was ordered for today and tomorrow."""
        papers = [each.key for each in self.campaign.pack.lodging.meals.papers]
        made = []
        for n, name in enumerate(COOKS[:count]):
            firm = self.firms[n % len(self.firms)]
            values = {
                "name": f"{name}餐饮配送", "area_code": firm.area_code, "address": firm.address,
                "licence": f"JY3{firm.area_code[:6]}{1000 + n}", "capacity": self.rng.choice((300, 500, 800, 1200)),
                "licence_until": str(self.today + dt.timedelta(days=400 - 30 * n)), "contact_name": names.person(self.rng),
                "phone": names.phone(self.rng), "papers": papers if n != count - 1 else papers[:1],
            }  # fmt: skip
            made.append(caterers.put(campaign=self.campaign, values=values, by=self.desk))
        menu = [each.key for each in self.campaign.pack.lodging.meals.kinds][1:]
        cooks = made[:-1]
        with clock.showing(clock.at(self.today - dt.timedelta(days=1), 10)):
            self._ordered(menu, cooks)
        with clock.showing(clock.at(self.today, 10)):
            for n, firm in enumerate(self.firms[:6]):
                wanted = {meal: Portions(self.rng.randrange(10, 40, 5), {}) for meal in menu}
                done = meals.order(
                    campaign=self.campaign, enterprise=firm, caterer=cooks[n % len(cooks)],
                    day=clock.today() + dt.timedelta(days=1), meals=wanted, by=self.staff.liaisons[firm.pk],
                )  # fmt: skip
                for order in done if n % 2 else ():
                    meals.accept(order=order, by=self.desk)

    def _ordered(self, menu: list[str], cooks: list[Caterer]) -> None:
        """Yesterday's orders, all accepted, as rows."""
        rows = copying.write(
            MealOrder(
                campaign=self.campaign, enterprise=firm, area_code=firm.area_code, caterer=cooks[n % len(cooks)], day=self.today,
                meal=meal, count=self.rng.randrange(10, 40, 5), ordered_at=clock.now(), state="accepted",
                ordered_by=self.staff.liaisons[firm.pk], state_since=clock.now(),
            )
            for n, firm in enumerate(self.firms[:6])
            for meal in menu
        )  # fmt: skip
        said = [{"meal": row.meal, "count": row.count, "day": row.day.isoformat()} for row in rows]
        record_many("meal_order.order", rows, by=None, as_name="企业联络员", data=said)
        record_many("meal_order.accept", rows, by=self.desk, moves=[("ordered", "accepted")] * len(rows))
