"""What the tests of this room stand on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.demands.actions import causes, receiving
from fugong.demands.models import Cause, Demand
from fugong.meetings import actions
from fugong.meetings.models import Meeting
from fugong.places.models import Campaign
from ground.cast import Cast


@dataclass(frozen=True)
class Table:
    """Two enterprises short of workers, one whose goods are stuck, and the next morning's meeting."""

    cast: Cast
    cause: Cause
    workers: tuple[Demand, ...]
    goods: Demand

    @property
    def campaign(self) -> Campaign:
        return self.cast.campaign

    def call(self, kind: str = "morning", hours: int = 20, **more: Any) -> Meeting:
        """A meeting that the duty desk calls."""
        begins = clock.now() + clock.dt.timedelta(hours=hours)
        return actions.call(campaign=self.campaign, kind=kind, starts_at=begins, by=self.cast.desk, **more)


@pytest.fixture
def table(cast: Cast, settings: Any, tmp_path: Any) -> Iterator[Table]:
    """The table is laid, in English."""
    settings.MEDIA_ROOT = tmp_path
    with override("en"):
        workers = tuple(
            receiving.receive(campaign=cast.campaign, enterprise=firm, text=text, by=cast.desk, source="telephone")
            for firm, text in ((cast.river, "缺30名焊工，招不到人"), (cast.shop, "收银员回不来，缺人手"))
        )
        goods = receiving.receive(
            campaign=cast.campaign, enterprise=cast.hill, text="原料车进不了高速", by=cast.desk, source="visit"
        )
        cause = causes.open_cause(campaign=cast.campaign, title="企业缺工", demands=workers, by=cast.desk)
        yield Table(cast, cause, workers, goods)
