"""Groups as officers and enterprises see them: the list, one group with its threads, and what a person sets for itself.

Each page has two addresses, one for each face; both lead to the same function.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.documents import ACCEPT
from fugong.core.errors import Fault, Refused
from fugong.core.ids import uuid7
from fugong.core.paging import Page
from fugong.outreach import group_notices, hours, shown
from fugong.outreach.actions import groups as keeping
from fugong.outreach.actions import threads as asking
from fugong.outreach.faces import Face
from fugong.outreach.models import ChatGroup, Seat
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

SPEAK = Permission.GROUP_SPEAK


# -- the list -----------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_GET
def groups(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All groups in which the person answers."""
    face = Face(campaign, request.user)
    hours.be_present(campaign, request.user)
    may_make = request.user.scope(Permission.GROUP_MANAGE).covers_area(campaign.jurisdiction.prefix)
    return _list(request, face, may_make=may_make)


@mine_page(SPEAK)
@require_GET
def mine_groups(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The groups of one enterprise."""
    return _list(request, Face(campaign, request.user, enterprise))


def _list(request: PageRequest, face: Face, **more: Any) -> HttpResponse:
    page = shown.group_page(face, request.GET.get("after", ""))
    found = page.rows
    stamp = shown.stamp(face, [], *((g.pk, g.members_count, g.waiting, g.unread, g.last_at) for g in found))
    context = {
        "campaign": face.campaign,
        "enterprise": face.enterprise,
        "face": face,
        "groups": found,
        "page": page,
        "presence": shown.presence(face),
        "report": shown.report_today(face),
        "answers_url": face.url("answers"),
        "stamp": stamp,
        **more,
    }
    return live(request, "outreach/groups/list.html", "outreach/groups/_list.html", context, stamp)


def live(request: PageRequest, page: str, part: str, context: dict[str, Any], stamp: str) -> HttpResponse:
    """A page, or (asked by its own polling) the part that changes. Nothing is sent where nothing changed."""
    polled = bool(request.htmx) and not request.htmx.boosted
    tag = f'"{stamp}"'
    if polled and request.GET.get("stamp") == stamp:
        answer = HttpResponse(status=204)
    elif polled and request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, part if polled else page, context)
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = tag
    return answer


# -- one group ----------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_GET
def group(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """A group's threads, as officers see them."""
    face = Face(campaign, request.user)
    found = face.group(key)
    hours.be_present(campaign, request.user)
    return show(request, face, found)


@mine_page(SPEAK)
@require_GET
def mine_group(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str) -> HttpResponse:
    """A group's threads, as a member sees them."""
    face = Face(campaign, request.user, enterprise)
    return show(request, face, face.group(key))


def show(
    request: PageRequest,
    face: Face,
    found: ChatGroup,
    refusal: Refused | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """The group's page; after a refusal, with what was typed and what is to be mended."""
    tab = request.GET.get("tab", "all")
    tab = tab if tab in shown.TABS else "all"
    text, after = request.GET.get("q", "").strip()[:80], request.GET.get("after", "")
    rows, next_key = shown.page_of(shown.threads(face, found, tab=tab, text=text, after=after), tab, after)
    presence = shown.presence(face, found)
    stamp = shown.stamp(face, rows, tab, [user.pk for user in presence["online"]], _running(presence))
    context = {
        **_about(face, found),
        "threads": shown.dress(face, rows),
        "page": Page(rows, next_key, not after),
        "tab": tab,
        "tabs": _tabs(face),
        "text": text,
        "presence": presence,
        "stamp": stamp,
        "live": not (after or text),
        "refusal": refusal,
        "faults": faults_of(refusal),
        "typed": typed or {},
        "uid": (typed or {}).get("uid") or uuid7(),
        "accept": ACCEPT,
    }
    if refusal is not None:
        return render(request, "outreach/groups/group.html", context, status=refusal.status)
    if not request.htmx:
        context |= _around(face, found)
    return live(request, "outreach/groups/group.html", "outreach/groups/_threads.html", context, stamp)


def _running(presence: dict[str, Any]) -> bool:
    return presence["sitting"] is not None and presence["sitting"].runs


def _tabs(face: Face) -> dict[str, str]:
    mine = _("Ours") if face.enterprise else _("With my replies")
    return {"all": _("All"), "open": _("Waiting for an answer"), "mine": mine, "answered": _("Answered")}


def _about(face: Face, found: ChatGroup) -> dict[str, Any]:
    return {
        "campaign": face.campaign,
        "enterprise": face.enterprise,
        "face": face,
        "group": found,
        "urls": {name: face.url(name, found.key) for name in ("group", "threads", "quiet", "seen")},
        "list_url": face.url("groups"),
        "answers_url": face.url("answers"),
        "may_write": found.closed_at is None,
        "may_ask": found.closed_at is None and (face.is_officer or found.questions),
    }


def _around(face: Face, found: ChatGroup) -> dict[str, Any]:
    """What stands around the threads and is read with the whole page only."""
    seat = Seat.objects.filter(group=found, user=face.user).first()
    keeps = face.is_officer and ChatGroup.objects.managed_by(face.user).filter(pk=found.pk).exists()
    return {
        "explainers": explainers(face, found),
        "pinned": shown.dress(face, shown.pinned(face, found)),
        "muted": bool(seat and seat.muted),
        "members_count": found.members.filter(until=None).count(),
        "report": shown.report_today(face),
        "counts": shown.report_counts(face, found) if face.is_officer else None,
        "notices": group_notices.confirmed(face, found) if face.is_officer else group_notices.to_confirm(face),
        "may_remind": face.is_officer and face.user.holds(Permission.REPORT_ENTER),
        "may_keep": keeps,
    }


def explainers(face: Face, found: ChatGroup) -> list[tuple[str, str]]:
    """The pack's texts that the group's rule puts on top: title, text."""
    pack = face.campaign.pack
    rule = pack.outreach.rule(found.rule)
    texts = {each.key: each for each in pack.resumption.guidance}
    return [
        (str(texts[key].title), pack.text(texts[key].text)) for key in (rule.pinned if rule else ()) if key in texts
    ]


def faults_of(refusal: Refused | None) -> dict[str, str]:
    return {fault.where: fault.message for fault in refusal.faults} if refusal else {}


# -- asking -------------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_POST
def threads(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """An officer tells the group something."""
    face = Face(campaign, request.user)
    return _begin(request, face, face.group(key))


@mine_page(SPEAK)
@require_POST
def mine_threads(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str) -> HttpResponse:
    """An enterprise asks."""
    face = Face(campaign, request.user, enterprise)
    return _begin(request, face, face.group(key))


def _begin(request: PageRequest, face: Face, found: ChatGroup) -> HttpResponse:
    typed: dict[str, Any] = {"text": request.POST.get("text", ""), "private": request.POST.get("private") == "yes"}
    try:
        typed["uid"] = uid_from(request)
        thread = asking.begin(
            group=found, text=typed["text"], by=face.user, enterprise=face.enterprise, private=typed["private"],
            files=files_from(request), uid=typed["uid"],
        )  # fmt: skip
    except Refused as refusal:
        return show(request, face, found, refusal, typed)
    if face.is_officer:
        messages.success(request, _("Your message is in the group."))
    else:
        messages.success(request, _("Your question is with the officers. You are told when they answer."))
    return redirect(face.url("thread", found.key, thread.pk))


def uid_from(request: PageRequest) -> UUID | None:
    """The number that the page gave the post, so that a second tap sends nothing twice."""
    given = request.POST.get("uid", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        message = _("The form is damaged. Reload the page and send it again.")
        raise Refused(message, fields=[Fault("uid", message)]) from None


def files_from(request: PageRequest) -> list[asking.Given]:
    """The files of a form, read whole; what is too large is refused before it is read."""
    sent = [each for each in request.FILES.getlist("file") if each.size or each.name]
    if len(sent) > asking.MOST_FILES:
        return [asking.Given(each.name or "", b"") for each in sent]
    return [asking.Given(each.name or "file", read_limited(each)) for each in sent]


def read_limited(sent: Any) -> bytes:
    from fugong.core.documents import LARGEST

    return bytes(sent.read(LARGEST + 1))


# -- one's own state ----------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_POST
def quiet(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """An officer mutes a group, or has it speak again."""
    return _quiet(request, Face(campaign, request.user), key)


@mine_page(SPEAK)
@require_POST
def mine_quiet(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str) -> HttpResponse:
    """The same for a person of an enterprise."""
    return _quiet(request, Face(campaign, request.user, enterprise), key)


def _quiet(request: PageRequest, face: Face, key: str) -> HttpResponse:
    found = face.group(key)
    seat = keeping.mute(group=found, by=face.user, muted=request.POST.get("muted") == "yes")
    messages.success(request, _("The group is quiet for you.") if seat.muted else _("You are told of what is new."))
    return redirect(face.url("group", key))


@campaign_page(SPEAK)
@require_POST
def seen(request: PageRequest, campaign: Campaign, key: str) -> HttpResponse:
    """Everything counts as seen."""
    return _seen(Face(campaign, request.user), key)


@mine_page(SPEAK)
@require_POST
def mine_seen(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str) -> HttpResponse:
    """The same for a person of an enterprise."""
    return _seen(Face(campaign, request.user, enterprise), key)


def _seen(face: Face, key: str) -> HttpResponse:
    keeping.see_all(group=face.group(key), by=face.user)
    return redirect(face.url("group", key))
