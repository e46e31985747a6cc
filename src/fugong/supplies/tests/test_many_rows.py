"""Whoever signs reads every share; an enterprise confirms what came, however much came after."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from fugong.supplies.models import Allocation, Share
from fugong.supplies.views import allocations, mine
from ground.paging import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(user):
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user, backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def at(name, *args):
    return reverse(f"supplies:{name}", args=["plain", *args])


def test_whoever_signs_reads_every_share_and_a_refused_number_is_shown(stage, monkeypatch):
    monkeypatch.setattr(allocations, "SHOWN", 1)
    monkeypatch.setattr(allocations, "UNMET", 1)
    stage.at_work()
    stage.stocked(5_000)
    proposed = stage.proposed()
    shares = list(Share.objects.filter(allocation=proposed, item="masks"))
    page = at("allocation", proposed.pk)
    desk = signed_in(stage.desk)
    found = seen(desk, page, r'<tr><th scope="row"><a href="[^"]*/enterprises/(\d+)/"', "rows-masks")
    assert sorted(map(int, found)) == sorted(row.enterprise_id for row in shares) and len(shares) > 1
    for share in shares:
        answer = desk.post(at("share", proposed.pk, share.pk), {"pieces": "many", "why": ""})
        assert answer.status_code == 422 and f'id="pieces-{share.pk}"' in answer.content.decode()
    unmet = [{"enterprise": row.enterprise_id, "item": "masks", "missing": 5} for row in shares]
    Allocation.objects.filter(pk=proposed.pk).update(unmet=unmet)
    lacking = seen(desk, page, r"<li>([^<:]+): [^<]*5</li>", "unmet")
    assert len(set(lacking)) == len(shares)


def test_what_came_is_confirmed_however_much_came_after(stage, monkeypatch):
    monkeypatch.setattr(mine, "DELIVERIES", 1)
    monkeypatch.setattr(mine, "REQUESTS", 1)
    stage.at_work()
    stage.stocked(5_000)
    first = stage.brought()
    stage.stocked(500, "thermometers")
    stage.asked(2, item="thermometers")
    later = stage.confirmed("thermometers").deliveries.get(enterprise=stage.river)
    stage.asked(9_000)
    page, liaison = at("mine", stage.river.pk), signed_in(stage.liaison)
    assert at("mine_receipt", stage.river.pk, first.pk) in liaison.get(page).content.decode()
    found = seen(liaison, page, r'<span class="text-secondary">(\S*\d)(?: ·|</span>)')
    assert {first.number, later.number} <= set(found)
    assert len(seen(liaison, page, r"supply-stop\"><span><strong>", "requests")) == 2
