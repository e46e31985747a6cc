"""Whom to tell of a meeting, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.channels.actions import Note, tell_all
from fugong.core import clock, dates, languages
from fugong.demands.telling import speakers_of_each

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.meetings.models import Meeting, Participant

CLOCK: Any = gettext_lazy("the clock")
KINDS = (
    ("meeting.called", gettext_lazy("I am invited to a meeting")),
    ("meeting.changed", gettext_lazy("A meeting is moved or called off")),
    ("meeting.issued", gettext_lazy("The minutes of a meeting are there")),
)
"""(key, name) of what people are told."""


def page_of(meeting: Meeting) -> str:
    """The meeting's address for those of the authority."""
    return reverse("meetings:meeting", args=[meeting.campaign.key, meeting.pk])


def in_words(meeting: Meeting) -> str:
    """`2020-02-21 08:30–09:15`."""
    begins, ends = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
    return f"{dates.shown_moment(begins)}–{ends:%H:%M}"


def title_of(meeting: Meeting) -> str:
    """The title; a kind's own name in the reader's language where nobody gave the meeting another."""
    name = meeting.rules.name
    return name.in_(languages.current()) if meeting.title == name.in_("zh") else meeting.title


def called(meeting: Meeting, event: Event) -> None:
    invited(meeting, meeting.participants.select_related("user"), event)


def invited(meeting: Meeting, people: Iterable[Participant], event: Event | None) -> None:
    _tell("meeting.called", meeting, people, lambda: _("Meeting: %(title)s") % {"title": title_of(meeting)}, event)


def changed(meeting: Meeting, event: Event) -> None:
    people = meeting.participants.select_related("user")
    _tell("meeting.changed", meeting, people, lambda: _("Moved: %(title)s") % {"title": title_of(meeting)}, event)


def cancelled(meeting: Meeting, event: Event) -> None:
    people = meeting.participants.select_related("user")
    title = lambda: _("Called off: %(title)s") % {"title": title_of(meeting)}  # noqa: E731 (said in each language)
    _tell("meeting.changed", meeting, people, title, event, more=event.reason)


def issued(meeting: Meeting, event: Event) -> None:
    people = meeting.participants.select_related("user")
    _tell("meeting.issued", meeting, people, lambda: _("Minutes: %(title)s") % {"title": title_of(meeting)}, event)


def _tell(
    kind: str, meeting: Meeting, people: Iterable[Participant], title: Callable[[], str], event: Event | None,
    more: str = "",
) -> None:  # fmt: skip
    everyone = list(people)
    about = lambda: "\n".join(each for each in (in_words(meeting), meeting.where, meeting.video, more) if each)  # noqa: E731
    own = [each.user for each in everyone if each.user is not None and (event is None or each.user_id != event.by_id)]
    given: dict[str, Any] = {"kind": kind, "title": title, "body": about, "about": meeting}
    given |= {"campaign": meeting.campaign, "event": event}
    notes = [Note(people=own, url=page_of(meeting), **given)]
    speakers = speakers_of_each([each.enterprise_id for each in everyone if each.enterprise_id is not None])
    for enterprise, whom in speakers.items():
        url = reverse("meetings:mine_meetings", args=[meeting.campaign.key, enterprise])
        notes.append(Note(people=whom, url=url, **given))
    tell_all(notes)
