"""Telling people by the channels that they chose. Each person's address is the same: the page leads each to their own face."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.outreach import people
from fugong.outreach.models import ChatGroup, Post, Thread

QUESTION = "group.question"
REPLY = "group.reply"
MESSAGE = "group.message"
REMINDER = "group.reminder"

KINDS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (QUESTION, _("A question in a group"), _("For officers: an enterprise asked, or asked again.")),
    (REPLY, _("A reply in a thread"), _("Someone replied where you asked or wrote.")),
    (MESSAGE, _("A message in a group"), _("An officer told a group something.")),
    (REMINDER, _("Reminders from a group"), _("Today’s report is missing.")),
)


def register_kinds() -> None:
    from fugong.channels import kinds

    for key, name, about in KINDS:
        kinds.register(kinds.Kind(key, name, about=about))


def asked(thread: Thread, post: Post, event: Any) -> None:
    """Officers learn of a question, or of what the asker adds."""
    to = people.awake(people.officers(thread.group, thread.enterprise), thread.group).exclude(pk=post.by_id)
    _tell(QUESTION, to, thread, lambda: _said(thread, _("%(who)s asks: %(title)s")), event)


def replied(thread: Thread, post: Post, event: Any) -> None:
    """Who asked, and whoever wrote in the thread, learns of a reply."""
    wrote = Post.objects.filter(thread=thread).exclude(by=post.by_id).values("by")
    to = people.awake(_users(thread, wrote), thread.group).exclude(pk=post.by_id)
    _tell(REPLY, to, thread, lambda: str(_("Reply to: %(title)s")) % {"title": thread.title}, event)


def _users(thread: Thread, wrote: Any) -> Any:
    from django.db.models import Q

    from fugong.accounts.models import User

    asking = people.speakers_of([thread.enterprise_id] if thread.enterprise_id else [])
    return User.objects.filter(Q(pk__in=asking.values("pk")) | Q(pk__in=wrote), is_active=True)


def told(thread: Thread, post: Post, event: Any) -> None:
    """All members learn of an officer's message."""
    to = people.awake(people.speakers_in(thread.group), thread.group).exclude(pk=post.by_id)
    _tell(MESSAGE, to, thread, lambda: str(thread.title), event)


def reminded(group: ChatGroup, enterprise_ids: Iterable[int]) -> int:
    """The people of these enterprises learn that today's report is missing."""
    from fugong.channels.actions import tell

    return tell(
        kind=REMINDER,
        people=people.speakers_of(enterprise_ids),
        title=lambda: str(_("Today’s report is missing")),
        body=lambda: str(_("Please send it from the page of the group “%(group)s”.")) % {"group": group},
        url=path_of(group),
        about=group,
        campaign=group.campaign,
    )


def overdue(thread: Thread, event: Any) -> None:
    """Officers learn that a question waits beyond its time."""
    to = people.awake(people.officers(thread.group, thread.enterprise), thread.group)
    _tell(QUESTION, to, thread, lambda: str(_("Still without an answer: %(title)s")) % {"title": thread.title}, event)


def path_of(group: ChatGroup) -> str:
    """Where everyone finds the group (views.shared). Spelled out: whoever serves the API alone has no pages to look it up in."""
    return f"/go/{group.campaign.key}/groups/{group.key}/"


def _said(thread: Thread, words: Any) -> str:
    return str(words) % {"who": thread.enterprise or "", "title": thread.title}


def _tell(kind: str, to: Any, thread: Thread, title: Callable[[], str], event: Any) -> int:
    from fugong.channels.actions import tell

    group = thread.group
    return tell(
        kind=kind,
        people=to,
        title=title,
        body=lambda: str(group),
        url=f"{path_of(group)}threads/{thread.pk}/",
        about=thread,
        campaign=group.campaign,
        event=event,
    )
