"""The demo's ten days: what was filed, decided, signed and reported, up to the published figures of today.

One of today's filings, what is returned and what is suspended go by the same actions as in life; the hundreds beside them are
written as rows that say the same, since filing each by itself would take minutes.
"""

import datetime as dt
import hashlib
import io
import random
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption import answers as forms
from fugong.resumption import deciders, standings, telling
from fugong.resumption.actions import bulk_reports, filings, promises, records
from fugong.resumption.actions.filings import steps as route_steps
from fugong.resumption.models import Document, EnterpriseCommitment, Filing, FilingStep, Resumption, ResumptionPlan
from fugong.resumption.rules import Circumstances
from fugong.web.demo import columns, names
from fugong.web.demo.population import Member
from fugong.web.demo.staffing import Staff

DAYS = 10
BY_HAND = 1  # of today's filings that wait or were returned: filed by the same actions as in life; the others as rows
Cast = list[tuple[Enterprise, Member]]


class History:
    """Writes one place's ten days, day by day."""

    def __init__(self, campaign: Campaign, cast: Cast, staff: Staff, rng: random.Random) -> None:
        self.campaign, self.staff, self.rng = campaign, staff, rng
        self.cast = cast
        self.facts = _facts(campaign)
        self.seen: dict[int, Circumstances] = {}
        self.numbers: dict[dt.date, int] = defaultdict(int)
        self.paper = _paper()
        self.planned = random.Random(len(cast))
        self.today = clock.today()
        self.silent = {enterprise.pk for number, (enterprise, _member) in enumerate(cast) if number % 30 == 7}

    def days(self) -> list[dt.date]:
        """The days that are told, today last."""
        return [self.today - dt.timedelta(days=back) for back in reversed(range(DAYS))]

    def tell(self, day: dt.date) -> None:
        """All that happened on one day, in its order."""
        with clock.showing(self._moment(day, 9)):
            self.approve([pair for pair in self.cast if self._approved_on(pair[1]) == day])
        with clock.showing(self._moment(day, 15)):
            self._file([pair for pair in self.cast if self._filed_on(pair[1]) == day])
            self._suspend([pair for pair in self.cast if self._suspended_on(pair[1]) == day])
            standings.refresh(campaign=self.campaign, day=day)
        with clock.showing(self._moment(day, 16)):
            self._report(day)

    # -- when ------------------------------------------------------------------------------------------------------

    def _moment(self, day: dt.date, hour: int) -> dt.datetime:
        """That hour of a past day; of today, a moment that has passed already."""
        if day < self.today:
            return clock.at(day, hour, self.rng.randrange(60))
        midnight = clock.at(day)
        return midnight + (clock.now() - midnight) * (hour / 24)

    def _ago(self, member: Member) -> dt.date:
        return self.today - dt.timedelta(days=min(member.days_ago, DAYS - 1))

    def _approved_on(self, member: Member) -> dt.date | None:
        if member.state == "suspended":
            return self.today - dt.timedelta(days=6)
        return self._ago(member) if member.state in ("resumed", "approved") else None

    def _filed_on(self, member: Member) -> dt.date | None:
        return self._ago(member) if member.state in ("filed", "returned") else None

    def _suspended_on(self, member: Member) -> dt.date | None:
        return self.today - dt.timedelta(days=1) if member.state == "suspended" else None

    # -- what was approved -----------------------------------------------------------------------------------------

    def approve(self, pairs: Cast) -> None:
        """Filings filed and approved at the moment that the clock shows, and whoever resumed at work, written as rows."""
        if not pairs:
            return
        self._plan(pairs)
        made = copying.write(self._filing(enterprise, member) for enterprise, member in pairs)
        steps = [step for filing in made for step in self._steps(filing)]
        copying.write(steps)
        copying.write(paper for filing in made for paper in self._papers(filing))
        self._commit([enterprise for enterprise, _member in pairs])
        for verb in ("filing.submit", "filing.approve"):
            record_many(verb, made, by=self.staff.desk if verb.endswith("approve") else None, as_name="企业联络员")
        rows = {row.enterprise_id: row for row in self._records(pairs)}
        for filing, (enterprise, member) in zip(made, pairs, strict=True):
            self._stand(rows[enterprise.pk], filing, member)
        approved = ["approved_at", "approved_staff", "planned_on", "resumed_on", "capacity"]
        self._follow(rows.values(), ["filed_at", *approved])
        resumed = [rows[enterprise.pk] for enterprise, member in pairs if member.state != "approved"]
        record_many("resumption.resume", resumed, by=None, as_name="企业联络员")

    def _follow(self, rows: Iterable[Resumption], names: list[str]) -> None:
        """What the records became: a CASE over hundreds of rows takes seconds."""
        names = ["state", "state_since", *names]
        columns.write(Resumption, names, {row.pk: [getattr(row, name) for name in names] for row in rows})

    def _records(self, pairs: Cast) -> list[Resumption]:
        return list(
            Resumption.objects.filter(campaign=self.campaign, enterprise__in=[enterprise for enterprise, _m in pairs])
        )

    def _filing(self, enterprise: Enterprise, member: Member) -> Filing:
        moment, liaison = clock.now(), self.staff.liaisons[enterprise.pk]
        circumstances = self._circumstances(enterprise)
        answers = self._answers(circumstances, member)
        self.numbers[clock.today()] += 1
        return Filing(
            campaign=self.campaign,
            enterprise=enterprise,
            area_code=enterprise.area_code,
            pack_version=self.campaign.pack_version,
            number=f"{clock.today():%Y%m%d}-{self.numbers[clock.today()]:04d}",
            answers=answers,
            planned_on=clock.today(),
            staff_returning=_returning(member),
            route=circumstances.route.key,
            made_by=liaison,
            filed_by=liaison,
            filed_at=moment - dt.timedelta(minutes=self.rng.randrange(30, 300)),
            decided_at=moment,
            state="approved",
            state_since=moment,
        )

    def _circumstances(self, enterprise: Enterprise) -> Circumstances:
        if enterprise.pk not in self.seen:
            asked = {"kind": "first", "remote": False, "together": False}
            self.seen[enterprise.pk] = Circumstances(self.campaign.pack, self.facts[enterprise.pk], asked)
        return self.seen[enterprise.pk]

    def _answers(self, circumstances: Circumstances, member: Member) -> dict[str, Any]:
        """What an enterprise would say to the pack's questions."""
        given = forms.prefilled(circumstances.form, circumstances.facts)
        known = {
            "staff_returning": _returning(member),
            "staff_outside": _returning(member) * 3 // 10,
            "planned_on": clock.today().isoformat(),
        }
        for question in circumstances.form:
            if question.key in known:
                given[question.key] = known[question.key]
            elif given.get(question.key) is None:
                given[question.key] = _plausible(question, self.rng)
        return given

    def _steps(self, filing: Filing) -> list[FilingStep]:
        """The route's steps, all passed."""
        made = route_steps.rows(filing, self._circumstances(filing.enterprise))
        began = filing.filed_at or clock.now()
        for step in made:
            step.state, step.outcome = "done", "passed"
            step.opened_at, step.done_at = began, filing.decided_at
            step.due_at = self.campaign.pack.due(began, step.within) if step.within else None
            step.done_by = next(iter(self.staff.candidates(step.post, filing.enterprise)), self.staff.desk)
        return made

    def _papers(self, filing: Filing) -> list[Document]:
        name, size, digest = self.paper
        return [
            Document(
                filing=filing,
                field=paper.key,
                name=f"{paper.name.in_('zh')}.png",
                kind="image/png",
                size=size,
                digest=digest,
                file=name,
                added_at=filing.filed_at or clock.now(),
                added_by=filing.made_by,
            )
            for paper in self._circumstances(filing.enterprise).documents
        ]

    def _plan(self, pairs: Cast) -> None:
        """One enterprise, one plan, where the place asks for it: written before the filing."""
        section = self.campaign.pack.resumption
        asked = [enterprise for enterprise, _m in pairs if section.needs_plan(self._circumstances(enterprise).facts)]
        rows = Resumption.objects.filter(campaign=self.campaign, enterprise__in=asked)
        copying.write(
            ResumptionPlan(
                resumption=row,
                version=1,
                content={each.key: _plausible(each, self.planned) for each in section.plan.fields},
                made_at=clock.now(),
                made_by=self.staff.liaisons[row.enterprise_id],
            )
            for row in rows.order_by("pk")
        )

    def _commit(self, enterprises: list[Enterprise]) -> None:
        asked = self.campaign.pack.resumption.commitments.enterprise
        if asked is None:
            return
        text = self.campaign.pack.text(asked.text, "zh")
        digest = hashlib.sha256(text.encode()).hexdigest()
        copying.write(
            EnterpriseCommitment(
                campaign=self.campaign,
                enterprise=enterprise,
                area_code=enterprise.area_code,
                text=text,
                digest=digest,
                language="zh-hans",
                signed_at=clock.now(),
                signed_by=self.staff.liaisons[enterprise.pk],
                signed_name=self.staff.liaisons[enterprise.pk].name,
            )
            for enterprise in enterprises
        )

    def _stand(self, row: Resumption, filing: Filing, member: Member) -> None:
        row.filed_at, row.approved_at = filing.filed_at, filing.decided_at
        row.approved_staff, row.planned_on = filing.staff_returning, filing.planned_on
        row.state, row.state_since = "approved", clock.now()
        if member.state != "approved":
            row.state, row.resumed_on, row.capacity = "resumed", clock.today(), member.capacity

    # -- what still moves --------------------------------------------------------------------------------------------

    def _file(self, pairs: Cast) -> None:
        self._commit([enterprise for enterprise, _member in pairs])
        many = BY_HAND if clock.today() == self.today else 0
        made = self._wait(pairs[many:])
        for enterprise, member in pairs[:many]:
            liaison = self.staff.liaisons[enterprise.pk]
            self._plan([(enterprise, member)])
            filing = filings.draft(campaign=self.campaign, enterprise=enterprise, by=liaison)
            circumstances = self._circumstances(enterprise)
            filings.save_answers(filing=filing, answers=self._answers(circumstances, member), by=liaison)
            copying.write(self._papers(filing))
            made.append(filings.submit(filing=filing, by=liaison))
        returned = {enterprise.pk for enterprise, member in pairs if member.state == "returned"}
        for filing in made:
            if filing.enterprise_id in returned:
                self._return(filing)

    def _wait(self, pairs: Cast) -> list[Filing]:
        """Filings that came in at the moment that the clock shows, and wait at their first step: written as rows."""
        if not pairs:
            return []
        self._plan(pairs)
        made, steps = [], []
        for enterprise, member in pairs:
            filing = self._filing(enterprise, member)
            route = route_steps.rows(filing, self._circumstances(enterprise))
            self._open(filing, route)
            made.append(filing)
            steps.append(route)
        copying.write(made)
        copying.write(step for route in steps for step in route)
        copying.write(paper for filing in made for paper in self._papers(filing))
        copying.write(promise for filing in made for promise in promises.given(filing))
        rows = self._records(pairs)
        for row in rows:
            row.filed_at = row.state_since = clock.now()
            row.planned_on, row.state = clock.today(), "filed"
        self._follow(rows, ["filed_at", "planned_on"])
        record_many("filing.submit", made, by=None, as_name="企业联络员", moves=[("draft", "filed")] * len(made))
        record_many("resumption.file", rows, by=None, as_name="企业联络员", moves=[("not_filed", "filed")] * len(rows))
        telling.turns([
            (filing, step) for filing, route in zip(made, steps, strict=True) for step in route if step.state == "open"
        ])  # fmt: skip
        return made

    def _open(self, filing: Filing, route: list[FilingStep]) -> None:
        filing.state, filing.decided_at, filing.filed_at = "filed", None, clock.now()
        for step in (begun := route_steps.due_now(route)):
            route_steps.begin(filing, step)
        filing.step = begun[0].order if begun else 0
        filing.due_at = min((step.due_at for step in begun if step.blocking and step.due_at), default=None)
        filing.next_rung_at, filing.clock_kind = filing.due_at, "step"
        filing.clock_started_at = clock.now() if filing.due_at else None
        circumstances, section = self._circumstances(filing.enterprise), self.campaign.pack.resumption
        filing.route_reason = {"terms": section.why(circumstances.route, circumstances.facts, circumstances.filing)}

    def _return(self, filing: Filing) -> None:
        """Sent back by whoever's turn it is; where the turn is nobody's, the filing waits."""
        post = filing.steps.filter(state="open").order_by("order").values_list("post", flat=True).first()
        for user in self.staff.candidates(post or "", filing.enterprise):
            if deciders.may_decide(filing, user):
                question = filing.campaign.pack.resumption.form[0]
                filings.return_(
                    filing=filing,
                    by=user,
                    reason="请补充返岗人员来源和防控物资数量。",
                    remarks=[(question.key, "与名册人数不一致，请核对。")],
                )
                return

    def _suspend(self, pairs: Cast) -> None:
        for row in self._records(pairs) if pairs else []:
            records.suspend(resumption=row, reason="核查发现同一问题再次出现且未整改。", by=self.staff.desk)

    # -- what was reported -------------------------------------------------------------------------------------------

    def _report(self, day: dt.date) -> None:
        asked = {each.key for each in self.campaign.pack.resumption.daily_report.fields}
        rows = [
            {
                "uscc": enterprise.uscc,
                **{key: value for key, value in self._said(enterprise, member, day).items() if key in asked},
            }
            for enterprise, member in self.cast
            if self._speaks(enterprise, member, day)
        ]
        if rows:
            bulk_reports.submit_many(campaign=self.campaign, day=day, rows=rows, by=self.staff.desk, via="sheet")

    def _speaks(self, enterprise: Enterprise, member: Member, day: dt.date) -> bool:
        """Those at work report; today one in thirty has not yet."""
        if member.state != "resumed" or self._ago(member) > day:
            return False
        return day < self.today or enterprise.pk not in self.silent or self._ago(member) == day

    def _said(self, enterprise: Enterprise, member: Member, day: dt.date) -> dict[str, int]:
        """Numbers that grow to the published ones, which hold from yesterday on for whoever is silent today."""
        left = (self.today - day).days
        if enterprise.pk in self.silent:
            left = max(left - 1, 0)
        part = max(0.35, 1 - 0.07 * left)
        near, far = round(member.staff_local * part), round(member.staff_outside * part)
        return {
            "staff_total": member.row["staff_total"],
            "staff_back": near + far,
            "staff_local": near,
            "staff_outside": far,
            "capacity": round(member.capacity * part),
            "exceptions": 0,
            "stock": max(50, member.row["staff_total"] * 3),
        }


