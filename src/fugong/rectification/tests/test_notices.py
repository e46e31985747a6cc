"""The notice's life: issued, served, answered, looked at again; extended, appealed; each by the right person."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.rectification import papers, proofs
from fugong.rectification.actions import appeals, extensions, notices
from fugong.rectification.models import Finding, Notice
from fugong.rectification.tests.stage import photo
from fugong.workflow import deadlines


def test_a_notice_has_a_number_a_deadline_and_wording_that_never_changes(stage):
    notice = stage.issued("masks", "doors")
    assert notice.number.endswith("1号")
    assert notice.due_at == clock.now() + dt.timedelta(hours=24)
    said = notice.content["languages"]["en"]
    assert [line["what"] for line in said["lines"]] == ["Masks are in stock", "Fire exits are clear"]
    assert notice.digest == papers.digest(Notice.objects.get().content)
    assert stage.issued("roster").number.endswith("2号")


def test_the_deadline_may_be_shorter_than_the_packs_and_never_longer(stage):
    now = clock.now()
    assert stage.issued(deadline=now + dt.timedelta(hours=2)).due_at == now + dt.timedelta(hours=2)
    for hours in (-1, 25):
        with pytest.raises(Refused) as refused:
            stage.issued("doors", deadline=now + dt.timedelta(hours=hours))
        assert refused.value.faults[0].where == "deadline"


def test_findings_of_two_enterprises_are_two_notices(stage):
    found = [stage.found(), stage.found(enterprise=stage.cast.shop)]
    with pytest.raises(Refused, match="several enterprises"):
        notices.issue(campaign=stage.campaign, enterprise=stage.river, findings=found, by=stage.finder)
    assert not Notice.objects.exists()


def test_receipt_is_signed_for_once_by_who_speaks_for_the_enterprise(stage):
    notice = stage.issued()
    for who in (stage.finder, stage.cast.shop_liaison, stage.leader):
        with pytest.raises(NotAllowed):
            notices.receive(paper=notice, name="Mr Li", by=who)
    notice = notices.receive(paper=notice, name="Mr Li", by=stage.liaison)
    assert (notice.served_way, notice.served_to) == ("phone", "Mr Li")
    with pytest.raises(Conflict):
        notices.serve(paper=notice, way="handed", name="Mr Li", by=stage.finder)


def test_a_refused_receipt_names_its_witness(stage):
    notice = stage.issued()
    with pytest.raises(Refused, match="witness"):
        notices.serve(paper=notice, way="left", name="", by=stage.finder)
    assert notices.serve(paper=notice, way="left", name="", note="Community officer", by=stage.finder).is_served


def test_every_item_is_answered_with_words_and_a_photo_or_nothing_is(stage):
    notice = stage.issued("masks", "doors")
    first, second = notice.items.all()
    notices.attach(finding=first.finding, name="now.jpg", content=photo("green"), by=stage.liaison)
    with pytest.raises(Refused) as refused:
        notices.answer(notice=notice, answers={first.pk: "Done."}, by=stage.liaison)
    assert {fault.where for fault in refused.value.faults} == {f"a-{second.pk}", f"p-{second.pk}"}
    notice.refresh_from_db()
    assert notice.state == "issued"


def test_an_answer_is_the_enterprises_alone_and_its_photos_stay(stage):
    notice = stage.issued()
    for who in (stage.finder, stage.other, stage.cast.shop_liaison):
        with pytest.raises(NotAllowed):
            notices.attach(finding=notice.items.get().finding, name="a.jpg", content=photo(), by=who)
    notice = stage.answered(notice)
    assert (notice.state, notice.answered_in_time) == ("answered", True)
    with pytest.raises(Conflict):
        notices.detach(proof=notice.items.get().finding.proofs.get(), by=stage.liaison)


def test_an_answer_sent_back_keeps_the_deadline(stage):
    notice = stage.answered()
    with stage.later(hours=3):
        back = notices.send_back(notice=notice, reason="The photo shows nothing.", by=stage.other)
    assert (back.state, back.due_at) == ("issued", notice.deadline)


def test_a_look_back_that_passes_closes_notice_and_findings(stage):
    outcome = stage.looked_at(stage.answered(), right=True)
    assert outcome.notice.state == "closed"
    assert Finding.objects.get().state == "closed"


@pytest.mark.parametrize("who", ["inspector", "liaison", "desk", "leader", "stranger", "hill_town"])
def test_no_look_back_by_the_finder_nor_by_those_without_the_task(stage, who):
    notice = stage.answered()
    with pytest.raises(NotAllowed):
        stage.looked_at(notice, right=True, by=getattr(stage.cast, who))
    notice.refresh_from_db()
    assert notice.state == "answered"


def test_nobody_finds_wanting_before_the_deadline_what_was_not_answered(stage):
    notice = stage.issued()
    with pytest.raises(Refused) as refused:
        stage.looked_at(notice, right=False)
    assert refused.value.code == "too_early"
    with stage.later(hours=25):
        assert stage.looked_at(notice, right=False).notice.state == "failed"


def test_not_put_right_brings_a_second_notice_and_then_a_proposal_to_stop(stage):
    outcome = stage.looked_at(stage.answered(), right=False)
    assert (outcome.second.turn, outcome.second.follows, outcome.stop) == (2, outcome.notice, None)
    assert outcome.notice.number in outcome.second.content["languages"]["en"]["second"]
    last = stage.looked_at(stage.answered(outcome.second), right=False, by=stage.cast.town)
    assert (last.second, last.stop.state, last.stop.proposed_by) == (None, "proposed", stage.cast.town)


def test_a_problem_that_came_back_is_proposed_to_stop_when_it_is_not_put_right_once(stage):
    stage.looked_at(stage.answered(), right=True)
    outcome = stage.looked_at(stage.answered(), right=False)
    assert outcome.stop is not None


def test_only_what_is_wrong_goes_on(stage):
    from fugong.rectification.actions import look_backs
    from fugong.rectification.actions.look_backs import Seen

    notice = stage.answered(stage.issued("masks", "doors"))
    masks, doors = notice.items.all()
    outcome = look_backs.look_back(
        notice=notice, seen={masks.pk: Seen(True), doors.pk: Seen(False, "blocked")}, by=stage.other
    )
    assert [item.finding.item for item in outcome.second.items.all()] == ["doors"]
    assert Finding.objects.get(item="masks").state == "closed"


def test_more_time_that_nobody_needs_any_more_waits_for_no_decision(stage):
    notice = stage.issued()
    until = notice.due_at + dt.timedelta(hours=12)
    asked = extensions.ask(notice=notice, until=until, why="parts come tomorrow", by=stage.liaison)
    stage.answered(notice)
    asked.refresh_from_db()
    assert asked.state == "taken_back"
    with pytest.raises(Refused):
        extensions.decide(extension=asked, grant=True, by=stage.other)


def test_more_time_is_asked_for_before_the_deadline_and_given_by_a_second_person(stage):
    notice = stage.issued()
    asked = extensions.ask(
        notice=notice, until=notice.due_at + dt.timedelta(hours=12), why="parts come tomorrow", by=stage.liaison
    )
    for who in (stage.finder, stage.liaison, stage.leader):
        with pytest.raises(NotAllowed):
            extensions.decide(extension=asked, grant=True, by=who)
    extensions.decide(extension=asked, grant=True, by=stage.other)
    notice.refresh_from_db()
    assert notice.due_at == asked.until
    with pytest.raises(Refused) as refused:
        extensions.ask(notice=notice, until=notice.due_at + dt.timedelta(hours=1), why="more", by=stage.liaison)
    assert refused.value.code == "no_more"


def test_more_than_the_packs_most_is_not_asked_for(stage):
    notice = stage.issued()
    with pytest.raises(Refused) as refused:
        extensions.ask(notice=notice, until=notice.due_at + dt.timedelta(hours=25), why="long", by=stage.liaison)
    assert refused.value.faults[0].where == "until"
    with stage.later(hours=25), pytest.raises(Refused) as refused:
        extensions.ask(notice=notice, until=notice.due_at + dt.timedelta(hours=2), why="late", by=stage.liaison)
    assert refused.value.code == "too_late"


def test_an_objection_is_decided_by_somebody_without_a_hand_in_it(stage):
    notice = stage.issued()
    appeal = appeals.file(paper=notice, grounds="We have the masks.", by=stage.liaison)
    for who in (stage.finder, stage.liaison, stage.cast.desk):
        with pytest.raises(NotAllowed):
            appeals.decide(appeal=appeal, outcome="annul", opinion="They do.", by=who)
    appeals.decide(appeal=appeal, outcome="annul", opinion="They do.", by=stage.leader)
    notice.refresh_from_db()
    assert (notice.state, Finding.objects.get().state) == ("annulled", "dropped")


def test_an_objection_may_change_a_notice_and_leaves_the_rest(stage):
    notice = stage.issued("masks", "doors")
    appeal = appeals.file(paper=notice, grounds="The door is a window.", by=stage.liaison)
    doors = notice.items.get(finding__item="doors")
    appeals.decide(appeal=appeal, outcome="change", opinion="It is.", by=stage.other, drop=[doors.pk])
    notice.refresh_from_db()
    assert notice.state == "issued"
    assert stage.answered(notice.__class__.objects.get(pk=notice.pk)).state == "answered"


def test_objections_come_in_time_and_once(stage):
    notice = stage.issued()
    with stage.later(days=4), pytest.raises(Refused) as refused:
        appeals.file(paper=notice, grounds="no", by=stage.liaison)
    assert refused.value.code == "too_late"
    appeals.file(paper=notice, grounds="no", by=stage.liaison)
    with pytest.raises(Conflict):
        appeals.file(paper=notice, grounds="no", by=stage.liaison)


def test_where_the_pack_says_so_the_deadline_stands_still_meanwhile(stage, monkeypatch):
    section = stage.campaign.pack.rectification
    monkeypatch.setattr(section.appeals.__class__, "suspends", True, raising=False)
    object.__setattr__(section.appeals, "suspends", True)
    try:
        notice = stage.issued()
        appeal = appeals.file(paper=notice, grounds="no", by=stage.liaison)
        notice.refresh_from_db()
        assert (notice.state, notice.due_at) == ("appealed", None)
        with stage.later(hours=10):
            appeals.decide(appeal=appeal, outcome="uphold", opinion="It stands.", by=stage.other)
        before = notice.deadline
        notice.refresh_from_db()
        assert (notice.state, notice.due_at) == ("issued", before + dt.timedelta(hours=10))
    finally:
        object.__setattr__(section.appeals, "suspends", False)


def test_what_is_late_is_noted_once_however_often_the_clock_sweeps(stage):
    notice = stage.issued()
    with stage.later(hours=25):
        deadlines.sweep()
        deadlines.sweep()
    told = Event.objects.about("rectification_notice", notice.pk).filter(verb="rectification_notice.overdue")
    assert told.count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.jpg"),
        (b"GIF89a....", "a.gif"),
        (b"%PDF-1.4 half", "a.jpg"),
        (b"\x00\x00\x00\x18ftypheic" + b"0" * 40, "a.heic"),
    ],
)
def test_files_that_prove_nothing_are_refused_with_a_sentence(stage, content, name):
    with pytest.raises(Refused) as refused:
        proofs.add(finding=stage.found(), stage="before", name=name, content=content, by=stage.finder)
    assert refused.value.faults[0].where == "file"


def test_a_video_is_kept_as_it_is_and_known_by_its_bytes(stage):
    video = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 64
    kept = proofs.add(finding=stage.found(), stage="after", name="fault.avi", content=video, by=stage.finder)
    assert (kept.kind, kept.name, kept.is_video) == ("video/mp4", "fault.mp4", True)
