"""A place where people need beds: the cast, people on lists, houses with rooms, a caterer."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.core import clock
from fugong.lodging.actions import caterers, houses, meals, placing, requests, stays
from fugong.lodging.actions.meals import Portions
from fugong.lodging.models import BedRequest, Caterer, House, MealOrder, Stay
from fugong.workforce import documents, giving
from fugong.workforce.actions import files
from fugong.workforce.models import Person
from ground.cast import Cast


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
    def today(self) -> dt.date:
        return clock.today()

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

    def people(self, count: int) -> list[Person]:
        return [self.person() for _each in range(count)]

    def house(self, *beds: int, isolation: tuple[int, ...] = (), opened: bool = True, **values: Any) -> House:
        """An open house with rooms 101, 102 … of so many beds, and isolation rooms after them."""
        self.made += 1
        given = {"kind": "dormitory", "name": f"宿舍{self.made}", "area_code": self.river.area_code, **values}
        made = houses.propose(campaign=self.campaign, values=given, by=self.desk)
        sizes = [(n, False) for n in beds] + [(n, True) for n in isolation]
        for place, (size, apart) in enumerate(sizes, 101):
            houses.put_room(house=made, values={"number": str(place), "beds": size, "isolation": apart}, by=self.desk)
        if opened and sizes:
            houses.check(house=made, seen={}, by=self.desk)
            made = houses.open_(house=made, since=self.today, until=None, by=self.desk)
        return made

    def asked(self, *people: Person, days: int | None = 7, **more: Any) -> BedRequest:
        chosen = list(people) or self.people(2)
        until = None if days is None else self.today + dt.timedelta(days=days)
        given = {"since": self.today, "until": until, **more}
        return requests.ask(
            campaign=self.campaign, enterprise=self.river, people=[each.pk for each in chosen], by=self.liaison, **given
        )

    def proposed(self, request: BedRequest, *chosen: House, by: Any = None) -> list[Stay]:
        return placing.propose(request=request, houses=chosen, by=by or self.desk)

    def lodged(self, person: Person | None = None, house: House | None = None) -> Stay:
        """Somebody who lives in a house."""
        there = house or self.house(2)
        request = self.asked(person or self.person())
        stay = self.proposed(request, there)[0]
        request.refresh_from_db()
        requests.confirm(request=request, by=self.liaison)
        return stays.move_in(stay=stay, by=self.desk)

    def caterer(self, capacity: int = 100, **values: Any) -> Caterer:
        self.made += 1
        given = {
            "name": f"供餐{self.made}", "area_code": self.river.area_code, "licence": "JY1", "capacity": capacity,
            "papers": ["licence"], **values,
        }  # fmt: skip
        return caterers.put(campaign=self.campaign, values=given, by=self.desk)

    def ordered(self, caterer: Caterer, enterprise: Any = None, by: Any = None, **counts: int) -> list[MealOrder]:
        wanted = {meal: Portions(count) for meal, count in (counts or {"lunch": 10}).items()}
        return meals.order(
            campaign=self.campaign, enterprise=enterprise or self.river, caterer=caterer,
            day=self.today + dt.timedelta(days=1), meals=wanted, by=by or self.liaison,
        )  # fmt: skip

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    return Stage(cast)
