"""Asked, given to whoever fits, taken, answered, confirmed or asked again; urgent ones ring until somebody takes them."""

import datetime as dt
from typing import Any

import pytest

from fugong.advice import choosing, finding
from fugong.advice.actions import advisers, enquiries, publishing
from fugong.advice.models import Enquiry, Published, Turn
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.workflow import deadlines


def told(user: Any, kind: str) -> int:
    return InboxEntry.objects.filter(person=user, kind=kind).count()


def test_the_words_choose_the_field_and_the_field_who_answers(stage: Any) -> None:
    safety, medical = stage.question(), stage.question("员工体温37.6度怎么办，发热吗？")

    assert (safety.field, safety.adviser) == ("safety", stage.experts[0])
    assert (medical.field, medical.adviser) == ("medical", stage.medics[0])
    assert told(stage.medics[0].user, "advice.asked") == 1
    with pytest.raises(Refused, match="can’t be asked"):
        stage.question("今天天气怎么样")


def test_on_duty_first_then_the_fewest_open_then_who_waited_longest(stage: Any) -> None:
    first, second = stage.experts
    stage.question()
    assert [each.pk for each in choosing.ranked(stage.campaign, "safety", stage.river.area_code)] == [
        second.pk,
        first.pk,
    ]
    now = clock.now()
    advisers.roster(adviser=first, begins_at=now, ends_at=now + dt.timedelta(hours=8), by=stage.desk)
    assert stage.question().adviser == first
    assert stage.question().adviser == second  # the first has two already: as many as the pack lets
    with stage.later(hours=9):
        assert choosing.ranked(stage.campaign, "safety", stage.river.area_code)[0] == second
    assert choosing.ranked(stage.campaign, "safety", "999999000000") == []


def test_taken_answered_and_confirmed(stage: Any) -> None:
    found = stage.question()
    expert = found.adviser.user
    with pytest.raises(NotAllowed):
        enquiries.take(enquiry=found, by=stage.medics[0].user)
    with pytest.raises(NotAllowed):
        enquiries.answer(enquiry=found, text="随便", by=stage.liaison)
    enquiries.take(enquiry=found, by=expert)
    with pytest.raises(NotAllowed):
        enquiries.answer(enquiry=found, text="我来答", by=stage.experts[1].user)
    enquiries.answer(enquiry=found, text="每天三次。", by=expert)
    assert told(stage.liaison, "advice.answered") == 1
    with pytest.raises(Refused, match="still open"):
        enquiries.again(enquiry=found, text=" ", by=stage.liaison)
    enquiries.again(enquiry=found, text="夜班也要吗？", by=stage.liaison)
    found.refresh_from_db()
    assert (found.state, found.times, found.adviser.user) == ("taken", 2, expert)
    enquiries.answer(enquiry=found, text="要。", by=expert)
    enquiries.confirm(enquiry=found, by=stage.liaison)
    assert [turn.kind for turn in Turn.objects.filter(enquiry=found)] == ["question", "answer", "question", "answer"]
    with pytest.raises(Conflict):
        enquiries.confirm(enquiry=found, by=stage.liaison)


def test_handed_over_with_a_reason_to_somebody_of_the_field(stage: Any) -> None:
    found = stage.question()
    first, second = stage.experts
    with pytest.raises(Refused, match="Say why"):
        enquiries.hand_over(enquiry=found, adviser=second, reason="", by=first.user)
    with pytest.raises(Refused, match="doesn’t answer in this field"):
        enquiries.hand_over(enquiry=found, adviser=stage.medics[0], reason="医学问题", by=first.user)
    with pytest.raises(NotAllowed):
        enquiries.hand_over(enquiry=found, adviser=first, reason="抢单", by=second.user)
    enquiries.hand_over(enquiry=found, adviser=second, reason="属于他的专业", by=first.user)
    assert told(second.user, "advice.asked") == 1 and Turn.objects.filter(kind="note").count() == 1


