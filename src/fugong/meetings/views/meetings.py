"""The list of meetings, calling one, and its page."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.demands import shown
from fugong.demands.arrows import UNANSWERED
from fugong.demands.models import Demand
from fugong.ledger import history
from fugong.meetings import actions, calendars, lists
from fugong.meetings.access import holds
from fugong.meetings.actions.calling import next_time
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.telling import title_of
from fugong.meetings.views import finding, walking
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.rectification.models import Example
from fugong.registry import colleagues

TABS = (
    ("coming", gettext_lazy("To come")),
    ("past", gettext_lazy("Past")),
    ("all", gettext_lazy("All")),
)
TYPED = ("kind", "title", "starts_at", "minutes", "where", "video", "enterprise")


@campaign_page(P.MEETING_VIEW)
@require_GET
def meetings(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What comes next, and what was."""
    wanted = lists.Wanted.of(request.GET)
    page = lists.page(lists.meetings(request.user, campaign, wanted), wanted, request.GET.get("after", ""))
    kinds = {kind.key: str(kind.name) for kind in campaign.pack.meetings.known}
    for row in page.rows:
        row.kind_name, row.shown_title = kinds.get(row.kind, row.kind), title_of(row)
    kept, due = lists.kept(campaign)
    feed = request.build_absolute_uri(f"/calendar/{calendars.feed_token(request.user)}.ics")
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "tabs": TABS, "kinds": kinds.items(), "kept": kept,
        "due": due, "feed": feed, "may_call": holds(request.user, campaign) and campaign.closed_at is None,
        "filtered": bool(wanted.kind or wanted.text),
    }  # fmt: skip
    return render(request, "meetings/list.html", context)


