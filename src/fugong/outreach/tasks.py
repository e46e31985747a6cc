"""What the clock does for groups."""

from procrastinate.contrib.django import app

from fugong.outreach import membership
from fugong.outreach.models import ChatGroup
from fugong.outreach.models.groups import By
from fugong.places.models import Campaign


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="language_groups", lock="language_groups")
def refresh_language_groups(timestamp: int) -> int:
    """Every hour: liaisons choose another language without the registry changing. `timestamp` is when it was due to run."""
    changed = 0
    for campaign in Campaign.objects.open().filter(chat_groups__by=By.LANGUAGE).distinct():
        groups = ChatGroup.objects.filter(campaign=campaign, by=By.LANGUAGE).values_list("pk", flat=True)
        changed += membership.refresh(campaign, groups=groups)
    return changed
