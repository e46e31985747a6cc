"""Taking back the last step with one click (ADR 0047): a register from what was done to the action that reverses it.

A view that did something offers to undo it; whoever did it may, once, for a short while, and only while nothing else happened to
the same record. The reverse is an ordinary action, which asks for permission and keeps the room's rules as ever.
"""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fugong.accounts.models import UndoOffer, User
from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.ledger.models import Event
from fugong.ledger.recording import record

SHORT_WHILE = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=1)  # after which nobody is told any more why it can't be undone
TAG = "undo:"

Reverse = Callable[[User, dict[str, Any]], Any]
REVERSES: dict[str, Reverse] = {}


def register(kind: str, reverse: Reverse) -> None:
    """Says how what bears this name is undone: a function of who does it and what was given with the offer, which gives the
    record that it is told of."""
    if REVERSES.get(kind, reverse) is not reverse:
        raise ValueError(f"Two ways to undo {kind}.")
    REVERSES[kind] = reverse


def offer(*, kind: str, by: User, about: Any, **given: Any) -> UUID | None:
    """Makes the offer to undo what `by` just did to the record `about` (None: to nothing that has a story in the ledger).

    None where somebody else has done something to it meanwhile. `given` is what the reverse needs; it is kept sealed.
    """
    event = None
    if about is not None:
        event = Event.objects.about(about.event_kind, about.pk).order_by("-id").first()
        if event is None or event.by_id not in (by.pk, None):
            return None
    made = UndoOffer.objects.create(
        user=by,
        kind=kind,
        record=about._meta.label if about is not None else "",
        event=event.pk if event else None,
        given=json.dumps({**given}, cls=DjangoJSONEncoder),
        until=clock.now() + SHORT_WHILE,
    )
    return made.pk


def said(request: HttpRequest, text: str, made: UUID | None) -> None:
    """The message that something was done, with the button that undoes it."""
    messages.success(request, text, extra_tags=f"{TAG}{made}" if made else "")


@transaction.atomic
def undo(*, offer: UUID, by: User) -> None:
    """Takes the step back. Raises UndoOffer.DoesNotExist where there is no such offer to this person, Conflict where it is used,
    lapsed or the record has changed, and whatever the reverse refuses; then nothing happened."""
    made = UndoOffer.objects.select_for_update().get(pk=offer, user=by)
    if made.used_at is not None:
        raise Conflict(_("This was undone already."))
    if clock.now() >= made.until or made.kind not in REVERSES:
        raise Conflict(_("It is too late to undo this with one click. Open the record and change it there."))
    event = _unchanged(made)
    about = REVERSES[made.kind](by, json.loads(str(made.given or "{}")))
    UndoOffer.objects.filter(pk=made.pk).update(used_at=clock.now(), given=None)
    record("undo", about, by=by, of=event.verb if event else made.kind, event=str(event.uid) if event else "")


def _unchanged(made: UndoOffer) -> Event | None:
    """The event that is undone; the record is held, so that nobody changes it from here on."""
    if made.event is None:
        return None
    event = Event.objects.get(pk=made.event)
    rows = apps.get_model(made.record)._base_manager.select_for_update()
    list(rows.filter(pk=event.subject_key).values_list("pk"))
    since = Event.objects.about(event.subject_kind, event.subject_key).filter(pk__gt=event.pk).order_by("pk").first()
    if since is not None:
        raise Conflict(
            _("This can’t be undone any more: %(who)s has changed the record since. Open it and look at what happened.")
            % {"who": since.by_name}
        )
    return event


def forget() -> None:
    """What was given with offers that lapsed is kept no longer; a day later nor is the offer."""
    now = clock.now()
    UndoOffer.objects.filter(until__lte=now).update(given=None)
    UndoOffer.objects.filter(until__lt=now - KEPT).delete()
