"""A place that trains: the cast, an open course with a bank of ten questions, people on it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.training import coding
from fugong.training.actions import bank, courses, sessions, signups, sittings
from fugong.training.actions.signups import Who
from fugong.training.models import Course, Question, Session, Sitting, Trainee
from ground.cast import Cast, make_user


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    course: Course
    lecturer: Any

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def desk(self) -> Any:
        return self.cast.desk

    @property
    def liaison(self) -> Any:
        return self.cast.liaison

    @property
    def river(self) -> Any:
        return self.cast.river

    def drivers(self) -> Course:
        return courses.open_kind(campaign=self.campaign, key="drivers", by=self.desk)

    def session(self, course: Course | None = None, minutes: int = 90, seats: int = 20) -> Session:
        start = clock.now() + dt.timedelta(minutes=30)
        return sessions.plan(
            course=course or self.course, begins_at=start, ends_at=start + dt.timedelta(minutes=minutes), capacity=seats,
            place="三楼会议室", lecturer=self.lecturer, by=self.desk,
        )  # fmt: skip

    def trainee(
        self, name: str = "王小明", phone: str = "13800138000", course: Course | None = None, **more: Any
    ) -> Trainee:
        given = {"by": self.desk, "enterprise": self.river} | more
        who = given.pop("who", None) or Who(name=name, phone=phone)
        return signups.sign_up(course=course or self.course, who=who, **given)

    def attended(self, **more: Any) -> Trainee:
        """Somebody who sat through a session, and may be examined: the clock stands at the end of it."""
        trainee = self.trainee(**more)
        Trainee.objects.filter(pk=trainee.pk).update(state="attended", minutes=90)
        trainee.refresh_from_db()
        return trainee

    def began(self, session: Session) -> Session:
        with clock.showing(session.begins_at):
            return sessions.begin(session=session, by=self.lecturer)

    def code(self, session: Session) -> str:
        return coding.of(session)

    def answers(self, sitting: Sitting, wrong: int = 0) -> dict[int, list[int]]:
        """What to tick on the paper as shown, the first `wrong` questions wrongly."""
        known = Question.objects.in_bulk([part["q"] for part in sitting.paper])
        found = {}
        for at, part in enumerate(sitting.paper):
            right = known[part["q"]].right()
            shown = [place for place, stored in enumerate(part["o"]) if stored in right]
            found[at] = [place for place in range(len(part["o"])) if place not in shown][:1] if at < wrong else shown
        return found

    def try_(self, trainee: Trainee, wrong: int = 0) -> Sitting:
        sitting = sittings.begin(trainee=trainee)
        return sittings.hand_in(sitting=sitting, answers=self.answers(sitting, wrong))

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def questions(campaign: Any, by: Any) -> None:
    """Five of each topic: one right answer, several, true or false."""
    for topic in ("scanning", "privacy"):
        for n in range(5):
            kind = ("single", "multiple", "true_false", "single", "multiple")[n]
            options = [{"zh": f"{topic}选项{n}{letter}", "en": f"Option {letter} of {n}"} for letter in "ABCD"]
            values = {
                "number": f"{topic}-{n}", "topic": topic, "kind": kind, "difficulty": n % 3 + 1,
                "texts": {"zh": f"{topic}第{n}题", "en": f"Question {n} on {topic}"}, "options": options,
                "right": {"single": "B", "multiple": "AC", "true_false": "A"}[kind],
            }  # fmt: skip
            bank.put(campaign=campaign, values=values, by=by)


def build(cast: Cast) -> Stage:
    course = courses.open_kind(campaign=cast.campaign, key="scanners", by=cast.desk)
    questions(cast.campaign, cast.desk)
    lecturer = make_user("lecturer", "李专家")
    grant(user=lecturer, role="expert", kind=ScopeKind.AREA, key="990101", by=None)
    return Stage(cast, course, lecturer)
