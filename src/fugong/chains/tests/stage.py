"""A place with key enterprises: the cast, links between them, a partner outside, listings, letters, premises."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from fugong.chains import ordering
from fugong.chains.actions import interruptions, letters, listings, orders, premises, supplies
from fugong.chains.actions.supplies import Said
from fugong.chains.models import (
    DailyReview,
    Interruption,
    KeyListing,
    Letter,
    OutsideLink,
    PremisesOffer,
    PremisesWanted,
    ResumingOrder,
)
from fugong.core import clock
from fugong.resumption.models import Resumption
from ground.cast import Cast


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def river(self) -> Any:
        return self.cast.river

    @property
    def hill(self) -> Any:
        return self.cast.hill

    @property
    def shop(self) -> Any:
        return self.cast.shop

    @property
    def desk(self) -> Any:
        return self.cast.desk

    @property
    def leader(self) -> Any:
        return self.cast.leader

    @property
    def officer(self) -> Any:
        return self.cast.officer

    @property
    def liaison(self) -> Any:
        return self.cast.liaison

    @property
    def today(self) -> dt.date:
        return clock.today()

    def proposed(
        self, enterprise: Any = None, key: str = "white_list", ground: str = "core", by: Any = None
    ) -> KeyListing:
        return listings.propose(
            campaign=self.campaign, enterprise=enterprise or self.river, key=key, ground=ground, by=by or self.desk
        )

    def listed(self, enterprise: Any = None) -> KeyListing:
        return listings.confirm(listing=self.proposed(enterprise), by=self.leader)

    def review(self, enterprise: Any = None) -> DailyReview:
        firm = enterprise or self.river
        if not KeyListing.objects.filter(enterprise=firm, state="confirmed").exists():
            self.listed(firm)
        return DailyReview.objects.get(enterprise=firm, day=self.today)

    def link(self, supplier: Any, customer: Any, by: Any = None, **said: Any) -> Any:
        return supplies.link(
            campaign=self.campaign, enterprise=customer, side="supplier", other=supplier, said=Said(**said),
            by=by or self.desk,
        )  # fmt: skip

    def outside(self, enterprise: Any = None, by: Any = None, **more: Any) -> OutsideLink:
        partner = {
            "name": "苏州特钢有限公司",
            "region": "江苏省苏州市",
            "authority": "苏州市工信局",
            "works": "stopped",
        }
        said = Said(**({"what": "特种钢", "critical": True} | more))
        return supplies.link_outside(
            campaign=self.campaign, enterprise=enterprise or self.river, side="supplier", partner=partner, said=said,
            by=by or self.desk,
        )  # fmt: skip

    def broken(self, link: Any = None, by: Any = None, **more: Any) -> Interruption:
        given = {"cause": "stopped", "since": self.today} | more
        return interruptions.report(campaign=self.campaign, link=link or self.outside(), by=by or self.officer, **given)

    def letter(self, by: Any = None, **more: Any) -> Letter:
        found = self.broken()
        return letters.draft(
            campaign=self.campaign, enterprise=self.river, partner=found.outside.partner, interruption=found,
            by=by or self.officer, **more,
        )  # fmt: skip

    def order(self, **limits: Any) -> ResumingOrder:
        """An order that is worked out."""
        made = orders.ask(campaign=self.campaign, limits={"waves": 3} | limits, by=self.desk)
        ordering.run(made.pk)
        made.refresh_from_db()
        return made

    def wanted(self, **more: Any) -> PremisesWanted:
        values = {"area": "1000", "power": "200", "use": "plant", "since": self.today} | more
        return premises.want(campaign=self.campaign, enterprise=self.river, values=values, by=self.liaison)

    def offer(self, **more: Any) -> PremisesOffer:
        values = {
            "name": "二号厂房", "area": "1200", "power": "400", "use": "plant", "since": self.today, "rent": "18.50",
            "area_code": self.hill.area_code,
        } | more  # fmt: skip
        return premises.offer(campaign=self.campaign, values=values, by=self.desk)

    def resumed(self, enterprise: Any) -> None:
        rows = Resumption.objects.filter(campaign=self.campaign, enterprise=enterprise)
        rows.update(state="resumed", resumed_on=self.today)

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    return Stage(cast)


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "en"})
    return client


def at(name, *more):
    return reverse(f"chains:{name}", args=["plain", *more])
