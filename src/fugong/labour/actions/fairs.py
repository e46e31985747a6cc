"""Online job fairs: planned, announced, joined by enterprises, talks kept, closed with their figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.labour import telling
from fugong.labour.access import enters_for
from fugong.labour.actions.held import begun, held, require_entry, require_match
from fugong.labour.models import Fair, Introduction, Stand, Talk, Vacancy
from fugong.labour.models.fair import OUTCOMES
from fugong.labour.reading import Said
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

LONGEST = dt.timedelta(days=7)


@transaction.atomic
def plan(*, campaign: Campaign, values: Mapping[str, Any], by: User) -> Fair:
    """`title`, `starts_day` and `starts_hour`, `ends_day` and `ends_hour`, `link`, `note`. Raises Refused."""
    require_match(campaign, by)
    row = Fair(
        campaign=campaign, pack_version=campaign.pack_version, area_code=campaign.jurisdiction.code,
        made_at=clock.now(), made_by=by,
    )  # fmt: skip
    _take(row, values)
    begun(row)
    record("fair.plan", row, by=by, to="planned", starts=row.starts_at.isoformat())
    return row


@transaction.atomic
def amend(*, fair: Fair, values: Mapping[str, Any], by: User) -> Fair:
    """Another time, title or link, before it is held; whoever takes part is told."""
    row = held(fair)
    require_match(row.campaign, by)
    if row.state not in ("planned", "announced"):
        raise Conflict(_("This fair is over."))
    _take(row, values)
    row.save()
    event = record("fair.amend", row, by=by, starts=row.starts_at.isoformat())
    if row.state == "announced":
        due = row.campaign.pack.due(row.ends_at, row.campaign.pack.labour.clocks.result)
        Fair.objects.filter(pk=row.pk).update(due_at=due, next_rung_at=due, rung=0)
        telling.stands(row, lambda: _("A job fair was changed"), event)
    return row


@transaction.atomic
def announce(*, fair: Fair, by: User) -> Fair:
    """It stands on the public page, and enterprises with open vacancies are invited."""
    row = held(fair)
    require_match(row.campaign, by)
    if row.ends_at <= clock.now():
        raise refuse("ends_day", _("It ends before now: write another time first."))
    due = row.campaign.pack.due(row.ends_at, row.campaign.pack.labour.clocks.result)
    event = move(row, "announce", by=by, due_at=due)
    firms = Vacancy.objects.filter(campaign=row.campaign, state="published").values_list("enterprise", flat=True)
    telling.invited(row, set(firms), lambda: _("An online job fair: take part?"), event)
    return row


@transaction.atomic
def join(*, fair: Fair, enterprise: Enterprise, by: User) -> Stand:
    """The enterprise takes part with its published vacancies. The same again changes nothing."""
    row = held(fair)
    require_entry(row.campaign, enterprise, by)
    if row.state not in ("planned", "announced") or row.ends_at <= clock.now():
        raise Conflict(_("This fair is over."))
    stand, is_new = Stand.objects.get_or_create(
        fair=row, enterprise=enterprise,
        defaults={
            "campaign": row.campaign, "area_code": enterprise.area_code, "joined_at": clock.now(), "joined_by": by,
        },
    )  # fmt: skip
    if is_new:
        record("fair.join", row, by=by, enterprise=enterprise.pk)
    return stand


@transaction.atomic
def leave(*, stand: Stand, by: User) -> None:
    """It doesn't take part after all; talks that were kept keep it in."""
    row = held(stand.fair)
    if not enters_for(by, stand.enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": stand.enterprise})
    if row.state not in ("planned", "announced") or Talk.objects.filter(fair=row, enterprise=stand.enterprise).exists():
        raise Conflict(_("Talks are kept for it already: it took part."))
    Stand.objects.filter(pk=stand.pk).delete()
    record("fair.leave", row, by=by, enterprise=stand.enterprise_id)


@transaction.atomic
def talk(*, stand: Stand, values: Mapping[str, Any], by: User) -> Talk:
    """`vacancy` (id or empty), `people`, `outcome`, `note` (no names). Raises Refused."""
    row = held(stand.fair)
    require_entry(row.campaign, stand.enterprise, by)
    if row.state != "announced" or row.starts_at > clock.now():
        raise Conflict(_("Talks are kept while the fair lasts, until its result is kept."))
    said = Said(values, row.campaign.pack.labour)
    outcome = said.text("outcome", 10)
    if outcome not in OUTCOMES:
        said.fault("outcome", _("Choose one of the list."))
    people, note = said.number("people", 1, 500, empty=1), said.text("note", 200)
    number = said.number("vacancy", 1, 10**17, empty=0)
    vacancy = Vacancy.objects.filter(enterprise=stand.enterprise_id, campaign=row.campaign_id, pk=number).first()
    if number and vacancy is None:
        said.fault("vacancy", _("Choose one of the enterprise’s vacancies."))
    said.end()
    made = Talk.objects.create(
        fair=row, campaign=row.campaign, enterprise=stand.enterprise, area_code=stand.area_code, vacancy=vacancy,
        people=people, outcome=outcome, note=note, at=clock.now(), by=by,
    )  # fmt: skip
    record("fair.talk", row, by=by, enterprise=stand.enterprise_id, people=people)
    return made


@transaction.atomic
def hold(*, fair: Fair, by: User) -> Fair:
    """It is over: its figures are kept. Raises Conflict before its end."""
    row = held(fair)
    require_match(row.campaign, by)
    if row.ends_at > clock.now():
        raise Conflict(_("It hasn’t ended yet."))
    move(row, "hold", by=by, set={"counts": result(row)})
    return row


@transaction.atomic
def cancel(*, fair: Fair, reason: str, by: User) -> Fair:
    """It doesn't take place."""
    row = held(fair)
    event = move(row, "cancel", by=by, reason=reason[:300])
    telling.stands(row, lambda: _("A job fair was cancelled"), event)
    return row


def result(fair: Fair) -> dict[str, int]:
    """What it brought so far: enterprises, vacancies, people wanted, talks by outcome, applications by the page."""
    firms = fair.stands.values("enterprise")
    vacancies = Vacancy.objects.filter(campaign=fair.campaign_id, enterprise__in=firms).exclude(published_at=None)
    by_outcome = dict(fair.talks.values_list("outcome").annotate(n=Sum("people")))
    return {
        "enterprises": firms.count(),
        "vacancies": vacancies.count(),
        "wanted": vacancies.aggregate(n=Sum("wanted"))["n"] or 0,
        "talks": sum(by_outcome.values()),
        **{name: by_outcome.get(name, 0) for name in OUTCOMES},
        "introductions": Introduction.objects.filter(fair=fair).count(),
    }


def _take(row: Fair, values: Mapping[str, Any]) -> None:
    labour = row.campaign.pack.labour
    said = Said(values, labour)
    row.title = said.text("title", 80, _("Write what the fair is called."))
    row.starts_at, row.ends_at = said.moment("starts"), said.moment("ends")
    row.link, row.note = said.text("link", 300), said.text("note", 1_000)
    if row.link and not row.link.startswith(("https://", "http://")):
        said.fault("link", _("Write the whole address, beginning with https://."))
    if not said.faults:
        day = clock.local(row.starts_at).date()
        if row.ends_at <= row.starts_at:
            said.fault("ends_day", _("The fair ends before it begins: correct one of the two."))
        elif row.ends_at - row.starts_at > LONGEST:
            said.fault("ends_day", _("A fair lasts %(n)s days at most.") % {"n": LONGEST.days})
        elif row.pk is None and row.ends_at <= clock.now():
            said.fault("ends_day", _("It ends before now: write another time."))
        if not labour.is_fit_day("fair", day):
            said.fault("starts_day", _("%(day)s is no working day here: choose another.") % {"day": dates.shown(day)})
    said.end()
