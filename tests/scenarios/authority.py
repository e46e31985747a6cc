"""A place's days, lived through its real interfaces: the sheet, the forms and the API, each call by the person whose it is.

The enterprises are those of the demo, whose counts and sums are the ones that the place published.
"""

import datetime as dt
import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from fugong.accounts import tokens
from fugong.accounts.models import Grant, User
from fugong.core import clock
from fugong.places import actions as places
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry.models import Enterprise
from fugong.resumption import deciders, standings
from fugong.resumption.actions import commitments, filings, plans, records, rosters, verifications
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.rules import Circumstances, about
from fugong.web.demo import loading, population, staffing
from fugong.web.demo.history import History
from fugong.web.demo.population import Member

DOZEN = 12
HEADINGS = (
    "序号", "单位名称", "统一社会信用代码", "所在街道（镇）", "行业代码", "是否规上", "是否外资企业", "外资国别",
    "产值（万元）", "营业收入（万元）", "从业人数", "外地员工", "标签", "生产经营地址",
)  # fmt: skip


@dataclass
class Authority:
    """One place at one moment after another. `say` moves the clock."""

    campaign: Campaign
    members: tuple[Member, ...]
    staff: staffing.Staff
    agency: User  # files for every enterprise: some authorities let a service firm do that
    clients: dict[int, Client]

    @classmethod
    def open(cls, key: str, day: dt.date) -> "Authority":
        """The campaign is opened, the list comes in by sheet, people are put into their posts."""
        spec = population.specification(key)
        campaign = places.activate(pack_key=key, key=spec["campaign"], by=None)
        members = _members(key, campaign, day)
        desk = _desk(campaign)
        clients: dict[int, Client] = {}
        found = cls(campaign, members, staffing.Staff(desk, desk), desk, clients)
        found._import_list()
        found.staff = staffing.appoint(campaign, random.Random(key))
        staffing.assign(campaign, found.staff)
        found.agency = _agency(campaign)
        return found

    def client(self, user: User) -> Client:
        """The person's browser, signed in."""
        if user.pk not in self.clients:
            client = Client(headers={"Accept-Language": "zh-hans"})
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            self.clients[user.pk] = client
        return self.clients[user.pk]

    # -- the list ----------------------------------------------------------------------------------------------------

    def _import_list(self) -> None:
        """Uploads the list as an office keeps it, looks at the preview, applies it; twice, which changes nothing."""
        browser = self.client(self.staff.desk)
        upload = reverse("sheets:upload", args=[self.campaign.key, "enterprises"])
        for expected in (len(self.members), 0):
            sheet = SimpleUploadedFile("企业名单（最新）.xlsx", office_sheet(self.campaign, self.members))
            answer = browser.post(upload, {"file": sheet})
            assert answer.status_code == 302, answer.content.decode()
            preview = browser.get(answer.url).content.decode()
            assert "企业名单（最新）.xlsx" in preview
            if expected:
                applied = browser.post(f"{answer.url}application/")
                assert applied.status_code == 302, applied.content.decode()
            assert Enterprise.objects.filter(enrolments__campaign=self.campaign).count() == len(self.members)

    # -- filings -----------------------------------------------------------------------------------------------------

    def file_and_decide(self, today: dt.date) -> None:
        """Everybody files who did; whoever was approved is approved by those whose turn it is; who resumed says since when.

        A dozen of them, evenly spread, go through the API call by call; two dozen and all still open through the same actions.
        The rest, to spare the minutes, are written as rows, as the demo writes its past.
        """
        enterprises = {each.uscc: each for each in Enterprise.objects.filter(enrolments__campaign=self.campaign)}
        moment, past, share = clock.now(), [], max(len(self.members) // DOZEN, 1)
        for number, member in enumerate(self.members):
            enterprise = enterprises[member.row["uscc"]]
            if member.state == "not_filed":
                continue
            if number % share > 2 and member.state in ("resumed", "approved", "suspended"):
                past.append((enterprise, member))
                continue
            by_call = number % share == 0
            with clock.showing(moment + dt.timedelta(seconds=5 * number)):
                filing = self._file(enterprise, member) if by_call else self._file_quietly(enterprise, member)
                if member.state in ("resumed", "approved", "suspended"):
                    self._decide(filing, by_call)
                if member.state == "resumed":
                    self._resume(enterprise, today, by_call)
        self._remember(past)

    def _remember(self, past: list[tuple[Enterprise, Member]]) -> None:
        self.staff.liaisons = {enterprise.pk: self.agency for enterprise, _member in past}
        history = History(self.campaign, past, self.staff, random.Random(0))
        history.numbers[clock.today()] = 1_000
        history.approve(past)
        standings.refresh(campaign=self.campaign, day=clock.today())

    def _resume(self, enterprise: Enterprise, today: dt.date, by_call: bool) -> None:
        if by_call:
            self._post(self.agency, f"resumptions/{enterprise.pk}/resume", {"first_day": today.isoformat()})
        else:
            row = records.of(self.campaign, enterprise.pk)
            records.resume(resumption=row, first_day=today, by=self.agency)

    def _file_quietly(self, enterprise: Enterprise, member: Member) -> Filing:
        filing = filings.draft(campaign=self.campaign, enterprise=enterprise, by=self.agency)
        circumstances = about(self.campaign, enterprise)
        answers = _answers(circumstances, member, filing.answers)
        assert filings.save_answers(filing=filing, answers=answers, by=self.agency) == []
        for paper in circumstances.documents:
            filings.attach(filing=filing, field=paper.key, name="照片.jpg", content=PHOTO, by=self.agency)
        if circumstances.pack.resumption.needs_plan(circumstances.facts):
            row = records.of(self.campaign, enterprise.pk)
            plans.save_plan(resumption=row, content=_plan(circumstances), by=self.agency)
        whose = {"campaign": self.campaign, "enterprise": enterprise, "by": self.agency}
        commitments.sign(**whose, name="王代办", agreed=True, language="zh-hans")
        if "employee" in self.campaign.pack.resumption.commitments.before_approval:
            rosters.add(**whose, people=[rosters.Person(name="陈员工", identity="0X12")])
            signing = {"name": "陈员工", "identity": "0X12", "agreed": True, "language": "zh-hans"}
            rosters.sign(link=rosters.link(**whose), address=_address(enterprise), **signing)
        filings.submit(filing=filing, by=self.agency)
        return Filing.objects.select_related("enterprise").get(pk=filing.pk)

    def _post(self, user: User, address: str, body: dict[str, Any], method: str = "post") -> dict[str, Any]:
        whole = f"/api/v1/campaigns/{self.campaign.key}/{address}"
        answer = getattr(self.client(user), method)(whole, body, content_type="application/json")
        assert answer.status_code in (200, 201), f"{whole}: {answer.status_code} {answer.content.decode()[:800]}"
        return answer.json()  # type: ignore[no-any-return]

    def _file(self, enterprise: Enterprise, member: Member) -> Filing:
        drafted = self._post(self.agency, "filings", {"enterprise": enterprise.pk})
        circumstances = about(self.campaign, enterprise)
        answers = _answers(circumstances, member, drafted["answers"])
        kept = self._post(self.agency, f"filings/{drafted['id']}", {"answers": answers}, "patch")
        assert kept["faults"] == []
        for paper in circumstances.documents:
            address = f"/api/v1/campaigns/{self.campaign.key}/filings/{drafted['id']}/documents"
            sent = self.client(self.agency).post(address, {"file": _photo(), "field": paper.key})
            assert sent.status_code == 201, sent.content.decode()
        if circumstances.pack.resumption.needs_plan(circumstances.facts):
            self._post(self.agency, f"resumptions/{enterprise.pk}/plan", {"content": _plan(circumstances)}, "put")
        commitment = {"name": "王代办", "agreed": True}
        if self.campaign.pack.resumption.commitments.enterprise is not None:
            self._post(self.agency, f"enterprises/{enterprise.pk}/commitment", commitment)
        if "employee" in self.campaign.pack.resumption.commitments.before_approval:
            self._sign_as_employee(enterprise)
        self._post(self.agency, f"filings/{drafted['id']}/submit", {})
        return Filing.objects.select_related("enterprise").get(pk=drafted["id"])

    def _sign_as_employee(self, enterprise: Enterprise) -> None:
        """One employee on the roster, who signs through the link without an account."""
        people = {"people": [{"name": "陈员工", "identity": "0X12"}]}
        self._post(self.agency, f"enterprises/{enterprise.pk}/roster", people)
        link = self._post(self.agency, f"enterprises/{enterprise.pk}/signing-link", {})
        visitor = Client(headers={"Accept-Language": "zh-hans"}, REMOTE_ADDR=_address(enterprise))
        answer = visitor.post(link["path"], {"name": "陈员工", "identity": "0X12", "agreed": "on"})
        assert answer.status_code in (200, 302), answer.content.decode()[:800]

    def _decide(self, filing: Filing, by_call: bool) -> None:
        """Each open step is decided by someone whose turn it is, with its checklist filled in where it has one."""
        for _turn in range(12):
            step = filing.steps.filter(state="open", blocking=True).order_by("order").first()
            if step is None:
                break
            user = self._whose_turn(filing, step)
            self._fill_checklist(filing, step, user, by_call)
            if by_call:
                self._post(user, f"filings/{filing.pk}/pass", {"reason": "同意"})
            else:
                filings.pass_on(filing=filing, by=user, opinion="同意")
        filing.refresh_from_db()
        assert filing.state == "approved", f"{filing}: {filing.state}"

    def _whose_turn(self, filing: Filing, step: FilingStep) -> User:
        for user in self.staff.candidates(step.post, filing.enterprise):
            if deciders.may_decide(filing, user):
                return user
        return self._send_team(filing, step)

    def _send_team(self, filing: Filing, step: FilingStep) -> User:
        """A step that waits for a group: the duty desk sends the first."""
        team = self.campaign.teams.order_by("key").first()
        assert team is not None, f"nobody can take {step}"
        self._post(self.staff.desk, f"filings/{filing.pk}/steps/{step.order}/team", {"team": team.key})
        return team.members.order_by("pk").first().user

    def _fill_checklist(self, filing: Filing, step: FilingStep, user: User, by_call: bool) -> None:
        asked = self.campaign.pack.resumption.route(filing.route).steps[step.place].checklist
        if not asked:
            return
        items = about(self.campaign, filing.enterprise).items(self.campaign.pack.resumption.checklist(asked))
        if by_call:
            answers = {
                item.key: {"answer": "yes", "note": "现场查看台账", "value": 15 if item.is_measured else None}
                for item in items
            }
            where = {"enterprise": filing.enterprise_id, "filing": filing.pk, "step": step.order}
            self._post(user, "verifications", {**where, "checklist": asked, "answers": answers})
        else:
            verifications.record_visit(
                campaign=self.campaign,
                enterprise=filing.enterprise,
                checklist=asked,
                answers={item.key: verifications.Said("yes", "现场查看台账", "15") for item in items},
                by=user,
                step=step,
            )

    # -- reports and the bulletin --------------------------------------------------------------------------------------

    def report(self, day: dt.date) -> None:
        """The day's reports come in one body, with the duty desk's token; sent twice under one key, they count once."""
        asked = {each.key for each in self.campaign.pack.resumption.daily_report.fields}
        rows = [_report_of(member, asked) for member in self.members if member.state == "resumed"]
        _token, plain = tokens.issue(user=self.staff.desk, name="日报", permissions=(), days=1, by=None)
        machine = Client(headers={"Authorization": f"Bearer {plain}", "Idempotency-Key": f"reports-{day}"})
        for _time in range(2):
            answer = machine.post(
                f"/api/v1/campaigns/{self.campaign.key}/reports/bulk?day={day}", rows, content_type="application/json"
            )
            assert answer.status_code == 200, answer.content.decode()[:800]
            assert answer.json()["taken"] == len(rows)

    def page(self, name: str, *arguments: Any, user: User | None = None) -> str:
        """What a page says, without its tags and spaces."""
        answer = self.client(user or self.staff.leader).get(reverse(name, args=[self.campaign.key, *arguments]))
        assert answer.status_code == 200, answer.status_code
        return plain(answer.content.decode())

    def file(self, name: str, *arguments: Any) -> bytes:
        """What a download holds."""
        answer = self.client(self.staff.leader).get(reverse(name, args=[self.campaign.key, *arguments]))
        assert answer.status_code == 200
        return b"".join(answer.streaming_content) if answer.streaming else answer.content


def plain(html: str) -> str:
    """Text of a page, all white space gone."""
    text = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>|<[^>]+>", "", html)
    return re.sub(r"\s+|&nbsp;|&#x27;", "", text)


def office_sheet(campaign: Campaign, members: tuple[Member, ...]) -> bytes:
    """The list as an office would keep it: a title, a line of remarks, units in the headings, numbers as text, a total."""
    out = io.BytesIO()
    areas = {node.code: node.name for node in Jurisdiction.objects.all()}
    tags = {tag.key: tag.name.in_("zh") for tag in campaign.pack.registry.tags}
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("企业名单")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, f"{campaign.jurisdiction.name}企业基本情况表")
        sheet.write(1, 0, "填表单位：经济发展办公室")
        sheet.write_row(2, 0, HEADINGS)
        for number, member in enumerate(members, 1):
            sheet.write_row(number + 2, 0, _cells(number, member, areas, tags))
        total = sum(member.row["staff_total"] for member in members)
        sheet.write_row(len(members) + 3, 0, ["合计", "", "", "", "", "", "", "", "", "", total])
    return out.getvalue()


