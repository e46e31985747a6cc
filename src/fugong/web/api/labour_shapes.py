"""What vacancies, introductions, fairs, contingents and shared staff look like on the wire. Wages in whole yuan a month."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from fugong.web.api.shapes import Body, Day, Whole

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Word = Annotated[str, Field(max_length=40)]
Language = Annotated[str, Field(max_length=10)]


class VacancyOut(Schema):
    """Whom an enterprise looks for. `trade`: key of the pack's trade."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    state: str
    trade: str
    title: str
    wanted: int
    hired: int
    wage_from: int
    wage_to: int
    place: str
    since: dt.date
    has_lodging: bool
    has_board: bool
    languages: list[str]
    text: str
    until: dt.date | None
    due_at: dt.datetime | None


class VacancyIn(Body):
    """`trade`: its key, its name in any language, or another word that the pack knows."""

    enterprise: Number
    trade: Word
    title: str = Field("", max_length=60)
    wanted: int = Field(ge=1, le=100_000)
    wage_from: int = Field(ge=1, le=1_000_000)
    wage_to: int | None = Field(None, ge=1, le=1_000_000)
    place: str = Field("", max_length=120)
    since: Day
    has_lodging: bool = False
    has_board: bool = False
    languages: list[Language] = Field([], max_length=10)
    text: str = Field("", max_length=2_000)


class SeekerOut(Schema):
    """Somebody who looks for work, masked: the number stands on no wire."""

    id: int
    name: str = Field(alias="masked_name")
    phone: str = Field(alias="masked_phone")
    state: str
    trades: list[str]
    place: str
    since: dt.date
    wage: int
    languages: list[str]
    via: str


class IntroductionOut(Schema):
    """A vacancy and a seeker brought together; `fits` and `lacks` are kinds and values. `seeker` is null once erased."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    vacancy: int = Field(alias="vacancy_id")
    seeker: int | None = Field(alias="seeker_id")
    state: str
    fits: list[Any]
    lacks: list[Any]
    introduced_at: dt.datetime | None
    answered_at: dt.datetime | None
    due_at: dt.datetime | None


class IntroductionIn(Body):
    """Brings the two together; `introduce` tells the enterprise at once."""

    vacancy: Number
    seeker: Number
    introduce: bool = True


class FairOut(Schema):
    """An online job fair; `counts` is its result once it is held."""

    id: int
    state: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    link: str
    note: str
    counts: dict[str, int]


class FairIn(Body):
    title: str = Field(max_length=80)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    link: str = Field("", max_length=300)
    note: str = Field("", max_length=1_000)


class ContingentOut(Schema):
    """People of a labour base for one enterprise. `coach_need`: the need for seats that was handed on."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    state: str
    base: str
    trade: str
    people: int
    gathered: Whole
    arrived: Whole
    day: dt.date
    spot: str
    coach_need: int | None = Field(alias="coach_need_id")
    due_at: dt.datetime | None


class ContingentIn(Body):
    """`base`: key of the pack's labour base."""

    enterprise: Number
    base: Word
    trade: Word
    people: int = Field(ge=1, le=5_000)
    day: Day
    contact: str = Field("", max_length=60)
    note: str = Field("", max_length=300)


class SpareOut(Schema):
    """People to spare; `lent` of them are promised or away."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    state: str
    trade: str
    people: int
    lent: Whole
    since: dt.date
    until: dt.date
    note: str


class SpareIn(Body):
    enterprise: Number
    trade: Word
    people: int = Field(ge=1, le=100_000)
    since: Day
    until: Day
    note: str = Field("", max_length=300)


class LendingOut(Schema):
    """An agreement on shared staff: `enterprise` lends, `borrower` takes; `digest` is of the text that both sign."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    borrower: int = Field(alias="borrower_id")
    spare: int = Field(alias="spare_id")
    state: str
    people: int
    since: dt.date
    until: dt.date
    text: str
    digest: str
    lender_signed_at: dt.datetime | None
    borrower_signed_at: dt.datetime | None
    returned_on: dt.date | None
    due_at: dt.datetime | None


class LendingIn(Body):
    """`borrower` takes `people` of an offer; without days, those of the offer."""

    spare: Number
    borrower: Number
    people: int = Field(ge=1, le=100_000)
    since: Day | None = None
    until: Day | None = None


class LendingSignatureIn(Body):
    """The full name of who signs for the enterprise, and that its words are agreed to."""

    name: str = Field(max_length=60)
    agreed: bool
