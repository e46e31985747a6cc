"""Supply links: said by one side or by an officer, confirmed by the other side or an officer; to partners outside, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import telling
from fugong.chains.access import holds
from fugong.chains.actions.held import text
from fugong.chains.models import OutsideLink, Partner
from fugong.core import numbers, uscc
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry import segments
from fugong.registry.access import may
from fugong.registry.models import Enterprise, SupplyLink

SIDES = {"supplier": "customer", "customer": "supplier"}
"""What the other is to us → what we are to it."""
WORKS = ("unknown", "running", "stopped")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a supply: the good, its kind (key of the pack), the share in per cent, whether the line stands without it."""

    what: str = ""
    kind: str = ""
    share: str | int | None = None
    critical: bool = False


@transaction.atomic
def link(
    *, campaign: Campaign, enterprise: Enterprise, side: str, other: Enterprise, said: Said, by: User
) -> SupplyLink:
    """Notes that `other` is a supplier or a customer (`side`) of `enterprise`.

    Said by the enterprise alone it waits for the other side or an officer. Raises Refused for a link to itself, a double one
    and a share above 100 %. A ring of suppliers is allowed: pages show it.
    """
    must_be_open(campaign)
    values = _guarded(campaign, enterprise, side, said, by)
    if other.pk == enterprise.pk:
        raise refuse("other", _("An enterprise can't supply itself. Choose another one."))
    ends = (
        {"supplier": other, "customer": enterprise}
        if side == "supplier"
        else {"supplier": enterprise, "customer": other}
    )
    if SupplyLink.objects.filter(**ends, what=values["what"]).exists():
        raise refuse("other", _("This link is entered already."))
    _guard_shares(ends["customer"], values)
    is_own = not by.is_staff_member
    made = SupplyLink.objects.create(**ends, **values, said_for=SIDES[side] if is_own else "", said_by=by, waits=is_own)
    record("supply_link.create", made, by=by, supplier=ends["supplier"].name, what=made.what)
    segments.refresh_everywhere([enterprise.pk, other.pk])
    if made.waits:
        event = record("supply_link.ask", made, by=by, supplier=ends["supplier"].name, what=made.what)
        words = lambda: _("%(enterprise)s names you in its supply chain: is it right?") % {"enterprise": enterprise}  # noqa: E731
        telling.enterprise(other, campaign, "mine", words, made, event)
    return made


@transaction.atomic
def confirm(*, link: SupplyLink, by: User) -> SupplyLink:
    """The other side, or an officer of either, says that it is so."""
    found = SupplyLink.objects.select_for_update(of=("self",)).select_related("supplier", "customer").get(pk=link.pk)
    if not found.waits:
        raise Conflict(_("This link is confirmed already."))
    if not may_confirm(found, by):
        raise NotAllowed(_("The other side confirms it, or an officer."))
    found.waits = False
    found.save(update_fields=["waits"])
    record("supply_link.confirm", found, by=by, supplier=found.supplier.name, what=found.what)
    segments.refresh_everywhere([found.supplier_id, found.customer_id])
    return found


@transaction.atomic
def remove(*, link: SupplyLink, by: User) -> None:
    """Takes a link away: whoever said it, either side while it waits, or an officer."""
    found = (
        SupplyLink.objects.select_for_update(of=("self",))
        .select_related("supplier", "customer")
        .filter(pk=link.pk)
        .first()
    )
    if found is None:
        raise Conflict(_("This link is gone already."))
    if not may_remove(found, by):
        raise NotAllowed(_("Who entered it takes it away, or an officer."))
    if found.interruptions.filter(state="broken").exists():
        raise Conflict(_("A supply over this link is interrupted: say first what came of it."))
    ids = [found.supplier_id, found.customer_id]
    record("supply_link.remove", found, by=by, supplier=found.supplier.name, what=found.what)
    found.delete()
    segments.refresh_everywhere(ids)


def may_confirm(found: SupplyLink, by: User) -> bool:
    """Not whoever said it; of the enterprises only the other side; of the authority whoever serves one of them."""
    if not found.waits or by.pk == found.said_by_id:
        return False
    if by.is_staff_member:
        return any(may(by, Permission.CHAIN_EDIT, each) for each in (found.supplier, found.customer))
    other = found.customer if found.said_for == "supplier" else found.supplier
    return may(by, Permission.CHAIN_EDIT, other)


def may_remove(found: SupplyLink, by: User) -> bool:
    """Whoever serves one of the two; the side that said it; the other one while it waits."""
    sides = [each for each in (found.supplier, found.customer) if may(by, Permission.CHAIN_EDIT, each)]
    if not sides:
        return False
    own = found.supplier if found.said_for == "supplier" else found.customer
    return by.is_staff_member or found.waits or (bool(found.said_for) and own in sides)


# -- partners outside ---------------------------------------------------------------------------------------------


@transaction.atomic
def link_outside(
    *, campaign: Campaign, enterprise: Enterprise, side: str, partner: Mapping[str, Any], said: Said, by: User
) -> OutsideLink:
    """The same to a partner outside the area: `name`, `uscc`, `region`, `authority`, `works`; one of the same name and region
    is the same. A code of an enterprise that is in the registry is refused: it belongs into the area."""
    must_be_open(campaign)
    values = _guarded(campaign, enterprise, side, said, by)
    found = put_partner(campaign=campaign, values=partner)
    upstream = side == "supplier"
    if upstream:
        _guard_shares(enterprise, values)
    try:
        with transaction.atomic():
            made = OutsideLink.objects.create(
                campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, partner=found,
                upstream=upstream, said_for=SIDES[side], said_by=by, waits=not by.is_staff_member, **values,
            )  # fmt: skip
    except IntegrityError:
        raise refuse("partner", _("This link is entered already.")) from None
    record("outside_link.create", made, by=by, partner=found.name, what=made.what)
    return made


