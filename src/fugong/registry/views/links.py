"""Supply links and further sites of an enterprise."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import uscc
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.actions import links as actions
from fugong.registry.models import Enterprise, SupplyLink
from fugong.registry.views import finding


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def add(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Note a supplier or a customer."""
    enterprise = finding.enterprise(request, campaign, pk)
    other = _other(request, request.POST.get("other", ""))
    pair = (other, enterprise) if request.POST.get("side") == "supplier" else (enterprise, other)
    what, critical = request.POST.get("what", ""), "critical" in request.POST
    actions.link(supplier=pair[0], customer=pair[1], what=what, critical=critical, by=request.user)
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def removal(request: PageRequest, campaign: Campaign, pk: int, link: int) -> HttpResponse:
    """Take a supply link away."""
    enterprise = finding.enterprise(request, campaign, pk)
    mine = SupplyLink.objects.filter(customer=enterprise) | SupplyLink.objects.filter(supplier=enterprise)
    actions.unlink(link=get_object_or_404(mine.select_related("supplier", "customer"), pk=link), by=request.user)
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def add_site(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Add a place where the enterprise works."""
    enterprise = finding.enterprise(request, campaign, pk)
    name, address = request.POST.get("name", ""), request.POST.get("address", "")
    actions.add_site(enterprise=enterprise, name=name, address=address, by=request.user, campaign=campaign)
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def remove_site(request: PageRequest, campaign: Campaign, pk: int, site: int) -> HttpResponse:
    """Take a site away."""
    enterprise = finding.enterprise(request, campaign, pk)
    actions.remove_site(site=get_object_or_404(enterprise.sites, pk=site), by=request.user)
    return redirect("registry:enterprise", campaign.key, pk)


def _other(request: PageRequest, text: str) -> Enterprise:
    """The enterprise that was typed or chosen: by its code, or by a name that only one has."""
    seen = Enterprise.objects.visible_to(request.user)
    code = text.rpartition("·")[2].strip()
    found = list(seen.filter(uscc=uscc.compact(code))[:1]) or list(seen.filter(name=text.strip())[:2])
    if len(found) != 1:
        message = _("Choose an enterprise of the list, or enter its credit code.")
        raise Refused(message, fields=[Fault("other", message)])
    return found[0]
