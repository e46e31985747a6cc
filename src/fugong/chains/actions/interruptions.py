"""Supplies that are interrupted, and restored."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import telling
from fugong.chains.access import holds
from fugong.chains.actions.held import held, started, text
from fugong.chains.models import Interruption, OutsideLink
from fugong.core import clock
from fugong.core.errors import NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import SupplyLink
from fugong.workflow.moves import move


@transaction.atomic
def report(
    *, campaign: Campaign, link: SupplyLink | OutsideLink, cause: str, since: dt.date | None, by: User, note: str = ""
) -> Interruption:
    """The customer of a link doesn't get what it needs, since a day, for one of the pack's causes."""
    must_be_open(campaign)
    outside = link if isinstance(link, OutsideLink) else None
    inside = link if isinstance(link, SupplyLink) else None
    sufferer = outside.enterprise if outside else inside.customer if inside else None
    assert sufferer is not None
    if outside is not None and not outside.upstream:
        raise refuse("link", _("Only what you buy can be interrupted for you."))
    row = Interruption(
        campaign=campaign, enterprise=sufferer, area_code=sufferer.area_code, pack_version=campaign.pack_version,
        link=inside, outside=outside, partner_name=str(outside.partner if outside else inside.supplier if inside else ""),
        good=link.what, cause=cause, since=since or clock.today(), note=text(note, 500, field="note"),
        reported_at=clock.now(), reported_by=by,
    )  # fmt: skip
    if not holds(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": sufferer})
    if cause not in {each.key for each in campaign.pack.chains.causes}:
        raise refuse("cause", _("Choose what interrupts it."))
    if row.since > clock.today():
        raise refuse("since", _("It can’t begin in the future."))
    try:
        with transaction.atomic():
            started(row, campaign.pack.due(clock.now(), campaign.pack.chains.restore), "restore")
    except IntegrityError:
        raise refuse("link", _("This supply is entered as interrupted already.")) from None
    event = record("interruption.report", row, by=by, partner=row.partner_name, good=row.good, cause=cause)
    words = lambda: _("%(enterprise)s doesn’t get its supply from %(partner)s") % {  # noqa: E731
        "enterprise": sufferer, "partner": row.partner_name,
    }  # fmt: skip
    telling.servers(row, words, event, but=by)
    return row


@transaction.atomic
def restore(*, interruption: Interruption, how: str, by: User) -> Interruption:
    """Goods arrive again, and how that came about."""
    row = held(interruption)
    said = text(how, 500, field="how", needed=_("Write how it was restored: others will want to know."))
    event = move(row, "restore", by=by, set={"how": said, "ended_at": clock.now()}, partner=row.partner_name, how=said)
    if row.outside_id is not None and row.outside is not None:
        type(row.outside.partner).objects.filter(pk=row.outside.partner_id).update(works="running")
    words = lambda: _("The supply from %(partner)s flows again") % {"partner": row.partner_name}  # noqa: E731
    telling.enterprise(row.enterprise, row.campaign, "mine", words, row, event, but=by)
    return row


@transaction.atomic
def withdraw(*, interruption: Interruption, reason: str, by: User) -> Interruption:
    """There was none."""
    row = held(interruption)
    move(row, "withdraw", by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, partner=row.partner_name)
    return row
