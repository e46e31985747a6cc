"""Asking and answering: threads are begun, replied to, answered, closed, handed on. Each action tells whom it concerns."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, documents
from fugong.core.errors import Conflict, NotAllowed, Refused, TooMany
from fugong.core.ids import uuid7
from fugong.ledger.recording import record
from fugong.outreach import hours, telling, texts
from fugong.outreach.models import ChatGroup, Membership, Post, PostFile, Thread
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

MOST_FILES = 6
OFFICERS_FACTOR = 10
"""An officer may write so many times as often as a person of an enterprise."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was sent."""

    name: str
    content: bytes


def speaks_as_officer(user: User, group: ChatGroup) -> bool:
    """Whether the person answers in the group for the authority."""
    return ChatGroup.objects.answerable_by(user).filter(pk=group.pk).exists()


@transaction.atomic
def begin(
    *,
    group: ChatGroup,
    text: str,
    by: User,
    enterprise: Enterprise | None = None,
    private: bool = False,
    files: Sequence[Given] = (),
    uid: UUID | None = None,
) -> Thread:
    """An enterprise asks, or (without `enterprise`) an officer tells the group something.

    `uid` is made by the client: the same post sent again gives the thread that it began. Raises Refused with what to mend.
    """
    _guard(group, by, enterprise)
    before = _sent_before(uid, by, None)
    if before is not None:
        return before.thread
    if enterprise is not None and not group.questions:
        raise Refused(_("Only officers begin threads in this group. Reply to one of theirs."))
    kept = texts.checked(text)
    checked = _checked(files)
    _not_too_often(group, by, enterprise)
    thread, post, is_new = _begun(group, kept, by, enterprise, private and enterprise is not None, uid)
    if not is_new:
        return thread
    _keep(post, checked)
    verb = "thread.ask" if enterprise else "thread.tell"
    event = record(verb, thread, by=by, group=group.key, group_name=str(group), private=thread.private)
    (telling.asked if enterprise else telling.told)(thread, post, event)
    return thread


def _begun(
    group: ChatGroup, text: str, by: User, enterprise: Enterprise | None, private: bool, uid: UUID | None
) -> tuple[Thread, Post, bool]:
    """The rows; where the same was sent at the same moment, those that won."""
    moment = clock.now()
    sitting = hours.running(group.campaign, group.rule) if enterprise else None
    due = group.campaign.pack.due(moment, group.campaign.pack.outreach.answer_within) if enterprise else None
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                campaign=group.campaign, group=group, enterprise=enterprise, title=texts.title_of(text), private=private,
                area_code=enterprise.area_code if enterprise else group.area_code, begun_by=by, begun_at=moment,
                hour=sitting.key if sitting else "", day=clock.today(), last_at=moment,
                state="open" if enterprise else "told", state_since=moment, due_at=due, next_rung_at=due,
                clock_kind="answer" if due else "", clock_started_at=moment if due else None,
            )  # fmt: skip
            return thread, _posted(thread, text, by, enterprise, uid), True
    except IntegrityError:
        before = _sent_before(uid, by, None)
        if before is None:
            raise
        return before.thread, before, False


@transaction.atomic
def reply(
    *,
    thread: Thread,
    text: str,
    by: User,
    enterprise: Enterprise | None = None,
    is_answer: bool = False,
    again: bool = False,
    files: Sequence[Given] = (),
    uid: UUID | None = None,
) -> Post:
    """Writes into a thread. `is_answer`: an officer's reply that answers the question; `again`: the asker isn't helped yet."""
    _guard(thread.group, by, enterprise, thread)
    before = _sent_before(uid, by, thread)
    if before is not None:
        return before
    kept = texts.checked(text, required=not files)
    checked = _checked(files)
    _not_too_often(thread.group, by, enterprise)
    try:
        with transaction.atomic():
            post = _posted(thread, kept, by, enterprise, uid)
    except IntegrityError:
        before = _sent_before(uid, by, thread)
        if before is None:
            raise
        return before
    _keep(post, checked)
    event = record("thread.reply", thread, by=by, post=post.pk)
    if enterprise is None:
        Thread.objects.filter(pk=thread.pk, first_reply_at=None).update(first_reply_at=post.posted_at)
        telling.replied(thread, post, event)
        if is_answer and thread.state == "open":
            _marked(thread, post, by)
    else:
        if again and thread.enterprise_id == enterprise.pk and thread.state in ("answered", "closed"):
            _asked_again(thread, by)
        (telling.asked if thread.enterprise_id == enterprise.pk else telling.replied)(thread, post, event)
    return post


