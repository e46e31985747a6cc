"""A place that advises: the cast, two medical contacts and two experts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.advice.actions import advisers, appointments, enquiries
from fugong.advice.models import Adviser, Appointment, Enquiry
from fugong.core import clock
from ground.cast import Cast, make_user


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    medics: list[Adviser]
    experts: list[Adviser]

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

    def question(self, text: str = "车间每天要通风、消毒几次？", **more: Any) -> Enquiry:
        given = {"campaign": self.campaign, "enterprise": self.river, "by": self.liaison, "text": text} | more
        return enquiries.ask(**given)

    def answered(self, text: str = "每天三次，每次三十分钟。") -> Enquiry:
        found = self.question()
        return enquiries.answer(enquiry=found, text=text, by=found.adviser.user)

    def appointment(self, **more: Any) -> Appointment:
        given = {
            "campaign": self.campaign, "enterprise": self.river, "by": self.liaison, "kind": "medical", "wish": "孕妇产检",
            "person": "王小明", "phone": "13800138000",
        } | more  # fmt: skip
        return appointments.ask(**given)

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    made: dict[str, list[Adviser]] = {"medic": [], "expert": []}
    for role, field in (("medic", "medical"), ("expert", "safety")):
        for n in (1, 2):
            user = make_user(f"{role}_{n}", f"{role}{n}号")
            grant(user=user, role=role, kind=ScopeKind.AREA, key="990101", by=None)
            made[role].append(advisers.put(campaign=cast.campaign, user=user, fields=[field], by=cast.desk))
    return Stage(cast, made["medic"], made["expert"])
