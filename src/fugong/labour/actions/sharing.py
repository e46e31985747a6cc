"""Shared staff: offered by one enterprise, taken by another, signed by both, ended on the day or early."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.labour import telling
from fugong.labour.access import enters_for, holds
from fugong.labour.actions.held import CLOCK, begun, end_of, held, require_entry
from fugong.labour.models import Lending, Spare
from fugong.labour.reading import Said
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.shapes import PLACEHOLDER
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move


@transaction.atomic
def offer(*, campaign: Campaign, enterprise: Enterprise, values: Mapping[str, Any], by: User) -> Spare:
    """`trade`, `people`, `since`, `until`, `note`: people whom the enterprise can spare. Raises Refused."""
    require_entry(campaign, enterprise, by)
    if not campaign.pack.labour.shares:
        raise Conflict(_("This place has no terms for shared staff."))
    row = Spare(
        campaign=campaign, pack_version=campaign.pack_version, enterprise=enterprise, area_code=enterprise.area_code,
        offered_at=clock.now(), offered_by=by,
    )  # fmt: skip
    said = Said(values, campaign.pack.labour)
    row.trade, row.people, row.note = said.trade(), said.number("people", 1, 100_000), said.text("note", 300)
    row.since, row.until = said.day("since"), said.day("until")
    if enterprise.staff_total and row.people > enterprise.staff_total:
        said.fault("people", _("The enterprise has %(n)s people in all.") % {"n": enterprise.staff_total})
    if row.until < row.since:
        said.fault("until", _("The last day is before the first."))
    said.end()
    begun(row, due_at=end_of(row.until), clock_kind="end")
    record("spare.offer", row, by=by, to="offered", people=row.people, trade=row.trade)
    return row


@transaction.atomic
def withdraw(*, spare: Spare, by: User | None, key: str = "withdraw") -> Spare:
    """They are needed at home (or, `expire`, the days are over). Not while some of them are promised or away."""
    row = held(spare)
    if by is not None and row.lent:
        raise Conflict(_("%(n)s of them are promised or away: end that first.") % {"n": row.lent})
    move(row, key, by=by, as_name="" if by else CLOCK)
    return row


@transaction.atomic
def propose(
    *, spare: Spare, borrower: Enterprise, people: Any, since: Any = None, until: Any = None, by: User
) -> Lending:
    """The borrower asks, or the desk introduces the two: so many are held for it until both have signed or somebody declines.

    Raises Refused (more than there are, days outside the offer's), Conflict, NotAllowed.
    """
    row = held(spare)
    must_be_open(row.campaign)
    if not (enters_for(by, borrower) or holds(by, Permission.LABOUR_MATCH, row)):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": borrower})
    if row.state != "offered":
        raise Conflict(_("These people are not offered any more."))
    if borrower.pk == row.enterprise_id:
        raise refuse("borrower", _("An enterprise can’t lend to itself."))
    said = Said({"people": people, "since": since or row.since, "until": until or row.until}, row.campaign.pack.labour)
    count = said.number("people", 1, 100_000)
    first = max(said.day("since", past=True), row.since, clock.today())
    last = said.day("until")
    if count > row.free and not said.faults:
        said.fault("people", _("Only %(n)s of them are free.") % {"n": row.free})
    longest = row.campaign.pack.labour.sharing.longest_days
    if last < first or last > row.until:
        said.fault(
            "until",
            _("Choose a last day between %(first)s and %(last)s.")
            % {"first": dates.shown(first), "last": dates.shown(row.until)},
        )
    elif (last - first).days >= longest:
        said.fault("until", _("At most %(n)s days are agreed at a time.") % {"n": longest})
    said.end()
    text = worded(row, borrower, count, first, last)
    made = Lending(
        campaign=row.campaign, pack_version=row.campaign.pack_version, spare=row, enterprise=row.enterprise,
        area_code=row.area_code, borrower=borrower, people=count, since=first, until=last, text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(), proposed_at=clock.now(), proposed_by=by,
    )  # fmt: skip
    begun(made, row.campaign.pack.labour.clocks.sign, clock_kind="sign")
    row.lent += count
    row.save(update_fields=["lent"])
    event = record("lending.propose", made, by=by, to="proposed", people=count)
    telling.both(made, telling.SHARED, lambda: _("Shared staff: an agreement waits for your signature"), event)
    return made


@transaction.atomic
def sign(*, lending: Lending, name: str, agreed: bool, by: User) -> Lending:
    """One enterprise signs with the name of who signs; with the second signature it begins. Raises Refused, NotAllowed."""
    row = held(lending)
    must_be_open(row.campaign)
    side = row.side_of(by)
    if not side:
        raise NotAllowed(_("Only the two enterprises sign, each once."))
    signed = name.strip()
    said = Said({}, None)
    if not 2 <= len(signed) <= 60:
        said.fault("name", _("Write your full name: it is your signature."))
    if not agreed:
        said.fault("agreed", _("Tick the box to agree."))
    said.end()
    if row.until < clock.today():
        raise Conflict(_("Its last day is over: decline it, and agree anew."))
    other = row.borrower_signed_by_id if side == "lender" else row.lender_signed_by_id
    if other == by.pk:
        raise NotAllowed(_("You signed for the other enterprise: somebody else signs here."))
    values = {f"{side}_signed_at": clock.now(), f"{side}_signed_by": by, f"{side}_name": signed}
    is_last = (row.borrower_signed_at if side == "lender" else row.lender_signed_at) is not None
    if is_last:
        event = move(row, "begin", by=by, due_at=end_of(row.until), set=values, side=side, digest=row.digest)
        telling.both(row, telling.SHARED, lambda: _("Shared staff: both have signed"), event)
    else:
        move(row, "sign", by=by, set=values, side=side, digest=row.digest)
    return row


@transaction.atomic
def decline(*, lending: Lending, reason: str, by: User) -> Lending:
    """One of the two doesn't want it: the people are free again."""
    row = held(lending)
    event = move(row, "decline", by=by, reason=reason[:300])
    _free(row)
    telling.both(row, telling.SHARED, lambda: _("Shared staff: an agreement was declined"), event, but=by)
    return row


@transaction.atomic
def send_home(*, lending: Lending, reason: str, by: User, on: dt.date | None = None) -> Lending:
    """They go back before the last day."""
    row = held(lending)
    day = on or clock.today()
    if not row.since <= day <= min(row.until, clock.today()):
        raise refuse("on", _("Choose a day between the first day and today."))
    event = move(row, "return", by=by, reason=reason[:300], set={"returned_on": day})
    _free(row)
    telling.both(row, telling.SHARED, lambda: _("Shared staff: the people return early"), event, but=by)
    return row


@transaction.atomic
def end(*, lending: Lending) -> Lending:
    """Its last day is over."""
    row = held(lending)
    event = move(row, "end", by=None, as_name=CLOCK, set={"returned_on": row.until})
    _free(row)
    telling.both(row, telling.SHARED, lambda: _("Shared staff: the last day is over"), event)
    return row


def worded(spare: Spare, borrower: Enterprise, people: int, since: dt.date, until: dt.date) -> str:
    """The pack's terms with their places filled, in Chinese where it has them: what is signed is one text."""
    terms = spare.campaign.pack.labour.sharing.terms
    trade = spare.campaign.pack.labour.trade(spare.trade)
    with override("zh-hans"):
        first, last = dates.shown(since), dates.shown(until)
    words = {
        "lender": spare.enterprise.name, "borrower": borrower.name, "people": str(people),
        "trade": trade.name.in_("zh") if trade else spare.trade, "since": first, "until": last,
    }  # fmt: skip
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), terms.in_("zh")) if terms else ""


def _free(row: Lending) -> None:
    spare = held(row.spare)
    spare.lent = max(0, spare.lent - row.people)
    spare.save(update_fields=["lent"])
