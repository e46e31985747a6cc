"""Three sides of one world, each with one row of everything: a shop by the river, a factory on the hill, a firm next door.

River and hill are two streets of one district; next door is another district. Whatever belongs to a side bears its mark
in its name, so that a leak is found by reading.
"""

import datetime as dt
import io
import os
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from fugong.accounts import tokens, undoing
from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.advice.models import Adviser, Appointment, Enquiry, Published, Turn
from fugong.advice.models import Duty as AdviceDuty
from fugong.arrivals import coming
from fugong.arrivals.actions import announcing, planning
from fugong.arrivals.models import HandOver, Volunteer, VolunteerCall
from fugong.benefits import matching
from fugong.benefits.models import Award, SaidFact
from fugong.benefits.models import Claim as BenefitClaim
from fugong.benefits.models import Policy as BenefitPolicy
from fugong.benefits.models import Version as BenefitVersion
from fugong.chains.models import (
    DailyReview,
    Interruption,
    KeyListing,
    Letter,
    OutsideLink,
    Partner,
    PremisesOffer,
    PremisesWanted,
    ResumingOrder,
    ReviewStep,
)
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.models import Address, Delivery, InboxEntry, Robot
from fugong.core import clock
from fugong.core.ids import uuid7
from fugong.demands import actions as demands
from fugong.demands.models import Cause, Demand
from fugong.exchange.models import Dispatch, Peer, Received
from fugong.inspections.actions import evidence, rounds, visits
from fugong.inspections.actions.giving import Answer
from fugong.inspections.models import Draw, Swap, WantedVisit
from fugong.investment.models import Lead, LeadPlace, LeadPlatform, LeadStep, LeadTalk, NewFirm, Signing
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Seeker, Spare, Stand, Talk, Vacancy
from fugong.lodging.actions import caterers, houses, meals, placing
from fugong.lodging.actions import requests as beds
from fugong.meetings import actions as meetings
from fugong.meetings import calendars
from fugong.meetings.models import Item, Participant
from fugong.outreach.actions import notices, receipts, threads
from fugong.outreach.actions import posts as publishing
from fugong.outreach.audiences import Audience
from fugong.outreach.models import ChatGroup
from fugong.papers.asking import Wanted, ask
from fugong.papers.models import PaperFile
from fugong.passes.actions import keys
from fugong.passes.models import GateScan, Pass, PassApplication
from fugong.places.models import Grid
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from fugong.proposals.models import Proposal
from fugong.rectification.actions import appeals, examples, extensions, findings, stops
from fugong.rectification.actions import notices as rectification
from fugong.registry.actions import assignments, contacts, links, postings, teams
from fugong.registry.models import Enterprise, Park
from fugong.resumption.actions import commitments, filings, reports, rosters, verifications
from fugong.resumption.models import EmployeeCommitment, JointFiling, JointSuspension
from fugong.resumption.signatures import Signature
from fugong.services.models import Kiosk, ServiceApplication, ServiceAppointment, ServiceDay
from fugong.sheets.models import SheetImport
from fugong.signals.models import Doubt, Meter
from fugong.supplies.actions import allocations as sharing_out
from fugong.supplies.actions import deliveries as bringing
from fugong.supplies.actions import needs as supply_needs
from fugong.supplies.actions import offers as supply_offers
from fugong.supplies.actions import stock
from fugong.supplies.sharing import Asked
from fugong.testing.actions import points
from fugong.testing.models import Retest, Sample, Shift, Specialist, TestTotal, Tube
from fugong.testing.partitions import DAILY as SAMPLES
from fugong.training.models import Appeal as ExamAppeal
from fugong.training.models import Certificate, Course, Presence, Question, Sitting, Trainee
from fugong.training.models import Session as CourseSession
from fugong.transport.actions import lines as coach_lines
from fugong.transport.actions import needs as coach_needs
from fugong.transport.actions import plans as coach_plans
from fugong.transport.actions import surveys as coach_surveys
from fugong.transport.actions import trips as coach_trips
from fugong.transport.actions.trips import Way
from fugong.transport.models import Claim as CoachClaim
from fugong.transport.models import Rider
from fugong.transport.models import Trip as CoachTrip
from fugong.workforce import documents, giving
from fugong.workforce import keys as person_keys
from fugong.workforce.actions import files, health
from fugong.workforce.actions import links as roster_links
from fugong.workforce.models import DataKey, Erasure
from ground.cast import CANARY, Cast, build, credit_code, make_user

SEES = {
    "administrator": {"river", "shop", "hill", "neighbour"},
    "desk": {"river", "shop", "hill"},
    "leader": {"river", "shop", "hill"},
    "bureau": {"river", "shop", "hill"},
    "inspector": {"river", "shop", "hill"},
    "officer": {"river", "shop", "hill"},
    "town": {"river", "shop"},
    "grid_leader": {"river", "shop"},
    "hill_town": {"hill"},
    "liaison": {"river"},
    "shop_liaison": {"shop"},
    "stranger": {"neighbour"},
    "gatekeeper": set(),
    "nobody": set(),
    "anonymous": set(),
}
"""Who sees which enterprises: written by hand, so that no rule under test decides what is a leak."""

SAME_GROUP = {"liaison": {"hill"}, "shop_liaison": set()}
"""For those who speak for one enterprise: whose industry group it shares."""

MARKS = {"river": "东河精工", "shop": "泉水商贸", "hill": "西山食品", "neighbour": CANARY}
"""What stands in the name of everything that belongs to an enterprise, and to nothing else."""

SHARED = {"shop": "东河", "hill": "西山", "neighbour": CANARY}
"""What stands in the names of people, parks and grids, which their whole district knows."""


@dataclass(frozen=True)
class Side:
    """One enterprise and one of everything around it, by noun (see `addresses`)."""

    name: str
    values: dict[str, Any]


@dataclass(frozen=True)
class World:
    """The cast, and the sides."""

    cast: Cast
    sides: tuple[Side, ...]
    gatekeeper: Any
    """Stands at the district's gates: checks passes, hears no enterprise's or person's name."""

    def person(self, name: str) -> Any:
        """None for whoever isn't signed in."""
        if name == "gatekeeper":
            return self.gatekeeper
        return None if name == "anonymous" else getattr(self.cast, name)

    def hidden(self, name: str) -> set[int]:
        """Enterprises, by number, that this person may never hear of."""
        return {getattr(self.cast, each).pk for each in MARKS.keys() - SEES[name]}

    def canaries(self, name: str) -> set[str]:
        """Texts that this person may never read."""
        hidden = MARKS.keys() - SEES[name]
        return {MARKS[each] for each in hidden} | {getattr(self.cast, each).uscc for each in hidden}


def furnish() -> World:
    """Builds it by the real actions."""
    cast = build()
    next_town = make_user("next_town", f"{CANARY}街道经办")
    postings.appoint(campaign=cast.next_door, user=next_town, post="town", area="990102001", by=None)
    next_officer = make_user("next_officer", f"{CANARY}驻企干部")
    postings.appoint(campaign=cast.next_door, user=next_officer, post="resident", by=None)
    shop = _side(cast, "shop", cast.campaign, cast.shop, cast.town, cast.officer, cast.shop_liaison)
    hill = _side(cast, "hill", cast.campaign, cast.hill, cast.hill_town, cast.spare, None)
    neighbour = _side(cast, "neighbour", cast.next_door, cast.neighbour, next_town, next_officer, None)
    smuggled = Side("neighbour", neighbour.values | {"campaign": "plain"})  # next door's rows under our own address
    gatekeeper = make_user("gatekeeper", "门岗")
    grant(user=gatekeeper, role="checkpoint", kind=ScopeKind.AREA, key=cast.campaign.jurisdiction.prefix, by=None)
    return World(cast, (shop, hill, neighbour, smuggled), gatekeeper)


