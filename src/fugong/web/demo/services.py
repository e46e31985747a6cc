"""The demo's services: what was decided in the last days by every way, what waits today at each step, a hall with times."""

import datetime as dt
import random
from typing import Any

from fugong.accounts.models import User
from fugong.core import clock, copying, crypto
from fugong.core.errors import Refused
from fugong.ledger.recording import record_many
from fugong.papers import actions as papers
from fugong.papers import lists as paper_lists
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.services import slots
from fugong.services.actions import applications, appointments, kiosks
from fugong.services.asking import Asker
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.services.policy import Item, facts_hold
from fugong.web.demo import names, population, written
from fugong.web.demo.staffing import Staff

DECIDED = 36
"""Applications decided, of a place that published no number."""
WAYS = (("web", 6), ("telephone", 3), ("window", 1))
ASKED = (
    "受疫情影响，流动资金紧张",
    "防疫物资订单增加，需增量",
    "法定代表人变更",
    "一季度出口货物退税",
    "办税人员隔离，无法按期申报",
)


def serve(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """Gives the place its services."""
    section = campaign.pack.services
    firms = [firm for firm in enterprises if firm.pk in staff.liaisons]
    if not section.is_used or len(firms) < 6:
        return
    life = _Life(campaign, staff, enterprises, firms, rng)
    said = population.specification(campaign.pack_version.key)
    items = [item for item in section.items if item.kind == "application"]
    life.decide(items, int(said.get("services_decided", DECIDED)))
    life.ask(items)
    for office in section.halls:
        life.fill(office)
    if section.halls:
        kiosks.make(campaign=campaign, office=section.halls[0].key, name="一楼大厅自助机", by=staff.desk)


class _Life:
    """One place's services."""

    def __init__(
        self, campaign: Campaign, staff: Staff, everyone: list[Enterprise], firms: list[Enterprise], rng: random.Random
    ) -> None:
        self.campaign, self.staff, self.rng = campaign, staff, rng
        self.everyone, self.firms = everyone, firms
        self.today = clock.today()
        self.caller = names.person

    def handler(self, office: str) -> User:
        """Who decides at an office: a holder of its post, else the desk."""
        found = self.campaign.pack.services.office(office)
        held = self.staff.held.get(found.post, []) if found is not None else []
        return held[0][0] if held else self.staff.desk

    def decide(self, items: list[Item], count: int) -> None:
        """Decided in the last eight days: as rows, since asking for each by itself would take too long."""
        serials: dict[str, int] = {}
        rows = []
        for at in range(count):
            item = items[at % len(items)]
            firm = self.everyone[at * 7 % len(self.everyone)]
            granted = at % 9 != 4
            asked = clock.at(self.today - dt.timedelta(days=self.rng.randint(2, 8)), self.rng.randrange(9, 17), 20)
            decided = min(asked + dt.timedelta(hours=self.rng.randint(3, 30)), clock.now())
            by, channel = self.handler(item.then or item.office), self._way(item)
            row = ServiceApplication(
                campaign=self.campaign, enterprise=firm, area_code=firm.area_code, pack_version=self.campaign.pack_version,
                service=item.key, mode=item.mode, office=item.then or item.office, applicant=firm.name, uscc=firm.uscc,
                channel=channel, made_at=asked, made_by=self.staff.liaisons.get(firm.pk, self.staff.desk), ended_at=decided,
                text=ASKED[at % len(ASKED)], handler=by, decided_at=decided, decided_by=by, state_since=decided,
                state="granted" if granted else "refused", opinion="" if granted else "不符合办理条件",
            )  # fmt: skip
            self._note(row, channel)
            if item.defers:
                row.was_due_on = self.today - dt.timedelta(days=self.rng.randint(0, 6))
                row.asks_until = self._working(row.was_due_on + dt.timedelta(days=min(item.defers_days - 7, 28)))
                row.due_on = row.asks_until if granted else None
            if granted:
                row.serial = serials[item.key] = serials.get(item.key, 0) + 1
                row.number = item.numbered(row.serial, self.today.year)
            rows.append(row)
        made = copying.write(rows)
        for state in ("granted", "refused"):
            told = [row for row in made if row.state == state]
            said = [{"number": row.number} for row in told]
            record_many(
                f"service_application.{'grant' if state == 'granted' else 'refuse'}",
                told,
                by=self.staff.desk,
                data=said,
            )

    def _way(self, item: Item) -> str:
        known = [(way, weight) for way, weight in WAYS if way in item.channels]
        return self.rng.choices([way for way, _w in known], [weight for _w, weight in known])[0]

    def _note(self, row: ServiceApplication, channel: str) -> None:
        if channel != "web":
            number = names.phone(self.rng)
            row.caller, row.phone, row.phone_masked = self.caller(self.rng), number, crypto.mask(number)
            row.words, row.made_by = "已告知登记事项、用途，对方同意。", self.staff.desk

    def _working(self, day: dt.date) -> dt.date:
        working = self.campaign.pack.calendar.working_time
        return day if working.is_working_day(day) else working.next_working_day(day)

    def ask(self, items: list[Item]) -> None:
        """Today's: by web and telephone, some accepted, one sent back, one at the second office."""
        now, known = clock.now(), self._facts()
        section = self.campaign.pack.services
        for at, item in enumerate((items * 2)[: max(6, len(items))]):
            firm = next((each for each in self.firms[at:] if facts_hold(section, item, known[each.pk])), None)
            if firm is None:
                continue
            with clock.showing(now - dt.timedelta(hours=3, minutes=13 * at)):
                row = self._submit(item, firm, spoken=at % 3 == 1)
            if at % 2 == 0:
                self._go_on(row, item, at)

    def _facts(self) -> dict[int, dict[str, Any]]:
        """Facts of those who could ask, read together."""
        firms = [firm.pk for firm in self.firms]
        enrolled = {
            row.enterprise_id: row for row in Enrolment.objects.filter(campaign=self.campaign, enterprise__in=firms)
        }
        rows = facts.with_facts(Enterprise.objects.filter(pk__in=firms), self.campaign)
        return {
            pk: known | {"segments": enrolled[pk].segments, "group": enrolled[pk].group}
            for pk, known in facts.read(rows)
        }

    def _submit(self, item: Item, firm: Enterprise, *, spoken: bool) -> ServiceApplication:
        by: Any = self.staff.liaisons[firm.pk]
        asker = Asker("web", firm)
        if spoken:
            by = self.staff.desk
            asker = Asker(
                "telephone",
                firm,
                caller=self.caller(self.rng),
                phone=names.phone(self.rng),
                words="已告知登记事项、用途，对方同意。",
            )
        said: dict[str, Any] = {"said": self.rng.choice(ASKED)}
        if item.defers:
            old = self.today + dt.timedelta(days=2)
            said |= {"was_due_on": old, "asks_until": self._working(old + dt.timedelta(days=21))}
        return applications.submit(campaign=self.campaign, service=item.key, asker=asker, by=by, **said)

    def _go_on(self, row: ServiceApplication, item: Item, at: int) -> None:
        by = self.handler(item.office)
        giver = self.staff.desk
        for paper in paper_lists.missing(row):
            if paper.may_wait:
                papers.promise(paper=paper, until=self._working(self.today + dt.timedelta(days=5)), by=giver)
        if paper_lists.missing(row):
            if at % 4 == 0:
                applications.send_back(application=row, by=by, reason="申请书缺少盖章页，请补交")
            return
        row = applications.accept(application=row, by=by)
        if item.then:
            applications.pass_on(application=row, by=by, opinion="材料齐全，建议同意")

    def fill(self, office: Any) -> None:
        """Times of today and the next days; those of this morning are over."""
        items = [each for each in self.campaign.pack.services.items if each.kind == "appointment"]
        item = next((each for each in items if each.office == office.key), None)
        if item is None:
            return
        self.serve_since_the_morning(office, item)
        for n, (_day, found) in enumerate(slots.bookable(self.campaign, office)[:2]):
            for at, slot in enumerate(found[: 4 - 2 * n]):
                firm = self.firms[(3 * n + at) % len(self.firms)]
                if at % 3 == 2:
                    asker = Asker(
                        "telephone", None, applicant=f"{names.person(self.rng)}商贸行", caller=self.caller(self.rng),
                        phone=names.phone(self.rng), words="已告知预约事项，对方同意。",
                    )  # fmt: skip
                    by = self.staff.desk
                else:
                    asker, by = Asker("web", firm), self.staff.liaisons[firm.pk]
                made = self._book(item, slot, asker, by)
                if made is not None and n == 0 and at == 0 and clock.local(slot.starts_at).date() == self.today:
                    appointments.arrive(appointment=made, by=self.staff.desk)

    def serve_since_the_morning(self, office: Any, item: Item) -> None:
        """Times of today that are over: served at a window, but for a few who didn't come; the last ones still wait."""
        over = [slot for slot in slots.of_day(self.campaign, office, self.today) if slot.is_over]
        day = slots.day_held(self.campaign, office.key, self.today)
        rows = []
        for at, slot in enumerate(over):
            firm = self.firms[(at * 5 + 2) % len(self.firms)]
            state = "waiting" if at == len(over) - 1 else "no_show" if at % 6 == 3 else "served"
            day.last_number += 1
            gone = None if state == "waiting" else slot.ends_at
            rows.append(ServiceAppointment(
                campaign=self.campaign, enterprise=firm, area_code=firm.area_code, pack_version=self.campaign.pack_version,
                service=item.key, mode=item.mode, office=office.key, applicant=firm.name, uscc=firm.uscc, channel="web",
                made_at=slot.starts_at - dt.timedelta(days=1), made_by=self.staff.liaisons[firm.pk], day=day, seat=1,
                starts_at=slot.starts_at, ends_at=slot.ends_at, number=f"{office.letter}{day.last_number:03d}", state=state,
                state_since=slot.starts_at, ended_at=gone, arrived_at=None if state == "no_show" else slot.starts_at,
                window=1 + at % 3 if state == "served" else None,
            ))  # fmt: skip
        day.save(update_fields=["last_number"])
        copying.write(rows)

    def _book(self, item: Item, slot: Any, asker: Asker, by: User) -> Any:
        try:
            with written.attempt():
                return appointments.book(
                    campaign=self.campaign, service=item.key, starts_at=slot.starts_at, asker=asker, by=by
                )
        except Refused:  # it has a time on that day already
            return None
