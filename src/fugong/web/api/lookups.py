"""Finding what an address names, among what the caller sees. What isn't seen isn't there: 404."""

from typing import Any

from django.db.models import Manager, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core.errors import Fault, Refused
from fugong.places.models import CALLED, Campaign, Grid, Jurisdiction
from fugong.registry.models import Enrolment, Enterprise, Park
from fugong.web.api.shapes import Call


def one(rows: "QuerySet[Any] | Manager[Any]", **found_by: Any) -> Any:
    """The one row; 404 where there is none."""
    row = rows.filter(**found_by).first()
    if row is None:
        raise Http404
    return row


def campaigns_of(request: Call, permission: Permission = Permission.REGISTRY_VIEW) -> "QuerySet[Campaign]":
    """The campaigns in the caller's areas, and those in which one of the caller's enterprises takes part."""
    mine = Enrolment.objects.visible_to(request.user, permission).order_by().values("campaign")
    found = Campaign.objects.visible_to(request.user, permission)
    if not request.user.scope(permission).everything:
        found = Campaign.objects.filter(pk__in=found.order_by().values("pk")) | Campaign.objects.filter(pk__in=mine)
    return found.select_related("jurisdiction", "pack_version")


def campaign_of(request: Call, key: str, permission: Permission = Permission.REGISTRY_VIEW) -> Campaign:
    """One of them."""
    found = CALLED.first(key)
    if found is None or not (
        found.is_visible_to(request.user, permission)
        or Enrolment.objects.visible_to(request.user, permission).filter(campaign=found).exists()
    ):
        raise Http404
    return found


def enterprises_of(request: Call, campaign: Campaign) -> "QuerySet[Enterprise]":
    """The enterprises of the campaign's area that the caller sees."""
    seen = Enterprise.objects.visible_to(request.user).filter(area_code__startswith=campaign.jurisdiction.prefix)
    return seen.select_related("jurisdiction", "grid", "park")


def enterprise_of(request: Call, campaign: Campaign, number: int) -> Enterprise:
    """One of them."""
    return one(enterprises_of(request, campaign), pk=number)  # type: ignore[no-any-return]


def jurisdiction_called(request: Call, code: str, field: str = "jurisdiction") -> Jurisdiction:
    """The jurisdiction that a body names by its code. Raises Refused at the field."""
    return _named(Jurisdiction.objects.visible_to(request.user).filter(code=code), code, field)  # type: ignore[no-any-return]


def grid_called(campaign: Campaign, key: str | None) -> Grid | None:
    """The grid that a body names by its key."""
    rows = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix, key=key)
    return _named(rows.select_related("jurisdiction"), key, "grid") if key else None


def park_called(campaign: Campaign, key: str | None) -> Park | None:
    """The park that a body names by its key."""
    rows = Park.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix, key=key)
    return _named(rows.select_related("jurisdiction"), key, "park") if key else None


def _named(rows: "QuerySet[Any]", key: str | None, field: str) -> Any:
    row = rows.first()
    if row is None:
        message = _("There is no “%(key)s” here.") % {"key": key}
        raise Refused(message, fields=[Fault(field, message, "unknown")])
    return row
