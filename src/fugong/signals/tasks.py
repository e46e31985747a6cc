"""What the clock does with signals: looks through every campaign, since reports and states change between two sheets."""

import datetime as dt

from procrastinate.contrib.django import app

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.signals import checking
from fugong.signals.models import Reading


@app.periodic(cron="35 * * * *")
@app.task(queueing_lock="check_signals", lock="check_signals")
def check_signals(timestamp: int) -> int:
    """Every hour; returns how many doubts were raised."""
    raised = 0
    for campaign in Campaign.objects.open().select_related("pack_version", "jurisdiction"):
        raised += checking.check(campaign=campaign).raised
    return raised


@app.periodic(cron="50 18 * * *")  # at night in China
@app.task(queueing_lock="forget_readings")
def forget_readings(timestamp: int) -> int:
    """Once a day: readings older than the pack keeps them."""
    forgotten = 0
    for campaign in Campaign.objects.select_related("pack_version"):
        last = clock.today() - dt.timedelta(days=campaign.pack.signals.keep)
        forgotten += Reading.objects.filter(meter__campaign=campaign, day__lt=last).delete()[0]
    return forgotten
