"""Who arrives in the demo: yesterday's people are handed over, today's flights bring a Korean engineer with wife and child."""

import datetime as dt
from typing import Any

from fugong.accounts.permissions import Permission
from fugong.arrivals.actions import announcing, planning, steps, volunteers
from fugong.arrivals.actions.steps import Receiver
from fugong.arrivals.coming import Coming, Contact, read
from fugong.arrivals.models import Arrival, Party, Service, Vehicle
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo.staffing import Staff
from fugong.workforce.partitions import DAILY

FLIGHTS = (("KE841", "首尔仁川", 2), ("NH927", "东京成田", 5), ("MU5512", "上海虹桥", 7))
"""Number, where from, hours from now."""
FAMILY = (("KIM MINSU", "M31254876", False), ("LEE JIWON", "M31254877", False), ("KIM HARU", "M31254878", True))
ALONE = (("SATO KENJI", "TK2846113", "JP", "ja"), ("MÜLLER HANS", "C4J7K2M10", "DE", "en"))
BACK = (
    ("PARK JUNHO", "M40718265", "KR", "ko"), ("YAMADA AKIRA", "TR5519302", "JP", "ja"), ("CHOI SEOYEON", "M40718266", "KR", "ko"),
)  # fmt: skip
TONGUES = (
    ("朴老师", "ko", "13800000021"),
    ("金同学", "ko", "13800000022"),
    ("田老师", "ja", "13800000023"),
    ("Anna", "en", ""),
)


def land(campaign: Campaign, staff: Staff, enterprises: list[Enterprise]) -> None:
    """Only where the place has a gate; the first one takes all."""
    gates = campaign.pack.arrivals.gates
    hosts = [each for each in enterprises if each.foreign_invested and each.pk in staff.liaisons]
    hosts.sort(key=lambda each: not staff.liaisons[each.pk].is_demo)
    officers = [
        user for users in staff.held.values() for user, _area in users if user.holds(Permission.ARRIVAL_RECEIVE)
    ]
    if not gates or not hosts or not officers:
        return
    for day in range(-1, 2):
        DAILY.ensure(clock.today() + dt.timedelta(days=day))
    vans = _crew(campaign, staff, officers, gates[0].key)
    with clock.showing(clock.now() - dt.timedelta(hours=20)):
        _handed_over(campaign, staff, hosts, officers[0], vans[0], gates[0].key)
    flights = [_flight(campaign, staff, gates[0].key, *each) for each in FLIGHTS]
    family = [
        _person(campaign, name, number, "KR", "ko", is_child=child, is_staff=place == 0)
        for place, (name, number, child) in enumerate(FAMILY)
    ]
    host = hosts[0]
    _announce(flights[0], family, host, staff, "合成路18号人才公寓3号楼")
    for flight, (name, number, nationality, language), enterprise in zip(
        (flights[1], flights[1]), ALONE, (hosts[-1], host), strict=False
    ):
        _announce(flight, [_person(campaign, name, number, nationality, language)], enterprise, staff, "")
    _announce(flights[2], [Coming("刘芳"), Coming("赵强")], host, staff, "企业宿舍")
    volunteers.call(service=flights[0], language="ko", by=staff.desk)


def _crew(campaign: Campaign, staff: Staff, officers: list[Any], gate: str) -> list[Vehicle]:
    """Two vehicles; today's duty is complete, tomorrow's lacks somebody."""
    crew = campaign.pack.arrivals.crew
    vans = [
        planning.add_vehicle(campaign=campaign, plate=plate, seats=seats, driver=driver, by=staff.desk)
        for plate, seats, driver in (("鲁B0Z901", 7, "孙师傅"), ("鲁B0Z902", 17, "周师傅"))
    ]
    for ahead, many in ((0, crew.officers), (1, max(crew.officers - 1, 1))):
        planning.plan_duty(
            campaign=campaign, gate=gate, day=clock.today() + dt.timedelta(days=ahead), begins=dt.time(8), ends=dt.time(22),
            officers=officers[:many], vehicles=vans[: crew.vehicles or 1], by=staff.desk,
        )  # fmt: skip
    for name, language, phone in TONGUES:
        volunteers.add(
            campaign=campaign, name=name, languages=[language], times="08:00–22:00", phone=phone, by=staff.desk
        )
    return vans


def _handed_over(
    campaign: Campaign, staff: Staff, hosts: list[Enterprise], officer: Any, van: Vehicle, gate: str
) -> None:
    flight = _flight(campaign, staff, gate, "KE841", "首尔仁川", 0)
    for place, (name, number, nationality, language) in enumerate(BACK):
        enterprise = hosts[place % len(hosts)]
        party = _announce(flight, [_person(campaign, name, number, nationality, language)], enterprise, staff, "")
        rows = list(Arrival.objects.opened().filter(party=party))
        questions = {each.key: False for each in campaign.pack.arrivals.questions}
        for row in rows:
            steps.answer(arrival=row, answers=questions, language=language)
        steps.screen(arrivals=rows, temperatures={row.pk: 364 + place for row in rows}, by=officer)
        keys = [step.key for step in campaign.pack.arrivals.chain(gate)]
        if "test" in keys:
            steps.test(arrivals=rows, sampled=True, by=officer)
        steps.register(arrivals=rows, given={}, by=officer)
        steps.depart(arrivals=rows, vehicle=van, by=officer)
        receipt = steps.hand_over(arrivals=rows, receiver=Receiver("enterprise", party.contact_name), by=officer)
        if place:
            steps.confirm(receipt=receipt, name="", by=staff.liaisons[enterprise.pk])


def _flight(campaign: Campaign, staff: Staff, gate: str, number: str, origin: str, ahead: int) -> Service:
    """A flight that comes in some hours, still today."""
    last = clock.at(clock.today(), 23, 30)
    at = min(clock.now() + dt.timedelta(hours=ahead), last).replace(second=0, microsecond=0)
    made = planning.add_service(
        campaign=campaign, gate=gate, number=number, day=clock.local(at).date(), at=at, origin=origin,
        abroad=number[:2] in ("KE", "NH"), by=staff.desk,
    )  # fmt: skip
    made.campaign = campaign
    return made


def _person(campaign: Campaign, name: str, number: str, nationality: str, language: str, **more: Any) -> Coming:
    said = {"name": name, "document": number, "document_kind": "passport", "nationality": nationality}
    return read({**said, "language": language, **more}, campaign.pack)


def _announce(service: Service, people: list[Coming], host: Enterprise, staff: Staff, where: str) -> Party:
    contact = Contact(staff.liaisons[host.pk].name, "13800000020")
    return announcing.announce(
        service=service, people=people, enterprise=host, contact=contact, destination=where, via="enterprise",
        by=staff.liaisons[host.pk],
    )  # fmt: skip
