"""What is around a group for officers and the desk: members, who answers, activity, texts, reminders."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger.models import Event
from fugong.outreach import activity as counting
from fugong.outreach import members as membership
from fugong.outreach import people
from fugong.outreach.actions import groups as keeping
from fugong.outreach.faces import Face
from fugong.outreach.membership import LANGUAGES
from fugong.outreach.models import ChatGroup, GroupOfficer
from fugong.outreach.models.groups import By
from fugong.outreach.views.groups import faults_of
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.registry.models import Park
from fugong.sheets import writer
from fugong.sheets.columns import Column

SPEAK = Permission.GROUP_SPEAK
FIELDS = ("name", "about", "welcome")
CODES = ("zh", "en", "ja", "ko")
DAYS = counting.DAYS
FORTNIGHT = 14
OFFICERS, EVENTS = 100, 20


def _context(request: PageRequest, campaign: Campaign, key: str, tab: str) -> dict[str, Any]:
    face = Face(campaign, request.user)
    found = face.group(key)
    keeps = ChatGroup.objects.managed_by(request.user).filter(pk=found.pk).exists()
    return {"campaign": campaign, "face": face, "group": found, "may_keep": keeps, "tab": tab}


# -- members ------------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_GET
def members(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """The members: who reported today, who has an account, who asked; and those who have left."""
    context = _context(request, campaign, key, "members")
    asked = membership.Asked.of(request.GET)
    rows = membership.rows(context["group"], asked, request.user)
    context |= {
        "rows": rows,
        "asked": asked,
        "shows": membership.SHOWS,
        "counts": membership.counts(context["group"], request.user),
        "may_export": request.user.holds(Permission.REGISTRY_EXPORT),
        "may_remind": request.user.holds(Permission.REPORT_ENTER),
    }
    return render(request, "outreach/groups/members.html", context)


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def members_sheet(request: PageRequest, campaign: Campaign, key: str) -> HttpResponseBase:
    """The same as a sheet."""
    found = Face(campaign, request.user).group(key)
    asked = membership.Asked.of(request.GET)
    title = _("Members of %(group)s %(day)s") % {"group": found, "day": clock.today().isoformat()}
    columns = [Column(key=name, name=label, width=width) for name, label, width in membership.columns()]
    sheet = writer.Sheet(columns, membership.lines(found, asked, request.user), name=_("Members"), title=title)
    return writer.download(writer.workbook(sheet), title)


@campaign_page(Permission.REPORT_ENTER)
@require_POST
def reminders(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """Reminds the members whose report of today is missing."""
    found = Face(campaign, request.user).group(key)
    many = keeping.remind(group=found, by=request.user)
    if many:
        words = ngettext("%(n)s enterprise was reminded.", "%(n)s enterprises were reminded.", many)
        messages.success(request, words % {"n": many})
    else:
        messages.info(
            request, _("Nobody was reminded: all whom you look after reported, or were reminded within the hour.")
        )
    return redirect("outreach:members", campaign.key, key)


# -- officers -----------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_GET
def officers(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """Who answers here, by post or because the desk asked them to."""
    context = _context(request, campaign, key, "officers")
    found = context["group"]
    added = set(GroupOfficer.objects.filter(group=found, until=None).values_list("user", flat=True))
    page = Page.placed(people.officers(found), OFFICERS, request.GET.get("after", ""))
    for person in page.rows:
        person.was_added = person.pk in added  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()[:40]
    posts = {post.key: str(post.name) for post in campaign.pack.registry.posts}
    context |= {
        "page": page,
        "posts": [posts.get(post, post) for post in campaign.pack.outreach.answering_posts(found.rule)],
        "text": text,
        "candidates": _candidates(campaign, text, found) if text and context["may_keep"] else [],
    }
    return render(request, "outreach/groups/officers.html", context)


def _candidates(campaign: Campaign, text: str, group: ChatGroup) -> list[User]:
    named = User.objects.filter(name__icontains=text, is_active=True, postings__campaign=campaign, postings__until=None)
    return list(
        named.exclude(pk__in=people.officers(group).order_by().values("pk")).distinct().order_by("name", "pk")[:20]
    )


@campaign_page(Permission.GROUP_MANAGE)
@require_POST
def officer_adding(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """Lets someone answer here."""
    found = Face(campaign, request.user).group(key)
    keeping.add_officer(group=found, user=_person(request), by=request.user)
    return redirect("outreach:officers", campaign.key, key)


@campaign_page(Permission.GROUP_MANAGE)
@require_POST
def officer_removal(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """Ends it."""
    found = Face(campaign, request.user).group(key)
    keeping.remove_officer(group=found, user=_person(request), by=request.user)
    return redirect("outreach:officers", campaign.key, key)


def _person(request: PageRequest) -> User:
    user = User.objects.filter(pk=numbers.asked(request.POST.get("user")) or 0).first()
    if user is None or not user.is_staff_member:
        raise Http404
    return user


# -- activity -----------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_GET
def activity(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """What goes on in the group: questions by day, time to the first reply, who asks, what was moderated."""
    context = _context(request, campaign, key, "activity")
    found, face = context["group"], context["face"]
    threads = face.threads.filter(group=found)
    moderated = Event.objects.filter(campaign_id=campaign.pk, verb__in=("post.remove", "thread.close"))
    since = clock.now() - dt.timedelta(days=DAYS)
    here = {str(pk) for pk in threads.filter(last_at__gt=since).values_list("pk", flat=True)}
    context |= {
        "days": counting.by_day(threads, FORTNIGHT),
        "sums": counting.sums(threads),
        "askers": counting.askers(threads.filter(begun_at__gt=since)),
        "events": Page.newest(
            moderated.filter(at__gt=since, subject_key__in=here), EVENTS, request.GET.get("after", "")
        ),
        "since": DAYS,
    }
    return render(request, "outreach/groups/activity.html", context)


# -- texts, making, closing ---------------------------------------------------------------------------------------


@campaign_page(Permission.GROUP_MANAGE)
@require_http_methods(["GET", "POST"])
def group_texts(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """The name, the line below it, and the greeting, in each language."""
    context = _context(request, campaign, key, "texts")
    if not context["may_keep"]:
        raise Http404
    found = context["group"]
    refusal = None
    if request.method == "POST":
        try:
            keeping.write_texts(group=found, by=request.user, **_texts_from(request))
        except Refused as fault:
            refusal = fault
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:group", campaign.key, key)
    kept = {"name": found.names or {"zh": found.name}, "about": found.about, "welcome": found.welcome}
    context |= {"lines": _lines(request, refusal, kept), "refusal": refusal}
    return render(request, "outreach/groups/texts.html", context, status=refusal.status if refusal else 200)


@campaign_page(Permission.GROUP_MANAGE)
@require_http_methods(["GET", "POST"])
def group_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A group that the desk makes."""
    refusal = None
    if request.method == "POST":
        members_by, _colon, of = request.POST.get("members", "").partition(":")
        try:
            made = keeping.create(
                campaign=campaign, by=request.user, members_by=members_by, of=of, **_texts_from(request)
            )
        except Refused as fault:
            refusal = fault
        else:
            messages.success(request, _("The group is there, and its members are in it."))
            return redirect("outreach:group", campaign.key, made.key)
    context = {
        "campaign": campaign,
        "lines": _lines(request, refusal, {}),
        "choices": list(_choices(campaign)),
        "chosen": request.POST.get("members", ""),
        "refusal": refusal,
        "faults": faults_of(refusal),
    }
    return render(request, "outreach/groups/new.html", context, status=refusal.status if refusal else 200)


