"""The chain at the gate: each step in its turn, the party together, a fever ends it, and nobody else moves anybody."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils.translation import override

from fugong.arrivals import chain
from fugong.arrivals.actions import announcing, planning, steps
from fugong.arrivals.actions.steps import Receiver
from fugong.arrivals.models import Arrival, HandOver
from fugong.arrivals.tests.stage import PASSPORTS, later
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.outreach.models import ChatGroup, GroupOfficer, Membership, Post
from fugong.registry import todo
from fugong.workflow import deadlines
from fugong.workforce import about, kept, missing
from fugong.workforce.actions import classes, files
from fugong.workforce.giving import read
from fugong.workforce.models import Employment, HealthCase, HealthReport, Person


def states(rows):
    return {row.state for row in Arrival.objects.filter(pk__in=[row.pk for row in rows])}


def readings(row):
    return list(HealthReport.objects.filter(person_id=row.person_id).values_list("temperature", "via"))


def told(user):
    return [entry.kind for entry in InboxEntry.objects.filter(person=user).order_by("pk")]


def test_a_family_goes_the_whole_way_together(stage):
    cast, party = stage.cast, stage.family()
    engineer, wife, child = stage.rows(party)
    assert (engineer.person.nationality, engineer.person.language, engineer.person.origin) == ("KR", "ko", "990000")
    assert list(Employment.objects.filter(enterprise=cast.river).values_list("person", flat=True)) == [
        engineer.person_id
    ]
    assert engineer.due_at == stage.flight.expected_at.replace(hour=stage.flight.expected_at.hour + 1)
    rows = stage.registered(party)
    assert {row.state for row in rows} == {"registered"}
    assert (rows[0].person.state, rows[0].person.class_key, rows[0].person.card) == ("waiting", "untested", "red")
    assert readings(rows[0]) == [(365, "arrival")]
    with pytest.raises(Conflict, match="set out first"):
        steps.hand_over(arrivals=rows, receiver=Receiver("enterprise", "王工"), by=cast.officer)
    with later(hours=1):
        steps.depart(arrivals=rows, vehicle=stage.van(), by=cast.officer)
        receipt = steps.hand_over(arrivals=rows, receiver=Receiver("enterprise", "王工"), by=cast.officer)
    assert states(rows) == {"handed_over"}
    done = stage.rows(party)[0]
    assert (done.in_time, done.due_at, done.handed_over, done.vehicle.plate) == (True, None, receipt, "鲁B12345")
    assert "arrival.handed_over" in told(cast.liaison) and "arrival.handed_over" in told(cast.bureau)
    assert Post.objects.filter(text__contains="今日又有3人返回").count() == 1
    posted = Post.objects.get(text__contains="今日又有3人返回").text
    assert "KIM" not in posted and cast.river.name not in posted
    steps.confirm(receipt=receipt, name="王工")
    steps.confirm(receipt=receipt, name="someone else")
    receipt.refresh_from_db()
    assert receipt.confirmed_as == "王工"


def test_no_name_number_or_reading_stands_in_an_event(stage):
    stage.handed_over(stage.family())
    kept = " ".join(f"{event.verb} {event.reason} {event.data}" for event in Event.objects.all())
    assert Event.objects.filter(verb="arrival.hand_over").count() == 3
    for secret in (*PASSPORTS, *PASSPORTS.values(), "365", "36.5", "13812345678", "滨河路1号"):
        assert secret not in kept
    for row in Arrival.objects.all():
        assert b"KIM" not in bytes(row.sealed)


def test_a_fever_ends_the_chain_opens_a_case_and_calls_the_doctor(stage):
    cast, rows = stage.cast, stage.rows(stage.family())
    stage.answered(rows)
    engineer = rows[0]
    temperatures = {row.pk: 362 for row in rows} | {engineer.pk: 384}
    steps.screen(arrivals=rows, temperatures=temperatures, by=cast.officer)
    assert [row.state for row in stage.rows(engineer.party)] == ["isolated", "screened", "screened"]
    person = Person.objects.get(pk=engineer.person_id)
    assert (person.last_temperature, person.state) == (384, "isolated")
    assert HealthCase.objects.filter(person=person).count() == 1
    assert "arrival.unwell" in told(cast.bureau) and "arrival.unwell" in told(cast.desk)
    with pytest.raises(NotAllowed):
        steps.clear(arrival=engineer, reason="nothing", by=cast.officer)
    with pytest.raises(Refused, match="needs a reason"):
        steps.clear(arrival=engineer, reason=" ", by=cast.desk)
    steps.clear(arrival=engineer, reason="Measured again", by=cast.desk)
    assert states([engineer]) == {"screened"}


def test_a_yes_that_means_unwell_isolates_and_names_the_symptom(stage):
    rows = stage.rows(stage.family())[:1]
    stage.answered(rows, cough=True)
    steps.screen(arrivals=rows, temperatures={rows[0].pk: 365}, by=stage.cast.officer)
    assert states(rows) == {"isolated"}
    assert Person.objects.get(pk=rows[0].person_id).last_symptoms is True


def test_each_step_asks_for_what_it_needs(stage):
    cast, rows = stage.cast, stage.rows(stage.family(contact=None))
    with pytest.raises(Refused, match="hasn’t answered"):
        steps.screen(arrivals=rows, temperatures={row.pk: 365 for row in rows}, by=cast.officer)
    with pytest.raises(Refused, match="every question"):
        steps.answer(arrival=rows[0], answers={"cough": False}, language="ko")
    stage.answered(rows)
    for wrong in ({}, {row.pk: 36 for row in rows}):
        with pytest.raises(Refused, match="34.0 to 43.0"):
            steps.screen(arrivals=rows, temperatures=wrong, by=cast.officer)
    with pytest.raises(Conflict, match="another step is next"):
        steps.test(arrivals=rows, sampled=True, by=cast.officer)
    steps.screen(arrivals=rows, temperatures={row.pk: 365 for row in rows}, by=cast.officer)
    with pytest.raises(Conflict, match="already"):
        steps.answer(arrival=rows[0], answers={"cough": True, "abroad": True}, language="ko")
    with pytest.raises(Refused, match="sample"):
        steps.test(arrivals=rows, sampled=False, by=cast.officer)
    steps.test(arrivals=rows, sampled=True, by=cast.officer)
    with pytest.raises(Refused, match="named contact"):
        steps.register(arrivals=rows, given={}, by=cast.officer)
    assert states(rows) == {"tested"}, "nothing is half done"
    with pytest.raises(Refused, match="Write who takes over"):
        steps.hand_over(
            arrivals=stage.registered(_second(stage)), receiver=Receiver("enterprise", " "), by=cast.officer
        )  # fmt: skip


def _second(stage):
    """Another party, of one who is no foreigner."""
    from fugong.arrivals.coming import read as coming

    one = coming({"name": "王芳", "document": "11010119900307803X"}, stage.campaign.pack)
    return announcing.announce(
        service=stage.flight, people=[one], enterprise=stage.cast.river, via="desk", by=stage.cast.desk
    )


def test_what_isnt_asked_at_a_gate_is_passed_over_and_who_isnt_driven_goes_at_once(stage):
    cast = stage.cast
    train = planning.add_service(
        campaign=stage.campaign,
        gate="rail",
        number="G 227",
        day=stage.flight.day,
        at=stage.flight.scheduled_at,
        by=cast.desk,
    )
    train.campaign = stage.campaign
    from fugong.arrivals.coming import Coming

    party = announcing.announce(service=train, people=[Coming("王芳")], enterprise=cast.river, via="desk", by=cast.desk)
    rows = stage.screened(party)
    rows[0].campaign = stage.campaign
    assert [(link.step.key, link.is_done, link.is_next) for link in chain.links(rows[0])] == [
        ("screen", True, False), ("register", False, True), ("home", False, False),
    ]  # fmt: skip
    with pytest.raises(Refused, match="no file yet"):
        steps.register(arrivals=rows, given={}, by=cast.officer)
    given = read({"name": "王芳", "document": "11010119900307803X", "document_kind": "resident_card"}, jobs={})
    steps.register(arrivals=rows, given={rows[0].pk: given}, by=cast.officer)
    row = stage.rows(party)[0]
    assert (row.person.name, readings(row), "name" in row.opened) == ("王芳", [(365, "arrival")], False)
    steps.hand_over(arrivals=[row], receiver=Receiver("community", "李书记"), by=cast.officer)
    assert "arrival.handed_over" in told(cast.town)


def test_a_vehicle_never_takes_more_than_its_seats(stage):
    rows = stage.registered(stage.family())
    with pytest.raises(Refused, match="2 seats"):
        steps.depart(arrivals=rows, vehicle=stage.van(seats=2), by=stage.cast.officer)
    with pytest.raises(Refused, match="Choose a vehicle"):
        steps.depart(arrivals=rows, vehicle=None, by=stage.cast.officer)
    assert states(rows) == {"registered"}


def test_who_didnt_come_can_come_later_and_others_go_on_elsewhere(stage):
    cast, rows = stage.cast, stage.rows(stage.family())
    with pytest.raises(Conflict, match="isn’t in yet"):
        steps.miss(arrivals=rows, by=cast.officer)
    with later(hours=2):
        steps.miss(arrivals=rows, by=cast.officer)
        assert states(rows) == {"missed"}
        flight = planning.add_service(
            campaign=stage.campaign,
            gate="air",
            number="OZ317",
            day=stage.flight.day,
            at=stage.flight.expected_at,
            by=cast.desk,
        )
        moved = announcing.rebook(arrival=rows[0], service=flight, by=cast.officer)
        assert (moved.state, moved.service.number) == ("expected", "OZ317")
        with pytest.raises(Refused, match="needs a reason"):
            steps.divert(arrivals=[moved], reason="", by=cast.officer)
        steps.divert(arrivals=[moved], reason="Yantai", by=cast.officer)
    assert states([moved]) == {"elsewhere"}


@pytest.mark.parametrize("who", ["liaison", "leader", "stranger", "nobody", "hill_town", "inspector"])
def test_nobody_else_moves_an_arrival(stage, who):
    rows = stage.rows(stage.family())
    stage.answered(rows)
    by = getattr(stage.cast, who)
    for act in (
        lambda: steps.screen(arrivals=rows, temperatures={row.pk: 365 for row in rows}, by=by),
        lambda: steps.isolate(arrival=rows[0], by=by),
        lambda: steps.divert(arrivals=rows, reason="x", by=by),
        lambda: announcing.rebook(arrival=rows[0], service=stage.flight, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert states(rows) == {"expected"}


def test_on_duty_one_receives_whoever_comes_to_the_gate_that_day(stage):
    import datetime as dt

    from fugong.arrivals.coming import Coming

    cast = stage.cast
    announcing.announce(service=stage.flight, people=[Coming("王芳")], enterprise=cast.hill, via="desk", by=cast.desk)
    row = Arrival.objects.get()
    leader = cast.grid_leader  # of the east grid: West Hill isn't theirs
    assert not Arrival.objects.visible_to(leader).exists()
    duty = {"gate": "air", "day": stage.flight.day, "begins": dt.time(8), "ends": dt.time(20), "vehicles": []}
    planning.plan_duty(campaign=stage.campaign, officers=[leader], by=cast.desk, **duty)
    assert any("Lacks 1 officers and 1 vehicles" in each.detail for each in todo.of(cast.desk, stage.campaign))
    assert told(leader).count("arrival.duty") == 1
    assert list(Arrival.objects.visible_to(leader)) == [row]
    planning.plan_duty(campaign=stage.campaign, officers=[leader], by=cast.desk, **{**duty, "gate": "rail"})
    Arrival.objects.update(day=stage.flight.day + dt.timedelta(days=1))
    assert not Arrival.objects.visible_to(leader).exists(), "only of that day"
    with pytest.raises(NotAllowed):
        planning.plan_duty(campaign=stage.campaign, officers=[], by=cast.officer, **duty)


def test_who_isnt_met_in_time_climbs_the_ladder_once_a_rung(stage):
    cast, rows = stage.cast, stage.rows(stage.family())[:1]
    Arrival.objects.exclude(pk=rows[0].pk).delete()
    with later(minutes=90):
        assert any("Arrival with KE841" in each.detail for each in todo.of(cast.officer, stage.campaign))
        assert deadlines.sweep() == 0
    with later(minutes=125):
        assert (deadlines.sweep(), deadlines.sweep()) == (1, 0)
        assert told(cast.desk).count("arrival.late") == 1
    with later(minutes=185):
        assert deadlines.sweep() == 1
        assert told(cast.bureau).count("arrival.late") == 1
        assert deadlines.sweep() == 0
    assert Event.objects.filter(verb__in=["arrival.overdue", "arrival.escalate"]).count() == 2


def test_a_late_flight_gives_more_time_and_a_cancelled_one_no_deadline(stage):
    import datetime as dt

    rows = stage.rows(stage.family())
    planning.change_service(
        service=stage.flight, expected_at=stage.flight.expected_at + dt.timedelta(hours=3), by=stage.cast.officer
    )
    row = stage.rows(rows[0].party)[0]
    assert row.due_at == stage.flight.expected_at + dt.timedelta(hours=4)
    planning.change_service(service=stage.flight, expected_at=None, cancelled=True, by=stage.cast.officer)
    assert stage.rows(rows[0].party)[0].due_at is None
    with pytest.raises(Conflict, match="cancelled"):
        stage.flight.refresh_from_db()
        stage.family()


def test_a_case_begun_in_korean_reads_korean_questions(stage):
    asks = stage.campaign.pack.arrivals.questions
    with override("ko"):
        assert str(asks[0].text) == "지금 기침을 합니까?"
    assert HandOver.objects.count() == 0


def test_on_the_day_of_the_flight_nobody_is_here_before_the_gate_has_seen_them(stage):
    cast = stage.cast
    party = stage.family()
    rows = stage.rows(party)
    assert {row.person.state for row in rows} == {"expected"}
    classes.follow_day(stage.campaign)
    assert {row.person.state for row in stage.rows(party)} == {"expected"}, "midnight brings nobody in"
    assert not missing.people_of(stage.campaign, cast.river).exists(), "nobody in the air owes a temperature"
    rows = stage.screened(party)
    assert {row.person.state for row in rows} == {"waiting"} and not any(row.person.is_awaited for row in rows)


def test_who_has_a_fever_at_the_gate_is_isolated_and_who_did_not_come_stays_expected(stage):
    party = stage.family()
    ill, *others = stage.rows(party)
    stage.answered([ill])
    steps.screen(arrivals=[ill], temperatures={ill.pk: 385}, by=stage.cast.officer)
    with later(hours=3):
        steps.miss(arrivals=others, by=stage.cast.officer)
        classes.follow_day(stage.campaign)
    assert [row.person.state for row in stage.rows(party)] == ["isolated", "expected", "expected"]


def test_who_is_added_at_the_gate_is_here(stage):
    people = [stage.person("KIM MINSU")]
    party = announcing.announce(
        service=stage.flight, people=people, enterprise=stage.cast.river, via="gate", by=stage.cast.officer
    )
    assert "expected" not in {row.person.state for row in stage.rows(party)}


def test_somebody_who_came_another_way_is_here_when_the_file_says_so(stage):
    person = stage.rows(stage.family())[0].person
    person.campaign = stage.campaign
    given = replace(announcing.same(person, stage.flight), arrived_on=clock.today() - dt.timedelta(days=1))
    files.amend(person=person, given=given, by=stage.cast.desk)
    person.refresh_from_db()
    assert (person.state, person.is_awaited) == ("waiting", False)


def test_a_persons_file_tells_of_the_reception_and_the_own_copy_of_the_answers(stage, client):
    stage.handed_over(stage.family())
    father, other = stage.rows(Arrival.objects.first().party)[0].person, stage.rows(Arrival.objects.first().party)[1]
    (part,) = (each for each in about.of(father) if each.name == kept.NAMES["arrival"])
    (line,) = part.lines
    assert "KE841" in line.words and line.case.state == "handed_over"
    assert all(said in line.detail for said in ("王工", "滨河路1号", "Yes", "No")), line.detail
    (seen,) = next(each for each in about.of(father, stage.cast.desk) if each.name == kept.NAMES["arrival"]).lines
    assert "王工" in seen.detail and "滨河路1号" not in seen.detail, "the desk isn't told twice where somebody lives"
    assert line.case.pk not in {each.case.pk for part in about.of(other.person) for each in part.lines if each.case}
    client.force_login(stage.cast.desk)
    assert "王工" in client.get(f"/c/{stage.campaign.key}/people/{father.pk}/").content.decode()


def test_the_groups_are_told_in_their_own_language_whoever_hands_over(stage):
    cast = stage.cast
    Membership.objects.filter(enterprise=cast.river).delete()
    for key, by, of in (("all-of-them", "all", ""), ("korean", "language", "ko")):
        group = ChatGroup.objects.create(
            campaign=stage.campaign,
            key=key,
            by=by,
            of=of,
            area=cast.river.area_code[:6],
            name=key,
            created_at=clock.now(),
        )
        Membership.objects.create(group=group, enterprise=cast.river, since=clock.now())
        GroupOfficer.objects.create(group=group, user=cast.officer, since=clock.now())
    with override("en"):
        stage.handed_over(stage.family())
    said = {post.thread.group.key: post for post in Post.objects.select_related("thread__group")}
    assert "오늘 3명이" in said["korean"].text and said["korean"].texts.get().language == "zh"
    assert "今日又有3人返回" in said["all-of-them"].text and not said["all-of-them"].texts.exists()
