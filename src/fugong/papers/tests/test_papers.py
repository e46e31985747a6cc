"""What a case asks for on paper: handed in, promised by a day, judged; who sees the case sees its papers, nobody else."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.papers import actions, following, lists
from fugong.papers.asking import Wanted, ask
from fugong.papers.models import Paper
from fugong.transport.tests import stage as coaches
from fugong.workflow import deadlines

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n% a paper\n%%EOF"
LATER = Wanted("permit", {"zh": "许可证", "en": "Permit"}, may_wait=True)
NOW = Wanted("plan", {"zh": "方案", "en": "Plan"}, note="盖章")
EXTRA = Wanted("photo", "照片", needed=False)


@pytest.fixture
def stage(cast: Any) -> Iterator[coaches.Stage]:
    """A claim of a trip's cost, as a case that asks for papers."""
    with override("en"):
        yield coaches.build(cast)


@pytest.fixture
def claim(stage: Any) -> Any:
    return stage.claimed(invoice=False)


@pytest.fixture
def papers(stage: Any, claim: Any) -> dict[str, Paper]:
    """A permit that may wait, a plan that may not, a photo if there is one."""
    return {row.key: row for row in ask(claim, [LATER, NOW, EXTRA], by=stage.desk)}


def test_what_is_asked_for_is_made_once_renamed_and_dropped(stage, claim, papers):
    assert [row.key for row in lists.of(claim)] == ["permit", "plan", "photo"], (
        "the rule's invoice, untouched, is dropped"
    )
    before = {row.pk for row in lists.of(claim)}
    again = ask(claim, [LATER, Wanted("plan", {"zh": "新方案", "en": "New plan"})], by=stage.desk)
    assert [str(row) for row in again] == ["Permit", "New plan"]
    assert {row.pk for row in again} < before


def test_what_was_handed_in_stays_though_it_is_asked_for_no_more(stage, claim, papers):
    actions.hand_in(paper=papers["plan"], files=[("方案.pdf", PDF)], by=stage.liaison)
    assert [row.key for row in ask(claim, [LATER], by=stage.desk)] == ["permit"]
    assert Paper.objects.filter(case_id=claim.pk, key="plan").exists()


def test_a_case_goes_on_with_what_is_there_or_promised(stage, claim, papers):
    assert [row.key for row in lists.missing(claim)] == ["permit", "plan"]
    actions.promise(paper=papers["permit"], until=stage.today + dt.timedelta(days=5), by=stage.liaison)
    actions.hand_in(paper=papers["plan"], files=[("方案.pdf", PDF)], by=stage.liaison)
    assert lists.missing(claim) == []
    counted = lists.counts("coach_claim", [claim.pk])[claim.pk]
    assert (counted.needed, counted.there, counted.promised, counted.late, counted.missing) == (2, 1, 1, 0, 0)


def test_only_what_may_wait_is_promised_and_only_for_a_day_ahead(stage, papers):
    with pytest.raises(Conflict, match="Plan"):
        actions.promise(paper=papers["plan"], until=stage.today, by=stage.liaison)
    for day in (None, stage.today - dt.timedelta(days=1), stage.today + dt.timedelta(days=400)):
        with pytest.raises(Refused) as refusal:
            actions.promise(paper=papers["permit"], until=day, by=stage.liaison)
        assert refusal.value.faults[0].where == "until"


def test_a_promise_that_is_not_kept_is_told_once_the_day_after(stage, claim, papers):
    until = stage.today + dt.timedelta(days=1)
    actions.promise(paper=papers["permit"], until=until, by=stage.liaison)
    late = Event.objects.filter(verb="paper.overdue")
    with clock.showing(clock.at(until, 23, 59)):
        deadlines.sweep()
        assert not late.exists()
    with clock.showing(clock.at(until + dt.timedelta(days=1), 0, 1)):
        deadlines.sweep()
        deadlines.sweep()
        assert late.count() == 1
        assert lists.counts("coach_claim", [claim.pk])[claim.pk].late == 1
    told = Message.objects.filter(kind="papers.late").get()
    assert told.url.endswith(f"/{claim.pk}/")


def test_accepted_or_returned_with_a_reason_and_handed_in_again(stage, papers):
    paper = actions.hand_in(paper=papers["plan"], files=[("方案.pdf", PDF)], by=stage.liaison)
    with pytest.raises(Refused, match="reason"):
        actions.send_back(paper=paper, reason=" ", by=stage.desk)
    paper = actions.send_back(paper=paper, reason="没有盖章", by=stage.desk)
    assert (paper.state, paper.remark) == ("returned", "没有盖章")
    assert Message.objects.filter(kind="papers.returned").exists()
    paper = actions.hand_in(paper=paper, files=[("方案2.pdf", PDF + b"\n%%EOF")], by=stage.liaison)
    assert actions.accept(paper=paper, by=stage.desk).state == "accepted"
    with pytest.raises(Conflict):
        actions.hand_in(paper=paper, files=[("x.pdf", PDF)], by=stage.liaison)


