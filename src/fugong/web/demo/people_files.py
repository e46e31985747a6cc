"""The demo's people: staff lists of some enterprises, who came from where, this morning's temperatures, two who are unwell."""

import datetime as dt
import random
from collections.abc import Iterator

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import names, population
from fugong.web.demo.staffing import Staff, maker
from fugong.workforce import documents
from fugong.workforce.actions import health, rosters
from fugong.workforce.giving import Given
from fugong.workforce.health_rows import Batch, Reading
from fugong.workforce.models import Employment, Person
from fugong.workforce.partitions import DAILY

USUAL = 260
"""Files of a place that published no number."""
LISTS = 12  # enterprises that keep them, where few are kept
ORIGINS = ("", "", "", "", "", "", "", "320707", "411302", "532301", "370800", "341200", "610100")
"""Regions that people came from; the empty ones live here."""


def enter(campaign: Campaign, staff: Staff, enterprises: list[Enterprise], rng: random.Random) -> None:
    """Files of people who came in the last ten days, at enterprises that work; with specialists and today's reports."""
    total = population.specification(campaign.pack_version.key).get("people", USUAL)
    shown = sorted(
        enterprises, key=lambda each: not staff.liaisons[each.pk].is_demo if each.pk in staff.liaisons else True
    )
    chosen = shown if total > LISTS * 100 else shown[:LISTS]
    if not chosen or not campaign.pack.workforce.classes:
        return
    for ago in range(-1, 3):
        DAILY.ensure(clock.today() - dt.timedelta(days=ago))
    with clock.showing(clock.at(clock.today(), 6)):
        rosters.take_all(campaign=campaign, rows=_rows(campaign, chosen, total, rng), by=staff.desk, via="sheet")
    _specialists(campaign, staff, chosen[0], rng)
    _report(campaign, rng)


def _rows(
    campaign: Campaign, chosen: list[Enterprise], total: int, rng: random.Random
) -> Iterator[tuple[Enterprise, Given]]:
    """People, spread over the enterprises by their size."""
    whole = sum(max(each.staff_total or 0, 10) for each in chosen)
    jobs = [job.key for job in campaign.pack.workforce.jobs] or [""]
    made = 0
    for at, enterprise in enumerate(chosen):
        share = total - made if at == len(chosen) - 1 else round(total * max(enterprise.staff_total or 0, 10) / whole)
        for _n in range(min(share, total - made)):
            made += 1
            yield enterprise, _person(made, rng, jobs)


def _person(n: int, rng: random.Random, jobs: list[str]) -> Given:
    origin = rng.choice(ORIGINS)
    born = dt.date(1965, 1, 1) + dt.timedelta(days=n * 37 % 12_997)  # a prime: no two numbers are alike
    first = f"{origin or '110101'}{born:%Y%m%d}{n % 1000:03d}"
    ago = rng.randint(1, 25) if origin else None
    return Given(
        name=names.person(rng),
        document=first + documents.check_sign(first),
        document_kind="resident_card",
        phone=f"1380000{n % 10_000:04d}",
        nationality="CN",
        origin=origin,
        arrived_on=clock.today() - dt.timedelta(days=ago) if ago else None,
        transport=rng.choice(("train", "coach", "charter", "car")) if origin else "",
        lodging="dormitory" if origin else "home",
        job=rng.choice(jobs) if rng.random() < 0.1 else "worker" if "worker" in jobs else "",
    )


def _specialists(campaign: Campaign, staff: Staff, enterprise: Enterprise, rng: random.Random) -> None:
    make = maker(campaign, rng)
    medic = make("medic", shown=True)
    grant(user=medic, role="medic", kind=ScopeKind.AREA, key=campaign.jurisdiction.prefix, by=None)
    specialist = make("specialist", shown=True)
    grant(user=specialist, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(enterprise.pk), by=None)


def _report(campaign: Campaign, rng: random.Random) -> None:
    """This morning's temperatures of nine in ten, and two who are unwell."""
    morning = clock.at(clock.today(), 7)
    if clock.now() < morning + dt.timedelta(hours=1):
        morning -= dt.timedelta(days=1)
    people = list(Person.objects.filter(campaign=campaign).values_list("pk", flat=True))
    firm = Employment.objects.filter(campaign=campaign).order_by("pk").values_list("enterprise", flat=True).first()
    unwell = list(Employment.objects.filter(enterprise=firm).values_list("person", flat=True)[3:5])
    readings = [
        Reading(pk, morning + dt.timedelta(minutes=rng.randint(0, 59)), 382 if pk in unwell else rng.randint(361, 369))
        for pk in people
        if pk in unwell or rng.random() < 0.9
    ]
    with clock.showing(max(morning + dt.timedelta(hours=1), clock.now() - dt.timedelta(minutes=40))):
        health.take_all(campaign=campaign, readings=Batch.of(readings), via="sheet")