def _side(cast: Cast, name: str, campaign: Any, enterprise: Any, reviewer: Any, officer: Any, liaison: Any) -> Side:
    mark = MARKS[name]
    liaison = liaison or _liaison(name, enterprise)
    values: dict[str, Any] = {"campaign": campaign.key, "enterprise": enterprise.pk, "person": liaison.pk}
    values |= _registry(campaign, enterprise, mark, officer, name)
    values |= _filing(campaign, enterprise, name, reviewer, liaison)
    values |= _commitments(campaign, enterprise, mark, liaison)
    values |= _around(campaign, enterprise, name, reviewer)
    values |= _arriving(campaign, enterprise, name, reviewer, liaison)
    values |= _told(campaign, mark, liaison)
    values |= _meeting(campaign, enterprise, mark, reviewer)
    values |= _noticed(cast, campaign, enterprise, name, liaison)
    values |= _asked(campaign, enterprise, mark, reviewer, liaison)
    values |= _demanded(campaign, enterprise, mark, reviewer, liaison)
    values |= _inspected(campaign, enterprise, mark, reviewer)
    values |= _found(cast, campaign, enterprise, name, reviewer, liaison)
    values |= _people(campaign, enterprise, name, liaison)
    values |= _lodged(campaign, enterprise, name, reviewer, liaison)
    values |= _chained(cast, campaign, enterprise, name, officer)
    values |= _projected(campaign, enterprise, name)
    values |= _let_through(cast, campaign, enterprise, name, liaison)
    values |= _driven(campaign, enterprise, name, reviewer, liaison)
    values |= _employed(campaign, enterprise, name, reviewer, liaison)
    values |= _trained(campaign, enterprise, name)
    values |= _advised(campaign, enterprise, name, liaison)
    values |= _doubted(campaign, enterprise, name)
    values |= _giving(campaign, enterprise, name, reviewer, liaison)
    values |= _sampled(cast, campaign, enterprise, name, values["person_file"])
    values |= _served(campaign, enterprise, name)
    values |= _courted(cast, campaign, enterprise, name)
    values |= _supplied(cast, campaign, enterprise, name, liaison)
    reports.submit(
        campaign=campaign,
        enterprise=enterprise,
        day=clock.today(),
        values={"staff_back": 5, "staff_local": 5, "staff_outside": 0, "capacity": 40, "exceptions": 0},
        by=liaison,
    )
    return Side(name, values | FIXED)


FIXED = {
    "kind": "enterprises",
    "wish": "officers",
    "checklist": "basics",
    "move": "suspend",
    "text": "guide",
    "help_audience": "officer",
    "help_topic": "start",
    "day": "2020-02-20",
    "measure": "enterprises",
    "indicator": "resumed",
    "rest": "nothing/here",
    "way": "demand",
    "deed": "note",
    "shift_move": "opening",
    "pack": "plain",
    "open311_form": ".json",
    "service_code": "labour",
    "service_key": "licence",
    "office_key": "hall",
    "elsewhere": "site",
    "service_request": "D20200220-0001",
}


def _served(campaign: Any, enterprise: Any, name: str) -> dict[str, Any]:
    """An application that waits at an office, a time, and a kiosk of the place."""
    mark, moment = MARKS[name], clock.now()
    alike: dict[str, Any] = {
        "campaign": campaign, "enterprise": enterprise, "area_code": enterprise.area_code, "applicant": enterprise.name,
        "pack_version": campaign.pack_version, "uscc": enterprise.uscc, "made_at": moment, "state_since": moment,
        "channel": "web", "caller": f"{mark}王会计",
    }  # fmt: skip
    asked = ServiceApplication.objects.create(
        service="licence", mode="prioritised", office="market_desk", state="submitted", text=f"{mark}变更", **alike
    )
    day, _made = ServiceDay.objects.get_or_create(campaign=campaign, office="hall", day=clock.today())
    day.last_number += 1
    day.save()
    time = ServiceAppointment.objects.create(
        service="invoices", mode="staggered", office="hall", state="booked", day=day, number=f"A{day.last_number:03d}",
        starts_at=moment + dt.timedelta(hours=2), ends_at=moment + dt.timedelta(hours=3), seat=day.last_number, **alike,
    )  # fmt: skip
    device = Kiosk.objects.create(
        campaign=campaign, office="hall", area_code=campaign.jurisdiction.code, name=f"{mark}大厅", digest=mark.encode(),
        made_at=moment,
    )  # fmt: skip
    return {"service_application": asked.pk, "service_appointment": time.pk, "kiosk": device.pk}


def _courted(cast: Cast, campaign: Any, enterprise: Any, name: str) -> dict[str, Any]:
    """A lead with a place and a next step, its event, its platform, a new registration."""
    mark, moment = MARKS[name], clock.now()
    keeper = cast.stranger if name == "neighbour" else cast.desk
    alike: dict[str, Any] = {"campaign": campaign, "enterprise": enterprise, "area_code": enterprise.area_code}
    case: dict[str, Any] = {**alike, "state_since": moment}
    platform = LeadPlatform.objects.create(name=f"{mark}平台", since=clock.today(), **alike)
    signing = Signing.objects.create(name=f"{mark}签约", day=clock.today(), state="planned", **case)
    lead = Lead.objects.create(
        pack_version=campaign.pack_version, name=f"{mark}项目", investor=f"{mark}资本", wants="plant", platform=platform,
        officer=keeper, stage="in_talks", stage_since=moment, signing=signing, entered_at=moment, state="open", **case,
    )  # fmt: skip
    place = LeadPlace.objects.create(
        lead=lead, campaign=campaign, source="premises", ref=lead.pk, name=f"{mark}厂房", area=100, shown_at=moment
    )
    LeadTalk.objects.create(lead=lead, held_on=clock.today(), people=f"{mark}张总", recorded_at=moment, **alike)
    step = LeadStep.objects.create(
        pack_version=campaign.pack_version,
        lead=lead,
        what=f"{mark}报价",
        owner=keeper,
        due_at=moment,
        state="due",
        **case,
    )
    firm = NewFirm.objects.create(
        uscc=enterprise.uscc, name=f"{mark}新企业", registered_on=clock.today(), taken_at=moment, **alike
    )
    return {
        "lead": lead.pk, "lead_place": place.pk, "lead_step": step.pk, "signing": signing.pk, "lead_platform": platform.pk,
        "new_firm": firm.pk,
    }  # fmt: skip


