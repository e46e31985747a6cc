"""One thread: reading it, replying, and what officers and askers do with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.documents import ACCEPT
from fugong.core.errors import Refused
from fugong.core.handing import handed
from fugong.core.ids import uuid7
from fugong.outreach import hours, onward, shown
from fugong.outreach.actions import groups as keeping
from fugong.outreach.actions import posts as moderating
from fugong.outreach.actions import threads as asking
from fugong.outreach.faces import Face
from fugong.outreach.models import PostFile, Thread
from fugong.outreach.views.groups import faults_of, files_from, live, uid_from
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

SPEAK = Permission.GROUP_SPEAK
LANGUAGES = {"zh": "中文", "en": "English", "ja": "日本語", "ko": "한국어"}


@campaign_page(SPEAK)
@require_GET
def thread(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """A thread, as officers see it."""
    face = Face(campaign, request.user)
    hours.be_present(campaign, request.user)
    return show(request, face, face.thread(key, pk))


@mine_page(SPEAK)
@require_GET
def mine_thread(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str, pk: int) -> HttpResponse:
    """A thread, as a member sees it."""
    face = Face(campaign, request.user, enterprise)
    return show(request, face, face.thread(key, pk))


def show(
    request: PageRequest, face: Face, found: Thread, refusal: Refused | None = None, typed: dict[str, Any] | None = None
) -> HttpResponse:
    """The thread's page; after a refusal, with what was typed and what is to be mended."""
    before = request.GET.get("before", "")
    stamp = shown.stamp(face, [found], before)
    context: dict[str, Any] = {"thread": found, "stamp": stamp, "refusal": refusal, "live": not before}
    if refusal is not None or not (request.htmx and request.GET.get("stamp") == stamp):
        posts, more = shown.posts(found, before=before)
        context |= {"posts": posts, "earlier": posts[0].pk if more else None, **_about(face, found)}
        context |= {"faults": faults_of(refusal), "typed": typed or {}, "uid": (typed or {}).get("uid") or uuid7()}
        if not before:
            keeping.see(thread=found, by=face.user)
    if refusal is not None:
        return render(request, "outreach/groups/thread.html", context, status=refusal.status)
    return live(request, "outreach/groups/thread.html", "outreach/groups/_posts.html", context, stamp)


def _about(face: Face, found: Thread) -> dict[str, Any]:
    group = found.group
    is_own = face.enterprise is not None and found.enterprise_id == face.enterprise.pk
    names = ("thread", "posts", "answer", "again")
    return {
        "campaign": face.campaign,
        "enterprise": face.enterprise,
        "face": face,
        "group": group,
        "is_own": is_own,
        "urls": {name: face.url(name, group.key, found.pk) for name in names},
        "group_url": face.url("group", group.key),
        "list_url": face.url("groups"),
        "may_write": group.closed_at is None,
        "may_mark": (face.is_officer or is_own) and found.state in ("open", "answered"),
        "languages": LANGUAGES,
        "ways": [
            (way, face.url("going_on", group.key, found.pk, way.key))
            for way in (onward.ways(face.user, found) if face.is_officer or is_own else [])
        ],
        "accept": ACCEPT,
    }


