"""Two at once, on two connections: one wins, the other is told, nothing is done twice."""

import threading
import time

import pytest
from django.db import connection, connections, transaction
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Refused
from fugong.ledger.models import Event
from fugong.resumption import standings
from fugong.resumption.actions import filings, rosters
from fugong.resumption.models import EmployeeCommitment, Filing, Standing
from fugong.resumption.tests import stage as ground


@pytest.fixture
def stage(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.showing(ground.FRIDAY), override("en"):
        yield ground.build()


def at_once(*deeds):
    """Does all of them at the same moment, each in a thread of its own; what each gave or raised."""
    gate = threading.Barrier(len(deeds))
    results = [None] * len(deeds)

    def run(number, deed):
        with clock.showing(ground.FRIDAY), override("en"):
            gate.wait()
            try:
                results[number] = deed()
            except Refused as refusal:
                results[number] = refusal
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_reviewers_decide_at_once_and_one_opinion_stands(stage):
    filing = stage.filed(stage.big)
    results = at_once(
        lambda: filings.pass_on(filing=filing, by=stage.bureau, opinion="first"),
        lambda: filings.refuse(filing=filing, by=stage.other_bureau, reason="second"),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Event.objects.about("filing", filing.pk).filter(verb__in=["filing.pass", "filing.refuse"]).count() == 1
    step = filing.steps.get(order=1)
    assert (step.outcome, step.opinion) in {("passed", "first"), ("refused", "second")}


def test_a_filing_sent_ten_times_at_once_is_filed_once(stage):
    filing = stage.ready(stage.small)
    liaison = stage.liaison_of(stage.small)
    at_once(*[lambda: filings.submit(filing=filing, by=liaison)] * 10)
    assert Event.objects.filter(verb="filing.submit").count() == 1
    assert filing.steps.count() == 2


def test_numbers_are_given_once(stage):
    ready = [stage.ready(enterprise) for enterprise in (stage.small, stage.big, stage.trader)]
    at_once(*[lambda filing=filing: filings.submit(filing=filing, by=filing.made_by) for filing in ready])
    numbers = sorted(Filing.objects.values_list("number", flat=True))
    assert numbers == ["20200214-0001", "20200214-0002", "20200214-0003"]


def test_many_guesses_at_once_do_not_slip_past_the_limit(stage):
    stage.roster(stage.small, ("王芳", "1234"))
    link = rosters.link(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))

    def guess(number):
        return rosters.sign(
            link=link, name="王芳", identity=f"{number:04}", agreed=True, language="en", address=f"10.0.0.{number}"
        )

    results = at_once(*[lambda n=n: guess(n) for n in range(12)])
    codes = [result.code for result in results]
    assert codes.count("no_match") == 5
    assert codes.count("too_many") == 7
    assert connection.is_usable()


@pytest.mark.parametrize("is_guarded", [True, False])
def test_who_comes_second_counts_what_the_first_wrote(stage, monkeypatch, is_guarded):
    """Two add to one roster at once: the second waits before it counts. Without the lock it counts too early: the negative control."""
    standings.refresh(campaign=stage.campaign)
    if not is_guarded:
        monkeypatch.setattr(standings, "_hold_rows", lambda campaign, ids: None)
    liaison = stage.liaison_of(stage.small)
    first_wrote = threading.Event()

    def add(name, number, before=None, after=None):
        def deed():
            if before:
                before.wait(10)
            with transaction.atomic():
                people = [rosters.Person(name, number)]
                rosters.add(campaign=stage.campaign, enterprise=stage.small, people=people, by=liaison)
                if after:
                    after.set()
                    time.sleep(0.7)  # the second counts meanwhile, where nothing holds it

        return deed

    at_once(add("王芳", "1234", after=first_wrote), add("李伟", "2345", before=first_wrote))
    assert EmployeeCommitment.objects.filter(enterprise=stage.small).count() == 2
    told = Standing.objects.get(enterprise=stage.small, day=clock.today()).roster
    assert told == (2 if is_guarded else 1)