def _cells(number: int, member: Member, areas: dict[str, str], tags: dict[str, str]) -> list[Any]:
    row = member.row
    wide = number % 7 == 0  # some clerks type full-width digits
    code = row["uscc"].translate(FULL_WIDTH) if wide else row["uscc"]
    return [
        number,
        f" {row['name']} " if number % 5 == 0 else row["name"],
        code,
        areas[row["area"]],
        row["sector"],
        "是" if row["above_scale"] else "否",
        "是" if row["foreign_invested"] else "否",
        row["country"],
        row["output_value"] / 10_000 if row["output_value"] is not None else "",
        row["revenue"] / 10_000 if row["revenue"] is not None else "",
        f"{row['staff_total']}人" if number % 11 == 0 else row["staff_total"],
        row["staff_outside"],
        "、".join(tags[tag] for tag in member.tags if tag in tags),
        row["address"],
    ]


FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY"}


def _members(key: str, campaign: Campaign, day: dt.date) -> tuple[Member, ...]:
    whole = campaign.jurisdiction.prefix
    leaves = [node.code for node in Jurisdiction.objects.within(whole).filter(children=None).order_by("code")]
    grids = Grid.objects.filter(jurisdiction__prefix__startswith=whole).select_related("jurisdiction")
    return population.generate(key, today=day, areas=leaves, grids=loading.grids_of(leaves, grids)).members


