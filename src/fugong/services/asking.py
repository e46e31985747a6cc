"""Who asks, by which way, and whether they may: the same for applications and appointments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, crypto, phones, uscc
from fugong.core.errors import Fault, NotAllowed, Refused, refuse
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enterprise
from fugong.services.access import serves, speaks_for
from fugong.services.models import Kiosk
from fugong.services.policy import CHANNELS, Item, facts_hold

LONGEST = {"applicant": 120, "caller": 60, "words": 2_000}
SPOKEN = ("telephone", "window")
"""Ways on which an officer does it for somebody who speaks: the name is noted, and what was read out."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. `phone` as it was typed; `words`: what was read out to a caller, who agreed."""

    channel: str
    enterprise: Enterprise | None = None
    applicant: str = ""
    uscc: str = ""
    caller: str = ""
    phone: str = ""
    words: str = ""
    kiosk: Kiosk | None = None


def of_form(values: Mapping[str, Any], channel: str, enterprise: Enterprise | None = None, **more: Any) -> Asker:
    """An asker as a form gives it."""
    said: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in ("applicant", "uscc", "caller")}
    return Asker(channel=channel, enterprise=enterprise, phone=str(values.get("phone") or "")[:40], **said, **more)


def item_of(campaign: Campaign, key: str, kind: str, channel: str) -> Item:
    """A service that can be asked for today, that way. Raises Refused."""
    item: Item | None = campaign.pack.services.item(key)
    if item is None or not item.is_offered(clock.today()):
        raise refuse("service", _("Choose a service of the list."))
    if item.kind != kind:
        message = (
            _("A time is booked for this service.") if item.kind == "appointment" else _("No time is booked for this.")
        )
        raise refuse("service", message)
    if channel not in item.channels:
        raise refuse("service", _("This service can’t be asked for this way: %(way)s.") % {"way": CHANNELS[channel]})
    return item


def begun(model: Any, campaign: Campaign, key: str, asker: Asker, by: User | None) -> Any:
    """A new row of who asks for what; nothing is written. Raises Refused or NotAllowed."""
    must_be_open(campaign)
    if asker.channel not in CHANNELS:
        raise refuse("channel", _("Choose one of the list."))
    kind = "appointment" if hasattr(model, "seat") else "application"
    item = item_of(campaign, key, kind, asker.channel)
    asker = _found(campaign, asker)
    area = asker.enterprise.area_code if asker.enterprise else _area(campaign, asker)
    row = model(
        campaign=campaign, enterprise=asker.enterprise, area_code=area, pack_version=campaign.pack_version,
        service=item.key, mode=item.mode, office=item.office, applicant=asker.applicant, uscc=asker.uscc,
        channel=asker.channel, caller=asker.caller, words=asker.words, made_at=clock.now(), made_by=by,
        made_at_kiosk=asker.kiosk,
    )  # fmt: skip
    _guard_way(row, asker, by)
    _guard_texts(row, asker)
    guard_who(row, item)
    return row


def _found(campaign: Campaign, asker: Asker) -> Asker:
    """An enterprise of the registry by its code, where it isn't known yet; its name and code are the registry's."""
    enterprise = asker.enterprise
    code = uscc.compact(asker.uscc) if asker.uscc else ""
    if enterprise is None and code:
        if not uscc.is_sound(code):
            raise refuse("uscc", _("This is no unified social credit code: look at its 18 signs again."))
        enrolled = Enterprise.objects.filter(enrolments__campaign=campaign, uscc=code)
        enterprise = enrolled.select_related("grid").first()
    if enterprise is not None:
        return replace(asker, enterprise=enterprise, applicant=enterprise.name, uscc=enterprise.uscc)
    return replace(asker, uscc=code)


def _area(campaign: Campaign, asker: Asker) -> str:
    return asker.kiosk.area_code if asker.kiosk else campaign.jurisdiction.code


def _guard_way(row: Any, asker: Asker, by: User | None) -> None:
    """Web: who speaks for the enterprise. Telephone and window: who serves there. Kiosk: a device of the place."""
    if asker.channel == "kiosk":
        if asker.kiosk is None or asker.kiosk.ended_at is not None or asker.kiosk.campaign_id != row.campaign_id:
            raise NotAllowed(_("This kiosk isn’t in use."))
        return
    allowed = speaks_for(by, row.enterprise_id) if asker.channel == "web" else serves(by, row)
    if not allowed:
        raise NotAllowed(_("You can’t ask for %(applicant)s.") % {"applicant": row.applicant or _("somebody else")})


def _guard_texts(row: Any, asker: Asker) -> None:
    faults = [
        Fault(name, _("At most %(n)s signs.") % {"n": most})
        for name, most in LONGEST.items()
        if len(getattr(row, name)) > most
    ]
    if not row.applicant:
        faults.append(Fault("applicant", _("Write the applicant’s name, or its credit code.")))
    if asker.channel in (*SPOKEN, "kiosk") and not row.caller:
        faults.append(Fault("caller", _("Write the name of whoever asks.")))
    if asker.channel in SPOKEN and not row.words:
        faults.append(Fault("words", _("Read the text out, and tick that the caller agrees.")))
    if asker.phone:
        try:
            row.phone = phones.normalised(asker.phone)
            row.phone_masked = crypto.mask(row.phone)
        except phones.NotAPhone as wrong:
            faults.append(Fault("phone", str(wrong)))
    elif asker.channel != "web":
        faults.append(Fault("phone", _("Write a telephone number where we can say what comes of it.")))
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)


def guard_who(row: Any, item: Item) -> None:
    """Refuses an enterprise that may not ask; whoever isn't in the registry is looked at by the office."""
    if row.enterprise is None:
        return
    section = row.campaign.pack.services
    known = facts.facts(row.enterprise, row.campaign)
    if not facts_hold(section, item, known):
        why = section.say(section.conditions[item.key].terms(known, holds=False))
        raise refuse(
            "service", _("%(applicant)s can’t ask for this: %(why)s") % {"applicant": row.applicant, "why": why}
        )


def read_out(campaign: Campaign, item: Item) -> str:
    """What is read to whoever calls, in the reader's language."""
    usual = _(
        "I note for you at %(office)s: “%(service)s”. Your name and number are kept with it until it is done. "
        "You will hear by telephone what comes of it."
    )
    office = campaign.pack.services.office_name(item.office)
    return str(item.script) if item.script else usual % {"office": office, "service": item.name}


def spoken_permission(user: User) -> bool:
    """Whether the person notes for callers at all."""
    return bool(user.is_staff_member and user.holds(Permission.SERVICE_HANDLE))
