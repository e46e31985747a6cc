"""A place with signals: river says it works with 200 people, hill says that it rests."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fugong.core import clock
from fugong.resumption import standings
from fugong.resumption.models import Resumption, Standing
from fugong.signals import checking
from fugong.signals.actions import readings
from fugong.signals.actions.readings import Given
from fugong.signals.models import Doubt


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Any

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    def read(
        self, enterprise: Any, value: float, *, usual: float | None = 1000, kind: str = "electricity", **more: Any
    ) -> Any:
        """One reading of today, taken by the desk."""
        day = more.pop("day", clock.today())
        given = Given(
            enterprise.pk,
            kind,
            more.pop("number", ""),
            day,
            Decimal(str(value)),
            None if usual is None else Decimal(str(usual)),
        )
        return readings.take(campaign=self.campaign, rows=[given], by=more.pop("by", self.cast.desk))

    def idle(self) -> Doubt:
        """River says 200 are at work, and uses 4 %."""
        self.read(self.cast.river, 40)
        return self.doubt()

    def doubt(self, **where: Any) -> Doubt:
        return Doubt.objects.filter(campaign=self.campaign, **where).latest("pk")

    def check(self) -> Any:
        return checking.check(campaign=self.campaign)

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def report_of(staff_back: int) -> dict[str, int | None]:
    """All that the place asks for."""
    return {
        "staff_back": staff_back,
        "staff_total": 330,
        "staff_local": staff_back,
        "staff_outside": 0,
        "capacity": 60,
        "exceptions": 0,
    }


def resume(cast: Any, enterprise: Any, staff_back: int) -> None:
    """The enterprise works, and reports so many people."""
    moment, today = clock.now(), clock.today()
    Resumption.objects.update_or_create(
        campaign=cast.campaign, enterprise=enterprise,
        defaults={"area_code": enterprise.area_code, "state": "resumed", "resumed_on": today - dt.timedelta(days=1),
                  "filed_at": moment, "approved_at": moment, "state_since": moment},
    )  # fmt: skip
    standings.refresh(campaign=cast.campaign, enterprise_ids=[enterprise.pk])
    from fugong.resumption.actions import reports

    if staff_back:
        reports.submit(
            campaign=cast.campaign, enterprise=enterprise, day=today, values=report_of(staff_back),
            by=cast.officer,
        )  # fmt: skip


def build(cast: Any) -> Stage:
    standings.open_day(cast.campaign, clock.today())
    resume(cast, cast.river, 200)
    assert Standing.objects.get(campaign=cast.campaign, enterprise=cast.river, day=clock.today()).resumed
    return Stage(cast)
