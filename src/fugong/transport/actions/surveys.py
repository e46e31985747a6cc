"""Surveys: asked of thousands in one go, answered in one tap, reminded, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry import facts as registry_facts
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.transport import telling
from fugong.transport.actions.held import held, require_plan
from fugong.transport.models import Asked, Need, Survey

LONGEST = dt.timedelta(days=60)
INSTALLATION = gettext_lazy("the installation")
CLOCK: Any = gettext_lazy("the clock")
BATCH = 5_000


def whom(campaign: Campaign) -> list[Enterprise]:
    """The enterprises that the pack has asked: those of the area for which its condition holds."""
    rows = Enterprise.objects.filter(area_code__startswith=campaign.jurisdiction.prefix, closed_on=None).order_by("pk")
    condition = campaign.pack.transport.whom
    if condition is None:
        return list(rows.only("pk", "area_code"))
    holding = {key for key, facts in registry_facts.read(registry_facts.with_facts(rows)) if condition.holds(facts)}
    return [each for each in rows.only("pk", "area_code") if each.pk in holding]


@transaction.atomic
def ask(
    *, campaign: Campaign, title: str, due_at: dt.datetime | None = None, enterprises: Sequence[Enterprise] | None = None,
    by: User | None,
) -> Survey:  # fmt: skip
    """Asks all whom the pack names, or these, whether they need coaches; those who speak for them are told. Raises Refused."""
    require_plan(campaign, by)
    section, now = campaign.pack.transport, clock.now()
    name = title.strip()[:80]
    if not name:
        raise refuse("title", _("Write what the survey is called."))
    due = due_at or campaign.pack.due(now, section.survey.within)
    if not now < due <= now + LONGEST:
        raise refuse("due_at", _("Choose a deadline between now and %(days)s days from now.") % {"days": LONGEST.days})
    chosen = list(enterprises) if enterprises is not None else whom(campaign)
    if not chosen:
        raise refuse("title", _("The pack’s condition chooses no enterprise: nobody would be asked."))
    before = due - (campaign.pack.due(now, section.survey.remind_before) - now)
    survey = Survey.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, title=name, whom=section.survey.whom or "",
        asked=len(chosen), asked_at=now, asked_by=by, due_at=due, next_rung_at=max(before, now),
    )  # fmt: skip
    Asked.objects.bulk_create(
        (Asked(survey=survey, campaign=campaign, enterprise=each, area_code=each.area_code) for each in chosen),
        batch_size=BATCH,
    )
    event = record("coach_survey.ask", survey, by=by, as_name="" if by else str(INSTALLATION), asked=len(chosen))
    telling.asked(survey, [each.pk for each in chosen], lambda: _("Do you need coaches for your people?"), event)
    return survey


@transaction.atomic
def answer(*, row: Asked, wanted: bool, said: Mapping[str, bool] | None = None, by: User) -> Asked:
    """The enterprise's answer; until the survey is closed it can be changed. Seats are entered as needs, see `needs.want`."""
    found = Asked.objects.select_for_update(of=("self",), no_key=True).select_related(
        "survey__campaign__pack_version", "enterprise"
    ).get(pk=row.pk)  # fmt: skip
    require(by, Permission.TRIP_ASK, found.enterprise)
    must_be_open(found.survey.campaign)
    if not found.survey.is_open:
        raise Conflict(_("This survey is closed. Say what you need under “We need seats after all”."))
    if (
        not wanted
        and Need.objects.filter(survey=found.survey_id, enterprise=found.enterprise_id)
        .exclude(state="withdrawn")
        .exists()
    ):
        raise Conflict(_("You said how many seats you need: take that back first."))
    questions = {each.key for each in found.survey.campaign.pack.transport.survey.questions}
    found.answer, found.answered_at, found.answered_by = "wanted" if wanted else "none", clock.now(), by
    if said is not None:
        found.said = {key: bool(value) for key, value in said.items() if key in questions}
    found.save(update_fields=["answer", "answered_at", "answered_by", "said"])
    record("coach_asked.answer", found, by=by, answer=found.answer)
    return found


@transaction.atomic
def remind(*, survey: Survey, by: User | None) -> int:
    """Tells those who haven't answered once more; returns how many enterprises. `by` is None for the clock."""
    found = held(survey)
    if by is not None:
        require_plan(found.campaign, by)
    if not found.is_open:
        raise Conflict(_("This survey is closed."))
    missing = Asked.objects.filter(survey=found, answer="")
    keys = list(missing.values_list("enterprise", flat=True))
    missing.update(reminded_at=clock.now())
    Survey.objects.filter(pk=found.pk).update(reminded_at=clock.now())
    event = record("coach_survey.remind", found, by=by, as_name="" if by else CLOCK, missing=len(keys))
    telling.asked(found, keys, lambda: _("Please say today whether you need coaches"), event)
    return len(keys)


@transaction.atomic
def close(*, survey: Survey, by: User) -> Survey:
    """No answers are taken any more; what isn't answered stays so."""
    found = held(survey)
    require_plan(found.campaign, by)
    if not found.is_open:
        raise Conflict(_("This survey is closed."))
    found.closed_at, found.next_rung_at = clock.now(), None
    found.save(update_fields=["closed_at", "next_rung_at"])
    record("coach_survey.close", found, by=by)
    return found
