"""Taking what is due, so that no two workers send the same, and what a killed worker had taken comes back by itself.

A taken delivery is due again at the end of its lease: nobody has to notice that a worker died. Robots are held one message at a
time, because only so their limits can be kept to the letter.
"""

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet

from fugong.channels import kinds, limits
from fugong.channels.models import Channel, Delivery, DeliveryState, Gateway, InboxEntry, Robot
from fugong.channels.parcels import Parcel, Piece, RobotTarget
from fugong.channels.sms import GatewayTarget
from fugong.core import clock
from fugong.core.languages import SHORT, pick

LEASE = dt.timedelta(seconds=30)
START_WITHIN = 12.0  # seconds of the lease after which nothing is begun any more
MOST_TRIES = 8
WORN_AFTER = dt.timedelta(hours=1)
"""Whoever takes a delivery counts a try, and a killed worker had begun few of those it held: only what for so long came to
no end may itself be what kills workers, and is given up.
"""
TOGETHER = 8  # messages that one robot is told in one go, when more wait than it takes
IN_A_DIGEST = 30


def due() -> "QuerySet[Delivery]":
    """What waits and may go now."""
    return Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=clock.now())


def anything_due() -> bool:
    """Whether something could be sent now: robots that have to pause don't count."""
    return due().filter(Q(robot=None) | Q(robot__in=_free_robots())).exists()


# People


@transaction.atomic
def for_people(channel: str, most: int) -> list[Parcel]:
    """Up to `most` parcels for persons by one channel, leased."""
    gateway: Gateway | None = None
    if channel == Channel.SMS:
        gateway, most = _gateway(most)
        if gateway is None:
            return []
    rows = due().filter(robot=None, channel=channel).select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("message", "person", "address").order_by("due_at", "pk")
    taken = _still_wanted(list(rows[:most]))
    parcels = [_for_person(group, gateway) for group in _grouped(taken) if group]
    _lease([pk for parcel in parcels for pk in parcel.ids])
    return parcels


def _still_wanted(rows: list[Delivery]) -> list[Delivery]:
    """Without what was tried too often, whose address is gone, or what the person has read meanwhile."""
    now = clock.now()
    worn = [row for row in rows if _worn(row)]
    gone = [row for row in rows if row.address is None or row.address.failed_at is not None]
    end(worn, DeliveryState.DEAD, "broken")
    end(gone, DeliveryState.DEAD, "not_there")
    out = {row.pk for row in (*worn, *gone)}
    late = [row for row in rows if row.pk not in out and row.made_at < now - dt.timedelta(minutes=1)]
    if late:
        entries = InboxEntry.objects.filter(message__in={row.message_id for row in late}, read_at__isnull=False)
        seen = set(entries.values_list("message_id", "person_id"))
        read = [row for row in late if (row.message_id, row.person_id) in seen]
        end(read, DeliveryState.DROPPED, "")
        out |= {row.pk for row in read}
    return [row for row in rows if row.pk not in out]


def _worn(row: Delivery) -> bool:
    return row.tries >= MOST_TRIES and row.made_at < clock.now() - WORN_AFTER


def _grouped(rows: Sequence[Delivery]) -> Iterable[list[Delivery]]:
    """Each by itself; those for a digest together with all others that wait for the same address."""
    taken: set[int] = set()
    for row in rows:
        if row.pk in taken:
            continue
        group = [row]
        if row.digest:
            others = due().filter(address=row.address_id, digest=True).exclude(pk__in=[row.pk])
            held = others.select_for_update(skip_locked=True, of=("self",)).select_related("message").order_by("pk")
            group += _still_wanted(list(held.select_related("address", "person", "message")[: IN_A_DIGEST - 1]))
        taken |= {each.pk for each in group}
        yield group


def _for_person(group: list[Delivery], gateway: Gateway | None) -> Parcel:
    first = group[0]
    person, address = first.person, first.address
    assert person is not None and address is not None
    language = SHORT.get(person.language, "zh")
    receiver: Any = address.value
    if gateway is not None:
        receiver = target_of(gateway, str(address.value))
    return Parcel(
        channel=first.channel,
        ids=tuple(row.pk for row in group),
        uid=first.uid,
        pieces=tuple(_piece(row, language) for row in group),
        language=language,
        receiver=receiver,
        urgent=first.message.urgent,
        start_by=time.monotonic() + START_WITHIN,
    )


def target_of(gateway: Gateway, number: str) -> GatewayTarget:
    """The gateway as a thread needs it."""
    return GatewayTarget(
        number=number,
        method=gateway.method,
        url=str(gateway.url),
        headers=str(gateway.headers or ""),
        body=str(gateway.body or ""),
        body_kind=gateway.body_kind,
        success_path=gateway.success_path,
        success_value=gateway.success_value,
        longest=gateway.longest,
    )


