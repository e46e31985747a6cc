"""What the clock does with people's files: sorts them anew each day, and erases what is past its last day."""

import datetime as dt
from typing import Any

from procrastinate.contrib.django import app

from fugong.core import clock
from fugong.places.models import Campaign, CampaignState
from fugong.workforce.actions import classes, erasures
from fugong.workforce.partitions import DAILY


@app.periodic(cron="5 16 * * *")  # five past midnight in China
@app.task(queueing_lock="follow_days", lock="follow_days")
def follow_days(timestamp: int) -> int:
    """Who arrives today, whose observation is over: moved by the rules. Makes tomorrow's partitions."""
    DAILY.ensure(clock.today() + dt.timedelta(days=1))
    return sum(classes.follow_day(campaign) for campaign in _campaigns().open())


@app.periodic(cron="40 17 * * *")  # at night in China
@app.task(queueing_lock="erase_due", lock="erase_due")
def erase_due(timestamp: int) -> int:
    """Erases what is past its last day; campaigns that closed so long ago are wound down. Returns the certificates made."""
    made = [erasures.on_the_day(campaign) for campaign in _campaigns().open()]
    for campaign in _campaigns().filter(state=CampaignState.CLOSED, people__isnull=False).distinct():
        last = clock.local(campaign.closed_at).date() + dt.timedelta(days=campaign.pack.workforce.keeps("person"))
        is_over = last < clock.today()
        made.append(erasures.wind_down(campaign=campaign, by=None) if is_over else erasures.on_the_day(campaign))
    found = sum(1 for each in made if each is not None)
    if found:
        erasures.free_pages()
    return found


def _campaigns() -> Any:
    return Campaign.objects.select_related("pack_version", "jurisdiction")
