"""Signals: readings taken in bulk, and the ranked list of reports that don't fit them."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.signals import matching
from fugong.signals.actions import doubts, readings
from fugong.signals.actions.readings import Given
from fugong.signals.matching import Whose
from fugong.signals.models import Doubt
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key

resource = Resource(tags=["Signals"])
HERE = "/campaigns/{campaign}"
DOUBTS = HERE + "/doubts"
State = Annotated[str, Query(max_length=20)]
Amount = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=2)]


class SignalReadingIn(Body):
    """A reading: whose it is by `uscc`, by the number of a meter that is known, or by the enterprise's `name`."""

    kind: str = Field(max_length=40, description="Key of the place's kind of signal")
    day: Day | None = None
    value: Amount | None = None
    usual: Amount | None = Field(None, description="What it shows on an ordinary day; once is enough")
    uscc: str = Field("", max_length=18)
    number: str = Field("", max_length=40)
    name: str = Field("", max_length=200)


class SignalReadingsIn(Body):
    """Up to 5,000 readings."""

    readings: list[SignalReadingIn] = Field(min_length=1, max_length=5_000)


class SignalReadingsOut(Schema):
    """What came of it. The same readings again are `same`, and change nothing."""

    new: int
    changed: int
    same: int
    raised: int = Field(description="Doubts that arose")
    settled: int = Field(description="Doubts that are over")


class DoubtOut(Schema):
    """A report that doesn't fit what was measured."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str
    rule: str
    kind: str
    state: str
    reason: str
    weight: float
    first_day: dt.date
    day: dt.date
    numbers: dict[str, Any] = Field(description="staff, total, share (per cent), value, usual, days, resumed")
    answer: str
    due_at: dt.datetime | None

    @staticmethod
    def resolve_enterprise_name(row: Any) -> str:
        return str(row.enterprise.name)


class DoubtAnswerIn(Body):
    """Why."""

    reason: str = Field(max_length=500)


@resource.writes("POST", HERE + "/readings", SignalReadingsOut, needs=P.SIGNAL_ENTER)
def take_readings(request: Call, campaign: Key, body: SignalReadingsIn) -> Any:
    """Takes readings, all or none, and looks through the enterprises that they are about."""
    within = campaign_of(request, campaign)
    return readings.take(campaign=within, rows=_given(within, request, body.readings), by=request.user)


@resource.reads(DOUBTS, Page[DoubtOut], needs=P.SIGNAL_VIEW)
def doubts_(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Doubts, the weightiest first."""
    rows = _doubts(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-weight", "id"), after=after, limit=limit)


@resource.reads(DOUBTS + "/{doubt}", DoubtOut, needs=P.SIGNAL_VIEW)
def doubt_(request: Call, campaign: Key, doubt: Id) -> Any:
    """One doubt."""
    return one(_doubts(request, campaign), pk=doubt)


@resource.writes("POST", DOUBTS + "/{doubt}/explain", DoubtOut, needs=P.SIGNAL_ANSWER)
def explain_doubt(request: Call, campaign: Key, doubt: Id, body: DoubtAnswerIn) -> Any:
    """The report is right, and why."""
    found = one(_doubts(request, campaign), pk=doubt)
    return doubts.explain(doubt=found, reason=body.reason, by=request.user)


@resource.writes("POST", DOUBTS + "/{doubt}/confirm", DoubtOut, needs=P.SIGNAL_ANSWER)
def confirm_doubt(request: Call, campaign: Key, doubt: Id, body: DoubtAnswerIn) -> Any:
    """The report isn't right: somebody goes there."""
    found = one(_doubts(request, campaign), pk=doubt)
    return doubts.confirm(doubt=found, reason=body.reason, by=request.user)


def _doubts(request: Call, campaign: str) -> Any:
    rows = Doubt.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version", "pack_version")


def _given(campaign: Campaign, request: Call, rows: list[SignalReadingIn]) -> list[Given]:
    """The rows with their enterprises. Raises Refused with a fault for each row that can't be taken."""
    whose = [Whose(row.kind, row.uscc, row.number, row.name) for row in rows]
    known = matching.known(campaign, request.user, whose)
    faults, given = [], []
    for at, (row, each) in enumerate(zip(rows, whose, strict=True)):
        if campaign.pack.signals.kind(row.kind) is None:
            faults.append(Fault(f"readings[{at}].kind", _("There is no such kind of signal here."), "unknown"))
            continue
        found, column, why = known.find(each)
        wrong = _wrong(row)
        if found is None:
            faults.append(Fault(f"readings[{at}].{column}", why, "unknown"))
        elif wrong:
            faults.append(Fault(f"readings[{at}].{wrong[0]}", wrong[1]))
        else:
            given.append(Given(found, row.kind, row.number, row.day, row.value, row.usual))
    if faults:
        raise Refused(_("The readings can’t be taken like this."), fields=faults[:200])
    return given


def _wrong(row: SignalReadingIn) -> tuple[str, str] | None:
    if row.value is None and row.usual is None:
        return "value", _("Write a reading, or what is usual.")
    if row.value is not None and row.day is None:
        return "day", _("Say of which day the reading is.")
    if row.day is not None and row.day > clock.today():
        return "day", _("The day lies ahead.")
    return None
