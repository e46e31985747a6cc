"""The right people are told, in the transaction of what happened."""

import datetime as dt
from typing import Any

from django.test import Client

from fugong.channels.models import InboxEntry, Message
from fugong.core import clock
from fugong.registry.actions import assignments
from fugong.resumption import telling
from fugong.resumption.actions import filings, verifications
from fugong.resumption.tests.stage import GOOD
from fugong.workflow import deadlines


def told(kind: str) -> set[str]:
    return set(InboxEntry.objects.filter(kind=kind).values_list("person__username", flat=True))


def test_whose_turn_it_is_hears_of_a_filing(stage: Any) -> None:
    filing = stage.filed(stage.small)
    assert told("filing.turn") == {"town", "other_town"}, "the post of that street, not of another"
    message = Message.objects.get(kind="filing.turn")
    client = Client()
    client.force_login(stage.town, backend="django.contrib.auth.backends.ModelBackend")
    opened = client.get(f"/n/{message.uid}/", follow=True)
    assert opened.redirect_chain[0][0] == message.url and opened.status_code == 200
    assert message.about_key == str(filing.pk)


def test_the_enterprise_hears_what_became_of_its_filing(stage: Any) -> None:
    filing = stage.filed(stage.small)
    filings.return_(filing=filing, by=stage.town, reason="The roster is missing.")
    assert told("filing.returned") == {stage.liaison_of(stage.small).username}
    message = Message.objects.get(kind="filing.returned")
    assert message.urgent and message.body["zh"] == "The roster is missing." and filing.number in message.title["en"]
    client = Client()
    client.force_login(stage.liaison_of(stage.small), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/n/{message.uid}/", follow=True).status_code == 200


def test_before_the_last_step_an_enterprise_that_has_not_signed_is_asked_to(stage: Any) -> None:
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    assert told("filing.unsigned") == set(), "two steps are still open"
    filings.pass_on(filing=filing, by=stage.resident)
    step = filing.steps.get(order=2)
    verifications.send_team(step=step, team=stage.team, by=stage.desk)
    visit = {"campaign": stage.campaign, "enterprise": stage.big, "checklist": "basics", "by": stage.inspector}
    verifications.record_visit(**visit, answers=GOOD, step=step)
    filings.pass_on(filing=filing, by=stage.inspector)
    liaison = stage.liaison_of(stage.big)
    assert told("filing.unsigned") == {liaison.username}
    client = Client()
    client.force_login(liaison, backend="django.contrib.auth.backends.ModelBackend")
    home = client.get(f"/mine/{stage.campaign.key}/{stage.big.pk}/").content.decode()
    assert "Sign now" in home, "home says so, too"
    stage.signed(stage.big)
    assert "Sign now" not in client.get(f"/mine/{stage.campaign.key}/{stage.big.pk}/").content.decode()


def test_an_approval_is_told(stage: Any) -> None:
    stage.approved(stage.small)
    assert told("filing.decided") == {stage.liaison_of(stage.small).username}


def test_who_is_late_hears_of_it_and_then_each_to_whom_it_climbs_once(stage: Any) -> None:
    filing = stage.filed(stage.small)
    due = filing.steps.get(order=filing.step).due_at
    with clock.showing(due + dt.timedelta(seconds=1)):
        deadlines.sweep()
        deadlines.sweep()
    assert told("filing.overdue") == {"town", "other_town"}
    with clock.showing(due + dt.timedelta(hours=1, seconds=1)):
        deadlines.sweep()
    assert told("filing.overdue") == {"town", "other_town", "desk"}
    assert InboxEntry.objects.filter(kind="filing.overdue", person=stage.town).count() == 1


def test_a_missing_report_is_told_to_those_who_report(stage: Any, django_assert_max_num_queries: Any) -> None:
    ids = [stage.small.pk, stage.trader.pk]
    with django_assert_max_num_queries(7):
        assert telling.missing(stage.campaign, ids) == 2
    assert told("report.missing") == {stage.liaison_of(stage.small).username, stage.liaison_of(stage.trader).username}


def test_an_officer_hears_of_new_enterprises(cast: Any) -> None:
    assignments.assign(campaign=cast.campaign, enterprise=cast.hill, post="resident", officer=cast.spare, by=cast.desk)
    assert told("assignment.new") == {"spare"}
