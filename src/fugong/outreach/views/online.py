"""The hour online: countdown, who is there, what waits, the roster, and the record of the hours that were."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.outreach import hours, people, shown
from fugong.outreach.actions import groups as keeping
from fugong.outreach.faces import Face
from fugong.outreach.models import OnlineDuty
from fugong.outreach.views.groups import live
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

SPEAK = Permission.GROUP_SPEAK
WAITING = 100
MOST_GROUPS, MOST_PEOPLE, MOST_FOUND = 40, 200, 30


@campaign_page(SPEAK)
@require_GET
def online(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Now or next: the hour, its roster, who is online, and the questions that wait, those of the hour first."""
    face = Face(campaign, request.user)
    hours.be_present(campaign, request.user)
    presence = shown.presence(face)
    sitting = presence["sitting"]
    waiting = list(_waiting(face)[: WAITING + 1])
    has_more, waiting = len(waiting) > WAITING, waiting[:WAITING]
    stamp = shown.stamp(face, waiting, [user.pk for user in presence["online"]], sitting and sitting.runs)
    context: dict[str, Any] = {
        "campaign": campaign,
        "face": face,
        "presence": presence,
        "threads": shown.dress(face, waiting),
        "has_more": has_more,
        "stamp": stamp,
        "here": {user.pk for user in presence["online"]} | {request.user.pk},
    }
    if not request.htmx:
        context |= _around(request, face, sitting)
    return live(request, "outreach/online/page.html", "outreach/online/_now.html", context, stamp)


def _waiting(face: Face) -> Any:
    from django.db.models import BooleanField, Case, Value, When

    rows = face.threads.filter(state="open").select_related("enterprise", "begun_by", "group")
    later = Case(When(hour="", then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.order_by(later, "begun_at", "pk")


def _around(request: PageRequest, face: Face, sitting: hours.Sitting | None) -> dict[str, Any]:
    names = {hour.key: hour.name for hour in face.campaign.pack.outreach.hours}
    records = hours.accounts(face.campaign, threads=face.threads)
    may_keep = request.user.scope(Permission.GROUP_MANAGE).covers_area(face.campaign.jurisdiction.prefix)
    return {
        "records": [(names.get(each.hour, each.hour), each) for each in records],
        "may_keep": may_keep,
        "hours": face.campaign.pack.outreach.hours,
        **(_roster(face, sitting, request.GET.get("q", "")) if may_keep and sitting else {}),
    }


def _roster(face: Face, sitting: hours.Sitting, text: str) -> dict[str, Any]:
    """Who can be put on the roster: whoever answers in any group. Where these are many, whoever stands on it, and whoever of the
    posts here is called as was looked for."""
    chosen = _chosen(face, sitting)
    groups = list(face.groups.filter(closed_at=None).select_related("campaign__pack_version")[: MOST_GROUPS + 1])
    found: dict[int, User] = {}
    for group in groups[:MOST_GROUPS]:
        found |= {user.pk: user for user in people.officers(group)[: MOST_PEOPLE + 1]}
    is_cut = len(groups) > MOST_GROUPS or len(found) > MOST_PEOPLE
    text = text.strip()[:40]
    if is_cut:
        like = User.objects.filter(name__icontains=text, postings__campaign=face.campaign, postings__until=None)
        named = like.filter(is_active=True).distinct().order_by("name", "pk")[:MOST_FOUND] if text else []
        found = {user.pk: user for user in (*User.objects.filter(pk__in=chosen), *named)}
    candidates = sorted(found.values(), key=lambda user: (user.name, user.pk))
    return {"candidates": candidates, "chosen": chosen, "is_cut": is_cut, "text": text}


def _chosen(face: Face, sitting: hours.Sitting) -> set[int]:
    duties = OnlineDuty.objects.filter(campaign=face.campaign, hour=sitting.key, day=sitting.day)
    return set(duties.values_list("user", flat=True))


@campaign_page(Permission.GROUP_MANAGE)
@require_POST
def roster(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who is online in an hour of a day."""
    day = dates.asked(request.POST.get("day"))
    if day is None or day < clock.today() or hours.sitting_of(campaign, day, request.POST.get("hour", "")) is None:
        raise Http404
    given = numbers.asked_many(request.POST.getlist("user"))
    users = list(User.objects.filter(pk__in=given, is_active=True))
    many = keeping.set_roster(campaign=campaign, hour=request.POST["hour"], day=day, users=users, by=request.user)
    messages.success(request, _("The roster holds.") if many else _("The posts of the pack are online again."))
    return redirect("outreach:online", campaign.key)
