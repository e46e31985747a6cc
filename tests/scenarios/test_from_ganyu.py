"""A worker from Ganyu arrives: red card, bed, temperature, a pool of ten, the list at 18:00, green; three months later nothing
is left of him but a number and a certificate.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.lodging.actions import placing, requests, stays
from fugong.lodging.tests.stage import build as with_houses
from fugong.testing.actions import results
from fugong.testing.models import Tube
from fugong.testing.tests.stage import build as with_points
from fugong.workforce import documents
from fugong.workforce.actions import classes, erasures, files, links
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db
NAME, PHONE = "徐赣榆", "13905120000"
NUMBER = "32072119880412001" + documents.check_sign("32072119880412001")


def him() -> Person:
    return Person.objects.opened().select_related("campaign__pack_version").get(origin="320707")


def test_from_the_coach_to_the_certificate(cast: Any, client: Client) -> None:
    testing = with_points(cast)
    liaison, desk = Client(), Client()
    liaison.force_login(cast.liaison)
    desk.force_login(cast.desk)

    # He opens his file by the enterprise's poster, and is told at once where he stands
    link = links.link(campaign=cast.campaign, enterprise=cast.river, by=cast.liaison)
    typed = {"name": NAME, "document": NUMBER, "phone": PHONE, "origin": "江苏赣榆", "arrived_on": "2020-02-20"}
    opened = client.post(f"/join/{link.token}/", typed | {"read_notice": "on"})
    person = him()
    own = opened["Location"]
    assert (person.state, person.card, person.silent_until) == ("waiting", "red", dt.date(2020, 2, 23))
    assert "红卡" in client.get(own).content.decode()

    # A bed, asked for by the enterprise and arranged by the town
    lodging = with_houses(cast)
    house = lodging.house(4)
    request = lodging.asked(person, days=30)
    placing.propose(request=request, houses=[house], by=cast.desk)
    request.refresh_from_db()
    requests.confirm(request=request, by=cast.liaison)
    stays.move_in(stay=request.stays.get(), by=cast.desk)
    assert him().lodging == "dormitory"

    # Temperature in three taps: open, choose, send
    assert client.post(f"/p/{person.token}/health/", {"temperature": "36.5"}).status_code == 302

    # Sampled in a pool of ten, and seen as tested in the list of 18:00
    testing.sent(*testing.people, him(), size=10)
    with clock.showing(clock.at(clock.today(), 18, 5)):
        listed = liaison.get(f"/mine/plain/{cast.river.pk}/testing/").content.decode()
    missing, _mark, sampled = listed.partition("data-sampled")
    assert NAME in sampled and NAME not in missing
    results.enter(tube=him_tube(), result="negative", by=cast.desk)
    assert him().state == "observed", "tested, and still to be watched"

    # One file: the desk and he himself see his bed and his test; another's aren't in it
    page = desk.get(f"/c/plain/people/{person.pk}/").content.decode()
    assert "其他在档记录" in page and house.name in page and "阴性" in page
    assert house.name in client.post(f"/p/{person.token}/copy/", {"tail": NUMBER[-4:]}).content.decode()
    other = desk.get(f"/c/plain/people/{testing.people[0].pk}/").content.decode()
    assert house.name not in other, "control: nobody else's bed"

    # Green when the days are over
    with clock.showing(clock.now() + dt.timedelta(days=8)):
        classes.follow_day(cast.campaign)
        assert (him().state, him().card) == ("green", "")
        stays.move_out(stay=request.stays.get(), by=cast.desk)
        files.leave(person=him(), by=cast.desk)

    # Three months later
    number = person.pk
    with clock.showing(clock.now() + dt.timedelta(days=100)):
        certificate = erasures.on_the_day(cast.campaign)
        assert certificate is not None and certificate.counts["person"] == 1
        erasures.sign(erasure=certificate, by=cast.desk)
        erasures.sign(erasure=certificate, by=cast.leader)
        assert client.get(own).status_code == 404
    assert certificate.state == "issued"
    assert _left_of(NAME, NUMBER, PHONE, person.token) == []
    told = Event.objects.filter(subject_kind="person", subject_key=str(number))
    assert told.exists() and not Person.objects.filter(pk=number).exists(), "what happened stays, under a number"


def him_tube() -> Any:
    return Tube.objects.get(code="T-001")


def _left_of(*texts: str) -> list[str]:
    """Tables in which one of the texts still stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)', [[f"%{each}%" for each in texts]]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found
