"""Sampling: what a specialist's phone fetches and sends, tubes and their results, samples and results by the thousand."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.testing import bulk_rows, coding, today
from fugong.testing.actions import bulk_samples, results, tubes
from fugong.testing.models import Shift, TestTotal, Tube
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.problems import FaultOut
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Moment, Whole

resource = Resource(tags=["Testing"])
HERE = "/campaigns/{campaign}"
PERSON_CODE = Annotated[str, Field(min_length=1, max_length=200)]


class OpenTubeOut(Schema):
    code: str
    size: int
    filled: int


class TodayShiftOut(Schema):
    """A shift of today. `mine`: the caller serves on it."""

    id: int
    point: str
    state: str
    mine: bool
    begins_at: dt.datetime
    ends_at: dt.datetime
    test: dict[str, str]
    sizes: list[int]
    tubes: list[OpenTubeOut]


class TubeCodesOut(Schema):
    """What the codes on tubes look like: `#` a digit, `@` a letter, `*` either. `check`: how the last sign follows from the others."""

    reads: list[str]
    shapes: list[str]
    check: str


class SamplingDayOut(Schema):
    """What the phone takes along. `key` (P-256, raw, Base64 for addresses) reads people's codes; `campaign` stands in them."""

    day: dt.date
    campaign: int
    key: str
    tubes: TubeCodesOut
    shifts: list[TodayShiftOut]


class InTubeIn(Body):
    """A person's sample, or its taking back. The tube is opened with the first sample that names it."""

    shift: int = Field(ge=1, le=2**63 - 1)
    tube: Annotated[str, Field(min_length=3, max_length=40)] = Field(description="The tube's own code")
    size: Annotated[int, Field(ge=1, le=100)]
    code: PERSON_CODE = Field(description="The person's code, signed or short")
    at: Moment | None = Field(None, description="When; now where it isn't said")


class SampleOut(Schema):
    """`known`: the person was in the tube already. `again`: sampled today before, in another tube."""

    tube: str
    filled: int
    size: int
    person: int
    name: str = Field(description="Empty where the caller may not see the file")
    known: bool
    again: bool


class TubeIn(Body):
    """A tube by its own code, on a shift."""

    shift: int = Field(ge=1, le=2**63 - 1)
    tube: Annotated[str, Field(min_length=3, max_length=40)]
    size: Annotated[int, Field(ge=1, le=100)]


class TubeOut(Schema):
    """A tube. Whose samples are in it isn't told here."""

    id: int
    code: str
    shift: int = Field(alias="shift_id")
    point: str = Field(alias="point.name")
    day: dt.date
    test: str
    size: Whole
    filled: Whole
    state: str
    sealed_at: dt.datetime | None
    sent_at: dt.datetime | None
    due_at: dt.datetime | None
    result_at: dt.datetime | None


class ResultIn(Body):
    """What the laboratory said."""

    result: Literal["negative", "positive", "invalid"]


class TotalOut(Schema):
    """An enterprise's day in one test, in people."""

    enterprise: int = Field(alias="enterprise_id")
    day: dt.date
    kind: str
    owed: int
    sampled: int
    extra: int
    negative: int
    positive: int


class TestingTakenOut(Schema):
    """What came of many rows. Refused rows are named; `rows[1]` is the first."""

    taken: int
    unchanged: int
    refused: int
    faults: list[FaultOut]


def _body(description: str) -> dict[str, Any]:
    return {
        "requestBody": {
            "required": True,
            "description": description,
            "content": {
                "application/x-ndjson": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            },
        }
    }


SAMPLES = _body(
    "One JSON object a line, one JSON array, or CSV with a heading: `person` (number), `at`, `test`, and `tube` (its code) or, for "
    "antigen, `result`."
)
RESULTS = _body("One JSON object a line, one JSON array, or CSV with a heading: `tube` (its code) and `result`.")
GOOD = Annotated[bool, Query(description="Take the rows without a fault instead of all or none.")]


@resource.reads(HERE + "/sampling/today", SamplingDayOut, needs=P.SAMPLE_TAKE)
def sampling_today(request: Call, campaign: Key) -> Any:
    """What the caller's phone takes along for the day."""
    return today.of(_campaign(request, campaign), request.user)


@resource.writes("POST", HERE + "/sampling/samples", SampleOut, needs=P.SAMPLE_TAKE)
def take_sample(request: Call, campaign: Key, body: InTubeIn) -> Any:
    """Puts the person whose code was shown into a tube. The same again changes nothing."""
    within = _campaign(request, campaign)
    shift = _shift(request, within, body.shift)
    tube = tubes.begin(shift=shift, code=body.tube, size=body.size, by=request.user)
    person = coding.read(within, body.code)
    taken = tubes.take(tube=tube, person=person, by=request.user, at=body.at, shown=True, via="phone")
    seen = person.may_move(request.user, P.PERSON_VIEW)
    return {
        "tube": taken.tube.code, "filled": taken.tube.filled, "size": taken.tube.size, "person": person.pk,
        "name": person.name if seen else "", "known": taken.known, "again": taken.again,
    }  # fmt: skip


