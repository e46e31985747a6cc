"""A small place with every turn that a filing can take, its people, and three enterprises."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from fugong.accounts.models import Grant, User
from fugong.core import clock
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.policy import loaded, pack
from fugong.registry import segments
from fugong.registry.models import Assignment, Enterprise, Park, Posting, Team, TeamMember
from fugong.resumption.actions import commitments, filings, plans, records, rosters
from fugong.resumption.models import Filing

FRIDAY = dt.datetime(2020, 2, 14, 1, tzinfo=dt.UTC)  # nine o'clock in China


def text(en: str) -> dict[str, str]:
    return {"zh": en, "en": en}


CONTENT: dict[str, Any] = {
    "pack": {"key": "stage", "name": text("Stage county")},
    "texts": {
        "promise": {"zh": "我承诺。", "en": "I promise.", "ja": "誓います。", "ko": "약속합니다."},
        "vow": {"zh": "员工承诺。", "en": "An employee's word.", "ja": "従業員の誓い。", "ko": "직원의 약속."},
        "guide": {"zh": "# 指南", "en": "# Guide"},
    },
    "sections": {
        "calendar": {"works_on": "every day"},
        "places": {"name": text("Stage county"), "code": "990201000000", "level": "district"},
        "registry": {
            "segments": [
                {"key": "big", "name": text("Big"), "when": "e.output_value >= 300000000.0"},
                {"key": "trade", "name": text("Trade"), "when": 'e.sector == "F"'},
                {"key": "vital", "name": text("Vital"), "when": 'has_tag("vital")'},
            ],
            "tags": [{"key": "vital", "name": text("Vital")}],
            "groups": [
                {"key": "industry", "name": text("Industry"), "when": 'e.sector == "C"'},
                {"key": "rest", "name": text("Rest")},
            ],
            "posts": [
                {"key": "bureau", "name": text("Bureau"), "role": "reviewer"},
                {"key": "town", "name": text("Town"), "role": "reviewer", "per": "area"},
                {"key": "resident", "name": text("Resident officer"), "role": "officer"},
                {"key": "verifiers", "name": text("Verifiers"), "role": "inspector", "held_by": "team"},
                {"key": "desk", "name": text("Duty desk"), "role": "duty_desk"},
            ],
            "teams": [{"key": "group", "name": text("Group"), "post": "verifiers"}],
        },
        "resumption": {
            "form": [
                {"key": "planned_on", "name": text("First day"), "kind": "date"},
                {"key": "staff_returning", "name": text("Staff"), "kind": "integer", "minimum": 0, "prefill": "staff"},
                {"key": "canteen", "name": text("Canteen"), "kind": "yes_no"},
                {"key": "seats", "name": text("Seats"), "kind": "integer", "when": "filing.canteen"},
            ],
            "documents": [
                {"key": "plan", "name": text("Plan"), "required": True},
                {"key": "photo", "name": text("Photo"), "required": False},
            ],
            "guidance": [{"key": "guide", "title": text("Guide"), "text": "guide"}],
            "flow": [
                {"key": "file", "name": text("File"), "next": ["review"]},
                {"key": "review", "name": text("Review"), "next": ["resume"]},
                {"key": "resume", "name": text("Resume")},
            ],
            "checklists": [
                {
                    "key": "basics",
                    "name": text("Basics"),
                    "used_for": ["self", "verify", "recheck"],
                    "aspects": [
                        {
                            "key": "site",
                            "name": text("Site"),
                            "items": [
                                {"key": "exits", "name": text("Exits are clear"), "critical": True},
                                {"key": "masks", "name": text("Masks in stock")},
                            ],
                        }
                    ],
                }
            ],
            "routes": [
                {
                    "key": "big",
                    "name": text("Big firms"),
                    "when": 'has_segment("big")',
                    "within": "2 days",
                    "steps": [
                        {"post": "bureau", "do": "review", "within": "4 hours", "name": text("Papers")},
                        {
                            "post": "verifiers",
                            "do": "verify",
                            "within": "1 day",
                            "checklist": "basics",
                            "name": text("Experts on site"),
                        },
                        {"post": "resident", "do": "guide", "within": "2 hours", "parallel": True},
                        {"post": "bureau", "do": "approve", "within": "1 day"},
                    ],
                },
                {
                    "key": "together",
                    "name": text("Together"),
                    "steps": [
                        {"post": "town", "do": "verify", "within": "1 day", "joint": True, "checklist": "basics"},
                        {"post": "town", "do": "approve", "within": "1 day"},
                    ],
                },
                {
                    "key": "remote",
                    "name": text("Remote"),
                    "steps": [{"post": "town", "do": "accept", "within": "4 hours"}],
                },
                {
                    "key": "town",
                    "name": text("Town"),
                    "steps": [
                        {"post": "town", "do": "approve", "within": "4 hours"},
                        {"post": "bureau", "do": "recheck", "within": "1 day", "blocking": False},
                    ],
                },
            ],
            "escalation": [{"after": "1 hour", "to": "desk"}, {"after": "4 hours", "to": "bureau"}],
            "together": {"allowed": True, "route": "together", "minimum": 2},
            "remote": {"allowed": True, "route": "remote", "when": 'has_segment("trade")'},
            "commitments": {
                "before_approval": ["enterprise"],
                "enterprise": {"title": text("Promise"), "text": "promise"},
                "employee": {"title": text("Vow"), "text": "vow"},
                "authority": [
                    {"key": "answer", "text": text("4 hours"), "within": "4 hours", "measured": "filing.answered"},
                    {"key": "approve", "text": text("3 days"), "within": "3 days", "measured": "filing.approved"},
                ],
            },
            "exemptions": [{"key": "vital", "name": text("Keeps the town going"), "when": 'has_segment("vital")'}],
            "batches": [
                {"key": "first", "name": text("First"), "when": 'has_segment("big")'},
                {"key": "second", "name": text("Second"), "when": "true"},
            ],
            "plan": {
                "required": True,
                "lines": True,
                "when": 'has_segment("big")',
                "fields": [{"key": "hardest", "name": text("Hardest"), "kind": "text"}],
            },
            "daily_report": {"fields": [{"key": "staff_back", "name": text("Back")}]},
        },
    },
}

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ANSWERS = {"planned_on": "2020-02-15", "staff_returning": "30", "canteen": "no"}
GOOD = {"exits": ("yes", ""), "masks": ("yes", "")}
BAD = {"exits": ("no", "blocked by pallets"), "masks": ("yes", "")}


@dataclass
class Stage:
    """The place and its people."""

    campaign: Campaign
    big: Enterprise
    small: Enterprise
    trader: Enterprise
    team: Team
    park: Park
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def liaison_of(self, enterprise: Enterprise) -> User:
        return self.people[f"liaison_{enterprise.pk}"]

    def ready(self, enterprise: Enterprise, **more: Any) -> Filing:
        """A draft with answers and paper."""
        liaison = self.liaison_of(enterprise)
        filing = filings.draft(campaign=self.campaign, enterprise=enterprise, by=liaison, **more)
        filings.save_answers(filing=filing, answers=ANSWERS, by=liaison)
        filings.attach(filing=filing, field="plan", name="复工方案.pdf", content=PDF, by=liaison)
        if enterprise == self.big:
            row = records.of(self.campaign, enterprise.pk)
            plans.save_plan(resumption=row, content={"hardest": "parts"}, by=liaison)
        filing.refresh_from_db()
        return filing

    def filed(self, enterprise: Enterprise, **more: Any) -> Filing:
        return filings.submit(filing=self.ready(enterprise, **more), by=self.liaison_of(enterprise))

    def signed(self, enterprise: Enterprise) -> None:
        commitments.sign(
            campaign=self.campaign, enterprise=enterprise, name="Li Lei", agreed=True, language="en",
            by=self.liaison_of(enterprise),
        )  # fmt: skip

    def approved(self, enterprise: Enterprise) -> Filing:
        """A small firm's filing, approved by the town."""
        self.signed(enterprise)
        return filings.pass_on(filing=self.filed(enterprise), by=self.town)

    def roster(self, enterprise: Enterprise, *people: tuple[str, str]) -> None:
        rows = [rosters.Person(name, identity) for name, identity in people]
        rosters.add(campaign=self.campaign, enterprise=enterprise, people=rows, by=self.liaison_of(enterprise))


