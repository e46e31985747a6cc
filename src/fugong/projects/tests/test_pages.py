"""The pages, as each side sees them: lists with a fixed number of queries, Gantt charts, forms that keep what was typed."""

import datetime as dt
import html
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.db.models import DateTimeField, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED
from fugong.ledger import history
from fugong.ledger.recording import record
from fugong.papers.models import Paper
from fugong.projects import lists, panels
from fugong.projects.actions import schedules
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from fugong.projects.views import mine as own
from fugong.projects.views import projects
from fugong.registry import todo
from ground.paging import seen


@pytest.fixture(autouse=True)
def here(settings):
    settings.STAFF_SECOND_FACTOR = False


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "en"})
    return client


def at(name, *more):
    return reverse(f"projects:{name}", args=["plain", *more])


def text_of(answer, status=200):
    assert answer.status_code == status, (answer.status_code, answer.content[-2000:])
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(page))


def rows_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=3)]


FORM = {"name": "东河二期", "list": "key", "reason": "large", "kind": "industry", "enterprise": "东河精工机械有限公司",
        "investment": "1.5亿", "due_on": "2020-05-03", "begin_on": "2020-02-20"}  # fmt: skip


def test_from_a_proposal_to_work_on_site_and_what_slips_if_this_slips(stage):
    desk, leader, bureau, liaison = (
        signed_in(user) for user in (stage.desk, stage.leader, stage.bureau, stage.liaison)
    )
    page = text_of(desk.post(at("project_new"), FORM | {"reason": "any"}), 422)
    assert "one of the list’s reasons" in page
    page = text_of(desk.post(at("project_new"), FORM, follow=True))
    assert "3 May 2020 is no working day: the due day is 30 Apr 2020." in page
    project = Project.objects.get()
    assert liaison.get(reverse("projects:mine", args=["plain", stage.river.pk])).content.decode().count("东河二期") == 0
    assert desk.post(at("project_move", project.pk, "confirmation")).status_code == 403
    text_of(leader.post(at("project_move", project.pk, "confirmation"), follow=True))
    page = text_of(bureau.get(at("project", project.pk), {"slip": "tender", "by": "45"}))
    assert "If “Tender” takes 45 days more:" in page
    assert "“Works” slips" in page
    assert "the due day is missed by" in page
    assert "It has no enterprise yet" not in page
    for move, given in (("condition", {"condition": "closed_site"}), ("approval", {"kind": "build"})):
        text_of(bureau.post(at("project_move", project.pk, move), given, follow=True))
    Paper.objects.filter(case_kind="project").update(state="accepted", judged_by=stage.bureau)
    assert "may be done" not in page
    approval = Approval.objects.get()
    stage.paper(stage.branch(approval, "planning"), "drawings", "accepted")
    stage.paper(stage.branch(approval, "planning"), "proof", "promised")
    page = text_of(liaison.get(reverse("projects:mine", args=["plain", stage.river.pk])))
    assert "It is your turn." in page
    liaison.post(reverse("projects:mine_approval_move", args=["plain", stage.river.pk, approval.pk, "hand-in"]))
    page = text_of(desk.get(at("approvals")))
    assert "waits for Planning permit · 3 working days left · Industry bureau → Works permit" in page
    for key, user in (("planning", bureau), ("fire", signed_in(stage.town)), ("works", bureau)):
        branch = stage.branch(approval, key)
        given = {"number": f"证-{key}", "on": "2020-02-20"}
        text_of(user.post(at("branch_move", branch.pk, "grant"), given, follow=True))
    assert stage.fresh(project).state == "ready"
    text_of(liaison.post(reverse("projects:mine_start", args=["plain", stage.river.pk, project.pk]), follow=True))
    assert stage.fresh(project).state == "running"
    page = text_of(desk.get(at("certificates", approval.pk)))
    paper = desk.get(at("certificates_pdf", approval.pk))
    said = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper.content)).pages)
    for row in approval.branches.exclude(certificate_number=""):
        assert row.certificate_number in said, said
    assert "证-planning" in page
    assert "Handing-over sheet" in page
    assert rows_of(desk.get(at("projects_sheet")))[0][1:3] == ["东河二期", "Key projects"]


