"""Swaps between colleagues: asked on the phone, accepted there; the stop then lies on the other's round."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.inspections import telling
from fugong.inspections.actions import rounds
from fugong.inspections.models import Round, RoundStop, Swap
from fugong.ledger.recording import record
from fugong.registry.models import TeamMember
from fugong.workflow.moves import move


@transaction.atomic
def ask(*, stop: RoundStop, to: User, by: User, why: str = "") -> Swap:
    """Asks a colleague to take an open stop over."""
    if not stop.round.is_of(by):
        raise NotAllowed(_("Only whoever goes the round asks someone else to take a stop over."))
    if stop.round.state not in rounds.OPEN or not stop.is_open:
        raise Conflict(_("This stop is over already."))
    if stop.round.is_of(to) or to not in colleagues(stop.round):
        message = _("Choose a colleague who goes rounds in this campaign.")
        raise Refused(message, fields=[Fault("to", message)])
    try:
        with transaction.atomic():
            swap = Swap.objects.create(
                stop=stop, to=to, asked_by=by, asked_at=clock.now(), why=why.strip()[:200], state="asked",
                state_since=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("Someone has been asked already. Take that back first.")) from None
    record("swap.ask", swap, by=by, to=to.name)
    telling.asked(swap)
    return swap


@transaction.atomic
def accept(*, swap: Swap, by: User) -> Swap:
    """The colleague takes the stop over, onto the own round of that day."""
    if by.pk != swap.to_id:
        raise NotAllowed(_("Only who was asked takes it over."))
    stop = RoundStop.objects.select_for_update().select_related("round__campaign").get(pk=swap.stop_id)
    if not stop.is_open or stop.round.state not in rounds.OPEN:
        raise Conflict(_("This stop is over already."))
    move(swap, "accept", by=by)
    before = stop.round
    stop.round = rounds.own(before.campaign, before.day, by, but=before) or rounds._new(
        before.campaign, before.day, None, by, before.grid_id, by
    )
    stop.order = (stop.round.stops.aggregate(last=Max("order"))["last"] or 0) + 1
    stop.save(update_fields=["round", "order"])
    rounds._finish(before)
    telling.answered(swap, accepted=True)
    return swap


@transaction.atomic
def decline(*, swap: Swap, by: User) -> Swap:
    """The stop stays where it is."""
    if by.pk != swap.to_id:
        raise NotAllowed(_("Only who was asked declines."))
    move(swap, "decline", by=by)
    telling.answered(swap, accepted=False)
    return swap


@transaction.atomic
def take_back(*, swap: Swap, by: User) -> Swap:
    """Whoever asked no longer needs it."""
    if by.pk != swap.asked_by_id:
        raise NotAllowed(_("Only who asked takes it back."))
    move(swap, "take_back", by=by)
    return swap


def colleagues(round_: Round) -> list[User]:
    """Who could take over: people of the campaign's groups and posts who may record visits, without those of this round."""
    in_teams = TeamMember.objects.filter(team__campaign=round_.campaign_id).values("user")
    posted = round_.campaign.postings.filter(until=None).values("user")
    people = User.objects.filter(is_active=True).filter(pk__in=in_teams) | User.objects.filter(
        is_active=True, pk__in=posted
    )
    own = {round_.officer_id} if round_.officer_id else set(round_.team.members.values_list("user", flat=True))  # type: ignore[union-attr]
    found = people.distinct().prefetch_related("grants").order_by("name")
    return [each for each in found if each.pk not in own and _may_record(each)]


def _may_record(user: User) -> bool:
    from fugong.accounts.roles import roles_with

    now, roles = clock.now(), roles_with(Permission.VISIT_RECORD)
    return any(
        each.role in roles and each.since <= now and (each.until is None or each.until > now)
        for each in user.grants.all()
    )
