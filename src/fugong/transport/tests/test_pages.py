"""Pages: every one opens for whom it is, says what happened, and keeps what was typed."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from fugong.registry import todo
from fugong.transport.actions import claims
from fugong.transport.models import Asked, Claim, Line, Need, Plan, Rider, Series, Share, Survey, Trip
from fugong.transport.tests.stage import INVOICE
from fugong.transport.views import mine
from ground.undoing import Desk

pytestmark = pytest.mark.django_db


def _in_english(client, user):
    type(user).objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)


@pytest.fixture
def seen(client, settings):
    """`seen(user, name, *args)`: the page as text; it must open."""
    settings.STAFF_SECOND_FACTOR = False

    def get(user, name, *args, query="", status=200):
        _in_english(client, user)
        answer = client.get(reverse(f"transport:{name}", args=args) + query)
        assert answer.status_code == status, answer.status_code
        return answer.content.decode() if not answer.streaming else b"".join(answer.streaming_content)

    return get


@pytest.fixture
def sent(client, settings):
    """`sent(user, name, args, **values)`: posted; the status."""
    settings.STAFF_SECOND_FACTOR = False

    def post(user, name, args, status=302, /, **values):
        _in_english(client, user)
        answer = client.post(reverse(f"transport:{name}", args=args), values)
        assert answer.status_code == status, (
            answer.status_code,
            answer.content.decode()[:2000] if status == 302 else "",
        )
        return answer

    return post


def test_the_desk_asks_the_enterprise_answers_and_the_desk_sees_who_is_missing(stage, seen, sent):
    key = stage.campaign.key
    assert "3 enterprises are asked" in seen(stage.desk, "survey_new", key)
    sent(stage.desk, "survey_new", [key], 422, title="", day="2020-02-19", hour="10:00")
    sent(stage.desk, "survey_new", [key], title="Who needs coaches", day="2020-02-21", hour="10:00")
    survey = Survey.objects.get()
    home = seen(stage.liaison, "mine", key, stage.river.pk)
    assert "No need" in home and "Do you hire coaches yourself?" in home
    sent(stage.liaison, "mine_answer", [key, stage.river.pk], answer="none", said="own_coach")
    assert Asked.objects.get(enterprise=stage.river).said == {"own_coach": True}
    page = seen(stage.desk, "survey", key, survey.pk, query="?tab=missing")
    assert "Remind 2 enterprises" in page and stage.river.name not in page
    sent(stage.desk, "survey_reminder", [key, survey.pk])
    book = load_workbook(io.BytesIO(seen(stage.desk, "survey_sheet", key, survey.pk, query="?tab=all")))
    assert book.active.max_row >= 4
    sent(stage.desk, "survey_closing", [key, survey.pk])
    assert "Who needs coaches" in seen(stage.desk, "surveys", key)


def test_seats_are_said_planned_on_a_map_and_signed_by_somebody_else(
    stage, seen, sent, django_capture_on_commit_callbacks
):
    key, where = stage.campaign.key, [stage.campaign.key, stage.river.pk]
    answer = sent(
        stage.liaison, "mine_want", where, 422, people="x", spot="赣榆站", region="火星", day=str(stage.tomorrow)
    )
    assert "赣榆站" in answer.content.decode()
    sent(stage.liaison, "mine_want", where, people="12", spot="赣榆站", region="江苏赣榆", day=str(stage.tomorrow))
    need = Need.objects.get()
    asked = seen(stage.liaison, "mine_need", *where, need.pk)
    assert "赣榆站" in asked and "What is paid back" in asked
    assert "Health certificates" in seen(stage.desk, "need", key, need.pk)
    assert "12 seats are wished for" in seen(stage.desk, "plans", key)
    sent(stage.desk, "plans", [key], 422, needs=[need.pk], coaches=["small"], hours="-")
    sent(stage.desk, "plans", [key], needs=[need.pk], coaches=["small", "large"], hours="30")
    plan = Plan.objects.get()
    assert "Looking for trips" in seen(stage.desk, "plan", key, plan.pk)
    from fugong.transport.actions import plans

    plans.run(plan=plan, seconds=0.3)
    page = seen(stage.desk, "plan", key, plan.pk)
    assert "somebody else signs" in page and "What it costs whom" in page
    assert (
        len(json.loads(seen(stage.desk, "plan_map", key, plan.pk))["lines"]["features"])
        == Plan.objects.get().trips_count
    )
    assert "Sign" in seen(stage.leader, "plan", key, plan.pk)
    assert [each.url for each in todo.of(stage.leader, stage.campaign) if "plans" in each.url]
    sent(stage.desk, "plan_confirmation", [key, plan.pk], 403)
    sent(stage.leader, "plan_confirmation", [key, plan.pk])
    assert "赣榆站" in seen(stage.leader, "trips", key)
    sent(stage.leader, "plan_confirmation", [key, plan.pk], 409)


def test_the_trip_from_manifest_to_hand_over(stage, seen, sent):
    key, trip, people = stage.campaign.key, stage.ready(3), stage.people(2)
    own = [key, stage.river.pk, trip.pk]
    assert people[0].name in seen(stage.liaison, "mine_trip", *own)
    sent(stage.liaison, "mine_riders", own, people=[each.pk for each in people])
    rider = Rider.objects.order_by("pk").first()
    assert "hasn’t agreed" in seen(stage.liaison, "mine_trip", *own) or "haven’t agreed" in seen(
        stage.liaison, "mine_trip", *own
    )
    assert "I agree" in seen(stage.liaison, "own", people[0].token, query="?lang=en")
    sent(stage.liaison, "own", [people[0].token])
    sent(stage.liaison, "mine_agreement", own)
    sent(stage.desk, "trip_vehicle", [key, trip.pk], 422, plate="1")
    sent(stage.desk, "trip_vehicle", [key, trip.pk], plate="鲁B12345", driver="李师傅", phone="13800138000")
    assert "13800138000" not in seen(stage.desk, "trip", key, trip.pk)
    assert b"13800138000" in sent(stage.desk, "trip_contact", [key, trip.pk], 200, reason="晚点").content
    assert people[0].name in seen(stage.desk, "manifest", key, trip.pk)
    sent(stage.desk, "trip_boarding", [key, trip.pk])
    sent(stage.desk, "trip_boarding", [key, trip.pk], 422, code="XXX-12345")
    sent(stage.desk, "trip_boarding", [key, trip.pk], rider=rider.pk)
    assert "Departed with 1 person" in seen(stage.desk, "trip", key, trip.pk)
    sent(stage.desk, "trip_departure", [key, trip.pk])
    sent(stage.desk, "trip_coming", [key, trip.pk])
    page = seen(stage.desk, "trip", key, trip.pk)
    assert "no bed yet" in page and "test due" in page
    sent(stage.desk, "trip_hand_over", [key, trip.pk], riders=[rider.pk])
    trip.refresh_from_db()
    assert trip.state == "closed"
    assert "can be claimed back" in seen(stage.liaison, "mine", key, stage.river.pk)


def test_everybody_of_a_long_list_can_be_given_a_seat(stage, seen, monkeypatch):
    trip, people = stage.ready(3), stage.people(2)
    monkeypatch.setattr(mine, "PEOPLE", 1)
    own = [stage.campaign.key, stage.river.pk, trip.pk]
    pages = [seen(stage.liaison, "mine_trip", *own, query=query) for query in ("", "?people=1")]
    assert 'href="?people=1"' in pages[0] and all("data-kept-ticks" in page for page in pages)
    assert sorted(name.name for page in pages for name in people if name.name in page) == sorted(p.name for p in people)


def test_claimed_examined_decided_and_paid_from_pages_and_from_a_sheet(stage, seen, sent):
    key, trip = stage.campaign.key, stage.carried()
    own = [key, stage.river.pk]
    assert "Whoever reports ahead" in seen(stage.liaison, "mine_claiming", *own, trip.pk)
    sent(stage.liaison, "mine_claiming", [*own, trip.pk], **{"paper-invoice": SimpleUploadedFile("发票.pdf", INVOICE)})
    claim = Claim.objects.get()
    assert "Whoever reports ahead" in seen(stage.desk, "claim", key, claim.pk)
    sent(stage.desk, "claim_check", [key, claim.pk])
    assert "somebody else decides" in seen(stage.desk, "claim", key, claim.pk)
    sent(stage.desk, "claim_decision", [key, claim.pk], 403)
    sent(stage.leader, "claim_decision", [key, claim.pk])
    sent(stage.desk, "claim_payment", [key, claim.pk], 422, on="2020-02-21")
    sent(stage.desk, "claim_payment", [key, claim.pk], on="2020-02-20")
    assert "were paid on" in seen(stage.liaison, "mine_claim", *own, claim.pk)
    assert load_workbook(io.BytesIO(seen(stage.desk, "claims_sheet", key, query="?tab=all"))).active.max_row >= 2
    assert load_workbook(io.BytesIO(seen(stage.desk, "trips_sheet", key, query="?tab=all"))).active.max_row >= 2


def test_nobody_claims_the_cost_of_a_coach_that_brought_others(stage, seen, sent):
    key, trip, shop = stage.campaign.key, stage.carried(), stage.cast.shop
    invoice = {"paper-invoice": SimpleUploadedFile("发票.pdf", INVOICE)}
    for firm in (shop, stage.river):  # under its own name, and under the name of the one whose coach it was
        seen(stage.cast.shop_liaison, "mine_claiming", key, firm.pk, trip.pk, status=404)
        sent(stage.cast.shop_liaison, "mine_claiming", [key, firm.pk, trip.pk], 404, **invoice)
    seen(stage.liaison, "mine_claiming", key, shop.pk, trip.pk, status=404)
    assert not Claim.objects.exists()
    coming = stage.trip(2)
    assert "is claimed once it is here" in seen(stage.liaison, "mine_claiming", key, stage.river.pk, coming.pk)
    sent(stage.liaison, "mine_claiming", [key, stage.river.pk, coming.pk], 409)
    sent(stage.liaison, "mine_claiming", [key, stage.river.pk, trip.pk])
    sent(stage.liaison, "mine_claiming", [key, stage.river.pk, trip.pk], 409)
    assert Claim.objects.get().trip == trip, "once for a trip"


def test_by_hand_a_series_a_line_and_free_seats(stage, seen, sent):
    key = stage.campaign.key
    for name in ("trip_new", "series", "lines", "line_new", "claims"):
        seen(stage.desk, name, key)
    values = {"coach": "small", "day": str(stage.tomorrow), "hour": "08:00", "origin": "云南楚雄"}
    sent(stage.desk, "trip_new", [key], 422, **{**values, "enterprise": "没有这家"})
    sent(stage.desk, "trip_new", [key], **values)
    trip = Trip.objects.get()
    sent(stage.leader, "trip_confirmation", [key, trip.pk])
    assert "Free seats in other coaches" in seen(stage.liaison, "mine", key, stage.river.pk)
    sent(stage.liaison, "mine_seats", [key, stage.river.pk, trip.pk], 422, seats="6")
    sent(stage.liaison, "mine_seats", [key, stage.river.pk, trip.pk], seats="2")
    sent(stage.liaison, "mine_seats", [key, stage.river.pk, trip.pk], seats="1", do="give")
    assert Share.objects.get().seats == 1
    sent(stage.desk, "trip_cancellation", [key, trip.pk], 422, reason="")
    sent(
        stage.desk,
        "series",
        [key],
        base="south",
        people="12",
        coach="small",
        day=str(stage.tomorrow),
        hour="08:00",
        a_day="2",
    )
    assert Series.objects.get().trips.count() == 3
    line = {"kind": "shuttle", "name": "工地线", "seats": "30", "stops": "工地 07:00\n采样点 07:20"}
    sent(stage.desk, "line_new", [key], 422, **{**line, "stops": "工地"})
    sent(stage.desk, "line_new", [key], **line)
    found = Line.objects.get()
    assert "工地" in seen(stage.desk, "line", key, found.pk) and "工地线" in seen(stage.desk, "lines", key)
    sent(stage.desk, "line_ending", [key, found.pk], until=str(stage.tomorrow))


def test_lists_take_as_many_queries_for_many_rows_as_for_one(stage, client, settings, django_assert_max_num_queries):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(stage.desk)
    for _each in range(4):
        stage.trip()
    for name, most in (("trips", 45), ("surveys", 45), ("claims", 45), ("lines", 45)):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"transport:{name}", args=[stage.campaign.key]))


def test_a_place_without_coaches_shows_no_way_there(stage, client, settings):
    from fugong.policy.loaded import pack
    from fugong.web.entries import ENTRIES

    settings.STAFF_SECOND_FACTOR = False
    entries = [entry for _label, group in ENTRIES for entry in group if entry.url_name.startswith("transport:")]
    quiet = pack("typhoon_county")
    assert len(entries) == 4 and not any(entry.only_if(quiet) for entry in entries)
    client.force_login(stage.cast.stranger)
    assert client.get(reverse("transport:trips", args=[stage.campaign.key])).status_code == 404


def test_the_sheet_of_payments_marks_what_was_granted(stage):
    from fugong.sheets.kinds import Ground
    from fugong.sheets.reader import Row
    from fugong.transport import sheets

    claim = claims.decide(claim=claims.check(claim=stage.claimed(), by=stage.desk), by=stage.leader)
    ground = Ground(stage.campaign, stage.desk)
    right = Row(
        2, [], values={"number": claim.pk, "amount": claim.amount / 100, "paid_on": "2020-02-20", "enterprise": ""}
    )
    wrong = Row(3, [], values={"number": claim.pk, "amount": 1.0, "paid_on": "2020-02-20", "enterprise": ""})
    sheets.check(ground)([right, wrong])
    assert (right.verdict, bool(right.faults), bool(wrong.faults)) == ("changed", False, True)


def test_who_was_taken_off_the_manifest_by_mistake_sits_there_again(stage) -> None:
    trip, liaison = stage.trip(2), Desk(stage.liaison)
    [rider] = stage.seated(trip, stage.people(1))
    button = liaison.does(
        reverse("transport:mine_rider_removal", args=[stage.campaign.key, stage.river.pk, trip.pk, rider.pk])
    )
    listed = Rider.objects.filter(trip=trip, person=rider.person_id, state="listed")
    assert not listed.exists()
    liaison.undoes(button)
    assert listed.get().consented_by == "enterprise"
