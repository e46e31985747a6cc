"""A place with services: who asks, by which way, and what is booked."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from fugong.core import clock
from fugong.papers import actions as paper_actions
from fugong.papers import lists as papers
from fugong.services import slots
from fugong.services.actions import applications, appointments, kiosks
from fugong.services.asking import Asker
from fugong.services.models import ServiceApplication, ServiceAppointment
from ground.cast import Cast

FRIDAY = dt.date(2020, 2, 21)
SATURDAY = dt.date(2020, 2, 22)


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def web(self) -> Asker:
        return Asker("web", self.cast.river)

    def caller(self, **said: Any) -> Asker:
        """Somebody on the telephone."""
        given = {
            "caller": "王会计",
            "phone": "13812345678",
            "words": "Your name is kept.",
            "enterprise": self.cast.river,
        }
        return Asker("telephone", **{**given, **said})

    def asked(self, service: str = "licence", asker: Asker | None = None, by: Any = None, **said: Any) -> Any:
        made: ServiceApplication = applications.submit(
            campaign=self.campaign, service=service, asker=asker or self.web, by=by or self.cast.liaison, **said
        )
        return made

    def deferred(self, until: dt.date | None = dt.date(2020, 3, 16)) -> Any:
        return self.asked("deferral", was_due_on=dt.date(2020, 2, 17), asks_until=until)

    def promised(self, row: Any) -> Any:
        """The same application, its paper promised for the day after."""
        for paper in papers.of(row):
            paper_actions.promise(paper=paper, until=FRIDAY, by=self.cast.liaison)
        return row

    def at(self, hour: int, minute: int = 0, day: dt.date = FRIDAY) -> dt.datetime:
        return clock.at(day, hour, minute).astimezone(dt.UTC)

    def booked(self, when: dt.datetime | None = None, asker: Asker | None = None, by: Any = None) -> Any:
        made: ServiceAppointment = appointments.book(
            campaign=self.campaign, service="invoices", starts_at=when or self.at(9), asker=asker or self.web,
            by=by or self.cast.liaison,
        )  # fmt: skip
        return made

    def stranger(self, number: int) -> Asker:
        """Somebody who isn't in the registry, on the telephone."""
        return self.caller(enterprise=None, applicant=f"新设企业{number}", caller=f"李{number}")

    def free(self, when: dt.datetime) -> int:
        hall = self.campaign.pack.services.office("hall")
        found = slots.find(self.campaign, hall, when)
        return found.free if found else 0

    def kiosk(self) -> tuple[Any, str]:
        return kiosks.make(campaign=self.campaign, office="hall", name="一楼大厅", by=self.cast.desk)


def signed_in(user: Any) -> Client:
    """A browser of somebody who reads English."""
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"services:{name}", args=["plain", *args])


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:600]
    return str(answer.content.decode())
