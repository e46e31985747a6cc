"""Many at once for the last of the money: exactly what fits is granted. With controls: without the lock, then without the guard."""

import contextlib
import os
import threading

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from fugong.benefits.actions import claims
from fugong.benefits.models import Cause, Claim, Policy
from fugong.benefits.tests import stage as ground
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.lodging.tests.test_at_once import at_once
from fugong.registry.models import Enterprise
from ground import cast as people

AT_ONCE = int(os.environ.get("FUGONG_AT_ONCE", "16"))
"""200 for the last 10,000 yuan, as assurance.md asks: FUGONG_AT_ONCE=200."""
EACH = 5_000


@pytest.fixture
def stage(transactional_db, test_packs, noon):
    with override("en"):
        yield ground.build(people.build())


def examined(stage, count, first=0):
    """So many claims of 50 yuan of as many enterprises, examined, waiting for the second person."""
    row, moment = stage.policy("start"), clock.now()
    river = stage.river
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            jurisdiction=river.jurisdiction, area_code=river.area_code, uscc=people.credit_code(5_000 + first + n), name=f"厂{n}",
            staff_total=3, created_at=moment, changed_at=moment,
        )
        for n in range(count)
    )  # fmt: skip
    from fugong.registry import segments

    with transaction.atomic():
        followers, segments.followers[:] = segments.followers[:], []
        segments.refresh(campaign=stage.campaign, enterprise_ids=[firm.pk for firm in firms])
        segments.followers[:] = followers
    made = Claim.objects.bulk_create(
        Claim(
            campaign=row.campaign, pack_version=row.campaign.pack_version, policy=row, version=row.current, enterprise=firm,
            area_code=firm.area_code, asked=EACH, amount=EACH, submitted_at=moment, submitted_by=stage.liaison,
            checked_by=stage.desk, checked_at=moment, state="checked", state_since=moment,
        )
        for firm in firms
    )  # fmt: skip
    Cause.objects.bulk_create(
        Cause(claim=c, campaign=row.campaign, enterprise=c.enterprise, cause="start") for c in made
    )
    return made


def left(stage, times):
    """So many times 50 yuan are left."""
    Policy.objects.filter(campaign=stage.campaign, key="start").update(budget=EACH * times, given=0)


def granted(stage):
    return Claim.objects.filter(policy__key="start", state="granted").count()


def decide(stage, some):
    return at_once([lambda claim=claim: claims.decide(claim=claim, by=stage.leader) for claim in some])


def test_for_the_last_money_many_are_decided_at_once_and_exactly_what_fits_is_granted(stage):
    left(stage, AT_ONCE // 2)
    results = decide(stage, examined(stage, AT_ONCE))
    assert sum(isinstance(result, Claim) for result in results) == AT_ONCE // 2
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - AT_ONCE // 2
    policy = stage.policy("start")
    assert (granted(stage), policy.given, policy.left) == (AT_ONCE // 2, EACH * (AT_ONCE // 2), 0)


def test_without_the_lock_and_the_database_s_guard_too_much_is_granted(stage, monkeypatch):
    """The control: the same rush with the lock taken off oversells; the database's guard alone still holds."""
    gate = threading.Barrier(6)

    def unlocked(policy):
        found = Policy.objects.get(pk=policy.pk)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(timeout=5)
        return found

    monkeypatch.setattr(claims, "money_held", unlocked)
    monkeypatch.setattr(claims.matching, "match", lambda **_more: 0)
    left(stage, 2)
    decide(stage, examined(stage, 6))
    assert granted(stage) <= 2, "the database holds: given never passes the budget"
    Claim.objects.filter(policy__key="start").delete()
    gate.reset()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE benefits_policy DROP CONSTRAINT benefit_never_over_budget")
    try:
        left(stage, 2)
        decide(stage, examined(stage, 6, first=100))
        assert granted(stage) > 2, "without lock and guard too much is granted: the test above can fail"
    finally:
        Policy.objects.update(budget=None)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE benefits_policy ADD CONSTRAINT benefit_never_over_budget "
                "CHECK (given >= 0 AND (budget IS NULL OR given <= budget))"
            )
