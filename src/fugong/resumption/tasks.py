"""What the clock does for the return to work: opens each day, reminds of reports at the pack's hours, forgets failed signings."""

import datetime as dt

from procrastinate.contrib.django import app

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.resumption import partitions, standings
from fugong.resumption.actions import reminders, rosters, suspensions
from fugong.resumption.models import JointSuspension


@app.periodic(cron="1 16 * * *")  # a minute past midnight in China; whoever comes earlier opens the day anyway
@app.task(queueing_lock="open_days", lock="open_days")
def open_days(timestamp: int) -> int:
    """Opens today in every open campaign, and makes tomorrow's partitions while nobody waits for them."""
    today = clock.today()
    partitions.ensure(today + dt.timedelta(days=1))
    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction")
    return sum(standings.open_day(campaign, today) for campaign in campaigns)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="report_reminders", lock="report_reminders")
def remind(timestamp: int) -> int:
    """Every minute: who is to be reminded at this hour. `timestamp` is when it was due to run."""
    return reminders.remind_at(dt.datetime.fromtimestamp(timestamp, tz=dt.UTC))


@app.task(lock="joint_suspensions")
def go_on_together(suspension: int) -> None:
    """Suspends or releases many at once. Whoever asked watches its page."""
    found = JointSuspension.objects.filter(pk=suspension).first()
    if found is not None:
        suspensions.go_on(found)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="left_over_together", lock="joint_suspensions")
def go_on_with_left_over(timestamp: int) -> None:
    """Every minute: whoever was killed or failed half-way is gone on for."""
    for found in suspensions.left_over():
        suspensions.go_on(found)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="signing_tries", lock="signing_tries")
def forget_signing_tries(timestamp: int) -> int:
    """Every hour: failed signings that no limit counts any more are forgotten."""
    return rosters.forget_tries()
