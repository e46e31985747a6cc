"""Daily reports: by the liaison, by telephone, by the thousand. Each fault names its field, nothing is half-taken."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry.models import Enterprise
from fugong.resumption import report_lists, standings
from fugong.resumption.actions import bulk_reports, records, reminders, reports
from fugong.resumption.models import Report, Resumption, Standing
from fugong.resumption.tests import stage as ground
from ground.many import MORNING, campaign_of, person

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)


@pytest.fixture
def campaign():
    with clock.showing(MORNING):
        made = campaign_of(24)
        standings.open_day(made, FRIDAY)
        yield made


@pytest.fixture
def enterprise(campaign):
    return Resumption.objects.filter(campaign=campaign, state="resumed").order_by("pk").first().enterprise


@pytest.fixture
def liaison(enterprise):
    return person("liaison", "enterprise", str(enterprise.pk), "liaison")


@pytest.fixture
def desk():
    return person("duty_desk", name="desk")


def send(campaign, enterprise, by, day=FRIDAY, reason="", **values):
    return reports.submit(campaign=campaign, enterprise=enterprise, day=day, values=values, by=by, reason=reason)


def bulk(campaign, by, *rows, **more):
    return bulk_reports.submit_many(campaign=campaign, day=FRIDAY, rows=list(rows), by=by, **more)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "staff_back"),
        ({"staff_back": -1}, "staff_back"),
        ({"staff_back": 5, "capacity": 301}, "capacity"),
        ({"staff_back": 9, "staff_total": 8}, "staff_back"),
        ({"staff_back": 9, "staff_local": 5, "staff_outside": 5}, "staff_back"),
        ({"staff_back": 9, "staff_local": 10}, "staff_local"),
    ],
)
def test_each_fault_names_its_field(campaign, enterprise, liaison, values, field):
    with pytest.raises(Refused) as refused:
        send(campaign, enterprise, liaison, **values)
    assert [fault.where for fault in refused.value.faults] == [field]
    assert not Report.objects.exists()


def test_more_people_than_the_registry_knows_is_odd_but_taken(campaign, enterprise, liaison):
    taken = send(campaign, enterprise, liaison, staff_back=enterprise.staff_total + 1)
    assert [fault.code for fault in taken.warnings] == ["more_than_registered"]


def test_a_correction_is_a_further_report_with_its_reason(campaign, enterprise, liaison):
    send(campaign, enterprise, liaison, staff_back=5, capacity=40)
    with pytest.raises(Refused) as refused:
        send(campaign, enterprise, liaison, staff_back=6)
    assert [fault.where for fault in refused.value.faults] == ["reason"]
    send(campaign, enterprise, liaison, staff_back=6, reason="one came late")
    assert list(Report.objects.order_by("seq").values_list("seq", "staff_back", "capacity")) == [(1, 5, 40), (2, 6, 40)]
    assert Event.objects.get(verb="report.correct").data["moved"] == {"staff_back": [5, 6]}


def test_the_same_report_again_changes_nothing(campaign, enterprise, liaison):
    send(campaign, enterprise, liaison, staff_back=5)
    assert send(campaign, enterprise, liaison, staff_back=5).report is None
    assert Report.objects.count() == 1


@pytest.mark.parametrize("day", [dt.date(2020, 2, 15), dt.date(2020, 2, 9)])
def test_days_to_come_and_days_before_the_campaign_are_refused(campaign, enterprise, liaison, day):
    with pytest.raises(Refused) as refused:
        send(campaign, enterprise, liaison, day=day, staff_back=1)
    assert refused.value.faults[0].where == "day"


def test_nobody_reports_for_another(campaign, enterprise, liaison):
    other = Enterprise.objects.exclude(pk=enterprise.pk).first()
    with pytest.raises(NotAllowed):
        send(campaign, other, liaison, staff_back=1)
    with pytest.raises(NotAllowed):
        send(campaign, enterprise, person("leader", name="leader"), staff_back=1)


def test_bulk_takes_all_or_none_or_the_good_rows(campaign, desk):
    codes = list(Enterprise.objects.order_by("pk").values_list("uscc", flat=True))
    rows = (
        {"uscc": codes[0], "staff_back": 4},
        {"uscc": codes[1], "staff_back": 4, "staff_local": 1, "staff_outside": 1},
        {"uscc": "91990999MA00000000", "staff_back": 4},
        {"uscc": codes[0], "staff_back": 5},
        {"uscc": codes[2]},
    )
    with pytest.raises(Refused) as refused:
        bulk(campaign, desk, *rows)
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [
        ("rows[2].staff_back", "parts_differ"),
        ("rows[3].uscc", "unknown"),
        ("rows[4]", "twice"),
        ("rows[5].staff_back", "missing"),
    ]
    assert not Report.objects.exists()
    taken = bulk(campaign, desk, *rows, only_good=True)
    assert (taken.taken, taken.refused, Report.objects.count()) == (1, 4, 1)


def test_bulk_writes_what_single_reports_would(campaign, enterprise, desk):
    other = Enterprise.objects.exclude(pk=enterprise.pk).first()
    send(campaign, enterprise, desk, staff_back=7, staff_local=4, staff_outside=3, capacity=50, exceptions=1)
    row = {
        "enterprise": other.pk,
        "staff_back": 7,
        "staff_local": 4,
        "staff_outside": 3,
        "capacity": 50,
        "exceptions": 1,
    }
    assert bulk(campaign, desk, row).taken == 1
    assert standings.refresh(campaign=campaign) == 0  # the standing is what a refresh would make of it
    shown = ("staff_back", "staff_local", "staff_outside", "capacity", "exceptions", "report_seq", "reported_at")
    assert len(set(Standing.objects.filter(enterprise__in=[enterprise, other]).values_list(*shown))) == 1


def test_who_is_not_from_outside_is_local(campaign, enterprise, liaison, desk):
    send(campaign, enterprise, liaison, staff_back=30, staff_outside=12)
    row = Standing.objects.get(campaign=campaign, enterprise=enterprise, day=FRIDAY)
    assert (row.staff_local, row.staff_outside) == (18, 12)
    bulk(campaign, desk, {"uscc": enterprise.uscc, "staff_back": 40, "staff_outside": 12})
    row.refresh_from_db()
    assert (row.staff_back, row.staff_local, row.staff_outside) == (40, 28, 12)


def test_a_bulk_correction_is_held_against_what_was_said_before(campaign, enterprise, desk):
    bulk(campaign, desk, {"uscc": enterprise.uscc, "staff_back": 40, "staff_outside": 12})
    with pytest.raises(Refused) as refused:
        bulk(campaign, desk, {"uscc": enterprise.uscc, "staff_back": 5})
    assert [fault.where for fault in refused.value.faults] == ["rows[1].staff_outside"]


def test_bulk_again_changes_nothing_and_other_numbers_correct(campaign, enterprise, desk):
    row = {"uscc": enterprise.uscc, "staff_back": 7}
    bulk(campaign, desk, row)
    again = bulk(campaign, desk, row)
    assert (again.taken, again.unchanged) == (0, 1)
    assert bulk(campaign, desk, {**row, "staff_back": 8}).taken == 1
    assert Standing.objects.get(enterprise=enterprise).staff_back == 8


def test_bulk_is_scoped_to_the_person(campaign, enterprise, liaison):
    other = Enterprise.objects.exclude(pk=enterprise.pk).first()
    taken = bulk(
        campaign,
        liaison,
        {"uscc": enterprise.uscc, "staff_back": 1},
        {"uscc": other.uscc, "staff_back": 1},
        only_good=True,
    )
    assert (taken.taken, [fault.code for fault in taken.faults]) == (1, ["unknown"])
    with pytest.raises(NotAllowed):
        bulk(campaign, person("leader", name="leader"), {"uscc": enterprise.uscc, "staff_back": 1})


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'[{"uscc": "X", "staff_back": -1}]', "rows[1].staff_back"),
        (b'[{"uscc": "X", "staff_back": 1.5}]', "rows[1].staff_back"),
        (b'{"uscc": "X", "staff_back": 1}\n{"uscc": "Y", "staf_back": 1}', "rows[2].staf_back"),
        (b"[1, 2", "body"),
        (b'[{"uscc": "X", "staff_back": 99999999999999999999}]', "rows[1].staff_back"),
    ],
)
def test_a_body_that_cannot_be_read_names_the_row(body, where):
    with pytest.raises(Refused) as refused:
        bulk_reports.parse(body)
    assert refused.value.faults[0].where == where


def test_lines_and_arrays_read_alike():
    rows = [{"uscc": "A", "staff_back": 1}, {"uscc": "B", "note": "x\ty\\z\n"}]
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    assert bulk_reports.parse(lines) == bulk_reports.parse(json.dumps(rows).encode()) == rows


def test_odd_signs_in_notes_arrive_whole(campaign, enterprise, desk):
    note = 'a\tb\\c\n"d",e\r'
    bulk(campaign, desk, {"uscc": enterprise.uscc, "staff_back": 1, "note": note})
    assert Report.objects.get().note == note


def test_reminders_reach_whoever_is_missing_once_an_hour(campaign, enterprise, desk):
    missing = Standing.objects.filter(expected=True, reported_at=None).count()
    send(campaign, enterprise, desk, staff_back=1)
    assert reminders.remind(campaign=campaign, day=FRIDAY, by=desk) == missing - 1
    assert reminders.remind(campaign=campaign, day=FRIDAY, by=desk) == 0
    street = person("duty_desk", key="990101003", name="street")
    with clock.showing(MORNING + 2 * reminders.QUIET):
        assert 0 < reminders.remind(campaign=campaign, day=FRIDAY, by=street) < missing


def test_the_liaison_reports_on_one_page_prefilled_with_yesterday(campaign, enterprise, liaison, client):
    send(campaign, enterprise, liaison, staff_back=5, staff_local=3, staff_outside=2)
    client.force_login(liaison, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("resumption:mine_report", args=[campaign.key, enterprise.pk])
    with clock.showing(MORNING + dt.timedelta(days=1)):
        page = client.get(address)
        assert page.context["form"].initial["staff_back"] == 5
        assert len(page.context["form"].fields) <= 5
        wrong = client.post(address, {"staff_back": "6", "staff_local": "3", "staff_outside": "2"})
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["staff_back"])
        right = client.post(address, {"staff_back": "6", "staff_local": "4", "staff_outside": "2"})
        assert (right.status_code, Report.objects.count()) == (302, 2)


def test_a_stranger_finds_no_page(campaign, enterprise, client):
    client.force_login(
        person("duty_desk", key="990102", name="stranger"), backend="django.contrib.auth.backends.ModelBackend"
    )
    addresses = [
        reverse("resumption:report_enter", args=[campaign.key, enterprise.pk]),
        reverse("resumption:reports", args=[campaign.key]),
        reverse("resumption:mine_report", args=[campaign.key, enterprise.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 403]


def test_the_list_holds_the_missing_and_costs_the_same_for_more_rows(
    campaign, desk, client, django_assert_max_num_queries
):
    client.force_login(desk, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(22):
        page = client.get(reverse("resumption:reports", args=[campaign.key]))
    assert len(page.context["rows"]) == Resumption.objects.filter(state="resumed").count()
    sheet = client.get(reverse("resumption:reports_sheet", args=[campaign.key]) + "?tab=all")
    assert sheet.status_code == 200
    sheet.close()


def test_the_list_and_its_sheet_have_the_columns_of_the_packs_report(stage, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    stage.approved(stage.small)
    records.resume(
        resumption=records.of(stage.campaign, stage.small.pk), first_day=FRIDAY, by=stage.liaison_of(stage.small)
    )
    send(stage.campaign, stage.small, stage.liaison_of(stage.small), staff_back=7)
    client.force_login(stage.desk, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["language"] = "en"
    page = client.get(reverse("resumption:reports", args=[stage.campaign.key]) + "?tab=all")
    said = [[(field.key, number) for field, number in row.said] for row in page.context["rows"]]
    assert said == [[("staff_back", None)], [("staff_back", 7)], [("staff_back", None)]]
    text = page.content.decode()
    assert "Capacity" not in text and ">Back</th>" in text and 'data-label="Back">7</td>' in text
    assert [each.name for each in report_lists.columns(stage.campaign)][5:7] == ["Back", "Reported"]
    missing = client.get(reverse("resumption:reports", args=[stage.campaign.key]) + "?tab=missing")
    assert ">Back</th>" not in missing.content.decode(), "nobody there has said a number"


@pytest.fixture
def late_starter(stage):
    """Small Bakery, whose first day was confirmed at 23:12, hours after the reports were due."""
    stage.approved(stage.small)
    with clock.showing(ground.FRIDAY + dt.timedelta(hours=14, minutes=12)):
        row, liaison = records.of(stage.campaign, stage.small.pk), stage.liaison_of(stage.small)
        records.resume(resumption=row, first_day=FRIDAY, by=liaison)
        yield stage.small


def test_whoever_resumes_after_the_hour_owes_the_first_report_the_next_day(stage, late_starter, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    liaison = stage.liaison_of(stage.small)
    assert not Standing.objects.get(enterprise=late_starter, day=FRIDAY).expected
    client.force_login(liaison, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["language"] = "en"
    page = client.get(reverse("resumption:mine_report", args=[stage.campaign.key, late_starter.pk])).content.decode()
    assert "No report is owed today." in page and "Due:" not in page
    home = client.get(
        reverse("resumption:mine_enterprise", args=[stage.campaign.key, late_starter.pk])
    ).content.decode()
    assert "No report is owed today." in home and "Not reported today" not in home
    assert report_lists.counts(stage.campaign, FRIDAY, stage.desk)["missing"] == 0
    assert reminders.remind(campaign=stage.campaign, day=FRIDAY, by=None) == 0
    send(stage.campaign, late_starter, liaison, staff_back=7)
    counts = report_lists.counts(stage.campaign, FRIDAY, stage.desk)
    assert (counts["late"], counts["in"]) == (0, 1), "what nobody owed isn't late"
    with clock.showing(ground.FRIDAY + dt.timedelta(days=1)):
        standings.open_day(stage.campaign, FRIDAY + dt.timedelta(days=1))
        assert Standing.objects.get(enterprise=late_starter, day=FRIDAY + dt.timedelta(days=1)).expected


def test_whoever_resumes_before_the_hour_owes_it_still(stage):
    stage.approved(stage.small)
    with clock.showing(ground.FRIDAY + dt.timedelta(hours=6, minutes=59)):
        row = records.of(stage.campaign, stage.small.pk)
        records.resume(resumption=row, first_day=FRIDAY, by=stage.liaison_of(stage.small))
    with clock.showing(ground.FRIDAY + dt.timedelta(hours=8)):
        standings.refresh(campaign=stage.campaign)
        assert Standing.objects.get(enterprise=stage.small, day=FRIDAY).expected
        assert report_lists.counts(stage.campaign, FRIDAY, stage.desk)["missing"] == 1


def test_nothing_else_makes_a_report_owed_once_its_hour_has_passed(stage):
    stage.approved(stage.small)
    row = records.of(stage.campaign, stage.small.pk)
    records.resume(resumption=row, first_day=FRIDAY, by=stage.liaison_of(stage.small))
    Standing.objects.filter(enterprise=stage.small, day=FRIDAY).update(expected=False)  # the pack asked none till now
    with clock.showing(ground.FRIDAY + dt.timedelta(hours=8)):
        standings.refresh(campaign=stage.campaign)
        assert not Standing.objects.get(enterprise=stage.small, day=FRIDAY).expected
    standings.refresh(campaign=stage.campaign)
    assert Standing.objects.get(enterprise=stage.small, day=FRIDAY).expected, "before the hour it is"
