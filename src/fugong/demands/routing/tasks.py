"""What the clock does for the routing: learns every night from what was confirmed during the day."""

from procrastinate.contrib.django import app

from fugong.places.models import Campaign


@app.periodic(cron="40 18 * * *")  # twenty to three in China, when nobody waits for the processor
@app.task(queueing_lock="learn_routing", lock="learn_routing")
def learn_routing(timestamp: int) -> int:
    """Learns anew in each open campaign where there is something new; returns in how many."""
    from fugong.demands.routing import keeping  # which takes a while to load, and is wanted once a night

    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction")
    stale = [campaign for campaign in campaigns if keeping.is_stale(campaign)]
    return sum(keeping.train(campaign=campaign, by=None) is not None for campaign in stale)
