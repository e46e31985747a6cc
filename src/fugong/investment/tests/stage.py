"""A place that courts investors: leads, talks, places to show, events."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from fugong.chains.actions import premises
from fugong.core import clock
from fugong.investment.actions import leads, platforms, signings, talks
from fugong.investment.actions.talks import Next
from fugong.investment.models import Lead
from fugong.papers import actions as paper_actions
from fugong.papers import lists as papers
from ground.cast import Cast

FRIDAY = dt.date(2020, 2, 21)


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    made: int = 0

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def desk(self) -> Any:
        return self.cast.desk

    def lead(self, stage: str = "", by: Any = None, **said: Any) -> Lead:
        self.made += 1
        values = {"name": f"项目{self.made}", "investor": f"投资方{self.made}", "amount": "1.2亿", **said}
        return leads.enter(campaign=self.campaign, values=values, by=by or self.desk, stage=stage)

    def ready(self) -> Lead:
        """A lead that is about to be signed."""
        row = self.lead("signing")
        for paper in papers.of(row):
            paper_actions.promise(paper=paper, until=FRIDAY, by=self.desk)
        return row

    def talk(self, lead: Lead, *steps: Next, held_on: dt.date | None = None) -> Any:
        return talks.hold(
            lead=lead, held_on=held_on or clock.today(), way="video", people="张总", minutes="看了三处厂房", agreed="下周报价",
            steps=steps, by=self.desk,
        )  # fmt: skip

    def plant(self, area: int = 3000, name: str = "标准厂房1号") -> Any:
        uses = [each.key for each in self.campaign.pack.chains.premises.uses]
        values = {
            "name": name,
            "area": area,
            "use": uses[0],
            "since": clock.today(),
            "area_code": self.cast.river.area_code,
        }
        return premises.offer(campaign=self.campaign, values=values, by=self.desk)

    def platform(self, name: str = "云招商平台") -> Any:
        return platforms.put(campaign=self.campaign, values={"name": name, "kind": "park"}, by=self.desk)

    def event(self, *rows: Lead, day: dt.date | None = None) -> Any:
        made = signings.plan(campaign=self.campaign, name="集中签约", day=day or clock.today(), by=self.desk)
        return signings.put(signing=made, leads=rows, by=self.desk)


def signed_in(user: Any) -> Client:
    """A browser of somebody who reads English."""
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"investment:{name}", args=["plain", *args])


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:600]
    return str(answer.content.decode())