def _desk(campaign: Campaign) -> User:
    from fugong.accounts.actions import create_user, grant
    from fugong.accounts.models import ScopeKind

    user = create_user(username="list-keeper", name="名单员", password=None, by=None)
    grant(user=user, role="duty_desk", kind=ScopeKind.AREA, key=campaign.jurisdiction.prefix, by=None)
    return user


def _agency(campaign: Campaign) -> User:
    user = User.objects.create(username="agency", name="王代办")
    keys = Enterprise.objects.filter(enrolments__campaign=campaign).values_list("pk", flat=True)
    Grant.objects.bulk_create(
        Grant(user=user, role="liaison", scope_kind="enterprise", scope_key=str(key), since=clock.now()) for key in keys
    )
    return user


KINDS: dict[str, Callable[[Any], Any]] = {
    "integer": lambda question: int(max(question.minimum or 0, 12)),
    "decimal": lambda question: float(max(question.minimum or 0, 12)),
    "percent": lambda question: 60,
    "date": lambda question: clock.today().isoformat(),
    "choice": lambda question: question.choices[0].key,
    "yes_no": lambda question: True,
    "text": lambda question: "已落实",
}


def _plan(circumstances: Circumstances) -> dict[str, Any]:
    """What an enterprise's plan says, whatever the place asks."""
    return {each.key: KINDS[each.kind](each) for each in circumstances.pack.resumption.plan.fields}


