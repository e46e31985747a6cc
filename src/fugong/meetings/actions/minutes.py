"""The minutes: put into words, issued once, then kept as they were."""

from typing import Any

from django.db import transaction

from fugong.accounts.models import User
from fugong.core import clock
from fugong.demands import wording
from fugong.ledger.recording import record
from fugong.meetings import telling
from fugong.meetings.models import Meeting
from fugong.meetings.rows import guard, held
from fugong.workflow.moves import move


@transaction.atomic
def summarise(*, meeting: Meeting, summary: str, by: User) -> Meeting:
    """The paragraph that opens the minutes."""
    meeting = held(meeting, "open", "closed")
    guard(meeting, by)
    meeting.summary = wording.optional(summary, "summary", longest=wording.LONGEST)
    meeting.save(update_fields=["summary"])
    record("meeting.summarise", meeting, by=by)
    return meeting


@transaction.atomic
def issue(*, meeting: Meeting, by: User) -> Meeting:
    """Issues the minutes: from here on they stay as they are, and everybody who took part is told."""
    meeting = held(meeting)
    values = {"issued_at": clock.now(), "issued_by": by, "minutes": composed(meeting)}
    event = move(meeting, "issue", by=by, set=values)
    telling.issued(meeting, event)
    return meeting


def composed(meeting: Meeting) -> dict[str, Any]:
    """The minutes as data, in the words of now."""
    items = meeting.items.filter(removed=False).select_related("enterprise", "asked_by")
    items = items.prefetch_related("decisions__task__owner")
    people = list(meeting.participants.select_related("user", "enterprise"))
    return {
        "summary": meeting.summary,
        "present": [str(each) for each in people if each.attended],
        "absent": [str(each) for each in people if each.attended is False],
        "invited": [str(each) for each in people if each.attended is None],
        "items": [
            {
                "title": item.title, "cluster": item.cluster, "detail": item.detail, "outcome": item.outcome,
                "said": item.said, "many": item.many, "times": item.times, "source": item.source, "url": item.url,
                "enterprise": item.enterprise.name if item.enterprise else "",
                "decisions": [
                    {
                        "text": decision.text,
                        "owner": decision.task.owner.name if decision.task else "",
                        "due": decision.task.deadline.isoformat() if decision.task else "",
                        "task": decision.task.number if decision.task else "",
                    }
                    for decision in item.decisions.all()
                ],
            }
            for item in items
        ],
    }  # fmt: skip
