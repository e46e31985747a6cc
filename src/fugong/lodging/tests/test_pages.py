"""The pages, as the town, the desk and the enterprise use them: from the request to the key, and tomorrow's meals."""

import datetime as dt
import io

import openpyxl
import pytest
from django.conf import settings
from django.db.models import DateTimeField, Sum, Value
from django.test import Client
from django.urls import reverse

from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED
from fugong.ledger.models import Event
from fugong.lodging import lists
from fugong.lodging.arrows import BED_REQUEST, HOUSE, MEAL_ORDER, STAY
from fugong.lodging.models import BedRequest, House, MealOrder, Stay
from fugong.lodging.views import mine
from fugong.registry import todo
from fugong.web.timeline import SAID
from ground.paging import seen
from ground.undoing import Desk

pytestmark = pytest.mark.django_db


def signed_in(user):
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def at(name, *args):
    return reverse(f"lodging:{name}", args=["plain", *args])


def text_of(answer, status=200):
    assert answer.status_code == status, answer.content[:400]
    return answer.content.decode()


def test_the_enterprise_asks_the_town_arranges_the_enterprise_takes_it(stage):
    house, first, second = stage.house(2), stage.person(), stage.person()
    firm, town = signed_in(stage.liaison), signed_in(stage.cast.town)
    form = text_of(firm.get(at("mine_ask", stage.river.pk)))
    assert first.name in form
    assert "110101199003" not in form, "numbers are masked"
    sent = {"people": [first.pk, second.pk], "since": "2020-02-20", "until": "2020-02-27", "wishes": "near the plant"}
    answer = firm.post(at("mine_ask", stage.river.pk), sent | {"until": "2020-02-20"})
    assert "near the plant" in text_of(answer, 422), "what was typed stays"
    firm.post(at("mine_ask", stage.river.pk), sent)
    request = BedRequest.objects.get()

    assert stage.river.name in text_of(town.get(at("requests")))
    page = text_of(town.get(at("request", request.pk)))
    assert house.name in page
    assert first.name not in page, "the town arranges without names"
    assert first.name in text_of(signed_in(stage.desk).get(at("request", request.pk)))
    assert [each.title for each in todo.of(stage.cast.town, stage.campaign) if "bed" in each.detail] == [
        stage.river.name
    ]
    town.post(at("request_proposal", request.pk), {"house": [house.pk]})
    assert Stay.objects.filter(state="reserved").count() == 2

    assert "2 beds are on hold" in text_of(
        firm.get(reverse("resumption:mine_enterprise", args=["plain", stage.river.pk]))
    )
    assert house.name in text_of(firm.get(at("mine_request", stage.river.pk, request.pk)))
    firm.post(at("mine_confirmation", stage.river.pk, request.pk))
    stay = Stay.objects.first()
    signed_in(stage.desk).post(at("stay_arrival", stay.pk))
    stay.refresh_from_db()
    assert stay.state == "moved_in"
    page = text_of(signed_in(stage.desk).get(at("house", house.pk)))
    assert stay.person.name in page
    assert stay.person.name not in text_of(town.get(at("house", house.pk)))
    assert "1 person lodged" in text_of(
        signed_in(stage.desk).get(reverse("registry:enterprise", args=["plain", stage.river.pk]))
    )
    assert "Somebody" in text_of(town.get(at("house", house.pk)))


