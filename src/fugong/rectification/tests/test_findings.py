"""Findings: from visits and by hand, known again, put right on the spot, dropped by another."""

import pytest
from django.utils.translation import override

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections.actions.giving import Answer
from fugong.inspections.tests import giving
from fugong.rectification import naming, proofs
from fugong.rectification.actions import findings
from fugong.rectification.models import Finding, StopWork
from fugong.rectification.tests.stage import photo


def test_a_finding_says_what_in_the_words_of_the_list_as_it_stood(stage):
    found = stage.found("doors", note="pallets")
    assert (found.aspect, found.checklist) == ("site", "basics")
    assert naming.item_name(found) == "Fire exits are clear"
    assert found.state == "open"


def test_the_same_item_again_is_a_repeat_and_another_enterprise_begins_anew(stage):
    first = stage.found()
    again = stage.found()
    third = stage.found()
    elsewhere = stage.found(enterprise=stage.cast.shop)
    assert (again.repeat_of, again.times, third.times, elsewhere.times) == (first, 2, 3, 1)


def test_a_dropped_finding_makes_no_repeat(stage):
    first = stage.found()
    findings.drop(finding=first, reason="misread", by=stage.other)
    assert stage.found().times == 1


def test_without_a_list_the_title_tells_what_comes_back(stage):
    stage.found(item="", title="Cables across the floor")
    assert stage.found(item="", title="cables across the floor").times == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"item": ""}, "title"),
        ({"item": "nothing"}, "item"),
        ({"severity": "nothing"}, "severity"),
        ({"item": "", "title": "x", "aspect": "nothing"}, "aspect"),
    ],
)
def test_what_cannot_be_kept_is_named_at_its_field(stage, more, field):
    with pytest.raises(Refused) as refused:
        stage.found(**more)
    assert refused.value.faults[0].where == field
    assert not Finding.objects.exists()


def test_put_right_on_the_spot_needs_a_photo_that_shows_it(stage):
    found = stage.found()
    with pytest.raises(Refused, match="photo"):
        findings.correct(finding=found, by=stage.finder)
    done = findings.correct(finding=found, by=stage.finder, photos=[("now.jpg", photo())])
    assert done.state == "corrected"
    assert done.proofs.get().sent


def test_what_is_too_grave_is_not_settled_on_the_spot(stage):
    found = stage.found(severity="grave")
    with pytest.raises(Refused, match="too grave"):
        findings.correct(finding=found, by=stage.finder, photos=[("now.jpg", photo())])


def test_nobody_drops_what_they_found_themselves(stage):
    found = stage.found()
    with pytest.raises(NotAllowed):
        findings.drop(finding=found, reason="a slip", by=stage.finder)
    assert findings.drop(finding=found, reason="a slip", by=stage.other).state == "dropped"


@pytest.mark.parametrize("who", ["liaison", "stranger", "desk", "leader", "hill_town", "nobody"])
def test_only_those_who_inspect_there_record(stage, who):
    with pytest.raises(NotAllowed):
        stage.found(by=getattr(stage.cast, who))


def test_a_visit_makes_findings_of_its_faults(stage):
    visit = giving.visit(stage.cast, items=giving.BAD)
    rows = {row.item: row for row in Finding.objects.filter(visit=visit)}
    assert rows.keys() == {"doors", "masks"}
    assert (rows["doors"].state, rows["masks"].state) == ("corrected", "open")
    assert rows["doors"].note == "pallets before the exit"
    again = giving.visit(stage.cast, items=[Answer("doors", False), Answer("masks", False)])
    assert [(row.item, row.times) for row in Finding.objects.filter(visit=again)] == [("doors", 2)]


def test_the_same_visit_sent_twice_finds_nothing_twice(stage):
    uid = giving.uid()
    giving.visit(stage.cast, items=giving.BAD, uid=uid)
    before = Finding.objects.count()
    giving.visit(stage.cast, items=giving.BAD, uid=uid)
    assert Finding.objects.count() == before


def test_an_item_that_stops_work_is_proposed_to_do_so_at_once(stage, monkeypatch):
    from fugong.rectification.policy import Rectification

    grave = next(each for each in stage.campaign.pack.rectification.severities if each.route == "stop")
    monkeypatch.setattr(Rectification, "severity_of", lambda self, item, on_fail: grave)
    visit = giving.visit(stage.cast, items=[Answer("masks", False)])
    stop = StopWork.objects.get()
    assert (stop.state, stop.proposed_by) == ("proposed", visit.by)
    assert Finding.objects.get().state == "stopped"


def test_two_notices_never_share_a_finding(stage):
    from fugong.rectification.actions import notices

    found = stage.found()
    where = {"campaign": stage.campaign, "enterprise": stage.river, "findings": [found], "by": stage.finder}
    notices.issue(**where)
    with pytest.raises(Conflict):
        notices.issue(**where)


def test_a_refused_proof_is_told_that_videos_are_taken_too():
    with override("en"), pytest.raises(Refused, match="a video"):
        proofs.check(b"MZ" + b"\x00" * 64, "setup.exe")
