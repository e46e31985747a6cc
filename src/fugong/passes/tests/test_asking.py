"""Who asks, what the rules decide and tell, who decides, and what becomes of a pass."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fugong.channels.models import InboxEntry
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.passes.actions import asking, cards, deciding, issuing
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import Pass, PassApplication
from fugong.rectification.actions import findings, stops
from fugong.registry import lists
from fugong.resumption.actions import records, suspensions
from fugong.workflow import deadlines
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db


def message(refusal):
    return refusal.value.message


def test_the_rules_decide_at_once_and_tell_which_clause(stage):
    made = stage.asked("沪A12345", "沪 B·12345")
    assert [row.state for row in made] == ["approved", "approved"]
    assert [row.subject for row in made] == ["沪A12345", "沪B12345"]
    assert "Up to two local trucks" in made[0].reason
    assert "passes of this kind, these included 2 ≤ 2" in made[0].reason
    assert made[0].issued.state == "valid"
    assert made[0].decided_by is None
    waiting = stage.asked("沪C12345")
    assert (waiting.state, waiting.rule) == ("asked", 3), "the third isn't within the rule: a person decides"


def test_a_stopped_enterprise_is_refused_by_the_rules(stage):
    row = stage.at_work()
    records.suspend(resumption=row, reason="未整改", by=stage.cast.desk)
    made = stage.asked("沪A12345")
    assert (made.state, made.rule) == ("refused", 1)
    assert "Work has to stop" in made.reason
    assert not Pass.objects.exists()


def test_a_person_decides_and_never_what_they_asked_for(stage):
    mine = stage.asked(by=stage.cast.officer)
    with pytest.raises(NotAllowed):
        deciding.approve(application=mine, by=stage.cast.officer)
    own = stage.asked(by=stage.cast.desk)
    with pytest.raises(NotAllowed) as refusal:
        deciding.approve(application=own, by=stage.cast.desk)
    assert "second person" in message(refusal)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassApplication.objects.filter(pk=own.pk).update(decided_by=stage.cast.desk)
    shown = deciding.approve(application=own, by=stage.cast.town, until=stage.days(3), opinion="短途")
    assert (shown.until, shown.zones, shown.state) == (stage.days(3), ["district"], "valid")
    with pytest.raises(Conflict):
        deciding.refuse_(application=own, reason="again", by=stage.cast.town)
    with pytest.raises(Refused, match="reason"):
        deciding.refuse_(application=mine, reason=" ", by=stage.cast.town)
    refused = deciding.refuse_(application=mine, reason="线路不符", by=stage.cast.town)
    assert refused.reason.endswith("线路不符")


def test_the_database_itself_issues_nothing_without_an_approved_application(stage):
    application = stage.asked()
    made = Pass(
        campaign=stage.campaign, enterprise=stage.river, area_code=stage.river.area_code, kind="truck",
        pack_version=stage.campaign.pack_version, application=application, subject=application.subject,
        since=stage.today, until=stage.days(1), issued_at=application.asked_at, state="valid",
        state_since=application.asked_at,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="is not approved"), transaction.atomic():
        made.save(force_insert=True)
    deciding.refuse_(application=application, reason="no", by=stage.cast.town)
    with pytest.raises(IntegrityError, match="is not approved"), transaction.atomic():
        made.save(force_insert=True)
    made.application = None
    with pytest.raises(IntegrityError, match="pass_from_application_or_card"), transaction.atomic():
        made.save(force_insert=True)


def test_quotas_of_the_kind_and_of_one_enterprise(stage):
    for _each in range(4):
        stage.issued()
    with pytest.raises(Refused) as refusal:
        stage.issued()
    assert "4 of the 4" in message(refusal), "this enterprise has all it may have"
    other = stage.cast.shop
    stage.issued(by=stage.cast.desk, enterprise=other)
    with pytest.raises(Refused) as refusal:
        stage.issued(by=stage.cast.desk, enterprise=other)
    assert "All 5 passes" in message(refusal)
    local = stage.asked("沪A12345", by=stage.cast.desk, enterprise=other)
    assert local.state == "asked", "the rule would say yes, the quota doesn't: a person looks"
    waiting = list(PassApplication.objects.filter(state="asked").select_related("campaign"))
    done = deciding.decide_many(applications=waiting, outcome="approve", by=stage.cast.town)
    assert (done.decided, len(done.left)) == (0, 3)
    issuing.withdraw(shown=Pass.objects.filter(enterprise=other).get(), reason="车辆报废", by=stage.cast.town)
    done = deciding.decide_many(applications=waiting, outcome="approve", by=stage.cast.town)
    assert (done.decided, len(done.left)) == (1, 2), "one made room"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "Say for which"),
        ({"plates": ["沪A12345", "A1"]}, "Line 2"),
        ({"kind": "red_card"}, "kinds of pass"),
        ({"kind": "nothing"}, "kinds of pass"),
        ({"plates": ["苏A12345"], "since": -1}, "first day"),
        ({"plates": ["苏A12345"], "until": 14}, "at most 14 days"),
        ({"plates": ["苏A12345"], "until": -1}, "at most 14 days"),
        ({"kind": "commuter", "people": [10**9]}, "isn’t on this enterprise’s list"),
        ({"plates": ["苏A12345"] * 201}, "1 to 200"),
    ],
)
def test_bad_input_is_refused_at_its_field(stage, wanted, said):
    chosen = [Wanted(plate=each) for each in wanted.get("plates", [])]
    chosen += [Wanted(person=each) for each in wanted.get("people", [])]
    with pytest.raises(Refused) as refusal:
        asking.ask(
            campaign=stage.campaign, enterprise=stage.river, kind=wanted.get("kind", "truck"), wanted=chosen,
            since=stage.days(wanted.get("since", 0)), until=stage.days(wanted.get("until", 3)), by=stage.cast.liaison,
        )  # fmt: skip
    assert said in message(refusal)
    assert refusal.value.faults
    assert not PassApplication.objects.exists(), "all or none"


def test_one_plate_has_one_pass_and_is_asked_for_once(stage):
    stage.asked("苏A12345")
    with pytest.raises(Refused, match="asked for already"):
        stage.asked("苏a 12345")
    stage.issued("苏A00001")
    with pytest.raises(Refused, match="has a pass of this kind until"):
        stage.asked("苏A00001")
    with pytest.raises(NotAllowed):
        stage.asked(by=stage.cast.shop_liaison)


def test_it_is_renewed_in_its_last_days_and_the_next_takes_no_second_place(stage):
    for _each in range(3):
        stage.issued()
    shown = stage.issued("苏A12345")
    with pytest.raises(Conflict):
        asking.renew(shown=shown, by=stage.cast.liaison)
    with stage.later(days=12):
        application = asking.renew(shown=shown, by=stage.cast.liaison)
        assert application.follows == shown
        following = deciding.approve(application=application, by=stage.cast.town)
        shown.refresh_from_db()
        assert (shown.state, following.state) == ("renewed", "valid")
        assert stage.says(shown).reason == "renewed"
        assert stage.says(following).state == "valid"


def test_time_reminds_and_ends_it_once(stage):
    shown = stage.issued()
    with stage.later(days=11, hours=1):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
        assert Event.objects.filter(verb="pass.ends_soon").count() == 1
        assert stage.says(shown).state == "valid"
    with stage.later(days=14, hours=12):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
        shown.refresh_from_db()
        assert shown.state == "expired"
        assert stage.says(shown).reason == "expired"


def test_a_late_application_climbs(stage):
    application = stage.asked()
    with stage.later(days=4):
        deadlines.sweep()
        deadlines.sweep()
        verbs = list(Event.objects.about("pass_application", application.pk).values_list("verb", flat=True))
    assert {"pass_application.overdue", "pass_application.escalate"} <= set(verbs)


def test_stopping_work_suspends_passes_and_lifting_gives_them_back(stage):
    stage.at_work()
    truck = stage.issued()
    person = stage.person()
    (commuter,) = asking.ask(
        campaign=stage.campaign, enterprise=stage.river, kind="commuter", wanted=[Wanted(person=person.pk, way="东村")],
        since=stage.today, until=stage.days(5), by=stage.cast.liaison,
    )  # fmt: skip
    walking = deciding.approve(application=commuter, by=stage.cast.town)
    where = {"campaign": stage.campaign, "enterprise": stage.river, "by": stage.cast.inspector}
    found = findings.record(title="无名册", note="", **where)
    stop = stops.propose(findings=[found], grounds="拒不整改", **where)
    stop = stops.order(stop=stop, by=stage.cast.leader)
    assert stage.says(truck).reason == "suspended"
    assert stage.says(walking, at="people").reason == "withdrawn", "the pack withdraws commuters' for good"
    stops.annul(stop, stage.cast.leader, "申诉成立")
    assert stage.says(truck).state == "valid"
    assert stage.says(walking, at="people").reason == "withdrawn"


def test_a_suspended_record_suspends_passes_too(stage):
    row = stage.at_work()
    truck = stage.issued()
    row = records.suspend(resumption=row, reason="自查不合格", by=stage.cast.desk)
    truck.refresh_from_db()
    assert (truck.state, truck.why) == ("suspended", "自查不合格")
    records.release(resumption=row, reason="已整改", by=stage.cast.desk)
    assert stage.says(truck).state == "valid"
    with stage.later(days=14, hours=1):
        records.suspend(resumption=row, reason="again", by=stage.cast.desk)
        deadlines.sweep()
        truck.refresh_from_db()
        assert truck.state == "expired"
        records.release(resumption=row, reason="ok", by=stage.cast.desk)
        truck.refresh_from_db()
        assert truck.state == "expired", "what is over isn't given back"


def test_passes_follow_when_many_are_suspended_and_released_at_once(stage):
    both = ((stage.river, stage.cast.liaison), (stage.cast.shop, stage.cast.shop_liaison))
    for firm, _liaison in both:
        stage.at_work(firm)
    trucks = [stage.issued(enterprise=firm, by=liaison) for firm, liaison in both]
    found = suspensions.suspend(campaign=stage.campaign, wanted=lists.Wanted(), reason="台风", by=stage.cast.desk)
    held = Pass.objects.filter(pk__in=[each.pk for each in trucks])
    assert set(held.values_list("state", "why")) == {("suspended", "台风")}
    suspensions.lift(suspension=found, reason="台风过去", by=stage.cast.desk)
    assert set(held.values_list("state", "why")) == {("valid", "")}
    for _firm, liaison in both:
        told = InboxEntry.objects.filter(person=liaison, kind__in=["passes.ended", "passes.answered"]).order_by("pk")
        titles = [each.message.title["en"] for each in told.select_related("message")]
        assert titles[-2:] == [
            "Work has to stop: your passes don’t hold until it may begin again",
            "Your passes hold again",
        ]
    assert Event.objects.filter(verb="pass.suspend", subject_key__in=[str(each.pk) for each in trucks]).count() == 2


def test_a_red_card_is_a_number_and_a_sentence(stage):
    """L14: the card follows the person's file; no name, no document, nothing about health is in the code."""
    person = stage.person(name="李红")
    assert cards.of(person) is None
    until = stage.days(6)
    Person.objects.filter(pk=person.pk).update(card="red", card_until=until)
    person = Person.objects.opened().select_related("campaign__pack_version").get(pk=person.pk)
    shown = cards.of(person)
    assert shown == cards.of(person), "one card a person"
    verdict = stage.says(shown, at="people")
    assert (verdict.state, verdict.said.subject, verdict.said.kind) == (
        "valid",
        cards.number(stage.campaign, person.pk),
        "red_card",
    )
    assert "李" not in str(verdict.said)
    assert str(stage.campaign.pack.passes.kind("red_card").says) == "Red card: dedicated entrance"
    Person.objects.filter(pk=person.pk).update(card="", card_until=None)
    assert stage.says(shown, at="people").reason == "withdrawn", "the file doesn't say it any more"
    Person.objects.filter(pk=person.pk).update(card="red", card_until=until + dt.timedelta(days=7))
    longer = Person.objects.opened().select_related("campaign__pack_version").get(pk=person.pk)
    assert stage.says(cards.of(longer), at="people").state == "valid"