@resource.writes("POST", HERE + "/sampling/samples/undo", TubeOut, needs=P.SAMPLE_TAKE)
def undo_sample(request: Call, campaign: Key, body: InTubeIn) -> Any:
    """Takes a sample back while its tube is open."""
    within = _campaign(request, campaign)
    tube = tubes.begin(shift=_shift(request, within, body.shift), code=body.tube, size=body.size, by=request.user)
    tubes.take_back(tube=tube, person=coding.read(within, body.code), by=request.user)
    return one(_tubes(request, within), pk=tube.pk)


@resource.writes("POST", HERE + "/sampling/tubes", TubeOut, needs=P.SAMPLE_TAKE)
def open_tube(request: Call, campaign: Key, body: TubeIn) -> Any:
    """Opens a tube on a shift; the same again is the same tube."""
    within = _campaign(request, campaign)
    tube = tubes.begin(shift=_shift(request, within, body.shift), code=body.tube, size=body.size, by=request.user)
    return one(_tubes(request, within), pk=tube.pk)


@resource.writes("POST", HERE + "/sampling/tubes/seal", TubeOut, needs=P.SAMPLE_TAKE)
def seal_tube(request: Call, campaign: Key, body: TubeIn) -> Any:
    """Seals a tube; the same again changes nothing."""
    within = _campaign(request, campaign)
    tube = tubes.begin(shift=_shift(request, within, body.shift), code=body.tube, size=body.size, by=request.user)
    if tube.state not in ("sealed", "sent", "negative", "positive", "invalid", "void"):
        tubes.seal(tube=tube, by=request.user)
    return one(_tubes(request, within), pk=tube.pk)


@resource.reads(HERE + "/tubes", Page[TubeOut], needs=P.SAMPLE_TAKE)
def testing_tubes(
    request: Call,
    campaign: Key,
    day: Annotated[Day | None, Query(description="Today where it isn't said")] = None,
    state: Annotated[str, Query(max_length=20)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The tubes of a day, the latest first."""
    rows = _tubes(request, _campaign(request, campaign)).filter(day=day or clock.today())
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.reads(HERE + "/tubes/{tube}", TubeOut, needs=P.SAMPLE_TAKE)
def testing_tube(request: Call, campaign: Key, tube: Id) -> Any:
    """One of them."""
    return one(_tubes(request, _campaign(request, campaign)), pk=tube)


@resource.writes("POST", HERE + "/tubes/{tube}/send", TubeOut, needs=P.SAMPLE_TAKE)
def send_tube(request: Call, campaign: Key, tube: Id) -> Any:
    """Hands a sealed tube to the laboratory."""
    within = _campaign(request, campaign)
    tubes.send(tubes=[one(_tubes(request, within), pk=tube)], by=request.user)
    return one(_tubes(request, within), pk=tube)


@resource.writes("POST", HERE + "/tubes/{tube}/result", TubeOut, needs=P.RESULT_ENTER)
def enter_result(request: Call, campaign: Key, tube: Id, body: ResultIn) -> Any:
    """The result of a tube, and so of everybody in it."""
    within = _campaign(request, campaign, P.RESULT_ENTER)
    results.enter(tube=one(_tubes(request, within), pk=tube), result=body.result, by=request.user, via="api")
    return one(_tubes(request, within), pk=tube)


@resource.writes("POST", HERE + "/samples/bulk", TestingTakenOut, needs=P.SAMPLE_TAKE, openapi_extra=SAMPLES)
def take_samples(request: Call, campaign: Key, only_good: GOOD = False) -> Any:
    """Samples by the thousand (up to 32 MB). All are taken, or none; the same again changes nothing."""
    return bulk_samples.take_many(
        campaign=_campaign(request, campaign),
        rows=bulk_rows.samples(request.body),
        by=request.user,
        only_good=only_good,
    )


@resource.writes("POST", HERE + "/results/bulk", TestingTakenOut, needs=P.RESULT_ENTER, openapi_extra=RESULTS)
def enter_results(request: Call, campaign: Key, only_good: GOOD = False) -> Any:
    """A laboratory's list, tube by tube. The same again changes nothing."""
    return results.enter_many(
        campaign=_campaign(request, campaign, P.RESULT_ENTER), rows=bulk_rows.results(request.body), by=request.user,
        only_good=only_good,
    )  # fmt: skip


@resource.reads(HERE + "/testing-totals", Page[TotalOut], needs=P.PERSON_VIEW)
def testing_totals(
    request: Call,
    campaign: Key,
    kind: Annotated[
        str, Query(max_length=40, description="Key of a test; the one that coverage counts where it isn't said")
    ] = "",
    day: Annotated[Day | None, Query(description="Today where it isn't said")] = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Who should be tested and who was, by enterprise."""
    within = _campaign(request, campaign, P.PERSON_VIEW)
    rows = TestTotal.objects.visible_to(request.user).filter(campaign=within, day=day or clock.today())
    return page_of(rows.filter(kind=kind or within.pack.testing.figure), ("enterprise_id",), after=after, limit=limit)


def _campaign(request: Call, key: str, permission: P = P.SAMPLE_TAKE) -> Campaign:
    return campaign_of(request, key, permission)


def _shift(request: Call, campaign: Campaign, number: int) -> Shift:
    return one(Shift.objects.visible_to(request.user), campaign=campaign, pk=number)  # type: ignore[no-any-return]


def _tubes(request: Call, campaign: Campaign) -> Any:
    rows = Tube.objects.visible_to(request.user).filter(campaign=campaign)
    return rows.select_related("point__enterprise", "shift")
