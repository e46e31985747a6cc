"""The double commitment: the enterprise's to the authority, each employee's to the enterprise."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.registry.models import Enterprise
from fugong.resumption.actions import commitments as actions
from fugong.resumption.actions import rosters
from fugong.resumption.models import EmployeeCommitment, EnterpriseCommitment
from fugong.web.api.enterprises import HERE, Why
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key

resource = Resource(tags=["Commitments"])
ONE = HERE + "/{enterprise}"


class CommitmentOut(Schema):
    """The enterprise's commitment in force, in the words that were signed."""

    text: str
    digest: str
    language: str
    signed_at: dt.datetime
    signed_name: str


class CommitmentIn(Body):
    """`name` is the signature; `agreed` must be true."""

    name: str = Field(max_length=60)
    agreed: bool
    language: Literal["zh-hans", "en", "ja", "ko"] = "zh-hans"


class EmployeeOut(Schema):
    """Someone who is to sign. Of the identity number nothing is shown."""

    id: int
    name: str
    signed_at: dt.datetime | None
    language: str


class PersonIn(Body):
    name: str = Field(max_length=60)
    identity: str = Field(
        max_length=20, description="The identity number or its last four signs; a keyed digest is kept"
    )


class RosterIn(Body):
    people: list[PersonIn] = Field(max_length=5_000)


class AddedOut(Schema):
    added: int


class LinkOut(Schema):
    """Employees sign at `/s/<token>/`, without an account."""

    token: str
    path: str
    made_at: dt.datetime


@resource.reads(ONE + "/commitment", CommitmentOut, needs=P.COMMITMENT_VIEW)
def commitment(request: Call, campaign: Key, enterprise: Id) -> Any:
    """The enterprise's commitment in force; 404 where it hasn't signed."""
    return _signed(request, campaign, enterprise)


@resource.writes("POST", ONE + "/commitment", CommitmentOut, needs=P.COMMITMENT_SIGN, status=201)
def sign_commitment(request: Call, campaign: Key, enterprise: Id, body: CommitmentIn) -> Any:
    """Signs, in the words of the pack. Signing twice changes nothing."""
    within, found = _where(request, campaign, enterprise)
    return actions.sign(campaign=within, enterprise=found, by=request.user, **body.dict())


@resource.writes("POST", ONE + "/commitment/withdrawal", None, needs=P.COMMITMENT_SIGN, status=204)
def withdraw_commitment(request: Call, campaign: Key, enterprise: Id, body: Why) -> Any:
    """Takes the commitment back; it stays readable."""
    actions.withdraw(commitment=_signed(request, campaign, enterprise), reason=body.reason, by=request.user)


@resource.reads(ONE + "/roster", Page[EmployeeOut], needs=P.COMMITMENT_VIEW)
def roster(
    request: Call,
    campaign: Key,
    enterprise: Id,
    signed: Annotated[bool | None, Query(description="Only those who have signed, or have not")] = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Who is to sign, and who has."""
    rows = _roster(request, campaign, enterprise)
    if signed is not None:
        rows = rows.filter(signed_at__isnull=not signed)
    return page_of(rows, ("id",), after=after, limit=limit)


@resource.writes("POST", ONE + "/roster", AddedOut, needs=P.COMMITMENT_SIGN)
def add_to_roster(request: Call, campaign: Key, enterprise: Id, body: RosterIn) -> Any:
    """Puts people on the roster; those who are on it already stay as they are."""
    within, found = _where(request, campaign, enterprise)
    people = [rosters.Person(name=person.name, identity=person.identity) for person in body.people]
    return {"added": rosters.add(campaign=within, enterprise=found, people=people, by=request.user)}


@resource.writes("DELETE", ONE + "/roster/{employee}", None, needs=P.COMMITMENT_SIGN, status=204)
def remove_from_roster(request: Call, campaign: Key, enterprise: Id, employee: Id) -> Any:
    """Takes someone who left off the roster."""
    found = _roster(request, campaign, enterprise).select_related("enterprise", "campaign")
    rosters.remove(employee=one(found, pk=employee), by=request.user)


@resource.writes("POST", ONE + "/signing-link", LinkOut, needs=P.COMMITMENT_SIGN)
def signing_link(request: Call, campaign: Key, enterprise: Id) -> Any:
    """The link by which employees sign; made when first asked for."""
    within, found = _where(request, campaign, enterprise)
    link = rosters.link(campaign=within, enterprise=found, by=request.user)
    return {"token": link.token, "path": f"/s/{link.token}/", "made_at": link.made_at}


def _where(request: Call, campaign: str, enterprise: int) -> tuple[Any, Enterprise]:
    within = campaign_of(request, campaign, P.COMMITMENT_VIEW)
    return within, enterprise_of(request, within, enterprise)


def _roster(request: Call, campaign: str, enterprise: int) -> Any:
    within, found = _where(request, campaign, enterprise)
    return EmployeeCommitment.objects.visible_to(request.user).filter(campaign=within, enterprise=found)


def _signed(request: Call, campaign: str, enterprise: int) -> EnterpriseCommitment:
    within, found = _where(request, campaign, enterprise)
    signed = actions.signed(within, found)
    if signed is None:
        raise Http404
    return signed
