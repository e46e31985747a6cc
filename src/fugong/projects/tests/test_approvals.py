"""Approvals: branches side by side, each with office, clock, papers; joined when all are through; five certificates at once. Land."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.channels.models import InboxEntry
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.papers.models import Paper
from fugong.projects import lists
from fugong.projects.actions import approvals, parcels
from fugong.projects.models import Approval, Branch, Parcel
from fugong.workflow import deadlines


def states(approval):
    return {row.key: row.state for row in approval.branches.all()}


def test_it_is_handed_in_when_what_can_t_wait_is_there_and_the_rest_is_promised(stage):
    approval = stage.approval()
    assert (approval.number, approval.enterprise) == ("2020-001", stage.river)
    assert states(approval) == dict.fromkeys(("planning", "fire", "works"), "waiting")
    with pytest.raises(Refused, match="Drawings") as refusal:
        approvals.hand_in(approval=approval, by=stage.liaison)
    assert refusal.value.code == "papers_missing"
    planning = stage.branch(approval, "planning")
    stage.paper(planning, "drawings", "accepted")
    stage.paper(planning, "proof", "promised")
    done = approvals.hand_in(approval=approval, by=stage.liaison)
    assert done.state == "running"
    assert states(done) == {"planning": "running", "fire": "running", "works": "waiting"}
    assert InboxEntry.objects.filter(person=stage.town, kind="projects.step").exists()
    with pytest.raises(Conflict):
        approvals.hand_in(approval=approval, by=stage.liaison)


def test_an_approval_is_begun_in_as_many_statements_however_many_branches_it_has(stage, monkeypatch):
    rule = stage.campaign.pack.projects.approval(stage.approval().kind)
    asked = []
    for branches in (rule.branches, rule.branches[:1]):
        few = rule.model_copy(update={"branches": branches})
        monkeypatch.setattr(approvals, "_rule", lambda campaign, kind, few=few: few)
        Approval.objects.update(state="withdrawn")
        with CaptureQueriesContext(connection) as seen:
            made = stage.approval()
        assert made.branches.count() == len(branches)
        asked.append(len(seen.captured_queries))
    assert asked[0] == asked[1], "one insert for the branches, one for their papers"
    papers = Paper.objects.filter(case_kind="approval_branch", case_id=made.branches.get().pk)
    assert set(papers.values_list("key", flat=True)) == {"drawings", "proof"}
    assert Event.objects.filter(verb="paper.ask", subject_kind="approval_branch").exists()


def test_the_window_takes_it_in_for_the_applicant_and_only_its_own_offices_do(stage):
    approval = stage.approval()
    planning = stage.branch(approval, "planning")
    stage.paper(planning, "drawings", "accepted")
    stage.paper(planning, "proof", "promised")
    for who in (stage.officer, stage.shop_liaison, stage.leader, stage.stranger):
        with pytest.raises(NotAllowed):
            approvals.hand_in(approval=approval, by=who)
    assert approvals.hand_in(approval=approval, by=stage.town).state == "running"


def test_each_branch_is_its_own_office_s_and_the_last_one_joins_the_case(stage):
    approval = stage.running()
    planning = stage.branch(approval, "planning")
    for who in (stage.town, stage.officer, stage.liaison):
        with pytest.raises(NotAllowed):
            approvals.grant(branch=planning, number="1", by=who)
    with pytest.raises(Refused) as refusal:
        approvals.grant(branch=planning, number=" ", by=stage.bureau)
    assert refusal.value.faults[0].where == "number"
    with pytest.raises(Refused):
        approvals.grant(branch=planning, number="1", on=stage.today + dt.timedelta(days=1), by=stage.bureau)
    approvals.grant(branch=planning, number="规-1", by=stage.bureau)
    assert states(approval)["works"] == "waiting", "it waits for the fire check, too"
    approvals.grant(branch=stage.branch(approval, "fire"), by=stage.town)
    assert states(approval)["works"] == "running"
    approvals.grant(branch=stage.branch(approval, "works"), number="施-1", by=stage.bureau)
    done = stage.fresh(approval)
    assert done.state == "through"
    other = stage.approval(project=stage.listed())
    with pytest.raises(Refused, match="running|under way|number already|Handed|missing") as refusal:
        approvals.hand_in(approval=other, by=stage.liaison)
    assert refusal.value.code == "papers_missing"


def test_certificates_are_handed_over_together_when_promised_papers_are_in(stage):
    approval = stage.through()
    with pytest.raises(Refused) as refusal:
        approvals.hand_over(approval=approval, to=" ", by=stage.bureau)
    assert refusal.value.faults[0].where == "to"
    with pytest.raises(Refused, match="Proof of land"):
        approvals.hand_over(approval=approval, to="王工", by=stage.bureau)
    Paper.objects.filter(key="proof").update(state="accepted", judged_by=stage.bureau)
    with pytest.raises(NotAllowed):
        approvals.hand_over(approval=approval, to="王工", by=stage.officer)
    done = approvals.hand_over(approval=approval, to="王工", by=stage.bureau)
    assert (done.state, done.handed_to) == ("handed_over", "王工")


def test_two_certificates_of_a_kind_don_t_bear_one_number(stage):
    first = stage.running()
    approvals.grant(branch=stage.branch(first, "planning"), number="规-1", by=stage.bureau)
    second = stage.running(project=stage.listed())
    with pytest.raises(Refused, match="already"):
        approvals.grant(branch=stage.branch(second, "planning"), number="规-1", by=stage.bureau)
    assert states(second)["planning"] == "running"


def test_an_office_begins_before_the_formal_hand_in_and_that_is_on_record(stage):
    approval = stage.approval()
    planning, fire = stage.branch(approval, "planning"), stage.branch(approval, "fire")
    with pytest.raises(NotAllowed):
        approvals.help_early(branch=planning, note="x", by=stage.town)
    with pytest.raises(Refused, match="handed in"):
        approvals.help_early(branch=fire, note="x", by=stage.town)
    done = approvals.help_early(branch=planning, note="已预审图纸", by=stage.bureau)
    assert (done.state, done.early_by, done.early_note) == ("waiting", stage.bureau, "已预审图纸")
    assert Event.objects.filter(verb="approval_branch.help").count() == 1
    assert InboxEntry.objects.filter(person=stage.liaison, kind="projects.own").exists()
    running = stage.running(project=stage.listed())
    with pytest.raises(Conflict):
        approvals.help_early(branch=stage.branch(running, "planning"), note="x", by=stage.bureau)


def test_returned_for_correction_the_clock_stands_and_begins_anew(stage):
    approval = stage.running()
    planning = stage.branch(approval, "planning")
    with pytest.raises(Refused):
        approvals.send_back(branch=planning, reason=" ", by=stage.bureau)
    back = approvals.send_back(branch=planning, reason="缺签章", by=stage.bureau)
    assert (back.state, back.due_at) == ("returned", None)
    with pytest.raises(NotAllowed):
        approvals.take_up(branch=planning, by=stage.shop_liaison)
    again = approvals.take_up(branch=planning, by=stage.liaison)
    assert again.state == "running"
    assert again.due_at is not None


def test_one_refusal_ends_the_whole_and_says_which(stage):
    approval = stage.running()
    with pytest.raises(Refused):
        approvals.refuse_branch(branch=stage.branch(approval, "fire"), reason="", by=stage.town)
    approvals.refuse_branch(branch=stage.branch(approval, "fire"), reason="消防通道不足", by=stage.town)
    assert stage.fresh(approval).state == "refused"
    assert states(approval) == {"planning": "dropped", "fire": "refused", "works": "dropped"}


def test_the_longest_pole_is_named_with_what_is_left(stage):
    approval = stage.running()
    campaign = stage.campaign
    waiting = lists.waiting_for(campaign, Approval.objects.filter(pk=approval.pk))[approval.pk]
    assert (waiting.branch.key, waiting.days_left, [each.key for each in waiting.then]) == ("planning", 3, ["works"])
    approvals.grant(branch=stage.branch(approval, "planning"), number="1", by=stage.bureau)
    waiting = lists.waiting_for(campaign, Approval.objects.filter(pk=approval.pk))[approval.pk]
    assert (waiting.branch.key, waiting.days_left) == ("fire", 1)
    with stage.later(days=5):
        late = lists.waiting_for(campaign, Approval.objects.filter(pk=approval.pk))[approval.pk]
        assert late.late_by == 2, "Monday and Tuesday; the weekend doesn't count"
        deadlines.sweep()
        deadlines.sweep()
        assert Event.objects.filter(verb="approval_branch.overdue").count() == 1
        assert InboxEntry.objects.filter(person=stage.town, kind="projects.late").exists()


def test_what_is_withdrawn_ends_its_branches_and_can_be_asked_again(stage):
    approval = stage.running()
    with pytest.raises(Refused, match="under way"):
        stage.approval()
    with pytest.raises(NotAllowed):
        approvals.withdraw(approval=approval, reason="x", by=stage.bureau)
    done = approvals.withdraw(approval=approval, reason="停建", by=stage.liaison)
    assert done.state == "withdrawn"
    assert set(states(done).values()) == {"dropped"}
    assert stage.approval().number == "2020-002"
    assert approvals.withdraw(approval=Approval.objects.latest("pk"), reason="x", by=stage.desk).state == "withdrawn"


def test_an_approval_is_of_something_and_of_the_right_kind(stage):
    for given in (
        {"kind": "land", "enterprise": stage.river},
        {"kind": "build"},
        {"kind": "zoo", "enterprise": stage.river},
    ):
        with pytest.raises(Refused):
            approvals.begin(campaign=stage.campaign, by=stage.desk, **given)
    with pytest.raises(NotAllowed):
        approvals.begin(campaign=stage.campaign, kind="build", enterprise=stage.river, by=stage.shop_liaison)
    assert not Branch.objects.exists()


# -- land ---------------------------------------------------------------------------------------------------------


def test_a_parcel_is_listed_when_its_papers_are_through_the_channel_and_then_found(stage):
    parcel = stage.parcel()
    assert str(parcel.mu) == "30.00"
    assert str(stage.parcel(name="B", area_m2="", mu="15").mu) == "15.00"
    with pytest.raises(Conflict, match="Land channel"):
        parcels.list_(parcel=parcel, by=stage.town)
    Parcel.objects.filter(name="B").delete()
    parcel.delete()
    free = stage.free()
    assert (free.state, free.due_at is not None) == ("listed", True)
    found = lists.free_parcels(stage.officer, stage.campaign).get()
    assert (found.name, found.area_m2, found.use, found.longitude) == ("东河A-03地块", 20000, "industry", 118.16)
    for who in (stage.liaison, stage.nobody):
        assert not lists.free_parcels(who, stage.campaign).exists()
    assert not lists.free_parcels(stage.stranger, stage.next_door).exists()


def test_the_channel_is_looked_at_ahead_of_its_papers_and_online(stage):
    parcel = stage.parcel()
    channel = approvals.begin(campaign=stage.campaign, kind="land", parcel=parcel, by=stage.town)
    mandate = stage.branch(channel, "mandate")
    approvals.help_early(branch=mandate, note="先审", by=stage.town)
    with pytest.raises(Refused):
        approvals.hand_in(approval=channel, by=stage.town)
    from fugong.papers import actions as papers

    row = Paper.objects.select_related("campaign__pack_version").get(case_kind="approval_branch", case_id=mandate.pk)
    papers.promise(paper=row, until=stage.today, by=stage.town)
    assert approvals.hand_in(approval=channel, by=stage.town).state == "running"


def test_land_goes_from_hand_to_hand_and_only_its_office_moves_it(stage):
    parcel = stage.free()
    for who in (stage.bureau, stage.officer, stage.liaison):
        with pytest.raises(NotAllowed):
            parcels.agree(parcel=parcel, enterprise=None, by=who)
    agreed = parcels.agree(parcel=parcel, enterprise=stage.river, by=stage.town)
    assert (agreed.state, agreed.enterprise) == ("agreed", stage.river)
    assert not lists.free_parcels(stage.desk, stage.campaign).exists()
    back = parcels.free(parcel=parcel, reason="资金未到位", by=stage.town)
    assert (back.state, back.enterprise) == ("listed", None)
    parcels.agree(parcel=parcel, enterprise=stage.river, by=stage.town)
    assert parcels.hand_over(parcel=parcel, by=stage.town).state == "handed_over"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"use": "zoo"}, "use"),
        ({"area_m2": "0"}, "area_m2"),
        ({"area_m2": "", "mu": "nan"}, "area_m2"),
        ({"area_m2": "", "mu": "1e999"}, "area_m2"),
        ({"longitude": "181"}, "longitude"),
        ({"area_code": "990102001000"}, "area_code"),
    ],
)
def test_what_makes_no_sense_of_land_is_refused_at_its_field(stage, given, field):
    with pytest.raises(Refused) as refusal:
        stage.parcel(**given)
    assert [fault.where for fault in refusal.value.faults] == [field]
