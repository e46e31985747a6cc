"""Beds: asked for, arranged, confirmed; who gets which; what a person's file says afterwards."""

import datetime as dt

import pytest

from fugong.channels.models import InboxEntry
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.lodging.actions import houses, placing, requests, stays
from fugong.lodging.models import BedRequest, RequestedPerson, Stay

pytestmark = pytest.mark.django_db


def told(user):
    return set(InboxEntry.objects.filter(person=user).values_list("kind", flat=True))


def test_from_the_request_to_the_key(stage):
    house = stage.house(2, 2)
    request = stage.asked(*stage.people(3))
    assert (request.state, request.wanted) == ("asked", 3)
    assert request.due_at - request.asked_at == dt.timedelta(hours=4)
    assert told(stage.cast.town) == {"lodging.asked"}

    made = stage.proposed(request, house)
    request.refresh_from_db()
    assert (request.state, request.placed, len(made)) == ("arranged", 3, 3)
    assert "lodging.answered" in told(stage.liaison)

    assert requests.confirm(request=request, by=stage.liaison) is None
    stay = stays.move_in(stay=made[0], by=stage.desk)
    stay.person.refresh_from_db()
    assert stay.person.lodging == "dormitory"
    with stage.later(days=2):
        stays.move_out(stay=stay, by=stage.desk)
    stay.refresh_from_db()
    stay.person.refresh_from_db()
    assert (stay.state, stay.person.lodging, (stay.until - stay.since).days) == ("moved_out", "", 2)


def test_a_group_stays_together_and_fills_rooms_whole(stage):
    small, big = stage.house(4, 1), stage.house(2, 4, 6)
    made = stage.proposed(stage.asked(*stage.people(6)), small, big)
    assert {stay.room.house_id for stay in made} == {big.pk}
    assert {stay.room.number for stay in made} == {"103"}


def test_isolated_people_only_go_into_isolation_rooms_each_alone(stage):
    house = stage.house(4, isolation=(2, 2))
    well, first, second, third = stage.person(), *(stage.person() for _ in range(3))
    for person in (first, second, third):
        person.is_contact = True
        person.save(update_fields=["is_contact"])
        type(person).objects.filter(pk=person.pk).update(state="isolated")
    request = stage.asked(well, first, second, third)
    made = {stay.person_id: stay for stay in stage.proposed(request, house)}
    assert made[well.pk].lodging == "dormitory"
    assert {made[key.pk].room.number for key in (first, second)} == {"102", "103"}
    assert made[first.pk].lodging == "isolation"
    assert third.pk not in made
    request.refresh_from_db()
    assert request.is_partly
    room = house.rooms.get(number="101")
    with pytest.raises(Refused, match="needs an isolation room"):
        placing.place(request=request, rooms={third.pk: room.pk}, by=stage.desk)
    with pytest.raises(Refused, match="kept for people in isolation"):
        placing.place(request=request, rooms={well.pk: house.rooms.get(number="102").pk}, by=stage.desk)


def test_observed_people_share_only_with_their_like(stage):
    house = stage.house(4)
    stage.lodged(house=house)
    watched = stage.person()
    type(watched).objects.filter(pk=watched.pk).update(state="observed")
    request = stage.asked(watched)
    with pytest.raises(Refused, match="kept apart from these"):
        stage.proposed(request, house)
    full = stage.house(1)
    stage.lodged(house=full)
    with pytest.raises(Refused, match="No fitting bed is free"):
        stage.proposed(request, full)
    with pytest.raises(Refused, match="to be kept apart"):
        placing.place(request=request, rooms={watched.pk: house.rooms.get().pk}, by=stage.desk)
    assert len(stage.proposed(request, house, stage.house(1))) == 1


def test_who_has_no_bed_yet_is_asked_for_again_with_the_old_deadline(stage):
    request = stage.asked(*stage.people(3))
    due = request.due_at
    stage.proposed(request, stage.house(2))
    request.refresh_from_db()
    rest = requests.confirm(request=request, by=stage.liaison)
    assert (rest.wanted, rest.due_at, rest.state, rest.follows_id) == (1, due, "asked", request.pk)
    request.refresh_from_db()
    assert (request.wanted, request.placed) == (2, 2)
    assert RequestedPerson.objects.filter(request=rest).count() == 1


def test_a_returned_request_frees_its_beds_and_waits_again(stage):
    house, request = stage.house(2), stage.asked()
    stage.proposed(request, house)
    requests.send_back(request=request, reason="Too far from the plant.", by=stage.liaison)
    request.refresh_from_db()
    assert (request.state, request.placed) == ("asked", 0)
    assert set(Stay.objects.values_list("state", flat=True)) == {"cancelled"}
    assert len(stage.proposed(stage.asked(), house)) == 2


def test_giving_up_the_last_bed_reopens_the_request(stage):
    request = stage.asked(*stage.people(1))
    (stay,) = stage.proposed(request, stage.house(1))
    stay.refresh_from_db()
    stays.cancel(stay=stay, by=stage.desk)
    request.refresh_from_db()
    assert (request.state, request.placed) == ("asked", 0)
    assert request.due_at is not None


def test_beds_by_hand_may_be_changed(stage):
    house, person = stage.house(1, 1), stage.person()
    request = stage.asked(person)
    stage.proposed(request, house)
    other = house.rooms.get(number="102")
    placing.place(request=request, rooms={person.pk: other.pk}, by=stage.desk)
    request.refresh_from_db()
    assert (request.state, request.placed) == ("arranged", 1)
    assert Stay.objects.get(state="reserved").room == other


