"""Demands: raised by the enterprise or entered for it, moved along their arrows; causes and tasks beside them."""

import uuid
from typing import Annotated, Any

from django.db.models import Q
from django.http import FileResponse
from ninja import File, Form, Query
from ninja.files import UploadedFile

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, documents
from fugong.demands import actions, lists, shown
from fugong.demands.actions.answering import Promised
from fugong.demands.arrows import DEMAND, OPEN, TASK
from fugong.demands.models import Attachment, Cause, Demand, Message, Task
from fugong.web.api import moves
from fugong.web.api.demand_shapes import (
    AnsweredOut,
    CauseAnswerIn,
    CauseIn,
    CauseOut,
    DemandIn,
    DemandMoveIn,
    DemandOut,
    DemandSummary,
    MessageOut,
    TaskIn,
    TaskMoveIn,
    TaskOut,
)
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key

resource = Resource(tags=["Demands"])
ALL = "/campaigns/{campaign}/demands"
ONE = ALL + "/{demand}"
CAUSES = "/campaigns/{campaign}/causes"
TASKS = "/campaigns/{campaign}/tasks"
LONG = 60_000  # the action says the true limit, in words, at the field


@resource.reads(ALL, Page[DemandSummary], needs=P.DEMAND_VIEW)
def demands(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20, description="A state, or `open`")] = "",
    category: Annotated[str, Query(max_length=40)] = "",
    lead: Annotated[str, Query(max_length=40)] = "",
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    cause: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    overdue: bool = False,
    q: Annotated[str, Query(max_length=80, description="Words, enterprise or number")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The demands that the caller sees, the latest first."""
    rows = _seen(request).filter(campaign=campaign_of(request, campaign, P.DEMAND_VIEW))
    rows = rows.filter(state__in=OPEN if state == "open" else [state]) if state else rows
    wanted = {"category": category, "lead": lead, "enterprise": enterprise, "cause": cause}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    rows = rows.filter(state__in=lists.LATE, due_at__lt=clock.now()) if overdue else rows
    rows = lists.matching(rows, request.user, q) if q.strip() else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ALL, DemandOut, needs=P.DEMAND_VIEW, status=201)
def raise_demand(request: Call, campaign: Key, body: DemandIn) -> Any:
    """Raises a demand for one's enterprise, or enters one that was heard. Answers with who answers by when."""
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    given = body.dict(exclude={"enterprise"})
    enterprise = enterprise_of(request, within, body.enterprise)
    made = actions.receive(campaign=within, enterprise=enterprise, by=request.user, **given)
    return _whole(request, campaign, made.pk)


@resource.reads(ONE, DemandOut, needs=P.DEMAND_VIEW)
def demand_(request: Call, campaign: Key, demand: Id) -> Any:
    """One demand."""
    return _whole(request, campaign, demand)


@resource.reads(ONE + "/files/{file}", None, needs=P.DEMAND_VIEW)
def demand_file(request: Call, campaign: Key, demand: Id, file: uuid.UUID) -> Any:
    """A file of a demand, as an attachment."""
    rows = Attachment.objects.filter(demand=_one(request, campaign, demand))
    rows = rows if request.user.is_staff_member else rows.filter(Q(message=None) | Q(message__inside=False))
    found = one(rows, uid=file)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.kind)


@resource.writes("POST", ONE + "/reply", DemandOut, needs=P.DEMAND_RAISE)
def reply_to_demand(
    request: Call,
    campaign: Key,
    demand: Id,
    file: Annotated[UploadedFile, File(description="Photo, paper or recording, up to 15 MB")],
    text: Annotated[str, Form(max_length=LONG)] = "",
) -> Any:
    """Sends what the authority asked for, with a file; without one, use the move `supply`."""
    given = [(file.name or "file", file.read(documents.LARGEST + 1))]
    actions.supply(demand=_one(request, campaign, demand), text=text, by=request.user, attached=given)
    return _whole(request, campaign, demand)


