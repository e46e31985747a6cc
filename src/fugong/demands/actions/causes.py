"""Causes: demands that are one and the same trouble are joined, answered together, and counted together."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.demands import handlers, wording
from fugong.demands.models import Cause, Demand
from fugong.ledger.recording import record, record_many
from fugong.places.models import Campaign


@transaction.atomic
def open_cause(*, campaign: Campaign, title: str, demands: Sequence[Demand], by: User, note: str = "") -> Cause:
    """Names what several demands have in common and joins them under it."""
    words = wording.required(title, "title", longest=120, empty=_("Say in a few words what they have in common."))
    if not demands:
        raise Refused(_("Tick the demands first."))
    first = demands[0]
    cause = Cause.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, title=words, category=first.category,
        note=wording.optional(note, "note"), opened_at=clock.now(), opened_by=by,
    )  # fmt: skip
    record("cause.open", cause, by=by, title=cause.title)
    join(cause=cause, demands=demands, by=by)
    return cause


@transaction.atomic
def join(*, cause: Cause, demands: Sequence[Demand], by: User) -> list[Demand]:
    """Joins demands under a cause: those of the same campaign, that the person deals with. Returns those newly joined."""
    if cause.closed_at is not None:
        raise Conflict(_("This cause is closed."))
    joined = []
    rows = Demand.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in demands])
    for demand in rows.select_related("enterprise", "campaign__pack_version", "handler").order_by("pk"):
        if demand.campaign_id != cause.campaign_id:
            raise Refused(_("A cause joins demands of one campaign."))
        _guard(demand, by)
        if demand.cause_id == cause.pk:
            continue
        demand.cause = cause
        joined.append(demand)
    Demand.objects.filter(pk__in=[demand.pk for demand in joined]).update(cause=cause)
    record_many("demand.join", joined, by=by, data=[{"cause": cause.pk, "title": cause.title}] * len(joined))
    return joined


@transaction.atomic
def unjoin(*, demand: Demand, by: User) -> Demand:
    """Takes a demand out of its cause."""
    demand = Demand.objects.select_for_update(of=("self",)).select_related("enterprise", "cause").get(pk=demand.pk)
    _guard(demand, by)
    if demand.cause is None:
        raise Conflict(_("This demand is under no cause."))
    title, demand.cause = demand.cause.title, None
    demand.save(update_fields=["cause"])
    record("demand.unjoin", demand, by=by, title=title)
    return demand


@transaction.atomic
def rename_cause(*, cause: Cause, title: str, by: User, note: str = "") -> Cause:
    """Better words for a cause."""
    _guard_cause(cause, by)
    cause.title = wording.required(title, "title", longest=120, empty=_("Say in a few words what they have in common."))
    cause.note = wording.optional(note, "note")
    cause.save(update_fields=["title", "note"])
    record("cause.rename", cause, by=by, title=cause.title)
    return cause


@transaction.atomic
def close_cause(*, cause: Cause, by: User) -> Cause:
    """The cause is gone: nothing is joined under it any more. Its demands stay as they are."""
    _guard_cause(cause, by)
    if cause.closed_at is not None:
        raise Conflict(_("This cause is closed."))
    cause.closed_at = clock.now()
    cause.save(update_fields=["closed_at"])
    record("cause.close", cause, by=by)
    return cause


def _guard(demand: Demand, by: User) -> None:
    if not demand.may_move(by, P.DEMAND_HANDLE):
        raise NotAllowed(_("You can't join %(number)s: it doesn't lie with you.") % {"number": demand.number})


def _guard_cause(cause: Cause, by: User) -> None:
    if by.pk != cause.opened_by_id and not handlers.steers(by, cause):
        raise NotAllowed(_("Who opened the cause, or the duty desk, changes it."))
