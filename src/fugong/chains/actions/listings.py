"""Listings: proposed with a ground, confirmed by a second person, prolonged, taken off, expired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import people, reviewing, telling
from fugong.chains.access import serves
from fugong.chains.actions.held import held, started, text
from fugong.chains.models import KeyListing
from fugong.chains.policy import KeyList
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.reasons import Term
from fugong.registry import facts, segments
from fugong.registry.actions import enterprises as registry
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

CLOCK: Any = gettext_lazy("the clock")
LIST: Any = gettext_lazy("the list of key enterprises")
LONGEST = dt.timedelta(days=3660)


@transaction.atomic
def propose(
    *, campaign: Campaign, enterprise: Enterprise, key: str, ground: str, by: User, note: str = "",
    until: dt.date | None = None,
) -> KeyListing:  # fmt: skip
    """Proposes an enterprise for a list, for one of its grounds. The last day follows from the pack where none is given."""
    must_be_open(campaign)
    found = _list(campaign, key)
    if ground not in {each.key for each in found.grounds}:
        raise refuse("ground", _("Choose one of the list’s grounds."))
    row = KeyListing(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        key=key, ground=ground, note=text(note, 500, field="note"), why=_why(found, enterprise, campaign),
        until=_last_day(found, until), proposed_at=clock.now(), proposed_by=by,
    )  # fmt: skip
    if not serves(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    try:
        with transaction.atomic():
            started(row)
    except IntegrityError:
        message = _("%(enterprise)s stands on this list already, or is proposed for it.")
        raise refuse("enterprise", message % {"enterprise": enterprise}) from None
    event = record("key_listing.propose", row, by=by, list=key, ground=ground)
    telling.signers(row, lambda: _("%(enterprise)s is proposed for a list") % {"enterprise": enterprise}, event, but=by)
    return row


def propose_many(
    *, campaign: Campaign, enterprises: Iterable[Enterprise], key: str, ground: str, by: User
) -> tuple[int, list[str]]:
    """Each by itself: (how many were proposed, why others weren't)."""
    from fugong.core.errors import Refused

    done, failed = 0, []
    for enterprise in enterprises:
        try:
            propose(campaign=campaign, enterprise=enterprise, key=key, ground=ground, by=by)
            done += 1
        except Refused as refusal:
            failed.append(refusal.message)
    return done, failed


@transaction.atomic
def confirm(*, listing: KeyListing, by: User) -> KeyListing:
    """A second person puts it on the list; the registry's tag, segments and today's review follow."""
    listing = held(listing)
    found = _list(listing.campaign, listing.key)
    if listing.state == "proposed" and listing.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed it: somebody else confirms."))
    if listing.until is not None and listing.until < clock.today():
        raise refuse("until", _("Its last day is over: decline it, and propose it anew."))
    helper = listing.helper or people.helper(listing.campaign, found, listing.enterprise)
    values = {"confirmed_at": clock.now(), "confirmed_by": by, "helper": helper}
    event = move(listing, "confirm", by=by, due_at=_end(listing.until), set=values, list=listing.key)
    _follow(listing, found, there=True)
    if found.reviewed:
        reviewing.open_day(listing.campaign, clock.today(), only=[listing.enterprise_id])
    telling.enterprise(
        listing.enterprise, listing.campaign, "mine",
        lambda: _("You are on the list “%(list)s”") % {"list": found.name}, listing, event,
    )  # fmt: skip
    return listing


@transaction.atomic
def decline(*, listing: KeyListing, reason: str, by: User) -> KeyListing:
    """It isn't listed, and why."""
    listing = held(listing)
    move(listing, "decline", by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, list=listing.key)
    return listing


@transaction.atomic
def prolong(*, listing: KeyListing, until: dt.date | None, by: User) -> KeyListing:
    """Another last day; None: until it is taken off."""
    listing = held(listing)
    if until is not None and not clock.today() <= until <= clock.today() + LONGEST:
        raise refuse("until", _("Choose a day from today on, within ten years."))
    said = until.isoformat() if until else "—"
    move(listing, "prolong", by=by, due_at=_end(until), set={"until": until}, until=said, list=listing.key)
    return listing


@transaction.atomic
def remove(*, listing: KeyListing, reason: str, by: User) -> KeyListing:
    """Takes it off; what followed from the list falls away."""
    listing = held(listing)
    move(listing, "remove", by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, list=listing.key)
    _follow(listing, listing.campaign.pack.chains.list_(listing.key), there=False)
    return listing


def expire(listing: KeyListing) -> None:
    """Its last day is over (the clock's ladder calls it, within its transaction)."""
    move(listing, "expire", by=None, as_name=CLOCK, set={"ended_at": clock.now()}, list=listing.key)
    _follow(listing, listing.campaign.pack.chains.list_(listing.key), there=False)


@transaction.atomic
def help_by(*, listing: KeyListing, helper: User | None, by: User) -> KeyListing:
    """Who helps one to one, and reviews."""
    listing = held(listing)
    if listing.state != "confirmed":
        raise Conflict(_("Only an enterprise that stands on the list has a helper."))
    if not serves(by, Permission.KEY_MANAGE, listing):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": listing.enterprise})
    if helper is not None and not (helper.is_active and serves(helper, Permission.CHAIN_EDIT, listing)):
        raise refuse("helper", _("Choose somebody who serves this enterprise."))
    listing.helper = helper
    listing.save(update_fields=["helper"])
    reviewing.reassign(listing)
    record("key_listing.help", listing, by=by, helper=helper.name if helper else "—", list=listing.key)
    return listing


def _list(campaign: Campaign, key: str) -> KeyList:
    found: KeyList | None = campaign.pack.chains.list_(key)
    if found is None:
        raise refuse("list", _("Choose one of the place’s lists."))
    return found


def _why(found: KeyList, enterprise: Enterprise, campaign: Campaign) -> list[Term]:
    """The deciding terms, where the pack's condition speaks for it."""
    if not found.propose:
        return []
    condition, known = campaign.pack.registry.condition(found.propose), facts.facts(enterprise, campaign)
    return condition.terms(known, holds=True) if condition.holds(known) else []


def _last_day(found: KeyList, until: dt.date | None) -> dt.date | None:
    if until is None:
        return clock.today() + dt.timedelta(days=found.valid) if found.valid else None
    if not clock.today() <= until <= clock.today() + LONGEST:
        raise refuse("until", _("Choose a day from today on, within ten years."))
    return until


def _end(until: dt.date | None) -> dt.datetime | None:
    """The moment when a listing ends: midnight after its last day."""
    return clock.at(until + dt.timedelta(days=1)) if until else None


def _follow(listing: KeyListing, found: KeyList | None, *, there: bool) -> None:
    """The registry's tag says what the lists say: it stays while another campaign's list still holds it."""
    enterprise = listing.enterprise
    if found is not None and found.tag:
        others = KeyListing.objects.filter(enterprise=enterprise, key=listing.key, state="confirmed").exclude(
            pk=listing.pk
        )
        if there or not others.exists():
            registry.mark(enterprise=enterprise, tag=found.tag, there=there, why=LIST)
    segments.refresh_everywhere([enterprise.pk])
