"""Groups that go out together, and their experts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues, holding, restoring
from fugong.registry.actions import teams as actions
from fugong.registry.models import TeamMember
from fugong.registry.views import finding


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The groups, kind by kind, with what the pack asks of each."""
    wanted = holding.Wanted(
        request.GET.get("kind", "")[:40], request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    )
    sections, shown = holding.groups(campaign, wanted)
    may_change = request.user.holds(Permission.ASSIGNMENT_MANAGE)
    context = {
        "campaign": campaign,
        "kinds": campaign.pack.registry.teams,
        "sections": sections,
        "page": shown,
        "wanted": wanted,
        "people": colleagues.offered(campaign) if may_change else None,
        "may_change": may_change,
    }
    return render(request, "registry/teams.html", context)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def joining(request: PageRequest, campaign: Campaign, team: int) -> HttpResponse:
    """Put someone into a group."""
    found = finding.team(request, campaign, team)
    username = request.POST.get("user", "").rpartition("·")[2].strip()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        message = _("There is no account %(name)s. Appoint the person under Officers first.") % {
            "name": username or "—"
        }
        raise Refused(message, fields=[Fault("user", message)])
    part, field = request.POST.get("part", "member"), request.POST.get("field", "")
    actions.add_member(team=found, user=user, part=part, field=field, by=request.user)
    return redirect("registry:teams", campaign.key)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def leaving(request: PageRequest, campaign: Campaign, team: int, member: int) -> HttpResponse:
    """Take someone out of a group."""
    found = finding.team(request, campaign, team)
    rows = TeamMember.objects.filter(team=found).select_related("user", "team__campaign__pack_version")
    gone = get_object_or_404(rows, pk=member)
    actions.remove_member(member=gone, by=request.user)
    words = _("%(name)s is in this group no longer.") % {"name": gone.user}
    undoing.said(request, words, restoring.of_leaving(gone, request.user))
    return redirect("registry:teams", campaign.key)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def renaming(request: PageRequest, campaign: Campaign, team: int) -> HttpResponse:
    """Give a group another name."""
    actions.rename(team=finding.team(request, campaign, team), name=request.POST.get("name", ""), by=request.user)
    return redirect("registry:teams", campaign.key)
