"""A day at the airport: the cast, a flight from Seoul, a Korean engineer with wife and child, and short ways along the chain."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.arrivals.actions import announcing, planning, steps
from fugong.arrivals.actions.steps import Receiver
from fugong.arrivals.coming import Coming, Contact, read
from fugong.arrivals.models import Arrival, Party, Service
from fugong.core import clock
from ground.cast import Cast

PASSPORTS = {"KIM MINSU": "M12345678", "LEE JIWON": "M23456789", "KIM HARU": "M34567890"}
NO = {"cough": False, "abroad": True}


@dataclass
class Stage:
    """`officer` stands at the gate, `desk` plans, `liaison` speaks for River."""

    cast: Cast
    flight: Service

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    def person(self, name: str, **more: Any) -> Coming:
        said = {"name": name, "document": PASSPORTS[name], "document_kind": "passport", "nationality": "KR"}
        return read({**said, "language": "ko", **more}, self.campaign.pack)

    def family(self, **more: Any) -> Party:
        people = [
            self.person("KIM MINSU"), self.person("LEE JIWON", is_staff=False),
            self.person("KIM HARU", is_child=True, is_staff=False),
        ]  # fmt: skip
        given = {"contact": Contact("金翻译", "13812345678"), "destination": "滨河路1号", "via": "enterprise"}
        return announcing.announce(
            service=self.flight, people=people, enterprise=self.cast.river, by=self.cast.liaison, **(given | more)
        )

    def rows(self, party: Party) -> list[Arrival]:
        return list(Arrival.objects.opened().filter(party=party).order_by("is_child", "pk"))

    def answered(self, rows: list[Arrival], **answers: bool) -> None:
        for row in rows:
            steps.answer(arrival=row, answers=NO | answers, language="ko")

    def screened(self, party: Party, tenths: int = 365) -> list[Arrival]:
        rows = self.rows(party)
        self.answered(rows)
        steps.screen(arrivals=rows, temperatures={row.pk: tenths for row in rows}, by=self.cast.officer)
        return self.rows(party)

    def registered(self, party: Party) -> list[Arrival]:
        rows = self.screened(party)
        steps.test(arrivals=rows, sampled=True, by=self.cast.officer)
        steps.register(arrivals=rows, given={}, by=self.cast.officer)
        return self.rows(party)

    def on_way(self, party: Party) -> list[Arrival]:
        rows = self.registered(party)
        steps.depart(arrivals=rows, vehicle=self.van(), by=self.cast.officer)
        return self.rows(party)

    def van(self, seats: int = 7) -> Any:
        return planning.add_vehicle(campaign=self.campaign, plate="鲁B12345", seats=seats, by=self.cast.desk)

    def handed_over(self, party: Party) -> Any:
        rows = self.on_way(party)
        return steps.hand_over(arrivals=rows, receiver=Receiver("enterprise", "王工"), by=self.cast.officer)


def build(cast: Cast) -> Stage:
    at = clock.now() + dt.timedelta(hours=1)
    flight = planning.add_service(
        campaign=cast.campaign,
        gate="air",
        number="ke 841",
        day=clock.today(),
        at=at,
        origin="首尔",
        abroad=True,
        by=cast.desk,
    )
    flight.campaign = cast.campaign
    return Stage(cast, flight)


def later(**span: float) -> Any:
    return clock.showing(clock.now() + dt.timedelta(**span))