def test_each_side_does_its_own(stage, papers):
    with pytest.raises(NotAllowed):
        actions.hand_in(paper=papers["plan"], files=[("方案.pdf", PDF)], by=stage.leader)
    paper = actions.hand_in(paper=papers["plan"], files=[("方案.pdf", PDF)], by=stage.liaison)
    with pytest.raises(NotAllowed):
        actions.accept(paper=paper, by=stage.liaison)


def test_of_files_one_of_which_is_bad_none_is_kept(stage, papers):
    with pytest.raises(Refused, match=r"bad\.pdf"):
        actions.hand_in(paper=papers["plan"], files=[("good.pdf", PDF), ("bad.pdf", b"MZ\x90")], by=stage.liaison)
    with pytest.raises(Refused, match="Choose the file"):
        actions.hand_in(paper=papers["plan"], files=[], by=stage.liaison)
    assert not papers["plan"].files.exists()


def test_the_same_file_is_kept_once_and_the_last_one_stays(stage, papers):
    given = [("方案.pdf", PDF)]
    paper = actions.hand_in(paper=papers["plan"], files=given * 2, by=stage.liaison)
    paper = actions.hand_in(paper=paper, files=given, by=stage.liaison)
    with pytest.raises(Conflict):
        actions.take_out(file=paper.files.get(), by=stage.liaison)
    actions.hand_in(paper=paper, files=[("b.pdf", PDF + b"\n%%EOF")], by=stage.liaison)
    with pytest.raises(NotAllowed):
        actions.take_out(file=paper.files.first(), by=stage.desk)
    actions.take_out(file=paper.files.first(), by=stage.liaison)
    assert [file.name for file in paper.files.all()] == ["b.pdf"]


def test_who_registered_follows_in_the_same_transaction(stage, claim, papers, monkeypatch):
    seen: list[Any] = []
    monkeypatch.setattr(
        following, "_followers", {"coach_claim": [lambda case, row, by: seen.append((case, row.state, by))]}
    )
    actions.accept(paper=actions.hand_in(paper=papers["plan"], files=[("a.pdf", PDF)], by=stage.liaison), by=stage.desk)
    assert seen == [(claim.pk, "handed_in", stage.liaison), (claim.pk, "accepted", stage.desk)]


def test_from_the_pages_of_a_case(stage, claim, papers, client):
    own = reverse("transport:mine_claim", args=[stage.campaign.key, stage.river.pk, claim.pk])
    stage.liaison.language = "en"
    stage.liaison.save(update_fields=["language"])
    client.force_login(stage.liaison)
    page = client.get(own, headers={"Accept-Language": "en"}).content.decode()
    assert "2 papers missing" in page and "if there is one" in page
    at = lambda name, key: reverse(f"papers:{name}", args=[stage.campaign.key, papers[key].pk])  # noqa: E731
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(at("files", "plan"), {"files": SimpleUploadedFile("方案.pdf", PDF)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert answer.url == f"{own}#paper-{papers['plan'].pk}"
    client.post(at("promise", "permit"), {"until": (stage.today + dt.timedelta(days=3)).isoformat()})
    client.post(at("promise", "plan"), {"until": "2020-13-45"})
    page = client.get(own, headers={"Accept-Language": "en"}).content.decode()
    assert "1 promised until" in page and "方案.pdf" in page
    assert "complete" not in page, "what is only promised isn't there yet"
    file = papers["plan"].files.get()
    kept = client.get(reverse("papers:file", args=[stage.campaign.key, papers["plan"].pk, file.uid]))
    assert kept.getvalue() == PDF and "attachment" in kept["Content-Disposition"]
    client.force_login(stage.desk)
    client.post(at("acceptance", "plan"))
    client.post(at("return", "permit"), {"reason": "x"})  # a promise isn't returned: said, nothing done
    states = {row.key: row.state for row in lists.of(claim)}
    assert states == {"permit": "promised", "plan": "accepted", "photo": "lacking"}


def test_several_cases_are_counted_as_one(stage):
    day = stage.today
    one, other = lists.Counts(3, 1, 1, 0, day + dt.timedelta(days=3)), lists.Counts(2, 0, 2, 1, day)
    assert lists.together([one, other, lists.Counts(4, 4)]) == lists.Counts(9, 5, 3, 1, day)
    assert lists.together([]) == lists.Counts()


def test_the_lists_of_many_cases_cost_one_statement(claim, papers, django_assert_num_queries):
    with django_assert_num_queries(1):
        lists.counts("coach_claim", [claim.pk, claim.pk + 1])
    with django_assert_num_queries(2):
        [list(row.files.all()) for row in lists.of(claim)]


def test_what_lacks_in_several_cases_costs_one_statement_and_is_what_lacks_in_each(
    stage, claim, papers, django_assert_num_queries
):
    with django_assert_num_queries(1):
        found = lists.missing_in([claim])
    assert [(case, paper.key) for case, paper in found] == [(claim, each.key) for each in lists.missing(claim)] != []
    with django_assert_num_queries(0):
        assert {paper.campaign for _case, paper in found} == {claim.campaign}
    type(papers["plan"]).objects.filter(pk=papers["plan"].pk).update(state="accepted", judged_by=stage.desk)
    assert "plan" not in {paper.key for _case, paper in lists.missing_in([claim])}
