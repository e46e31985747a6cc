"""Around an enterprise: whom to call, where else it works, whom it supplies."""

from typing import Any, Literal

from django.db.models import Q
from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission
from fugong.registry.actions import contacts as actions
from fugong.registry.actions import links
from fugong.registry.models import SupplyLink
from fugong.web.api.enterprises import HERE, Why
from fugong.web.api.lookups import campaign_of, enterprise_of, enterprises_of, one
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key

resource = Resource(tags=["Contacts, sites, supply links"])
ONE = HERE + "/{enterprise}"


class ContactOut(Schema):
    """Whom to call. The number is masked; `reveal` opens it for a reason, on record."""

    id: int
    kind: str
    name: str
    phone_masked: str


class ContactIn(Body):
    kind: Literal["legal", "liaison", "control"] = "liaison"
    name: str = Field(max_length=60)
    phone: str = Field(max_length=40)


class Phone(Schema):
    phone: str


class SiteOut(Schema):
    """A further place of work."""

    id: int
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    grid_id: int | None


class SiteIn(Body):
    name: str = Field(max_length=80)
    address: str = Field("", max_length=300)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


class SupplyLinkOut(Schema):
    """One enterprise supplies another. Only links whose two ends the caller sees are shown."""

    id: int
    supplier: int = Field(alias="supplier_id")
    customer: int = Field(alias="customer_id")
    what: str
    critical: bool


class SupplyLinkIn(Body):
    """`other` is the enterprise at the other end."""

    direction: Literal["supplies", "is_supplied_by"]
    other: int = Field(ge=1, le=2**63 - 1)
    what: str = Field("", max_length=120)
    critical: bool = False


@resource.reads(ONE + "/contacts", list[ContactOut], needs=Permission.REGISTRY_VIEW)
def contacts(request: Call, campaign: Key, enterprise: Id) -> Any:
    """Whom to call at the enterprise."""
    return list(enterprise_of(request, campaign_of(request, campaign), enterprise).contacts.all())


@resource.writes("POST", ONE + "/contacts", ContactOut, needs=Permission.REGISTRY_EDIT, status=201)
def set_contact(request: Call, campaign: Key, enterprise: Id, body: ContactIn) -> Any:
    """Enters a contact or, for the same kind and name, a new number."""
    found = enterprise_of(request, campaign_of(request, campaign), enterprise)
    return actions.set_contact(enterprise=found, by=request.user, **body.dict())


@resource.writes("DELETE", ONE + "/contacts/{contact}", None, needs=Permission.REGISTRY_EDIT, status=204)
def remove_contact(request: Call, campaign: Key, enterprise: Id, contact: Id) -> Any:
    """Takes a contact away, with the number."""
    found = enterprise_of(request, campaign_of(request, campaign), enterprise)
    actions.remove(contact=one(found.contacts, pk=contact), by=request.user)


@resource.writes("POST", ONE + "/contacts/{contact}/reveal", Phone, needs=Permission.CONTACT_REVEAL)
def reveal_contact(request: Call, campaign: Key, enterprise: Id, contact: Id, body: Why) -> Any:
    """The number itself, for a reason that is kept."""
    found = enterprise_of(request, campaign_of(request, campaign), enterprise)
    return {"phone": actions.reveal(contact=one(found.contacts, pk=contact), by=request.user, reason=body.reason)}


@resource.reads(ONE + "/sites", list[SiteOut], needs=Permission.REGISTRY_VIEW)
def sites(request: Call, campaign: Key, enterprise: Id) -> Any:
    """Where else the enterprise works."""
    return list(enterprise_of(request, campaign_of(request, campaign), enterprise).sites.order_by("pk"))


@resource.writes("POST", ONE + "/sites", SiteOut, needs=Permission.REGISTRY_EDIT, status=201)
def add_site(request: Call, campaign: Key, enterprise: Id, body: SiteIn) -> Any:
    """Adds a place of work; its grid follows from the point."""
    within = campaign_of(request, campaign)
    found = enterprise_of(request, within, enterprise)
    return links.add_site(enterprise=found, by=request.user, campaign=within, **body.dict())


@resource.writes("DELETE", ONE + "/sites/{site}", None, needs=Permission.REGISTRY_EDIT, status=204)
def remove_site(request: Call, campaign: Key, enterprise: Id, site: Id) -> Any:
    """Takes a place of work away."""
    found = enterprise_of(request, campaign_of(request, campaign), enterprise)
    links.remove_site(site=one(found.sites, pk=site), by=request.user)


@resource.reads(ONE + "/supply-links", list[SupplyLinkOut], needs=Permission.REGISTRY_VIEW)
def supply_links(request: Call, campaign: Key, enterprise: Id) -> Any:
    """Whom the enterprise supplies, and by whom it is supplied."""
    return list(_links(request, campaign, enterprise).order_by("pk"))


@resource.writes("POST", ONE + "/supply-links", SupplyLinkOut, needs=Permission.REGISTRY_EDIT, status=201)
def link_supply(request: Call, campaign: Key, enterprise: Id, body: SupplyLinkIn) -> Any:
    """Notes that one supplies the other."""
    within = campaign_of(request, campaign)
    mine, other = enterprise_of(request, within, enterprise), enterprise_of(request, within, body.other)
    supplier, customer = (mine, other) if body.direction == "supplies" else (other, mine)
    return links.link(supplier=supplier, customer=customer, what=body.what, critical=body.critical, by=request.user)


@resource.writes("DELETE", ONE + "/supply-links/{link}", None, needs=Permission.REGISTRY_EDIT, status=204)
def unlink_supply(request: Call, campaign: Key, enterprise: Id, link: Id) -> Any:
    """Takes a supply link away."""
    links.unlink(link=one(_links(request, campaign, enterprise), pk=link), by=request.user)


def _links(request: Call, campaign: str, enterprise: int) -> Any:
    within = campaign_of(request, campaign)
    found = enterprise_of(request, within, enterprise)
    seen = enterprises_of(request, within).order_by().values("pk")
    ends = Q(supplier=found, customer__in=seen) | Q(customer=found, supplier__in=seen)
    return SupplyLink.objects.filter(ends).select_related("supplier", "customer")
