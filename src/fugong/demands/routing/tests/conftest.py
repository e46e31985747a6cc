"""What the tests of routing stand on: the cast, and demands written straight into the table."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from fugong.core import clock
from fugong.demands.models import Demand

Entered = Callable[..., Demand]


@pytest.fixture
def entered(cast: Any) -> Entered:
    """`entered("缺工三十人", "labour", by=user)`: a demand; `by` is who confirmed its category."""
    numbers = itertools.count(1)

    def enter(text: str, category: str = "", by: Any = None, **values: Any) -> Demand:
        enterprise = values.pop("enterprise", cast.river)
        campaign = values.pop("campaign", cast.campaign)
        return Demand.objects.create(
            campaign=campaign,
            enterprise=enterprise,
            area_code=enterprise.area_code,
            pack_version=campaign.pack_version,
            number=f"T{next(numbers)}",
            state=values.pop("state", "received"),
            state_since=clock.now(),
            text=text,
            category=category,
            category_by=by,
            within="1 working day",
            received_at=clock.now(),
            clock_from=clock.now(),
            **values,
        )

    return enter