def _let_through(cast: Cast, campaign: Any, enterprise: Any, name: str, liaison: Any) -> dict[str, Any]:
    """An application that waits, a pass that a gate saw at two places, and the key that signed it."""
    mark, decider = MARKS[name], cast.stranger if name == "neighbour" else cast.desk
    kind = campaign.pack.passes.given[0].key if campaign.pack.passes.given else ""
    alike: dict[str, Any] = {
        "campaign": campaign, "enterprise": enterprise, "area_code": enterprise.area_code, "kind": kind or "truck",
        "pack_version": campaign.pack_version, "since": clock.today(), "until": clock.today(), "state_since": clock.now(),
    }  # fmt: skip
    asked = {"asked_at": clock.now(), "asked_by": liaison, "purpose": f"{mark}送货"}
    waiting = PassApplication.objects.create(subject=f"{mark}1", state="asked", **asked, **alike)
    approved = PassApplication.objects.create(
        subject=f"{mark}2", state="approved", decided_by=decider, opinion=f"{mark}急需", **asked, **alike
    )
    shown = Pass.objects.create(
        application=approved, subject=f"{mark}2", state="valid", issued_at=clock.now(), why=f"{mark}", **alike
    )
    GateScan.objects.create(
        uid=uuid7(), campaign=campaign, shown=shown, enterprise=enterprise, area_code=enterprise.area_code, gate="north",
        at=clock.now(), received_at=clock.now(), verdict="valid", doubt="two_gates", by=decider,
    )  # fmt: skip
    return {
        "pass_application": waiting.pk, "pass_issued": shown.pk, "pass_token": shown.token,
        "signing_key": keys.current().pk,
    }  # fmt: skip


def _sampled(cast: Cast, campaign: Any, enterprise: Any, name: str, person: int) -> dict[str, Any]:
    """A point with a shift and its specialist, a tube with one of the enterprise's people, who is to be sampled singly."""
    mark, planner = MARKS[name], cast.stranger if name == "neighbour" else cast.desk
    point = points.open_point(campaign=campaign, enterprise=enterprise, by=planner)
    user = make_user(f"{name}_specialist", f"{mark}专员")
    grant(user=user, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(enterprise.pk), by=None)
    specialist = Specialist.objects.create(
        campaign=campaign, user=user, kind="scanning", enterprise=enterprise, area_code=enterprise.area_code,
        trained_on=clock.today(), passed=True, valid_until=clock.today(),
    )  # fmt: skip
    alike: dict[str, Any] = {"state_since": clock.now(), "campaign": campaign, "area_code": enterprise.area_code}
    shift = Shift.objects.create(
        point=point, day=clock.today(), begins_at=clock.now(), ends_at=clock.at(clock.today(), 23), test="nucleic",
        state="open", **alike,
    )  # fmt: skip
    tube = Tube.objects.create(
        point=point, shift=shift, day=shift.day, code=f"{mark}1", test="nucleic", size=10, filled=1, opened_at=clock.now(),
        state="collecting", **alike,
    )  # fmt: skip
    SAMPLES.ensure(clock.today())
    Sample.objects.create(
        enterprise_id=enterprise.pk, day=clock.today(), person_id=person, kind="nucleic", at=clock.now(),
        campaign_id=campaign.pk, tube_id=tube.pk, result="", via="desk",
    )  # fmt: skip
    TestTotal.objects.create(
        enterprise=enterprise, day=clock.today(), campaign=campaign, kind="nucleic", area_code=enterprise.area_code, owed=2,
        sampled=1,
    )  # fmt: skip
    retest = Retest.objects.create(person_id=person, enterprise=enterprise, tube=tube, state="open", **alike)
    return {
        "testing_point": point.pk, "testing_shift": shift.pk, "testing_tube": tube.pk, "testing_retest": retest.pk,
        "testing_specialist": specialist.pk,
    }  # fmt: skip


def _noticed(cast: Cast, campaign: Any, enterprise: Any, name: str, liaison: Any) -> dict[str, Any]:
    """A published notice, sent to this enterprise alone: the district knows of it, other enterprises don't."""
    author = cast.stranger if name == "neighbour" else cast.desk
    notice = notices.draft(campaign=campaign, kind="notice", by=author)
    title = f"{SHARED[name]}告知书"
    version = notices.write(version=notice.versions.get(), texts={"zh": notices.Text(title, "请阅读")}, by=author)
    picture = notices.add_picture(notice=notice, name="x.jpg", content=_photo(), by=author)
    version = notices.publish(version=version, by=author)
    reader = receipts.add_reader(
        enterprise=enterprise, name=f"{MARKS[name]}田中", language="ja", contact=f"{MARKS[name]}李", by=liaison
    )
    audience = Audience(enterprises=(enterprise.pk,), by_name=True)
    receipts.send(version=version, audience=audience, by=author)
    return {
        "notice": notice.pk,
        "notice_slug": notice.slug,
        "notice_picture": picture.uid,
        "version_number": version.number,
        "reader": reader.pk,
    }


def _liaison(name: str, enterprise: Any) -> Any:
    user = make_user(f"{name}_liaison", f"{SHARED[name]}联络员")
    grant(user=user, role="liaison", kind=ScopeKind.ENTERPRISE, key=str(enterprise.pk), by=None)
    return user


def _registry(campaign: Any, enterprise: Any, mark: str, officer: Any, name: str) -> dict[str, Any]:
    contact = contacts.set_contact(
        enterprise=enterprise, kind="liaison", name=f"{mark}王工", phone="13812345678", by=None
    )
    site = enterprise.sites.create(name=f"{mark}二厂", address=f"{mark}路2号")
    second = type(enterprise).objects.exclude(pk=enterprise.pk).filter(area_code=enterprise.area_code).first()
    if second is None:
        from ground.cast import make_enterprise

        second = make_enterprise(900 + enterprise.pk, f"{mark}配套厂", enterprise.jurisdiction)
    link = links.link(supplier=enterprise, customer=second, what=f"{mark}配件", by=None)
    assigned = assignments.assign(campaign=campaign, enterprise=enterprise, post="resident", officer=officer, by=None)
    planned = Proposal.objects.create(
        campaign=campaign, area_code=enterprise.area_code, kind="officers", state="ready", state_since=clock.now(),
        asked={"post": "resident", "fewest": True, "out": None}, made_at=clock.now(), made_by=officer,
        content={
            "held": [], "unmet": [{"enterprise": enterprise.pk, "rule": "capacity"}], "metres": 0, "unplaced": 0,
            "ended": "optimal", "source": "line",
        },
    )  # fmt: skip
    return {
        "proposal": planned.pk,
        "contact": contact.pk,
        "site": site.pk,
        "supply_link": link.pk,
        "assignment": assigned.pk,
        "posting": officer.postings.filter(campaign=campaign).first().pk,
    }


