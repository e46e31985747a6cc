"""Filling an empty installation with the five places."""

import datetime as dt
import random
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind, User
from fugong.core import clock, copying, crypto, phones
from fugong.places import actions as places
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry import facts, search, segments
from fugong.registry.models import Contact, Enterprise, Park, SupplyLink
from fugong.resumption import partitions as resumption
from fugong.testing import partitions as testing_days
from fugong.web.demo import (
    advice,
    apart,
    arrivals,
    benefits,
    chains,
    channels,
    demands,
    evenings,
    groups,
    inspections,
    investment,
    labour,
    lodging,
    meetings,
    names,
    notices,
    passes,
    people_files,
    planned,
    population,
    projects,
    rectification,
    services,
    signals,
    staffing,
    supplies,
    testing,
    training,
    transport,
    written,
)
from fugong.web.demo.history import DAYS, Cast, History
from fugong.workforce import partitions as workforce

Progress = Callable[[str, int, int], None]
SEED = 20200203


def load_places(progress: Progress, *, without: str = "") -> None:
    """The administrator, and every place (but one) with its enterprises, people and ten days of history."""
    administrator()
    there = set(Campaign.objects.values_list("key", flat=True))
    keys = [
        key for key in population.places() if key != without and population.specification(key)["campaign"] not in there
    ]
    for key in keys:  # what places share is there before they are filled side by side
        places.lay_out(pack_key=key)
    for daily in (resumption.DAILY, workforce.DAILY, testing_days.DAILY):  # whoever makes one keeps others waiting
        for ago in range(-1, DAYS + 2):
            daily.ensure(clock.today() - dt.timedelta(days=ago))
    apart.fill(sorted(keys, key=population.size, reverse=True), progress)


def administrator() -> User:
    """The demo's administrator, made at the first call."""
    values = {"name": "系统管理员", "password": make_password(None), "is_demo": True}
    user, _made = User.objects.get_or_create(username="admin", defaults=values)
    with clock.showing(
        clock.now() - dt.timedelta(days=DAYS + 1)
    ):  # who set up what the history tells of was there before
        grant(user=user, role="administrator", kind=ScopeKind.ALL, by=None)
    return user


@transaction.atomic
@written.in_one_piece()
def load_place(key: str, step: Callable[[int, int], None]) -> None:
    """One place with all that happened there; `step(done, of)` hears how far it is."""
    with written.unchecked():
        campaign, staff, working = _ten_days(key, step)
        lodging.settle(campaign, staff, working, random.Random(f"{SEED}-{key}-lodging"))
    supplies.provide(campaign, staff, working, random.Random(f"{SEED}-{key}-supplies"))
    with written.unchecked():
        passes.issue(campaign, staff, working, random.Random(f"{SEED}-{key}-passes"))
        _all_else(campaign, staff, working, key)
    channels.connect(campaign, administrator())


def _ten_days(key: str, step: Callable[[int, int], None]) -> tuple[Campaign, staffing.Staff, list[Enterprise]]:
    """The campaign, who serves in it, and the enterprises that work."""
    rng = random.Random(f"{SEED}-{key}-people")
    total = DAYS + 3
    opening = clock.at(clock.today(), 8) - dt.timedelta(days=DAYS)
    with clock.showing(opening):
        place = population.specification(key)
        campaign = places.activate(pack_key=key, key=place["campaign"], by=None)
        step(1, total)
        cast = _settle(campaign, key)
        _link(cast, rng)
        segments.refresh(campaign=campaign)
        step(2, total)
        staff = staffing.appoint(campaign, rng)
        staffing.assign(campaign, staff)
        staffing.send_liaisons(
            campaign, [enterprise for enterprise, _m in cast], _shown(campaign, cast, staff), staff, rng
        )
        step(3, total)
    history = History(campaign, cast, staff, rng)
    for number, day in enumerate(history.days(), 4):
        history.tell(day)
        if day < clock.today():
            evenings.freeze(campaign, day)
        step(number, total)
    told = population.specification(key).get("notices", rectification.USUAL)
    working = [enterprise for enterprise, member in cast if member.state == "resumed"]
    rectification.tell(campaign, working, staff.liaisons, told, random.Random(f"{SEED}-{key}-rectification"))
    people_files.enter(campaign, staff, working, random.Random(f"{SEED}-{key}-files"))
    return campaign, staff, working


def _all_else(campaign: Campaign, staff: staffing.Staff, working: list[Enterprise], key: str) -> None:
    rng = random.Random(f"{SEED}-{key}-talk")
    testing.sample(campaign, staff, random.Random(f"{SEED}-{key}-testing"))
    training.teach(campaign, staff, working, random.Random(f"{SEED}-{key}-training"))
    chains.follow(campaign, staff, working, random.Random(f"{SEED}-{key}-chains"))
    projects.follow(campaign, staff, working, random.Random(f"{SEED}-{key}-projects"))
    services.serve(campaign, staff, working, random.Random(f"{SEED}-{key}-services"))
    investment.court(campaign, staff, working, random.Random(f"{SEED}-{key}-investment"))
    staffing.show_the_busy(staff)
    groups.talk(campaign, staff, rng)
    notices.publish(campaign, staff.liaisons, rng)
    demands.ask(campaign, staff, rng)
    meetings.hold(campaign, staff)
    inspections.go(campaign, staff, random.Random(f"{SEED}-{key}-rounds"))
    meetings.tonight(campaign)
    arrivals.land(campaign, staff, working)
    transport.bring(campaign, staff, working, random.Random(f"{SEED}-{key}-coaches"))
    labour.bring(campaign, staff, working, random.Random(f"{SEED}-{key}-labour"))
    advice.advise(campaign, staff, working, random.Random(f"{SEED}-{key}-advice"))
    signals.measure(campaign, staff, random.Random(f"{SEED}-{key}-signals"))
    benefits.give(campaign, staff, random.Random(f"{SEED}-{key}-benefits"))
    planned.plan(campaign, staff, random.Random(f"{SEED}-{key}-planned"))


