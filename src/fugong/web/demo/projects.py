"""The demo's key projects with schedules counted back, approvals side by side on their way, parcels of land."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.papers.models import Paper
from fugong.places.models import Campaign
from fugong.projects import schedule
from fugong.projects.actions import approvals, parcels
from fugong.projects.models import Approval, ConditionMet, Milestone, Parcel, Plan, Project
from fugong.registry import concerned
from fugong.registry.models import Enterprise
from fugong.web.demo import population
from fugong.web.demo.staffing import Staff

DAY = dt.timedelta(days=1)
USUAL = 5
"""Key projects of a place that published no number."""
NAMES = (
    "二期厂房扩建", "智能制造基地", "新能源电池产线", "生物医药研发楼", "冷链物流中心", "半导体封测车间", "总部大楼", "环保设备技改",
    "口罩生产线", "数据中心", "精密模具车间", "食品加工园", "标准厂房", "人才公寓", "光电产业园", "检测实验室",
)  # fmt: skip
ROADS = (
    "安置房一期",
    "污水处理厂提标",
    "主干道改造",
    "第三小学新建",
    "社区医院扩建",
    "地下管廊",
    "客运枢纽",
    "河道整治",
)
PARCELS = (
    ("A-03", 32_000, "listed"),
    ("B-11", 18_500, "agreed"),
    ("C-07", 46_700, "prepared"),
    ("D-02", 12_800, "listed"),
)
PROGRESS = ("running", "running", "running", "ready", "waiting", "running", "waiting", "running", "ready", "running")
LATE = (3, 12, 27)
"""Places in the list of projects of which one milestone wasn't reached in time."""
DONE = (8, 21)


def follow(campaign: Campaign, staff: Staff, enterprises: Sequence[Enterprise], rng: random.Random) -> None:
    """Gives the place its projects, approvals and land."""
    section = campaign.pack.projects
    if not section.is_used or len(enterprises) < 12:
        return
    leader = next(iter(concerned.holding(Permission.SUPPLY_CONFIRM, enterprises[0], without=[staff.desk.pk])), None)
    if leader is None or not section.lists:
        return
    life = _Life(campaign, staff, leader, list(enterprises), rng)
    life.list_projects(population.specification(campaign.pack_version.key).get("key_projects", USUAL))
    life.approve()
    life.keep_land()


