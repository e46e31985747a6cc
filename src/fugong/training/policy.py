"""How a place trains, examines and certifies: section `training`."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Shape, Text, Within, by_key


class Named(Keyed):
    """Who trains; what questions are about."""

    name: Text


class Qualification(Keyed):
    """What a certificate says that somebody may serve as."""

    name: Text
    about: Text | None = None
    days: int = Limits(default=180, ge=1, le=3650)
    """So many days a certificate holds, its first day counted as day 0."""
    remind: tuple[int, ...] = (30, 7)
    """So many days before the last day its holder and the desk are reminded."""
    renew: Literal["examination", "desk"] = "examination"
    """Whether it is renewed by passing again, or by the desk without."""
    renew_within: int = Limits(default=30, ge=0, le=365)
    """The desk may renew from so many days before the last day on."""


class Draw(Shape):
    """So many questions of one topic."""

    topic: str
    number: int = Limits(ge=1, le=100)
    difficulty: int | None = Limits(default=None, ge=1, le=3)
    """1 easy, 2 middling, 3 hard; None: any."""


class Examination(Shape):
    """How an examination is drawn from the bank and taken."""

    draw: tuple[Draw, ...] = Limits(min_length=1)
    pass_mark: int = Limits(default=80, ge=1, le=100)
    """Per cent of the questions that must be right."""
    minutes: int = Limits(default=45, ge=1, le=300)
    tries: int = Limits(default=2, ge=1, le=10)
    wait: Within = "60 minutes"
    """So long after a try that wasn't passed the next may begin."""

    @property
    def total(self) -> int:
        """How many questions."""
        return sum(each.number for each in self.draw)


class CourseKind(Keyed):
    """A course that the desk can open."""

    name: Text
    about: Text | None = None
    gives: str = ""
    """Key of the qualification that passing gives; empty: none."""
    posts: tuple[str, ...] = ()
    """Keys of the posts that it is meant for."""
    by: str = ""
    """Key of the trainer."""
    mode: Literal["online", "on_site", "both"] = "on_site"
    address: str = Limits(default="", max_length=300)
    """Where it is seen online, or where a recording lies: an address, the file is kept elsewhere."""
    recorded: int = Limits(default=0, ge=0, le=1440)
    """Minutes of the recording; 0: there is none."""
    minutes: int = Limits(default=0, ge=0, le=10_000)
    """So many minutes must be attended before the examination; 0: none."""
    examination: Examination | None = None


class Rung(Shape):
    """A rung of the ladder that what is late climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class TrainingRules(Section):
    """Courses, question topics, qualifications, certificates. All may be left out: then nobody is trained here."""

    trainers: tuple[Named, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    topics: tuple[Named, ...] = ()
    courses: tuple[CourseKind, ...] = ()
    prefix: str = Limits(default="", max_length=12)
    """Stands before the number of each certificate."""
    appeal_days: int = Limits(default=7, ge=1, le=90)
    """So many days after a try its marking may be appealed against."""
    appeal_within: Within = "2 working days"
    """By when an appeal is decided."""
    by_link: int = Limits(default=500, ge=1, le=100_000)
    """So many people may sign up to one course by its link."""
    escalation: tuple[Rung, ...] = ()
    """Where an appeal, or a session that nobody held, climbs."""

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.courses or self.qualifications)

    def qualification(self, key: str) -> Qualification | None:
        """A qualification; None where the pack has none such."""
        return by_key(self.qualifications).get(key)

    def course(self, key: str) -> CourseKind | None:
        """A course of the pack."""
        return by_key(self.courses).get(key)

    def name_of(self, what: str, key: str) -> str:
        """The name of a trainer, qualification or topic; the key itself where a later pack dropped it."""
        found = by_key(
            {"trainer": self.trainers, "qualification": self.qualifications, "topic": self.topics}[what]
        ).get(key)
        return str(found.name) if found else key

    def gives(self, qualification: str) -> bool:
        """Whether a course of the pack leads to a qualification: then only a certificate proves it."""
        return self.qualification(qualification) is not None and any(
            each.gives == qualification for each in self.courses
        )

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("trainers", "qualifications", "topics", "courses"):
            report.unique(name, getattr(self, name))
        trainers = [each.key for each in self.trainers]
        qualifications = [each.key for each in self.qualifications]
        topics = [each.key for each in self.topics]
        posts = [post.key for post in self._pack.registry.posts]
        for each in self.courses:
            where = f"courses[{each.key}]"
            report.reference(f"{where}.by", each.by, trainers, _("trainer"))
            report.reference(f"{where}.gives", each.gives, qualifications, _("qualification"))
            for post in each.posts:
                report.reference(f"{where}.posts", post, posts, _("post"))
            if each.recorded and not each.address:
                report.error(f"{where}.address", _("a recording needs an address"))
            if each.examination is not None:
                for draw in each.examination.draw:
                    report.reference(f"{where}.examination.draw.topic", draw.topic, topics, _("topic"))
                wait = each.examination.wait
                report.attempt(f"{where}.examination.wait", lambda wait=wait: self._pack.clock(wait))
        for found in self.qualifications:
            if any(day < 1 or day >= found.days for day in found.remind):
                report.error(f"qualifications[{found.key}].remind", _("days before the end, fewer than it holds"))
        report.attempt("appeal_within", lambda: self._pack.clock(self.appeal_within))
        for at, rung in enumerate(self.escalation):
            report.reference(f"escalation[{at}].to", rung.to, posts, _("post"))
            report.attempt(f"escalation[{at}].after", lambda rung=rung: self._pack.clock(rung.after))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `marked` (course, right): whether it passes, and how long the certificate holds."""
        marked = given.get("marked") or {}
        course = self.course(str(marked.get("course", "")))
        if course is None or course.examination is None:
            return {}
        exam = course.examination
        found = self.qualification(course.gives)
        return {
            "exam_questions": exam.total,
            "exam_passed": passes(int(marked.get("right", 0)), exam.total, exam.pass_mark),
            "certificate_days": found.days if found else 0,
        }


def passes(right: int, total: int, mark: int) -> bool:
    """Whether so many right answers are `mark` per cent; nothing is rounded."""
    return total > 0 and right * 100 >= mark * total


sections.register("training", TrainingRules)
