"""Groups: their threads and posts, members, published answers; as an officer, or for a member enterprise."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core.languages import pick
from fugong.outreach import shown
from fugong.outreach.actions import groups as keeping
from fugong.outreach.actions import threads as asking
from fugong.outreach.faces import Face
from fugong.outreach.models import Membership, Post, PublishedAnswer, Thread
from fugong.registry import search
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, RemindedOut

resource = Resource(tags=["Groups"])
GROUPS = "/campaigns/{campaign}/groups"
GROUP = GROUPS + "/{group}"
THREADS = GROUP + "/threads"
THREAD = THREADS + "/{thread}"

For = Annotated[
    int | None,
    Query(ge=1, le=2**63 - 1, description="The member enterprise for which you speak; without it, as an officer"),
]


class GroupOut(Schema):
    """A group, with what waits in it."""

    key: str
    name: str
    by: str = Field(description="all | group | grid | park | segment | language")
    of: str
    members: int = Field(alias="members_count")
    waiting: int = Field(description="Questions without an answer")
    unread: int = Field(description="Threads with something new for you, at most 99")
    muted: bool
    closed: bool

    @staticmethod
    def resolve_name(group: Any) -> str:
        return str(group)

    @staticmethod
    def resolve_closed(group: Any) -> bool:
        return group.closed_at is not None


class FileOut(Schema):
    uid: UUID
    name: str
    kind: str
    size: int


class PostOut(Schema):
    """One post. `enterprise` is null for officers, and for other members where you speak for one."""

    id: int
    by: str = Field(description="The officer's name; empty for enterprises")
    enterprise: int | None
    is_officer: bool
    text: str = Field(description="Empty where it was removed")
    language: str
    texts: dict[str, str] = Field(description="The same in other languages, as people wrote it")
    posted_at: dt.datetime
    removed_reason: str
    files: list[FileOut]


class ThreadOut(Schema):
    """A question with its state, or (`told`) an officer's message."""

    id: int
    title: str
    state: str
    enterprise: int | None
    private: bool
    hour: str = Field(description="Key of the hour online in which it was asked; empty outside")
    begun_at: dt.datetime
    due_at: dt.datetime | None
    first_reply_at: dt.datetime | None
    answered_at: dt.datetime | None
    answer: int | None = Field(description="The post that is the answer")
    posts_count: int
    last_at: dt.datetime


class ThreadWithPostsOut(ThreadOut):
    """With its last 100 posts, the oldest first."""

    posts: list[PostOut]


class ThreadIn(Body):
    """A question of `enterprise`, or without it an officer's message to all members."""

    text: str = Field(max_length=40_000, description="At most 5,000 signs are taken")
    enterprise: int | None = Field(None, ge=1, le=2**63 - 1)
    private: bool = Field(False, description="Only officers and the enterprise itself see it")
    uid: UUID | None = Field(None, description="Made by you: the same again changes nothing")


class PostIn(Body):
    """A reply. `is_answer`: an officer's that answers the question; `again`: the asker isn't helped yet."""

    text: str = Field(max_length=40_000)
    enterprise: int | None = Field(None, ge=1, le=2**63 - 1)
    is_answer: bool = False
    again: bool = False
    uid: UUID | None = None


class ThreadAnswerIn(Body):
    post: int = Field(ge=1, le=2**63 - 1)


class ClosingIn(Body):
    reason: str = Field(max_length=300)


class GroupMemberOut(Schema):
    """An enterprise in the group, from when to when."""

    enterprise: int = Field(alias="enterprise_id")
    name: str = Field(alias="enterprise.name")
    uscc: str = Field(alias="enterprise.uscc")
    since: dt.datetime
    until: dt.datetime | None


class PublishedAnswerOut(Schema):
    """A question with its answer, in the caller's language where there is one."""

    id: int
    question: str
    answer: str
    languages: list[str]
    changed_at: dt.datetime

    @staticmethod
    def resolve_question(row: PublishedAnswer) -> str:
        return pick(row.question)

    @staticmethod
    def resolve_answer(row: PublishedAnswer) -> str:
        return pick(row.answer)

    @staticmethod
    def resolve_languages(row: PublishedAnswer) -> list[str]:
        return sorted(row.answer)


@resource.reads(GROUPS, list[GroupOut], needs=P.GROUP_SPEAK)
def groups(request: Call, campaign: Key, enterprise: For = None) -> Any:
    """The groups in which you answer; with `enterprise`, those that it belongs to."""
    return shown.groups(_face(request, campaign, enterprise))