class _Life:
    """One place's projects."""

    def __init__(
        self, campaign: Campaign, staff: Staff, leader: User, enterprises: list[Enterprise], rng: random.Random
    ) -> None:
        self.campaign, self.staff, self.leader, self.rng = campaign, staff, leader, rng
        self.firms, self.today = enterprises, clock.today()
        self.section, self.time = campaign.pack.projects, campaign.pack.calendar.working_time
        shown = [firm for firm in enterprises if firm.pk in staff.liaisons and staff.liaisons[firm.pk].is_demo]
        self.own = shown or enterprises

    # -- projects -------------------------------------------------------------------------------------------------

    def list_projects(self, count: int) -> None:
        """As many as the place published, on its first list; some more are proposed today."""
        first = self.section.lists[0]
        rows = [self._project(first, at, self._state(at, count)) for at in range(count)]
        other = self.section.lists[-1]
        rows += [self._project(other, count + at, "proposed") for at in range(2)]
        copying.write(rows)
        listed = rows[:count]
        milestones = [each for at, row in enumerate(listed) for each in self._milestones(row, at)]
        copying.write(milestones)
        copying.write(self._plan(row, milestones) for row in listed)
        self._conditions(listed)
        with clock.showing(rows[0].proposed_at):
            record_many("project.propose", rows, by=self.staff.desk)
        with clock.showing(rows[0].proposed_at + dt.timedelta(hours=6)):
            record_many("project.confirm", listed, by=self.leader)

    def _state(self, at: int, count: int) -> str:
        if at in DONE and count > max(DONE):
            return "done"
        return PROGRESS[at % len(PROGRESS)]

    def _place(self, firm: Any, at: int) -> tuple[float | None, float | None]:
        """Where a project stands: with its enterprise, else somewhere around the middle of the place."""
        if firm is not None and firm.longitude is not None:
            return firm.longitude, firm.latitude
        if not (centre := self.campaign.pack.places.centre):
            return None, None
        spread = random.Random(at)
        return round(centre[0] + spread.uniform(-0.05, 0.05), 5), round(centre[1] + spread.uniform(-0.04, 0.04), 5)

    def _project(self, each: Any, at: int, state: str) -> Project:
        rng, public = self.rng, at % 4 == 3
        firm = None if public else (self.own if at < 4 else self.firms)[at % len(self.own if at < 4 else self.firms)]
        name = ROADS[at // 4 % len(ROADS)] if public else f"{(firm.name if firm else '')[:4]}{NAMES[at % len(NAMES)]}"
        ahead = {"running": rng.randint(25, 150), "done": -2}.get(state, rng.randint(235, 300))
        due = self.section.working_day(self._working(self.today + ahead * DAY))[0]
        moment = clock.at(self.today - 9 * DAY, 10)
        stands = state != "proposed"
        area = firm.area_code if firm else self.firms[at % len(self.firms)].area_code
        longitude, latitude = self._place(firm, at)
        return Project(
            campaign=self.campaign, enterprise=firm, area_code=area, pack_version=self.campaign.pack_version,
            name=name if not public or at < 4 * len(ROADS) else f"{name}（{at}）", key=each.key, priority=at + 1,
            reason=rng.choice(each.reasons).key, kind="infrastructure" if public else "industry", office=each.office,
            investment=rng.choice((3, 5, 8, 12, 20, 36, 55, 120)) * 10_000_000 * 100,
            begin_on=min(due, self.today) - 220 * DAY, due_on=due, template=each.template or "",
            longitude=longitude, latitude=latitude, proposed_at=moment,
            proposed_by=self.staff.desk, state=state, state_since=moment + dt.timedelta(hours=6),
            confirmed_at=moment + dt.timedelta(hours=6) if stands else None, confirmed_by=self.leader if stands else None,
            started_on=self.today - rng.randint(2, 8) * DAY if state in ("running", "done") else None,
            due_at=clock.at(due + DAY) if stands and state != "done" else None, clock_kind="due" if stands else "",
            next_rung_at=clock.at(due + DAY) if stands and state != "done" else None,
        )  # fmt: skip

    def _working(self, day: dt.date) -> dt.date:
        return schedule.last_from(day, self.time)

    def _milestones(self, project: Project, at: int) -> list[Milestone]:
        """Counted back from the due day; what should be over by now is, but for a few."""
        template = self.section.template(project.template)
        if template is None:
            return []
        spans = schedule.latest(template.steps(), project.due_on, self.time)
        late = max((span.finish for span in spans.values() if span.finish < self.today), default=None)
        made = []
        for place, each in enumerate(template.milestones):
            span = spans[each.key]
            over = span.finish < self.today and not (at in LATE and span.finish == late)
            runs = not over and span.start <= self.today and project.state == "running"
            ahead = self.rng.randint(0, 3) * DAY
            end = clock.at(span.finish + DAY)
            made.append(
                Milestone(
                    project=project, campaign=self.campaign, enterprise=project.enterprise, area_code=project.area_code,
                    pack_version=project.pack_version, key=each.key, name=dict(each.name.by_language), place=place,
                    days=each.days, working=each.count == "working days", after=list(each.after), office=each.post,
                    start_on=span.start, finish_on=span.finish, state="done" if over else "running" if runs else "planned",
                    state_since=project.state_since, due_at=None if over else end, next_rung_at=None if over else end,
                    clock_kind="" if over else "plan", started_on=span.start - ahead if over or runs else None,
                    finished_on=span.finish - ahead if over else None,
                )
            )  # fmt: skip
        return made

    def _plan(self, project: Project, milestones: list[Milestone]) -> Plan:
        rows = {
            row.key: [row.start_on.isoformat(), row.finish_on.isoformat(), row.name]
            for row in milestones
            if row.project is project
        }
        return Plan(
            project=project,
            number=1,
            due_on=project.due_on,
            rows=rows,
            made_at=project.state_since,
            made_by=self.leader,
        )

    def _conditions(self, listed: list[Project]) -> None:
        """Met where work may start or has; of those that wait, one is open."""
        ticks, papers = [], []
        for project in listed:
            waits = project.state == "waiting"
            wanted = self.section.conditions_of(project.key)
            open_ = self.rng.choice([each.key for each in wanted if each.kind != "approval"] or [""]) if waits else ""
            for each in wanted:
                if each.kind == "tick" and each.key != open_:
                    ticks.append(
                        ConditionMet(project=project, key=each.key, at=project.state_since, by=self.staff.desk)
                    )
                elif each.paper:
                    state = "lacking" if each.key == open_ else "accepted"
                    papers.append(self._paper(project, each.paper, state))
        copying.write(ticks)
        copying.write(papers)

    def _paper(self, case: Any, wanted: Any, state: str) -> Paper:
        return Paper(
            campaign=self.campaign, case_kind=case.event_kind, case_id=case.pk, key=wanted.key,
            names=dict(wanted.name.by_language), notes=dict(wanted.note.by_language) if wanted.note else {},
            needed=wanted.needed, may_wait=wanted.may_wait, state=state, state_since=case.state_since,
            judged_by=self.staff.desk if state == "accepted" else None,
        )  # fmt: skip

    # -- approvals ------------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """One handed over with all its certificates, one on its way with early help and a promise, one being prepared."""
        kinds = [rule for rule in self.section.approvals if not rule.land]
        projects = list(
            Project.objects.filter(campaign=self.campaign, enterprise__isnull=False).order_by("priority")[:8]
        )
        if not kinds or len(projects) < 3:
            return
        rule = kinds[0]
        ready = next((row for row in projects if row.state in ("running", "ready")), projects[0])
        others = [row for row in projects if row.pk != ready.pk]
        done = self._begun(rule.key, ready, days=6)
        self._finish(done, days=5)
        waiting = self._begun(rule.key, others[0], days=2, promised=True)
        with clock.showing(clock.at(self.today - 2 * DAY, 11)):
            last = approvals.branches(waiting)[-1]
            approvals.help_early(branch=last, note="提前预审图纸，告知需补材料", by=self.staff.desk)
        with clock.showing(clock.at(self.today - DAY, 9)):
            approvals.hand_in(approval=waiting, by=self.staff.desk)
        with clock.showing(clock.at(self.today, 8, 40)):
            first = next(row for row in approvals.branches(waiting) if row.state == "running")
            approvals.grant(branch=first, number=f"{first.key.upper()[:4]}-{self.today.year}-018", by=self.staff.desk)
        for project in others[1:3]:
            self._begun(kinds[-1].key, project, days=1, ready=False)

    def _begun(self, kind: str, project: Project, *, days: int, promised: bool = False, ready: bool = True) -> Approval:
        with clock.showing(clock.at(self.today - days * DAY, 10)):
            made = approvals.begin(campaign=self.campaign, kind=kind, project=project, by=self.staff.desk)
            if ready:
                self._papers_of(made, promised=promised)
        return made

    def _papers_of(self, approval: Approval, *, promised: bool) -> None:
        """All there; or what may wait is promised."""
        keys = list(approval.branches.values_list("pk", flat=True))
        rows = Paper.objects.filter(case_kind="approval_branch", case_id__in=keys)
        if promised:
            until = self.today + 6 * DAY
            due = clock.at(until + DAY)
            rows.filter(may_wait=True).update(state="promised", promised_until=until, due_at=due, next_rung_at=due)
        rows.filter(state="lacking").update(state="accepted", judged_by=self.staff.desk)

    def _finish(self, approval: Approval, *, days: int) -> None:
        """Handed in, granted branch by branch, handed over at once."""
        by = self.staff.desk
        with clock.showing(clock.at(self.today - days * DAY, 9)):
            approvals.hand_in(approval=approval, by=by)
        waiting, granted = approvals.branches(approval), set[str]()
        for at in range(len(waiting)):
            branch = next(row for row in waiting if set(row.after) <= granted)
            waiting.remove(branch)
            granted.add(branch.key)
            with clock.showing(clock.at(self.today - (days - 1) * DAY, 9 + at)):
                number = f"{branch.key.upper()[:4]}-{self.today.year}-{approval.serial:03}"
                approvals.grant(branch=branch, number=number, by=by)
        if approval.project_id is not None:
            approval.refresh_from_db()
            with clock.showing(clock.at(self.today - 2 * DAY, 15)):
                approvals.hand_over(approval=approval, to="企业经办人", by=by)

    # -- land -----------------------------------------------------------------------------------------------------

    def keep_land(self) -> None:
        """Some parcels listed, one agreed, one whose papers are in the channel."""
        section, by = self.section, self.staff.desk
        if not section.has_land:
            return
        place = self.campaign.pack.places.name.in_("zh")[:2]
        for at, (name, area, state) in enumerate(PARCELS):
            firm = self._within_sight() if state == "prepared" else self.firms[at * 3 % len(self.firms)]
            with clock.showing(clock.at(self.today - 7 * DAY, 10)):
                parcel = parcels.enter(
                    campaign=self.campaign, by=by,
                    values={"name": f"{place}{name}地块", "number": f"{self.today.year}-G{at + 1:02}", "area_m2": area,
                            "use": section.land.uses[at % len(section.land.uses)].key, "area_code": firm.area_code,
                            "longitude": firm.longitude, "latitude": firm.latitude},
                )  # fmt: skip
                if section.land.channel:
                    channel = approvals.begin(campaign=self.campaign, kind=section.land.channel, parcel=parcel, by=by)
                    self._papers_of(channel, promised=state == "prepared")
            self._through(parcel, channel if section.land.channel else None, state)

    def _within_sight(self) -> Enterprise:
        """One in an area where a visitor can be every office of the land channel, so that its papers can be taken to the end."""
        rule = self.section.approval(self.section.land.channel)
        posts = {branch.office for branch in rule.branches} if rule is not None else set()
        held = [[area for user, area in self.staff.held.get(post, []) if user.is_demo] for post in posts]
        near = (firm for firm in self.firms if all(any(map(firm.area_code.startswith, areas)) for areas in held))
        return next(near, self.firms[0])

    def _through(self, parcel: Parcel, channel: Approval | None, state: str) -> None:
        by = self.staff.desk
        if channel is not None and state != "prepared":
            self._finish(channel, days=6)
        elif channel is not None:
            with clock.showing(clock.at(self.today - DAY, 9)):
                approvals.hand_in(approval=channel, by=by)
        if state != "prepared":
            with clock.showing(clock.at(self.today - 3 * DAY, 10)):
                parcels.list_(parcel=parcel, by=by)
        if state == "agreed":
            with clock.showing(clock.at(self.today - DAY, 10)):
                parcels.agree(parcel=parcel, enterprise=self.firms[0], by=by)
