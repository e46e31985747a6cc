"""The inbox, and the link by which a message is opened from wherever it was read."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from fugong.accounts import undoing
from fugong.accounts.pages import PageRequest, back, page
from fugong.channels import kinds, lists
from fugong.channels.actions import inbox as actions
from fugong.channels.models import InboxEntry, Message
from fugong.core import clock, numbers

MANY_KINDS = 12
"""So many stand in one list; more have headings."""


@page()
@require_safe
def inbox(request: PageRequest) -> HttpResponse:
    """The person's own messages, the newest first."""
    unread, kind = request.GET.get("unread") == "1", _kind(request.GET.get("kind", ""))
    rows = InboxEntry.objects.of(request.user).select_related("message__campaign")
    rows = rows.unread() if unread else rows
    rows = rows.filter(kind=kind) if kind else rows
    context = {
        "rows": lists.newest_first(rows, request.GET.get("after", "")),
        "only_unread": unread,
        "kind": kind,
        "kind_groups": _offered(InboxEntry.objects.of(request.user).kinds() | {kind}),
        "today": clock.today(),
    }
    return render(request, "channels/inbox.html", context)


@page()
@require_POST
def reading(request: PageRequest) -> HttpResponse:
    """Marks messages as read: those named, or all (of one kind)."""
    if request.POST.get("which") == "all":
        kind = _kind(request.POST.get("kind", ""))
        moment = clock.now()
        done = actions.read(by=request.user, kind=kind, at=moment)
        words = ngettext("%(n)s message marked as read.", "%(n)s messages marked as read.", done)
        at = moment.isoformat()  # the whole moment: JSON as Django writes it knows thousandths only
        made = undoing.offer(kind="channels.read", by=request.user, about=None, at=at) if done else None
        undoing.said(request, words % {"n": done}, made)
        return back(request, "channels:inbox")
    named = numbers.asked_many(request.POST.getlist("entry"))
    if not named:
        messages.warning(request, _("Name the messages first."))
    elif request.POST.get("as") == "unread":
        actions.unread_again(by=request.user, entries=named)
    else:
        actions.read(by=request.user, entries=named)
    return back(request, "channels:inbox")


@page()
@require_GET
def opened(request: PageRequest, uid: uuid.UUID) -> HttpResponse:
    """Goes where a message leads. It counts as read then: the same link stands in e-mails, which can't post.

    What is there is guarded by its own page; the message itself is only known to whoever was told, or reads the chat group.
    """
    message = Message.objects.filter(uid=uid).first()
    if message is None:
        raise Http404
    own = InboxEntry.objects.of(request.user).filter(message=message)
    if not own.exists() and not message.deliveries.filter(robot__isnull=False).exists():
        raise Http404
    actions.read(by=request.user, entries=list(own.values_list("pk", flat=True)))
    return redirect(message.url)


def _offered(keys: set[str]) -> list[tuple[str, list[kinds.Kind]]]:
    """The kinds to choose from, by name: heading → kinds; what is urgent by itself where they are many."""
    found = sorted((each for each in kinds.every() if each.key in keys), key=lambda each: str(each.name))
    if len(found) <= MANY_KINDS:
        return [("", found)]
    parts = [(_("Urgent"), True), (_("Everything else"), False)]
    return [(name, chosen) for name, urgent in parts if (chosen := [each for each in found if each.urgent == urgent])]


def _kind(given: str) -> str:
    """A kind's key; what nobody registered finds nothing."""
    return given[:60]