@campaign_page(P.MEETING_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Call a meeting. What was typed stays on the page where something is wrong."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            meeting = _called(request, campaign)
        except Refused as refusal:
            faults = {fault.where: fault.message for fault in refusal.faults} or {"kind": refusal.message}
        else:
            messages.success(request, _("The meeting is called; its agenda is made. Everybody invited was told."))
            return redirect("meetings:meeting", campaign.key, meeting.pk)
    typed = {name: request.POST.get(name) or request.GET.get(name, "") for name in TYPED}
    kinds = [_offered(campaign, kind) for kind in campaign.pack.meetings.known]
    if not typed["starts_at"]:
        first = next((kind for kind in kinds if kind["key"] == typed["kind"]), kinds[0])
        typed["starts_at"] = first["next"]
    context = {"campaign": campaign, "kinds": kinds, "typed": typed, "faults": faults}
    return render(request, "meetings/new.html", context, status=422 if faults else 200)


def _offered(campaign: Campaign, kind: Any) -> dict[str, Any]:
    ahead = next_time(campaign, kind, clock.now())
    if ahead is None:
        hour = dt.time.fromisoformat(kind.at) if kind.at else dt.time(9)
        ahead = clock.at(clock.today() + dt.timedelta(days=1), hour.hour, hour.minute)
    return {"key": kind.key, "name": kind.name, "about": kind.about, "for_one": kind.for_one, "minutes": kind.minutes,
            "next": clock.local(ahead).strftime("%Y-%m-%dT%H:%M")}  # fmt: skip


def _called(request: PageRequest, campaign: Campaign) -> Meeting:
    said = request.POST
    enterprise = None
    if said.get("enterprise", "").strip():
        enterprise = finding.enterprise_from(request, campaign, said["enterprise"], "enterprise")
    return actions.call(
        campaign=campaign, kind=said.get("kind", ""), by=request.user, enterprise=enterprise,
        starts_at=finding.moment_from(said.get("starts_at", ""), "starts_at"),
        minutes=finding.whole(said.get("minutes"), "minutes"), title=said.get("title", ""),
        where=said.get("where", ""), video=said.get("video", ""),
    )  # fmt: skip


@campaign_page(P.MEETING_VIEW)
@require_GET
def meeting(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One meeting: before it the agenda, in it one matter after another, after it the minutes."""
    found = finding.meeting_of(request, campaign, pk)
    return render(request, "meetings/meeting.html", page_of(request, found))


def page_of(request: PageRequest, found: Meeting) -> dict[str, Any]:
    """What a meeting's page shows."""
    rows = found.items.select_related("enterprise", "asked_by", "settled_by", "carried_from__meeting")
    items = list(rows.prefetch_related("decisions__task__owner"))
    standing = [item for item in items if not item.removed]
    people: list[Any] = list(found.participants.select_related("user", "enterprise"))
    posts = {post.key: str(post.name) for post in found.campaign.pack.registry.posts}
    for each in people:
        each.post_name = posts.get(each.post, "")
    mine = next((each for each in people if each.user_id == request.user.pk), None)
    leads = holds(request.user, found.campaign)
    in_session = found.state == "open"
    if leads and in_session:
        _with_examples(standing, request.user)
        _still_owed(standing, request.user)
    return {
        "campaign": found.campaign, "meeting": found, "title": title_of(found), "people": people, "mine": mine,
        "clusters": _clusters(standing, found.campaign), "removed": [item for item in items if item.removed], "leads": leads,
        "matters": len(standing), "settled": sum(item.outcome not in ("open", "carried") for item in standing),
        "may_change": leads and found.state == "planned", "may_settle": leads and in_session,
        "may_add": found.state in ("planned", "open"), "outcomes": Outcome, "kind_name": found.rules.name,
        "colleagues": colleagues.offered(found.campaign) if leads and found.state in ("planned", "open") else None,
        "tomorrow": (clock.today() + dt.timedelta(days=1)).isoformat(),
        "starts_at": clock.local(found.starts_at).strftime("%Y-%m-%dT%H:%M"),
        "length": int((found.ends_at - found.starts_at).total_seconds() // 60),
        "events": history.of(request, "meeting", found.pk),
    }  # fmt: skip


def _with_examples(items: list[Any], user: User) -> None:
    """Marks good practice that the person may publish."""
    about = {int(item.about[1]): item for item in items if item.about[0] == "example"}
    for example in Example.objects.visible_to(user).filter(pk__in=about, state="proposed").select_related("enterprise"):
        about[example.pk].publishes = example.may_move(user, P.NOTICE_PUBLISH)


def _still_owed(items: list[Any], user: User) -> None:
    """Marks decided matters whose enterprises wait for the answer yet, as far as the person sees them."""
    decided = [item for item in items if item.outcome == Outcome.DECIDED and item.about[0] in ("demand", "cause")]
    if not decided:
        return
    keys = {kind: [int(item.about[1]) for item in decided if item.about[0] == kind] for kind in ("demand", "cause")}
    about = Q(pk__in=keys["demand"]) | Q(cause__in=keys["cause"])
    waiting = Demand.objects.visible_to(user).filter(about, state__in=UNANSWERED)
    owed = {f"{kind}:{key}" for row in waiting.values_list("pk", "cause") for kind, key in zip(keys, row, strict=True)}
    for item in decided:
        item.owed = item.key in owed


def _clusters(items: list[Any], campaign: Campaign) -> list[dict[str, Any]]:
    """Matters that stand together under one heading, in the agenda's order; each with its number."""
    found: list[dict[str, Any]] = []
    for number, item in enumerate(items, 1):
        item.number = number
        item.sends = item.about[0] in ("demand", "cause")
        item.languages = shown.further_languages(campaign, {})
        if not found or found[-1]["name"] != item.cluster:
            found.append({"name": item.cluster, "items": []})
        found[-1]["items"].append(item)
    return found


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step that shows on the meeting's page why it was refused, with all that was typed; what the person may not do stays an error."""

    @wraps(view)
    def within(request: PageRequest, campaign: Campaign, pk: int, **rest: Any) -> HttpResponse:
        try:
            return view(request, campaign, pk, **rest)
        except Refused as refusal:
            if refusal.status not in (409, 422):
                raise
            context = page_of(request, finding.meeting_of(request, campaign, pk))
            faults = {fault.where: fault.message for fault in refusal.faults}
            step = request.resolver_match.url_name if request.resolver_match else ""
            context |= {"refusal": refusal, "faults": faults, "typed": request.POST, "refused": step}
            if request.POST.get("back") == "walk" and rest.get("matter"):
                return walking.refused(request, context, rest["matter"], refusal.status)
            for item in (item for cluster in context["clusters"] for item in cluster["items"]):
                if item.pk == rest.get("matter"):
                    item.typed, item.faults = request.POST, faults
                    item.languages = shown.further_languages(campaign, request.POST)
            return render(request, "meetings/meeting.html", context, status=refusal.status)

    return within


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def change(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Another time, place or title."""
    said = request.POST
    actions.change(
        meeting=finding.meeting_of(request, campaign, pk), by=request.user, title=said.get("title", ""),
        starts_at=finding.moment_from(said.get("starts_at", ""), "starts_at"),
        minutes=finding.whole(said.get("minutes"), "minutes"), where=said.get("where", ""), video=said.get("video", ""),
    )  # fmt: skip
    messages.success(request, _("Changed. Everybody invited was told."))
    return redirect("meetings:meeting", campaign.key, pk)


MOVES: dict[str, Any] = {
    "opening": lambda meeting, reason, by: actions.open_(meeting=meeting, by=by),
    "cancellation": lambda meeting, reason, by: actions.cancel(meeting=meeting, reason=reason, by=by),
    "close": lambda meeting, reason, by: actions.close(meeting=meeting, by=by),
    "reopening": lambda meeting, reason, by: actions.reopen(meeting=meeting, reason=reason, by=by),
    "issue": lambda meeting, reason, by: actions.issue(meeting=meeting, by=by),
    "agenda": lambda meeting, reason, by: actions.refresh(meeting=meeting, by=by),
}
"""End of the address → what it does."""
DONE = {
    "opening": gettext_lazy("The meeting has begun; its agenda is up to date."),
    "cancellation": gettext_lazy("Called off. Everybody invited was told."),
    "close": gettext_lazy("Closed. Look the minutes over, then issue them."),
    "reopening": gettext_lazy("The meeting goes on."),
    "issue": gettext_lazy("Issued. Everybody who took part was told."),
    "agenda": gettext_lazy("The agenda is up to date."),
}
"""What the page says afterwards."""


def _goes_on(by: User, given: dict[str, Any]) -> Meeting:
    return actions.reopen(
        meeting=Meeting.objects.get(pk=given["meeting"]), reason=_("The meeting was closed by mistake."), by=by
    )


undoing.register("meeting.close", _goes_on)


def move(name: str) -> Any:
    """The view of one step of a meeting's life."""

    @campaign_page(P.MEETING_HOLD)
    @require_POST
    @kept
    def view(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
        found = finding.meeting_of(request, campaign, pk)
        MOVES[name](found, request.POST.get("reason", ""), request.user)
        goes_back = name == "close"
        made = undoing.offer(kind="meeting.close", by=request.user, about=found, meeting=pk) if goes_back else None
        undoing.said(request, str(DONE[name]), made)
        walks = name == "opening" and request.POST.get("back") == "walk"
        return redirect("meetings:walk" if walks else "meetings:meeting", campaign.key, pk)

    return view
