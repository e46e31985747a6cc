"""Calling a meeting, changing it, calling it off; who is invited and who comes."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.demands import wording
from fugong.ledger.recording import record
from fugong.meetings import telling
from fugong.meetings.access import holds
from fugong.meetings.actions import agendas
from fugong.meetings.models import Meeting, Participant
from fugong.meetings.policy import Kind
from fugong.meetings.rows import guard, held
from fugong.places.models import Campaign, CampaignState
from fugong.registry.models import Enterprise, Posting
from fugong.workflow.moves import move

LOCK = 0x46554715
"""Advisory lock of those who number meetings, with the campaign's id."""
LONGEST_MEETING = dt.timedelta(hours=12)


@transaction.atomic
def call(
    *,
    campaign: Campaign,
    kind: str,
    starts_at: dt.datetime,
    by: User | None,
    minutes: int | None = None,
    title: str = "",
    where: str = "",
    video: str = "",
    enterprise: Enterprise | None = None,
    chair: User | None = None,
) -> Meeting:
    """Puts a meeting into the calendar, invites the posts that the pack names, and makes its agenda.

    `by` None is the clock. Raises Refused at the field: kind, starts_at, minutes, video, enterprise.
    """
    if by is not None and not holds(by, campaign):
        raise NotAllowed(_("You can't call meetings here."))
    rules = _rules(campaign, kind, enterprise)
    begins, ends = _times(starts_at, minutes if minutes is not None else rules.minutes)
    meeting = Meeting(
        campaign=campaign, pack_version=campaign.pack_version, kind=rules.key, enterprise=enterprise,
        title=wording.optional(title, "title", longest=120) or _title(rules, enterprise), starts_at=begins, ends_at=ends,
        where=wording.optional(where, "where", longest=200) or str(rules.where or ""), video=_video(video) or rules.video,
        called_by=by, chair=chair or _chair(campaign, rules), number=_number(campaign, begins),
        state=Meeting.workflow.initial, state_since=clock.now(),
    )  # fmt: skip
    meeting.save(force_insert=True)
    event = record(
        "meeting.call", meeting, by=by, as_name="" if by else telling.CLOCK, number=meeting.number, title=meeting.title,
        starts=meeting.starts_at.isoformat(),
    )  # fmt: skip
    _invite_posts(meeting, rules)
    agendas.renew(meeting)
    telling.called(meeting, event)
    return meeting


def call_due(*, campaign: Campaign, ahead: dt.timedelta = dt.timedelta(hours=24)) -> list[Meeting]:
    """Puts the next meeting of each daily kind into the calendar, once, however often it is asked."""
    made = []
    for rules in campaign.pack.meetings.kinds:
        begins = next_time(campaign, rules, clock.now())
        if begins is None or begins > clock.now() + ahead:
            continue
        if Meeting.objects.filter(campaign=campaign, kind=rules.key, starts_at=begins).exists():
            continue
        try:
            with transaction.atomic():
                made.append(call(campaign=campaign, kind=rules.key, starts_at=begins, by=None))
        except IntegrityError:
            continue  # another worker was first
    return made


def next_time(campaign: Campaign, rules: Kind, after: dt.datetime) -> dt.datetime | None:
    """When the next meeting of a daily kind begins; None for kinds that are called when needed."""
    if rules.held == "on_call" or rules.at is None:
        return None
    at = dt.time.fromisoformat(rules.at)
    day = clock.local(after).date()
    for _try in range(15):
        begins = dt.datetime.combine(day, at, tzinfo=clock.zone())
        if begins > after and (rules.held == "daily" or campaign.pack.calendar.working_time.is_working_day(day)):
            return begins
        day += dt.timedelta(days=1)
    return None


@transaction.atomic
def change(
    *,
    meeting: Meeting,
    by: User,
    starts_at: dt.datetime | None = None,
    minutes: int | None = None,
    title: str | None = None,
    where: str | None = None,
    video: str | None = None,
) -> Meeting:
    """Another time, place or title: the invitation gets its next sequence number, and everybody is told."""
    meeting = held(meeting, "planned")
    length = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    begins, ends = _times(starts_at or meeting.starts_at, length if minutes is None else minutes)
    values: dict[str, Any] = {"starts_at": begins, "ends_at": ends}
    if title is not None:
        values["title"] = wording.required(title, "title", longest=120, empty=_("Give the meeting a title."))
    if where is not None:
        values["where"] = wording.optional(where, "where", longest=200)
    if video is not None:
        values["video"] = _video(video)
    before = {name: getattr(meeting, name) for name in values}
    if all(before[name] == value for name, value in values.items()):
        return meeting
    values["sequence"] = meeting.sequence + 1
    event = move(meeting, "change", by=by, set=values, was=before["starts_at"].isoformat(), now=begins.isoformat())
    telling.changed(meeting, event)
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: User) -> Meeting:
    """Calls a meeting off: calendars show it as cancelled, its matters wait for the next one."""
    meeting = held(meeting)
    event = move(meeting, "cancel", by=by, reason=reason, set={"sequence": meeting.sequence + 1})
    telling.cancelled(meeting, event)
    return meeting


