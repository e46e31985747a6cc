"""Parcels of land: entered, listed when their papers are through, agreed, handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, started, text
from fugong.core import clock, numbers
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.projects import telling
from fugong.projects.access import acts_for
from fugong.projects.actions.listings import area as area_of
from fugong.projects.actions.listings import point
from fugong.projects.models import Parcel
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

LARGEST = 100_000_000
"""Square metres: a hundred square kilometres."""
MU_IN_M2 = 2000 / 3


@transaction.atomic
def enter(*, campaign: Campaign, values: Mapping[str, Any], by: User) -> Parcel:
    """Enters a parcel. `values`: name, number, area_m2 or mu, use, area_code, address, longitude, latitude, note."""
    must_be_open(campaign)
    row = Parcel(
        campaign=campaign, pack_version=campaign.pack_version, entered_at=clock.now(), entered_by=by,
        area_code=area_of(campaign, None, str(values.get("area_code") or "")),
    )  # fmt: skip
    if not acts_for(by, row, campaign.pack.projects.land.office):
        raise NotAllowed(_("The office that keeps the land enters parcels."))
    _fill(row, values)
    try:
        with transaction.atomic():
            started(row)
    except IntegrityError:
        raise refuse("name", _("A parcel of this name is entered already.")) from None
    record("parcel.enter", row, by=by, area=row.area_m2)
    return row


@transaction.atomic
def amend(*, parcel: Parcel, values: Mapping[str, Any], by: User) -> Parcel:
    """Changes what is known of a parcel that isn't listed yet."""
    row = held(parcel)
    if row.state != "prepared":
        raise Conflict(_("Only a parcel that is being prepared is changed."))
    if not row.may_move(by, Permission.PROJECT_STEP):
        raise NotAllowed(_("The office that keeps the land does this."))
    _fill(row, values)
    row.save()
    record("parcel.amend", row, by=by)
    return row


def _fill(row: Parcel, values: Mapping[str, Any]) -> None:
    row.name = text(values.get("name"), 80, field="name", needed=_("Write the parcel’s name."))
    row.number = text(values.get("number"), 40, field="number")
    row.address = text(values.get("address"), 160, field="address")
    row.note = text(values.get("note"), 300, field="note")
    row.use = str(values.get("use") or "")
    if row.use not in {each.key for each in row.campaign.pack.projects.land.uses}:
        raise refuse("use", _("Choose one of the uses of land."))
    row.area_m2 = _area_m2(values)
    row.longitude, row.latitude = point(values)


def _area_m2(values: Mapping[str, Any]) -> int:
    """Square metres, or mu (亩) where only those are said."""
    said = numbers.plain(str(values.get("area_m2") or ""))
    if said:
        found = numbers.asked(said, LARGEST)
        if not found:
            raise refuse("area_m2", _("Write a whole number of square metres."))
        return found
    try:
        square = round(float(numbers.read(str(values.get("mu") or ""))) * MU_IN_M2)
    except numbers.NotANumber:
        raise refuse("area_m2", _("Write a whole number of square metres.")) from None
    if not 0 < square <= LARGEST:
        raise refuse("area_m2", _("Write a whole number of square metres."))
    return square


@transaction.atomic
def list_(*, parcel: Parcel, by: User) -> Parcel:
    """Shown to whoever looks for land, until the listing ends. Its papers must be through the place's channel."""
    row = held(parcel)
    channel = row.campaign.pack.projects.land.channel
    if row.state == "prepared" and channel and not through(row, channel):
        name = row.campaign.pack.projects.name_of("approval", channel)
        raise Conflict(_("“%(channel)s” isn’t through for it yet.") % {"channel": name})
    due = for_version(row.pack_version).due(clock.now(), row.campaign.pack.projects.land.listed_for)
    move(row, "list", by=by, due_at=due, name=row.name)
    return row


def through(parcel: Parcel, channel: str) -> bool:
    """Whether the channel's papers are all through."""
    return parcel.approvals.filter(kind=channel, state__in=("through", "handed_over")).exists()


@transaction.atomic
def unlist(*, parcel: Parcel, reason: str, by: User) -> Parcel:
    """It isn't free after all."""
    row = held(parcel)
    move(row, "unlist", by=by, reason=text(reason, 300), name=row.name)
    return row


@transaction.atomic
def agree(*, parcel: Parcel, enterprise: Enterprise | None, by: User) -> Parcel:
    """Somebody takes it: an enterprise of the place, or one that isn't there yet (None)."""
    row = held(parcel)
    if enterprise is not None and not may(by, Permission.PROJECT_VIEW, enterprise):
        raise refuse("enterprise", _("Choose an enterprise of this place."))
    due = for_version(row.pack_version).due(clock.now(), row.campaign.pack.projects.land.hand_over_within)
    event = move(row, "agree", by=by, due_at=due, set={"enterprise": enterprise}, name=row.name)
    words = lambda: _("The parcel %(name)s is agreed for you") % {"name": row.name}  # noqa: E731
    telling.applicant(row, words, event, but=by)
    return row


@transaction.atomic
def free(*, parcel: Parcel, reason: str, by: User) -> Parcel:
    """The agreement fell through: it is shown again."""
    row = held(parcel)
    due = for_version(row.pack_version).due(clock.now(), row.campaign.pack.projects.land.listed_for)
    move(row, "free", by=by, reason=text(reason, 300), due_at=due, set={"enterprise": None}, name=row.name)
    return row


@transaction.atomic
def hand_over(*, parcel: Parcel, by: User) -> Parcel:
    """The land is theirs."""
    row = held(parcel)
    event = move(row, "hand_over", by=by, name=row.name)
    words = lambda: _("The parcel %(name)s is handed over to you") % {"name": row.name}  # noqa: E731
    telling.applicant(row, words, event, but=by)
    return row


@transaction.atomic
def withdraw(*, parcel: Parcel, reason: str, by: User) -> Parcel:
    """It is used otherwise."""
    row = held(parcel)
    move(row, "withdraw", by=by, reason=text(reason, 300), name=row.name)
    return row
