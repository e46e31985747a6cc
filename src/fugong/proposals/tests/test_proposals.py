"""What holds for every proposal: jobs, what is dropped, what fails, and that of two who confirm at once one wins."""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Conflict, Refused
from fugong.planning.errors import Fault, Unfit
from fugong.proposals import actions, kinds, tasks
from fugong.proposals.models import Proposal
from fugong.registry.models import Assignment

ASKED = {"post": "resident", "fewest": True, "out": None}


@pytest.fixture
def place(cast: Any) -> Any:
    cast.desk.language = "en"
    cast.desk.save(update_fields=["language"])
    with override("en"):
        yield cast


def ask(cast: Any, **more: Any) -> Proposal:
    made = actions.ask(campaign=cast.campaign, kind="officers", asked=ASKED, by=cast.desk, **more)
    made.refresh_from_db()
    return made


@pytest.fixture
def heavy(monkeypatch: Any) -> None:
    monkeypatch.setattr("fugong.registry.matching.heavy", lambda field: True)


def test_a_heavy_one_is_worked_out_by_a_job_with_progress(place: Any, heavy: None, client: Any) -> None:
    found = ask(place)
    assert (found.state, found.content) == ("working", {})
    client.force_login(place.desk)
    here = f"/c/plain/proposals/{found.pk}/"
    assert f"0 of at most {found.seconds} seconds" in client.get(here).content.decode()
    with pytest.raises(Conflict):
        actions.confirm(proposal=found, by=place.desk)
    with clock.showing(clock.now() + clock.dt.timedelta(seconds=found.seconds + 61)):
        assert "disposal" in client.get(here).content.decode()
    tasks.work_out(found.pk)
    found.refresh_from_db()
    assert found.state == "ready" and found.content["held"]
    assert client.get(here, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    tasks.work_out(found.pk)  # a job that comes twice does nothing


def test_what_was_dropped_meanwhile_stays_dropped(place: Any, heavy: None) -> None:
    found = ask(place)
    actions.drop(proposal=found, by=place.desk)
    stale = Proposal.objects.get(pk=found.pk)
    stale.state = "working"  # as the job had read it
    actions.work_out(proposal=stale)
    found.refresh_from_db()
    assert (found.state, found.content) == ("dropped", {})


def test_data_that_make_no_sense_are_told_in_words(place: Any, monkeypatch: Any, client: Any) -> None:
    def unfit(*_given: Any) -> Any:
        raise Unfit(Fault("charges[0].load", "too_large", {"value": 7}), Fault("officers", "strange"))

    monkeypatch.setattr(type(kinds.get("officers")), "solve", unfit)
    found = ask(place)
    assert found.state == "failed"
    client.force_login(place.desk)
    page = client.get(f"/c/plain/proposals/{found.pk}/").content.decode()
    assert "charges[0].load: 7 is too large." in page and "officers makes no sense (strange)." in page


def test_an_area_outside_or_a_closed_campaign_is_refused(place: Any) -> None:
    with pytest.raises(Refused, match="outside"):
        ask(place, area="990102000000")
    assert ask(place, area="990101002000").area_code == "990101002000"
    type(place.campaign).objects.filter(pk=place.campaign.pk).update(state="closed", closed_at=clock.now())
    place.campaign.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        ask(place)


def _race(proposals: list[Proposal], people: list[Any]) -> list[str]:
    """All confirm at once, each on a line of their own; what each was told, "" for the winner."""
    told: list[str] = []
    gate = threading.Barrier(len(people))

    def confirm(proposal: Proposal, person: Any) -> None:
        gate.wait()
        try:
            actions.confirm(proposal=Proposal.objects.get(pk=proposal.pk), by=person)
            told.append("")
        except Conflict as conflict:
            told.append(conflict.message)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=confirm, args=pair) for pair in zip(proposals, people, strict=True)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_wins(cast: Any) -> None:
    one, twin = ask(cast), ask(cast)
    told = _race([one, one, twin], [cast.desk, cast.administrator, cast.administrator])
    assert told.count("") == 1 and len(told) == 3
    assert Assignment.objects.filter(enterprise=cast.hill, until=None).count() == 1
    assert Proposal.objects.filter(state="confirmed").count() == 1


def test_without_looking_at_the_data_again_a_twin_would_be_written(place: Any, monkeypatch: Any) -> None:
    """The control of what refuses the twin."""
    one, twin = ask(place), ask(place)
    actions.confirm(proposal=one, by=place.desk)
    monkeypatch.setattr(kinds.Ground, "digests", lambda self: twin.digests)
    with transaction.atomic():
        actions.confirm(proposal=twin, by=place.desk)
    assert Proposal.objects.filter(state="confirmed").count() == 2
    assert connection.in_atomic_block
