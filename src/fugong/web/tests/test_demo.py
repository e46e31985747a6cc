"""The demo's life reads like life: what was ordered was served before it was answered."""

import datetime as dt
import random

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.rectification.models import Notice, StopWork
from fugong.rectification.tests import stage as ground
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
