"""What happens when nobody finds beds in time, or the enterprise doesn't say whether it takes them."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.lodging import people, telling
from fugong.lodging.models import BedRequest
from fugong.policy.loaded import for_version
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(request: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: it is late, whose turn it is hears of it. Each further one: the pack's next post is told."""
    pack = for_version(request.pack_version)
    ladder = pack.lodging.escalation
    waits_for_town = request.state == "asked"
    title = lambda: gettext("Late: %(enterprise)s waits for beds") % {"enterprise": request.enterprise}  # noqa: E731
    if rung == 1:
        event = record("bed_request.overdue", request, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        if waits_for_town:
            telling.arrangers(request, title, event, kind=telling.LATE)
        else:
            telling.enterprise(request, lambda: gettext("Beds are on hold for you: say whether you take them"), event)
    elif rung - 2 < len(ladder):
        to = ladder[rung - 2].to
        event = record("bed_request.escalate", request, by=None, as_name=CLOCK, to_post=to, was_due=was_due.isoformat())
        whom = people.in_post(request.campaign, to, request.enterprise)
        telling.arrangers(request, title, event, kind=telling.LATE, whom=whom)
    following = ladder[rung - 1] if waits_for_town and rung - 1 < len(ladder) else None
    return pack.due(request.due_at, following.after) if following and request.due_at else None


deadlines.register(deadlines.Ladder(BedRequest, deadlines.each(fire)))
