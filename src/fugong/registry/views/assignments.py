"""Coverage: which posts are filled, who has none, how much each officer carries; and assigning one or many."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import lists, restoring, staffing
from fugong.registry.actions import assignments as actions
from fugong.registry.models import Assignment
from fugong.registry.proposing import posts_of
from fugong.registry.views import finding
from fugong.registry.views.enterprises import names_of

MOST_AT_ONCE = 20_000
"""Enterprises that one step shares out; a bigger place does it area by area."""
EVENLY = "evenly"


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_safe
def page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What is covered, who is not, and what each officer carries."""
    wanted = lists.Wanted.of(request.GET)
    posts = [post for post in campaign.pack.registry.posts if post.per == "enterprise"]
    chosen = next((post for post in posts if post.key == wanted.uncovered), posts[0] if posts else None)
    rows = _missing(wanted, chosen.key if chosen else lists.ANY)
    context = {
        "campaign": campaign,
        "posts": staffing.coverage(request.user, campaign),
        "units": staffing.units(campaign, request.GET.get("units", "")),
        "chosen": chosen,
        "loads": staffing.loads(campaign, chosen) if chosen else None,
        "page": lists.page(request.user, campaign, rows),
        "wanted": rows,
        "names": names_of(campaign),
        "may_plan": bool(posts_of(campaign)),
    }
    return render(request, "registry/assignments.html", context)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def bulk(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Assign the ticked enterprises, or all that the filters name, to one officer or evenly to all of the post."""
    post = request.POST.get("post", "")
    ids = _chosen_ids(request, campaign, post)
    officer, typed = request.POST.get("assignee", EVENLY), request.POST.get("person", "").strip()
    if typed:
        officer = str(staffing.holder(campaign, post, typed).pk)
    if officer == EVENLY:
        shares = actions.share_evenly(campaign=campaign, post=post, enterprise_ids=ids, by=request.user)
        done, left, outside = sum(map(len, shares.of.values())), len(shares.left), len(shares.outside)
    else:
        person = finding.officer(request, campaign, numbers.asked(officer) or 0)
        done = actions.assign_many(campaign=campaign, post=post, shares={person.pk: ids}, by=request.user)
        left = outside = 0
    messages.success(request, ngettext("%(n)s enterprise assigned.", "%(n)s enterprises assigned.", done) % {"n": done})
    if left:
        note = _("%(n)s are left: all officers of the post are at their capacity. Appoint more officers.")
        messages.warning(request, note % {"n": left})
    if outside:
        note = _("%(n)s are left: nobody holds the post in their area. Appoint officers there, or for the whole area.")
        messages.warning(request, note % {"n": outside})
    return redirect(f"{reverse('registry:assignments', args=[campaign.key])}?uncovered={post}")


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def assign_one(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Give one enterprise an officer: `officer` is `<post>~<user>`, or `<post>~` with the `person` typed."""
    enterprise = finding.enterprise(request, campaign, pk)
    post, _tilde, person = request.POST.get("officer", "").partition("~")
    typed = request.POST.get("person", "").strip()
    officer = staffing.holder(campaign, post, typed) if typed else get_object_or_404(User, pk=numbers.asked(person))
    made = actions.assign(campaign=campaign, enterprise=enterprise, post=post, officer=officer, by=request.user)
    words = _("%(name)s now looks after this enterprise.") % {"name": officer}
    undoing.said(request, words, restoring.of_assignment(made, request.user))
    return redirect("registry:enterprise", campaign.key, pk)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def ending(request: PageRequest, campaign: Campaign, pk: int, assignment: int) -> HttpResponse:
    """The officer serves this enterprise no longer."""
    enterprise = finding.enterprise(request, campaign, pk)
    mine = Assignment.objects.filter(campaign=campaign, enterprise=enterprise, until=None)
    found = get_object_or_404(mine.select_related("campaign__pack_version", "enterprise", "officer"), pk=assignment)
    actions.end(assignment=found, by=request.user, reason=request.POST.get("reason", ""))
    words = _("%(name)s looks after this enterprise no longer.") % {"name": found.officer}
    undoing.said(request, words, restoring.of_ending(found, request.user))
    return redirect("registry:enterprise", campaign.key, pk)


def _missing(wanted: lists.Wanted, post: str) -> lists.Wanted:
    return replace(wanted, uncovered=post)


def _chosen_ids(request: PageRequest, campaign: Campaign, post: str) -> list[int]:
    if request.POST.get("which") != "all":
        ids = numbers.asked_many(request.POST.getlist("enterprise"))
        if not ids:
            message = _("Tick at least one enterprise.")
            raise Refused(message, fields=[Fault("enterprise", message)])
        return ids
    wanted = _missing(lists.Wanted.of(request.POST), post)
    rows = lists.matching(request.user, campaign, wanted, Permission.ASSIGNMENT_MANAGE)
    ids = list(rows.order_by("enterprise_id").values_list("enterprise_id", flat=True)[: MOST_AT_ONCE + 1])
    if len(ids) > MOST_AT_ONCE:
        raise Refused(_("These are more than %(n)s enterprises. Choose an area first.") % {"n": MOST_AT_ONCE})
    return ids
