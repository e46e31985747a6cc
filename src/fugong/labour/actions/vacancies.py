"""Vacancies: entered, checked, published, changed, filled, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, dates
from fugong.core.errors import Conflict
from fugong.labour import reading, telling
from fugong.labour.actions.held import begun, end_of, held, require_entry
from fugong.labour.models import Introduction, Vacancy
from fugong.labour.reading import Said
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

WAGE_MOST = 1_000_000


@transaction.atomic
def enter(*, campaign: Campaign, enterprise: Enterprise, values: Mapping[str, Any], by: User) -> Vacancy:
    """`trade`, `title`, `wanted`, `wage_from`, `wage_to`, `place`, `since`, `has_lodging`, `has_board`, `languages`, `text`.

    Raises Refused with a fault at each field.
    """
    require_entry(campaign, enterprise, by)
    row = Vacancy(
        campaign=campaign, pack_version=campaign.pack_version, enterprise=enterprise, area_code=enterprise.area_code,
        entered_at=clock.now(), entered_by=by,
    )  # fmt: skip
    _take(row, values)
    begun(row, campaign.pack.labour.clocks.check, clock_kind="check")
    event = record("vacancy.enter", row, by=by, to="draft", wanted=row.wanted, trade=row.trade)
    telling.desk(row, telling.CHECK, lambda: _("A vacancy waits to be checked"), event, but=by)
    return row


@transaction.atomic
def amend(*, vacancy: Vacancy, values: Mapping[str, Any], by: User) -> Vacancy:
    """Corrects one. What is published goes back to the desk; what was returned is handed in again."""
    row = held(vacancy)
    require_entry(row.campaign, row.enterprise, by)
    if row.state not in ("draft", "returned", "published"):
        raise Conflict(_("This vacancy is over: enter a new one."))
    _take(row, values)
    if row.wanted < row.hired:
        said = Said({}, None)
        said.fault("wanted", _("%(n)s are hired already: not fewer than that.") % {"n": row.hired})
        said.end()
    row.save()
    key = {"returned": "resubmit", "published": "revise"}.get(row.state)
    if key is None:
        record("vacancy.amend", row, by=by, wanted=row.wanted)
        return row
    due = row.campaign.pack.due(clock.now(), row.campaign.pack.labour.clocks.check)
    event = move(row, key, by=by, due_at=due, wanted=row.wanted)
    telling.desk(row, telling.CHECK, lambda: _("A vacancy waits to be checked"), event, but=by)
    return row


@transaction.atomic
def publish(*, vacancy: Vacancy, by: User) -> Vacancy:
    """The desk has checked it: everybody can read it until its last day."""
    row = held(vacancy)
    must_be_open(row.campaign)
    until = clock.today() + dt.timedelta(days=row.campaign.pack.labour.vacancies.valid_days)
    values = {"until": until, "checked_by": by, "published_at": clock.now()}
    event = move(row, "publish", by=by, due_at=end_of(until), set=values, until=until.isoformat())
    telling.enterprise(row, telling.TOLD, lambda: _("Your vacancy is published"), event)
    return row


@transaction.atomic
def send_back(*, vacancy: Vacancy, reason: str, by: User) -> Vacancy:
    """Something isn't right; the enterprise hears what."""
    row = held(vacancy)
    event = move(row, "return", by=by, reason=reason[:300])
    telling.enterprise(row, telling.TOLD, lambda: _("Your vacancy was returned"), event)
    return row


@transaction.atomic
def end(*, vacancy: Vacancy, key: str, reason: str = "", by: User | None, as_name: Any = "") -> Vacancy:
    """`fill`, `close`, `expire` or `withdraw`; introductions that nobody made yet come to nothing."""
    row = held(vacancy)
    move(row, key, by=by, reason=reason[:300], as_name=as_name)
    waiting = Introduction.objects.select_for_update(of=("self",)).filter(vacancy=row, state="proposed")
    for each in waiting:
        move(each, "lapse", by=None, as_name=as_name or str(by or ""))
    return row


def _take(row: Vacancy, values: Mapping[str, Any]) -> None:
    """What is said, checked, into the row. Raises Refused."""
    labour = row.campaign.pack.labour
    said, rules = Said(values, labour), labour.vacancies
    row.trade = said.trade()
    row.title = said.text("title", 60) or labour.trade_name(row.trade)[:60]
    row.wanted = said.number("wanted", 1, rules.most)
    row.wage_from = said.number("wage_from", 1, WAGE_MOST)
    row.wage_to = said.number("wage_to", 1, WAGE_MOST, empty=row.wage_from)
    if row.wage_to < row.wage_from:
        said.fault("wage_to", _("The wage “to” is below the wage “from”: exchange them, or correct one."))
    if row.wage_from < rules.wage_floor:
        said.fault(
            "wage_from", _("At least %(floor)s yuan a month: the minimum wage here.") % {"floor": rules.wage_floor}
        )
    row.since = said.day("since", past=bool(row.pk))
    if not labour.is_fit_day("start", row.since):
        said.fault("since", _("%(day)s is no working day here: choose another.") % {"day": dates.shown(row.since)})
    row.place = said.text("place", 120) or row.enterprise.address[:120] or row.enterprise.name[:120]
    row.longitude, row.latitude = row.enterprise.longitude, row.enterprise.latitude
    if row.longitude is None:
        row.longitude, row.latitude = reading.spot(row.place)
    row.has_lodging, row.has_board = said.yes("has_lodging"), said.yes("has_board")
    row.languages = said.languages()
    row.text = said.text("text", 2_000)
    said.end()
