"""The demo's past evenings: each day's standings frozen, so that the wall's slider leads somewhere.

Demands, trips and the like are made up after the days were told: of them a past evening of the demo knows nothing.
"""

import datetime as dt

from fugong.core import clock, copying
from fugong.core.money import half_up
from fugong.figures import compute
from fugong.figures.cells import GRID
from fugong.figures.measures import STANDING_MEASURES
from fugong.figures.models import Freeze, FrozenFigure
from fugong.places.models import Campaign


def freeze(campaign: Campaign, day: dt.date) -> None:
    """Keeps what the standings of that day give."""
    figures = compute.figures(campaign, day)
    definitions = [indicator.model_dump(mode="json") for indicator in campaign.pack.figures.indicators]
    kept = Freeze.objects.create(
        campaign=campaign, day=day, frozen_at=clock.at(day, 22), pack_version=campaign.pack_version,
        definitions=definitions,
    )  # fmt: skip
    places = [(node, part) for node, part in figures.standing.by_key if not part.startswith(GRID)]
    rows = (
        FrozenFigure(freeze=kept, node=node, segment=part, measure=measure.key, value=half_up(value, 4))
        for node, part in places
        for measure in STANDING_MEASURES
        if (value := figures.value(measure.key, node=node, part=part))
    )
    copying.write(rows)
