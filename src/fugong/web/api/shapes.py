"""What bodies and addresses are made of."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, PlainSerializer

from fugong.accounts.models import User
from fugong.core import dates


class Call(HttpRequest):
    """A request whose caller is known: the person, narrowed to what the token allows."""

    user: User


Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""A row's number in an address."""

Key = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
"""A campaign's or pack's key in an address."""

Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2100, 1, 1))]
"""A calendar day of the installation."""

Moment = Annotated[AwareDatetime, AfterValidator(dates.moment)]
"""A moment with its zone, as it was sent; in UTC from here on."""

Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A count."""

Yuan = Annotated[int, Field(ge=-(2**53), le=2**53)]
"""Whole yuan."""

Reason = Annotated[str, Field(max_length=2_000)]
"""Why: shown to those concerned, kept in the story."""

Words = Annotated[Any, PlainSerializer(str, return_type=str)]
"""A text in the caller's language."""


class Body(Schema):
    """What a call sends. Fields that nobody knows are refused, so that a slip of the pen is found at once."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, from_attributes=True)


class ReasonIn(Body):
    """Why; where the step asks for none it may be left out."""

    reason: Reason = ""


class RemindedOut(Schema):
    """How many were reminded."""

    reminded: int
