"""What happens when nobody acts in time: those whose turn it is hear of it, then the pack's posts."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.benefits import people, telling
from fugong.benefits.models import Award, Claim, Version
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")


def claim(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: whoever examines, decides or pays. Each further one: the pack's next post."""
    title = lambda: gettext("Late: the claim of %(enterprise)s") % {"enterprise": row.enterprise}  # noqa: E731
    if rung == 1:
        event = record("benefit_claim.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.deciders(row, title, event, kind=telling.LATE)
    return _climb(row, rung, lambda whom, event: telling.deciders(row, title, event, kind=telling.LATE, whom=whom))


def to_sign(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: those who can sign. Each further one: the pack's next post."""
    said = row.says if row.event_kind == "benefit_version" else row.version.says
    title = lambda: gettext("Late: a second signature under “%(row)s”") % {"row": said.name}  # noqa: E731
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.to_sign(row, title, event, kind=telling.LATE)
    return _climb(row, rung, lambda whom, event: telling.to_sign(row, title, event, kind=telling.LATE, whom=whom))


def _climb(row: Any, rung: int, tell: Any) -> dt.datetime | None:
    ladder = for_version(row.pack_version).benefits.escalation
    if 1 < rung <= len(ladder) + 1:
        post = ladder[rung - 2].to
        event = record(f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=post)
        tell(people.in_post(row.campaign, post, row.area_code), event)
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return row.campaign.pack.due(row.due_at, following.after) if following and row.due_at else None


def _rows(model: Any, *more: str) -> Any:
    return lambda: model._base_manager.select_related(
        "campaign__pack_version", "campaign__jurisdiction", "pack_version", *more
    )


deadlines.register(deadlines.Ladder(Claim, deadlines.each(claim), _rows(Claim, "enterprise")))
deadlines.register(deadlines.Ladder(Version, deadlines.each(to_sign), _rows(Version)))
deadlines.register(deadlines.Ladder(Award, deadlines.each(to_sign), _rows(Award, "version")))
