"""What the worker does: matching many enterprises takes seconds; other rooms count on while nobody tells."""

import datetime as dt

from procrastinate.contrib.django import app

from fugong.places.models import Campaign


@app.task(lock="benefits")
def match_all(campaign_id: int, asked_at: str = "") -> int:
    """Matches a campaign anew, unless that was done since it was asked for."""
    from fugong.benefits import matching
    from fugong.benefits.models import Policy

    campaign = Campaign.objects.select_related("pack_version", "jurisdiction").filter(pk=campaign_id).first()
    if campaign is None:
        return 0
    stale = Policy.objects.filter(campaign=campaign, current__state="published")
    if asked_at:
        stale = stale.exclude(matched_at__gt=dt.datetime.fromisoformat(asked_at))
    return matching.match(campaign=campaign) if stale.exists() else 0


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="benefits_catch_up", lock="benefits")
def catch_up(timestamp: int) -> int:
    """Every ten minutes: whoever has more workers back, or another trip, is matched anew."""
    from fugong.benefits import matching

    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction").order_by("pk")
    return sum(matching.catch_up(campaign=campaign) for campaign in campaigns)


@app.periodic(cron="20 0 * * *")
@app.task(queueing_lock="benefits_new_day", lock="benefits")
def new_day(timestamp: int) -> int:
    """Every night: windows open and close, what shrinks with the date shrinks."""
    from fugong.benefits import matching

    campaigns = Campaign.objects.open().select_related("pack_version", "jurisdiction").order_by("pk")
    return sum(matching.match(campaign=campaign) for campaign in campaigns)
