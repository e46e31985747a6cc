"""What the clock does for meetings: the next one of each daily kind is put into the calendar a day ahead."""

from procrastinate.contrib.django import app

from fugong.meetings import actions
from fugong.places.models import Campaign


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="call_meetings", lock="call_meetings")
def call_meetings(timestamp: int) -> int:
    """Every hour: the daily meetings of the next day. `timestamp` is when it was due to run."""
    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction")
    return sum(len(actions.call_due(campaign=campaign)) for campaign in campaigns)