def build() -> Stage:
    """Lays out the place. The clock must be frozen."""
    county = Jurisdiction.objects.create(code="990201000000", prefix="990201", name="Stage county")
    street = Jurisdiction.objects.create(code="990201001000", prefix="990201001", name="Street one", parent=county)
    version = loaded.store(pack.build(CONTENT), by=None)
    campaign = Campaign.objects.create(
        key="stage", jurisdiction=county, pack_version=version, name="Stage county", opened_at=clock.now()
    )
    grid = Grid.objects.create(jurisdiction=street, key="one", name="Grid one")
    park = Park.objects.create(jurisdiction=street, key="tower", name="Tower")
    big = _enterprise("1", street, "Big Steel", grid, sector="C3120", output_value=900_000_000, staff_total=500)
    small = _enterprise(
        "2", street, "Small Bakery", grid, sector="C1411", output_value=2_000_000, staff_total=30, park=park
    )
    trader = _enterprise("3", street, "Trading House", grid, sector="F5179", staff_total=12, park=park)
    team = Team.objects.create(campaign=campaign, key="group_1", kind="group", name="Group one", area="990201")
    stage = Stage(campaign, big, small, trader, team, park)
    segments.refresh(campaign=campaign)
    _people(stage)
    return stage


def _enterprise(number: str, street: Jurisdiction, name: str, grid: Grid, **more: Any) -> Enterprise:
    return Enterprise.objects.create(
        jurisdiction=street, area_code=street.code, uscc=f"91990201000000000{number}", name=name, grid=grid,
        created_at=clock.now(), changed_at=clock.now(), **more,
    )  # fmt: skip