def _settle(campaign: Campaign, key: str) -> Cast:
    """The place's enterprises, with a contact each."""
    whole = campaign.jurisdiction.prefix
    leaves = {node.code: node for node in Jurisdiction.objects.within(whole).filter(children=None)}
    grids = {grid.key: grid for grid in _grids(whole)}
    parks = {park.key: park for park in Park.objects.filter(jurisdiction__prefix__startswith=whole)}
    place = population.generate(key, today=clock.today(), areas=sorted(leaves), grids=grids_of(leaves, grids.values()))
    rng = random.Random(f"{SEED}-{key}-places")
    rows = [_row(member, leaves, grids, parks, rng) for member in place.members]
    enterprises = copying.write(rows)
    copying.write(_contact(enterprise, rng) for enterprise in enterprises)
    return list(zip(enterprises, place.members, strict=True))


def _grids(prefix: str) -> Any:
    return Grid.objects.filter(jurisdiction__prefix__startswith=prefix).select_related("jurisdiction")


def grids_of(areas: Iterable[str], grids: Iterable[Grid]) -> dict[str, list[str]]:
    """Area code → keys of the grids that lie in it or hold it."""
    known = sorted((grid.key, grid.jurisdiction.prefix) for grid in grids)
    return {code: [key for key, prefix in known if code.startswith(prefix)] for code in areas}


def _row(member: population.Member, leaves: Any, grids: Any, parks: Any, rng: random.Random) -> Enterprise:
    columns = dict(member.row)
    area = leaves[columns.pop("area")]
    grid = grids.get(columns.pop("grid"))
    park = parks.get(columns.pop("park"))
    if park is None and parks and rng.random() < 0.12:
        park = rng.choice(list(parks.values()))
    moment = clock.now()
    said = {
        **columns,
        "area_code": area.code,
        "tags": list(member.tags),
        "search_terms": search.terms(columns["name"], columns["address"], columns["uscc"]),
        "created_at": moment,
        "changed_at": moment,
        **_point(grid, rng),
    }
    return Enterprise(jurisdiction=area, grid=grid, park=park, **{**copying.unsaid(Enterprise), **said})


def _point(grid: Grid | None, rng: random.Random) -> dict[str, float]:
    """A point within a grid's outline; none where it has no outline."""
    if grid is None or not grid.outline:
        return {}
    from shapely.geometry import Point, shape

    outline = shape(grid.outline)
    left, low, right, high = outline.bounds
    for _try in range(60):
        point = Point(rng.uniform(left, right), rng.uniform(low, high))
        if outline.contains(point):
            return {"longitude": round(point.x, 6), "latitude": round(point.y, 6)}
    return {"longitude": round(outline.centroid.x, 6), "latitude": round(outline.centroid.y, 6)}


def _contact(enterprise: Enterprise, rng: random.Random) -> Contact:
    number = names.phone(rng)
    return Contact(
        enterprise=enterprise,
        kind="liaison",
        name=names.person(rng),
        phone=number,
        phone_index=phones.index(number),
        phone_masked=crypto.mask(number),
    )


def _link(cast: Cast, rng: random.Random) -> None:
    """Leading and listed enterprises buy from a few others of their place."""
    everyone = [enterprise for enterprise, _member in cast]
    buyers = [e for e, member in cast if {"leading", "white_list"} & set(member.tags)]
    copying.write(
        SupplyLink(supplier=supplier, customer=buyer, what="配套零部件", critical=rng.random() < 0.3)
        for buyer in buyers
        for supplier in rng.sample(everyone, k=min(4, len(everyone)))
        if supplier != buyer
    )


def _shown(campaign: Campaign, cast: Cast, staff: staffing.Staff) -> set[int]:
    """One enterprise in each state, so that a visitor can see each through its liaison's eyes; and one that can file for
    remote work, where the place has that. Those that are still to file lie where the officers sit who are offered first:
    what they file is then decided by someone whom the visitor can be.
    """
    first: dict[str, int] = {}
    rules = campaign.pack.resumption
    seats = {held[0][1] for held in staff.held.values() if held}
    waiting = [each for each in cast if each[1].state == "not_filed"]
    waiting.sort(key=lambda each: not all(each[0].area_code.startswith(seat) for seat in seats))
    for enterprise, member in (*waiting, *cast):
        first.setdefault(member.state, enterprise.pk)
    if rules.remote.allowed:
        remote = (each for each, _m in waiting if rules.may_work_remotely(facts.facts(each, campaign)))
        if (chosen := next(remote, None)) is not None:
            first["remote"] = chosen.pk
    return set(first.values())
