"""What the clock does: listings end, reviews, next steps, interruptions, letters and wanted premises that are late climb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.chains import people, reviewing, telling
from fugong.chains.actions.listings import expire
from fugong.chains.models import DailyReview, Interruption, KeyListing, Letter, PremisesWanted, ReviewStep
from fugong.chains.policy import Rung
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.registry import concerned
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = _("the clock")  # put into words when it is recorded
Following = dt.datetime | None


def fire_listings(firings: Sequence[Firing]) -> dict[int, Following]:
    """Their last day is over. What moves gets its new clock with that, and is left out of the answer."""
    standing = [firing.case for firing in firings if firing.case.state == "confirmed"]
    for listing in standing:
        expire(listing)
    moved = {listing.pk for listing in standing}
    return {firing.case.pk: None for firing in firings if firing.case.pk not in moved}


def _climb(
    row: Any, rung: int, was_due: dt.datetime, rungs: Sequence[Rung], whom: Callable[[], Any], title: Callable[[], str]
) -> Following:
    """Rung 1: it is on record as late, whose turn it is hears of it. Each further one: the pack's next post."""
    pack = for_version(row.pack_version)
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.these(row, whom(), title, event)
    elif rung - 2 < len(rungs):
        to = rungs[rung - 2].to
        event = record(
            f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=to, was_due=was_due.isoformat()
        )
        telling.these(row, concerned.in_post(row.campaign, to, row.enterprise), title, event)
    following = rungs[rung - 1] if rung - 1 < len(rungs) else None
    return pack.due(row.due_at, following.after) if following and row.due_at else None


def fire_review(review: Any, rung: int, was_due: dt.datetime) -> Following:
    """Nobody reviewed it by the hour."""
    rungs = for_version(review.pack_version).chains.review.escalation
    words = lambda: gettext("Not reviewed today: %(enterprise)s") % {"enterprise": review.enterprise}  # noqa: E731
    return _climb(review, rung, was_due, rungs, lambda: reviewing.reviewer_of(review), words)


def fire_step(step: Any, rung: int, was_due: dt.datetime) -> Following:
    """A next step is late: its owner, then whoever helps the enterprise, hears of it."""
    words = lambda: gettext("Late: %(what)s") % {"what": step.what}  # noqa: E731
    return _climb(step, rung, was_due, _rungs(step), lambda: [step.owner], words)


def fire_interruption(row: Any, rung: int, was_due: dt.datetime) -> Following:
    """The supply doesn't flow yet."""
    words = lambda: gettext("Still interrupted: %(partner)s → %(enterprise)s") % {  # noqa: E731
        "partner": row.partner_name, "enterprise": row.enterprise,
    }  # fmt: skip
    return _climb(row, rung, was_due, _rungs(row), lambda: people.servers(row.campaign, row.enterprise), words)


def fire_letter(letter: Any, rung: int, was_due: dt.datetime) -> Following:
    """No answer came."""
    words = lambda: gettext("No answer yet: letter %(number)s to %(authority)s") % {  # noqa: E731
        "number": letter.number, "authority": letter.authority,
    }  # fmt: skip
    drafter = [letter.drafted_by] if letter.drafted_by else []
    return _climb(letter, rung, was_due, _rungs(letter), lambda: drafter or people.keepers(letter.enterprise), words)


def fire_premises(row: Any, rung: int, was_due: dt.datetime) -> Following:
    """Nobody showed the enterprise anything."""
    words = lambda: gettext("Nothing shown yet: %(enterprise)s looks for premises") % {"enterprise": row.enterprise}  # noqa: E731
    return _climb(row, rung, was_due, _rungs(row), lambda: people.servers(row.campaign, row.enterprise), words)


def _rungs(row: Any) -> Sequence[Rung]:
    return for_version(row.pack_version).chains.escalation  # type: ignore[no-any-return]


deadlines.register(deadlines.Ladder(KeyListing, fire_listings))
for model, fire in (
    (DailyReview, fire_review),
    (ReviewStep, fire_step),
    (Interruption, fire_interruption),
    (Letter, fire_letter),
    (PremisesWanted, fire_premises),
):
    deadlines.register(deadlines.Ladder(model, deadlines.each(fire)))
