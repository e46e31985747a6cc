"""What the clock does: every hour it writes who owes a test today, so that who came since is on the list."""

from procrastinate.contrib.django import app

from fugong.places.models import Campaign
from fugong.testing import regime


@app.periodic(cron="12 * * * *")
@app.task(queueing_lock="open_testing_days", lock="open_testing_days")
def open_testing_days(timestamp: int) -> int:
    """Every hour, for every open campaign. `timestamp` is when it was due to run."""
    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction")
    return sum(regime.open_day(campaign) for campaign in campaigns if campaign.pack.testing.tests)
