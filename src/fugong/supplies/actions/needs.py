"""Requests: asked by the enterprise, or by an officer for somebody on the telephone; declined, taken back."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.models import Enrolment, Enterprise
from fugong.supplies import telling
from fugong.supplies.access import holds
from fugong.supplies.actions.held import held
from fugong.supplies.models import Need
from fugong.supplies.models.asking import MOST_PIECES
from fugong.workflow.moves import move


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    item: str,
    pieces: int | None,
    reason: str,
    by: User,
    caller: str = "",
) -> Need:
    """Asks for pieces of an item. One open request an item: the same again changes its number. Raises Refused at the field."""
    must_be_open(campaign)
    pack = campaign.pack
    row = Need(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        item=item, pieces=pieces or 0, reason=_text(reason, 300), caller=_text(caller, 60), asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    if not holds(by, Permission.SUPPLY_ASK, row):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    _guard(campaign, enterprise, row, pieces)
    open_ = Need.objects.select_for_update().filter(campaign=campaign, enterprise=enterprise, item=item, state="asked")
    if (before := open_.first()) is not None:
        return _change(before, row, by)
    due = pack.due(clock.now(), pack.supplies.within)
    row.state, row.state_since = Need.workflow.initial, clock.now()
    row.due_at, row.next_rung_at, row.clock_kind, row.clock_started_at = due, due, "answer", clock.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody asked for this a moment ago. Reload the page.")) from None
    event = record("supply_need.ask", row, by=by, reason=row.reason, pieces=row.pieces, item=item)
    telling.desk(row, lambda: _("%(enterprise)s asks for supplies") % {"enterprise": enterprise}, event, but=by)
    return row


def _guard(campaign: Campaign, enterprise: Enterprise, row: Need, pieces: int | None) -> None:
    faults = []
    known = campaign.pack.supplies.item(row.item)
    if known is None:
        faults.append(Fault("item", _("Choose one of the list.")))
    if pieces is None or not 1 <= pieces <= MOST_PIECES:
        faults.append(Fault("pieces", _("Write a whole number of pieces, 1 or more.")))
    if not row.reason:
        faults.append(Fault("reason", _("Say what it is needed for.")))
    if not Enrolment.objects.filter(campaign=campaign, enterprise=enterprise).exists():
        faults.append(Fault("enterprise", _("This enterprise isn’t on the campaign’s list.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)


def _change(before: Need, said: Need, by: User) -> Need:
    if (before.pieces, before.reason) != (said.pieces, said.reason):
        record("supply_need.change", before, by=by, reason=said.reason, pieces=said.pieces, was=before.pieces)
        before.pieces, before.reason, before.caller = said.pieces, said.reason, said.caller or before.caller
        before.save(update_fields=["pieces", "reason", "caller"])
    return before


@transaction.atomic
def decline(*, need: Need, reason: str, by: User) -> Need:
    """There is none, or none is due."""
    row = held(need)
    event = move(row, "decline", by=by, reason=reason[:300], set={"ended_at": clock.now()})
    telling.enterprise(row, lambda: _("Your request for supplies was declined"), event, but=by)
    return row


@transaction.atomic
def withdraw(*, need: Need, by: User) -> Need:
    """The enterprise needs it no more."""
    row = held(need)
    move(row, "withdraw", by=by, set={"ended_at": clock.now()})
    return row


def reopen(need: Need, by: User) -> None:
    """What was granted isn't coming after all: it waits again, with a new clock."""
    pack = for_version(need.pack_version)
    due = pack.due(clock.now(), pack.supplies.within)
    Need.objects.filter(pk=need.pk).update(share=None)
    again = Need.objects.filter(campaign=need.campaign, enterprise=need.enterprise, item=need.item, state="asked")
    if not again.exists():
        move(need, "reopen", by=None, as_name=by.name, due_at=due)


def _text(given: str, most: int) -> str:
    return given.strip()[:most]
