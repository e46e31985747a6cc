"""Applications: who may ask, the steps of one and of two offices, deferrals, callers, what is late."""

import datetime as dt

import pytest

from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.services.actions import applications as actions
from fugong.services.arrows import APPLICATION
from fugong.services.asking import Asker
from fugong.services.models import ServiceApplication
from fugong.workflow import deadlines

pytestmark = pytest.mark.django_db


def told(user, kind):
    return Message.objects.filter(entries__person=user, kind=kind).count()


def local(moment):
    return f"{clock.local(moment):%m-%d %H:%M}"


def test_an_application_is_accepted_decided_and_has_a_number(stage):
    row = stage.asked("refund")
    assert (row.state, local(row.due_at)) == ("submitted", "02-20 17:30"), "4 working hours, after lunch"
    row = actions.accept(application=row, by=stage.cast.town)
    assert (row.handler, local(row.due_at)) == (stage.cast.town, "02-21 17:30"), "sped up: one working day"
    row = actions.grant(application=row, by=stage.cast.town, opinion="To the account.")
    assert (row.state, row.number, row.due_at) == ("granted", "2020-0001", None)
    second = actions.grant(
        application=actions.accept(application=stage.asked("refund"), by=stage.cast.town), by=stage.cast.town
    )
    assert second.number == "2020-0002"
    assert told(stage.cast.liaison, "services.answered") == 4


def test_only_the_post_of_the_office_decides(stage):
    row = stage.asked("licence")
    for by in (stage.cast.officer, stage.cast.bureau, stage.cast.hill_town, stage.cast.liaison):
        with pytest.raises(NotAllowed):
            actions.accept(application=row, by=by)
    assert actions.accept(application=row, by=stage.cast.desk).state == "accepted", "the desk keeps all services"


def test_two_offices_the_first_passes_on_the_second_decides(stage):
    row = stage.deferred()
    with pytest.raises(Refused, match="Papers are lacking") as refusal:
        actions.accept(application=row, by=stage.cast.town)
    assert [fault.message for fault in refusal.value.faults] == ["Explanation"]
    row = actions.accept(application=stage.promised(row), by=stage.cast.town)
    promised = row.due_at
    with pytest.raises(Refused, match="Pass it on first: Bureau decides"):
        actions.grant(application=row, by=stage.cast.town)
    row = actions.pass_on(application=row, by=stage.cast.town, opinion="Liquidity is low.")
    assert (row.state, row.office, row.handler, row.due_at) == ("passed_on", "bureau_desk", None, promised)
    with pytest.raises(NotAllowed):
        actions.grant(application=row, by=stage.cast.town)
    row = actions.grant(application=row, by=stage.cast.bureau, due_on=dt.date(2020, 3, 9))
    assert (row.state, row.due_on, row.number) == ("granted", dt.date(2020, 3, 9), "延〔2020〕1号")


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (dt.date(2020, 2, 29), "29 Feb 2020 is no working day; the next one is 2 Mar 2020"),
        (dt.date(2020, 2, 17), "after 17 Feb 2020, at the latest 17 May 2020"),
        (dt.date(2020, 5, 18), "after 17 Feb 2020, at the latest 17 May 2020"),
        (None, "at the latest"),
    ],
)
def test_a_deferral_gets_a_working_day_within_its_span(stage, until, why):
    with pytest.raises(Refused, match=why) as refusal:
        stage.deferred(until)
    assert refusal.value.faults[0].where == "asks_until"
    assert not ServiceApplication.objects.exists()


def test_who_may_not_ask_is_told_why_by_the_deciding_fact(stage):
    asker = Asker("web", stage.cast.shop)
    with pytest.raises(Refused, match="can’t ask for this: .*above scale"):
        stage.asked("deferral", asker, by=stage.cast.shop_liaison, was_due_on=dt.date(2020, 2, 17),
                    asks_until=dt.date(2020, 3, 16))  # fmt: skip


def test_nobody_asks_for_another_enterprise(stage):
    with pytest.raises(NotAllowed):
        stage.asked(asker=Asker("web", stage.cast.shop))
    with pytest.raises(NotAllowed):
        stage.asked(asker=stage.caller(enterprise=stage.cast.hill), by=stage.cast.officer)
    with pytest.raises(NotAllowed):
        stage.asked(asker=stage.caller(), by=stage.cast.liaison)


def test_an_officer_asks_for_a_caller_and_it_is_recorded_so(stage):
    row = stage.asked(asker=stage.caller(), by=stage.cast.officer)
    assert (row.channel, row.made_by, row.caller, row.words) == (
        "telephone", stage.cast.officer, "王会计", "Your name is kept.",
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.phone, row.phone_masked) == ("13812345678", "138****5678")
    event = Event.objects.get(verb="service_application.submit")
    assert event.data["channel"] == "telephone"
    assert "138" not in str(event.data) and "王会计" not in str(event.data)
    assert told(stage.cast.liaison, "services.answered") == 1, "the enterprise hears of it"


def test_a_caller_needs_a_name_a_number_and_to_have_heard_the_text(stage):
    with pytest.raises(Refused) as refusal:
        stage.asked(asker=stage.caller(caller="", phone="", words=""), by=stage.cast.officer)
    assert {fault.where for fault in refusal.value.faults} == {"caller", "phone", "words"}


def test_what_was_sent_back_is_sent_again(stage):
    row = actions.accept(application=stage.promised(stage.deferred()), by=stage.cast.town)
    row = actions.pass_on(application=row, by=stage.cast.town)
    row = actions.send_back(application=row, by=stage.cast.bureau, reason="The balance is lacking.")
    assert (row.state, row.office, row.handler) == ("returned", "market_desk", None)
    with pytest.raises(Refused, match="Say why"):
        actions.send_back(
            application=actions.resubmit(application=row, by=stage.cast.liaison), by=stage.cast.town, reason=" "
        )


def test_what_is_late_climbs_and_each_rung_fires_once(stage):
    stage.asked("licence")
    with clock.showing(clock.now() + dt.timedelta(days=1)):
        assert deadlines.sweep() == 2
        assert deadlines.sweep() == 0
    verbs = list(Event.objects.filter(verb__startswith="service_application.").values_list("verb", flat=True))
    assert verbs.count("service_application.overdue") == verbs.count("service_application.escalate") == 1
    assert told(stage.cast.bureau, "services.late") == 1


def test_no_pair_of_states_without_an_arrow_can_be_walked(stage):
    for frm in APPLICATION.states:
        row = stage.asked("licence")
        ServiceApplication.objects.filter(pk=row.pk).update(
            state=frm, decided_at=clock.now(), serial=None if frm != "granted" else 99
        )
        row.refresh_from_db()
        allowed = {arrow.key for arrow in APPLICATION.out_of(frm)}
        for key, do in {
            "accept": lambda row=row: actions.accept(application=row, by=stage.cast.desk),
            "grant": lambda row=row: actions.grant(application=row, by=stage.cast.desk),
            "withdraw": lambda row=row: actions.withdraw(application=row, by=stage.cast.liaison),
        }.items():
            if key not in allowed:
                with pytest.raises(Refused):
                    do()
        ServiceApplication.objects.all().delete()