def test_an_urgent_one_rings_round_and_then_climbs(stage: Any) -> None:
    found = stage.question(urgency="urgent")
    first, second = stage.experts
    assert told(first.user, "advice.urgent") == 1
    with stage.later(minutes=11):
        deadlines.sweep()
        found.refresh_from_db()
        assert (found.adviser, found.state, told(second.user, "advice.urgent")) == (second, "assigned", 1)
        assert deadlines.sweep() == 0
    with stage.later(minutes=22):
        deadlines.sweep()
        assert told(second.user, "advice.late") == 1 and told(stage.cast.bureau, "advice.late") == 0
    with stage.later(minutes=90):
        deadlines.sweep()
        assert told(stage.cast.bureau, "advice.late") == 1
        enquiries.take(enquiry=found, by=first.user)  # rung before, and free to take it still
    found.refresh_from_db()
    assert (found.adviser, found.state) == (first, "taken")


def test_an_answer_that_nobody_objects_to_is_taken_as_helpful(stage: Any) -> None:
    found = stage.answered()
    with clock.showing(found.due_at + dt.timedelta(minutes=1)):
        deadlines.sweep()
    found.refresh_from_db()
    assert found.state == "confirmed"


def test_without_an_adviser_the_desk_finds_one(stage: Any) -> None:
    for each in stage.experts:
        advisers.end(adviser=each, by=stage.desk)
    found = stage.question()
    assert (found.state, found.adviser) == ("waiting", None)
    again = advisers.put(campaign=stage.campaign, user=stage.experts[0].user, fields=["safety"], by=stage.desk)
    with pytest.raises(NotAllowed):
        enquiries.assign(enquiry=found, adviser=again, by=stage.liaison)
    enquiries.assign(enquiry=found, adviser=again, by=stage.cast.officer)
    found.refresh_from_db()
    assert (found.state, found.adviser) == ("assigned", again)
    with pytest.raises(Conflict, match="still open"):
        advisers.end(adviser=again, by=stage.desk)


def test_an_expert_sees_what_is_the_experts_to_answer_and_nothing_else(stage: Any) -> None:
    own, medical = stage.question(), stage.question("员工发热怎么办？")
    taken = stage.question()
    enquiries.take(enquiry=taken, by=stage.experts[1].user)

    seen = set(Enquiry.objects.visible_to(stage.experts[0].user).values_list("pk", flat=True))
    assert seen == {own.pk}
    assert set(Enquiry.objects.visible_to(stage.medics[0].user).values_list("pk", flat=True)) == {medical.pk}
    assert Enquiry.objects.visible_to(stage.desk).count() == 3
    assert not Enquiry.objects.visible_to(stage.cast.shop_liaison).exists()


def test_who_may_be_an_adviser(stage: Any) -> None:
    with pytest.raises(Refused) as refusal:
        advisers.put(campaign=stage.campaign, user=stage.cast.officer, fields=["safety"], by=stage.desk)
    assert refusal.value.faults[0].where == "username"
    with pytest.raises(Refused, match="can’t be entered"):
        advisers.put(campaign=stage.campaign, user=stage.medics[0].user, fields=["safety"], by=stage.desk)
    with pytest.raises(NotAllowed):
        advisers.put(campaign=stage.campaign, user=stage.medics[0].user, fields=["medical"], by=stage.cast.officer)


def test_published_without_the_name_and_found_while_somebody_types(stage: Any) -> None:
    found = stage.answered()
    texts = {"zh": "车间每天通风、消毒几次？", "en": "How often is the workshop aired and disinfected?"}
    given = {
        "campaign": stage.campaign,
        "field": "safety",
        "source": found,
        "answers": {"zh": "每天三次。", "en": "Three times a day."},
    }
    with pytest.raises(Refused, match="can’t be published"):
        publishing.publish(**given, questions={"zh": f"{stage.river.name}问：几次？"}, by=found.adviser.user)
    with pytest.raises(NotAllowed):
        publishing.publish(**given, questions=texts, by=stage.liaison)
    made = publishing.publish(**given, questions=texts, by=found.adviser.user)

    assert finding.similar(stage.campaign, "请问我们车间消毒几次") == [made]
    assert finding.similar(stage.campaign, "how often must workshops be disinfected") == [made]
    assert finding.similar(stage.campaign, "货车通行证怎么办理") == [] == finding.similar(stage.campaign, "吗")
    publishing.withdraw(published=made, by=stage.desk)
    assert finding.similar(stage.campaign, "车间消毒几次") == [] and Published.objects.count() == 1
