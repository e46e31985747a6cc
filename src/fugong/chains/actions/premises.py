"""Premises: wanted by an enterprise, offered by whoever has some, shown, agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import telling
from fugong.chains.access import holds, serves
from fugong.chains.actions.held import held, started, text
from fugong.chains.models import PremisesOffer, PremisesWanted, Showing
from fugong.core import clock, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places import geometry
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.models import Enterprise, Park
from fugong.workflow.moves import move

MOST_AREA, MOST_POWER, MOST_RENT = 10_000_000, 10_000_000, 10**8
AHEAD = dt.timedelta(days=3660)


@transaction.atomic
def want(*, campaign: Campaign, enterprise: Enterprise, values: Mapping[str, Any], by: User) -> PremisesWanted:
    """What an enterprise looks for: `area` (m²), `power` (kVA), `use`, `since` (a day), `why`."""
    must_be_open(campaign)
    faults: list[Fault] = []
    row = PremisesWanted(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        **_needs(campaign, values, faults), why=text(values.get("why"), 300, field="why"), asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    if not holds(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)
    started(row, campaign.pack.due(clock.now(), campaign.pack.chains.premises.within), "show")
    event = record("premises_wanted.ask", row, by=by, area=row.area, use=row.use)
    words = lambda: _("%(enterprise)s looks for %(area)s m²") % {"enterprise": enterprise, "area": row.area}  # noqa: E731
    telling.servers(row, words, event, but=by)
    return row


@transaction.atomic
def offer(
    *, campaign: Campaign, values: Mapping[str, Any], by: User | None, enterprise: Enterprise | None = None,
    park: Park | None = None,
) -> PremisesOffer:  # fmt: skip
    """Room that somebody has: as wanted, with `name`, `address`, `longitude`, `latitude`, `rent` (yuan), `area_code` where
    no enterprise or park offers it. A point outside the campaign's grids is refused. `by` None: the installation."""
    must_be_open(campaign)
    faults: list[Fault] = []
    area_code = enterprise.area_code if enterprise else park.area_code if park else str(values.get("area_code") or "")
    row = PremisesOffer(
        campaign=campaign, enterprise=enterprise, park=park, area_code=area_code, **_needs(campaign, values, faults),
        name=text(values.get("name"), 80, field="name"), address=text(values.get("address"), 160, field="address"),
        note=text(values.get("note"), 300, field="note"), rent=_rent(values.get("rent"), faults),
        offered_at=clock.now(), offered_by=by,
    )  # fmt: skip
    if not row.name:
        faults.append(Fault("name", _("Write what the premises are called.")))
    if not Jurisdiction.objects.filter(code=area_code, prefix__startswith=campaign.jurisdiction.prefix).exists():
        faults.append(Fault("area_code", _("Choose an area of this campaign.")))
    elif by is not None and not holds(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("You can’t offer premises there."))
    _place(row, campaign, values, faults)
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)
    row.save(force_insert=True)
    record("premises_offer.offer", row, by=by, as_name="" if by else "installation", name=row.name, area=row.area)
    return row


@transaction.atomic
def withdraw_offer(*, offer: PremisesOffer, by: User) -> PremisesOffer:
    """It isn't there any more."""
    row = held(offer)
    if not holds(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("You can’t take this offer back."))
    if row.gone_at is not None:
        raise Conflict(_("This offer is gone already."))
    row.gone_at = clock.now()
    row.save(update_fields=["gone_at"])
    record("premises_offer.withdraw", row, by=by, name=row.name)
    return row


@transaction.atomic
def show(*, wanted: PremisesWanted, offer: PremisesOffer, by: User) -> PremisesWanted:
    """The enterprise hears of an offer."""
    row, other = held(wanted), held(offer)
    if not serves(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("The desk or an officer shows premises."))
    _guard_there(row, other)
    try:
        with transaction.atomic():
            Showing.objects.create(wanted=row, offer=other, shown_at=clock.now(), shown_by=by)
    except IntegrityError:
        raise refuse("offer", _("The enterprise was shown this already.")) from None
    event = move(row, "show", by=by, name=other.name)
    words = lambda: _("Premises that may fit: %(name)s") % {"name": other.name}  # noqa: E731
    telling.enterprise(row.enterprise, row.campaign, "mine_premises", words, row, event, but=by)
    return row


