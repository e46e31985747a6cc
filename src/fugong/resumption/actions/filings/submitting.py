"""Filing a draft, taking it back, mending what was returned."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.ledger.recording import record
from fugong.registry.access import require
from fugong.resumption import answers as forms
from fugong.resumption import filing_checks, rules, telling
from fugong.resumption.actions import plans, promises, records
from fugong.resumption.actions.filings import steps
from fugong.resumption.actions.filings.holding import held
from fugong.resumption.models import Document, Filing, FilingStep
from fugong.resumption.models.filing import StepState
from fugong.workflow.moves import move

NUMBER_LOCK = 0x46554703  # the advisory lock of those who give numbers, with the campaign's id


PLAN = "plan:own"  # where the fault of a missing plan stands: no key of a question or paper is written so


def faults_of(filing: Filing) -> list[Fault]:
    """Everything that still stands in the way of filing this draft, each at its field or paper."""
    return _faults(filing, rules.of_filing(filing))


def _faults(filing: Filing, circumstances: rules.Circumstances) -> list[Fault]:
    _read, faults = forms.read(circumstances.form, filing.answers, whole=True)
    attached = set(filing.documents.values_list("field", flat=True))
    faults += [
        Fault(paper.key, _("Attach “%(paper)s”.") % {"paper": paper.name}, code="required")
        for paper in circumstances.documents
        if paper.required and paper.key not in attached
    ]
    if _plan_first(filing, circumstances):
        words = _("Write your plan first (one enterprise, one plan): the filing can't go without it.")
        faults.append(Fault(PLAN, words, "plan_missing"))
    broken = {fault.where for fault in faults}
    judged = filing_checks.faults(circumstances, filing.campaign)
    return faults + [each for each in judged if each.level == "error" and each.where not in broken]


def _plan_first(filing: Filing, circumstances: rules.Circumstances) -> bool:
    asked = filing.campaign.pack.resumption.plan
    return asked.before == "filing" and plans.lacks(circumstances, filing.campaign, filing.enterprise)


@transaction.atomic
def submit(*, filing: Filing, by: User) -> Filing:
    """Files a draft: the route is chosen and its first step begins. Filing it again changes nothing.

    Raises Refused with every fault at its field.
    """
    require(by, Permission.FILING_SUBMIT, filing.enterprise)
    filing = held(filing)
    if filing.state == "filed":
        return filing
    circumstances = rules.of_filing(filing)
    _guard_whole(filing, circumstances)
    asked = {field.key for field in circumstances.form}
    filing.answers = {key: value for key, value in filing.answers.items() if key in asked}
    moment = clock.now()
    filed = {
        "answers": filing.answers,
        "planned_on": filing.answers.get("planned_on"),
        "staff_returning": filing.answers.get("staff_returning"),
        "route": circumstances.route.key,
        "route_reason": _reason(circumstances),
        "number": filing.number or _number(filing),
        "filed_at": moment,
        "filed_by": by,
    }
    filing.route, filing.filed_at = filed["route"], moment
    steps.make(filing, circumstances)
    carried = _carry_over(filing)
    opened = steps.open_next(filing)
    filed["step"] = opened[0].order if opened else 0
    move(
        filing,
        "submit",
        by=by,
        due_at=steps.next_due(filing),
        set=filed,
        number=filed["number"],
        route=filing.route,
        version=filing.version,
        carried=carried,
    )
    filing.refresh_from_db()
    promises.make(filing)
    records.filed(filing)
    telling.turn(filing, opened)
    return filing


@transaction.atomic
def withdraw(*, filing: Filing, reason: str, by: User) -> Filing:
    """The enterprise takes a filing back. What was said so far stays readable."""
    filing = held(filing)
    move(filing, "withdraw", by=by, reason=reason, set={"decided_at": clock.now(), "step": 0})
    steps.stop(filing)
    promises.drop(filing)
    records.unfiled(filing)
    return filing


@transaction.atomic
def revise(*, filing: Filing, by: User) -> Filing:
    """Begins the next version of a returned filing, with its answers and papers. The earlier one stays as it was filed."""
    require(by, Permission.FILING_SUBMIT, filing.enterprise)
    filing = held(filing)
    follower = Filing.objects.filter(follows=filing).first()
    if follower is not None:
        return follower
    move(filing, "replace", by=by)
    following = Filing.objects.create(
        campaign=filing.campaign,
        enterprise=filing.enterprise,
        area_code=filing.enterprise.area_code,
        pack_version=filing.pack_version,
        kind=filing.kind,
        version=filing.version + 1,
        follows=filing,
        joint=filing.joint,
        answers=filing.answers,
        remote=filing.remote,
        made_by=by,
        state=Filing.workflow.initial,
        state_since=clock.now(),
    )
    _copy_documents(filing, following)
    record("filing.revise", following, by=by, follows=filing.pk, version=following.version)
    return following


def changes(filing: Filing) -> dict[str, tuple[Any, Any]]:
    """Field or paper → (before, now), against the version that this one follows."""
    if filing.follows is None:
        return {}
    before, now = filing.follows.answers, filing.answers
    changed = {key: (before.get(key), now.get(key)) for key in before.keys() | now.keys()}
    for key in {*_papers(filing), *_papers(filing.follows)}:
        changed[key] = (_papers(filing.follows).get(key, []), _papers(filing).get(key, []))
    return {key: pair for key, pair in changed.items() if pair[0] != pair[1]}


def _papers(filing: Filing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for document in filing.documents.all():
        found.setdefault(document.field, []).append(document.name)
    return found


def _guard_whole(filing: Filing, circumstances: rules.Circumstances) -> None:
    if filing.state != "draft":
        return  # the move below says why it can't be filed
    faults = _faults(filing, circumstances)
    if faults:
        message = _("The filing isn't complete yet: %(n)s items need you. They are marked below.") % {"n": len(faults)}
        raise Refused(message, code="incomplete", fields=faults)


def _reason(circumstances: rules.Circumstances) -> dict[str, Any]:
    section = circumstances.pack.resumption
    return {"terms": section.why(circumstances.route, circumstances.facts, circumstances.filing)}


def _number(filing: Filing) -> str:
    """`20200214-0007`, the seventh of its day in the campaign; later versions keep it and say which they are."""
    if filing.follows is not None:
        return f"{filing.follows.number.split('/')[0]}/{filing.version}"
    day = f"{clock.today():%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, filing.campaign_id])
    given = Filing.objects.filter(campaign=filing.campaign, number__startswith=f"{day}-").exclude(number__contains="/")
    last = given.order_by("-number").values_list("number", flat=True).first()
    return f"{day}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def _carry_over(filing: Filing) -> list[int]:
    """Steps passed in the version before stay passed where only the items that were sent back have changed."""
    before = filing.follows
    if before is None or before.route != filing.route:
        return []
    remarked = set(before.remarks.values_list("field", flat=True))
    if not remarked or not changes(filing).keys() <= remarked:
        return []
    passed = {step.place: step for step in before.steps.filter(outcome="passed", blocking=True)}
    carried = []
    for step in filing.steps.order_by("order"):
        earlier = passed.get(step.place)
        if earlier is None:
            break
        _repeat(step, earlier)
        carried.append(step.order)
    return carried


def _repeat(step: FilingStep, earlier: FilingStep) -> None:
    step.state, step.outcome, step.opinion = StepState.DONE, earlier.outcome, earlier.opinion
    step.opened_at, step.due_at = earlier.opened_at, earlier.due_at
    step.done_at, step.done_by = earlier.done_at, earlier.done_by
    step.save()


def _copy_documents(filing: Filing, following: Filing) -> None:
    """The same stored files under new rows: a file is never changed, so both versions may show it."""
    Document.objects.bulk_create(
        Document(
            filing=following,
            field=document.field,
            name=document.name,
            kind=document.kind,
            size=document.size,
            digest=document.digest,
            file=document.file.name,
            added_at=document.added_at,
            added_by=document.added_by,
        )
        for document in filing.documents.all()
    )