@resource.writes("POST", ONE + "/notes", MessageOut, needs=P.DEMAND_ENTER, status=201)
def note_demand(request: Call, campaign: Key, demand: Id, body: DemandMoveIn) -> Any:
    """Writes something within the authority."""
    return actions.note(demand=_one(request, campaign, demand), text=body.text, by=request.user)


@resource.writes("POST", ONE + "/progress", MessageOut, needs=P.DEMAND_HANDLE, status=201)
def progress_demand(request: Call, campaign: Key, demand: Id, body: DemandMoveIn) -> Any:
    """Tells the enterprise how far it is."""
    return actions.progress(demand=_one(request, campaign, demand), text=body.text, by=request.user)


@resource.writes("POST", ONE + "/part", MessageOut, needs=P.DEMAND_HANDLE, status=201)
def add_part_to_demand(request: Call, campaign: Key, demand: Id, body: DemandMoveIn) -> Any:
    """A supporting department adds its part."""
    return actions.add_part(demand=_one(request, campaign, demand), text=body.text, by=request.user)


def _answer(row: Demand, body: DemandMoveIn, by: User) -> None:
    promised = Promised(body.promise, body.promise_by) if body.promise.strip() else None
    actions.answer(demand=row, text=body.text, texts=body.texts, promised=promised, by=by)


def _split(row: Demand, body: DemandMoveIn, by: User) -> None:
    portions = [actions.Portion(each.text, each.department, each.category) for each in body.portions]
    actions.split(demand=row, portions=portions, by=by, note=body.reason)


MOVES: dict[str, Any] = {
    "accept": lambda row, body, by: actions.accept(demand=row, by=by),
    "decline": lambda row, body, by: actions.decline(demand=row, reason=body.reason, to=body.to, by=by),
    "designate": lambda row, body, by: actions.designate(
        demand=row, category=body.category, lead=body.lead, note=body.reason, by=by
    ),
    "answer": _answer,
    "suspend": lambda row, body, by: actions.ask(demand=row, question=body.reason, by=by),
    "supply": lambda row, body, by: actions.supply(demand=row, text=body.text, by=by),
    "continue": lambda row, body, by: actions.go_on(demand=row, note=body.reason, by=by),
    "split": _split,
    "raise": lambda row, body, by: actions.raise_up(demand=row, reason=body.reason, by=by),
    "confirm": lambda row, body, by: actions.confirm(demand=row, stars=body.stars, rating=body.rating, by=by),
    "attest": lambda row, body, by: actions.attest(
        demand=row, stars=body.stars, rating=body.rating, said_by=body.reason, by=by
    ),
    "reopen": lambda row, body, by: actions.reopen(demand=row, reason=body.reason, by=by),
    "withdraw": lambda row, body, by: actions.withdraw(demand=row, reason=body.reason, by=by),
}


def _moving(move: Any) -> Any:
    def moved(request: Call, campaign: Key, demand: Id, body: DemandMoveIn) -> Any:
        move(_one(request, campaign, demand), body, request.user)
        return _whole(request, campaign, demand)

    return moved


HANDLERS = {key: _moving(move) for key, move in MOVES.items()}
moves.mount(resource, ONE, DEMAND, DemandOut, HANDLERS)