# -- replying -----------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_POST
def posts(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """An officer replies."""
    return _reply(request, Face(campaign, request.user), key, pk)


@mine_page(SPEAK)
@require_POST
def mine_posts(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str, pk: int) -> HttpResponse:
    """An enterprise replies, or asks again."""
    return _reply(request, Face(campaign, request.user, enterprise), key, pk)


def _reply(request: PageRequest, face: Face, key: str, pk: int) -> HttpResponse:
    found = face.thread(key, pk)
    typed: dict[str, Any] = {"text": request.POST.get("text", "")}
    typed |= {name: request.POST.get(name) == "yes" for name in ("is_answer", "again")}
    try:
        typed["uid"] = uid_from(request)
        asking.reply(
            thread=found, by=face.user, enterprise=face.enterprise, files=files_from(request), **typed
        )  # fmt: skip
    except Refused as refusal:
        return show(request, face, found, refusal, typed)
    return redirect(face.url("thread", key, pk) + "#end")


# -- the answer ---------------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_POST
def answer(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """An officer says which post is the answer."""
    return _answer(request, Face(campaign, request.user), key, pk)


@mine_page(SPEAK)
@require_POST
def mine_answer(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str, pk: int) -> HttpResponse:
    """Whoever asked says which post is the answer."""
    return _answer(request, Face(campaign, request.user, enterprise), key, pk)


def _answer(request: PageRequest, face: Face, key: str, pk: int) -> HttpResponse:
    found = face.thread(key, pk)
    post = found.posts.filter(pk=numbers.asked(request.POST.get("post")) or 0).first()
    if post is None:
        raise Http404
    asking.mark_answer(thread=found, post=post, by=face.user)
    messages.success(request, _("Marked as the answer."))
    return redirect(face.url("thread", key, pk))


@campaign_page(SPEAK)
@require_POST
def again(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """Officers don't ask again; the address is there for the enterprise's face and refuses others."""
    return _again(Face(campaign, request.user), key, pk)


@mine_page(SPEAK)
@require_POST
def mine_again(request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str, pk: int) -> HttpResponse:
    """Whoever asked isn't helped by the answer."""
    return _again(Face(campaign, request.user, enterprise), key, pk)


def _again(face: Face, key: str, pk: int) -> HttpResponse:
    asking.ask_again(thread=face.thread(key, pk), by=face.user)
    return redirect(face.url("thread", key, pk) + "#write")


@campaign_page(SPEAK)
@require_POST
def going_on(request: PageRequest, campaign: Campaign, key: str, pk: int, way: str) -> HttpResponse:
    """An officer makes the question something of another room: a demand."""
    return _go_on(request, Face(campaign, request.user), key, pk, way)


@mine_page(SPEAK)
@require_POST
def mine_going_on(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, key: str, pk: int, way: str
) -> HttpResponse:
    """Whoever asked does the same."""
    return _go_on(request, Face(campaign, request.user, enterprise), key, pk, way)


def _go_on(request: PageRequest, face: Face, key: str, pk: int, way: str) -> HttpResponse:
    found = face.thread(key, pk)
    made = onward.go(thread=found, key=way, by=face.user)
    messages.success(request, _("It goes on as %(title)s.") % {"title": made.title})
    return redirect(face.url("thread", key, pk))


# -- what officers do ---------------------------------------------------------------------------------------------


@campaign_page(SPEAK)
@require_POST
def closing(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """Nothing more is to be said."""
    face = Face(campaign, request.user)
    asking.close(thread=face.thread(key, pk), reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("The question is closed."))
    return redirect(face.url("thread", key, pk))


@campaign_page(SPEAK)
@require_POST
def pinning(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """Puts a thread on top, or takes it down."""
    face = Face(campaign, request.user)
    asking.pin(thread=face.thread(key, pk), by=request.user, pinned=request.POST.get("pinned") == "yes")
    return redirect(face.url("thread", key, pk))


@campaign_page(SPEAK)
@require_http_methods(["GET", "POST"])
def removal(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """Takes a post out of sight, for a reason."""
    face = Face(campaign, request.user)
    post = face.post(key, pk)
    refusal = None
    if request.method == "POST":
        try:
            moderating.remove(post=post, reason=request.POST.get("reason", ""), by=request.user)
        except Refused as fault:
            refusal = fault
        else:
            messages.success(request, _("The post was removed. The reason stands in its place."))
            return redirect(face.url("thread", key, post.thread_id))
    context = {
        **_about(face, post.thread), "thread": post.thread, "post": post, "refusal": refusal,
        "faults": faults_of(refusal), "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "outreach/groups/removal.html", context, status=refusal.status if refusal else 200)


@campaign_page(SPEAK)
@require_http_methods(["GET", "POST"])
def beside(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """Writes the same in another language, to stand beside the post."""
    face = Face(campaign, request.user)
    post = face.post(key, pk)
    refusal = None
    language = request.POST.get("language", "")
    if request.method == "POST":
        try:
            moderating.write_text(post=post, language=language, text=request.POST.get("text", ""), by=request.user)
        except Refused as fault:
            refusal = fault
        else:
            return redirect(face.url("thread", key, post.thread_id))
    written = {row.language: row.text for row in post.texts.all()}
    context = {
        **_about(face, post.thread), "thread": post.thread, "post": post, "refusal": refusal,
        "faults": faults_of(refusal), "written": written, "language": language, "typed": request.POST.get("text", ""),
        "choices": {code: name for code, name in LANGUAGES.items() if code != post.language},
    }  # fmt: skip
    return render(request, "outreach/groups/beside.html", context, status=refusal.status if refusal else 200)


# -- files --------------------------------------------------------------------------------------------------------


@page(SPEAK)
@require_GET
def file(request: PageRequest, uid: UUID) -> Any:
    """A photo or file of a post that the person sees, as an attachment under its own name."""
    found = PostFile.objects.select_related("post").filter(uid=uid, post__removed_at=None).first()
    if found is None or not Thread.objects.visible_to(request.user).filter(pk=found.post.thread_id).exists():
        raise Http404
    return handed(found.file, found.kind, found.name)