def test_a_house_is_entered_looked_at_and_opened(stage):
    desk = signed_in(stage.desk)
    given = {"kind": "plant", "name": "厂内A", "area_code": stage.river.area_code, "longitude": "east"}
    page = text_of(desk.post(at("house_new"), given), 422)
    assert "Say whose plant it is in." in page
    assert "Write degrees" in page
    desk.post(at("house_new"), given | {"plant": stage.river.name, "longitude": "118.2", "phone": "13812345678"})
    house = House.objects.get(name="厂内A")
    assert house.enterprise == stage.river
    room = {"number": "101", "beds": "4", "area": "10", "spacing": "1"}
    assert "4 beds need 16 m²" in text_of(desk.post(at("house_rooms", house.pk), room), 422)
    desk.post(at("house_rooms", house.pk), room | {"area": "16"})
    desk.post(at("house_check", house.pk), {"check-exits": "1"})
    house.refresh_from_db()
    assert (house.state, house.checks) == ("proposed", {"exits": True, "alarms": False})
    desk.post(at("house_check", house.pk), {"check-exits": "1", "check-alarms": "1"})
    desk.post(at("house_opening", house.pk), {"open_from": "2020-02-21"})
    house.refresh_from_db()
    assert (house.state, house.open_from) == ("open", dt.date(2020, 2, 21))
    assert "13812345678" not in text_of(desk.get(at("house", house.pk)))
    assert "13812345678" in text_of(desk.post(at("house_contact", house.pk), {"reason": "key"}))
    assert Event.objects.get(verb="house.reveal").reason == "key"
    desk.post(at("house_closing", house.pk), {"reason": "over"})
    house.refresh_from_db()
    assert house.state == "closed"


def test_meals_come_with_the_numbers_of_the_day_before(stage):
    caterer, firm = stage.caterer(100), signed_in(stage.liaison)
    sent = {
        "caterer": caterer.pk,
        "day": "2020-02-21",
        "count-lunch": "40",
        "count-dinner": "",
        "diet-lunch-halal": "3",
    }
    assert "can cook 100 more" in text_of(
        firm.post(at("mine_meals", stage.river.pk), sent | {"count-lunch": "101"}), 422
    )
    assert "Write a whole number" in text_of(
        firm.post(at("mine_meals", stage.river.pk), sent | {"count-lunch": "forty"}), 422
    )
    firm.post(at("mine_meals", stage.river.pk), sent)
    order = MealOrder.objects.get()
    assert (order.count, order.diets) == (40, {"halal": 3})
    with stage.later(days=1):
        page = text_of(firm.get(at("mine_meals", stage.river.pk)))
        assert 'value="40"' in page
        assert "The numbers are those of 21 Feb" in page
    town = signed_in(stage.cast.town)
    page = text_of(town.get(at("caterer", caterer.pk)))
    assert stage.river.name in page
    town.post(at("caterer_acceptance", caterer.pk), {"day": "2020-02-21"})
    order.refresh_from_db()
    assert order.state == "accepted"
    firm.post(at("mine_meal_withdrawal", stage.river.pk, order.pk))
    order.refresh_from_db()
    assert order.state == "withdrawn"


def test_a_sheet_brings_houses_with_their_rooms(stage):
    book = openpyxl.Workbook()
    rows = [
        ("住宿点", "类型", "区域", "房号", "床位", "隔离", "所属企业"),
        ("新宿舍", "集体宿舍", stage.river.area_code, "201", 4, "", ""),
        ("新宿舍", "", "", "202", 7, "", ""),
        ("新宿舍", "", "", "203", 2, "是", ""),
        ("厂里", "厂区内住宿", "", "1", 2, "", "不存在的公司"),
    ]
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "住宿.xlsx"
    desk = signed_in(stage.desk)
    answer = desk.post(reverse("sheets:upload", args=["plain", "houses"]), {"file": file}, follow=True)
    page = text_of(answer)
    assert "At most 6 beds a room." in page
    assert "Say whose plant it is in" in page
    address = answer.redirect_chain[-1][0]
    desk.post(f"{address}application/", {"only_good": "1"})
    house = House.objects.get(name="新宿舍")
    assert list(house.rooms.values_list("number", "beds", "isolation")) == [("201", 4, False), ("203", 2, True)]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(desk.get(at("houses_sheet")).streaming_content)))
    assert {row[0].value for row in sheet.active.iter_rows(min_row=3)} == {"新宿舍"}


