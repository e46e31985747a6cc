"""A demand from the one tap to the confirmation: who may do what, and which clock runs."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.demands import actions
from fugong.demands.models import Demand, Draft
from fugong.ledger.models import Event
from fugong.resumption.models import Promise

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2020, 2, 20, 4, 0, tzinfo=dt.UTC)


def fresh(demand):
    return Demand.objects.get(pk=demand.pk)


# -- coming in ----------------------------------------------------------------------------------------------------


def test_the_enterprise_is_told_at_once_who_answers_by_when(asking):
    demand = asking.demand()
    assert (demand.state, demand.lead, demand.supporting) == ("received", "bureau", ["town"])
    assert demand.answer_due_at == NOON + 24 * HOUR
    assert demand.due_at == NOON + 2 * HOUR
    assert demand.number == "D20200220-0001"
    event = Event.objects.about("demand", demand.pk).get()
    assert (event.verb, event.enterprise_id) == ("demand.receive", asking.cast.river.pk)


@pytest.mark.parametrize(
    ("text", "category", "lead"),
    [
        ("工厂缺工，急需招聘焊工20人，人手不足", "labour", "bureau"),
        ("용접공 인력이 부족합니다. 직원 채용을 도와주세요", "labour", "bureau"),
        ("作業員の採用ができず人手不足です", "labour", "bureau"),
        ("We are short of workers and want to hire 20 people", "labour", "bureau"),
    ],
)
def test_the_category_is_proposed_from_the_words_in_any_language(asking, text, category, lead):
    demand = asking.demand(text, category="")
    assert (demand.proposed, demand.category) == (category, category)
    assert demand.lead == (lead if demand.confidence >= 0.5 else "")
    assert demand.category_by is None


def test_what_cannot_be_told_waits_in_the_duty_desks_tray(asking):
    demand = asking.demand("😀😀😀", category="")
    assert demand.in_tray
    assert (demand.category, demand.lead, demand.post) == ("other", "", "")
    actions.designate(demand=demand, category="lodging", by=asking.who("desk"))
    assert (fresh(demand).lead, fresh(demand).category_by_id) == ("town", asking.cast.desk.pk)


def test_a_category_of_a_post_goes_to_the_enterprises_own_officer_or_to_the_desk(asking):
    assert asking.demand(category="policy").post == "resident"
    lonely = asking.demand(category="policy", enterprise=asking.cast.hill, by=asking.who("desk"), source="telephone")
    assert (lonely.post, lonely.in_tray) == ("", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "your own words"),
        ("   \n\t ", "your own words"),
        ("\u200b\u202e\x00", "your own words"),
        ("长" * 20_000, "20000 characters; at most 5000"),
    ],
    ids=["empty", "blank", "unseen", "20,000 characters"],
)
def test_words_that_say_nothing_or_too_much_are_refused_at_the_field(asking, text, words):
    with pytest.raises(Refused) as refusal:
        asking.demand(text)
    [fault] = refusal.value.faults
    assert fault.where == "text"
    assert words in fault.message
    assert not Demand.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["😀 нужна помощь", "\u202eمرحبا نحتاج عمالا", "<script>alert(1)</script>", "a\x00b\x1bc", "=HYPERLINK(1)"],
    ids=["emoji", "right to left", "script", "control signs", "formula"],
)
def test_any_words_are_taken_as_they_are(asking, text):
    kept = asking.demand(text).text
    assert kept == text.replace("\x00", "").replace("\x1b", "")


def test_an_officer_enters_what_was_heard_on_a_visit_and_the_source_is_kept(asking):
    demand = asking.demand(by=asking.who("officer"), source="visit", source_note="走访车间")
    assert (demand.source, demand.source_note, demand.raised_by_id) == ("visit", "走访车间", asking.cast.officer.pk)


@pytest.mark.parametrize("who", ["shop_liaison", "stranger", "leader", "nobody", "hill_town"])
def test_nobody_asks_for_an_enterprise_that_is_not_theirs(asking, who):
    with pytest.raises(Refused):
        asking.demand(by=asking.who(who))


def test_a_liaison_does_not_enter_visits(asking):
    with pytest.raises(NotAllowed):
        asking.demand(source="visit")


def test_what_was_typed_is_kept_until_it_is_sent(asking):
    given = {"campaign": asking.cast.campaign, "enterprise": asking.cast.river, "by": asking.who("liaison")}
    actions.save_draft(**given, text="我们需要" * 6_000, contact_name="李", contact_phone="13900001111")
    draft = Draft.objects.get()
    assert (len(draft.text), draft.contact_phone) == (24_000, "13900001111")
    asking.demand()
    assert not Draft.objects.exists()


# -- with those who deal with it ----------------------------------------------------------------------------------


def test_it_is_accepted_answered_and_confirmed_with_its_rating(asking):
    demand = asking.answered()
    assert (demand.state, demand.handler_id) == ("answered", asking.cast.bureau.pk)
    actions.confirm(demand=demand, stars=4, rating="很快", by=asking.who("liaison"))
    done = fresh(demand)
    assert (done.state, done.stars, done.solved_at, done.due_at) == ("confirmed", 4, NOON, None)


@pytest.mark.parametrize(
    "who", ["town", "hill_town", "officer", "inspector", "leader", "stranger", "liaison", "nobody"]
)
def test_only_those_with_whom_it_lies_deal_with_it(asking, who):
    demand = asking.demand()
    for deed in (
        lambda by: actions.accept(demand=demand, by=by),
        lambda by: actions.answer(demand=demand, text="x", by=by),
        lambda by: actions.ask(demand=demand, question="x", by=by),
        lambda by: actions.decline(demand=demand, reason="x", by=by),
        lambda by: actions.designate(demand=demand, category="lodging", by=by),
    ):
        with pytest.raises(Refused):
            deed(asking.who(who))
    assert fresh(demand).state == "received"


def test_a_department_declines_once_and_never_what_was_designated(asking):
    bureau, town, desk = (asking.who(name) for name in ("bureau", "town", "desk"))
    demand = asking.demand()
    with pytest.raises(Refused, match="needs a reason"):
        actions.decline(demand=demand, reason=" ", by=bureau)
    actions.decline(demand=demand, reason="住宿归街道", to="town", by=bureau)
    assert (fresh(demand).lead, fresh(demand).declined) == ("town", ["bureau"])
    with pytest.raises(Refused, match="passed it on already"):
        actions.decline(demand=demand, reason="不归我们", to="bureau", by=town)
    actions.decline(demand=demand, reason="不归我们", by=town)
    assert fresh(demand).in_tray
    actions.designate(demand=demand, lead="bureau", by=desk)
    with pytest.raises(Conflict, match="designated"):
        actions.decline(demand=demand, reason="还是不归我们", by=bureau)
    actions.accept(demand=demand, by=bureau)


def test_the_clock_stands_still_while_the_enterprise_owes_something_and_goes_on_with_what_was_left(asking):
    demand = asking.accepted()
    with clock.showing(NOON + 10 * HOUR):
        actions.ask(demand=demand, question="请提供岗位清单", by=asking.who("bureau"))
        assert (fresh(demand).due_at, fresh(demand).owes) == (None, "请提供岗位清单")
    with clock.showing(NOON + 30 * HOUR):
        actions.supply(demand=demand, text="清单如下", by=asking.who("liaison"))
    assert fresh(demand).due_at == NOON + 44 * HOUR  # 24 hours and the 20 that were lost
    assert fresh(demand).answer_due_at == fresh(demand).due_at


def test_supporting_departments_add_their_part_for_whoever_answers(asking):
    demand = asking.demand()
    actions.add_part(demand=demand, text="可安排宿舍", by=asking.who("town"))
    with pytest.raises(NotAllowed):
        actions.add_part(demand=demand, text="x", by=asking.who("hill_town"))
    [part] = demand.messages.all()
    assert (part.department, part.inside) == ("town", True)


def test_it_is_split_among_departments_and_answered_when_its_parts_are(asking):
    demand = asking.accepted()
    portions = [actions.Portion("招聘10人", "bureau"), actions.Portion("安排10人住宿", "town")]
    first, second = actions.split(demand=demand, portions=portions, by=asking.who("bureau"))
    assert (second.number, second.lead, second.designated) == (f"{demand.number}/2", "town", True)
    actions.answer(demand=first, text="招到了", by=asking.who("bureau"))
    assert fresh(demand).state == "split"
    actions.answer(demand=second, text="住好了", by=asking.who("town"))
    assert fresh(demand).state == "answered"
    with pytest.raises(NotAllowed, match="whole"):
        actions.confirm(demand=second, stars=5, by=asking.who("liaison"))
    actions.reopen(demand=demand, reason="少2人", by=asking.who("liaison"))
    assert [fresh(each).state for each in (demand, first, second)] == ["split", "accepted", "accepted"]
    for part, who in ((first, "bureau"), (second, "town")):
        actions.answer(demand=part, text="好了", by=asking.who(who))
    actions.confirm(demand=demand, stars=5, by=asking.who("liaison"))
    assert [fresh(each).state for each in (demand, first, second)] == ["confirmed"] * 3


def test_one_that_an_officer_cannot_solve_is_passed_up_rung_by_rung(asking):
    demand = asking.demand(category="policy")
    officer = asking.who("officer")
    actions.accept(demand=demand, by=officer)
    assert actions.raise_up(demand=demand, reason="需要街道出面", by=officer) == "town"
    assert Demand.objects.visible_to(asking.who("town")).filter(pk=demand.pk).exists()
    assert not Demand.objects.visible_to(asking.who("hill_town")).filter(pk=demand.pk).exists()
    assert actions.raise_up(demand=demand, reason="需要区里出面", by=asking.who("town")) == "bureau"
    with pytest.raises(Conflict, match="top"):
        actions.raise_up(demand=demand, reason="x", by=officer)
    actions.answer(demand=demand, text="已协调", by=asking.who("bureau"))


# -- its end ------------------------------------------------------------------------------------------------------


def test_the_enterprise_reopens_what_is_not_solved_and_a_new_clock_runs(asking):
    demand = asking.answered()
    with clock.showing(NOON + 5 * HOUR):
        actions.reopen(demand=demand, reason="还差3人", by=asking.who("liaison"))
    again = fresh(demand)
    assert (again.state, again.reopened, again.due_at) == ("accepted", 1, NOON + 29 * HOUR)
    assert again.first_answered_at == NOON


def test_nobody_confirms_an_answer_of_their_own(asking):
    demand = asking.demand(category="policy", by=asking.who("officer"), source="telephone")
    actions.answer(demand=demand, text="可以申请", by=asking.who("officer"))
    with pytest.raises(NotAllowed):
        actions.attest(demand=demand, stars=5, said_by="张经理，电话", by=asking.who("officer"))
    actions.attest(demand=demand, stars=5, said_by="张经理，电话", by=asking.who("desk"))
    assert fresh(demand).state == "confirmed"


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_a_rating_has_one_to_five_stars(asking, stars):
    demand = asking.answered()
    with pytest.raises(Refused) as refusal:
        actions.confirm(demand=demand, stars=stars, by=asking.who("liaison"))
    assert refusal.value.faults[0].where == "stars"


def test_it_is_withdrawn_by_the_enterprise_and_by_nobody_else(asking):
    demand = asking.accepted()
    for who in ("bureau", "desk", "shop_liaison"):
        with pytest.raises(NotAllowed):
            actions.withdraw(demand=demand, reason="x", by=asking.who(who))
    actions.withdraw(demand=demand, reason="自己招到了", by=asking.who("liaison"))
    assert fresh(demand).state == "withdrawn"


def test_the_authoritys_promise_to_answer_is_kept_or_not(asking):
    kept = asking.demand()
    late = asking.demand()
    actions.answer(demand=kept, text="好", by=asking.who("bureau"))
    with clock.showing(NOON + 240 * HOUR):
        actions.answer(demand=late, text="好", by=asking.who("bureau"))
    rows = {row.about_key: row for row in Promise.objects.filter(key="demand_answer")}
    assert rows[str(kept.pk)].kept_at <= rows[str(kept.pk)].due_at
    assert rows[str(late.pk)].kept_at > rows[str(late.pk)].due_at