@resource.reads(GROUP + "/members", Page[GroupMemberOut], needs=P.GROUP_SPEAK)
def group_members(
    request: Call,
    campaign: Key,
    group: Key,
    current: Annotated[bool, Query(description="Only those who belong now")] = True,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The members of a group in which you answer, as far as you see them in the registry."""
    found = _face(request, campaign, None).group(group)
    rows = Membership.objects.visible_to(request.user).filter(group=found).select_related("enterprise")
    return page_of(rows.filter(until=None) if current else rows, ("id",), after=after, limit=limit)


@resource.writes("POST", GROUP + "/reminders", RemindedOut, needs=P.REPORT_ENTER)
def remind_group(request: Call, campaign: Key, group: Key) -> Any:
    """Reminds the members whose report of today is missing; nobody twice within an hour."""
    return {"reminded": keeping.remind(group=_face(request, campaign, None).group(group), by=request.user)}


@resource.reads(THREADS, Page[ThreadOut], needs=P.GROUP_SPEAK)
def group_threads(
    request: Call,
    campaign: Key,
    group: Key,
    enterprise: For = None,
    state: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=80, description="Words in the posts")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The threads of a group, those with the latest post first."""
    face = _face(request, campaign, enterprise)
    rows = face.threads.filter(group=face.group(group))
    rows = rows.filter(state=state) if state else rows
    if q:
        rows = rows.filter(pk__in=Post.objects.filter(search.matching(q), removed_at=None).values("thread"))
    page = page_of(rows, ("-last_post", "-id"), after=after, limit=limit)
    return {**page, "items": [_thread(face, row) for row in page["items"]]}


@resource.writes("POST", THREADS, ThreadOut, needs=P.GROUP_SPEAK, status=201)
def begin_thread(request: Call, campaign: Key, group: Key, body: ThreadIn) -> Any:
    """Asks, or tells the group something."""
    face = _face(request, campaign, body.enterprise)
    thread = asking.begin(
        group=face.group(group),
        text=body.text,
        by=request.user,
        enterprise=face.enterprise,
        private=body.private,
        uid=body.uid,
    )
    return _thread(face, asking.thread_of(thread.pk))


@resource.reads(THREAD, ThreadWithPostsOut, needs=P.GROUP_SPEAK)
def group_thread(request: Call, campaign: Key, group: Key, thread: Id, enterprise: For = None) -> Any:
    """One thread with its posts."""
    face = _face(request, campaign, enterprise)
    found = face.thread(group, thread)
    posts, _more = shown.posts(found)
    return {**_thread(face, found), "posts": [_post(face, post) for post in posts]}


@resource.writes("POST", THREAD + "/posts", PostOut, needs=P.GROUP_SPEAK, status=201)
def reply_in_thread(request: Call, campaign: Key, group: Key, thread: Id, body: PostIn) -> Any:
    """Replies."""
    face = _face(request, campaign, body.enterprise)
    post = asking.reply(
        thread=face.thread(group, thread),
        text=body.text,
        by=request.user,
        enterprise=face.enterprise,
        is_answer=body.is_answer,
        again=body.again,
        uid=body.uid,
    )
    return _post(face, post)


@resource.writes("POST", THREAD + "/answer", ThreadOut, needs=P.GROUP_SPEAK)
def mark_thread_answer(
    request: Call, campaign: Key, group: Key, thread: Id, body: ThreadAnswerIn, enterprise: For = None
) -> Any:
    """Says which post is the answer."""
    face = _face(request, campaign, enterprise)
    found = face.thread(group, thread)
    asking.mark_answer(thread=found, post=one(found.posts, pk=body.post), by=request.user)
    return _thread(face, asking.thread_of(found.pk))


@resource.writes("POST", THREAD + "/closing", ThreadOut, needs=P.GROUP_SPEAK)
def close_thread(request: Call, campaign: Key, group: Key, thread: Id, body: ClosingIn) -> Any:
    """Closes a question, for a reason."""
    face = _face(request, campaign, None)
    found = face.thread(group, thread)
    asking.close(thread=found, reason=body.reason, by=request.user)
    return _thread(face, asking.thread_of(found.pk))


@resource.reads("/campaigns/{campaign}/published-answers", Page[PublishedAnswerOut], needs=P.GROUP_SPEAK)
def published_answers(
    request: Call,
    campaign: Key,
    q: Annotated[str, Query(max_length=80)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Published answers (常见问答), the newest first."""
    within = campaign_of(request, campaign, P.GROUP_SPEAK)
    return page_of(shown.answers(request.user, within, q), ("-id",), after=after, limit=limit)


def _face(request: Call, campaign: str, enterprise: int | None) -> Face:
    """As whom the caller looks. An enterprise that isn't the caller's isn't there."""
    within = campaign_of(request, campaign, P.GROUP_SPEAK)
    if enterprise is None:
        return Face(within, request.user)
    if enterprise not in request.user.scope(P.GROUP_SPEAK).enterprises:
        raise Http404
    return Face(
        within, request.user, one(within.enrolments.select_related("enterprise"), enterprise=enterprise).enterprise
    )


def _thread(face: Face, row: Thread) -> dict[str, Any]:
    known = {name: getattr(row, name) for name in ThreadOut.model_fields if name not in ("enterprise", "answer")}
    return {**known, "enterprise": _named(face, row.enterprise_id), "answer": row.answer_id}


def _post(face: Face, post: Post) -> dict[str, Any]:
    gone = post.removed_at is not None
    return {
        "id": post.pk,
        "by": post.by.name if post.is_of_officer else "",
        "enterprise": _named(face, post.enterprise_id),
        "is_officer": post.is_of_officer,
        "text": "" if gone else post.text,
        "language": post.language,
        "texts": {} if gone else {row.language: row.text for row in post.texts.all()},
        "posted_at": post.posted_at,
        "removed_reason": post.removed_reason,
        "files": [] if gone else list(post.files.all()),
    }


def _named(face: Face, enterprise_id: int | None) -> int | None:
    """Officers see which enterprise wrote; members see only themselves."""
    own = face.enterprise is not None and face.enterprise.pk == enterprise_id
    return enterprise_id if face.is_officer or own else None