def _facts(campaign: Campaign) -> dict[int, dict[str, Any]]:
    """Every enterprise's facts, its segments and group among them, in two queries."""
    enrolled = {row.enterprise_id: row for row in Enrolment.objects.filter(campaign=campaign)}
    found = {}
    rows = Enterprise.objects.filter(pk__in=enrolled).order_by("pk")
    for pk, known in facts.read(facts.with_facts(rows, campaign)):
        found[pk] = known | {"segments": enrolled[pk].segments, "group": enrolled[pk].group}
    return found


def _returning(member: Member) -> int:
    """How many an enterprise files for: those that came, or four in ten where nobody has come yet."""
    return member.staff_back or max(1, member.row["staff_total"] * 4 // 10)


def _plausible(question: Any, rng: random.Random) -> Any:
    match question.kind:
        case "integer":
            return int(max(question.minimum or 0, rng.randrange(10, 60)))
        case "decimal" | "percent":
            return float(max(question.minimum or 0, rng.randrange(30, 90)))
        case "date":
            return clock.today().isoformat()
        case "choice":
            return question.choices[0].key
        case "yes_no":
            return True
    return names.person(rng)  # texts ask for somebody's name, or take one


def _paper() -> tuple[str, int, str]:
    """A picture that stands for every paper of the demo: (stored name, size, digest)."""
    picture = Image.new("RGB", (640, 400), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 619, 379), outline="#c0392b", width=6)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    content = stream.getvalue()
    name = "filings/demo/paper"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(content))
    return name, len(content), hashlib.sha256(content).hexdigest()