def _answers(circumstances: Circumstances, member: Member, drafted: dict[str, Any]) -> dict[str, Any]:
    """What an enterprise says to the pack's questions, whatever they are."""
    given = {each.key: KINDS[each.kind](each) for each in circumstances.form if drafted.get(each.key) is None}
    given["staff_returning"] = max(member.staff_back, 1)
    given["staff_outside"] = member.staff_outside
    asked = {question.key for question in circumstances.form}
    return {key: value for key, value in given.items() if key in asked}


def _report_of(member: Member, asked: set[str]) -> dict[str, Any]:
    said = {
        "staff_total": member.row["staff_total"],
        "staff_back": member.staff_back,
        "staff_local": member.staff_local,
        "staff_outside": member.staff_outside,
        "capacity": member.capacity,
        "exceptions": 0,
        "stock": 500,
    }
    return {"uscc": member.row["uscc"]} | {key: value for key, value in said.items() if key in asked}


def _address(enterprise: Enterprise) -> str:
    """Where that enterprise's employees sign from."""
    return f"10.{enterprise.pk % 200}.{enterprise.pk // 200 % 250}.9"


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), "white").save(out, "JPEG")
    return out.getvalue()


PHOTO = _jpeg()


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("厂门口 照片.jpg", PHOTO, content_type="image/jpeg")
