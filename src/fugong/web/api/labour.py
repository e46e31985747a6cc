"""Vacancies, masked seekers, introductions, fairs, labour bases, shared staff."""

from typing import Annotated, Any

from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.labour.actions import contingents, fairs, introductions, sharing, vacancies
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Seeker, Spare, Vacancy
from fugong.web.api.labour_shapes import (
    ContingentIn,
    ContingentOut,
    FairIn,
    FairOut,
    IntroductionIn,
    IntroductionOut,
    LendingIn,
    LendingOut,
    LendingSignatureIn,
    SeekerOut,
    SpareIn,
    SpareOut,
    VacancyIn,
    VacancyOut,
)
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key, ReasonIn

resource = Resource(tags=["Labour"])
HERE = "/campaigns/{campaign}"
VACANCIES, INTRODUCTIONS, FAIRS = (HERE + end for end in ("/vacancies", "/introductions", "/job-fairs"))
CONTINGENTS, SPARES, LENDINGS = (HERE + end for end in ("/contingents", "/spare-staff", "/shared-staff"))
State = Annotated[str, Query(max_length=20)]
VIEW, OFFER, MATCH = P.LABOUR_VIEW, P.LABOUR_OFFER, P.LABOUR_MATCH


# -- vacancies, seekers, introductions ----------------------------------------------------------------------------