@transaction.atomic
def invite(
    *, meeting: Meeting, by: User, user: User | None = None, enterprise: Enterprise | None = None, name: str = ""
) -> Participant:
    """Invites someone of the authority, an enterprise of the campaign, or a guest by name. Twice changes nothing."""
    meeting = held(meeting, "planned", "open")
    guard(meeting, by)
    if user is not None and not (user.is_active and Campaign.objects.visible_to(user).filter(pk=meeting.campaign_id)):
        raise _refused("user", _("Choose someone of the authority who works here."))
    if enterprise is not None and not enterprise.enrolments.filter(campaign=meeting.campaign).exists():
        raise _refused("enterprise", _("This enterprise isn't part of the campaign."))
    guest = wording.optional(name, "name", longest=80)
    if user is None and enterprise is None and not guest:
        raise _refused("user", _("Say who is to come."))
    if user is not None or enterprise is not None:
        found, made = Participant.objects.get_or_create(meeting=meeting, user=user, enterprise=enterprise)
    else:
        found, made = Participant.objects.get_or_create(meeting=meeting, user=None, enterprise=None, name=guest)
    if made:
        event = record("meeting.invite", meeting, by=by, name=str(found))
        telling.invited(meeting, [found], event)
    return found


@transaction.atomic
def uninvite(*, participant: Participant, by: User) -> None:
    """Takes someone off the list again."""
    meeting = held(participant.meeting, "planned")
    guard(meeting, by)
    name = str(participant)
    participant.delete()
    record("meeting.uninvite", meeting, by=by, name=name)


@transaction.atomic
def respond(*, participant: Participant, coming: bool, by: User) -> Participant:
    """Who is invited says whether they come."""
    meeting = held(participant.meeting, "planned")
    if participant.user_id != by.pk and not _speaks_for(by, participant.enterprise):
        raise NotAllowed(_("Only who is invited can say this."))
    participant.answer = "coming" if coming else "not_coming"
    participant.save(update_fields=["answer"])
    record("meeting.respond", meeting, by=by, name=str(participant), coming=coming)
    return participant


def _speaks_for(user: User, enterprise: Enterprise | None) -> bool:
    from fugong.accounts.permissions import Permission
    from fugong.registry.access import may

    return enterprise is not None and may(user, Permission.DEMAND_RAISE, enterprise)


def _rules(campaign: Campaign, kind: str, enterprise: Enterprise | None) -> Kind:
    if campaign.state != CampaignState.OPEN:
        raise Refused(_("%(campaign)s is closed: no more meetings are called in it.") % {"campaign": campaign})
    if not campaign.pack.meetings.has(kind):
        raise _refused("kind", _("Choose one of the list."))
    rules = campaign.pack.meetings.kind(kind)
    if rules.for_one and enterprise is None:
        raise _refused("enterprise", _("Say which enterprise the session is for."))
    if enterprise is not None and not enterprise.enrolments.filter(campaign=campaign).exists():
        raise _refused("enterprise", _("This enterprise isn't part of the campaign."))
    return rules


def _title(rules: Kind, enterprise: Enterprise | None) -> str:
    name = rules.name.in_("zh")
    return (f"{enterprise.name} {name}" if enterprise else name)[:120]


def _times(begins: dt.datetime, minutes: int) -> tuple[dt.datetime, dt.datetime]:
    length = dt.timedelta(minutes=minutes)
    if begins < clock.now() - dt.timedelta(days=1):
        raise _refused("starts_at", _("Choose a time that is still to come."))
    if not dt.timedelta(minutes=5) <= length <= LONGEST_MEETING:
        raise _refused("minutes", _("A meeting takes between 5 minutes and 12 hours."))
    return begins, begins + length


def _video(address: str) -> str:
    address = address.strip()
    if address and (
        not address.startswith("https://") or len(address) > 300 or any(sign in address for sign in " <>\"'")
    ):
        raise _refused("video", _("Give an address that begins with https://."))
    return address


def _number(campaign: Campaign, begins: dt.datetime) -> str:
    begin = f"M{clock.local(begins):%Y%m%d}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, campaign.pk])
    last = Meeting.objects.filter(campaign=campaign, number__startswith=begin).order_by("-number").first()
    return f"{begin}{int(last.number.rpartition('-')[2]) + 1 if last else 1:02d}"


def _posted(campaign: Campaign, posts: tuple[str, ...]) -> Any:
    rows = Posting.objects.filter(campaign=campaign, post__in=posts, user__is_active=True)
    return rows.filter(Q(until=None) | Q(until__gt=clock.now())).select_related("user").order_by("pk")


def _chair(campaign: Campaign, rules: Kind) -> User | None:
    found = _posted(campaign, (rules.chair,)).first() if rules.chair else None
    return found.user if found else None


def _invite_posts(meeting: Meeting, rules: Kind) -> None:
    posts = tuple(dict.fromkeys(key for key in (rules.chair, *rules.posts) if key))
    people: dict[int, str] = {}
    for posting in _posted(meeting.campaign, posts):
        people.setdefault(posting.user_id, posting.post)
    if meeting.chair_id:
        people.setdefault(meeting.chair_id, rules.chair)
    rows = [Participant(meeting=meeting, user_id=user, post=post) for user, post in people.items()]
    if meeting.enterprise_id:
        rows.append(Participant(meeting=meeting, enterprise_id=meeting.enterprise_id))
    Participant.objects.bulk_create(rows)


def _refused(field: str, message: str) -> Refused:
    return Refused(message, fields=[Fault(field, message)])