def test_papers_of_a_branch_are_complete_only_when_no_promise_is_left(stage):
    approval = stage.running()
    branch = stage.branch(approval, "planning")
    client = Client()
    client.force_login(stage.bureau)
    client.post(reverse("set_language"), {"language": "zh-hans"})
    until = stage.today + dt.timedelta(days=10)
    told = f"1份承诺补交，期限{until.year}年{until.month}月{until.day}日"
    for name, row in (("branch", branch), ("approval", approval), ("approvals", None)):
        page = text_of(client.get(at(name, row.pk) if row else at(name)))
        assert told in page, name
        assert "完整" not in page, name
    with stage.later(days=11):
        page = text_of(client.get(at("branch", branch.pk)))
        assert told in page and "承诺未兑现" in page
    Paper.objects.filter(case_kind=branch.event_kind, state="promised").update(state="handed_in")
    page = text_of(client.get(at("branch", branch.pk)))
    assert "完整" in page and "承诺补交，" not in page


def test_a_new_plan_by_its_form_names_the_ring_and_keeps_what_was_typed(stage):
    project, bureau = stage.listed(), signed_in(stage.bureau)
    page = bureau.get(at("plan", project.pk)).content.decode()
    typed = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', page))
    typed = {name: value for name, value in typed.items() if name != "csrfmiddlewaretoken"}
    assert (typed["name-3"], typed["after-3"], typed["days-3"]) == ("Works", "2, 3", "10")
    ring = typed | {"reason": "变更", "after-0": "4", "due_on": "2020-05-08"}
    page = text_of(bureau.post(at("plan", project.pk), ring), 422)
    assert page.count("These milestones wait for each other: Design → Tender → Works → Design.") == 1  # said once
    done = typed | {"reason": "变更", "name-4": "验收", "days-4": "2", "after-4": "4，1", "due_on": "2020-05-08"}
    text_of(bureau.post(at("plan", project.pk), done, follow=True))
    last = stage.milestone(project, "m1")
    assert (last.after, last.finish_on) == (["works", "design"], dt.date(2020, 5, 8))
    for odd in ({"after-0": "99"}, {"days-0": "x"}, {"key-0": "zoo", "name-0": ""}, {"due_on": ""}):
        assert bureau.post(at("plan", project.pk), done | odd).status_code in (302, 422)


def test_the_form_of_a_plan_is_headed_by_what_is_typed_there(stage):
    bureau = signed_in(stage.bureau)
    bureau.post(reverse("set_language"), {"language": "zh-hans"})
    page = bureau.get(at("plan", stage.listed().pk)).content.decode()
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", page)
    assert heads == ["#", "节点", "天数", "计算方式", "前置", "承办单位"]


def test_forty_projects_stand_on_one_page_and_the_queries_don_t_grow(stage):
    desk, names = signed_in(stage.desk), ("projects", "board", "overview", "approvals")
    stage.running(stage.listed(name="1号"))

    def asked():
        counted = {}
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                text_of(desk.get(at(name)))
            counted[name] = len(queries)
        return counted

    asked()
    before = asked()
    for number in range(2, 6):
        stage.running(stage.listed(name=f"{number}号"))
    assert asked() == before
    page = desk.get(at("board")).content.decode()
    assert page.count('class="line') == 5
    assert "5号" in page


def test_each_of_many_projects_and_approvals_is_reached(stage, monkeypatch):
    for number in range(1, 6):
        stage.running(stage.listed(name=f"{number}号厂房"))
    desk, every = signed_in(stage.desk), [f"{number}号厂房" for number in range(1, 6)]
    monkeypatch.setattr(lists, "GANTT", 2)
    assert seen(desk, at("board"), r'<th scope="row">(\d号厂房)</th>') == every
    assert "5 projects, each counted back" in text_of(desk.get(at("board")))
    for name in ("LEADERS", "LOOKED_AT"):
        monkeypatch.setattr(projects, name, 2)
    page = text_of(desk.get(at("overview")))
    assert "Reckoned for the 2 open projects of the highest priority." in page
    Milestone.objects.filter(key="design").update(due_at=clock.now() + dt.timedelta(days=2))
    due = seen(desk, at("overview"), r"(?s)projects/\d+/\">Design</a>.*?(\d号厂房) ·", "milestones")
    assert sorted(due) == every
    monkeypatch.setattr(own, "SHOWN", 2)
    liaison, home = signed_in(stage.liaison), reverse("projects:mine", args=["plain", stage.river.pk])
    assert seen(liaison, home, r'<h2><a href="[^"]*/projects/\d+/">(\d号厂房)', "projects") == every
    assert len(seen(liaison, home, r'<ul class="branches">')) == 5
    assert sorted(re.findall(r"<option value=\"\d+\">(\d号厂房)</option>", liaison.get(home).content.decode())) == every
    monkeypatch.setattr(panels, "SHOWN", 2)
    page = desk.get(reverse("registry:enterprise", args=["plain", stage.river.pk]))
    for said, name in (
        ("All projects of the enterprise", "projects"),
        ("All approvals of the enterprise", "approvals"),
    ):
        (whole,) = re.findall(rf'href="([^"]*)">{said}', page.content.decode())
        assert len(set(re.findall(rf"/{name}/(\d+)/", desk.get(html.unescape(whole)).content.decode()))) == 5


