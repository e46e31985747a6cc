"""What happens when nobody answers a request in time, or a delivery stays in the store."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.supplies import people, telling
from fugong.supplies.models import Delivery, Need
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: it is late, those who keep supplies (and of a delivery its officers) hear of it. Each further one: the next post."""
    pack = for_version(row.pack_version)
    ladder = pack.supplies.escalation
    title = _title(row)
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        whom = people.keepers(row.campaign)
        if row.event_kind == "supply_delivery":
            whom = list({each.pk: each for each in [*whom, *people.bringers(row.campaign, row.enterprise)]}.values())
        telling.desk(row, title, event, kind=telling.LATE, whom=whom)
    elif rung - 2 < len(ladder):
        to = ladder[rung - 2].to
        event = record(
            f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=to, was_due=was_due.isoformat()
        )
        telling.desk(row, title, event, kind=telling.LATE, whom=people.in_post(row.campaign, to, row.enterprise))
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return pack.due(row.due_at, following.after) if following and row.due_at else None


def _title(row: Any) -> Any:
    if row.event_kind == "supply_delivery":
        return lambda: gettext("Late: the delivery to %(enterprise)s") % {"enterprise": row.enterprise}
    return lambda: gettext("Late: %(enterprise)s waits for an answer about supplies") % {"enterprise": row.enterprise}


deadlines.register(deadlines.Ladder(Need, deadlines.each(fire)))
deadlines.register(deadlines.Ladder(Delivery, deadlines.each(fire)))
