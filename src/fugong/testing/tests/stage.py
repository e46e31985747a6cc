"""A place where people are tested: the cast, people of `river` and `shop`, a point of river's own, its three specialists."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.testing import regime
from fugong.testing.actions import points, results, shifts, specialists, tubes
from fugong.testing.models import Point, Retest, Sample, Shift, Specialist, TestTotal, Tube
from fugong.testing.partitions import DAILY
from fugong.workforce.actions import files
from fugong.workforce.documents import check_sign
from fugong.workforce.giving import Given
from fugong.workforce.models import Person
from ground.cast import Cast, make_user

KINDS = ("control", "sampling", "scanning")


def person(campaign: Any, number: int, enterprise: Any, *, job: str = "worker", origin: str = "990101") -> Person:
    first = f"11010119900307{number:03d}"
    given = Given(
        name=f"测试{number}", document=first + check_sign(first), document_kind="resident_card", job=job, origin=origin,
        arrived_on=clock.today() if origin != "990101" else None,
    )  # fmt: skip
    return files.enter(campaign=campaign, given=given, by=None, enterprise=enterprise, as_name="test").person


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    people: list[Person]  # seven of river's; the last is a driver
    shopper: Person  # of shop
    point: Point
    specialists: dict[str, Specialist]  # of river, by kind
    scanner: Any  # the account of the scanning specialist

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def desk(self) -> Any:
        return self.cast.desk

    def shift(self, point: Point | None = None) -> Shift:
        return shifts.plan(point=point or self.point, day=clock.today(), by=self.desk)

    def open_shift(self) -> Shift:
        shift = self.shift()
        shifts.begin(shift=shift, by=self.scanner)
        shift.refresh_from_db()
        return shift

    def tube(self, *people: Person, size: int = 10, code: str = "T-001", shift: Shift | None = None) -> Tube:
        made = tubes.begin(shift=shift or self.open_shift(), code=code, size=size, by=self.scanner)
        for each in people:
            at = clock.now() - dt.timedelta(minutes=9) + dt.timedelta(seconds=Sample.objects.count())
            tubes.take(tube=made, person=each, by=self.scanner, at=at)
        made.refresh_from_db()
        return made

    def sent(self, *people: Person, **more: Any) -> Tube:
        made = self.tube(*people, **more)
        tubes.seal(tube=made, by=self.scanner)
        tubes.send(tubes=[made], by=self.scanner)
        made.refresh_from_db()
        return made

    def result(self, tube: Tube, result: str) -> Tube:
        return results.enter(tube=tube, result=result, by=self.desk)

    def total(self, enterprise: Any = None, kind: str = "nucleic") -> TestTotal:
        return TestTotal.objects.get(enterprise=enterprise or self.cast.river, day=clock.today(), kind=kind)

    def fresh(self, person: Person) -> Person:
        return Person.objects.opened().get(pk=person.pk)

    def samples(self, person: Person) -> list[Sample]:
        return list(Sample.objects.filter(person_id=person.pk).order_by("at"))

    def retests(self) -> dict[int, Retest]:
        return {each.person_id: each for each in Retest.objects.order_by("pk")}

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    DAILY.ensure(clock.today())
    people = [person(cast.campaign, number, cast.river) for number in range(1, 7)]
    people.append(person(cast.campaign, 7, cast.river, job="driver"))
    shopper = person(cast.campaign, 8, cast.shop)
    point = points.open_point(campaign=cast.campaign, enterprise=cast.river, by=cast.desk)
    found = {}
    for kind in KINDS:
        user = make_user(f"{kind}_specialist", f"{kind}专员")
        grant(user=user, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(cast.river.pk), by=None)
        found[kind] = specialists.enter(
            campaign=cast.campaign, user=user, kind=kind, by=cast.desk, trained_on=clock.today() - dt.timedelta(days=9),
            enterprise=cast.river,
        )  # fmt: skip
    regime.open_day(cast.campaign)
    return Stage(cast, people, shopper, point, found, found["scanning"].user)
