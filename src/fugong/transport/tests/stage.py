"""A place that brings people by coach: the cast, needs, plans, trips, riders, claims."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.core import clock
from fugong.registry.models import Enterprise
from fugong.transport.actions import boarding, claims, needs, plans, seats, surveys, trips
from fugong.transport.actions.trips import Way
from fugong.transport.models import Claim, Need, Plan, Rider, Share, Trip
from fugong.workforce import documents, giving
from fugong.workforce.actions import files
from fugong.workforce.models import Person
from ground.cast import Cast

GANYU = {"spot": "赣榆区客运站", "region": "江苏省连云港市赣榆区"}
PLACE = (118.15, 24.60)

INVOICE = b"%PDF-1.4\n% invoice\n%%EOF"


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    made: int = 0

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def river(self) -> Any:
        return self.cast.river

    @property
    def liaison(self) -> Any:
        return self.cast.liaison

    @property
    def desk(self) -> Any:
        return self.cast.desk

    @property
    def leader(self) -> Any:
        return self.cast.leader

    @property
    def today(self) -> dt.date:
        return clock.today()

    @property
    def tomorrow(self) -> dt.date:
        return clock.today() + dt.timedelta(days=1)

    def person(self, enterprise: Any = None, **said: Any) -> Person:
        """Somebody new on an enterprise's list."""
        self.made += 1
        number = f"11010119900301{self.made:03d}"
        known = {"name": f"张工{self.made}", "document": number + documents.check_sign(number)}
        given = giving.read(known | said, jobs={})
        done = files.enter(
            campaign=self.campaign, given=given, by=None, as_name="test", enterprise=enterprise or self.river
        )
        return done.person

    def people(self, count: int, enterprise: Any = None) -> list[Person]:
        return [self.person(enterprise) for _each in range(count)]

    def need(
        self, people: int = 4, enterprise: Any = None, by: Any = None, complete: bool = False, **more: Any
    ) -> Need:
        values = {"people": str(people), "day": str(self.tomorrow), **GANYU, **more}
        firm = enterprise or self.river
        found = needs.want(campaign=self.campaign, enterprise=firm, values=values, by=by or self.liaison)
        if complete:
            found = needs.show(need=found, papers={"list": True, "health": True}, by=self.desk)
        return found

    def planned(self, *rows: Need, hours: float | None = 30, **coaches: int | None) -> Plan:
        plan = plans.start(
            campaign=self.campaign, needs=[row.pk for row in rows], coaches=coaches or {"small": None, "large": None},
            hours=hours, by=self.desk, later=False,
        )  # fmt: skip
        return plans.run(plan=plan, seconds=0.3)

    def trip(
        self, seats: int = 4, enterprise: Any = None, confirmed: bool = True, coach: str = "small", **way: Any
    ) -> Trip:
        """A confirmed trip by hand, of `seats` of an enterprise; in 5 usable seats."""
        departs = clock.now() + dt.timedelta(hours=2)
        given = {"coach": coach, "origin": "赣榆", "start": (119.17, 34.84), "departs_at": departs, **way}
        made = trips.enter(
            campaign=self.campaign, way=Way(**given), enterprise=enterprise or (self.river if seats else None),
            seats=seats, by=self.desk,
        )  # fmt: skip
        return trips.confirm(trip=made, by=self.leader) if confirmed else made

    def ready(self, people: int = 4) -> Trip:
        """A trip from a need with its procedure complete."""
        need = self.need(people, complete=True)
        way = Way("small", "赣榆", (119.17, 34.84), clock.now() + dt.timedelta(hours=26))
        made = trips.enter(campaign=self.campaign, way=way, enterprise=self.river, needs=(need,), by=self.desk)
        return trips.confirm(trip=made, by=self.leader)

    def seated(self, trip: Trip, people: list[Person], enterprise: Any = None, by: Any = None) -> list[Rider]:
        return seats.seat(
            trip=trip, enterprise=enterprise or self.river, people=[each.pk for each in people], consented=True,
            by=by or self.liaison,
        )  # fmt: skip

    def carried(self, people: int = 4) -> Trip:
        """A trip that has arrived with its people."""
        trip = self.ready(people)
        for rider in self.seated(trip, self.people(people)):
            boarding.board(trip=trip, person=rider.person, by=self.desk)
        boarding.depart(trip=trip, by=self.desk)
        return boarding.arrive(trip=trip, by=self.desk)

    def claimed(self, trip: Trip | None = None, *, invoice: bool = True) -> Claim:
        papers = {"invoice": [("发票.pdf", INVOICE)]} if invoice else {}
        return claims.submit(trip=trip or self.carried(), enterprise=self.river, papers=papers, by=self.liaison)

    def share(self, trip: Trip, enterprise: Any = None) -> Share:
        return Share.objects.get(trip=trip, enterprise=enterprise or self.river)

    def survey(self, **more: Any) -> Any:
        return surveys.ask(campaign=self.campaign, title="摸排", by=self.desk, **more)

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    Enterprise.objects.filter(pk__in=[cast.river.pk, cast.shop.pk, cast.hill.pk]).update(
        longitude=PLACE[0], latitude=PLACE[1]
    )
    for firm in (cast.river, cast.shop, cast.hill):
        firm.refresh_from_db()
    return Stage(cast)
