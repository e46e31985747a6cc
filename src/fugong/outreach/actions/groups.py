"""Keeping groups: those that the desk makes, who answers in them, what a person has seen, who is reminded."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.core.ids import uuid7
from fugong.ledger.recording import record
from fugong.outreach import membership, telling, texts
from fugong.outreach.actions.threads import speaks_as_officer
from fugong.outreach.models import ChatGroup, GroupOfficer, Membership, OnlineDuty, Reading, Seat, Thread
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry.models import Park
from fugong.resumption.actions import reminders

LANGUAGES = ("zh", "en", "ja", "ko")


@transaction.atomic
def create(
    *,
    campaign: Campaign,
    by: User,
    names: dict[str, str],
    members_by: str,
    of: str = "",
    about: dict[str, str] | None = None,
    welcome: dict[str, str] | None = None,
) -> ChatGroup:
    """A group that the desk makes. `of` is the key of the industry group, segment, language, or the id of a grid or park."""
    _require_desk(campaign, by)
    given = _texts(names, about or {}, welcome or {})
    place = _place(campaign, members_by, of)
    key = f"desk-{uuid7().hex[-8:]}"
    group = ChatGroup.objects.create(
        campaign=campaign, key=key, by=members_by, own_texts=True, created_at=clock.now(), **place, **given
    )
    record("chat_group.create", group, by=by, name=group.name)
    membership.refresh(campaign, groups=[group.pk])
    return group


@transaction.atomic
def write_texts(
    *, group: ChatGroup, by: User, names: dict[str, str], about: dict[str, str], welcome: dict[str, str]
) -> ChatGroup:
    """The desk's own name, line and greeting; the pack's no longer apply."""
    _require_keeper(group, by)
    given = _texts(names, about, welcome)
    for name, value in {**given, "own_texts": True}.items():
        setattr(group, name, value)
    group.save(update_fields=[*given, "own_texts"])
    record("chat_group.texts", group, by=by)
    return group


@transaction.atomic
def close(*, group: ChatGroup, reason: str, by: User) -> ChatGroup:
    """Nothing more is written here; members are let go, what was said stays readable for officers."""
    _require_keeper(group, by)
    if not reason.strip():
        raise texts.refused("reason", _("Say why."))
    gone = {"closed_at": clock.now(), "closed_reason": reason.strip()[:300]}
    if not ChatGroup.objects.filter(pk=group.pk, closed_at=None).update(**gone):
        raise Conflict(_("This group is closed already."))
    record("chat_group.close", group, by=by, reason=reason, name=group.name)
    membership.refresh(group.campaign, groups=[group.pk])
    group.refresh_from_db()
    return group


@transaction.atomic
def reopen(*, group: ChatGroup, by: User) -> ChatGroup:
    """The group is open again, with the members that belong now."""
    _require_keeper(group, by)
    if not ChatGroup.objects.filter(pk=group.pk, closed_at__isnull=False).update(closed_at=None, closed_reason=""):
        raise Conflict(_("This group is open already."))
    record("chat_group.reopen", group, by=by, name=group.name)
    membership.refresh(group.campaign, groups=[group.pk])
    group.refresh_from_db()
    return group


@transaction.atomic
def add_officer(*, group: ChatGroup, user: User, by: User) -> GroupOfficer:
    """Lets someone of the authority answer here, beside those who do by their post."""
    _require_keeper(group, by)
    if not (user.is_active and user.is_staff_member and user.holds(Permission.GROUP_SPEAK)):
        raise texts.refused("user", _("%(name)s can't speak in groups. Give the person a role first.") % {"name": user})
    try:
        with transaction.atomic():
            row = GroupOfficer.objects.create(group=group, user=user, since=clock.now(), added_by=by)
    except IntegrityError:
        return GroupOfficer.objects.get(group=group, user=user, until=None)
    record("chat_group.add_officer", group, by=by, user=user.pk, name=user.name)
    return row


@transaction.atomic
def remove_officer(*, group: ChatGroup, user: User, by: User) -> None:
    """Whoever the desk added answers here no longer."""
    _require_keeper(group, by)
    if not GroupOfficer.objects.filter(group=group, user=user, until=None).update(until=clock.now()):
        raise Conflict(_("%(name)s answers here by post, or no longer.") % {"name": user})
    record("chat_group.remove_officer", group, by=by, user=user.pk, name=user.name)


# -- one person's own state ---------------------------------------------------------------------------------------


def mute(*, group: ChatGroup, by: User, muted: bool) -> Seat:
    """Whether the person is told of what happens in the group."""
    _require_reader(group, by)
    seat, _is_new = Seat.objects.update_or_create(group=group, user=by, defaults={"muted": muted})
    return seat


def see(*, thread: Thread, by: User) -> None:
    """The person has seen the thread up to its last post."""
    Reading.objects.bulk_create(
        [Reading(thread=thread, user=by, seen=thread.last_post)],
        update_conflicts=True, update_fields=["seen"], unique_fields=["user", "thread"],
    )  # fmt: skip


def see_all(*, group: ChatGroup, by: User) -> None:
    """Everything in the group counts as seen."""
    _require_reader(group, by)
    last = Thread.objects.filter(group=group).aggregate(last=Max("last_post"))["last"] or 0
    Seat.objects.update_or_create(group=group, user=by, defaults={"seen": last})


# -- the hour online ----------------------------------------------------------------------------------------------


@transaction.atomic
def set_roster(*, campaign: Campaign, hour: str, day: Any, users: list[User], by: User) -> int:
    """Who is to be online in the hour `hour` of that day; nobody: the pack's posts again."""
    _require_desk(campaign, by)
    if hour not in {each.key for each in campaign.pack.outreach.hours}:
        raise texts.refused("hour", _("The pack has no hour %(key)s.") % {"key": hour})
    wrong = [user.name for user in users if not (user.is_staff_member and user.holds(Permission.GROUP_SPEAK))]
    if wrong:
        raise texts.refused("users", _("%(names)s can't speak in groups.") % {"names": ", ".join(wrong)})
    OnlineDuty.objects.filter(campaign=campaign, hour=hour, day=day).delete()
    OnlineDuty.objects.bulk_create([OnlineDuty(campaign=campaign, hour=hour, day=day, user=user) for user in users])
    record("campaign.online_roster", campaign, by=by, hour=hour, day=str(day), users=[user.pk for user in users])
    return len(users)