def _choices(campaign: Campaign) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What members can be chosen by: heading, then value and name of each."""
    registry, prefix = campaign.pack.registry, campaign.jurisdiction.prefix
    yield str(By.ALL.label), [("all:", str(_("Every enterprise of the campaign")))]
    areas = Jurisdiction.objects.within(prefix).exclude(pk=campaign.jurisdiction_id).order_by("code")
    yield str(By.AREA.label), [(f"area:{each.code}", str(each)) for each in areas]
    yield str(By.GROUP.label), [(f"group:{each.key}", str(each.name)) for each in registry.groups]
    yield str(By.SEGMENT.label), [(f"segment:{each.key}", str(each.name)) for each in registry.segments]
    for by, model in ((By.GRID, Grid), (By.PARK, Park)):
        places: Any = model
        rows = places.objects.filter(jurisdiction__prefix__startswith=prefix).order_by("name", "pk")
        yield str(by.label), [(f"{by.value}:{each.pk}", str(each)) for each in rows]
    yield str(By.LANGUAGE.label), [(f"language:{code}", names[code]) for code, names in LANGUAGES.items()]


def _texts_from(request: PageRequest) -> dict[str, dict[str, str]]:
    given = {field: {code: request.POST.get(f"{field}_{code}", "") for code in CODES} for field in FIELDS}
    return {"names": given["name"], "about": given["about"], "welcome": given["welcome"]}


def _lines(request: PageRequest, refusal: Refused | None, kept: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """The form's fields: each text in each language, as typed or as kept."""
    labels = {"name": _("Name"), "about": _("One line about it"), "welcome": _("Greeting")}
    names = {"zh": "中文", "en": "English", "ja": "日本語", "ko": "한국어"}
    faults = faults_of(refusal)
    return [
        {
            "field": field,
            "label": label,
            "rows": 4 if field == "welcome" else 1,
            "texts": [
                {
                    "code": code,
                    "language": names[code],
                    "value": request.POST.get(f"{field}_{code}", kept.get(field, {}).get(code, "")),
                    "fault": faults.get(f"{field}_{code}", ""),
                    "mark": " is-invalid" if f"{field}_{code}" in faults else "",
                }
                for code in CODES
            ],
        }
        for field, label in labels.items()
    ]


@campaign_page(Permission.GROUP_MANAGE)
@require_POST
def group_closing(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """Nothing more is written here."""
    found = Face(campaign, request.user).group(key)
    keeping.close(group=found, reason=request.POST.get("reason", ""), by=request.user)
    made = undoing.offer(kind="chat_group.close", by=request.user, about=found, group=found.pk)
    undoing.said(request, _("The group is closed."), made)
    return redirect("outreach:groups", campaign.key)


def _opened_again(by: User, given: dict[str, Any]) -> ChatGroup:
    return keeping.reopen(group=ChatGroup.objects.get(pk=given["group"]), by=by)


undoing.register("chat_group.close", _opened_again)


@campaign_page(Permission.GROUP_MANAGE)
@require_POST
def group_reopening(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """The group is open again."""
    keeping.reopen(group=Face(campaign, request.user).group(key), by=request.user)
    return redirect("outreach:group", campaign.key, key)
