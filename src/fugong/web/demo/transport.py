"""The demo's coaches: a survey with its answers, trips that were made and paid back, trips ahead, lines that run every day.

Planning takes seconds, so nothing is planned here: the seats that are still wished for wait for whoever tries it.
"""

import copy
import datetime as dt
import random

from fugong.core import clock, copying, regions
from fugong.ledger.recording import record, record_many
from fugong.places.models import Campaign
from fugong.policy import loaded
from fugong.policy.pack import build
from fugong.registry import search
from fugong.registry.models import Enterprise
from fugong.transport import whereabouts
from fugong.transport.actions import lines, seats, trips
from fugong.transport.actions.trips import Way
from fugong.transport.models import Asked, Claim, Need, Share, Survey, Trip, TripStop
from fugong.web.demo import names, population
from fugong.web.demo.staffing import Staff
from fugong.workforce.models import Employment

ORIGINS = (
    ("411300", "南阳市汽车站"), ("341200", "阜阳西站广场"), ("230100", "哈尔滨三棵树客运站"), ("371500", "聊城客运总站"),
    ("410900", "濮阳汽车总站"), ("220200", "吉林市岔路乡"), ("320300", "徐州客运南站"), ("420300", "十堰三堰客运站"),
    ("140500", "晋城客运东站"),
)  # fmt: skip
"""Where people wait who want to come back."""
WISHES = (96, 88, 84, 82, 78, 77, 75, 73, 70)
"""723 people at nine enterprises, as Weihai published (W10)."""
HERE = ("green", "observed", "waiting")
ROADS = ("火车站", "汽车站", "人民医院", "大学城", "新村", "产业园南门", "产业园北门", "厂区")


