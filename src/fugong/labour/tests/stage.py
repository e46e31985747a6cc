"""A place with two trades: the cast with vacancies, seekers, introductions, fairs, a labour base, shared staff."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.core import clock
from fugong.labour.actions import contingents, fairs, introductions, seekers, sharing, vacancies
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Seeker, Spare, Vacancy
from fugong.registry.models import Enterprise
from ground.cast import Cast

HERE = {"longitude": 118.10, "latitude": 24.57}
WORDS = {"name": "王小明", "phone": "13812345678", "trades": ["welder"], "place": "厦门市集美区", "agreed": "on"}


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    made: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cast, name)

    @property
    def tomorrow(self) -> dt.date:
        return clock.today() + dt.timedelta(days=1)

    def vacancy(self, enterprise: Any = None, by: Any = None, published: bool = True, **said: Any) -> Vacancy:
        values = {
            "trade": "焊工", "title": "电焊工", "wanted": "2", "wage_from": "5000", "wage_to": "7000",
            "since": str(clock.today()), "languages": [], **said,
        }  # fmt: skip
        row = vacancies.enter(
            campaign=self.campaign, enterprise=enterprise or self.river, values=values, by=by or self.liaison
        )
        return vacancies.publish(vacancy=row, by=self.desk) if published else row

    def seeker(self, by: Any = None, address: str = "10.0.0.1", **said: Any) -> Seeker:
        self.made += 1
        values = {**WORDS, "phone": f"138{self.made:08d}", "since": str(clock.today()), **said}
        return seekers.enter(campaign=self.campaign, values=values, by=by, address=address)

    def introduced(self, vacancy: Vacancy | None = None, seeker: Seeker | None = None) -> Introduction:
        made = introductions.propose(vacancy=vacancy or self.vacancy(), seeker=seeker or self.seeker(), by=self.desk)
        return introductions.introduce(introduction=made, by=self.desk)

    def fair(self, announced: bool = True, **said: Any) -> Fair:
        day = str(clock.today())
        values = {
            "title": "线上招聘会", "starts_day": day, "starts_hour": "13:00", "ends_day": day, "ends_hour": "17:00", **said,
        }  # fmt: skip
        row = fairs.plan(campaign=self.campaign, values=values, by=self.desk)
        return fairs.announce(fair=row, by=self.desk) if announced else row

    def contingent(self, agreed: bool = True, **said: Any) -> Contingent:
        values = {"base": "mountain", "trade": "packer", "people": "40", "day": str(self.tomorrow), **said}
        row = contingents.ask(campaign=self.campaign, enterprise=self.river, values=values, by=self.desk)
        return contingents.agree(contingent=row, day=str(self.tomorrow), people="40", by=self.desk) if agreed else row

    def spare(self, people: int = 10, enterprise: Any = None, by: Any = None, days: int = 20) -> Spare:
        values = {
            "trade": "packer", "people": str(people), "since": str(clock.today()),
            "until": str(clock.today() + dt.timedelta(days=days)),
        }  # fmt: skip
        return sharing.offer(
            campaign=self.campaign, enterprise=enterprise or self.river, values=values, by=by or self.liaison
        )

    def lending(self, people: int = 4, spare: Spare | None = None) -> Lending:
        return sharing.propose(spare=spare or self.spare(), borrower=self.shop, people=people, by=self.shop_liaison)

    def signed(self, lending: Lending | None = None) -> Lending:
        row = lending or self.lending()
        sharing.sign(lending=row, name="张三", agreed=True, by=self.liaison)
        return sharing.sign(lending=row, name="李四", agreed=True, by=self.shop_liaison)

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    Enterprise.objects.filter(pk__in=[cast.river.pk, cast.shop.pk, cast.hill.pk]).update(**HERE)
    for firm in (cast.river, cast.shop, cast.hill):
        firm.refresh_from_db()
    return Stage(cast)
