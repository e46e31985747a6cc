"""Found without asking: yes, no, what is missing, with the clause that decided; anew whenever facts change; policy packs follow."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.benefits import facts, keeping, matching, printing, shown
from fugong.benefits.actions import policies, saying
from fugong.benefits.models import Counted, Match, Policy, PolicyPack, SaidFact, Version
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry.actions import enterprises
from fugong.transport.tests.stage import build as with_coaches

pytestmark = pytest.mark.django_db


def test_each_enterprise_is_matched_with_each_policy(stage):
    rows = Match.objects.filter(campaign=stage.campaign)
    assert rows.count() == 3 * 5
    assert (stage.match("start").outcome, stage.match("start").quantity) == ("yes", 5_000)
    assert (stage.match("exam").outcome, stage.match("exam").quantity) == ("yes", 40), "116 from outside, at most 40"
    rent = stage.match("rent")
    assert (rent.outcome, rent.detail["missing"]) == ("missing", ["b.landlord", "b.rent"])
    assert stage.match("coach").outcome == "no"
    assert not rows.filter(enterprise=stage.cast.neighbour).exists(), "next door has its own"


def test_what_an_enterprise_says_changes_what_it_gets_at_once(stage):
    stage.said()
    rent = stage.match("rent")
    assert (rent.outcome, rent.quantity) == ("yes", 370_370), "30 % of 12,345.67 is 3,703.701"
    stage.said(landlord="private")
    found = stage.match("rent")
    assert (found.outcome, found.clause) == ("no", "state")
    told = next(each for each in shown.of_one(stage.campaign, stage.river) if each.policy.key == "rent")
    assert "The landlord is the state" in told.why
    assert told.clause.key == "state"
    stage.said(landlord="")
    assert not SaidFact.objects.filter(key="landlord").exists()


def test_bad_facts_are_refused_at_their_field_and_nothing_is_kept(stage):
    with pytest.raises(Refused) as refused:
        stage.said(rent="many", landlord="moon", good_standing="yes", height="3")
    assert {fault.where for fault in refused.value.faults} == {"rent", "landlord", "good_standing", "height"}
    with pytest.raises(Refused):
        stage.said(rent="1000000.01")
    assert not SaidFact.objects.exists()
    with pytest.raises(NotAllowed):
        saying.say(campaign=stage.campaign, enterprise=stage.river, values={"rent": "1"}, by=stage.cast.shop_liaison)


@pytest.mark.parametrize(
    ("typed", "kept"), [("1.2万元", 1_200_000), ("１２３", 12_300), ("1,234.5", 123_450), ("0.01", 1)]
)
def test_money_is_read_as_people_type_it(stage, typed, kept):
    stage.said(rent=typed)
    assert SaidFact.objects.get(key="rent").value == kept


def test_a_change_in_the_registry_is_followed_within_a_tenth_of_a_second(stage):
    began = time.perf_counter()
    enterprises.update(enterprise=stage.river, values={"staff_outside": 7}, by=stage.desk)
    whole = time.perf_counter() - began
    assert stage.match("exam").quantity == 7
    began = time.perf_counter()
    matching.match(campaign=stage.campaign, ids=[stage.river.pk])
    assert min(whole, time.perf_counter() - began) < 0.5, "0.1 s with nothing beside it: bin/bench benefits"


def test_few_and_many_are_written_alike(stage, monkeypatch):
    stage.said()

    def rows():
        fields = ("enterprise", "policy__key", "area_code", "outcome", "clause", "quantity", "detail")
        return list(Match.objects.filter(campaign=stage.campaign).order_by("enterprise", "policy").values_list(*fields))

    few = rows()
    monkeypatch.setattr(matching, "MANY", 2)
    Match.objects.filter(campaign=stage.campaign).delete()
    matching.match(campaign=stage.campaign)
    assert rows() == few, "by COPY into nothing, two by two"
    Match.objects.filter(campaign=stage.campaign).update(outcome="no", area_code="")
    matching.match(campaign=stage.campaign)
    kept = Match.objects.filter(campaign=stage.campaign).values_list("outcome", flat=True)
    assert set(kept) == {"no"}, "what is found as before isn’t written"
    Counted.objects.filter(campaign=stage.campaign).update(found=b"")
    matching.match(campaign=stage.campaign)
    assert rows() == few, "merged into what is there"


def test_whoever_comes_second_reads_the_facts_after_the_first_is_through(stage, monkeypatch):
    """A job that matches everybody holds an enterprise before it reads: what is said meanwhile isn't overwritten by older facts."""
    held, read = [], []
    hold, of_some = keeping.hold, facts.of_some
    monkeypatch.setattr(keeping, "hold", lambda *said: (held.append(len(read)), hold(*said))[1])
    monkeypatch.setattr(facts, "of_some", lambda *said: (read.append(len(held)), of_some(*said))[1])
    matching.match(campaign=stage.campaign)
    assert (held, read) == ([0], [1])
    with CaptureQueriesContext(connection) as queries:
        stage.said()
    at = {name: n for n, name in enumerate(_names(queries)) if name}
    assert at["held"] < at["read"] < at["written"]


def _names(queries):
    for query in queries:
        sql = query["sql"]
        held = "benefits_counted" in sql and "FOR UPDATE" in sql
        yield "held" if held else "read" if 'FROM "registry_enterprise"' in sql and "staff_total" in sql else (
            "written" if "INTO benefits_match" in sql else ""
        )  # fmt: skip