def person(name: str, *grants: tuple[str, str, str]) -> User:
    """Someone signed in, with (role, kind of scope, key) grants."""
    user = User.objects.create(username=name, name=name, language="en")
    for role, kind, key in grants:
        Grant.objects.create(user=user, role=role, scope_kind=kind, scope_key=key, since=clock.now())
    return user


def _people(stage: Stage) -> None:
    area = ("area", "990201")
    people = stage.people
    people["bureau"] = person("bureau", ("reviewer", *area))
    people["other_bureau"] = person("other_bureau", ("reviewer", *area))
    people["town"] = person("town", ("reviewer", "area", "990201001"))
    people["other_town"] = person("other_town", ("reviewer", "area", "990201001"))
    people["elsewhere"] = person("elsewhere", ("reviewer", "area", "990202"), ("duty_desk", "area", "990202"))
    people["resident"] = person("resident", ("officer", "assigned", ""), ("observer", *area))
    people["inspector"] = person("inspector", ("inspector", *area))
    people["desk"] = person("desk", ("duty_desk", *area))
    people["leader"] = person("leader", ("leader", *area))
    for post, name, where in (
        ("bureau", "bureau", "990201"),
        ("bureau", "other_bureau", "990201"),
        ("town", "town", "990201001"),
        ("town", "other_town", "990201001"),
        ("town", "elsewhere", "990202"),
        ("desk", "desk", "990201"),
    ):
        Posting.objects.create(campaign=stage.campaign, user=people[name], post=post, area=where, since=clock.now())
    for enterprise in (stage.big, stage.small, stage.trader):
        people[f"liaison_{enterprise.pk}"] = person(
            f"liaison {enterprise}", ("liaison", "enterprise", str(enterprise.pk))
        )
        Assignment.objects.create(
            campaign=stage.campaign, enterprise=enterprise, area_code=enterprise.area_code, post="resident",
            officer=people["resident"], since=clock.now(),
        )  # fmt: skip
    TeamMember.objects.create(team=stage.team, user=people["inspector"], part="leader", field="fire")