def test_the_history_of_a_project_holds_what_happened_to_its_milestones(stage, monkeypatch):
    project, desk = stage.listed(), signed_in(stage.desk)
    record("milestone.start", stage.milestone(project, "design"), by=stage.bureau)
    told = len(re.findall(r'<li class="tone-', desk.get(at("project", project.pk)).content.decode()))
    monkeypatch.setattr(history, "SIZE", 1)
    assert told == 4 == len(seen(desk, at("project", project.pk), r'<li class="tone-', history.KEY))


def test_what_may_begin_is_not_hidden_behind_what_has_to_wait(stage, monkeypatch):
    project = stage.listed()
    Milestone.objects.filter(project=project).update(due_at=clock.now() + dt.timedelta(days=2))
    Milestone.objects.filter(project=project, key="clear").update(state="dropped")
    Milestone.objects.filter(project=project, key="design").update(due_at=clock.now() + dt.timedelta(days=9))
    monkeypatch.setattr(todo, "MOST", 1)
    found = todo.shown(stage.bureau, stage.campaign, "projects.milestones")
    assert [each.todo.detail for each in found] == ["Milestone: Design"]


def test_officers_find_what_is_with_their_office_among_what_they_have_to_do(stage):
    project = stage.listed()
    stage.running(project)
    titles = [one.detail for one in todo.of(stage.town, stage.campaign)]
    assert "Review: Fire check" in titles
    assert not [one for one in todo.of(stage.hill_town, stage.campaign) if "Fire check" in one.detail]
    with stage.later(days=50):
        schedules.reach(milestone=stage.milestone(project, "design"), on=None, by=stage.bureau)
        assert any("Tender" in one.detail for one in todo.of(stage.town, stage.campaign))


def test_nobody_finds_what_lies_elsewhere(stage):
    project, parcel = stage.listed(), stage.free()
    approval = stage.running(project)
    branch = stage.branch(approval, "planning")
    pages = [at("project", project.pk), at("approval", approval.pk), at("branch", branch.pk), at("parcel", parcel.pk)]
    for user, status in ((stage.stranger, 404), (stage.shop_liaison, 404), (stage.bureau, 200)):
        client = signed_in(user)
        for page in pages:
            assert client.get(page).status_code == status, (user, page)
    liaison, other = signed_in(stage.liaison), signed_in(stage.shop_liaison)
    for name, key in (("mine_project", project.pk), ("mine_branch", branch.pk)):
        own = reverse(f"projects:{name}", args=["plain", stage.river.pk, key])
        assert liaison.get(own).status_code == 200
        assert other.get(own).status_code == 404
        assert other.get(reverse(f"projects:{name}", args=["plain", stage.shop.pk, key])).status_code == 404
    assert signed_in(stage.leader).post(at("branch_move", branch.pk, "grant"), {"number": "1"}).status_code == 403
    assert signed_in(stage.town).post(at("branch_move", branch.pk, "grant"), {"number": "1"}).status_code == 403
    assert signed_in(stage.town).post(at("branch_move", branch.pk, "dance")).status_code == 404