@transaction.atomic
def pass_(*, wanted: PremisesWanted, reason: str, by: User) -> PremisesWanted:
    """None of what was shown fits; the search goes on."""
    row = held(wanted)
    due = row.campaign.pack.due(clock.now(), row.campaign.pack.chains.premises.within)
    said = text(reason, 300)
    event = move(row, "pass", by=by, reason=said, due_at=due)
    row.showings.filter(passed="").update(passed=said)
    words = lambda: _("%(enterprise)s still looks for premises") % {"enterprise": row.enterprise}  # noqa: E731
    telling.servers(row, words, event, but=by)
    return row


@transaction.atomic
def agree(*, wanted: PremisesWanted, offer: PremisesOffer, by: User) -> PremisesWanted:
    """Both agreed: the offer is taken. Of two who take the same one, the first has it."""
    row, other = held(wanted), held(offer)
    _guard_there(row, other)
    move(row, "agree", by=by, set={"agreed": other, "ended_at": clock.now()}, name=other.name)
    other.gone_at, other.taken = clock.now(), True
    other.save(update_fields=["gone_at", "taken"])
    return row


@transaction.atomic
def withdraw(*, wanted: PremisesWanted, by: User) -> PremisesWanted:
    """None is needed any more."""
    row = held(wanted)
    move(row, "withdraw", by=by, set={"ended_at": clock.now()})
    return row


def _guard_there(wanted: PremisesWanted, offer: PremisesOffer) -> None:
    if offer.campaign_id != wanted.campaign_id:
        raise refuse("offer", _("Choose an offer of this campaign."))
    if offer.gone_at is not None:
        raise Conflict(_("This offer is gone: somebody else took it, or it was taken back."))


def _needs(campaign: Campaign, values: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """Area, power, use, first day; each fault at its field."""
    found: dict[str, Any] = {"area": _number(values, "area", MOST_AREA, faults, needed=True)}
    found["power"] = _number(values, "power", MOST_POWER, faults)
    found["use"], found["since"] = str(values.get("use") or ""), values.get("since")
    if found["use"] not in {each.key for each in campaign.pack.chains.premises.uses}:
        faults.append(Fault("use", _("Choose one of the list.")))
    if not isinstance(found["since"], dt.date) or abs(found["since"] - clock.today()) > AHEAD:
        faults.append(Fault("since", _("Choose a day.")))
    return found


def _number(
    values: Mapping[str, Any], name: str, most: int, faults: list[Fault], *, needed: bool = False
) -> int | None:
    given = str(values.get(name) if values.get(name) is not None else "").strip()
    if not given and not needed:
        return None
    number = numbers.asked(given, most)
    if not number:
        faults.append(Fault(name, _("Write a whole number from 1 to %(most)s.") % {"most": f"{most:,}"}))
        return None
    return number


def _rent(given: Any, faults: list[Fault]) -> int | None:
    """Yuan as typed → fen."""
    from decimal import Decimal, InvalidOperation

    typed = str(given if given is not None else "").strip()
    if not typed:
        return None
    try:
        fen = Decimal(typed) * 100
        if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen <= MOST_RENT:
            raise InvalidOperation
    except InvalidOperation:
        faults.append(Fault("rent", _("Write yuan with at most two decimals, such as 18.50.")))
        return None
    return int(fen)


def _place(row: PremisesOffer, campaign: Campaign, values: Mapping[str, Any], faults: list[Fault]) -> None:
    """A point, both of its numbers or none; within the campaign's grids where these have outlines."""
    given = {name: str(values.get(name) or "").strip() for name in ("longitude", "latitude")}
    if not any(given.values()):
        return
    try:
        longitude, latitude = (float(given[name]) for name in ("longitude", "latitude"))
    except ValueError:
        faults.append(Fault("longitude", _("Write degrees, such as 118.15.")))
        return
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        faults.append(Fault("longitude", _("Write degrees, such as 118.15.")))
    elif geometry.outlines(campaign).ids and geometry.grid_at(campaign, longitude, latitude) is None:
        faults.append(Fault("longitude", _("This point lies outside the area of the campaign.")))
    else:
        row.longitude, row.latitude = longitude, latitude