def _filing(campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    mark = MARKS[name]
    park, _made = Park.objects.get_or_create(
        jurisdiction=enterprise.jurisdiction, key="spring_park", defaults={"name": f"{SHARED[name]}园", "names": {}}
    )
    joint = JointFiling.objects.create(campaign=campaign, park=park, opened_at=clock.now(), opened_by=reviewer)
    filing = filings.draft(campaign=campaign, enterprise=enterprise, by=liaison)
    filings.save_answers(filing=filing, answers=_answers(campaign, mark), by=liaison)
    for paper in campaign.pack.resumption.documents:
        document = filings.attach(filing=filing, field=paper.key, name=f"{mark}.jpg", content=_photo(), by=liaison)
    filing = filings.submit(filing=filing, by=liaison)
    checklist = campaign.pack.resumption.checklist("basics")
    visit = verifications.record_visit(
        campaign=campaign,
        enterprise=enterprise,
        checklist="basics",
        answers={item.key: verifications.Said("yes", f"{mark}好", "15") for item in checklist.items},
        by=liaison,
        kind="self",
    )
    suspension = JointSuspension.objects.create(
        campaign=campaign, area_code=enterprise.area_code, reason=f"{mark}停工", asked_at=clock.now(), asked_by=reviewer,
        expected=1, suspended=1, state="in_force", state_since=clock.now(),
    )  # fmt: skip
    return {
        "joint_suspension": suspension.pk,
        "filing": filing.pk,
        "step": filing.steps.order_by("order").first().order,
        "document": document.uid,
        "joint": joint.pk,
        "verification": visit.pk,
    }


def _answers(campaign: Any, mark: str) -> dict[str, Any]:
    kinds = {"date": "2020-02-24", "integer": 3, "decimal": 1.5, "percent": 50, "yes_no": True}
    return {
        field.key: field.choices[0].key if field.kind == "choice" else kinds.get(field.kind, f"{mark}文字")
        for field in campaign.pack.resumption.form
    }


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return ContentFile(out.getvalue()).read()


def _found(cast: Cast, campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """A finding on a notice with an extension asked and an objection filed, a stop proposed, an example."""
    mark = MARKS[name]
    where = {"campaign": campaign, "enterprise": enterprise, "by": reviewer}

    def find(title: str) -> Any:
        return findings.record(title=f"{mark}{title}", note=f"{mark}现场", photos=[("a.jpg", _photo())], **where)

    notice = rectification.issue(findings=[find("通道堆物")], **where)
    until = notice.due_at + clock.dt.timedelta(hours=1)
    asked = extensions.ask(notice=notice, until=until, why=f"{mark}配件未到", by=liaison)
    appeal = appeals.file(paper=notice, grounds=f"{mark}不是通道", by=liaison)
    stop = stops.propose(findings=[find("无名册")], grounds=f"{mark}拒不整改", **where)
    finding = find("口罩不足")
    example = examples.propose(title=f"{mark}做法", text="分区清楚", after=[("b.jpg", _photo())], **where)
    return {
        "rectification": notice.pk,
        "extension": asked.pk,
        "appeal": appeal.pk,
        "stop_work": stop.pk,
        "finding": finding.pk,
        "proof": finding.proofs.get().uid,
        "example": example.pk,
        "example_file": example.files.get().uid,
        "paper_token": notice.token,
    }


def _people(campaign: Any, enterprise: Any, name: str, liaison: Any) -> dict[str, Any]:
    """Somebody with a file and a fever, the enterprise's link, and what was erased of others."""
    number = f"11010119900307{enterprise.pk % 1000:03d}"
    said = {"name": f"{MARKS[name]}张工", "document": number + documents.check_sign(number), "phone": "13812345679"}
    entered = files.enter(campaign=campaign, given=giving.read(said, jobs={}), by=liaison, enterprise=enterprise)
    health.report(person=entered.person, temperature=385, via="person", by=None)
    link = roster_links.link(campaign=campaign, enterprise=enterprise, by=liaison)
    erasure = Erasure.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, number=1 + campaign.erasures.count(), reason="last_day",
        counts={"person": 1}, done_at=clock.now(), state="carried_out", state_since=clock.now(),
    )  # fmt: skip
    return {
        "person_file": entered.person.pk,
        "person_token": entered.person.token,
        "roster_token": link.token,
        "health_case": entered.person.health_cases.get().pk,
        "erasure": erasure.pk,
    }


def _lodged(campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """A room inside its plant, somebody of its list with a bed on hold there, another request, a meal ordered."""
    mark, today = MARKS[name], clock.today()
    people = []
    for day in ("08", "09"):
        number = f"110101199003{day}{enterprise.pk % 1000:03d}"
        said = {"name": f"{mark}李工{day}", "document": number + documents.check_sign(number)}
        given = giving.read(said, jobs={})
        people.append(
            files.enter(campaign=campaign, given=given, by=None, as_name="test", enterprise=enterprise).person
        )
    kind = campaign.pack.lodging.kinds[0].key
    values = {"kind": kind, "name": f"{mark}宿舍", "address": f"{mark}路3号"}
    house = houses.propose(campaign=campaign, values=values, enterprise=enterprise, by=reviewer)
    room = houses.put_room(house=house, values={"number": "101", "beds": 2}, by=reviewer)
    house = houses.check(house=house, seen={}, by=reviewer)
    house = houses.open_(house=house, since=today, until=None, by=reviewer)
    where = {"campaign": campaign, "enterprise": enterprise, "by": liaison}
    first = beds.ask(people=[people[0].pk], since=today, until=None, wishes=f"{mark}近厂", **where)
    (stay,) = placing.propose(request=first, houses=[house], by=reviewer)
    waiting = beds.ask(people=[people[1].pk], since=today, until=None, wishes=f"{mark}近厂", **where)
    papers = [each.key for each in campaign.pack.lodging.meals.papers]
    given = {
        "name": f"{SHARED[name]}供餐",
        "area_code": enterprise.area_code,
        "licence": "JY1",
        "capacity": 50,
        "papers": papers,
    }
    caterer = caterers.put(campaign=campaign, values=given, by=reviewer)
    meal = campaign.pack.lodging.meals.kinds[0].key
    (order,) = meals.order(caterer=caterer, day=today + dt.timedelta(days=1), meals={meal: meals.Portions(5)}, **where)
    return {
        "house": house.pk, "room": room.pk, "stay": stay.pk, "bed_request": waiting.pk, "caterer": caterer.pk,
        "meal_order": order.pk,
    }  # fmt: skip


def _supplied(cast: Cast, campaign: Any, enterprise: Any, name: str, liaison: Any) -> dict[str, Any]:
    """An offer that came, a delivery that was signed for, another that waits for the second signature, a request that waits."""
    mark = MARKS[name]
    keeper = cast.stranger if name == "neighbour" else cast.desk
    second = make_user(f"{name}_second", f"{SHARED[name]}领导")
    grant(user=second, role="leader", kind=ScopeKind.AREA, key=campaign.jurisdiction.prefix, by=None)
    where = {"campaign": campaign, "by": keeper}
    values = {
        "kind": "donation",
        "item": "thermometers",
        "supplier": f"{SHARED[name]}商会",
        "pieces": "9",
        "price": "200",
    }
    offer = supply_offers.put(values=values, **where)
    offer = supply_offers.choose(offer=offer, reason="", by=keeper)
    stock.arrive(offer=offer, arrival=stock.Arrival(9, "main", "T1"), by=keeper)

    def proposed() -> Any:
        asked = Asked(("thermometers",), {"thermometers": 2}, enterprises=(enterprise.pk,))
        return sharing_out.propose(asked=asked, **where)

    supply_needs.ask(
        campaign=campaign, enterprise=enterprise, item="thermometers", pieces=2, reason=f"{mark}测温", by=liaison
    )
    row = sharing_out.confirm(allocation=proposed(), by=second)
    delivery = bringing.pick(delivery=row.deliveries.get(), by=keeper)
    signed = Signature(f"{mark}王工", (((1, 1), (20, 30), (40, 10)),), 100, 60)
    delivery = bringing.deliver(delivery=delivery, signature=signed, photos=[], by=keeper)
    need = supply_needs.ask(
        campaign=campaign, enterprise=enterprise, item="masks", pieces=20, reason=f"{mark}夜班", by=liaison
    )
    waiting = supply_offers.put(values=values, **where)
    return {
        "supply_item": "thermometers",
        "supply_store": "main",
        "supply_need": need.pk,
        "supply_offer": waiting.pk,
        "supply_allocation": row.pk,
        "supply_share": row.shares.get().pk,
        "supply_delivery": delivery.pk,
        "supply_proof": delivery.proofs.get().uid,
    }


def _chained(cast: Cast, campaign: Any, enterprise: Any, name: str, officer: Any) -> dict[str, Any]:
    """On a list, reviewed with a next step; a partner outside whose supply is interrupted, a letter, premises, an order."""
    mark, now, today = MARKS[name], clock.now(), clock.today()
    desk = cast.stranger if name == "neighbour" else cast.desk
    alike: dict[str, Any] = {
        "campaign": campaign, "enterprise": enterprise, "area_code": enterprise.area_code,
        "pack_version": campaign.pack_version, "state_since": now,
    }  # fmt: skip
    listing = KeyListing.objects.create(
        key="white_list",
        ground="core",
        note=f"{mark}龙头",
        proposed_at=now,
        proposed_by=desk,
        state="proposed",
        **alike,
    )
    review = DailyReview.objects.create(
        day=today, reviewer=officer, stands=f"{mark}开工", state="due", due_at=now, **alike
    )
    step = ReviewStep.objects.create(
        review=review, what=f"{mark}下一步", owner=officer, state="due", due_at=now, **alike
    )
    partner = Partner.objects.create(
        campaign=campaign, name=f"{SHARED[name]}外地钢厂", region="江苏", authority="工信局"
    )
    outside = OutsideLink.objects.create(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, partner=partner, upstream=True,
        what=f"{mark}用钢", waits=True, said_for="customer",
    )  # fmt: skip
    broken = Interruption.objects.create(
        outside=outside, partner_name=partner.name, good=f"{mark}用钢", cause="stopped", since=today, reported_at=now,
        state="broken", due_at=now, **alike,
    )  # fmt: skip
    letter = Letter.objects.create(
        kind="resume_supplier", partner=partner, interruption=broken, authority="工信局", title=f"{mark}商请函", body=mark,
        request=mark, issuer="本地", answer_by=today, drafted_at=now, drafted_by=officer, state="draft", **alike,
    )  # fmt: skip
    wanted = PremisesWanted.objects.create(
        area=100, use="plant", since=today, asked_at=now, state="wanted", due_at=now, **alike
    )
    offer = PremisesOffer.objects.create(
        campaign=campaign, area_code=enterprise.area_code, name=f"{SHARED[name]}厂房", area=200, use="plant", since=today,
        offered_at=now,
    )  # fmt: skip
    order = ResumingOrder.objects.create(
        campaign=campaign, area_code=campaign.area_code, pack_version=campaign.pack_version, limits={"waves": 1},
        state="ready", state_since=now, asked_at=now, asked_by=desk,
        result={"value": 1, "bound": 1, "released": [1], "ended": "optimal", "most": {"releases": 1, "bound": 1, "n": 1},
                "counts": {"candidates": 1, "links": 0, "approve": 1, "waits": 0, "blocked": 0, "unknown": 0}},
    )  # fmt: skip
    order.entries.create(
        enterprise=enterprise, area_code=enterprise.area_code, kind="approve", place=1, wave=1, releases=1, is_top=True
    )
    return {
        "key_listing": listing.pk,
        "daily_review": review.pk,
        "review_step": step.pk,
        "partner": partner.pk,
        "outside_link": outside.pk,
        "interruption": broken.pk,
        "letter": letter.pk,
        "premises_wanted": wanted.pk,
        "premises_offer": offer.pk,
        "resuming_order": order.pk,
    }


def _projected(campaign: Any, enterprise: Any, name: str) -> dict[str, Any]:
    """A key project with a milestone, an approval with a branch, a parcel of land."""
    mark, now, today = MARKS[name], clock.now(), clock.today()
    alike: dict[str, Any] = {
        "campaign": campaign, "enterprise": enterprise, "area_code": enterprise.area_code,
        "pack_version": campaign.pack_version, "state_since": now,
    }  # fmt: skip
    project = Project.objects.create(
        name=f"{mark}二期", key="key", reason="large", begin_on=today, due_on=today, proposed_at=now, confirmed_at=now,
        state="waiting", due_at=now, **alike,
    )  # fmt: skip
    milestone = Milestone.objects.create(
        project=project, key="design", name={"zh": f"{mark}设计"}, days=1, start_on=today, finish_on=today, state="planned",
        due_at=now, **alike,
    )  # fmt: skip
    parcel = Parcel.objects.create(
        name=f"{mark}地块", area_m2=100, use="industry", entered_at=now, state="prepared", **alike
    )
    approval = Approval.objects.create(
        project=project, kind="build", serial=enterprise.pk, number=f"2020-{enterprise.pk}", subject=f"{mark}许可",
        begun_at=now, state="running", **alike,
    )  # fmt: skip
    branch = Branch.objects.create(
        approval=approval, key="planning", name={"zh": f"{mark}规划"}, office="bureau", within="1 working day",
        state="running", due_at=now, **alike,
    )  # fmt: skip
    return {
        "project": project.pk, "milestone": milestone.pk, "parcel": parcel.pk, "approval": approval.pk,
        "approval_branch": branch.pk,
    }  # fmt: skip


def _driven(campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """Asked about coaches, seats wished for, a plan, a trip that is full with somebody aboard, its cost claimed, a line."""
    mark, now, today = MARKS[name], clock.now(), clock.today()
    survey = coach_surveys.ask(campaign=campaign, title=f"{SHARED[name]}摸排", enterprises=[enterprise], by=None)
    need = coach_needs.want(
        campaign=campaign, enterprise=enterprise, by=liaison,
        values={"people": "2", "spot": f"{mark}站", "region": "320707", "day": str(today)},
    )  # fmt: skip
    plan = coach_plans.start(
        campaign=campaign, needs=[need.pk], coaches={"small": None}, hours=None, by=None, later=False
    )
    way = Way("small", f"{mark}赣榆", (119.17, 34.84), now + dt.timedelta(hours=1))
    Enterprise.objects.filter(pk=enterprise.pk).update(longitude=118.1, latitude=24.6)
    enterprise.refresh_from_db()
    trip = coach_trips.enter(campaign=campaign, way=way, enterprise=enterprise, seats=5, by=None, quietly=True)
    values = {"state": "confirmed", "confirmed_by": reviewer, "confirmed_at": now}
    CoachTrip.objects.filter(pk=trip.pk).update(**values)
    number = f"110101199005{10 + enterprise.pk % 10}{enterprise.pk % 1000:03d}"
    said = {"name": f"{mark}乘客", "document": number + documents.check_sign(number)}
    given = giving.read(said, jobs={})
    person = files.enter(campaign=campaign, given=given, by=None, as_name="test", enterprise=enterprise).person
    rider = Rider.objects.create(
        campaign=campaign, trip=trip, enterprise=enterprise, area_code=enterprise.area_code, person=person, seat=1,
        state="listed", state_since=now,
    )  # fmt: skip
    claim = CoachClaim.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, trip=trip, enterprise=enterprise,
        area_code=enterprise.area_code, cost=100, people=1, note=f"{mark}发票", submitted_at=now, submitted_by=liaison,
        state="submitted", state_since=now,
    )  # fmt: skip
    paper = ask(claim, [Wanted("invoice", f"{mark}发票")], by=reviewer)[0]
    file = PaperFile(
        paper=paper, name=f"{mark}.txt", kind="text/plain", size=9, digest=mark, added_at=now, added_by=reviewer
    )  # fmt: skip
    file.file.save("paper", ContentFile(mark.encode()), save=False)
    file.save()
    line = coach_lines.put(
        campaign=campaign, enterprise=enterprise, by=None,
        values={"kind": "commuter", "name": f"{mark}线", "seats": "9", "stops": f"{mark}站 07:00\n厂 07:30"},
    )  # fmt: skip
    return {
        "coach_survey": survey.pk, "coach_need": need.pk, "coach_plan": plan.pk, "trip": trip.pk, "rider": rider.pk,
        "coach_claim": claim.pk, "coach_line": line.pk, "paper": paper.pk, "paper_file": file.uid,
    }  # fmt: skip


def _employed(campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """A vacancy, a seeker who was introduced to it, a fair with a stand and a talk, a contingent, people lent to another."""
    mark, now, today = MARKS[name], clock.now(), clock.today()
    alike: dict[str, Any] = {"campaign": campaign, "pack_version": campaign.pack_version, "state_since": now}
    firm: dict[str, Any] = {**alike, "enterprise": enterprise, "area_code": enterprise.area_code}
    vacancy = Vacancy.objects.create(
        trade="welder", title=f"{mark}焊工", wanted=2, wage_from=5_000, wage_to=6_000, place=f"{mark}厂", since=today,
        entered_at=now, entered_by=liaison, state="draft", **firm,
    )  # fmt: skip
    own, sealed = person_keys.new()
    seeker = Seeker.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, key=DataKey.objects.create(sealed=sealed),
        sealed=person_keys.seal(own, {"name": f"{mark}工", "phone": "13800000000"}), phone_index=mark.encode(),
        trades=["welder"], place=f"{mark}街", since=today, via="phone", agreed_at=now, agreed_on=today, state="seeking",
        state_since=now,
    )  # fmt: skip
    brought = Introduction.objects.create(
        vacancy=vacancy,
        seeker=seeker,
        proposed_at=now,
        introduced_at=now,
        introduced_by=reviewer,
        state="introduced",
        **firm,
    )
    fair = Fair.objects.create(
        area_code=campaign.jurisdiction.code, title=f"{SHARED[name]}招聘会", starts_at=now - dt.timedelta(hours=1),
        ends_at=now + dt.timedelta(hours=1), made_at=now, state="announced", **alike,
    )  # fmt: skip
    stand = {"fair": fair, "campaign": campaign, "enterprise": enterprise, "area_code": enterprise.area_code}
    Stand.objects.create(joined_at=now, **stand)
    Talk.objects.create(outcome="talked", note=f"{mark}谈", at=now, **stand)
    contingent = Contingent.objects.create(
        base="mountain", trade="packer", people=5, day=today, spot=f"{mark}站", asked_at=now, state="asked", **firm
    )
    spare = Spare.objects.create(
        trade="packer",
        people=5,
        lent=1,
        since=today,
        until=today,
        note=f"{mark}闲",
        offered_at=now,
        state="offered",
        **firm,
    )
    other = Enterprise.objects.create(
        jurisdiction=enterprise.jurisdiction, area_code=enterprise.area_code, uscc=credit_code(55_000 + enterprise.pk),
        name=f"{mark}借方", created_at=now, changed_at=now,
    )  # fmt: skip
    lending = Lending.objects.create(
        spare=spare, borrower=other, people=1, since=today, until=today, text=f"{mark}协议", digest="0" * 64, proposed_at=now,
        state="proposed", **firm,
    )  # fmt: skip
    return {
        "vacancy": vacancy.pk, "seeker": seeker.pk, "seeker_token": seeker.token, "introduction": brought.pk,
        "fair": fair.pk, "contingent": contingent.pk, "spare_staff": spare.pk, "lending": lending.pk,
    }  # fmt: skip


def _trained(campaign: Any, enterprise: Any, name: str) -> dict[str, Any]:
    """A course with a session, somebody on it who was examined and appealed, and the certificate."""
    mark, now, today = MARKS[name], clock.now(), clock.today()
    of: dict[str, Any] = {"campaign": campaign, "pack_version": campaign.pack_version, "state_since": now}
    area = campaign.jurisdiction.code
    course = Course.objects.create(
        **of, area_code=area, names={"zh": f"{SHARED[name]}课程"}, opened_at=now, state="open"
    )
    session = CourseSession.objects.create(
        **of, course=course, area_code=area, begins_at=now, ends_at=now + dt.timedelta(hours=1), capacity=9, taken=1,
        place=f"{SHARED[name]}教室", state="running",
    )  # fmt: skip
    question = Question.objects.create(
        campaign=campaign, number=name, topic="scanning", kind="true_false", texts={"zh": "题"}, added_at=now,
        options=[{"text": {"zh": "对"}, "right": True}, {"text": {"zh": "错"}, "right": False}],
    )  # fmt: skip
    own: dict[str, Any] = {"enterprise": enterprise, "area_code": enterprise.area_code}
    trainee = Trainee.objects.create(
        **of, **own, course=course, name=f"{mark}学员", via="desk", signed_up_at=now, state="attended"
    )
    Presence.objects.create(session=session, trainee=trainee, booked_at=now)
    sitting = Sitting.objects.create(
        **of, **own, course=course, trainee=trainee, number=1, seed=1, paper=[{"q": question.pk, "o": [0, 1]}], total=1,
        right=0, mark=80, began_at=now, handed_in_at=now, in_time=True, state="failed",
    )  # fmt: skip
    appeal = ExamAppeal.objects.create(
        **of, **own, sitting=sitting, place=0, text=f"{mark}申诉", asked_at=now, state="asked"
    )
    certificate = Certificate.objects.create(
        **of, **own, qualification="scanning", name=f"{mark}学员", source="recognised", trained_by=mark, issued_on=today,
        valid_until=today + dt.timedelta(days=90), state="valid",
    )  # fmt: skip
    return {
        "course": course.pk, "course_session": session.pk, "exam_question": question.pk, "trainee": trainee.pk,
        "exam_appeal": appeal.pk, "certificate": certificate.pk, "course_token": course.token, "try_number": 1,
        "course_session_token": session.token, "trainee_token": trainee.token, "certificate_token": certificate.token,
        "course_kind": "drivers",
    }  # fmt: skip


def _advised(campaign: Any, enterprise: Any, name: str, liaison: Any) -> dict[str, Any]:
    """A question with its answer, an answer for all, an adviser on duty, an appointment."""
    mark, now = MARKS[name], clock.now()
    user = make_user(f"adviser_of_{name}", f"{SHARED[name]}专家")
    grant(user=user, role="expert", kind=ScopeKind.AREA, key=campaign.jurisdiction.prefix, by=None)
    adviser = Adviser.objects.create(
        campaign=campaign, user=user, role="expert", fields=["safety"], area_code=campaign.jurisdiction.prefix,
        since=clock.today(),
    )  # fmt: skip
    duty = AdviceDuty.objects.create(adviser=adviser, begins_at=now, ends_at=now + dt.timedelta(hours=8))
    of: dict[str, Any] = {
        "campaign": campaign, "pack_version": campaign.pack_version, "enterprise": enterprise, "state_since": now,
        "area_code": enterprise.area_code, "asked_at": now, "asked_by": liaison,
    }  # fmt: skip
    enquiry = Enquiry.objects.create(
        **of, field="safety", urgency="normal", via="liaison", adviser=adviser, state="answered", answered_at=now
    )
    Turn.objects.create(enquiry=enquiry, kind="question", text=f"{mark}问：消毒几次？", at=now, by=liaison)
    published = Published.objects.create(
        campaign=campaign,
        field="safety",
        questions={"zh": f"{SHARED[name]}问"},
        answers={"zh": "三次"},
        published_at=now,
    )
    appointment = Appointment.objects.create(**of, kind="medical", field="medical", wish=f"{mark}就医", state="asked")
    return {
        "enquiry": enquiry.pk, "adviser": adviser.pk, "advice_duty": duty.pk, "published_answer": published.pk,
        "appointment": appointment.pk,
    }  # fmt: skip


def _doubted(campaign: Any, enterprise: Any, name: str) -> dict[str, Any]:
    """A meter, a doubt with its explanation, figures sent to a peer and received from it."""
    mark, now = MARKS[name], clock.now()
    Meter.objects.create(
        campaign=campaign,
        enterprise=enterprise,
        area_code=enterprise.area_code,
        kind="electricity",
        number=f"M{enterprise.pk}",
    )
    doubt = Doubt.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, enterprise=enterprise, area_code=enterprise.area_code, rule="idle",
        kind="electricity", first_day=clock.today(), day=clock.today(), weight=50, seen_at=now, state="explained",
        state_since=now, answered_at=now, answer=f"{mark}说明",
        numbers={"share": 4.0, "value": 40.0, "usual": 1000.0, "days": 1, "staff": 200, "total": 330, "resumed": True},
    )  # fmt: skip
    peer = Peer.objects.create(
        name=f"{mark}上级",
        url="https://above.example",
        public=os.urandom(32),
        area=campaign.jurisdiction.prefix,
        added_at=now,
    )
    alike: dict[str, Any] = {"peer": peer, "day": clock.today(), "frozen_at": now, "digest": "0" * 64}
    dispatch = Dispatch.objects.create(
        uid=uuid7(),
        campaign=campaign,
        body=b"{}",
        due_at=now,
        made_at=now,
        ended_at=now,
        state="dead",
        code="unknown_key",
        **alike,
    )
    received = Received.objects.create(
        uid=uuid7(), campaign_key=f"away_{name}", names={"zh": f"{mark}报来"}, area=campaign.jurisdiction.prefix, sent_at=now,
        body=b'{"indicators": [], "figures": []}', signature="x", signed_by="x", received_at=now, receipt=b"{}",
        receipt_signature="x", **alike,
    )  # fmt: skip
    return {
        "doubt": doubt.pk, "exchange_peer": peer.pk, "exchange_dispatch": dispatch.pk, "exchange_received": received.pk,
    }  # fmt: skip


def _giving(campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """Everybody matched, a fact said, a claim, a policy and a grant without asking that wait for their second signature."""
    mark, now = MARKS[name], clock.now()
    matching.match(campaign=campaign)
    policy = BenefitPolicy.objects.select_related("current").get(campaign=campaign, key="start")
    common = {"campaign": campaign, "pack_version": campaign.pack_version, "policy": policy, "state_since": now}
    claim = BenefitClaim.objects.create(
        **common, version=policy.current, enterprise=enterprise, area_code=enterprise.area_code, asked=5_000,
        note=f"{mark}开工", submitted_at=now, submitted_by=liaison, state="submitted",
    )  # fmt: skip
    SaidFact.objects.get_or_create(
        campaign=campaign, enterprise=enterprise, key="rent",
        defaults={"area_code": enterprise.area_code, "value": 100, "said_at": now, "said_by": liaison},
    )  # fmt: skip
    made = BenefitVersion.objects.filter(campaign=campaign, policy=policy, state="proposed").first()
    version = made or BenefitVersion.objects.create(
        **common, area_code=policy.area_code, number=2, content=policy.current.content, digest="", entered_at=now,
        entered_by=reviewer, state="proposed",
    )  # fmt: skip
    award = Award.objects.filter(campaign=campaign, policy=policy).first() or Award.objects.create(
        **common, area_code=policy.area_code, version=policy.current, rows=[[enterprise.pk, 5_000]], many=1, total=5_000,
        proposed_at=now, proposed_by=reviewer, state="proposed",
    )  # fmt: skip
    return {
        "benefit_policy": policy.key, "benefit_version": version.pk, "benefit_award": award.pk, "benefit_claim": claim.pk,
    }  # fmt: skip


def _arriving(campaign: Any, enterprise: Any, name: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """Somebody who is expected, a receipt that waits to be confirmed, a volunteer who is called."""
    mark, now = MARKS[name], clock.now()
    flight = planning.service(
        campaign=campaign, gate="air", number=f"KE{enterprise.pk % 1000}", day=clock.today(), at=now, by=reviewer
    )
    party = announcing.announce(
        service=flight, people=[coming.Coming(f"{mark}金工", "KR")], enterprise=enterprise,
        contact=coming.Contact(f"{mark}王工", "13812345678"), destination=f"{mark}宿舍", via="enterprise", by=liaison,
    )  # fmt: skip
    receipt = HandOver.objects.create(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, to="enterprise", name=f"{mark}王工",
        at=now, by=reviewer, due_at=now,
    )  # fmt: skip
    volunteer = Volunteer.objects.create(campaign=campaign, name=f"{SHARED[name]}朴老师", languages=["ko"])
    call = VolunteerCall.objects.create(
        campaign=campaign, volunteer=volunteer, service=flight, language="ko", asked_at=now, asked_by=reviewer
    )
    return {
        "arrival": party.arrivals.get().pk,
        "arrival_service": flight.pk,
        "party_token": party.token,
        "hand_over": receipt.pk,
        "hand_over_token": receipt.token,
        "volunteer": volunteer.pk,
        "call_token": call.token,
    }


def _told(campaign: Any, mark: str, liaison: Any) -> dict[str, Any]:
    """A message to the enterprise's liaison."""
    kind = kinds.every()[0].key
    tell(kind=kind, people=[liaison], title=f"{mark}有新消息", body=f"{mark}的事", url="/me/", campaign=campaign)
    given = {"campaign": campaign, "made_at": clock.now()}
    robot = Robot.objects.create(kind="wecom", name=f"{mark}群", url=f"https://example.com/{mark}", **given)
    message = InboxEntry.objects.filter(person=liaison).latest("pk").message
    dead = {"state": "dead", "code": "refused", "due_at": clock.now(), "ended_at": clock.now()}
    Delivery.objects.create(channel="robot", robot=robot, message=message, **given, **dead)
    address = Address.objects.create(
        person=liaison, channel="email", value=f"{robot.pk}@example.com", index=b"0", label=f"{mark}@example.com",
        added_at=clock.now(), verified_at=clock.now(),
    )  # fmt: skip
    return {"message": message.uid, "robot": robot.pk, "address": address.pk}


def _asked(campaign: Any, enterprise: Any, mark: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """Questions of the enterprise in its group: one for all, which bears no name, and a private one with a file."""
    group = ChatGroup.objects.get(campaign=campaign, by="group", members__enterprise=enterprise, members__until=None)
    threads.begin(group=group, text="口罩从哪里买？", by=liaison, enterprise=enterprise)
    photo = threads.Given(f"{mark}.jpg", _photo())
    thread = threads.begin(
        group=group, text=f"{mark}的难处", by=liaison, enterprise=enterprise, private=True, files=[photo]
    )
    answer = publishing.publish(campaign=campaign, question={"zh": "问"}, answer={"zh": "答"}, by=reviewer)
    post = thread.posts.get()
    return {
        "group": group.key,
        "thread": thread.pk,
        "post": post.pk,
        "post_file": post.files.get().uid,
        "answer": answer.pk,
    }


def _demanded(campaign: Any, enterprise: Any, mark: str, reviewer: Any, liaison: Any) -> dict[str, Any]:
    """A demand with a photo, under a cause, and a task that follows from it."""
    demand = demands.receive(
        campaign=campaign, enterprise=enterprise, text=f"{mark}缺焊工", category="labour", by=liaison,
        attached=[(f"{mark}.jpg", _photo())],
    )  # fmt: skip
    cause = Cause.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, title=f"{mark}缺工", category="labour",
        opened_at=clock.now(), opened_by=liaison,
    )  # fmt: skip
    Demand.objects.filter(pk=demand.pk).update(cause=cause)
    owner = type(reviewer).objects.get(pk=reviewer.pk)
    task = demands.give(campaign=campaign, what=f"{mark}招工", owner=owner, demand=demand, by=owner)
    values = {"demand": demand.pk, "cause": cause.pk, "task": task.pk}
    return values | {"demand_file": demand.attachments.get().uid}


def _meeting(campaign: Any, enterprise: Any, mark: str, reviewer: Any) -> dict[str, Any]:
    """A meeting about the enterprise, to which it is invited."""
    begins = clock.now() + clock.dt.timedelta(hours=20, minutes=enterprise.pk % 60)
    made = meetings.call(campaign=campaign, kind="meeting", starts_at=begins, title=f"{mark}专题会", by=None)
    guest = Participant.objects.create(meeting=made, enterprise=enterprise)
    matter = Item.objects.create(
        meeting=made, source="asked", key=f"asked:{enterprise.pk}", title=f"{mark}缺工", enterprise=enterprise
    )
    values = {"meeting": made.pk, "matter": matter.pk, "participant": guest.pk}
    return values | {"calendar_token": calendars.feed_token(reviewer)}


def _commitments(campaign: Any, enterprise: Any, mark: str, liaison: Any) -> dict[str, Any]:
    where = {"campaign": campaign, "enterprise": enterprise, "by": liaison}
    commitments.sign(name=f"{mark}李工", agreed=True, language="zh-hans", **where)
    rosters.add(people=[rosters.Person(name=f"{mark}甲", identity="110101199003071234")], **where)
    link = rosters.link(**where)
    return {
        "employee": EmployeeCommitment.objects.get(enterprise=enterprise).pk,
        "signing_token": link.token,
    }


def _planned(campaign: Any, enterprise: Any, mark: str, reviewer: Any) -> dict[str, Any]:
    """A stop on the reviewer's round, a colleague asked to take it over, a visit that a department wants, a draw."""
    day = clock.today() + dt.timedelta(days=1)
    stop = rounds.add_stop(
        campaign=campaign,
        day=day,
        enterprise=enterprise,
        by=reviewer,
        officer=reviewer,
        checklists=["basics"],
        why=f"{mark}急",
    )
    swap = Swap.objects.create(
        stop=stop,
        to=reviewer,
        asked_by=reviewer,
        asked_at=clock.now(),
        state="asked",
        state_since=clock.now(),
        why=mark,
    )
    wanted = WantedVisit.objects.create(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, department="town", day=day, kind="round",
        checklists=["basics"], why=f"{mark}要查", asked_at=clock.now(), asked_by=reviewer,
    )  # fmt: skip
    draw = Draw.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, number=campaign.draws.count() + 1, day=day, rule={},
        lists={"enterprises": [{"id": enterprise.pk, "name": enterprise.name, "stratum": "", "tickets": 1}], "inspectors": []},
        lists_digest="", fingerprint="", seed="x", state="committed", state_since=clock.now(), made_at=clock.now(),
        made_by=reviewer,
    )  # fmt: skip
    return {
        "round": stop.round_id, "round_stop": stop.pk, "swap": swap.pk, "wanted_visit": wanted.pk, "draw": draw.pk,
        "draw_uid": draw.uid,
    }  # fmt: skip


def _inspected(campaign: Any, enterprise: Any, mark: str, reviewer: Any) -> dict[str, Any]:
    """A visit with a fault and a photo, and another edition of it."""
    given = {
        "uid": uuid7(), "campaign": campaign, "enterprise": enterprise, "checklist": "basics", "device": "",
        "signature": Signature(f"{mark}李工", (((1, 2), (3, 4)),), 10, 10), "place": None,
        "started_at": clock.now(), "finished_at": clock.now(), "by": reviewer,
    }  # fmt: skip
    visit = visits.record(items=[Answer("doors", False, note=f"{mark}堵塞")], **given)
    visits.record(items=[Answer("doors", True, note=f"{mark}畅通")], **given)
    photo = evidence.add(uid=uuid7(), visit_uid=visit.uid, item="doors", kind="photo", file=_photo(), by=reviewer)
    return _planned(campaign, enterprise, mark, reviewer) | {
        "visit": visit.pk, "visit_uid": visit.uid, "visit_edit": visit.edits.get().pk, "evidence": photo.uid,
    }  # fmt: skip


def _signed_in(user: Any) -> int:
    """A session of that person, on some device."""
    Client().force_login(user)
    return int(user.open_sessions.last().pk)


def _around(campaign: Any, enterprise: Any, name: str, reviewer: Any) -> dict[str, Any]:
    mark, shared = MARKS[name], SHARED[name]
    team = campaign.teams.order_by("pk").last()
    member = teams.add_member(team=team, user=make_user(f"{name}_member", f"{shared}核查员"), by=None)
    sheet = SheetImport.objects.create(
        uid=uuid7(), kind="enterprises", campaign=campaign, by=reviewer, file_name=f"{mark}.xlsx", state="read",
        created_at=clock.now(), read_at=clock.now(), counts={"new": 1},
    )  # fmt: skip
    token, _plain = tokens.issue(user=reviewer, name=f"{mark}令牌", days=30, by=None)
    grid = Grid.objects.filter(jurisdiction=enterprise.jurisdiction).first() or Grid.objects.create(
        jurisdiction=enterprise.jurisdiction, key="next", name=f"{shared}网格"
    )
    return {
        "team": team.pk,
        "member": member.pk,
        "sheet": sheet.uid,
        "api_token": token.pk,
        "open_session": _signed_in(reviewer),
        "undo_offer": undoing.offer(kind="channels.read", by=reviewer, about=None, at=clock.now().isoformat()),
        "grant": reviewer.grants.first().pk,
        "grid": grid.pk,
    }
