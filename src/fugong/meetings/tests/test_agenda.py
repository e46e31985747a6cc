"""An agenda makes itself, and what people did to it stays."""

import datetime as dt

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.demands.models import Demand
from fugong.meetings import actions, agenda
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.tests.conftest import Table

DAY = dt.timedelta(days=1)


def keys(meeting: Meeting) -> list[str]:
    return list(meeting.items.filter(removed=False).values_list("key", flat=True))


def of(meeting: Meeting, key: str):
    return meeting.items.get(key=key)


def test_a_shared_cause_stands_first_with_its_number(table: Table) -> None:
    meeting = table.call()
    assert keys(meeting)[0] == f"cause:{table.cause.pk}"
    first = meeting.items.first()
    assert (first.title, first.many) == ("企业缺工", 2)
    assert "东河精工" in first.detail and "泉水商贸" in first.detail


def test_a_demand_that_is_late_comes_onto_it_and_goes_when_it_is_answered(table: Table) -> None:
    with clock.showing(clock.now() + 3 * DAY):
        meeting = table.call()
        assert f"demand:{table.goods.pk}" in keys(meeting)
        Demand.objects.filter(pk=table.goods.pk).update(state="answered")
        actions.refresh(meeting=meeting, by=table.cast.desk)
        assert f"demand:{table.goods.pk}" not in keys(meeting)


def test_what_was_taken_off_stays_off_and_what_was_asked_for_stays_on(table: Table) -> None:
    meeting = table.call()
    actions.remove(item=of(meeting, f"cause:{table.cause.pk}"), by=table.cast.desk)
    asked = actions.add(meeting=meeting, title="口罩分配办法", by=table.cast.bureau)
    named = actions.add_demand(meeting=meeting, number=table.goods.number, by=table.cast.desk)
    actions.refresh(meeting=meeting, by=table.cast.desk)
    assert keys(meeting) == [asked.key, named.key]
    with pytest.raises(Conflict):
        actions.add_demand(meeting=meeting, number=table.goods.number, by=table.cast.desk)
    with pytest.raises(Refused):
        actions.add_demand(meeting=meeting, number="D99999999-0001", by=table.cast.desk)


def test_the_order_that_someone_gave_stays(table: Table) -> None:
    meeting = table.call()
    asked = actions.add(meeting=meeting, title="先说这个", by=table.cast.desk)
    actions.arrange(meeting=meeting, items=[asked.pk], by=table.cast.desk)
    actions.refresh(meeting=meeting, by=table.cast.desk)
    assert keys(meeting)[0] == asked.key


def test_what_was_not_dealt_with_opens_the_next_meeting_unless_it_was_settled_meanwhile(table: Table) -> None:
    first = table.call(hours=1)
    actions.add(meeting=first, title="口罩分配办法", by=table.cast.desk)
    actions.open_(meeting=first, by=table.cast.desk)
    actions.close(meeting=first, by=table.cast.desk)
    assert set(first.items.values_list("outcome", flat=True)) == {Outcome.CARRIED}
    with clock.showing(clock.now() + DAY):
        second = table.call(hours=1)
        items = list(second.items.all())
        assert [item.source for item in items[:2]] == ["carried", "carried"]
        assert {item.title for item in items[:2]} == {"企业缺工", "口罩分配办法"}
        assert all(item.times == 2 for item in items[:2])
        Demand.objects.filter(cause=table.cause).update(state="answered")
        actions.refresh(meeting=second, by=table.cast.desk)
        assert [item.title for item in second.items.filter(source="carried")] == ["口罩分配办法"]


def test_all_that_was_carried_over_comes_back_however_much_it_is(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    first, titles = table.call(hours=1), {f"第{n}事" for n in range(4)}
    for title in titles:
        actions.add(meeting=first, title=title, by=table.cast.desk)
    actions.open_(meeting=first, by=table.cast.desk)
    actions.close(meeting=first, by=table.cast.desk)
    monkeypatch.setattr(agenda, "MOST", 2)
    with clock.showing(clock.now() + DAY):
        assert titles <= {item.title for item in table.call(hours=1).items.filter(source="carried")}


def test_a_decision_that_was_not_carried_out_comes_back(table: Table) -> None:
    first = table.call(hours=1)
    actions.open_(meeting=first, by=table.cast.desk)
    item = of(first, f"cause:{table.cause.pk}")
    decision = actions.decide(item=item, text="三天内组织线上招聘", owner=table.cast.bureau, by=table.cast.desk)
    actions.close(meeting=first, by=table.cast.desk)
    with clock.showing(clock.now() + 2 * DAY):
        second = table.call(hours=1)
        assert f"task:{decision.task.pk}" in keys(second)
        assert of(second, f"task:{decision.task.pk}").source == "carried"


def test_a_special_session_deals_with_one_enterprise_only(table: Table) -> None:
    with clock.showing(clock.now() + 3 * DAY):
        meeting = table.call("special", enterprise=table.cast.hill)
        assert keys(meeting) == [f"demand:{table.goods.pk}"]
        assert meeting.participants.get().enterprise == table.cast.hill
        with pytest.raises(Refused) as refused:
            table.call("special")
        assert refused.value.faults[0].where == "enterprise"


def test_a_special_session_tells_nothing_of_the_others_who_share_its_cause(table: Table) -> None:
    meeting = table.call("special", enterprise=table.cast.river)
    shared = of(meeting, f"cause:{table.cause.pk}")
    assert shared.many == 1
    assert "东河精工" in shared.detail and "泉水商贸" not in shared.detail
    assert [each.enterprise for each in meeting.participants.exclude(enterprise=None)] == [table.cast.river]


def test_a_matter_that_was_left_tells_what_was_said_and_who_waits_today(table: Table) -> None:
    first = table.call(hours=1)
    actions.open_(meeting=first, by=table.cast.desk)
    actions.carry(item=of(first, f"cause:{table.cause.pk}"), reason="请人社局拿方案", by=table.cast.desk)
    actions.close(meeting=first, by=table.cast.desk)
    Demand.objects.filter(pk=table.workers[0].pk).update(state="answered")
    with clock.showing(clock.now() + DAY):
        left = of(table.call(hours=1), f"cause:{table.cause.pk}")
    assert (left.source, left.times, left.many) == ("carried", 2, 1)
    assert left.detail.startswith("请人社局拿方案\n")
    assert "泉水商贸" in left.detail and "东河精工" not in left.detail


def test_an_agenda_is_kept_in_the_official_language_whoever_makes_it(table: Table) -> None:
    with override("en"):
        meeting = table.call()
    shared = of(meeting, f"cause:{table.cause.pk}")
    assert shared.cluster == table.campaign.pack.demands.category(table.cause.category).name.in_("zh")
    assert "enterprises wait" not in shared.detail


def test_whoever_takes_part_may_ask_and_nobody_else(table: Table) -> None:
    meeting = table.call()
    assert actions.add(meeting=meeting, title="街道的事", by=table.cast.town).asked_by == table.cast.town
    for person in (table.cast.grid_leader, table.cast.stranger, table.cast.liaison):
        with pytest.raises(NotAllowed):
            actions.add(meeting=meeting, title="不该有的事", by=person)
