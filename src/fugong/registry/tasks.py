"""Long work on the registry."""

from procrastinate.contrib.django import app


@app.task(queue="registry")
def refresh_enrolments(area: str) -> None:
    """Sorts the enterprises of every open campaign that touches the area anew, after a large import."""
    from fugong.places.models import Campaign
    from fugong.registry import segments

    for campaign in Campaign.objects.open().select_related("jurisdiction", "pack_version"):
        prefix = campaign.jurisdiction.prefix
        if prefix.startswith(area) or area.startswith(prefix):
            segments.refresh(campaign=campaign)
