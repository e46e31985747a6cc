"""A sixth place from its list to its printed bulletin, by every route of its pack. No code knows of it."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind, User
from fugong.core import clock
from fugong.figures import bulletins, comparing, compute, printing, workbook
from fugong.places.actions import activate
from fugong.places.models import Campaign, Grid
from fugong.policy import lint
from fugong.registry.actions import postings, teams
from fugong.registry.models import Enrolment, Enterprise, Park, Team
from fugong.registry.sheets import KEY as ENTERPRISE_LIST
from fugong.resumption.actions import commitments, filings, plans, records, reports, rosters, verifications
from fugong.resumption.models import Filing
from fugong.resumption.rules import of_filing
from fugong.sheets import actions as sheets
from fugong.sheets import kinds
from ground.cast import credit_code, make_user
from ground.spreadsheet import as_shown

KEY = "flood_county"
MONDAY = dt.date(2026, 7, 20)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
HEADINGS = (
    "企业名称", "统一社会信用代码", "所在乡镇", "所在园区", "行业代码", "营业收入（万元）", "从业人数", "标签",
    "是否进水", "水深（厘米）", "供电",
)  # fmt: skip
LIST = (
    ("泽安化工有限公司", "河口镇", "", "C2614", 8000, 150, "涉危化品", "是", 120, "停电"),
    ("石桥铸造有限公司", "石桥镇", "", "C3391", 900, 40, "", "是", 60, "部分"),
    ("园一机械有限公司", "河口镇", "河口工业园", "C3411", 600, 30, "", "是", 20, "正常"),
    ("园二机械有限公司", "河口镇", "河口工业园", "C3411", 700, 35, "", "是", 15, "正常"),
    ("园三机械有限公司", "河口镇", "河口工业园", "C3411", 800, 20, "", "是", 10, "正常"),
    ("城关软件有限公司", "城关街道", "泽安创业园", "I6510", 300, 25, "", "否", "", "正常"),
    ("城关百货商店", "城关街道", "", "F5211", 90, 6, "", "否", "", "正常"),
    ("新港商行", "新港镇", "", "F5211", 50, 4, "", "否", "", "正常"),
    ("泽安自来水公司", "城关街道", "", "D4610", 2000, 60, "", "否", "", "正常"),
)


@pytest.fixture(autouse=True)
def here(test_packs: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with override("zh-hans"):
        yield


PLAN = {"restart_order": "先公用后主线", "full_on": "2026-08-10"}


@dataclass
class County:
    """The place at work: its campaign and its people."""

    campaign: Campaign
    people: dict[str, User]

    def firm(self, name: str) -> Enterprise:
        return Enterprise.objects.get(name=name)

    def liaison(self, firm: Enterprise) -> User:
        """Whoever files, signs and reports for the firm; made when first asked for."""
        username = f"liaison_{firm.pk}"
        if username not in self.people:
            self.people[username] = make_user(username, f"{firm.name}联络员")
            grant(user=self.people[username], role="liaison", kind=ScopeKind.ENTERPRISE, key=str(firm.pk), by=None)
        return self.people[username]

    def file(self, name: str, answers: dict[str, Any], **ways: Any) -> Filing:
        """Fills in what the form asks, attaches every paper that it wants, has both commitments signed, files."""
        firm = self.firm(name)
        liaison = self.liaison(firm)
        filing = filings.draft(campaign=self.campaign, enterprise=firm, by=liaison, **ways)
        assert filings.save_answers(filing=filing, answers=answers, by=liaison) == []
        filing.refresh_from_db()
        for paper in of_filing(filing).documents:
            filings.attach(filing=filing, field=paper.key, name=f"{paper.name}.pdf", content=PDF, by=liaison)
        self.promise(firm)
        if self.campaign.pack.resumption.needs_plan(of_filing(filing).facts):
            plans.save_plan(resumption=records.of(self.campaign, firm.pk), content=PLAN, by=liaison)
        return filings.submit(filing=filing, by=liaison)

    def promise(self, firm: Enterprise) -> None:
        """The firm's commitment, and that of the one employee on its roster."""
        whose: dict[str, Any] = {"campaign": self.campaign, "enterprise": firm, "by": self.liaison(firm)}
        commitments.sign(**whose, name="王联络", agreed=True, language="zh-hans")
        rosters.add(**whose, people=[rosters.Person("陈员工", "0X12")])
        link = rosters.link(**whose)
        rosters.sign(link=link, name="陈员工", identity="0X12", agreed=True, language="zh-hans", address="10.0.0.1")

    def send(self, filing: Filing) -> None:
        """The duty desk sends the verification team to the step that waits for it."""
        step = filing.steps.get(post="verify_team")
        verifications.send_team(step=step, team=self.team, by=self.people["command"])

    def check(self, filing: Filing, **given: str) -> None:
        """The team fills in the checklist: all is well but what is `given`."""
        step = filing.steps.get(post="verify_team")
        checklist = self.campaign.pack.resumption.checklist("site_check")
        answers = {
            item.key: verifications.Said(given.get(item.key, "yes"), "现场查看", "15")
            for item in of_filing(filing).items(checklist)
        }
        asked: dict[str, Any] = {"campaign": self.campaign, "enterprise": filing.enterprise, "step": step}
        kind = "recheck" if step.do == "recheck" else "verification"
        verifications.record_visit(
            **asked, checklist="site_check", answers=answers, kind=kind, by=self.people["inspector"]
        )

    @property
    def team(self) -> Team:
        return Team.objects.get(campaign=self.campaign, key="verify_teams_1")


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with clock.showing(clock.at(MONDAY, 8)):
        campaign = activate(pack_key=KEY, key="flood", by=None)
        read_list(campaign)
        yield County(campaign, appointed(campaign))