def _gateway(most: int) -> tuple[Gateway | None, int]:
    """The gateway and how many messages it takes now: nine tenths of its minute flow evenly, one tenth may come at once."""
    gateway = Gateway.objects.filter(removed_at=None, paused_at=None).select_for_update(skip_locked=True).first()
    if gateway is None:
        return None, 0
    now, step = clock.now(), dt.timedelta(seconds=60 / max(gateway.per_minute * 0.9, 0.1))
    burst = dt.timedelta(seconds=6)
    since = max(gateway.free_at or now - burst, now - burst)
    room = min(most, int((now - since) / step))
    if gateway.per_minute < 10 and since <= now - burst:
        room = max(room, 1)
    waiting = due().filter(robot=None, channel=Channel.SMS)[:room].count() if room else 0
    if not waiting:
        return None, 0
    gateway.free_at = since + waiting * step
    gateway.save(update_fields=["free_at"])
    return gateway, waiting


# Robots


def _free_robots() -> "QuerySet[Robot]":
    now = clock.now()
    return Robot.objects.filter(
        Q(blocked_until=None) | Q(blocked_until__lte=now),
        Q(busy_until=None) | Q(busy_until__lte=now),
        removed_at=None,
        paused_at=None,
    )


def soonest_robot() -> dt.datetime | None:
    """When the first robot that makes messages wait takes the next."""
    blocked = Robot.objects.filter(removed_at=None, paused_at=None, blocked_until__gt=clock.now())
    waiting = due().filter(robot__in=blocked)
    return waiting.aggregate(first=Min("robot__blocked_until"))["first"]


def for_robots(most: int) -> list[Parcel]:
    """Up to `most` parcels, each for another robot that may be spoken to now."""
    waiting = due().filter(robot__in=_free_robots()).values("robot").annotate(n=Count("pk")).order_by("robot")
    parcels: list[Parcel] = []
    for row in waiting:
        if len(parcels) == most:
            break
        parcel = _for_robot(row["robot"], row["n"])
        if parcel is not None:
            parcels.append(parcel)
    return parcels


@transaction.atomic
def _for_robot(pk: int, waiting: int) -> Parcel | None:
    """The robot's next message, with a slot reserved; several in one where more wait than it takes now."""
    robot = _free_robots().filter(pk=pk).select_for_update(skip_locked=True).first()
    if robot is None:
        return None
    now = clock.now()
    free = limits.free_at(robot.kind, robot.slots)
    if free is not None and free > now:
        robot.blocked_until = free
        robot.save(update_fields=["blocked_until"])
        return None
    most = 1 if waiting <= limits.room(robot.kind, robot.slots, now) else TOGETHER
    held = due().filter(robot=robot).select_for_update(skip_locked=True).select_related("message")
    rows = list(held.order_by("due_at", "pk")[:most])
    worn = [row for row in rows if _worn(row)]
    end(worn, DeliveryState.DEAD, "broken")
    rows = [row for row in rows if row not in worn]
    if not rows:
        return None
    robot.busy_until = now + LEASE
    robot.slots = limits.with_slot(robot.kind, robot.slots, robot.busy_until)
    robot.save(update_fields=["busy_until", "slots"])
    _lease([row.pk for row in rows])
    return Parcel(
        channel=Channel.ROBOT,
        ids=tuple(row.pk for row in rows),
        uid=rows[0].uid,
        pieces=tuple(_piece(row, robot.language) for row in rows),
        language=robot.language,
        receiver=RobotTarget(robot.pk, robot.kind, str(robot.url), str(robot.secret or "")),
        start_by=time.monotonic() + START_WITHIN,
    )


# Both


def _piece(row: Delivery, language: str) -> Piece:
    message = row.message
    return Piece(
        title=pick(message.title, language),
        body=pick(message.body, language),
        url=f"{settings.PUBLIC_URL}/n/{message.uid}/",
        event=message.event_uid,
        kind_name=kinds.name_of(message.kind),
    )


def _lease(ids: list[int]) -> None:
    if ids:
        Delivery.objects.filter(pk__in=ids).update(due_at=clock.now() + LEASE, tries=F("tries") + 1)


def end(rows: Iterable[Delivery], state: str, code: str, detail: str = "") -> None:
    """Nothing more is tried with these."""
    ids = [row.pk for row in rows]
    if ids:
        waiting = Delivery.objects.filter(pk__in=ids, state=DeliveryState.WAITING)
        waiting.update(state=state, code=code, detail=detail, ended_at=clock.now())