def bring(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """What the place's specification says under `coaches`; a small survey and a trip where it says nothing."""
    if not campaign.pack.transport.is_used:
        return
    said = population.specification(campaign.pack_version.key).get("coaches", {})
    firms = [each for each in enterprises if each.pk in staff.liaisons]
    firms.sort(key=lambda each: not staff.liaisons[each.pk].is_demo)
    if len(firms) < 10:
        return
    days_to_the_present(campaign)
    life = _Coaches(campaign, staff, firms, rng)
    everybody = list(Enterprise.objects.filter(area_code__startswith=campaign.jurisdiction.prefix).order_by("pk"))
    life.ask([*everybody, *life.small(said.get("asked", 0) - len(everybody))], said.get("wanted", 3))
    for people, origin, ago, yuan in said.get("brought", ()):
        life.carry(people, origin, ago, yuan)
    life.board()
    life.lines(said.get("lines", 2))
    if campaign.pack.transport.bases:
        life.base()


def days_to_the_present(campaign: Campaign) -> None:
    """The demo happens today: days until which a rule pays back are moved with it, in a version of the pack of its own."""
    content = copy.deepcopy(campaign.pack.content)
    dated = [each for each in content["sections"].get("transport", {}).get("reimbursements", ()) if each.get("until")]
    if not dated:
        return
    for each in dated:
        each["until"] = (clock.today() + dt.timedelta(days=9)).isoformat()
    campaign.pack_version = loaded.store(build(content), by=None)
    campaign.save(update_fields=["pack_version"])


class _Coaches:
    """One place's coaches."""

    def __init__(self, campaign: Campaign, staff: Staff, firms: list[Enterprise], rng: random.Random) -> None:
        self.campaign, self.staff, self.firms, self.rng = campaign, staff, firms, rng
        self.today = clock.today()

    def small(self, count: int) -> list[Enterprise]:
        """Shops and workshops that nobody had on a list before they were asked: reached by telephone, grid by grid."""
        if count <= 0:
            return []
        areas = list({each.jurisdiction_id: each for each in self.firms}.values())
        code, moment, made = self.campaign.jurisdiction.code[:6], clock.now(), []
        kinds = (("F52", "商店"), ("H62", "餐馆"), ("O80", "维修部"), ("C33", "五金加工部"), ("F51", "商贸行"))
        from stdnum.cn import uscc

        for n in range(count):
            near, (sector, what) = areas[n % len(areas)], kinds[n % len(kinds)]
            body = f"92{code}MAD{n:06d}"[:17]
            name = f"{names.person(self.rng)}{what}（{n + 1}）"
            said = {
                "area_code": near.area_code, "uscc": body + uscc.calc_check_digit(body), "name": name, "sector": sector,
                "scale": "micro", "above_scale": False, "ownership": "individual", "staff_total": self.rng.randint(1, 6),
                "created_at": moment, "changed_at": moment, "search_terms": search.terms(name, "", ""),
            }  # fmt: skip
            places = {"jurisdiction_id": near.jurisdiction_id, "grid_id": near.grid_id}
            made.append(Enterprise(**{**copying.unsaid(Enterprise), **said, **places}))
        return copying.write(made)

    def ask(self, everybody: list[Enterprise], wanted: int) -> None:
        """A survey of two days ago: the first enterprises need seats, most need none, a few haven't answered."""
        asked_at = clock.at(self.today - dt.timedelta(days=2), 9)
        due = clock.at(self.today, 18)
        survey = Survey.objects.create(
            campaign=self.campaign, pack_version=self.campaign.pack_version,
            title=self._title(), asked=len(everybody), asked_at=asked_at,
            asked_by=self.staff.desk, due_at=due, reminded_at=clock.at(self.today, 8), rung=1, next_rung_at=due,
        )  # fmt: skip
        asking = self._spread(wanted)
        needy = {firm.pk for firm, _people, _origin, _day in asking}
        rows = []
        for n, firm in enumerate(everybody):
            answer = "wanted" if firm.pk in needy else "" if n % 97 == 96 else "none"
            at = asked_at + dt.timedelta(minutes=7 + n % 1_400) if answer else None
            rows.append(
                Asked(
                    survey=survey, campaign=self.campaign, enterprise=firm, area_code=firm.area_code, answer=answer,
                    answered_at=at, answered_by=self.staff.liaisons.get(firm.pk) if answer else None,
                    said={"ready": True} if answer == "wanted" else {},
                )
            )  # fmt: skip
        copying.write(rows)
        with clock.showing(asked_at):
            record("coach_survey.ask", survey, by=self.staff.desk, asked=len(everybody))
        needs = copying.write(self._need(survey, *each, at=asked_at) for each in asking)
        with clock.showing(asked_at + dt.timedelta(hours=5)):
            record_many(
                "coach_need.want", needs, by=self.staff.desk,
                data=[{"people": need.people, "day": need.day.isoformat()} for need in needs],
            )  # fmt: skip

    def _title(self) -> str:
        name = self.campaign.pack.transport.survey.name
        return str(name.in_("zh")) if name else "包车需求摸排"

    def _spread(self, count: int) -> list[tuple[Enterprise, int, tuple[str, str], int]]:
        """Who needs how many seats from where, in how many days."""
        return [
            (firm, WISHES[n % len(WISHES)], ORIGINS[n % len(ORIGINS)], 1 + n % 3)
            for n, firm in enumerate(self.firms[:count])
        ]

    def _need(
        self, survey: Survey, firm: Enterprise, people: int, origin: tuple[str, str], day: int, at: dt.datetime
    ) -> Need:
        code, spot = origin
        place = whereabouts.of(code) or (116.4, 39.9)
        is_complete = len(self.firms) > 2 and firm.pk in {each.pk for each in self.firms[:3]}
        papers = {each.key: is_complete for each in self.campaign.pack.transport.documents}
        return Need(
            campaign=self.campaign, survey=survey, enterprise=firm, area_code=firm.area_code, people=people,
            region=code.ljust(12, "0"), spot=spot, longitude=place[0], latitude=place[1],
            day=self.today + dt.timedelta(days=day), papers=papers, said_at=at + dt.timedelta(hours=5),
            said_by=self.staff.liaisons[firm.pk], state="complete" if is_complete else "wanted", state_since=at,
        )  # fmt: skip

    def carry(self, people: int, origin: str, ago: int, yuan: int) -> None:
        """A trip of some days ago: arrived, everybody handed over; paid back where the place's rule says so (`yuan` > 0)."""
        code = regions.find(origin)
        place = whereabouts.of(code) or (116.4, 39.9)
        number = Trip.objects.filter(campaign=self.campaign).count()
        firm = self.firms[number % len(self.firms)]
        section = self.campaign.pack.transport
        size = next(each for each in reversed(section.coaches) if each.usable >= people)
        departs = clock.at(self.today - dt.timedelta(days=ago), 7)
        arrives = departs + dt.timedelta(hours=9 + number)
        fen = yuan * 100 if yuan else 310_000 + 12_000 * people
        goal = (firm.longitude or place[0], firm.latitude or place[1])
        trip = Trip.objects.create(
            campaign=self.campaign, pack_version=self.campaign.pack_version, enterprise=firm, area_code=firm.area_code,
            coach=size.key, seats=size.seats, usable=size.usable, claimed=people, origin=origin, destination=firm.name,
            day=departs.date(), departs_at=departs, arrives_at=arrives, cost=fen, metres=190_000 + 61_000 * number,
            plate=f"鲁B{30_517 + 113 * number}", carrier="交运集团", driver=names.person(self.rng), planned_by=self.staff.desk,
            confirmed_by=self.staff.leader, confirmed_at=departs - dt.timedelta(days=1), departed_at=departs,
            arrived_at=arrives, brought=people, state="closed", state_since=arrives + dt.timedelta(hours=2),
        )  # fmt: skip
        copying.write([
            TripStop(trip=trip, order=0, kind="pick", name=origin, longitude=place[0], latitude=place[1], at=departs, people=people),
            TripStop(trip=trip, order=1, kind="drop", name=firm.name, longitude=goal[0], latitude=goal[1], at=arrives, people=people),
        ])  # fmt: skip
        Share.objects.create(
            trip=trip, enterprise=firm, campaign=self.campaign, area_code=firm.area_code, seats=people, outside=people,
            fen=fen, reported_at=departs - dt.timedelta(days=2), brought=people,
        )  # fmt: skip
        with clock.showing(arrives):
            record("trip.arrive", trip, by=self.staff.desk, people=people)
        if section.reimbursements:
            self._claim(trip, firm, people, fen, paid=bool(yuan), newest=ago <= 2)

    def _claim(self, trip: Trip, firm: Enterprise, people: int, fen: int, *, paid: bool, newest: bool) -> None:
        rule = self.campaign.pack.transport.reimbursements[0]
        arrived = trip.arrived_at or trip.arrives_at
        at = min(arrived + dt.timedelta(hours=3), clock.now() - dt.timedelta(minutes=50))
        claim = Claim(
            campaign=self.campaign, pack_version=self.campaign.pack_version, trip=trip, enterprise=firm,
            area_code=firm.area_code, cost=fen, people=people,
            submitted_at=at, submitted_by=self.staff.liaisons[firm.pk], state="submitted", state_since=at,
            due_at=self.campaign.pack.due(at, self.campaign.pack.transport.clocks.claim), clock_kind="claim",
            clock_started_at=at,
        )  # fmt: skip
        claim.next_rung_at = claim.due_at
        if paid:
            claim.rule, claim.amount = rule.key, fen
            claim.checked_by, claim.checked_at = self.staff.desk, at + dt.timedelta(hours=1)
            claim.decided_by, claim.decided_at = self.staff.leader, at + dt.timedelta(hours=2)
            claim.state, claim.due_at, claim.next_rung_at = "granted" if newest else "paid", None, None
            claim.paid_on = None if newest else min(self.today, clock.local(at + dt.timedelta(days=1)).date())
        claim.save(force_insert=True)
        with clock.showing(at):
            record("coach_claim.submit", claim, by=claim.submitted_by, to="submitted", cost=fen)

    def board(self) -> None:
        """A trip that leaves soon, confirmed, with people who can be scanned aboard; another waits for its signature."""
        firm = self.firms[0]
        place = whereabouts.of(ORIGINS[0][0]) or (112.5, 33.0)
        sizes = self.campaign.pack.transport.coaches
        soon = clock.now() + dt.timedelta(hours=3)
        people = list(
            Employment.objects.current().filter(campaign=self.campaign, enterprise=firm).filter(person__state__in=HERE)
            .order_by("-pk").values_list("person", flat=True)[:8]
        )  # fmt: skip
        way = Way(sizes[-1].key, ORIGINS[0][1], place, soon, None, 680_000)
        trip = trips.enter(
            campaign=self.campaign,
            way=way,
            enterprise=firm,
            seats=min(8, sizes[-1].usable),
            by=self.staff.desk,
            quietly=True,
        )
        trip = trips.confirm(trip=trip, by=self.staff.leader)
        Trip.objects.filter(pk=trip.pk).update(plate="鲁K56218", carrier="威海交运", driver=names.person(self.rng))
        TripStop.objects.filter(trip=trip, kind="pick").update(
            need=Need.objects.filter(campaign=self.campaign, enterprise=firm, state="complete").first()
        )
        if people:
            seats.seat(trip=trip, enterprise=firm, people=people, consented=True, by=self.staff.liaisons[firm.pk])
        later = Way(sizes[0].key, ORIGINS[1][1], whereabouts.of(ORIGINS[1][0]) or place, soon + dt.timedelta(days=1))
        trips.enter(
            campaign=self.campaign, way=later, enterprise=self.firms[1], seats=18, by=self.staff.desk, quietly=True
        )

    def lines(self, count: int) -> None:
        """Commuter coaches, each with its timetable; where sites are tested, one shuttle more."""
        kinds = ["commuter"] * count + (["shuttle"] if self.campaign.pack.testing.tests else [])
        for n, kind in enumerate(kinds):
            road = [f"{ROADS[(n + k) % 7]}" for k in range(4)]
            stops = "\n".join(
                f"{name} 0{7 + (10 + 12 * k) // 60}:{(10 + 12 * k) % 60:02d}"
                for k, name in enumerate([*road, "产业园"])
            )
            name = f"通勤{n + 1}号线" if kind == "commuter" else "工地采样摆渡车"
            values = {
                "kind": kind, "name": name, "seats": "49", "usable": "24", "cost": "1200", "plate": f"鲁K{20_118 + 77 * n}",
                "carrier": "公交集团", "stops": stops, "since": str(self.today - dt.timedelta(days=6)),
            }  # fmt: skip
            lines.put(campaign=self.campaign, values=values, by=self.staff.desk)

    def base(self) -> None:
        """A series for the labour base: the first trips are signed."""
        base, size = self.campaign.pack.transport.bases[0], self.campaign.pack.transport.coaches[0]
        series = trips.begin_series(
            campaign=self.campaign, base=base.key, people=base.people, coach=size.key, a_day=4, by=self.staff.desk,
            departs_at=clock.at(self.today + dt.timedelta(days=1), 7),
        )  # fmt: skip
        for trip in series.trips.order_by("departs_at", "pk")[:4]:
            trips.confirm(trip=trip, by=self.staff.leader)
