"""Supply links and further sites of an enterprise."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Fault, Refused
from fugong.ledger.recording import record
from fugong.places import geometry
from fugong.places.models import Campaign
from fugong.registry import segments
from fugong.registry.access import may, require
from fugong.registry.models import Enterprise, Site, SupplyLink


@transaction.atomic
def link(
    *, supplier: Enterprise, customer: Enterprise, what: str, by: User | None, critical: bool = False
) -> SupplyLink:
    """Notes that one enterprise supplies another. Who notes it must keep one of the two and see the other."""
    if by is not None:
        _guard_link(by, supplier, customer)
    if supplier.pk == customer.pk:
        message = _("An enterprise can't supply itself. Choose another one.")
        raise Refused(message, fields=[Fault("other", message)])
    made, is_new = SupplyLink.objects.update_or_create(
        supplier=supplier, customer=customer, what=what.strip()[:120], defaults={"critical": critical, "waits": False}
    )
    if is_new:
        name = "" if by else "installation"
        record("supply_link.create", made, by=by, as_name=name, supplier=supplier.name, what=made.what)
        segments.refresh_everywhere([supplier.pk, customer.pk])
    return made


@transaction.atomic
def unlink(*, link: SupplyLink, by: User) -> None:
    """Takes a supply link away."""
    _guard_link(by, link.supplier, link.customer)
    ids = [link.supplier_id, link.customer_id]
    record("supply_link.remove", link, by=by, supplier=link.supplier.name, what=link.what)
    link.delete()
    segments.refresh_everywhere(ids)


@transaction.atomic
def add_site(
    *, enterprise: Enterprise, name: str, address: str, by: User, campaign: Campaign | None = None, **place: Any
) -> Site:
    """Adds a place where the enterprise works. `place`: latitude and longitude; the grid follows from the point."""
    require(by, Permission.REGISTRY_EDIT, enterprise)
    if not name.strip():
        message = _("Give the site a name.")
        raise Refused(message, fields=[Fault("name", message)])
    point = (place.get("longitude"), place.get("latitude"))
    grid_id = geometry.grid_at(campaign, *point) if campaign and None not in point else None  # type: ignore[arg-type]
    site = Site.objects.create(
        enterprise=enterprise, name=name.strip()[:80], address=address[:300], grid_id=grid_id, **place
    )
    record("site.create", site, by=by, name=site.name)
    return site


@transaction.atomic
def remove_site(*, site: Site, by: User) -> None:
    """Takes a site away."""
    require(by, Permission.REGISTRY_EDIT, site.enterprise)
    record("site.remove", site, by=by, name=site.name)
    site.delete()


def _guard_link(by: User, supplier: Enterprise, customer: Enterprise) -> None:
    mine, other = (supplier, customer) if may(by, Permission.REGISTRY_EDIT, supplier) else (customer, supplier)
    require(by, Permission.REGISTRY_EDIT, mine)
    require(by, Permission.REGISTRY_VIEW, other)
