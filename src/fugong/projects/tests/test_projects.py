"""Key projects: listed by two people, counted back, re-planned with a reason; whoever meets the conditions starts."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fugong.channels.models import InboxEntry
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.projects.actions import conditions, listings, schedules
from fugong.projects.actions.schedules import Given
from fugong.projects.models import Milestone, Project
from fugong.workflow import deadlines

D = dt.date


def test_one_proposes_and_another_lists_it_with_its_schedule_counted_back(stage):
    project = stage.proposed()
    assert (project.state, project.investment, project.office) == ("proposed", 32_000_000_000, "bureau")
    with pytest.raises(NotAllowed, match="somebody else confirms"):
        listings.confirm(project=project, by=stage.desk)
    with pytest.raises(NotAllowed):
        listings.confirm(project=project, by=stage.officer)
    done = listings.confirm(project=project, by=stage.leader)
    assert (done.state, done.confirmed_by) == ("waiting", stage.leader)
    days = {row.key: (row.start_on, row.finish_on) for row in done.milestones.all()}
    assert days["works"] == (D(2020, 4, 20), D(2020, 4, 30)), "26 April is a working day: make-up for the May holiday"
    assert days["tender"][1] == D(2020, 4, 17)
    assert done.plans.get().number == 1
    with pytest.raises(Conflict):
        listings.confirm(project=project, by=stage.leader)


def test_the_database_itself_wants_two(stage):
    project = stage.proposed()
    with pytest.raises(IntegrityError, match="project_by_two"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(confirmed_by=stage.desk)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"list": "nowhere"}, "list"),
        ({"reason": "any"}, "reason"),
        ({"kind": "zoo"}, "kind"),
        ({"office": "nobody"}, "office"),
        ({"investment": "500万美元"}, "investment"),
        ({"investment": "much"}, "investment"),
        ({"due_on": None}, "due_on"),
        ({"due_on": D(2019, 1, 1)}, "due_on"),
        ({"begin_on": D(2020, 5, 6)}, "due_on"),
        ({"longitude": "118"}, "longitude"),
        ({"latitude": "north", "longitude": "118"}, "latitude"),
        ({"priority": "-1"}, "priority"),
        ({"template": "castle"}, "template"),
        ({"area_code": "990102001000", "enterprise": None}, "area_code"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(stage, given, field):
    with pytest.raises(Refused) as refusal:
        stage.proposed(**given)
    assert [fault.where for fault in refusal.value.faults] == [field]
    assert not Project.objects.exists()


def test_a_due_day_that_is_no_working_day_is_moved_as_the_pack_says_and_that_is_said(stage):
    holiday = D(2020, 5, 3)
    project = stage.proposed(due_on=holiday)
    assert project.due_on == D(2020, 4, 30), "back to the last working day before the May holiday"
    assert "3 May 2020" in listings.moved_said(holiday, project.due_on)
    section = stage.campaign.pack.projects
    strict, later = (section.model_copy(update={"non_working": way}) for way in ("refuse", "later"))
    for each in (strict, later):
        each.bind(stage.campaign.pack)
    assert later.working_day(holiday) == (D(2020, 5, 6), True)
    assert strict.working_day(D(2020, 4, 30)) == (D(2020, 4, 30), False)
    with pytest.raises(ValueError, match="2020-05-03"):
        strict.working_day(holiday)


def test_whoever_meets_the_conditions_may_start_and_not_before(stage):
    project = stage.listed()
    states = {each.condition.key: each.met for each in conditions.standings(project)}
    assert states == {"closed_site": False, "foreign": True, "control_plan": False, "permit": False}
    with pytest.raises(Conflict):
        listings.start(project=project, on=None, by=stage.bureau)
    stage.through(project)
    conditions.tick(project=project, key="closed_site", by=stage.bureau)
    assert stage.fresh(project).state == "waiting"
    stage.paper(project, "control_plan", "promised")
    assert stage.fresh(project).state == "ready", "a paper that may wait is promised: the others hold"
    assert InboxEntry.objects.filter(person=stage.liaison, kind="projects.own").exists()
    conditions.untick(project=project, key="closed_site", reason="围挡倒塌", by=stage.bureau)
    assert stage.fresh(project).state == "waiting"
    conditions.tick(project=project, key="closed_site", by=stage.bureau)
    with pytest.raises(NotAllowed):
        listings.start(project=project, on=None, by=stage.shop_liaison)
    with pytest.raises(Refused):
        listings.start(project=project, on=stage.today + dt.timedelta(days=1), by=stage.liaison)
    done = listings.start(project=project, on=stage.today, by=stage.liaison)
    assert (done.state, done.started_on) == ("running", stage.today)


def test_conditions_are_ticked_by_the_own_office_and_only_those_that_are_ticked(stage):
    project = stage.listed()
    for who in (stage.town, stage.officer, stage.liaison, stage.stranger):
        with pytest.raises(NotAllowed):
            conditions.tick(project=project, key="closed_site", by=who)
    for key in ("foreign", "nowhere"):
        with pytest.raises(Refused):
            conditions.tick(project=project, key=key, by=stage.bureau)


def test_a_project_without_an_enterprise_waits_for_one_and_gets_it_later(stage):
    project = stage.listed(enterprise=None, area_code="990101001000")
    facts = {each.condition.key: each for each in conditions.standings(project)}
    assert not facts["foreign"].met
    assert "no enterprise" in facts["foreign"].said
    values = {"name": project.name, "reason": "chain"}
    done = listings.amend(project=project, values=values, enterprise=stage.river, by=stage.bureau)
    assert {each.condition.key: each.met for each in conditions.standings(done)}["foreign"]
    assert set(done.milestones.values_list("enterprise", flat=True)) == {stage.river.pk}


def given_of(project, **changes):
    """The plan as it is, with changes: key → (days, after), None drops."""
    rows = schedules.rows(project)
    found = []
    for row in rows:
        days, after = changes.get(row.key, (row.days, tuple(row.after))) or (None, ())
        if days is not None:
            found.append(Given(row.key, row.said, str(days), row.working, after, row.office))
    return found


def test_a_new_plan_needs_a_reason_and_the_baseline_stays(stage):
    project = stage.listed()
    with pytest.raises(Refused) as refusal:
        schedules.replan(
            project=project, milestones=given_of(project), due_on=project.due_on, reason=" ", by=stage.bureau
        )
    assert refusal.value.faults[0].where == "reason"
    wanted = [*given_of(project, works=(6, ("tender",)), clear=None), Given("m1", "竣工验收", "2", after=("works",))]
    due = D(2020, 5, 29)
    done = schedules.replan(project=project, milestones=wanted, due_on=due, reason="材料延误", by=stage.bureau)
    rows = {row.key: row for row in schedules.rows(done)}
    assert set(rows) == {"design", "tender", "works", "m1"}
    assert (rows["m1"].start_on, rows["m1"].finish_on) == (D(2020, 5, 28), due)
    assert rows["works"].finish_on == D(2020, 5, 27)
    first, second = done.plans.order_by("number")
    assert first.due_on == D(2020, 4, 30)
    assert "clear" in first.rows
    assert (second.due_on, second.reason) == (due, "材料延误")
    assert Milestone.objects.get(project=project, key="clear").state == "dropped"


def test_a_ring_of_milestones_is_refused_naming_them(stage):
    project = stage.listed()
    wanted = given_of(project, design=(5, ("works",)))
    with pytest.raises(Refused, match="Design → Tender → Works → Design") as refusal:
        schedules.replan(project=project, milestones=wanted, due_on=project.due_on, reason="x", by=stage.bureau)
    assert refusal.value.code == "cycle"
    assert project.plans.count() == 1, "nothing is half applied"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Given("m1", "", "3"), "name-4"),
        (Given("m1", "验收", "0"), "days-4"),
        (Given("m1", "验收", "99999999999999999999"), "days-4"),
        (Given("m1", "验收", "三"), "days-4"),
        (Given("m1", "验收", "3", office="zoo"), "office-4"),
        (Given("m1", "验收", "3", after=("nowhere",)), "milestones"),
        (Given("design", "设计", "3"), "milestones"),
    ],
)
def test_a_line_that_is_wrong_is_named(stage, line, field):
    project = stage.listed()
    with pytest.raises(Refused) as refusal:
        schedules.replan(
            project=project, milestones=[*given_of(project), line], due_on=project.due_on, reason="x", by=stage.bureau
        )
    assert field in [fault.where for fault in refusal.value.faults]


def test_days_are_entered_by_the_own_office_and_whoever_follows_hears_of_it(stage):
    project = stage.listed()
    design, tender = stage.milestone(project, "design"), stage.milestone(project, "tender")
    with pytest.raises(NotAllowed):
        schedules.begin(milestone=design, on=None, by=stage.town)
    schedules.begin(milestone=design, on=D(2020, 2, 18), by=stage.bureau)
    for day in (D(2020, 2, 17), D(2020, 2, 21)):
        with pytest.raises(Refused):
            schedules.reach(milestone=design, on=day, by=stage.bureau)
    done = schedules.reach(milestone=design, on=D(2020, 2, 20), by=stage.bureau)
    assert (done.state, done.due_at) == ("done", None)
    assert InboxEntry.objects.filter(person=stage.town, kind="projects.step").exists()
    schedules.reach(milestone=tender, on=None, by=stage.town)
    schedules.reopen(milestone=tender, reason="写错", by=stage.bureau)
    assert stage.fresh(tender).state == "running"
    with pytest.raises(Refused, match="begun"):
        schedules.replan(
            project=project, milestones=given_of(project, design=None, tender=None), due_on=project.due_on, reason="x",
            by=stage.bureau,
        )  # fmt: skip


def test_it_is_completed_when_all_milestones_are_reached(stage):
    project = listings.start(project=stage.ready(), on=None, by=stage.bureau)
    with pytest.raises(Conflict, match="4"):
        listings.finish(project=project, by=stage.bureau)
    for key in ("design", "tender", "clear", "works"):
        schedules.reach(milestone=stage.milestone(project, key), on=None, by=stage.desk)
    assert listings.finish(project=project, by=stage.bureau).state == "done"


def test_what_is_late_climbs_once_for_each_rung_and_stops_when_the_project_goes(stage):
    project = stage.listed()
    design = stage.milestone(project, "design")
    with stage.later(days=(design.finish_on - stage.today).days + 1):
        deadlines.sweep()
        deadlines.sweep()
        late = Event.objects.filter(verb="milestone.overdue", subject_key=str(design.pk))
        assert late.count() == 1
        assert InboxEntry.objects.filter(person=stage.bureau, kind="projects.late").exists()
    with stage.later(days=(design.finish_on - stage.today).days + 6):
        deadlines.sweep()
        assert Event.objects.filter(verb="milestone.escalate", subject_key=str(design.pk)).count() == 1
    listings.remove(project=stage.fresh(project), reason="撤项", by=stage.desk)
    before = Event.objects.filter(verb="milestone.overdue").count()
    with stage.later(days=200):
        deadlines.sweep()
    assert Event.objects.filter(verb="milestone.overdue").count() == before
