"""Leads: by the stages of the pack, with papers and a place; talks and late steps; signed together; seen by few."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.investment import lists
from fugong.investment.actions import leads as actions
from fugong.investment.actions import signings, talks
from fugong.investment.actions.talks import Next
from fugong.investment.models import Lead, LeadPlace
from fugong.ledger.models import Event
from fugong.policy.reasons import money
from fugong.workflow import deadlines

pytestmark = pytest.mark.django_db


def told(user, kind):
    return Message.objects.filter(entries__person=user, kind=kind).count()


def test_a_lead_goes_through_the_stages_of_the_pack(stage):
    row = stage.lead()
    assert (row.stage, row.amount, f"{clock.local(row.due_at):%m-%d}") == ("in_talks", 12_000_000_000, "03-05")
    row = actions.advance(lead=row, by=stage.desk)
    assert (row.stage, row.due_at) == ("placing", None)
    row = actions.advance(lead=row, by=stage.desk)
    with pytest.raises(Refused, match="signed at an event"):
        actions.advance(lead=row, by=stage.desk)
    with pytest.raises(Refused, match="from the last stage"):
        actions.land(lead=row, by=stage.desk)
    row = actions.go_back(lead=row, by=stage.desk, reason="The plant is too small.")
    assert row.stage == "placing"
    row = actions.drop(lead=row, by=stage.desk, reason="", key="elsewhere")
    assert (row.state, row.reason_name) == ("dropped", "Went elsewhere")
    row = actions.take_up(lead=row, by=stage.desk)
    assert (row.state, row.stage, row.ended_at) == ("open", "placing", None)


def test_who_wants_a_plant_chooses_one_that_nobody_else_then_has(stage):
    offer, small = stage.plant(), stage.plant(500, "小厂房")
    one, other = (stage.lead(wants="plant", area="2800") for _each in range(2))
    one = actions.advance(lead=one, by=stage.desk)
    with pytest.raises(Refused, match="hasn’t chosen a place"):
        actions.advance(lead=one, by=stage.desk)
    with pytest.raises(Refused, match="doesn’t fit"):
        actions.show(lead=one, source="premises", ref=small.pk, by=stage.desk)
    shown = [actions.show(lead=each, source="premises", ref=offer.pk, by=stage.desk) for each in (one, other)]
    actions.answer(place=shown[0], chosen=True, by=stage.desk)
    offer.refresh_from_db()
    assert offer.taken
    with pytest.raises(Conflict, match="This offer is gone"):
        actions.answer(place=shown[1], chosen=True, by=stage.desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadPlace.objects.filter(pk=shown[1].pk).update(answer="chosen")
    one = actions.advance(lead=one, by=stage.desk)
    actions.drop(lead=one, by=stage.desk, reason="No money.")
    offer.refresh_from_db()
    assert not offer.taken, "its place is free again"
    assert actions.answer(place=shown[1], chosen=True, by=stage.desk).answer == "chosen"


def test_a_talk_has_minutes_and_next_steps_that_are_late_when_nobody_does_them(stage):
    row = stage.lead()
    stage.talk(row, Next("送报价单", stage.cast.bureau, dt.date(2020, 2, 21)))
    step = row.steps.get()
    assert f"{clock.local(step.due_at):%m-%d %H:%M}" == "02-21 17:30"
    assert told(stage.cast.bureau, "investment.moved") == 1
    with clock.showing(clock.now() + dt.timedelta(days=2)):
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
    assert told(stage.cast.bureau, "investment.late") == 1
    step = talks.done(step=step, by=stage.cast.bureau, result="已送")
    assert (step.state, step.result) == ("done", "已送")
    for day, why in (
        (dt.date(2020, 2, 22), "no working day; the next one is 24 Feb 2020"),
        (dt.date(2020, 2, 19), "from today"),
    ):
        with pytest.raises(Refused, match=why):
            talks.plan(lead=row, step=Next("再谈", by_on=day), by=stage.desk)
    with pytest.raises(Refused, match="works on leads"):
        talks.plan(lead=row, step=Next("再谈", stage.cast.officer), by=stage.desk)
    with pytest.raises(Refused, match="today, or one before"):
        stage.talk(row, held_on=dt.date(2020, 2, 21))


def test_projects_are_signed_together_all_or_none(stage):
    rows = [stage.ready() for _each in range(3)]
    event = stage.event(*rows)
    actions.drop(lead=rows[2], by=stage.desk, reason="No money.")
    with pytest.raises(Refused, match="can’t be signed"):
        signings.hold(signing=event, by=stage.desk)
    assert not Lead.objects.filter(stage="signed").exists(), "none"
    signings.take_off(signing=event, lead=rows[2], by=stage.desk)
    event = signings.hold(signing=event, by=stage.desk)
    assert set(Lead.objects.filter(signing=event).values_list("stage", "signed_on")) == {("signed", clock.today())}
    with pytest.raises(Conflict):
        signings.put(signing=event, leads=[stage.ready()], by=stage.desk)
    landed = actions.land(lead=Lead.objects.get(pk=rows[0].pk), by=stage.desk, enterprise=stage.cast.river)
    assert (landed.state, landed.enterprise) == ("landed", stage.cast.river)


def test_an_event_is_not_held_before_its_day_nor_without_projects(stage):
    event = stage.event(day=dt.date(2020, 2, 28))
    with pytest.raises(Refused, match="planned for"):
        signings.hold(signing=event, by=stage.desk)
    with pytest.raises(Refused, match="No project"):
        signings.hold(signing=stage.event(), by=stage.desk)


def test_the_strip_and_the_funnel_count_and_sum(stage):
    stage.lead(amount="1亿")
    stage.lead("placing", amount="5000万")
    signings.hold(signing=stage.event(stage.ready()), by=stage.desk)
    strip = {
        column.key: (column.count, column.worth) for column in lists.columns(stage.desk, stage.campaign, lists.Wanted())
    }
    assert strip["in_talks"] == (1, money(1e8))
    assert strip["placing"] == (1, money(5e7))
    assert strip["signed"][0] == 1 and strip["signing"] == (0, "")
    assert [bar.count for bar in lists.funnel(stage.desk, stage.campaign)] == [3, 2, 1, 1, 0]


@pytest.mark.parametrize("who", ["officer", "inspector", "liaison", "stranger", "administrator"])
def test_who_does_not_work_on_leads_sees_none(stage, who):
    row = stage.lead()
    user = getattr(stage.cast, who)
    assert not Lead.objects.visible_to(user).exists()
    with pytest.raises(NotAllowed):
        actions.advance(lead=row, by=user)


def test_neither_events_nor_messages_hold_what_an_investor_said(stage):
    row = stage.lead(investor="机密资本", amount="3.3亿")
    stage.talk(row, Next("送报价单"))
    said = str([[event.data, event.reason] for event in Event.objects.all()]) + str(list(Message.objects.values()))
    assert not [word for word in ("机密资本", "330000000", "看了三处厂房") if word in said]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "很多"),
        ("amount", "5亿美元"),
        ("area", "-3"),
        ("wants", "sea"),
        ("sector", "Ω"),
        ("name", ""),
        ("area_code", "1"),
    ],
)
def test_bad_input_is_refused_at_its_field(stage, field, value):
    with pytest.raises(Refused) as refusal:
        stage.lead(**{field: value})
    assert [fault.where for fault in refusal.value.faults] == [field]
