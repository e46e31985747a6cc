"""Seekers: entered with their consent by the public page or by an officer for a caller; changed, withdrawn, erased at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, crypto
from fugong.core.errors import Conflict, NotAllowed, TooMany
from fugong.labour import erasing, reading, telling
from fugong.labour.models import Seeker, SeekerEntry
from fugong.labour.reading import Said
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign, CampaignState
from fugong.workforce import keys
from fugong.workforce.actions import erasures, files
from fugong.workforce.giving import normal_name
from fugong.workforce.models import DataKey

OWN: Any = gettext_lazy("the seeker, by the own link")
VISITOR: Any = gettext_lazy("the seeker, by the public page")
DAY = dt.timedelta(days=1)
ENTRY_LOCK = 0x46554C41  # the advisory lock of those who come by the public page, with the campaign's id


@transaction.atomic
def enter(
    *, campaign: Campaign, values: Mapping[str, Any], by: User | None, address: str = "", language: str = ""
) -> Seeker:
    """`name`, `phone`, `trades`, `place`, `since`, `wage`, `languages`, `note`, `agreed`. `by` None: by the public page.

    Raises Refused (faults at the fields), TooMany.
    """
    must_be_open(campaign)
    if by is not None and not (by.is_staff_member and by.holds(Permission.LABOUR_MATCH)):
        raise NotAllowed(_("You don’t bring people and work together here."))
    labour = campaign.pack.labour
    if by is None and not (labour.is_used and labour.seekers.open):
        raise NotAllowed(_("This place takes seekers by telephone only."))
    said = Said(values, labour)
    row = Seeker(
        campaign=campaign, area_code=campaign.jurisdiction.code, via="phone" if by else "web", entered_by=by,
        language=language or translation.get_language() or "zh-hans", agreed_at=clock.now(), agreed_on=clock.today(),
    )  # fmt: skip
    known = _take(row, said)
    if not said.yes("agreed"):
        said.fault("agreed", _("Without agreement nothing is kept: read what is kept and why, and tick it."))
    said.end()
    if by is None:
        _count(campaign, address)
    _seal(row, known, keys.index(files.index_key(campaign), known["phone"], "phone"))
    row.key.save(force_insert=True)
    row.state, row.state_since = "seeking", clock.now()
    row.save(force_insert=True)
    event = record("seeker.enter", row, by=by, as_name="" if by else VISITOR, to="seeking", via=row.via)
    if by is None:
        telling.seekers(row, event)
    return row


@transaction.atomic
def amend(*, seeker: Seeker, values: Mapping[str, Any], by: User | None) -> Seeker:
    """Changes what is looked for; name and telephone, too. `by` None: the seeker on the own page."""
    row = _held(seeker)
    _guard(row, by)
    if row.state != "seeking":
        raise Conflict(_("You have found work: nothing is looked for any more."))
    said = Said(values, row.campaign.pack.labour)
    known = _take(row, said, row.opened)
    said.end()
    index = keys.index(files.index_key(row.campaign), known["phone"], "phone")
    row.sealed, row.phone_index = keys.seal(row.key.opened, known), index
    row.__dict__["opened"] = known
    row.save()
    record("seeker.amend", row, by=by, as_name="" if by else OWN)
    return row


@transaction.atomic
def withdraw(*, seeker: Seeker, by: User | None, reason: str = "") -> None:
    """The seeker doesn't look any more: everything kept is erased now, and a certificate says so."""
    row = _held(seeker)
    _guard(row, by)
    who: Any = by.name if by else OWN
    record("seeker.withdraw", row, by=by, as_name="" if by else OWN)
    gone = erasing.erase(Seeker, [row.pk], as_name=who)
    erasures.certified(row.campaign, "request", {"seeker": gone, "keys": gone}, by=by, why=reason, as_name=OWN)


def own(token: str) -> Seeker | None:
    """The seeker of a personal page; None where there is none any more."""
    rows = Seeker.objects.select_related("key", "campaign__pack_version", "campaign__jurisdiction")
    return rows.filter(token=token).first()


def last_day(seeker: Seeker) -> dt.date:
    """Until when the file is kept."""
    return seeker.agreed_on + dt.timedelta(days=seeker.campaign.pack.workforce.keeps("seeker"))


def _take(row: Seeker, said: Said, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is looked for into the row; what is sealed is returned."""
    row.trades = said.trades()
    row.place = said.text("place", 120, _("Write where you are: city and district."))
    row.longitude, row.latitude = reading.spot(row.place)
    row.since = said.day("since", past=bool(row.pk))
    row.wage = said.number("wage", 0, 1_000_000, empty=0)
    row.languages = said.languages()
    name = normal_name(said.text("name", 40, _("Write the name.")))
    known = {"name": name, "phone": said.phone(), "note": said.text("note", 300)}
    return {**(before or {}), **known}


def _seal(row: Seeker, known: dict[str, Any], index: bytes) -> None:
    rows = Seeker.objects.filter(campaign=row.campaign, phone_index=index, state="seeking")
    if rows.count() >= row.campaign.pack.labour.seekers.per_phone:
        raise TooMany(_("With this number somebody looks for work already. Use the own link, or call the desk."))
    own_key, sealed = keys.new()
    row.key = DataKey(sealed=sealed)
    row.sealed, row.phone_index = keys.seal(own_key, known), index
    row.__dict__["opened"] = known


def _count(campaign: Campaign, address: str) -> None:
    """One more by the public page; those who come at once are counted one after the other. Raises TooMany."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ENTRY_LOCK, campaign.pk])
    rules, index = campaign.pack.labour.seekers, crypto.blind_index(address, "labour:address")
    recent = SeekerEntry.objects.filter(campaign=campaign, at__gt=clock.now() - DAY)
    if recent.filter(address_index=index).count() >= rules.per_address or recent.count() >= rules.per_day:
        raise TooMany(_("Too many entries today. Try again tomorrow, or call the desk."))
    SeekerEntry.objects.create(campaign=campaign, address_index=index, at=clock.now())


def _held(seeker: Seeker) -> Seeker:
    rows = Seeker.objects.select_for_update(of=("self",)).select_related(
        "key", "campaign__pack_version", "campaign__jurisdiction"
    )
    found = rows.filter(pk=seeker.pk).first()
    if found is None:
        raise Conflict(_("This was erased already."))
    return found  # type: ignore[no-any-return]


def _guard(row: Seeker, by: User | None) -> None:
    if by is not None and not row.may_move(by, Permission.LABOUR_MATCH):
        raise NotAllowed(_("You don’t bring people and work together here."))
    if by is None and row.campaign.state != CampaignState.OPEN:
        return  # whoever wants to be erased may, also when the campaign is over
