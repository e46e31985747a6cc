"""The demo's life reads like life: what was ordered was served before it was answered."""

import datetime as dt
import random
from types import SimpleNamespace

import pytest

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.policy import loaded
from fugong.rectification.models import Notice, StopWork
from fugong.rectification.tests import stage as ground
from fugong.resumption.tests import stage as filing_ground
from fugong.web.demo import loading, population, staffing
from fugong.web.demo.rectification import _Life


def test_the_stop_that_was_lifted_was_served_and_so_were_its_notices(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stage = ground.build(cast)
    inspectors = [stage.finder, stage.other, cast.town]
    life = _Life(stage.campaign, {stage.river.pk: stage.liaison}, ["masks"], inspectors, random.Random(1))
    now = clock.now() + dt.timedelta(hours=72)  # roles are held from now on
    with clock.showing(now - dt.timedelta(hours=70)):
        first = life._issued(stage.river, 0)
    life._stop(first, now)
    order = StopWork.objects.get()
    assert (order.state, order.served_by) == ("lifted", stage.liaison)
    assert order.decided_at < order.served_at < order.answered_at
    assert all(each.issued_at < each.served_at < each.ended_at for each in Notice.objects.all())
    verbs = list(Event.objects.filter(subject_kind="stop_work").order_by("at", "pk").values_list("verb", flat=True))
    assert [verb.partition(".")[2] for verb in verbs] == ["propose", "order", "serve", "answer", "verify", "lift"]


def test_who_is_still_to_file_is_decided_by_somebody_on_the_sign_in_page(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.showing(filing_ground.FRIDAY):
        stage = filing_ground.build()
    late = SimpleNamespace(state="not_filed")
    firms = [(stage.big, late), (stage.trader, late)]
    seats: dict = {}
    staff = staffing.Staff(desk=stage.people["desk"], leader=stage.people["desk"], held=seats)
    stage.trader.area_code = near = "990201777000"
    seats["town"] = [(staff.desk, near)]
    assert loading._shown(stage.campaign, firms, staff) == {stage.trader.pk}  # in its state, and for remote work
    seats["town"] = [(staff.desk, stage.big.area_code)]
    assert loading._shown(stage.campaign, firms, staff) == {stage.big.pk, stage.trader.pk}


@pytest.mark.parametrize("key", population.places())
def test_what_the_demo_says_of_an_enterprise_its_pack_knows(key):
    rules = loaded.pack(key).registry
    tags, facts = (
        {tag.key for tag in rules.tags},
        {fact.key: {each.key for each in fact.choices} for fact in rules.facts},
    )
    for stratum in population.specification(key)["strata"]:
        assert set(stratum.get("tags", {})) <= tags, stratum["key"]
        for fact, parts in stratum.get("facts", {}).items():
            assert set(parts) <= facts[fact], stratum["key"]