def test_a_bed_is_free_again_on_the_day_of_leaving(stage):
    house = stage.house(1)
    first = stage.proposed(stage.asked(stage.person(), days=3), house)[0]
    with pytest.raises(Refused, match="No fitting bed"):
        stage.proposed(stage.asked(stage.person(), since=stage.today + dt.timedelta(days=2)), house)
    BedRequest.objects.filter(state="asked").delete()
    after = stage.proposed(stage.asked(stage.person(), since=first.until), house)[0]
    assert (after.room, after.bed) == (first.room, first.bed)


def test_whoever_should_have_left_and_has_not_still_has_the_bed(stage):
    house = stage.house(1)
    stay = stage.lodged(house=house)
    with stage.later(days=8):
        request = stage.asked(stage.person())
        with pytest.raises(Refused, match="No fitting bed"):
            stage.proposed(request, house)
        stays.move_out(stay=stay, by=stage.desk)
        assert stage.proposed(request, house)


def test_nobody_moves_into_a_bed_that_another_has_not_left(stage):
    house = stage.house(1)
    stay = stage.lodged(house=house)
    late = stage.proposed(stage.asked(stage.person(), since=stay.until, days=20), house)[0]
    with stage.later(days=7), pytest.raises(Conflict, match="moved out yet"):
        stays.move_in(stay=late, by=stage.desk)


def test_moving_to_another_room_keeps_who_slept_where(stage):
    house = stage.house(1, 2)
    stay = stage.lodged(house=house)
    to = house.rooms.exclude(pk=stay.room_id).get()
    with stage.later(days=1):
        made = stays.transfer(stay=stay, room=to, by=stage.desk)
    stay.refresh_from_db()
    assert (stay.state, made.state, made.room, made.since) == ("moved_out", "moved_in", to, stay.until)
    assert made.person.lodging != ""


def test_a_stay_is_not_extended_over_a_promise(stage):
    house = stage.house(1)
    stay = stage.lodged(house=house)
    stage.proposed(stage.asked(stage.person(), since=stay.until, days=20), house)
    with pytest.raises(Refused, match="on hold for somebody else"):
        stays.extend(stay=stay, until=stay.until + dt.timedelta(days=1), by=stage.desk)
    stay.refresh_from_db()
    assert stay.until == stage.today + dt.timedelta(days=7)


def test_what_can_not_be_asked(stage):
    person = stage.person()
    stranger = stage.person(stage.cast.shop)
    for message, more in (
        ("first day", {"since": stage.today - dt.timedelta(days=1)}),
        ("day of leaving", {"until": stage.today}),
    ):
        with pytest.raises(Refused, match=message):
            stage.asked(person, **more)
    with pytest.raises(Refused, match="isn’t on this enterprise’s list"):
        stage.asked(stranger)
    stage.asked(person)
    with pytest.raises(Refused, match="asked for somebody of them already"):
        stage.asked(person)


def test_in_a_plant_only_its_own_people_get_beds_and_the_enterprise_says_who_came(stage):
    values = {"kind": "plant", "name": "厂内A"}
    house = houses.propose(
        campaign=stage.campaign, enterprise=stage.cast.shop, values=values, by=stage.cast.shop_liaison
    )
    with pytest.raises(Refused, match="square metres"):
        houses.put_room(house=house, values={"number": "1", "beds": 2}, by=stage.desk)
    with pytest.raises(Refused, match="need 8 m²"):
        houses.put_room(house=house, values={"number": "1", "beds": 2, "area": 7, "spacing": 1}, by=stage.desk)
    houses.put_room(house=house, values={"number": "1", "beds": 2, "area": 9, "spacing": 1}, by=stage.desk)
    with pytest.raises(NotAllowed):
        houses.check(house=house, seen={"exits": True, "alarms": True}, by=stage.cast.shop_liaison)
    assert houses.check(house=house, seen={"exits": True}, by=stage.desk).state == "proposed"
    houses.check(house=house, seen={"exits": True, "alarms": True}, by=stage.desk)
    house = houses.open_(house=house, since=stage.today, until=None, by=stage.desk)
    with pytest.raises(Refused, match="No fitting bed"):
        stage.proposed(stage.asked(), house)
    request = requests.ask(
        campaign=stage.campaign, enterprise=stage.cast.shop, people=[stage.person(stage.cast.shop).pk],
        since=stage.today, until=None, by=stage.cast.shop_liaison,
    )  # fmt: skip
    (stay,) = stage.proposed(request, house)
    assert stays.move_in(stay=stay, by=stage.cast.shop_liaison).lodging == "plant"
    with pytest.raises(Refused, match="have a bed there"):
        houses.close(house=house, reason="over", by=stage.desk)


def test_a_house_closes_and_is_checked_anew(stage):
    house = stage.house(2)
    house = houses.close(house=house, reason="The hotel opens for guests.", by=stage.desk)
    house = houses.propose_again(house=house, by=stage.desk)
    assert (house.state, house.checked_on, house.open_from) == ("proposed", None, None)


def test_who_may_not(stage):
    house, request = stage.house(2), stage.asked()
    for user in (stage.liaison, stage.cast.leader, stage.cast.hill_town, stage.cast.stranger):
        with pytest.raises(NotAllowed):
            stage.proposed(request, house, by=user)
    with pytest.raises(NotAllowed):
        requests.withdraw(request=request, by=stage.cast.shop_liaison)
    stage.proposed(request, house, by=stage.cast.town)
    with pytest.raises(NotAllowed):
        requests.confirm(request=request, by=stage.cast.shop_liaison)
    requests.withdraw(request=request, by=stage.liaison)
    with pytest.raises(Conflict):
        stage.proposed(request, house)