def put_partner(*, campaign: Campaign, values: Mapping[str, Any]) -> Partner:
    """The partner of that name and region, entered where it isn't known; what is newly said of it is kept."""
    name = text(values.get("name"), 120, field="partner", needed=_("Write the partner’s name."))
    region = text(
        values.get("region"), 80, field="region", needed=_("Write the province and city, as letters need it.")
    )
    code = uscc.compact(text(values.get("uscc"), 40, field="uscc"))
    if code and not uscc.is_sound(code):
        raise refuse("uscc", _("This isn’t a credit code: 18 signs, the last of which checks the others."))
    if code and Enterprise.objects.filter(uscc=code, area_code__startswith=campaign.jurisdiction.prefix).exists():
        raise refuse("uscc", _("The enterprise with this code is in the area: enter it as one of ours."))
    found, _is_new = Partner.objects.get_or_create(campaign=campaign, name=name, region=region)
    authority = text(values.get("authority"), 120, field="authority")
    works = str(values.get("works") or "")
    found.uscc, found.authority = code or found.uscc, authority or found.authority
    found.works = works if works in WORKS else found.works
    found.save()
    return found


@transaction.atomic
def confirm_outside(*, link: OutsideLink, by: User) -> OutsideLink:
    """An officer says that it is so: nobody of the other side is here."""
    found = OutsideLink.objects.select_for_update(of=("self",)).select_related("enterprise", "partner").get(pk=link.pk)
    if not found.waits:
        raise Conflict(_("This link is confirmed already."))
    if not (by.is_staff_member and may(by, Permission.CHAIN_EDIT, found.enterprise)):
        raise NotAllowed(_("An officer confirms links to partners outside."))
    found.waits = False
    found.save(update_fields=["waits"])
    record("outside_link.confirm", found, by=by, partner=found.partner.name, what=found.what)
    return found


@transaction.atomic
def remove_outside(*, link: OutsideLink, by: User) -> None:
    """Takes it away."""
    found = OutsideLink.objects.select_related("enterprise", "partner").filter(pk=link.pk).first()
    if found is None:
        raise Conflict(_("This link is gone already."))
    if not may(by, Permission.CHAIN_EDIT, found.enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": found.enterprise})
    if found.interruptions.filter(state="broken").exists():
        raise Conflict(_("A supply over this link is interrupted: say first what came of it."))
    record("outside_link.remove", found, by=by, partner=found.partner.name, what=found.what)
    found.delete()


@transaction.atomic
def partner_works(*, partner: Partner, works: str, by: User) -> Partner:
    """Whether the partner runs, as far as somebody heard."""
    if works not in WORKS:
        raise refuse("works", _("Choose one of the list."))
    if not (by.is_staff_member and holds(by, Permission.CHAIN_EDIT, partner)):
        raise NotAllowed(_("You can’t say this here."))
    partner.works = works
    partner.save(update_fields=["works"])
    record("partner.works", partner, by=by, works=works)
    return partner


# -- what all have in common ---------------------------------------------------------------------------------------


def other_of(campaign: Campaign, given: str) -> Enterprise:
    """The enterprise of the area that was typed: its credit code, its exact name, or “name · code” of a list."""
    typed = given.strip()
    code = uscc.compact(typed.rpartition("·")[2])
    rows = Enterprise.objects.filter(area_code__startswith=campaign.jurisdiction.prefix, closed_on=None)
    if uscc.is_sound(code):
        found = rows.filter(uscc=code).first()
        if found is None:
            raise refuse("other", _("No enterprise of the area has this code: enter it as a partner outside."))
        return found
    named = list(rows.filter(name=typed)[:2])
    if len(named) != 1:
        raise refuse("other", _("Write its whole name as it is registered, or its credit code."))
    return named[0]


def _guarded(campaign: Campaign, enterprise: Enterprise, side: str, said: Said, by: User) -> dict[str, Any]:
    """The columns of what is said, checked; and whether the person may say it."""
    if not may(by, Permission.CHAIN_EDIT, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    faults: list[Fault] = []
    if side not in SIDES:
        faults.append(Fault("side", _("Say whether it supplies you or buys from you.")))
    kinds = {each.key for each in campaign.pack.chains.goods}
    if said.kind and said.kind not in kinds:
        faults.append(Fault("kind", _("Choose one of the list.")))
    share = None
    if said.share not in (None, ""):
        share = numbers.asked(str(said.share).strip().rstrip("%％"), 100)
        if not share:
            faults.append(Fault("share", _("Write a whole number from 1 to 100.")))
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)
    return {"what": text(said.what, 120, field="what"), "kind": said.kind, "share": share, "critical": said.critical}


def _guard_shares(customer: Enterprise, values: Mapping[str, Any]) -> None:
    """All suppliers of one good together give at most all of it."""
    if not values["share"] or not values["what"]:
        return
    same = {"what": values["what"]}
    inside = SupplyLink.objects.filter(customer=customer, **same).aggregate(n=Sum("share"))["n"] or 0
    outside = OutsideLink.objects.filter(enterprise=customer, upstream=True, **same).aggregate(n=Sum("share"))["n"] or 0
    left = 100 - inside - outside
    if values["share"] > left:
        words = _("Other suppliers give %(given)s%% of it already: at most %(left)s%% are left.")
        raise refuse("share", words % {"given": inside + outside, "left": max(0, left)})
