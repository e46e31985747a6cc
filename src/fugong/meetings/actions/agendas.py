"""The agenda: gathered from what waits, added to by hand, put in order."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.core.ids import uuid7
from fugong.demands import wording
from fugong.demands.arrows import UNANSWERED
from fugong.demands.models import Demand
from fugong.ledger.recording import record
from fugong.meetings import agenda
from fugong.meetings.models import Item, Meeting, Outcome, Participant
from fugong.meetings.rows import guard, held

ASKED = "asked"


@transaction.atomic
def refresh(*, meeting: Meeting, by: User) -> Meeting:
    """Makes the agenda anew from what waits now. What was added by hand, taken off or put in order stays so."""
    meeting = held(meeting, "planned", "open")
    guard(meeting, by)
    added, gone = renew(meeting)
    record("meeting.agenda", meeting, by=by, added=added, gone=gone)
    return meeting


def renew(meeting: Meeting) -> tuple[int, int]:
    """Brings the gathered matters up to date: (how many came, how many went). For actions that hold the meeting."""
    known = {item.key: item for item in meeting.items.all()}
    wanted = agenda.gather(meeting)
    fresh, stale = [], []
    for place, (source, matter) in enumerate(wanted):
        item = known.get(matter.key)
        if item is None:
            fresh.append(_item(meeting, source, matter, place))
        elif item.outcome == Outcome.OPEN and item.source != ASKED:
            item.title, item.detail, item.many = matter.title[:200], matter.detail, matter.many
            item.source, item.cluster, item.url = source, matter.cluster[:120], matter.url
            stale.append(item)
    Item.objects.bulk_update(stale, ["title", "detail", "many", "source", "cluster", "url"])
    keys = {matter.key for _source, matter in wanted}
    gone = [item for item in known.values() if _may_go(item) and item.key not in keys]
    Item.objects.filter(pk__in=[item.pk for item in gone]).delete()
    Item.objects.bulk_create(fresh)
    if not known:
        _place(meeting, [item.key for item in fresh])
    elif fresh:
        _place(meeting, [*(key for key in known if key not in {item.key for item in gone}), *(i.key for i in fresh)])
    _invite_enterprises(meeting)
    return len(fresh), len(gone)


def _may_go(item: Item) -> bool:
    return item.outcome == Outcome.OPEN and item.source != ASKED and not item.removed


def _item(meeting: Meeting, source: str, matter: agenda.Matter, place: int) -> Item:
    before = matter.carried_from
    return Item(
        meeting=meeting, position=place, source=source, key=matter.key, cluster=matter.cluster[:120],
        title=matter.title[:200], detail=matter.detail, url=matter.url, many=matter.many, enterprise=matter.enterprise,
        carried_from=before, times=before.times + 1 if before else 1,
    )  # fmt: skip


@transaction.atomic
def add(*, meeting: Meeting, title: str, by: User, detail: str = "") -> Item:
    """Someone who takes part asks for a matter."""
    meeting = held(meeting, "planned", "open")
    _may_ask(meeting, by)
    words = wording.required(title, "title", longest=200, empty=_("Say what is to be talked about."))
    item = Item.objects.create(
        meeting=meeting, position=_last(meeting), source=ASKED, key=f"asked:{uuid7()}", title=words,
        detail=wording.optional(detail, "detail"), asked_by=by,
    )  # fmt: skip
    record("meeting.ask", meeting, by=by, title=item.title)
    return item


@transaction.atomic
def add_demand(*, meeting: Meeting, number: str, by: User) -> Item:
    """Someone who takes part asks for a demand, by its number. One that stood there and was taken off comes back."""
    meeting = held(meeting, "planned", "open")
    _may_ask(meeting, by)
    seen = Demand.objects.visible_to(by).filter(campaign=meeting.campaign, number=number.strip())
    demand = seen.select_related("enterprise").first()
    if demand is None:
        message = _("There is no demand %(number)s that you see.") % {"number": number.strip()[:40] or "—"}
        raise Refused(message, fields=[Fault("number", message)])
    matter = agenda.about_demand(meeting, demand)
    item = meeting.items.filter(key=matter.key).first()
    if item is None:
        item = _item(meeting, ASKED, matter, _last(meeting))
        item.asked_by = by
        item.save(force_insert=True)
    elif item.removed:
        item.removed, item.source, item.asked_by = False, ASKED, by
        item.save(update_fields=["removed", "source", "asked_by"])
    else:
        raise Conflict(_("%(number)s stands on the agenda already.") % {"number": demand.number})
    record("meeting.ask", meeting, by=by, title=item.title)
    return item


@transaction.atomic
def remove(*, item: Item, by: User) -> Item:
    """Takes a matter off: it doesn't come back by itself into this meeting."""
    meeting = held(item.meeting, "planned", "open")
    guard(meeting, by)
    if item.outcome != Outcome.OPEN:
        raise Conflict(_("This was dealt with already: it stays in the minutes."))
    item.removed = True
    item.save(update_fields=["removed"])
    record("meeting.take_off", meeting, by=by, title=item.title)
    return item


@transaction.atomic
def arrange(*, meeting: Meeting, items: Sequence[int], by: User) -> None:
    """Puts the matters in this order; those not named follow in the order that they had."""
    meeting = held(meeting, "planned", "open")
    guard(meeting, by)
    known = {item.pk: item.key for item in meeting.items.all()}
    named = [known[pk] for pk in dict.fromkeys(items) if pk in known]
    _place(meeting, [*named, *(key for key in known.values() if key not in named)])
    record("meeting.arrange", meeting, by=by)


def _place(meeting: Meeting, keys: Sequence[str]) -> None:
    rows: dict[str, Any] = {item.key: item for item in meeting.items.all()}
    moved = []
    for place, key in enumerate(key for key in keys if key in rows):
        if rows[key].position != place:
            rows[key].position = place
            moved.append(rows[key])
    Item.objects.bulk_update(moved, ["position"])


def _last(meeting: Meeting) -> int:
    return meeting.items.count()


def _may_ask(meeting: Meeting, by: User) -> None:
    if not by.holds(P.MEETING_VIEW) or not Meeting.objects.visible_to(by).filter(pk=meeting.pk).exists():
        raise NotAllowed(_("Only who takes part can ask for a matter."))


def _invite_enterprises(meeting: Meeting) -> None:
    """Enterprises whose matters stand on the agenda, where the kind of meeting invites them; to a special session only its own."""
    if not meeting.rules.enterprises or meeting.enterprise_id is not None:
        return
    concerned = set(meeting.items.filter(removed=False).exclude(enterprise=None).values_list("enterprise", flat=True))
    causes = [item.about[1] for item in meeting.items.filter(removed=False, key__startswith="cause:")]
    if causes:
        rows = Demand.objects.filter(
            cause__in=[int(key) for key in causes], campaign=meeting.campaign, state__in=UNANSWERED
        )
        concerned |= set(rows.values_list("enterprise", flat=True))
    there = set(meeting.participants.exclude(enterprise=None).values_list("enterprise", flat=True))
    new = [Participant(meeting=meeting, enterprise_id=pk) for pk in sorted(concerned - there)]
    Participant.objects.bulk_create(new)
    if new and there:  # the first ones are told with the meeting itself
        from fugong.meetings import telling

        telling.invited(meeting, new, None)
