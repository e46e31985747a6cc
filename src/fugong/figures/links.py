"""Where a number's rows are."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from fugong.places.models import Campaign


def rows(campaign: Campaign, measure: str, day: dt.date, *, node: str = "", part: str = "") -> str:
    """The address of the list that a number counts."""
    asked = {"day": day.isoformat(), "node": node, "segment": part}
    query = urlencode({key: value for key, value in asked.items() if value})
    return f"{reverse('figures:rows', args=[campaign.key, measure])}?{query}"