@resource.reads(VACANCIES, Page[VacancyOut], needs=VIEW)
def vacancies_(
    request: Call, campaign: Key, state: State = "", trade: State = "", after: After = "", limit: Limit = 50
) -> Any:
    """Vacancies, the newest first."""
    rows = _rows(request, campaign, Vacancy)
    rows = rows.filter(state=state) if state else rows
    return page_of(rows.filter(trade=trade) if trade else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", VACANCIES, VacancyOut, needs=VIEW, status=201)
def enter_vacancy(request: Call, campaign: Key, body: VacancyIn) -> Any:
    """Enters one, to be checked by the desk."""
    within = campaign_of(request, campaign, VIEW)
    firm = enterprise_of(request, within, body.enterprise)
    values = {key: value for key, value in body.dict(exclude={"enterprise"}).items() if value is not None}
    return vacancies.enter(campaign=within, enterprise=firm, values=values, by=request.user)


@resource.reads(VACANCIES + "/{vacancy}", VacancyOut, needs=VIEW)
def vacancy_(request: Call, campaign: Key, vacancy: Id) -> Any:
    """One of them."""
    return one(_rows(request, campaign, Vacancy), pk=vacancy)


@resource.writes("POST", VACANCIES + "/{vacancy}/publish", VacancyOut, needs=MATCH)
def publish_vacancy(request: Call, campaign: Key, vacancy: Id) -> Any:
    """The desk has checked it."""
    vacancies.publish(vacancy=one(_rows(request, campaign, Vacancy), pk=vacancy), by=request.user)
    return one(_rows(request, campaign, Vacancy), pk=vacancy)


@resource.writes("POST", VACANCIES + "/{vacancy}/close", VacancyOut, needs=VIEW)
def close_vacancy(request: Call, campaign: Key, vacancy: Id, body: ReasonIn) -> Any:
    """Nobody is looked for any more."""
    found = one(_rows(request, campaign, Vacancy), pk=vacancy)
    return vacancies.end(vacancy=found, key="close", reason=body.reason, by=request.user)


@resource.reads(HERE + "/seekers", Page[SeekerOut], needs=MATCH)
def seekers_(request: Call, campaign: Key, trade: State = "", after: After = "", limit: Limit = 50) -> Any:
    """People who look for work, masked, the newest first."""
    rows = _rows(request, campaign, Seeker).select_related("key")
    return page_of(rows.filter(trades__contains=[trade]) if trade else rows, ("-id",), after=after, limit=limit)


@resource.reads(INTRODUCTIONS, Page[IntroductionOut], needs=VIEW)
def introductions_(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Introductions, the newest first; an enterprise reads those that were made to it."""
    rows = _rows(request, campaign, Introduction)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", INTRODUCTIONS, IntroductionOut, needs=MATCH, status=201)
def introduce(request: Call, campaign: Key, body: IntroductionIn) -> Any:
    """Brings a vacancy and a seeker together. 409 where it was done before."""
    found = one(_rows(request, campaign, Vacancy), pk=body.vacancy)
    made = introductions.propose(
        vacancy=found, seeker=one(_rows(request, campaign, Seeker), pk=body.seeker), by=request.user
    )
    return introductions.introduce(introduction=made, by=request.user) if body.introduce else made


@resource.writes("POST", INTRODUCTIONS + "/{introduction}/hire", IntroductionOut, needs=VIEW)
def hire_introduced(request: Call, campaign: Key, introduction: Id) -> Any:
    """The enterprise takes the person; the vacancy counts it."""
    return introductions.hire(
        introduction=one(_rows(request, campaign, Introduction), pk=introduction), by=request.user
    )


@resource.writes("POST", INTRODUCTIONS + "/{introduction}/decline", IntroductionOut, needs=VIEW)
def decline_introduced(request: Call, campaign: Key, introduction: Id, body: ReasonIn) -> Any:
    """It doesn't come to anything."""
    found = one(_rows(request, campaign, Introduction), pk=introduction)
    return introductions.decline(introduction=found, reason=body.reason, by=request.user)


# -- fairs and labour bases ---------------------------------------------------------------------------------------


@resource.reads(FAIRS, Page[FairOut], needs=VIEW)
def job_fairs(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Fairs, the newest first."""
    rows = _rows(request, campaign, Fair)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", FAIRS, FairOut, needs=MATCH, status=201)
def plan_fair(request: Call, campaign: Key, body: FairIn) -> Any:
    """Plans one. 422 where it ends before it begins, or isn't on a working day where the pack wants one."""
    values = {**body.dict(exclude={"starts_at", "ends_at"}), "starts": body.starts_at, "ends": body.ends_at}
    return fairs.plan(campaign=campaign_of(request, campaign, MATCH), values=values, by=request.user)


@resource.writes("POST", FAIRS + "/{fair}/announce", FairOut, needs=MATCH)
def announce_fair(request: Call, campaign: Key, fair: Id) -> Any:
    """It stands on the public page; enterprises with open vacancies are invited."""
    return fairs.announce(fair=one(_rows(request, campaign, Fair), pk=fair), by=request.user)


@resource.reads(CONTINGENTS, Page[ContingentOut], needs=VIEW)
def contingents_(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Contingents of labour bases, the newest first."""
    rows = _rows(request, campaign, Contingent)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", CONTINGENTS, ContingentOut, needs=MATCH, status=201)
def ask_base(request: Call, campaign: Key, body: ContingentIn) -> Any:
    """Asks a labour base for people for an enterprise."""
    within = campaign_of(request, campaign, MATCH)
    firm = enterprise_of(request, within, body.enterprise)
    return contingents.ask(campaign=within, enterprise=firm, values=body.dict(exclude={"enterprise"}), by=request.user)


@resource.reads(CONTINGENTS + "/{contingent}", ContingentOut, needs=VIEW)
def contingent_(request: Call, campaign: Key, contingent: Id) -> Any:
    """One of them."""
    return one(_rows(request, campaign, Contingent), pk=contingent)


# -- shared staff -------------------------------------------------------------------------------------------------


@resource.reads(SPARES, Page[SpareOut], needs=VIEW)
def spare_staff(request: Call, campaign: Key, trade: State = "", after: After = "", limit: Limit = 50) -> Any:
    """People to spare, the newest first."""
    rows = _rows(request, campaign, Spare)
    return page_of(rows.filter(trade=trade) if trade else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", SPARES, SpareOut, needs=VIEW, status=201)
def offer_spare(request: Call, campaign: Key, body: SpareIn) -> Any:
    """Offers people whom an enterprise can spare."""
    within = campaign_of(request, campaign, VIEW)
    firm = enterprise_of(request, within, body.enterprise)
    return sharing.offer(campaign=within, enterprise=firm, values=body.dict(exclude={"enterprise"}), by=request.user)


@resource.reads(LENDINGS, Page[LendingOut], needs=VIEW)
def shared_staff(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Agreements of which the caller sees one side, the newest first."""
    rows = _rows(request, campaign, Lending)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", LENDINGS, LendingOut, needs=MATCH, status=201)
def propose_sharing(request: Call, campaign: Key, body: LendingIn) -> Any:
    """Introduces the two enterprises: so many are held until both have signed. 422 where there aren't so many."""
    within = campaign_of(request, campaign, MATCH)
    found = one(_rows(request, campaign, Spare), pk=body.spare)
    firm = enterprise_of(request, within, body.borrower)
    return sharing.propose(
        spare=found, borrower=firm, people=body.people, since=body.since, until=body.until, by=request.user
    )


@resource.reads(LENDINGS + "/{lending}", LendingOut, needs=VIEW)
def lending_(request: Call, campaign: Key, lending: Id) -> Any:
    """One of them, with its text."""
    return one(_rows(request, campaign, Lending), pk=lending)


@resource.writes("POST", LENDINGS + "/{lending}/sign", LendingOut, needs=OFFER)
def sign_sharing(request: Call, campaign: Key, lending: Id, body: LendingSignatureIn) -> Any:
    """One enterprise signs, by somebody of its own; with the second signature it begins."""
    found = one(_rows(request, campaign, Lending), pk=lending)
    return sharing.sign(lending=found, name=body.name, agreed=body.agreed, by=request.user)


def _rows(request: Call, campaign: str, model: Any) -> Any:
    return model.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, VIEW))
