"""Contingents of labour bases: asked for, agreed, gathered, handed to whoever plans coaches, arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.labour import telling
from fugong.labour.access import holds
from fugong.labour.actions.held import begun, end_of, held
from fugong.labour.models import Contingent, Recruit
from fugong.labour.reading import Said
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.transport.actions import needs
from fugong.workflow.moves import move
from fugong.workforce import keys
from fugong.workforce.actions import files
from fugong.workforce.giving import normal_name
from fugong.workforce.models import DataKey

MOST = 5_000


@transaction.atomic
def ask(*, campaign: Campaign, enterprise: Enterprise, values: Mapping[str, Any], by: User) -> Contingent:
    """`base`, `trade`, `people`, `day`, `contact`, `phone`, `note`: the base is asked for people. Raises Refused."""
    must_be_open(campaign)
    row = Contingent(
        campaign=campaign, pack_version=campaign.pack_version, enterprise=enterprise, area_code=enterprise.area_code,
        asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    if not holds(by, Permission.LABOUR_MATCH, row):
        raise NotAllowed(_("You don’t bring people and work together here."))
    said = Said(values, campaign.pack.labour)
    row.base = said.text("base", 40)
    base = campaign.pack.transport.base(row.base)
    if base is None:
        said.fault("base", _("Choose one of the pack’s labour bases."))
    row.trade, row.people, row.day = said.trade(), said.number("people", 1, MOST), said.day("day")
    row.contact, row.phone = said.text("contact", 60), said.phone(needed=False)
    row.note = said.text("note", 300)
    row.spot = said.text("spot", 120) or (str(base.name.in_("zh")) if base else "")
    said.end()
    begun(row, campaign.pack.labour.clocks.agree, clock_kind="agree")
    record("contingent.ask", row, by=by, to="asked", people=row.people, base=row.base)
    return row


@transaction.atomic
def agree(*, contingent: Contingent, day: Any, people: Any, by: User) -> Contingent:
    """The base's contact said yes: for which day and how many."""
    row = held(contingent)
    said = Said({"day": day, "people": people}, row.campaign.pack.labour)
    row.day, row.people = said.day("day"), said.number("people", 1, MOST, empty=row.people)
    said.end()
    values = {"day": row.day, "people": row.people, "agreed_at": clock.now()}
    move(row, "agree", by=by, due_at=end_of(row.day), set=values, day=row.day.isoformat(), people=row.people)
    return row


@transaction.atomic
def enlist(*, contingent: Contingent, people: list[tuple[str, str]], by: User) -> int:
    """Names and telephones (normalised) of who is willing to come, sealed; those that are listed stay. Returns how many are new."""
    row = held(contingent)
    if not holds(by, Permission.LABOUR_MATCH, row):
        raise NotAllowed(_("You don’t bring people and work together here."))
    if row.state not in ("agreed", "gathered"):
        raise Conflict(_("Names are listed once the base has agreed, and until coaches are asked for."))
    index_key = files.index_key(row.campaign)
    there = {bytes(each) for each in Recruit.objects.filter(contingent=row).values_list("phone_index", flat=True)}
    new, new_keys = [], []
    for name, phone in people:
        index = keys.index(index_key, phone, "phone")
        if index in there:
            continue
        there.add(index)
        own, sealed = keys.new()
        key = DataKey(sealed=sealed)
        new_keys.append(key)
        new.append(
            Recruit(
                contingent=row, campaign=row.campaign, key=key, phone_index=index, entered_on=clock.today(),
                sealed=keys.seal(own, {"name": normal_name(name), "phone": phone}),
            )
        )  # fmt: skip
    DataKey.objects.bulk_create(new_keys, batch_size=1_000)
    Recruit.objects.bulk_create(new, batch_size=1_000)
    if new:
        row.gathered += len(new)
        row.save(update_fields=["gathered"])
        record("contingent.enlist", row, by=by, people=len(new))
    return len(new)


@transaction.atomic
def gather(*, contingent: Contingent, people: Any = "", by: User) -> Contingent:
    """It is known how many come: as many as stand on the list, or, where names stay with the base, as many as it says."""
    row = held(contingent)
    said = Said({"people": people}, row.campaign.pack.labour)
    count = said.number("people", 1, MOST, empty=row.gathered)
    if not count:
        said.fault("people", _("Nobody is listed yet: bring the list in, or write how many come."))
    if count < row.gathered:
        said.fault("people", _("%(n)s stand on the list: not fewer than that.") % {"n": row.gathered})
    said.end()
    move(row, "gather", by=by, set={"gathered": count}, people=count)
    return row


@transaction.atomic
def hand(*, contingent: Contingent, spot: str = "", by: User) -> Contingent:
    """The need for seats goes to whoever plans trips, as the enterprise's own need would."""
    row = held(contingent)
    base = row.campaign.pack.transport.base(row.base)
    if base is None or not row.campaign.pack.transport.is_used:
        raise Conflict(_("This place brings nobody by coach: the pack names no coaches or not this base."))
    where = spot.strip()[:120] or row.spot or str(base.name)
    need = needs.want(
        campaign=row.campaign, enterprise=row.enterprise, by=by,
        values={
            "people": row.gathered, "spot": where, "region": base.region, "longitude": base.longitude,
            "latitude": base.latitude, "day": row.day, "note": str(base.name),
        },
    )  # fmt: skip
    event = move(
        row, "hand", by=by, due_at=end_of(row.day), set={"coach_need": need, "spot": where}, people=row.gathered
    )
    telling.enterprise(row, telling.TOLD, lambda: _("People of a labour base are coming to you"), event)
    return row


@transaction.atomic
def arrive(*, contingent: Contingent, people: Any, by: User) -> Contingent:
    """So many are here."""
    row = held(contingent)
    said = Said({"people": people}, row.campaign.pack.labour)
    count = said.number("people", 0, MOST, empty=row.gathered)
    said.end()
    if count > row.gathered:
        raise refuse("people", _("Only %(n)s were to come.") % {"n": row.gathered})
    move(row, "arrive", by=by, set={"arrived": count}, people=count)
    return row


@transaction.atomic
def cancel(*, contingent: Contingent, reason: str, by: User) -> Contingent:
    """Nobody comes. A need for seats that has none yet is taken back with it."""
    row = held(contingent)
    need = row.coach_need
    if need is not None and need.state in ("wanted", "complete"):
        needs.withdraw(need=need, by=by)
    move(row, "cancel", by=by, reason=reason[:300])
    return row