def read_list(campaign: Campaign) -> None:
    """The office's list comes in as the file that it keeps."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEADINGS)
    table.writerows((row[0], credit_code(at, "990221"), *row[1:]) for at, row in enumerate(LIST, 1))
    kind = kinds.get(ENTERPRISE_LIST)
    staged = sheets.read(kind=kind, file=out.getvalue().encode("gb18030"), name="企业.csv", campaign=campaign, by=None)
    refused = list(staged.rows.filter(verdict="refused").values_list("faults", flat=True))
    assert refused == []
    assert sheets.apply(sheet_import=staged, by=None).new == len(LIST)


def appointed(campaign: Campaign) -> dict[str, User]:
    """One person in every post of the pack."""
    posts = ("contact_officer", "grid_leader", "town", "industry_bureau", "emergency_bureau", "command", "inspector")
    people = {post: make_user(post, post) for post in posts}
    for post in ("contact_officer", "town", "industry_bureau", "emergency_bureau", "command"):
        postings.appoint(campaign=campaign, user=people[post], post=post, by=None)
    grid = Grid.objects.get(key="hk_1")
    postings.appoint(campaign=campaign, user=people["grid_leader"], post="grid_leader", grid=grid, by=None)
    teams.add_member(team=Team.objects.get(campaign=campaign, key="verify_teams_1"), user=people["inspector"], by=None)
    return people


def answers(**more: Any) -> dict[str, Any]:
    return {"planned_on": "2026-07-21", "staff_returning": 20, "mode": "full", **more}


SOAKED = answers(soaked="yes", depth=60, tester="怀川电检所")
DRY = answers(soaked="no", depth=10)


def test_it_is_sound_and_its_examples_hold() -> None:
    assert lint.look(KEY).faults == []
    tried = lint.try_examples(KEY)
    assert (tried.faults, tried.examples) == ([], 9)


def test_its_list_is_sorted_by_its_own_facts(county: County) -> None:
    found = {
        each.enterprise.name: (each.segments, each.group) for each in Enrolment.objects.select_related("enterprise")
    }
    assert found["泽安化工有限公司"] == (["flooded", "deep", "key_industrial", "labour", "risk"], "chemistry")
    assert found["石桥铸造有限公司"] == (["flooded", "deep"], "industry")
    assert found["城关百货商店"] == ([], "trade")
    assert county.firm("园一机械有限公司").park == Park.objects.get(key="hekou_park")
    assert Grid.objects.filter(jurisdiction__code__startswith="990221").count() == 6
    assert Team.objects.filter(campaign=county.campaign).count() == 4
    assert records.of(county.campaign, county.firm("泽安自来水公司").pk).state == "exempt"


def test_two_look_at_once_and_the_bureau_approves(county: County) -> None:
    with clock.showing(clock.at(MONDAY, 9)):
        filing = county.file(
            "泽安化工有限公司", answers(mode="partly", share=40, soaked="yes", depth=120, tester="检测所")
        )
    assert (filing.route, filing.due_at) == ("deep", clock.at(MONDAY, 11))
    with clock.showing(clock.at(MONDAY, 10)):
        filings.pass_on(filing=filing, by=county.people["town"])
        open_posts = {step.post for step in filing.steps.filter(state="open")}
        assert open_posts == {"verify_team", "emergency_bureau"}
        county.send(filing)
        county.check(filing)
        filings.pass_on(filing=filing, by=county.people["emergency_bureau"])
        filings.pass_on(filing=filing, by=county.people["inspector"])
        assert filings.pass_on(filing=filing, by=county.people["industry_bureau"]).state == "approved"


def test_a_critical_measure_that_is_not_met_stops_it(county: County) -> None:
    filing = county.file("石桥铸造有限公司", SOAKED)
    assert [step.post for step in filing.steps.order_by("order")] == ["town", "verify_team", "industry_bureau"]
    filings.pass_on(filing=filing, by=county.people["town"])
    county.send(filing)
    county.check(filing, insulation="no")
    with override("en"), pytest.raises(Exception, match="critical measure"):
        filings.pass_on(filing=filing, by=county.people["inspector"])
    with clock.showing(clock.at(MONDAY, 15)):  # mended; what isn't critical may still be open
        county.check(filing, roof="no")
    filings.pass_on(filing=filing, by=county.people["inspector"])
    assert filings.pass_on(filing=filing, by=county.people["industry_bureau"]).state == "approved"


def test_a_park_files_and_is_checked_together(county: County) -> None:
    park = Park.objects.get(key="hekou_park")
    joint = filings.open_joint(campaign=county.campaign, park=park, by=county.people["command"])
    tenants = [county.file(f"园{at}机械有限公司", DRY, joint=joint) for at in "一二三"]
    assert {filing.route for filing in tenants} == {"park_route"}
    for filing in tenants:
        county.send(filing)
        county.check(filing)
    filings.decide_together(joint=joint, outcome="pass", by=county.people["inspector"])
    approved = filings.decide_together(joint=joint, outcome="pass", by=county.people["town"])
    assert [filing.state for filing in approved] == ["approved"] * 3


def test_who_works_from_home_is_approved_in_two_working_hours(county: County) -> None:
    with clock.showing(clock.at(MONDAY, 11)):
        filing = county.file("城关软件有限公司", answers(), remote=True)
        assert (filing.route, filing.due_at) == ("remote_route", clock.at(MONDAY, 15, 30))
        assert filings.pass_on(filing=filing, by=county.people["industry_bureau"]).state == "approved"


def test_a_shop_is_approved_and_looked_at_afterwards(county: County) -> None:
    filing = county.file("城关百货商店", answers())
    filing = filings.pass_on(filing=filing, by=county.people["town"])
    assert (filing.route, filing.state) == ("ordinary", "approved")
    county.send(filing)
    county.check(filing)
    after = filing.steps.get(do="recheck")
    assert after.due_at == clock.at(dt.date(2026, 7, 23), 18)
    assert filings.recheck(step=after, passed=True, by=county.people["inspector"]).state == "done"


def test_more_people_take_the_short_way(county: County) -> None:
    filings.pass_on(filing=county.file("新港商行", answers()), by=county.people["town"])
    with clock.showing(clock.at(MONDAY, 9)):
        more = county.file("新港商行", answers(staff_returning=2))
    assert (more.kind, more.route, more.due_at) == ("addition", "more", clock.at(MONDAY, 10, 30))


def test_one_plan_by_line(county: County) -> None:
    firm = county.firm("泽安化工有限公司")
    record, liaison = records.of(county.campaign, firm.pk), county.liaison(firm)
    assert plans.save_plan(resumption=record, content=PLAN, by=liaison).version == 1
    lines = [plans.Line("一线", staff=30, capacity=80), plans.Line("二线", staff=10, capacity=0)]
    plans.save_lines(resumption=record, lines=lines, by=liaison)
    record.refresh_from_db()
    assert record.capacity == 60


def test_from_the_list_to_the_printed_bulletin(county: County) -> None:
    """Two of nine resume: page, paper and sheet print what the rows give, and what was published is explained."""
    tuesday = MONDAY + dt.timedelta(days=1)
    county.file("泽安化工有限公司", SOAKED)  # nobody accepts it: overdue by tomorrow
    for name in ("城关百货商店", "新港商行"):
        filings.pass_on(filing=county.file(name, answers()), by=county.people["town"])
    with clock.showing(clock.at(tuesday, 9)):
        resumed(county, "城关百货商店", tuesday, staff_back=6)
        resumed(county, "新港商行", tuesday, staff_back=3)
    with clock.showing(clock.at(tuesday, 19)):
        bulletin = bulletins.issue(campaign=county.campaign, day=tuesday, by=county.people["command"])
        page, paper, sheet = printed_page(bulletin), printed_paper(bulletin), printed_sheet(bulletin)
        (published,) = comparing.published(county.campaign, compute.figures(county.campaign, tuesday))
    assert page == (
        "截至2026年7月21日，泽安县已有2家企业复工，复工率22.2%，较昨日上升22.2个百分点。受淹企业5家，复工0家。\n"
        "返岗率2.4%（9/370），平均产能90.0。超时1件。"
    )
    assert all(each in paper.replace("\n", "") for each in page.splitlines())
    assert "一、总体" in paper and "7月20日" in paper, "titles are numbered, and the trend is drawn"
    assert "城关街道 33.3% 1 3" in sheet
    assert (published["from_its_parts"], published["published"].value, published["differs"]) == ("82.9%", "83%", True)


def resumed(county: County, name: str, day: dt.date, *, staff_back: int) -> None:
    """The firm says that it is at work again, and reports all five fields."""
    firm = county.firm(name)
    whose: dict[str, Any] = {"by": county.liaison(firm)}
    records.resume(resumption=records.of(county.campaign, firm.pk), first_day=day, **whose)
    said: dict[str, int | None] = {
        "staff_back": staff_back,
        "staff_outside": 1,
        "capacity": 90,
        "exceptions": 0,
        "stock": 2,
    }
    reports.submit(campaign=county.campaign, enterprise=firm, day=day, values=said, **whose)


def printed_page(bulletin: Any) -> str:
    return "\n".join(printing.text_of(section) for section in bulletin.content["sections"])


def printed_paper(bulletin: Any) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(printing.pdf(bulletin))).pages)


def printed_sheet(bulletin: Any) -> str:
    with workbook.of(bulletin) as file:
        book = load_workbook(io.BytesIO(file.read()))
    return " ".join(
        as_shown(cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )
