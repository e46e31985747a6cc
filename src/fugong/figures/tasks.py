"""What the clock does with figures: freezes each day shortly before it ends."""

import datetime as dt

from procrastinate.contrib.django import app

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.figures import freezing
from fugong.places.models import Campaign
from fugong.resumption import standings


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="freeze_figures", lock="freeze_figures")
def freeze_yesterday(timestamp: int) -> int:
    """Every hour: freezes yesterday in each open campaign where nobody has, so that a night without power loses nothing."""
    day = clock.today() - dt.timedelta(days=1)
    frozen = 0
    for campaign in Campaign.objects.open().select_related("pack_version", "jurisdiction"):
        if standings.is_open(campaign, day) and not campaign.freezes.filter(day=day).exists():
            try:
                freezing.freeze(campaign=campaign, day=day, by=None)
                frozen += 1
            except Conflict:
                continue
    return frozen
