"""The room's pages: what each shows to whom, that steps can be taken there, and that nothing leaks."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.testing import erasing
from fugong.testing.actions import points, shifts
from fugong.testing.models import Point, Retest, Sample, Shift, Specialist, TestTotal, Tube
from fugong.testing.tests.stage import person

pytestmark = pytest.mark.django_db


def _get(client, user, name, *args, query="", status=200):
    client.force_login(user)
    answer = client.get(reverse(f"testing:{name}", args=args) + query)
    assert answer.status_code == status, (name, answer.status_code)
    return answer


def test_coverage_says_how_many_where_and_who(stage, client):
    stage.sent(*stage.people[:3])
    key = stage.campaign.key
    page = _get(client, stage.desk, "coverage", key).content.decode()
    assert "37.5" in page and stage.cast.river.name in page  # 3 of 8
    names = _get(client, stage.desk, "missing", key, query=f"?text={stage.cast.river.uscc}").content.decode()
    assert "测试4" in names and "测试1<" not in names and "11010119900307" not in names
    assert b"PK" in b"".join(_get(client, stage.desk, "missing_sheet", key).streaming_content)
    assert b"PK" in b"".join(_get(client, stage.desk, "coverage_sheet", key).streaming_content)
    assert stage.cast.shop.name not in _get(client, stage.scanner, "coverage", key).content.decode()
    _get(client, stage.cast.leader, "coverage", key, status=403)
    _get(client, stage.cast.stranger, "coverage", key, status=404)


def test_the_list_of_enterprises_asks_as_many_questions_for_many(stage, client):
    client.force_login(stage.desk)
    url = reverse("testing:coverage", args=[stage.campaign.key])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    person(stage.campaign, 60, stage.cast.hill)
    from fugong.testing import regime

    regime.open_day(stage.campaign)
    with CaptureQueriesContext(connection) as more:
        client.get(url)
    assert len(more) == len(few)


def test_the_enterprise_sees_from_six_who_is_missing_and_prints_codes(stage, client):
    key, river = stage.campaign.key, stage.cast.river.pk
    stage.sent(*stage.people[:6])
    early = _get(client, stage.cast.liaison, "mine", key, river).content.decode()
    assert "18:00" in early and "测试7" not in early and "6 / 7" in early
    _said, _mark, sampled = early.partition("data-sampled")
    assert all(f"测试{n}" in sampled for n in range(1, 7)), "who was sampled, at any hour"
    with stage.later(hours=6, minutes=1):
        page = _get(client, stage.cast.liaison, "mine", key, river).content.decode()
    missing, _mark, sampled = page.partition("data-sampled")
    assert "测试7" in missing and "测试7" not in sampled and "测试1" not in missing
    codes = _get(client, stage.cast.liaison, "codes", key, river).content.decode()
    assert codes.count("<svg") >= 7 and "11010119900307" not in codes
    _get(client, stage.cast.liaison, "mine", key, stage.cast.shop.pk, status=404)


def test_the_persons_own_code_by_the_persons_own_link(stage, client):
    one = stage.people[0]
    page = client.get(reverse("testing:own_code", args=[one.token]))
    assert page.status_code == 200 and "测试1" not in page.content.decode() and page["Cache-Control"] == "no-store"
    assert client.get(reverse("testing:own_code", args=["nobody"])).status_code == 404


def test_a_shift_from_the_plan_to_the_result_by_the_pages_alone(stage, client):
    key = stage.campaign.key
    client.force_login(stage.desk)
    day = clock.today().isoformat()
    assert client.post(reverse("testing:shifts", args=[key]), {"day": day, "point": stage.point.pk}).status_code == 302
    shift = Shift.objects.get()
    client.force_login(stage.scanner)
    where = [key, shift.pk]
    assert client.post(reverse("testing:shift_move", args=[*where, "opening"])).status_code == 302
    assert client.post(reverse("testing:tube_new", args=where), {"code": "Z-1", "size": "9"}).status_code == 422
    assert client.post(reverse("testing:tube_new", args=where), {"code": "Z-1", "size": "5"}).status_code == 302
    tube = Tube.objects.get()
    from fugong.testing import coding

    samples = reverse("testing:sample_new", args=[key, tube.pk])
    for one in (*stage.people[:2], stage.shopper):
        assert client.post(samples, {"code": coding.short(one)}).status_code == 302
    assert client.post(samples, {"code": "AAAA-BBBBB"}).status_code == 422
    page = _get(client, stage.scanner, "tube", key, tube.pk).content.decode()
    assert "测试1" in page and "测试8" not in page  # of another enterprise: by number only
    gone = reverse("testing:sample_removal", args=[key, tube.pk, stage.people[1].pk])
    assert client.post(gone).status_code == 302 and Sample.objects.count() == 2
    client.post(reverse("testing:sealing", args=[key, tube.pk]))
    client.post(reverse("testing:tubes", args=[key]), {"tube": [tube.pk]})
    assert client.post(reverse("testing:tube_result", args=[key, tube.pk]), {"result": "positive"}).status_code == 403
    client.force_login(stage.desk)
    assert client.post(reverse("testing:tube_result", args=[key, tube.pk]), {"result": "positive"}).status_code == 302
    assert "测试8" in _get(client, stage.desk, "retests", key).content.decode()
    for retest in Retest.objects.all():
        url = reverse("testing:retest_result", args=[key, retest.pk])
        assert client.post(url, {"result": "negative"}).status_code == 302
    client.force_login(stage.scanner)
    assert client.post(reverse("testing:shift_move", args=[*where, "closing"])).status_code == 302
    assert client.post(reverse("testing:shift_move", args=[*where, "nothing"])).status_code == 404


def test_where_there_are_many_points_a_name_is_looked_up_and_all_get_their_shift(stage, client, monkeypatch):
    from fugong.testing.views import choosing, shifts

    key = stage.campaign.key
    client.force_login(stage.desk)
    url, names = reverse("testing:shifts", args=[key]), reverse("testing:point_names", args=[key])
    for name in ("东河共享点", "西河共享点", "西河共享点"):
        given = {"name": name, "area": "990101001000", "capacity": "50"}
        assert client.post(reverse("testing:point_new", args=[key]), given).status_code == 302
    assert '<select class="form-select" id="point"' in client.get(url).content.decode(), "control: few are listed"
    monkeypatch.setattr(choosing, "FEW", 3)
    for where in (url, reverse("testing:specialists", args=[key])):
        page = client.get(where).content.decode()
        assert names in page and '<select class="form-select" id="point"' not in page
    east = Point.objects.get(name="东河共享点")
    offered = client.get(names, {"point_named": "东河"}).content.decode()
    assert f"东河共享点 · {east.pk}" in offered and "西河" not in offered
    assert "<option" not in client.get(names, {"point_named": "\x00"}).content.decode()
    day = clock.today().isoformat()
    for wrong in ("西河共享点", "没有的点", f"东河共享点 · {stage.point.pk}", "东河共享点 · x"):
        refused = client.post(url, {"day": day, "point_named": wrong})
        assert refused.status_code == 422 and wrong in refused.content.decode() and not Shift.objects.exists()
    client.post(url, {"day": day, "point_named": f"东河共享点 · {east.pk}"})
    assert Shift.objects.get().point == east
    monkeypatch.setattr(shifts, "MOST", 2)
    assert "还有1个采样点" in client.post(url, {"day": day}, follow=True).content.decode()
    client.post(url, {"day": day})
    assert Shift.objects.count() == Shift.objects.values("point").distinct().count() == 4


def test_points_plan_and_specialists_by_the_pages(stage, client):
    key = stage.campaign.key
    client.force_login(stage.desk)
    given = {"name": "东河共享点", "area": "990101001000", "grid": stage.cast.east.pk, "capacity": "50"}
    assert (
        client.post(reverse("testing:point_new", args=[key]), {**given, "begins": "20:00", "ends": "08:00"}).status_code
        == 422
    )
    assert client.post(reverse("testing:point_new", args=[key]), given).status_code == 302
    for tab in ("all", "own", "shared"):
        assert ("东河共享点" in _get(client, stage.desk, "points", key, query=f"?tab={tab}").content.decode()) is (
            tab != "own"
        )
    wish = reverse("proposals:wish", args=[key, "points"])
    assert wish in _get(client, stage.desk, "points", key).content.decode()
    one = client.post(wish, {"who": "missing"})["Location"]
    plan = client.get(one).content.decode()
    assert stage.cast.shop.name in plan and "东河共享点" in plan
    assert client.get(f"{one}map/").json()["points"]["features"]
    assert client.post(f"{one}confirmation/").status_code == 302
    assert client.post(wish, {"who": "missing"}).status_code == 422  # everybody has a point
    url = reverse("testing:specialists", args=[key])
    new = {"username": "scanning_specialist", "kind": "control", "trained_on": clock.today().isoformat(), "passed": "1"}
    assert (
        client.post(url, new).status_code == 302 and client.post(url, {**new, "username": "nobody"}).status_code == 422
    )
    assert (
        "scanning专员"
        in _get(client, stage.desk, "specialists", key, query="?state=valid&kind=control").content.decode()
    )
    ending = reverse("testing:specialist_ending", args=[key, stage.specialists["control"].pk])
    assert client.post(ending).status_code == 302
    point = _get(client, stage.desk, "point", key, stage.point.pk).content.decode()
    assert stage.cast.river.name in point
    assert client.post(reverse("testing:shutting", args=[key, stage.point.pk])).status_code == 302


def test_whoever_has_to_do_something_is_told_on_the_page_of_today(stage):
    from fugong.registry import todo

    shift = stage.shift()
    shifts.put(shift=shift, kind="sampling", specialist=None, by=stage.desk)
    assert any("Sampling specialist: nobody yet" in each.detail for each in todo.of(stage.desk, stage.campaign))
    shifts.put(shift=shift, kind="sampling", specialist=stage.specialists["sampling"], by=stage.desk)
    shifts.begin(shift=shift, by=stage.scanner)
    stage.sent(stage.people[0], stage.people[1], shift=shift)
    with stage.later(hours=13):
        from fugong.workflow import deadlines

        assert any(each.overdue and "T-001" in each.title for each in todo.of(stage.desk, stage.campaign))
        assert deadlines.sweep() == 1 and deadlines.sweep() == 0
        stage.result(Tube.objects.get(), "positive")
    assert any("2 people" in each.detail for each in todo.of(stage.cast.officer, stage.campaign))


def test_figures_count_people_and_show_the_rows_behind(stage, client):
    from fugong.core.measures import KINDS, REGISTERED

    stage.sent(*stage.people[:3])
    rows = KINDS["test_total"].rows(stage.campaign, stage.cast.leader)
    for key, value in (("people.to_test", 8), ("people.sampled", 3), ("people.untested", 5)):
        measure = REGISTERED[key]
        found = rows.filter(measure.rows)
        assert sum(found.values_list(measure.column, flat=True)) == value, key
    client.force_login(stage.desk)
    page = client.get(f"/c/{stage.campaign.key}/figures/people.sampled/rows/")
    assert page.status_code == 200 and stage.cast.river.name in page.content.decode()


def test_erasing_leaves_numbers_and_nobody(stage):
    stage.result(stage.sent(*stage.people[:2]), "positive")
    assert erasing.erase_people([stage.people[0].pk]) == {"retests": 1, "samples": 1, "owed_tests": 1}
    assert TestTotal.objects.get(enterprise=stage.cast.river, kind="nucleic").sampled == 2
    with stage.later(days=40):
        counts = erasing.erase_before(stage.campaign, clock.today() - dt.timedelta(days=30))
        assert counts["samples"] == 1 and counts["owed_tests"] == 8
    assert not Sample.objects.exists()


def test_next_door_and_other_streets_see_nobody_here(stage, client):
    stage.result(stage.sent(*stage.people[:2]), "positive")
    for who in (stage.cast.stranger, stage.cast.hill_town, stage.cast.shop_liaison):
        for model in (Specialist, Retest, Tube, Shift, Point):
            assert not model.objects.visible_to(who).exists(), (who, model)
    assert (
        Specialist.objects.visible_to(stage.scanner).count() == 3 and Retest.objects.visible_to(stage.desk).count() == 2
    )
    for name in ("retests", "specialists", "points", "tubes", "shifts"):
        _get(client, stage.cast.stranger, name, stage.campaign.key, status=404)


def test_the_desk_says_where_and_when_the_shuttle_leaves_and_the_enterprise_reads_it(stage, client):
    cast, key = stage.cast, stage.campaign.key
    shared = points.open_point(campaign=stage.campaign, by=stage.desk, area_code=cast.shop.area_code, name="共享点")
    points.belong(campaign=stage.campaign, enterprise=cast.shop, point=shared, by=stage.desk, shuttle=False)
    url = reverse("testing:shuttles", args=[key, shared.pk])
    client.force_login(stage.desk)
    said = {"enterprise": cast.shop.pk, "shuttle": "1", "stop": "工地北门", "departures": "7:30、18：15"}
    refused = client.post(url, {**said, "departures": "早上"})
    assert refused.status_code == 422 and 'value="早上"' in refused.content.decode()
    assert client.post(url, said).status_code == 302
    page = _get(client, stage.desk, "point", key, shared.pk).content.decode()
    assert "工地北门" in page and "07:30" in page and "18:15" in page
    own = _get(client, cast.shop_liaison, "mine", key, cast.shop.pk).content.decode()
    assert "工地北门" in own and "07:30" in own
    assert Event.objects.get(verb="testing_belonging.drive").data["times"] == ["07:30", "18:15"]
    client.force_login(cast.shop_liaison)
    assert client.post(url, said).status_code in (403, 404)
    client.force_login(stage.desk)
    assert client.post(url, {"enterprise": cast.hill.pk}).status_code == 404
    assert client.post(url, {"enterprise": cast.shop.pk}).status_code == 302
    assert "工地北门" not in _get(client, cast.shop_liaison, "mine", key, cast.shop.pk).content.decode()
