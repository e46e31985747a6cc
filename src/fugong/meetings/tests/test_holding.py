"""A meeting from its call to its minutes."""

import datetime as dt

import pytest

from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.demands.models import Demand, Task
from fugong.ledger.models import Event
from fugong.meetings import actions, printing
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.tests.conftest import Table

DAY = dt.timedelta(days=1)


def opened(table: Table) -> Meeting:
    meeting = table.call(hours=1)
    return actions.open_(meeting=meeting, by=table.cast.desk)


def shared(table: Table, meeting: Meeting):
    return meeting.items.get(key=f"cause:{table.cause.pk}")


def test_the_posts_of_the_pack_and_the_enterprises_concerned_are_invited(table: Table) -> None:
    meeting = table.call()
    people = {str(each) for each in meeting.participants.all()}
    assert {"工信局经办", "东河街道经办", "西山街道经办"} <= people
    assert {"东河精工机械有限公司", "泉水商贸有限公司"} <= people
    assert meeting.chair == table.cast.bureau


def test_an_invitation_writes_its_time_in_the_language_of_whoever_gets_it(table: Table) -> None:
    table.call()  # in English
    body = Message.objects.filter(kind="meeting.called").latest("pk").body
    assert body["zh"].startswith("2020年2月21日 ")
    assert body["en"].startswith("21 Feb 2020")


def test_daily_meetings_come_into_the_calendar_by_themselves_and_once(table: Table) -> None:
    made = actions.call_due(campaign=table.campaign)  # Thursday noon: Friday's at half past eight
    assert [clock.local(each.starts_at).strftime("%m-%d %H:%M") for each in made] == ["02-21 08:30"]
    assert actions.call_due(campaign=table.campaign) == []
    with clock.showing(clock.now() + DAY):  # Friday noon: the next working day is Monday
        assert actions.call_due(campaign=table.campaign) == []
    with clock.showing(clock.now() + 3 * DAY):
        assert [clock.local(each.starts_at).day for each in actions.call_due(campaign=table.campaign)] == [24]


def test_one_answer_reaches_all_that_share_the_cause(table: Table) -> None:
    meeting = opened(table)
    actions.answer(item=shared(table, meeting), text="明日专场招聘", by=table.cast.desk)
    assert set(Demand.objects.filter(cause=table.cause).values_list("state", flat=True)) == {"answered"}
    assert shared(table, meeting).outcome == Outcome.ANSWERED
    with pytest.raises(Conflict):
        actions.answer(item=shared(table, meeting), text="再答一次", by=table.cast.desk)


def test_an_answer_for_the_minutes_only_goes_to_nobody(table: Table) -> None:
    meeting = opened(table)
    asked = actions.add(meeting=meeting, title="口罩", by=table.cast.desk)
    with pytest.raises(Refused):
        actions.answer(item=asked, text="已安排", by=table.cast.desk, send=True)
    actions.answer(item=asked, text="已安排", by=table.cast.desk, send=False)
    actions.answer(item=shared(table, meeting), text="研究中", by=table.cast.desk, send=False)
    assert set(Demand.objects.filter(cause=table.cause).values_list("state", flat=True)) == {"received"}


def test_a_decision_is_a_task_with_owner_and_date(table: Table) -> None:
    meeting = opened(table)
    made = actions.decide(item=shared(table, meeting), text="组织招聘", owner=table.cast.bureau, by=table.cast.desk)
    task = Task.objects.get()
    assert made.task == task and task.owner == table.cast.bureau
    assert (task.from_kind, task.from_key) == ("meeting", str(meeting.pk))
    assert clock.local(task.deadline).date() == clock.today()  # the pack says: the same day
    actions.decide(item=shared(table, meeting), text="再找劳务基地", owner=table.cast.town, by=table.cast.desk)
    assert shared(table, meeting).decisions.count() == 2


def test_after_a_decision_the_enterprises_are_still_owed_the_answer(table: Table) -> None:
    meeting = opened(table)
    actions.decide(item=shared(table, meeting), text="组织招聘", owner=table.cast.bureau, by=table.cast.desk)
    actions.answer(item=shared(table, meeting), text="周五招聘会", by=table.cast.desk)
    assert set(Demand.objects.filter(cause=table.cause).values_list("state", flat=True)) == {"answered"}
    assert shared(table, meeting).outcome == Outcome.DECIDED
    with pytest.raises(Conflict):
        actions.answer(item=shared(table, meeting), text="只记一笔", by=table.cast.desk, send=False)


def test_minutes_stay_as_they_were_issued(table: Table) -> None:
    meeting = opened(table)
    actions.decide(item=shared(table, meeting), text="组织招聘", owner=table.cast.bureau, by=table.cast.desk)
    there = meeting.participants.get(user=table.cast.bureau)
    actions.attend(meeting=meeting, present={there.pk}, by=table.cast.desk)
    actions.summarise(meeting=meeting, summary="会议听取了缺工情况。", by=table.cast.desk)
    actions.close(meeting=meeting, by=table.cast.desk)
    issued = actions.issue(meeting=meeting, by=table.cast.desk)
    table.cause.title = "别的名字"
    table.cause.save()
    issued.items.update(title="别的名字")
    assert [item["title"] for item in printing.content_of(issued)["items"]][0] == "企业缺工"
    assert issued.minutes["present"] == ["工信局经办"]
    assert printing.pdf(issued).startswith(b"%PDF")
    with printing.workbook(issued) as book:
        assert book.read(2) == b"PK"
    with pytest.raises(Conflict):
        actions.reopen(meeting=issued, reason="忘了一项", by=table.cast.desk)
    with pytest.raises(Conflict):
        actions.summarise(meeting=issued, summary="改", by=table.cast.desk)


def test_only_who_leads_meetings_here_leads_them(table: Table) -> None:
    meeting = table.call(hours=1)
    for person in (table.cast.bureau, table.cast.officer, table.cast.town, table.cast.stranger, table.cast.liaison):
        with pytest.raises(NotAllowed):
            actions.open_(meeting=meeting, by=person)
        with pytest.raises(NotAllowed):
            actions.cancel(meeting=meeting, reason="不开了", by=person)
        with pytest.raises(NotAllowed):
            actions.call(campaign=table.campaign, kind="morning", starts_at=clock.now() + DAY, by=person)
    assert not Event.objects.filter(verb__in=["meeting.open", "meeting.cancel"]).exists()


def test_who_sees_a_meeting(table: Table) -> None:
    meeting = table.call()
    seen = {
        name
        for name in ("desk", "leader", "bureau", "town", "officer", "grid_leader", "stranger", "liaison", "nobody")
        if Meeting.objects.visible_to(getattr(table.cast, name)).filter(pk=meeting.pk).exists()
    }
    assert seen == {"desk", "leader", "bureau", "town", "officer"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "none"}, "kind"),
        ({"minutes": 1}, "minutes"),
        ({"minutes": 5_000}, "minutes"),
        ({"video": "javascript:alert(1)"}, "video"),
        ({"video": "http://example.org"}, "video"),
        ({"hours": -48}, "starts_at"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(table: Table, values: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        table.call(**values)
    assert refused.value.faults[0].where == field