def test_the_lists_ask_the_same_number_of_questions_however_long(stage, django_assert_max_num_queries):
    desk = signed_in(stage.desk)
    houses = [stage.house(2, 2) for _each in range(4)]
    for house in houses:
        stage.lodged(house=house)
    stage.asked(*stage.people(6))
    caterer = stage.caterer()
    stage.ordered(caterer)
    for name, most in (("houses", 22), ("requests", 18), ("caterers", 16), ("isolation", 16)):
        with django_assert_max_num_queries(most):
            text_of(desk.get(at(name)))
    with django_assert_max_num_queries(28):
        text_of(desk.get(at("house", houses[0].pk)))
    with django_assert_max_num_queries(30):
        text_of(desk.get(at("request", BedRequest.objects.get(state="asked").pk)))
    liaison = signed_in(stage.liaison)
    for name in ("mine", "mine_ask", "mine_meals"):
        with django_assert_max_num_queries(28):
            text_of(liaison.get(at(name, stage.river.pk)))


def test_what_lies_elsewhere_is_not_found(stage):
    house, request, caterer = stage.house(2), stage.asked(), stage.caterer()
    stay = stage.lodged(house=house)
    (order,) = stage.ordered(caterer)
    elsewhere = signed_in(stage.cast.hill_town)
    for name, row in (("house", house), ("request", request)):
        assert elsewhere.get(at(name, row.pk)).status_code == 404
    for name, row in (("stay_departure", stay), ("meal_decision", order), ("request_proposal", request)):
        assert elsewhere.post(at(name, row.pk)).status_code == 404
    assert signed_in(stage.cast.shop_liaison).get(at("mine_request", stage.river.pk, request.pk)).status_code == 404
    assert signed_in(stage.cast.leader).get(at("houses")).status_code == 403


def test_figures_count_beds_and_isolation_rooms(stage):
    house = stage.house(3, isolation=(2,))
    stage.lodged(house=house)
    found = {}
    for key, measure in REGISTERED.items():
        if key.startswith(("lodging.", "meals.ordered")):
            rows = KINDS[measure.source].rows(stage.campaign, stage.desk)
            found[key] = (rows, measure)
    numbers = {key: _value(rows, measure) for key, (rows, measure) in found.items()}
    assert (numbers["lodging.beds"], numbers["lodging.beds.free"]) == (4, 3)
    assert (numbers["lodging.stays"], numbers["lodging.requests.solved"], numbers["lodging.people.solved"]) == (1, 1, 1)
    assert (numbers["lodging.isolation.needed"], numbers["lodging.isolation.lacking"]) == (
        8,
        8,
    )  # 330, 120 and 12 people


def _value(rows, measure):
    found = rows.annotate(moment=Value(clock.now(), output_field=DateTimeField())).filter(measure.where)
    return found.aggregate(n=Sum(measure.column))["n"] if measure.column else found.count()


def test_every_event_of_the_room_has_words():
    for workflow in (BED_REQUEST, HOUSE, MEAL_ORDER, STAY):
        for arrow in workflow.arrows:
            assert f"{workflow.key}.{arrow.key}" in SAID


def test_a_move_and_a_longer_stay_are_taken_back_at_once(stage) -> None:
    house = stage.house(2, 2)
    stay, desk = stage.lodged(house=house), Desk(stage.desk)
    at = lambda name, pk: reverse(f"lodging:{name}", args=[stage.campaign.key, pk])  # noqa: E731
    before, later = stay.until, stay.until + dt.timedelta(days=5)
    button = desk.does(at("stay_extension", stay.pk), {"until": later.isoformat()})
    stay.refresh_from_db()
    assert stay.until == later
    desk.undoes(button)
    stay.refresh_from_db()
    assert stay.until == before
    button = desk.does(at("stay_transfer", stay.pk), {"room": house.rooms.get(number="102").pk})
    lives = lambda: Stay.objects.get(person=stay.person_id, state="moved_in").room.number  # noqa: E731
    assert lives() == "102"
    desk.undoes(button)
    assert lives() == "101"