def test_land_goes_through_its_channel_on_pages(stage):
    town = signed_in(stage.town)
    given = {"name": "东河A-07", "mu": "30", "use": "industry", "area_code": "990101001000"}
    assert "30.00 mu" in text_of(town.post(at("parcel_new"), given, follow=True))
    parcel = Parcel.objects.get()
    assert "isn’t through" in text_of(town.post(at("parcel_move", parcel.pk, "listing")), 409)
    town.post(at("parcel_move", parcel.pk, "channel"))
    approval = Approval.objects.get()
    stage.paper(stage.branch(approval, "mandate"), "mandate", "accepted")
    town.post(at("approval_move", approval.pk, "hand-in"))
    for branch in Branch.objects.order_by("place"):
        town.post(at("branch_move", branch.pk, "grant"))
    text_of(town.post(at("parcel_move", parcel.pk, "listing"), follow=True))
    assert stage.fresh(parcel).state == "listed"
    page = text_of(town.post(at("parcel_move", parcel.pk, "agreement"), {"enterprise": "无此企业"}), 422)
    assert "No enterprise of the area" in page
    text_of(town.post(at("parcel_move", parcel.pk, "agreement"), {"enterprise": stage.river.name}, follow=True))
    assert "Agreed" in text_of(town.get(at("land"), {"state": "agreed"}))
    assert "2020-001" in text_of(town.get(at("channel")))
    assert rows_of(town.get(at("land_sheet")))[0][0] == "东河A-07"
    assert len(rows_of(town.get(at("channel_sheet")))) == 2


def test_a_sheet_of_projects_comes_in_and_somebody_else_confirms(stage, tmp_path):
    desk = signed_in(stage.desk)
    headings = ["项目名称", "清单", "建设单位", "总投资（万元）", "完成时限", "责任单位", "最早开工"]
    book = openpyxl.Workbook()
    book.active.append(headings)
    book.active.append(["表一", "重点项目", "东河精工机械有限公司", 12000, "2020年4月30日", "工信局"])
    book.active.append(["表二", "重点项目", "", "3.2亿", "2020-05-06", ""])
    book.active.append(["表三", "没有的清单", "", "", "2020-05-06", ""])
    book.active.append(["表五", "重点项目", "", "", "2020-05-06", "", "2020-06-01"])
    book.active.append(["表四", "重点项目", "无此企业", "", "2020-05-06", ""])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "projects.xlsx"
    answer = desk.post(reverse("sheets:upload", args=["plain", "key_projects"]), {"file": file}, follow=True)
    page = text_of(answer)
    assert "one of the place’s lists" in page
    assert "before the earliest start" in page, "told at its cell, not when the others are to be written"
    assert "No enterprise of the area" in page
    preview = answer.request["PATH_INFO"]
    text_of(desk.post(f"{preview}application/", {"only_good": "1"}, follow=True))
    found = {row.name: row for row in Project.objects.all()}
    assert set(found) == {"表一", "表二"}
    assert (found["表一"].investment, found["表一"].enterprise, found["表一"].state) == (
        12_000_000_000, stage.river, "proposed",
    )  # fmt: skip
    assert found["表二"].investment == 32_000_000_000


def test_each_measure_counts_its_rows(stage):
    stage.ready()
    stage.free()
    moment = Value(clock.now(), output_field=DateTimeField())
    counted = {}
    for key in ("projects.listed", "projects.ready", "projects.investment", "approvals.through", "certificates",
                "branches.early", "parcels.listed", "parcels.area", "milestones.overdue"):  # fmt: skip
        measure = REGISTERED[key]
        rows = KINDS[measure.source].rows(stage.campaign, stage.desk).annotate(moment=moment).filter(measure.where)
        values = list(rows.values_list(measure.column, flat=True)) if measure.column else []
        counted[key] = sum(values) if measure.column else rows.count()
    assert counted == {
        "projects.listed": 1, "projects.ready": 1, "projects.investment": 32_000_000_000, "approvals.through": 2,
        "certificates": 2, "branches.early": 0, "parcels.listed": 1, "parcels.area": 20000, "milestones.overdue": 0,
    }  # fmt: skip


def test_projects_stand_on_the_map_red_where_they_are_late(stage):
    project = stage.listed(longitude="117.8601", latitude="24.4402")
    desk = signed_in(stage.desk)
    page = text_of(desk.get(at("map")))
    assert project.name in page
    found = desk.get(at("map_data")).json()
    (point,) = found["points"]["features"]
    assert (point["geometry"]["coordinates"], point["properties"]["uncovered"]) == ([117.8601, 24.4402], False)
    assert point["properties"]["url"] == at("project", project.pk)
    with clock.showing(clock.at(project.due_on + dt.timedelta(days=30), 9)):
        (point,) = signed_in(stage.desk).get(at("map_data")).json()["points"]["features"]
    assert point["properties"]["uncovered"], "nothing was begun by the due day"
    assert signed_in(stage.stranger).get(at("map_data")).status_code == 404
