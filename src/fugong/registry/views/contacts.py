"""Contacts of an enterprise, their numbers, and the accounts of its liaisons."""

import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fugong.accounts import undoing
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import restoring
from fugong.registry.actions import contacts as actions
from fugong.registry.actions import liaisons
from fugong.registry.models import Contact
from fugong.registry.views import finding
from fugong.registry.views.enterprises import page_of


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def add(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Enter a contact, or another number for one."""
    enterprise = finding.enterprise(request, campaign, pk)
    given = {name: request.POST.get(name, "") for name in ("kind", "name", "phone")}
    kept = {(each.kind, each.name): str(each.phone or "") for each in enterprise.contacts.all()}
    contact = actions.set_contact(enterprise=enterprise, by=request.user, **given)
    made = restoring.of_contact(contact, kept.get((contact.kind, contact.name)), request.user)
    undoing.said(request, _("The contact is kept."), made)
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.REGISTRY_VIEW)
@require_POST
@never_cache
def number(request: PageRequest, campaign: Campaign, pk: int, contact: int) -> HttpResponse:
    """Open one number, for a reason. The page that shows it is kept nowhere."""
    found = _contact(request, campaign, pk, contact)
    reason = request.POST.get("reason", "").strip() or request.POST.get("usual", "").strip()
    opened = actions.reveal(contact=found, by=request.user, reason=reason)
    context = {"campaign": campaign, "contact": found, "number": opened}
    part = "registry/parts/number.html" if request.htmx else "registry/number.html"
    return render(request, part, context)


@campaign_page(Permission.REGISTRY_EDIT)
@require_POST
def removal(request: PageRequest, campaign: Campaign, pk: int, contact: int) -> HttpResponse:
    """Take a contact away."""
    found = _contact(request, campaign, pk, contact)
    gone = copy.copy(found)
    actions.remove(contact=found, by=request.user)
    undoing.said(request, _("The contact is removed."), restoring.of_removal(gone, request.user))
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.ACCOUNT_MANAGE)
@require_POST
@never_cache
def invite(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Make an account for the enterprise's liaison; the first password is shown once, on this answer."""
    enterprise = finding.enterprise(request, campaign, pk)
    username, name = (request.POST.get(key, "").strip() for key in ("username", "name"))
    user, password = liaisons.invite_liaison(
        enterprise=enterprise, username=username or enterprise.uscc.lower(), name=name or enterprise.name[:60],
        by=request.user,
    )  # fmt: skip
    context = page_of(request, campaign, enterprise, invited=user, first_password=password)
    return render(request, "registry/enterprise.html", context)


@campaign_page(Permission.ACCOUNT_MANAGE)
@require_POST
def dismiss(request: PageRequest, campaign: Campaign, pk: int, user: int) -> HttpResponse:
    """The person acts for this enterprise no longer."""
    enterprise = finding.enterprise(request, campaign, pk)
    grant = get_object_or_404(liaisons.liaison_grants(enterprise), user=user)
    liaisons.dismiss_liaison(enterprise=enterprise, user=grant.user, by=request.user)
    messages.success(request, _("%(name)s acts for this enterprise no longer.") % {"name": grant.user.name})
    return redirect("registry:enterprise", campaign.key, pk)


def _contact(request: PageRequest, campaign: Campaign, pk: int, contact: int) -> Contact:
    enterprise = finding.enterprise(request, campaign, pk)
    return get_object_or_404(enterprise.contacts.select_related("enterprise"), pk=contact)
