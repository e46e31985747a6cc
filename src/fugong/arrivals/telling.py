"""Who hears of what. Told in the transaction of what it tells of; no name, no number, no reading in any message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from fugong.accounts.models import User
from fugong.arrivals import people
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.core import dates
from fugong.core.errors import Refused
from fugong.core.languages import SHORT

if TYPE_CHECKING:
    from fugong.arrivals.models import Arrival, Duty, HandOver, VolunteerCall
    from fugong.ledger.models import Event

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
ANNOUNCED, UNWELL, HANDED, LATE = "arrival.announced", "arrival.unwell", "arrival.handed_over", "arrival.late"
CALLED, DUTY = "arrival.called", "arrival.duty"


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (ANNOUNCED, _("Somebody was announced as arriving"), False),
        (UNWELL, _("Somebody who arrived is unwell"), True),
        (HANDED, _("Somebody who arrived is handed over"), True),
        (LATE, _("An arrival is late in being met or handed over"), True),
        (CALLED, _("A volunteer is called for a language"), True),
        (DUTY, _("Duty at the airport, station or port"), False),
    ):
        kinds.register(Kind(key, name, urgent))


def unwell(arrival: Arrival, event: Event) -> None:
    """The medical contacts and the pack's posts, at once."""
    campaign = arrival.campaign
    whom = [
        *people.medics(campaign),
        *people.in_posts(campaign, campaign.pack.arrivals.unwell, arrival.area_code),
        *people.planners(campaign),
    ]
    words = {"gate": arrival.gate_name, "service": arrival.service.number}
    _tell(UNWELL, arrival, whom, lambda: _("Somebody who arrived with %(service)s is unwell: %(gate)s") % words, event)


def handed_over(row: HandOver, arrivals: list[Arrival], event: Event) -> None:
    """The enterprise, its officers, the pack's posts and the community; and how many, without names, the enterprise's group."""
    campaign, rules, first = row.campaign, row.campaign.pack.arrivals.told, arrivals[0]
    grid = row.enterprise.grid_id if row.enterprise else None
    staff = [
        *people.officers(campaign, row.enterprise),
        *people.in_posts(campaign, (*rules.posts, rules.community), row.area_code, grid),
    ]
    words = {"n": len(arrivals), "service": first.service.number}

    def title() -> str:
        return (
            ngettext(
                "%(n)s person who arrived with %(service)s is handed over: please confirm",
                "%(n)s people who arrived with %(service)s are handed over: please confirm",
                len(arrivals),
            )
            % words
        )

    _tell(HANDED, first, staff, title, event)
    if row.enterprise is not None:
        url = reverse("arrivals:mine", args=[campaign.key, row.enterprise.pk], urlconf=PAGES)
        tell(kind=HANDED, people=people.liaisons(row.enterprise), title=title, url=url, campaign=campaign, event=event)
        if rules.group:
            _post_to_group(row, len(arrivals))


def late(arrival: Arrival, whom: Iterable[User], event: Event) -> None:
    said = lambda: {"service": arrival.service.number, "state": str(arrival.state_name)}  # noqa: E731
    _tell(LATE, arrival, whom, lambda: _("Late: an arrival with %(service)s (%(state)s)") % said(), event)


def announced(arrival: Arrival, many: int, event: Event) -> None:
    """The desk and those already on duty there."""
    said = lambda: {"n": many, "service": arrival.service.number, "day": dates.shown_short(arrival.day)}  # noqa: E731
    whom = [*people.planners(arrival.campaign), *people.at_gate(arrival)]
    _tell(
        ANNOUNCED,
        arrival,
        whom,
        lambda: (
            ngettext(
                "%(n)s person announced for %(service)s on %(day)s",
                "%(n)s people announced for %(service)s on %(day)s",
                many,
            )
            % said()
        ),
        event,
    )


def called(call: VolunteerCall, event: Event) -> None:
    """The volunteer, where there is an account; else the desk passes the link on."""
    if call.volunteer.user is None:
        return
    service = call.service
    words = {"service": service.number, "gate": service.gate_name}
    url = reverse("arrivals:call", args=[call.token], urlconf=PAGES)
    tell(
        kind=CALLED, people=[call.volunteer.user], url=url, campaign=call.campaign, event=event,
        title=lambda: _("Can you come and interpret? %(service)s, %(gate)s") % words,
    )  # fmt: skip


def on_duty(duty: Duty, whom: Iterable[User], event: Event) -> None:
    said = lambda: {  # noqa: E731 (said in each language)
        "gate": duty.gate_name, "day": dates.shown_short(duty.day), "from": f"{duty.begins:%H:%M}",
    }  # fmt: skip
    url = reverse("arrivals:reception", args=[duty.campaign.key], urlconf=PAGES)
    tell(
        kind=DUTY, people=whom, url=url, campaign=duty.campaign, event=event,
        title=lambda: _("You are on duty: %(gate)s, %(day)s from %(from)s") % said(),
    )  # fmt: skip


def arrival_url(arrival: Arrival) -> str:
    """The card of one arrival."""
    return reverse("arrivals:arrival", args=[arrival.campaign.key, arrival.pk], urlconf=PAGES)


def _tell(kind: str, arrival: Arrival, whom: Iterable[User], title: Callable[[], str], event: Event) -> None:
    tell(
        kind=kind, people=list({user.pk: user for user in whom}.values()), title=title, url=arrival_url(arrival),
        about=arrival, campaign=arrival.campaign, event=event,
    )  # fmt: skip


def _post_to_group(row: HandOver, many: int) -> None:
    """One officer of each of the enterprise's groups says that people are there, and how to go on; no name of anybody."""
    from fugong.outreach import people as speakers
    from fugong.outreach.actions import posts, threads
    from fugong.outreach.models import ChatGroup, Post

    groups: Any = ChatGroup.objects.filter(
        campaign=row.campaign, closed_at=None, members__enterprise=row.enterprise, members__until=None
    )
    for group in groups.order_by(Case(When(by="language", then=0), default=1), "pk")[:2]:
        officer = row.by if threads.speaks_as_officer(row.by, group) else speakers.officers(group).first()
        if officer is None:
            continue
        spoken = group.of if group.by == "language" and group.of in SHORT.values() else "zh"
        try:
            thread = threads.begin(group=group, text=_returned(many, spoken), by=officer)
            if spoken != "zh":  # side by side, so that everybody at the enterprise reads it
                first = Post.objects.filter(thread=thread).earliest("pk")
                posts.write_text(post=first, language="zh", text=_returned(many, "zh"), by=officer)
        except Refused:  # the group is quiet for now; the enterprise was told by itself
            continue


def _returned(many: int, spoken: str) -> str:
    """What the group is told, in the group's language and not in that of whoever handed over."""
    with override(next(key for key, short in SHORT.items() if short == spoken)):
        return ngettext(
            "%(n)s person returned today and is with the enterprise. Report temperatures daily, and write requests here.",
            "%(n)s people returned today and are with the enterprise. Report temperatures daily, and write requests here.",
            many,
        ) % {"n": many}