def test_whoever_came_last_stands_first_among_those_without_a_bed(stage, monkeypatch):
    """However many of the list have a bed already: they take nobody's place."""
    stage.house(4)
    early, late = stage.person(), stage.person()
    type(early).objects.filter(pk=early.pk).update(arrived_on=dt.date(2020, 2, 1))
    type(late).objects.filter(pk=late.pk).update(arrived_on=dt.date(2020, 2, 19))
    firm = signed_in(stage.liaison)
    form = text_of(firm.get(at("mine_ask", stage.river.pk)))
    assert form.index(late.name) < form.index(early.name)
    assert "arrived" in form
    monkeypatch.setattr("fugong.lodging.actions.requests.MOST_PEOPLE", 1)
    form = text_of(firm.get(at("mine_ask", stage.river.pk)))
    assert late.name in form and early.name not in form, "control: so many are offered at once"
    sent = {"people": [late.pk], "since": "2020-02-20", "until": "2020-02-27"}
    assert firm.post(at("mine_ask", stage.river.pk), sent).status_code == 302
    form = text_of(firm.get(at("mine_ask", stage.river.pk)))
    assert early.name in form and late.name not in form, "the next of the list, though one more is on it"
    assert "1 person of your list has a bed, or is asked for already." in form


def test_requests_and_sleepers_are_read_to_their_end_and_the_near_houses_are_compared(stage, monkeypatch):
    firm = signed_in(stage.liaison)
    for _n in range(3):
        stage.lodged()
        stage.asked(stage.person())
    monkeypatch.setattr(lists.page, "__defaults__", (2,))
    for name, size in (("SLEEPERS", 2), ("PAST", 2)):
        monkeypatch.setattr(mine, name, size)
    home, one = at("mine", stage.river.pk), r'href="/mine/plain/\d+/[a-z/]*?(\d+)/"'
    open_ = BedRequest.objects.filter(state__in=lists.OPEN)
    assert set(seen(firm, home, r'card-link mb-2" ' + one, "open")) == {str(row.pk) for row in open_}
    assert set(seen(firm, home, r'py-1"><a ' + one, "past")) == {
        str(row.pk) for row in BedRequest.objects.difference(open_)
    }
    assert len(seen(firm, home, r"room \d+, bed \d+")) == 3
    monkeypatch.setattr(lists, "MOST_HOUSES", 1)
    type(stage.river).objects.filter(pk=stage.river.pk).update(longitude=118.1, latitude=24.5)
    House.objects.update(longitude=120.0, latitude=26.0)
    near = stage.house(2, name="近处", longitude=118.11, latitude=24.51)
    request = BedRequest.objects.filter(state="asked").latest("pk")
    assert lists.fitting(stage.desk, request, lists.Wanted()) == [near]


def test_a_place_that_lodges_nobody_shows_no_way_there(stage, monkeypatch):
    firm, desk = signed_in(stage.liaison), signed_in(stage.desk)
    home, page = (
        reverse(name, args=["plain", stage.river.pk]) for name in ("resumption:mine_enterprise", "registry:enterprise")
    )
    ways = (at("requests"), at("houses"), at("caterers"))
    shown = text_of(desk.get(page))
    assert all(f'href="{way}"' in shown for way in ways) and at("mine", stage.river.pk) in text_of(firm.get(home))
    monkeypatch.setattr(type(stage.campaign.pack.lodging), "used", False, raising=False)
    monkeypatch.delitem(stage.campaign.pack.lodging.__dict__, "used")
    shown = text_of(desk.get(page))
    assert not any(way in shown for way in ways) and at("mine", stage.river.pk) not in text_of(firm.get(home))
