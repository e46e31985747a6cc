"""By the thousand: samples and results over the API, whole or not at all, and once however often they are sent."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.testing import bulk_rows
from fugong.testing.actions import bulk_samples
from fugong.testing.models import Sample

pytestmark = pytest.mark.django_db


def _rows(stage, *people, test="nucleic", **more):
    return [{"person": each.pk, "at": clock.now().isoformat(), "test": test, **more} for each in people]


def test_the_same_rows_again_change_nothing_and_totals_stay_right(stage):
    rows = _rows(stage, *stage.people, stage.shopper)
    first = bulk_samples.take_many(campaign=stage.campaign, rows=rows, by=stage.desk)
    again = bulk_samples.take_many(campaign=stage.campaign, rows=rows, by=stage.desk)
    assert (first.taken, again.taken, again.unchanged) == (8, 0, 8)
    assert (stage.total().sampled, stage.total(stage.cast.shop).sampled) == (7, 1)
    later = [{**row, "at": (clock.now() - dt.timedelta(hours=1)).isoformat()} for row in rows]
    bulk_samples.take_many(campaign=stage.campaign, rows=later, by=stage.desk)
    assert stage.total().sampled == 7 and Sample.objects.count() == 16


def test_a_row_with_a_fault_stops_all_or_only_itself(stage):
    ahead = (clock.now() + dt.timedelta(hours=3)).isoformat()
    rows = [*_rows(stage, stage.people[0]), {"person": 99_999_999, "at": ahead, "test": "nucleic"}]
    rows.append({"person": stage.people[1].pk, "at": ahead, "test": "nucleic"})
    rows += _rows(stage, stage.people[2], tube="NONE")
    with pytest.raises(Refused) as refused:
        bulk_samples.take_many(campaign=stage.campaign, rows=rows, by=stage.desk)
    assert [fault.code for fault in refused.value.faults] == ["unknown", "moment", "tube"]
    assert not Sample.objects.exists()
    assert bulk_samples.take_many(campaign=stage.campaign, rows=rows, by=stage.desk, only_good=True).taken == 1


def test_people_out_of_sight_are_unknown_and_only_samplers_send(stage):
    with pytest.raises(Refused) as refused:
        bulk_samples.take_many(campaign=stage.campaign, rows=_rows(stage, stage.shopper), by=stage.scanner)
    assert refused.value.faults[0].code == "unknown"
    for who in (stage.cast.liaison, stage.cast.leader):
        with pytest.raises(NotAllowed):
            bulk_samples.take_many(campaign=stage.campaign, rows=_rows(stage, stage.people[0]), by=who)


def test_a_tube_is_filled_by_the_interface_and_never_over(stage):
    tube = stage.tube(size=5)
    bulk_samples.take_many(campaign=stage.campaign, rows=_rows(stage, *stage.people[:5], tube="T-001"), by=stage.desk)
    tube.refresh_from_db()
    assert tube.filled == 5
    with pytest.raises(Refused, match="more people"):
        bulk_samples.take_many(campaign=stage.campaign, rows=_rows(stage, stage.people[5], tube="T-001"), by=stage.desk)
    assert Sample.objects.count() == 5


def test_an_antigens_result_comes_with_it_and_no_other(stage):
    driver = stage.people[6]
    bulk_samples.take_many(
        campaign=stage.campaign, rows=_rows(stage, driver, test="antigen", result="negative"), by=stage.desk
    )
    assert (stage.total(kind="antigen").sampled, stage.total(kind="antigen").negative) == (1, 1)
    assert stage.fresh(driver).negatives == 0
    for more in ({"result": "negative"}, {"test": "antigen", "result": "positive"}, {"test": "x"}):
        with pytest.raises(Refused):
            bulk_samples.take_many(campaign=stage.campaign, rows=_rows(stage, driver, **more), by=stage.desk)


@pytest.mark.parametrize(
    "body",
    [b"[1]", b"{", b"person\n1\n", b"person,at,test\nx,2020,nucleic\n", b'[{"person": 1}]', b"\xff\xfe", b'{"x": 1}'],
)
def test_what_cant_be_read_is_refused_with_its_place(body):
    with pytest.raises(Refused):
        bulk_rows.samples(body)


def test_over_the_api_as_ndjson_and_csv_with_a_key(stage, client):
    client.force_login(stage.desk)
    url = f"/api/v1/campaigns/{stage.campaign.key}/samples/bulk"
    body = "\n".join(json.dumps(row) for row in _rows(stage, *stage.people[:3]))
    for replayed in (False, True):
        answer = client.post(
            url, body, content_type="application/x-ndjson", headers={"Idempotency-Key": "samples-0001"}
        )
        assert answer.status_code == 200 and answer.json()["taken"] == 3, answer.content
        assert ("Idempotency-Replayed" in answer) is replayed
    text = f"person,at,test\n{stage.people[3].pk},{clock.now().isoformat()},nucleic\n"
    assert client.post(url, text, content_type="text/csv").json()["taken"] == 1
    stage.sent(stage.people[4])
    results = f"/api/v1/campaigns/{stage.campaign.key}/results/bulk"
    answer = client.post(results, "tube,result\nT-001,negative\n", content_type="text/csv")
    assert answer.json()["taken"] == 1 and stage.total().negative == 1
    totals = client.get(f"/api/v1/campaigns/{stage.campaign.key}/testing-totals").json()["items"]
    assert {row["enterprise"]: row["sampled"] for row in totals}[stage.cast.river.pk] == 5


def test_the_phone_sends_what_it_scanned_and_again(stage, client):
    from fugong.testing import coding

    shift = stage.open_shift()
    client.force_login(stage.scanner)
    here = f"/api/v1/campaigns/{stage.campaign.key}/sampling"
    day = client.get(f"{here}/today").json()
    assert day["shifts"][0]["mine"] and day["shifts"][0]["sizes"] == [1, 5, 10, 20] and "测试" not in json.dumps(day)
    tube = {"shift": shift.pk, "tube": "P-1", "size": 5}
    body = {**tube, "code": coding.of(stage.people[0]), "at": clock.now().isoformat()}
    for known in (False, True):
        said = client.post(f"{here}/samples", json.dumps(body), content_type="application/json").json()
        assert (said["known"], said["filled"], said["name"]) == (known, 1, "测试1"), said
    short = {**tube, "code": coding.short(stage.shopper)}
    said = client.post(f"{here}/samples", json.dumps(short), content_type="application/json").json()
    assert (said["filled"], said["name"]) == (2, "")  # served by code, not seen by name
    assert client.post(f"{here}/samples/undo", json.dumps(short), content_type="application/json").json()["filled"] == 1
    for _time in range(2):
        sealed = client.post(f"{here}/tubes/seal", json.dumps(tube), content_type="application/json").json()
        assert sealed["state"] == "sealed"
    forged = {**body, "code": body["code"][:-4] + "AAAA"}
    answer = client.post(f"{here}/samples", json.dumps(forged), content_type="application/json")
    assert answer.status_code == 422 and answer.json()["code"] == "code_signature"
    assert reverse("testing:tubes", args=[stage.campaign.key])