@transaction.atomic
def mark_answer(*, thread: Thread, post: Post, by: User) -> Thread:
    """Says which post is the answer: an officer, or whoever asked. Another post can take its place later."""
    if not (_asks(by, thread) or Thread.objects.answerable_by(by).filter(pk=thread.pk).exists()):
        raise NotAllowed(_("Only officers, or whoever asked, say which post is the answer."))
    if post.thread_id != thread.pk or post.removed_at is not None or not post.is_of_officer:
        raise Refused(_("Choose a post of an officer in this thread."))
    return _marked(thread, post, by)


def _marked(thread: Thread, post: Post, by: User) -> Thread:
    moment = clock.now()
    if thread.state == "open":
        move(thread, "answer", by=by, set={"answer": post, "answered_at": moment}, post=post.pk)
        _touch(thread)
    elif thread.state == "answered" and thread.answer_id != post.pk:
        Thread.objects.filter(pk=thread.pk).update(answer=post, changed=F("changed") + 1)
        thread.answer = post
        record("thread.other_answer", thread, by=by, post=post.pk)
    elif thread.state != "answered":
        raise Conflict(_("This is “%(state)s”: it can't be answered now.") % {"state": thread.state_name})
    return thread


@transaction.atomic
def ask_again(*, thread: Thread, by: User) -> Thread:
    """Whoever asked isn't helped by the answer: the question waits anew."""
    if not _asks(by, thread):
        raise NotAllowed(_("Only whoever asked can ask again."))
    return _asked_again(thread, by)


def _asked_again(thread: Thread, by: User) -> Thread:
    pack = thread.group.campaign.pack
    due = pack.due(clock.now(), pack.outreach.answer_within)
    move(thread, "ask_again", by=by, due_at=due, set={"answered_at": None, "answer": None})
    return _touch(thread)


@transaction.atomic
def close(*, thread: Thread, reason: str, by: User) -> Thread:
    """Nothing more is to be said."""
    _require_officer(by, thread.group, thread)
    move(thread, "close", by=by, reason=reason.strip()[:300])
    return _touch(thread)


@transaction.atomic
def hand_on(*, thread: Thread, by: User, title: str, url: str) -> Thread:
    """The question became a demand (or something else of a higher room): `title` and `url` say where it goes on."""
    if not (_asks(by, thread) or Thread.objects.answerable_by(by).filter(pk=thread.pk).exists()):
        raise NotAllowed(_("You can't hand this question on."))
    move(thread, "hand_on", by=by, set={"onward": {"title": title[:120], "url": url[:300]}}, title=title[:120])
    return _touch(thread)


@transaction.atomic
def pin(*, thread: Thread, by: User, pinned: bool = True) -> Thread:
    """Puts a thread on top of its group, or takes it down."""
    _require_officer(by, thread.group, thread)
    if pinned and thread.private:
        raise Refused(_("A private question can't stand on top for everyone."))
    if bool(thread.pinned_at) != pinned:
        thread.pinned_at = clock.now() if pinned else None
        thread.save(update_fields=["pinned_at"])
        record("thread.pin" if pinned else "thread.unpin", thread, by=by)
        _touch(thread)
    return thread


# -- guards -------------------------------------------------------------------------------------------------------