def test_near_the_threshold_it_is_said_how_many_are_missing(stage):
    from fugong.workforce.models import Employment

    assert not Employment.objects.filter(enterprise=stage.river).exists()
    found = stage.match("back")
    assert found.outcome == "near", "nobody has a file yet; ten would do, and twelve more are tried"
    assert found.detail["near"] == ["w.files", 10, 300_000]
    row = next(each for each in shown.of_one(stage.campaign, stage.river) if each.policy.key == "back")
    assert row.near == "10 more (people with a file), and it is 3,000.00 yuan"


def test_a_policy_pack_follows_with_a_version_of_its_own(stage):
    first = PolicyPack.objects.get(enterprise=stage.river)
    matching.match(campaign=stage.campaign)
    assert PolicyPack.objects.filter(enterprise=stage.river).count() == 1, "nothing changed, no further version"
    stage.said()
    latest = PolicyPack.objects.get(enterprise=stage.river, is_latest=True)
    assert (first.number, latest.number) == (1, 2)
    names = {item["name"]: item["sum"] for item in printing.items(stage.campaign, latest)}
    assert names["Rent subsidy"] == "3,703.70 yuan"
    assert "Charter reimbursed" not in names, "what isn’t due isn’t in the pack"
    assert printing.pdf(stage.campaign, [latest]).startswith(b"%PDF")


# -- policies entered by officers -----------------------------------------------------------------------------------------------


def test_the_desk_enters_a_policy_sees_what_it_would_do_and_somebody_else_publishes_it(stage):
    said = {
        "key": "large",
        "name": "甲",
        "clause": "乙",
        "source": "丙",
        "when": "e.staff > 100",
        "amount": {"fixed": 100},
    }
    preview = policies.preview(campaign=stage.campaign, content=said)
    assert (preview.counts, preview.total) == ({"yes": 2, "no": 1}, 20_000)
    version = stage.entered()
    with pytest.raises(NotAllowed):
        policies.publish(version=version, by=stage.desk)
    policies.publish(version=version, by=stage.leader)
    matching.match(campaign=stage.campaign)
    assert stage.match("large").quantity == 10_000
    assert stage.match("large", stage.cast.shop).outcome == "no"
    verbs = list(
        Event.objects.filter(subject_kind="benefit_version", subject_key=version.pk).values_list("verb", flat=True)
    )
    assert verbs == ["benefit_version.propose", "benefit_version.publish"]


def test_what_contradicts_itself_is_refused_at_its_field(stage):
    with pytest.raises(Refused) as refused:
        stage.entered(
            clauses=[{"key": "few", "text": "少于五十人", "when": "e.staff < 50"}],
            until="2020-01-01",
            since="2020-02-01",
        )
    assert {fault.where for fault in refused.value.faults} == {"clauses[few].when", "until"}
    assert not Policy.objects.filter(key="large").exists(), "nothing is half kept"


def test_a_changed_policy_is_a_further_version_and_an_ended_one_matches_nobody(stage):
    content = {**stage.policy("start").current.content, "amount": {"fixed": 60}}
    version = policies.propose(campaign=stage.campaign, content=content, by=stage.desk, policy=stage.policy("start"))
    with pytest.raises(Conflict):
        policies.propose(campaign=stage.campaign, content=content, by=stage.desk, policy=stage.policy("start"))
    policies.publish(version=version, by=stage.leader)
    matching.match(campaign=stage.campaign)
    assert stage.match("start").quantity == 6_000
    assert list(stage.policy("start").versions.order_by("number").values_list("state", flat=True)) == [
        "replaced",
        "published",
    ]
    assert policies.follow_pack(campaign=stage.campaign, by=None) == 0, (
        "the pack says what it said: the officer’s change stays"
    )
    policies.end(policy=stage.policy("start"), reason="资金用完", by=stage.leader)
    assert not Match.objects.filter(policy__key="start", campaign=stage.campaign).exists()


def test_a_policy_that_left_the_pack_ends_along_its_arrow(stage, monkeypatch) -> None:
    matching.match(campaign=stage.campaign)
    running = stage.policy("start").current
    Version.objects.filter(pk=running.pk).update(due_at=clock.now(), clock_kind="confirm")
    kept = [each for each in stage.campaign.pack.benefits.policies if each.key != "start"]
    monkeypatch.setitem(vars(stage.campaign.pack.benefits), "policies", kept)
    assert policies.follow_pack(campaign=stage.campaign, by=None) == 1
    running.refresh_from_db()
    assert (running.state, running.due_at, running.clock_kind) == ("ended", None, ""), "no deadline stays behind"
    event = Event.objects.about(running.event_kind, running.pk).get(verb="benefit_version.end")
    assert (event.frm, event.to, event.by_id) == ("published", "ended", None) and event.reason
    assert not Match.objects.filter(policy__key="start", campaign=stage.campaign).exists()


def test_whose_coaches_are_all_claimed_is_told_so_and_not_that_none_arrived(stage, cast):
    coaches = with_coaches(cast)
    stage.said()
    assert stage.match("coach").clause == "trips"
    coaches.claimed()
    stage.said(rent="12345.68")
    assert stage.match("coach").clause == "claimed"
    told = next(each for each in shown.of_one(stage.campaign, stage.river) if each.policy.key == "coach")
    assert told.why == "Every trip that arrived is claimed already."
