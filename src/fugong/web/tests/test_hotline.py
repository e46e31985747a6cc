"""The demo's hotline: a key that opens Open311, and no more, until the next start."""

from typing import Any

import pytest
from django.test import Client

from fugong.accounts.models import User
from fugong.demands.models import Demand
from fugong.web.demo import hotline

pytestmark = pytest.mark.django_db


@pytest.fixture
def connected(cast: Any) -> hotline.Hotline:
    User.objects.filter(pk=cast.desk.pk).update(is_demo=True)
    found = hotline.connect()
    assert found is not None
    return found


def file(connected: hotline.Hotline, code: str) -> int:
    given = {
        "jurisdiction_id": connected.jurisdiction, "api_key": connected.key, "service_code": "labour",
        "attribute[uscc]": code, "description": "缺三十个工人", "lat": "24.6", "long": "118.15",
    }  # fmt: skip
    return Client().post("/open311/v2/requests.json", given).status_code


def test_it_lists_services_and_files_a_demand(cast: Any, connected: hotline.Hotline) -> None:
    services = Client().get(connected.path).json()
    assert "labour" in {each["service_code"] for each in services}
    assert file(connected, cast.river.uscc) == 201
    assert Demand.objects.get().source == "hotline"


def test_the_key_opens_nothing_else(cast: Any, connected: hotline.Hotline) -> None:
    client = Client(headers={"Authorization": f"Bearer {connected.key}"})
    assert client.get("/api/v1/campaigns/plain/demands").status_code == 200
    assert client.get("/api/v1/campaigns/plain/filings").status_code in (403, 404)


def test_each_start_makes_it_anew(cast: Any, connected: hotline.Hotline) -> None:
    again = hotline.connect()
    assert again is not None and again.key != connected.key
    assert file(connected, cast.river.uscc) in (401, 403)
    assert file(again, cast.river.uscc) == 201


def test_where_there_is_no_demo_there_is_no_key(cast: Any) -> None:
    assert hotline.connect() is None
