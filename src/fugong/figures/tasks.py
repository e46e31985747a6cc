"""What the clock does with figures: freezes each day shortly before it ends, or, where it couldn't, after."""

import datetime as dt

from procrastinate.contrib.django import app

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.figures import freezing
from fugong.places.models import Campaign
from fugong.resumption import standings

LAST = dt.time(23, 50)
"""From here on a day counts as over: rows that are only known as they are now are counted while it is still that day."""


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="freeze_today", lock="freeze_figures")
def freeze_today(timestamp: int) -> int:
    """In the last minutes of each day: freezes it in each open campaign where nobody has."""
    if clock.local(clock.now()).time() < LAST:
        return 0
    return _freeze(clock.today())


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="freeze_figures", lock="freeze_figures")
def freeze_yesterday(timestamp: int) -> int:
    """Every hour: the same for yesterday, so that a night without power loses nothing of what can still be counted."""
    return _freeze(clock.today() - dt.timedelta(days=1))


def _freeze(day: dt.date) -> int:
    frozen = 0
    for campaign in Campaign.objects.open().select_related("pack_version", "jurisdiction"):
        if standings.is_open(campaign, day) and not campaign.freezes.filter(day=day).exists():
            try:
                freezing.freeze(campaign=campaign, day=day, by=None)
                frozen += 1
            except Conflict:
                continue
    return frozen
