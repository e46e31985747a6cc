"""What is worked out in the background, and what the clock does."""

from procrastinate.contrib.django import app

from fugong.places.models import Campaign


@app.task(queue="chains")
def work_out(order: int) -> None:
    """Runs the optimiser for an order of resuming."""
    from fugong.chains import ordering

    ordering.run(order)


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="lay_out_reviews", lock="lay_out_reviews")
def lay_out_reviews(timestamp: int) -> int:
    """Every hour, so that who was listed since is there: today's reviews. `timestamp` is when it was due to run."""
    from fugong.chains import reviewing
    from fugong.core import clock

    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction")
    return sum(reviewing.open_day(campaign, clock.today()) for campaign in campaigns)
