"""Applications for passes, passes, and gates: what they keep, what they saw, one code checked with a network."""

from typing import Annotated, Any

from django.urls import reverse
from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.passes import gate, lists, showing, verifying
from fugong.passes.actions import asking, deciding, issuing, scanning
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import Pass, PassApplication
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.passes_shapes import (
    CheckIn,
    GateOut,
    PassApplicationIn,
    PassApplicationOut,
    PassDecisionIn,
    PassOut,
    ScansIn,
    ScansOut,
    VerdictOut,
)
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key, ReasonIn

resource = Resource(tags=["Passes"])
APPLICATIONS = "/campaigns/{campaign}/pass-applications"
PASSES = "/campaigns/{campaign}/passes"
GATE = "/campaigns/{campaign}/gate"
Number = Annotated[int, Query(ge=0, le=2**63 - 1)]
State = Annotated[str, Query(max_length=20)]
Short = Annotated[str, Query(max_length=40)]


@resource.reads(APPLICATIONS, Page[PassApplicationOut], needs=P.PASS_VIEW)
def pass_applications(
    request: Call, campaign: Key, state: State = "", kind: Short = "", enterprise: Number = 0, after: After = "",
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Applications for passes, the newest first."""
    rows = _applications(request, campaign)
    for name, value in (("state", state), ("kind", kind), ("enterprise", enterprise)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", APPLICATIONS, list[PassApplicationOut], needs=P.PASS_ASK, status=201)
def ask_for_passes(request: Call, campaign: Key, body: PassApplicationIn) -> Any:
    """Asks for passes, all or none; each plate becomes an application, which the place's rules may decide at once."""
    within = campaign_of(request, campaign, P.PASS_ASK)
    wanted = [Wanted(person=each, way=body.way) for each in body.people] or [Wanted(plate=each) for each in body.plates]
    made = asking.ask(
        campaign=within, enterprise=enterprise_of(request, within, body.enterprise), kind=body.kind, wanted=wanted,
        since=body.since, until=body.until, purpose=body.purpose, by=request.user,
    )  # fmt: skip
    return list(_applications(request, campaign).filter(pk__in=[row.pk for row in made]).order_by("pk"))


@resource.reads(APPLICATIONS + "/{pass_application}", PassApplicationOut, needs=P.PASS_VIEW)
def pass_application_(request: Call, campaign: Key, pass_application: Id) -> Any:
    """One of them."""
    return one(_applications(request, campaign), pk=pass_application)


@resource.writes("POST", APPLICATIONS + "/{pass_application}/decide", PassApplicationOut, needs=P.PASS_DECIDE)
def decide_pass_application(request: Call, campaign: Key, pass_application: Id, body: PassDecisionIn) -> Any:
    """Approves and issues, or refuses. 422 where the quota is used up; 403 for one's own."""
    found = one(_applications(request, campaign), pk=pass_application)
    if body.outcome == "approve":
        deciding.approve(application=found, by=request.user, until=body.until, opinion=body.reason)
    else:
        deciding.refuse_(application=found, reason=body.reason, by=request.user)
    return one(_applications(request, campaign), pk=pass_application)


@resource.writes("POST", APPLICATIONS + "/{pass_application}/take-back", PassApplicationOut, needs=P.PASS_ASK)
def take_back_pass_application(request: Call, campaign: Key, pass_application: Id) -> Any:
    """It is needed no more."""
    asking.take_back(application=one(_applications(request, campaign), pk=pass_application), by=request.user)
    return one(_applications(request, campaign), pk=pass_application)


@resource.reads(PASSES, Page[PassOut], needs=P.PASS_VIEW)
def passes(
    request: Call, campaign: Key, state: State = "", kind: Short = "", enterprise: Number = 0, after: After = "",
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Passes of enterprises, the newest first."""
    rows = _passes(request, campaign)
    for name, value in (("state", state), ("kind", kind), ("enterprise", enterprise)):
        rows = rows.filter(**{name: value}) if value else rows
    found = page_of(rows, ("-id",), after=after, limit=limit)
    return found | {"items": [_shown(row) for row in found["items"]]}


@resource.reads(PASSES + "/{issued}", PassOut, needs=P.PASS_VIEW)
def pass_(request: Call, campaign: Key, issued: Id) -> Any:
    """One of them."""
    return _shown(one(_passes(request, campaign), pk=issued))


@resource.writes("POST", PASSES + "/{issued}/withdraw", PassOut, needs=P.PASS_DECIDE)
def withdraw_pass(request: Call, campaign: Key, issued: Id, body: ReasonIn) -> Any:
    """Gates refuse it from their next news on."""
    issuing.withdraw(shown=one(_passes(request, campaign), pk=issued), reason=body.reason, by=request.user)
    return _shown(one(_passes(request, campaign), pk=issued))


@resource.reads(GATE, GateOut, needs=P.PASS_CHECK)
def gate_(request: Call, campaign: Key) -> Any:
    """What a gate keeps, to judge codes without network."""
    return gate.news(campaign_of(request, campaign, P.PASS_CHECK))


@resource.writes("POST", GATE + "/scans", ScansOut, needs=P.PASS_CHECK)
def send_scans(request: Call, campaign: Key, body: ScansIn) -> Any:
    """What a gate saw, with ids made on its device."""
    within = campaign_of(request, campaign, P.PASS_CHECK)
    scans = [
        scanning.Seen(
            uid=each.uid, gate=each.gate, at=each.at, verdict=each.verdict, reason=each.reason,
            number=each.number, way=each.way,
        )
        for each in body.scans
    ]  # fmt: skip
    return {"taken": scanning.take(campaign=within, scans=scans, by=request.user)}


@resource.writes("POST", GATE + "/check", VerdictOut, needs=P.PASS_CHECK)
def check_pass(request: Call, campaign: Key, body: CheckIn) -> Any:
    """Checks one code, or one typed number, with what the server knows now."""
    within = campaign_of(request, campaign, P.PASS_CHECK)
    at = within.pack.passes.checkpoint(body.gate)
    text = body.code.strip()
    if not text.startswith("FG1:"):
        typed = showing.by_short(within, text)
        if typed is None:
            return verifying.Verdict("invalid", "form")
        text = showing.code(typed)
    return verifying.check(text, gate.ring(within), clock.now(), at.kinds if at else ())


def _applications(request: Call, campaign: str) -> Any:
    rows = PassApplication.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.PASS_VIEW))
    return rows.select_related("enterprise", "pack_version", "campaign__pack_version", "follows", "issued")


def _passes(request: Call, campaign: str) -> Any:
    rows = lists.passes(request.user, campaign_of(request, campaign, P.PASS_VIEW), lists.Wanted())
    return rows.select_related("enterprise", "pack_version", "campaign__pack_version")


def _shown(row: Pass) -> Pass:
    """The pass with its code, number and page."""
    row.code = showing.code(row) if row.state == "valid" else ""  # type: ignore[attr-defined]
    row.number = showing.short(row)  # type: ignore[attr-defined]
    row.page = reverse("passes:own", args=[row.token])  # type: ignore[attr-defined]
    return row