# -- reminders ----------------------------------------------------------------------------------------------------


@transaction.atomic
def remind(*, group: ChatGroup, by: User) -> int:
    """Reminds the members whose report of today is missing; returns how many. Nobody twice within an hour."""
    if not speaks_as_officer(by, group):
        raise NotAllowed(_("Only officers of this group do this."))
    members = Membership.objects.filter(group=group, until=None).values("enterprise")
    reminded = reminders.remind_among(campaign=group.campaign, day=clock.today(), by=by, among=members)
    if reminded:
        telling.reminded(group, reminded)
        record("chat_group.remind", group, by=by, many=len(reminded))
    return len(reminded)


# -- guards and texts ---------------------------------------------------------------------------------------------


def _require_desk(campaign: Campaign, by: User) -> None:
    if not by.scope(Permission.GROUP_MANAGE).covers_area(campaign.jurisdiction.prefix):
        raise NotAllowed(_("Only the duty desk of the campaign's area does this."))


def _require_keeper(group: ChatGroup, by: User) -> None:
    if not ChatGroup.objects.managed_by(by).filter(pk=group.pk).exists():
        raise NotAllowed(_("Only the duty desk of the group's area does this."))


def _require_reader(group: ChatGroup, by: User) -> None:
    if not ChatGroup.objects.visible_to(by).filter(pk=group.pk).exists():
        raise NotAllowed(_("This group isn't yours."))


def _texts(names: dict[str, str], about: dict[str, str], welcome: dict[str, str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for field, given, longest in (("name", names, 60), ("about", about, 200), ("welcome", welcome, 2000)):
        read = {
            language: text
            for language in LANGUAGES
            if (text := texts.checked(given.get(language, ""), f"{field}_{language}", required=False, longest=longest))
        }
        kept["names" if field == "name" else field] = read
    if not kept["names"]:
        raise texts.refused("name_zh", _("Give the group a name."))
    return {**kept, "name": kept["names"].get("zh") or next(iter(kept["names"].values()))}


def _place(campaign: Campaign, members_by: str, of: str) -> dict[str, Any]:
    """The columns that say who belongs. Raises Refused at its field."""
    prefix = campaign.jurisdiction.prefix
    if members_by == "all":
        return {"of": "", "area": prefix}
    if members_by in ("grid", "park"):
        model: Any = Grid if members_by == "grid" else Park
        number = numbers.asked(of)
        found = model.objects.filter(
            Q(key=of) if number is None else Q(pk=number), jurisdiction__prefix__startswith=prefix
        )
        place = found.select_related("jurisdiction").first()
        if place is None:
            raise texts.refused("of", _("Choose whose enterprises belong."))
        return {"of": place.key, "area": place.jurisdiction.prefix, members_by: place}
    if members_by == "area":
        area = Jurisdiction.objects.within(prefix).filter(code=of).first()
        if area is None:
            raise texts.refused("of", _("Choose whose enterprises belong."))
        return {"of": area.code, "area": area.prefix}
    registry = campaign.pack.registry
    known = {
        "group": {each.key for each in registry.groups},
        "segment": {each.key for each in registry.segments},
        "language": set(LANGUAGES),
    }
    if members_by not in known:
        message = _("Choose by what enterprises belong.")
        raise Refused(message, fields=[Fault("members_by", message)])
    if of not in known[members_by]:
        raise texts.refused("of", _("Choose whose enterprises belong."))
    return {"of": of, "area": prefix}
