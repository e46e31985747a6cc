"""Many at once, each on a connection of its own: never one pass too many. The control shows that the lock does it."""

import contextlib
import os
import threading

import pytest
from django.utils.translation import override

from fugong.core.errors import Refused
from fugong.lodging.tests.test_at_once import at_once
from fugong.passes.actions import deciding, issuing
from fugong.passes.models import Pass
from fugong.passes.tests import stage as ground
from ground import cast as people

AT_ONCE = int(os.environ.get("FUGONG_AT_ONCE", "40"))
QUOTA = 5  # of the pack for tests


@pytest.fixture
def stage(transactional_db, test_packs, noon):
    with override("en"):
        yield ground.build(people.build())


def _waiting(stage, many):
    """Applications of many enterprises, so that only the quota of the kind is tried."""
    made = []
    for number in range(many):
        firm = people.make_enterprise(100 + number, f"工厂{number}", stage.river.jurisdiction)
        made.append(stage.asked(by=stage.cast.desk, enterprise=firm))
    return made


def test_for_the_last_passes_many_decide_at_once_and_exactly_the_quota_is_issued(stage):
    """A3: the last K, two hundred at once (FUGONG_AT_ONCE=200), exactly K."""
    asked = _waiting(stage, AT_ONCE)
    results = at_once([lambda one=one: deciding.approve(application=one, by=stage.cast.town) for one in asked])
    assert Pass.objects.filter(state="valid").count() == QUOTA
    assert sum(isinstance(result, Pass) for result in results) == QUOTA
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - QUOTA


def test_without_the_lock_too_many_are_issued(stage, monkeypatch):
    """The control: all count before any of them writes."""
    asked = _waiting(stage, 12)
    counted, room = threading.Barrier(12), issuing.room

    def all_count_first(*of):
        found = room(*of)
        with contextlib.suppress(threading.BrokenBarrierError):
            counted.wait(timeout=5)
        return found

    monkeypatch.setattr(issuing, "lock", lambda campaign, *kinds: None)
    monkeypatch.setattr(issuing, "room", all_count_first)
    at_once([lambda one=one: deciding.approve(application=one, by=stage.cast.town) for one in asked])
    assert Pass.objects.filter(state="valid").count() > QUOTA, "the test above can fail"


def test_of_two_decisions_at_once_one_stands(stage):
    application = stage.asked()
    results = at_once([
        lambda: deciding.approve(application=application, by=stage.cast.town),
        lambda: deciding.refuse_(application=application, reason="no", by=stage.cast.desk),
    ])  # fmt: skip
    assert sum(isinstance(result, Refused) for result in results) == 1
    application.refresh_from_db()
    assert Pass.objects.count() == (1 if application.state == "approved" else 0)