@resource.reads(CAUSES, Page[CauseOut], needs=P.DEMAND_VIEW)
def causes(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """What several demands have in common, the latest first."""
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    return page_of(lists.causes(request.user, within), ("-id",), after=after, limit=limit)


@resource.writes("POST", CAUSES, CauseOut, needs=P.DEMAND_HANDLE, status=201)
def open_cause(request: Call, campaign: Key, body: CauseIn) -> Any:
    """Joins demands under a new cause."""
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    found = [_one(request, campaign, number) for number in dict.fromkeys(body.demands)]
    return actions.open_cause(campaign=within, title=body.title, note=body.note, demands=found, by=request.user)


@resource.writes("POST", CAUSES + "/{cause}/answer", AnsweredOut, needs=P.DEMAND_HANDLE)
def answer_cause(request: Call, campaign: Key, cause: Id, body: CauseAnswerIn) -> Any:
    """One answer reaches every demand under the cause that waits for the caller's answer."""
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    found: Cause = one(lists.causes(request.user, within).select_related("campaign"), pk=cause)
    answered = actions.answer_cause(cause=found, text=body.text, texts=body.texts, by=request.user)
    return {"answered": [row.pk for row in answered]}


@resource.reads(TASKS, Page[TaskOut], needs=P.DEMAND_VIEW)
def tasks(
    request: Call,
    campaign: Key,
    tab: Annotated[str, Query(max_length=10, description="mine, asked, overdue or all")] = "all",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Tasks that the caller sees, by date."""
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    return page_of(lists.tasks(request.user, within, tab), ("deadline", "id"), after=after, limit=limit)


@resource.writes("POST", TASKS, TaskOut, needs=P.DEMAND_VIEW, status=201)
def give_task(request: Call, campaign: Key, body: TaskIn) -> Any:
    """Gives someone of the authority something to do."""
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    demand = _one(request, campaign, body.demand) if body.demand else None
    owner = one(User.objects.filter(is_active=True), username=body.owner)
    return actions.give(
        campaign=within, what=body.what, owner=owner, deadline=body.deadline, demand=demand, by=request.user
    )


TASK_MOVES: dict[str, Any] = {
    "finish": lambda row, body, by: actions.finish(task=row, proof=body.proof, by=by),
    "confirm": lambda row, body, by: actions.confirm_task(task=row, by=by),
    "return": lambda row, body, by: actions.return_task(task=row, reason=body.reason, by=by),
    "postpone": lambda row, body, by: actions.postpone(task=row, reason=body.reason, deadline=body.deadline, by=by),
    "drop": lambda row, body, by: actions.drop_task(task=row, reason=body.reason, by=by),
}


def _moving_task(move: Any) -> Any:
    def moved(request: Call, campaign: Key, task: Id, body: TaskMoveIn) -> Any:
        rows = Task.objects.visible_to(request.user).select_related("owner", "asked_by", "enterprise")
        found = one(rows.filter(campaign=campaign_of(request, campaign, P.DEMAND_VIEW)), pk=task)
        move(found, body, request.user)
        return one(rows, pk=task)

    return moved


for arrow in TASK.arrows:
    resource.writes(
        "POST",
        f"{TASKS}/{{task}}/{arrow.key}",
        TaskOut,
        needs=P.DEMAND_VIEW,  # who may is decided by the task: its owner, who asked, the desk
        operation_id=f"task_{arrow.key}",
        summary=f"Task: {arrow.key}",
        description=f"{' or '.join(arrow.frm)} → {arrow.to}. {arrow.why}",
    )(_moving_task(TASK_MOVES[arrow.key]))


def _seen(request: Call) -> Any:
    return Demand.objects.visible_to(request.user).select_related(
        "enterprise", "campaign__pack_version", "campaign__jurisdiction", "pack_version", "handler", "parent"
    )


def _one(request: Call, campaign: str, number: int) -> Demand:
    within = campaign_of(request, campaign, P.DEMAND_VIEW)
    return one(_seen(request).filter(campaign=within), pk=number)  # type: ignore[no-any-return]


def _whole(request: Call, campaign: str, number: int) -> Any:
    row: Any = one(_seen(request).filter(campaign__key=campaign), pk=number)
    staff = request.user.is_staff_member
    said = Message.objects.filter(demand=row)
    allowed = shown.deeds(row, request.user)
    row.said = list(said if staff else said.filter(inside=False))
    files = row.attachments.select_related("message")
    row.files = [each for each in files if staff or each.message is None or not each.message.inside]
    row.open_moves = [each for each in moves.arrows_of(row, request.user, HANDLERS) if each["key"] in allowed]
    return _Whole(row, sorted(part.pk for part in row.parts.all()))


class _Whole:
    """A demand whose `parts` are ids."""

    def __init__(self, row: Any, parts: list[int]) -> None:
        self.__dict__["_row"], self.parts = row, parts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_row"], name)