def _guard(group: ChatGroup, by: User, enterprise: Enterprise | None, thread: Thread | None = None) -> None:
    """Whether the person may write here, as an officer or for the enterprise."""
    if group.closed_at is not None or group.campaign.state != "open":
        raise Refused(_("This group is closed: it can be read, and nothing is added."))
    if enterprise is None:
        _require_officer(by, group, thread)
        return
    if enterprise.pk not in by.scope(Permission.GROUP_SPEAK).enterprises:
        raise NotAllowed(_("You don't speak for %(enterprise)s.") % {"enterprise": enterprise})
    own = thread is not None and thread.enterprise_id == enterprise.pk
    if not own and not Membership.objects.filter(group=group, enterprise=enterprise, until=None).exists():
        raise NotAllowed(_("%(enterprise)s isn't a member of this group.") % {"enterprise": enterprise})
    if thread is not None and thread.private and not own:
        raise NotAllowed(_("This question is between another enterprise and the officers."))


def _require_officer(by: User, group: ChatGroup, thread: Thread | None = None) -> None:
    """An officer of the group; with `thread`, one who reads it: nobody does who isn't an officer of its group."""
    if thread is None:
        speaks = speaks_as_officer(by, group)
    else:
        speaks = Thread.objects.answerable_by(by).filter(pk=thread.pk).exists()
    if not speaks:
        raise NotAllowed(_("Only officers of this group do this."))


def _asks(by: User, thread: Thread) -> bool:
    """Whether the person speaks for the enterprise that asked."""
    return thread.enterprise_id is not None and thread.enterprise_id in by.scope(Permission.GROUP_SPEAK).enterprises


def _not_too_often(group: ChatGroup, by: User, enterprise: Enterprise | None) -> None:
    most = group.campaign.pack.outreach.posts_per_hour * (1 if enterprise else OFFICERS_FACTOR)
    lately = Post.objects.filter(by=by, posted_at__gt=clock.now() - dt.timedelta(hours=1))
    if lately.count() >= most:
        words = ngettext(
            "You have written %(n)s post within an hour; that is the most. Write again a little later.",
            "You have written %(n)s posts within an hour; that is the most. Write again a little later.",
            most,
        )
        raise TooMany(words % {"n": most})


def _sent_before(uid: UUID | None, by: User, thread: Thread | None) -> Post | None:
    """The post that bears this uid already. Raises Conflict where it is somebody else's, or stands elsewhere."""
    if uid is None:
        return None
    found = Post.objects.select_related("thread__group__campaign").filter(uid=uid).first()
    if found is not None and (found.by_id != by.pk or (thread is not None and found.thread_id != thread.pk)):
        raise Conflict(_("This was sent already, somewhere else. Reload the page and write it anew."))
    return found


# -- rows ---------------------------------------------------------------------------------------------------------


def _posted(thread: Thread, text: str, by: User, enterprise: Enterprise | None, uid: UUID | None) -> Post:
    moment = clock.now()
    post = Post.objects.create(
        uid=uid or uuid7(), thread=thread, enterprise=enterprise, by=by, text=text, posted_at=moment,
        language=texts.language_of(text), search_terms=texts.terms(text),
    )  # fmt: skip
    Thread.objects.filter(pk=thread.pk).update(
        last_post=post.pk, last_at=moment, posts_count=F("posts_count") + 1, changed=F("changed") + 1
    )
    thread.last_post, thread.last_at = post.pk, moment
    return post


def _touch(thread: Thread) -> Thread:
    Thread.objects.filter(pk=thread.pk).update(changed=F("changed") + 1)
    return thread


def _checked(files: Sequence[Given]) -> list[documents.Checked]:
    if len(files) > MOST_FILES:
        raise texts.refused("file", _("At most %(n)s files can be sent at once.") % {"n": MOST_FILES})
    return [documents.check(each.content, each.name) for each in files]


def _keep(post: Post, checked: list[documents.Checked]) -> None:
    for each in checked:
        row = PostFile(
            post=post, name=each.name, kind=each.kind, size=len(each.content),
            digest=hashlib.sha256(each.content).hexdigest(),
        )  # fmt: skip
        row.file.save(each.name, ContentFile(each.content), save=False)
        row.save(force_insert=True)


def thread_of(pk: int) -> Any:
    """A thread with what its actions read."""
    return Thread.objects.select_related("group__campaign__pack_version", "enterprise", "answer").get(pk=pk)
