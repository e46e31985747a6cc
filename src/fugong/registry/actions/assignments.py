"""Officers and their enterprises (点对点包联): assigned, ended, shared out, handed over in one step. The past stays readable."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, copying
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record, record_many
from fugong.places.models import Campaign
from fugong.registry import coverage, segments, telling
from fugong.registry.access import require
from fugong.registry.actions import postings
from fugong.registry.distribution import Shares, share_out, share_out_by_area
from fugong.registry.models import Assignment, Enrolment, Enterprise, Posting
from fugong.registry.policy import Post


@transaction.atomic
def assign(*, campaign: Campaign, enterprise: Enterprise, post: str, officer: User, by: User | None) -> Assignment:
    """Gives one enterprise an officer in a post. Doing it twice gives the assignment that there is."""
    if by is not None:
        require(by, Permission.ASSIGNMENT_MANAGE, enterprise)
    assign_many(campaign=campaign, post=post, shares={officer.pk: [enterprise.pk]}, by=by)
    return Assignment.objects.get(campaign=campaign, enterprise=enterprise, post=post, officer=officer, until=None)


@transaction.atomic
def assign_many(*, campaign: Campaign, post: str, shares: Mapping[int, Sequence[int]], by: User | None) -> int:
    """Gives officers (id) their enterprises (ids), set by set; returns how many assignments are new.

    Raises Refused where the post isn't one of single enterprises, an officer doesn't hold it, or an enterprise isn't in
    the campaign or not the assigner's to assign. All or nothing.
    """
    duty = _duty(campaign, post)
    _check_officers(campaign, duty, shares)
    areas = _check_enterprises(campaign, {each for ids in shares.values() for each in ids}, by)
    held = set(
        _held(campaign, post)
        .filter(officer__in=list(shares), enterprise__in=list(areas))
        .values_list("officer", "enterprise")
    )
    moment = clock.now()
    made = [
        Assignment(
            campaign=campaign, enterprise_id=each, area_code=areas[each], post=post, officer_id=officer, since=moment,
            assigned_by=by,
        )
        for officer, ids in shares.items()
        for each in dict.fromkeys(ids)
        if (officer, each) not in held
    ]  # fmt: skip
    copying.write(made)
    _tell("assignment.create", made, by)
    telling.assigned(campaign, duty, made)
    _follow(campaign, [each.enterprise_id for each in made])
    return len(made)


@transaction.atomic
def share_evenly(
    *, campaign: Campaign, post: str, enterprise_ids: Iterable[int], by: User, officer_ids: Sequence[int] = ()
) -> Shares:
    """Shares out those of the enterprises that lack a holder of `post`, among those (or some) who hold it in their area, by
    capacity."""
    duty = _duty(campaign, post)
    free = Enrolment.objects.filter(campaign=campaign, enterprise_id__in=list(enterprise_ids))
    taken = _held(campaign, post).values("enterprise_id")
    neighbours = free.exclude(enterprise_id__in=taken).order_by("area_code", "enterprise__grid_id", "enterprise_id")
    loads = loads_of(campaign, post, officer_ids)
    if not loads:
        raise Refused(_("Nobody holds the post “%(post)s” yet. Appoint officers first.") % {"post": duty.name})
    areas: dict[int, set[str]] = {}
    for officer, area in postings.in_force(campaign).filter(post=post).values_list("user", "area"):
        areas.setdefault(officer, set()).add(area)
    shares = share_out_by_area(neighbours.values_list("enterprise_id", "area_code"), loads, areas, duty.capacity)
    assign_many(campaign=campaign, post=post, shares=shares.of, by=by)
    return shares


@transaction.atomic
def end(*, assignment: Assignment, by: User, reason: str = "") -> None:
    """The officer serves this enterprise no longer."""
    require(by, Permission.ASSIGNMENT_MANAGE, assignment.enterprise)
    if not _end([assignment.pk], clock.now(), reason):
        raise Conflict(_("This assignment has ended already."))
    _tell("assignment.end", [assignment], by, reason)
    _follow(assignment.campaign, [assignment.enterprise_id])


@transaction.atomic
def hand_over(
    *,
    campaign: Campaign,
    frm: User,
    to: User | Sequence[User],
    by: User,
    reason: str,
    post: str = "",
    enterprise_ids: Iterable[int] | None = None,
) -> Shares:
    """All (or some) of an officer's enterprises go to another, or evenly to several, in one step; gives who took what.

    Successors who don't hold the post yet are appointed to it in the same area. When nothing is left the officer's posting
    ends, and with it the access. Nothing is left without an officer: beyond capacity too, for someone must answer.
    """
    if not reason.strip():
        raise Refused(_("Say why the enterprises change hands."), fields=[Fault("reason", _("Say why."))])
    successors = [to] if isinstance(to, User) else list(to)
    if not successors or frm in successors:
        message = _("Choose at least one other officer.")
        raise Refused(message, fields=[Fault("to", message)])
    leaving = Assignment.objects.filter(campaign=campaign, officer=frm, until=None).select_for_update()
    leaving = leaving.filter(post=post) if post else leaving
    leaving = leaving if enterprise_ids is None else leaving.filter(enterprise_id__in=list(enterprise_ids))
    by_post: dict[str, list[Assignment]] = {}
    for each in leaving.order_by("area_code", "enterprise_id"):
        by_post.setdefault(each.post, []).append(each)
    total = Shares()
    for key, moving in by_post.items():
        taken = _hand_over_post(campaign, key, moving, frm, successors, by, reason)
        for officer, ids in taken.items():
            total.of.setdefault(officer, []).extend(ids)
    _end_empty_postings(campaign, frm, post, by, reason)
    return total


@transaction.atomic
def rearrange(
    *,
    campaign: Campaign,
    post: str,
    moves: Mapping[int, tuple[int | None, int]],
    by: User,
    reason: str,
    leaving: Sequence[User] = (),
) -> tuple[int, int]:
    """Enterprise (id) → from whom (None: nobody) to whom, all in one step; gives how many moved and how many are new.

    Postings of those `leaving` end where nothing is left. Raises NotAllowed, Conflict (somebody changed it), Refused.
    """
    taken = {enterprise: frm for enterprise, (frm, _to) in moves.items() if frm is not None}
    rows = _held(campaign, post).filter(enterprise__in=list(taken), officer__in=list(set(taken.values())))
    moving = [each for each in rows.select_for_update() if taken[each.enterprise_id] == each.officer_id]
    if len(moving) != len(taken):
        raise Conflict(_("Some of these enterprises have another officer meanwhile. Reload the page."))
    _check_enterprises(campaign, set(taken), by)
    _end([each.pk for each in moving], clock.now(), reason)
    names = dict(User.objects.filter(pk__in={to for _frm, to in moves.values()}).values_list("pk", "name"))
    shares: dict[int, list[int]] = {}
    for enterprise, (_frm, to) in moves.items():
        shares.setdefault(to, []).append(enterprise)
    for to, ids in shares.items():
        gone = [each for each in moving if each.enterprise_id in set(ids)]
        _tell("assignment.hand_over", gone, by, reason, to=names.get(to, ""))
    made = assign_many(campaign=campaign, post=post, shares=shares, by=by) if shares else 0
    for user in leaving:
        _end_empty_postings(campaign, user, post, by, reason)
    return len(moving), made - len(moving)


def loads_of(campaign: Campaign, post: str, officer_ids: Sequence[int] = ()) -> dict[int, int]:
    """How many enterprises each holder of the post has now; of some officers only, where any are named."""
    held, carried = postings.in_force(campaign).filter(post=post), _held(campaign, post)
    if officer_ids:
        held, carried = held.filter(user__in=officer_ids), carried.filter(officer__in=officer_ids)
    found = dict.fromkeys(sorted(held.values_list("user_id", flat=True)), 0)
    counted = carried.order_by("officer").values_list("officer").annotate(many=Count("pk"))
    return found | {officer: many for officer, many in counted if officer in found}


def _hand_over_post(
    campaign: Campaign, post: str, moving: list[Assignment], frm: User, successors: list[User], by: User, reason: str
) -> dict[int, list[int]]:
    for successor in successors:
        if not _holds(campaign, post, successor):
            for posting in postings.holders(campaign, post).filter(user=frm):
                postings.appoint(
                    campaign=campaign, user=successor, post=post, area=posting.area, group=posting.group,
                    grid=posting.grid, by=by,
                )  # fmt: skip
    ids = [each.enterprise_id for each in moving]
    _check_enterprises(campaign, set(ids), by)
    counted = _held(campaign, post).filter(officer__in=successors).values_list("officer").annotate(many=Count("pk"))
    loads = {each.pk: 0 for each in successors} | dict(counted.order_by("officer"))
    shares = share_out(ids, loads, capacity=None)
    _end([each.pk for each in moving], clock.now(), reason)
    _tell("assignment.hand_over", moving, by, reason, to=", ".join(each.name for each in successors))
    assign_many(campaign=campaign, post=post, shares=shares.of, by=by)
    return shares.of


def _end_empty_postings(campaign: Campaign, frm: User, post: str, by: User, reason: str) -> None:
    """The postings, of those to single enterprises, that have nothing left to serve."""
    for posting in postings.holders(campaign, post).filter(user=frm):
        single = _posts(campaign).get(posting.post)
        if single and single.per == "enterprise" and not postings.serving(posting).exists():
            postings.end_posting(posting=posting, by=by, reason=reason)


def _posts(campaign: Campaign) -> dict[str, Post]:
    return {post.key: post for post in campaign.pack.registry.posts}


def _duty(campaign: Campaign, post: str) -> Post:
    duty = _posts(campaign).get(post)
    if duty is None or duty.per != "enterprise":
        message = _("This post isn't held for single enterprises. Appoint someone to it instead.")
        raise Refused(message, fields=[Fault("post", message)])
    return duty


def _held(campaign: Campaign, post: str) -> Any:
    return Assignment.objects.filter(campaign=campaign, post=post, until=None).order_by()


def _holds(campaign: Campaign, post: str, user: User) -> bool:
    return Posting.objects.filter(campaign=campaign, post=post, user=user, until=None).exists()


def _check_officers(campaign: Campaign, duty: Post, shares: Mapping[int, Sequence[int]]) -> None:
    posted = postings.holders(campaign, duty.key).filter(user__in=list(shares)).values_list("user_id", flat=True)
    missing = set(shares) - set(posted)
    if missing:
        names = ", ".join(User.objects.filter(pk__in=missing).order_by("name").values_list("name", flat=True))
        message = _("%(names)s: not in the post “%(post)s”. Appoint them first.") % {"names": names, "post": duty.name}
        raise Refused(message, fields=[Fault("officer", message)])


def _check_enterprises(campaign: Campaign, ids: set[int], by: User | None) -> dict[int, str]:
    """Area codes by enterprise. All must be enrolled, and the assigner's to assign."""
    enrolled = Enrolment.objects.filter(campaign=campaign, enterprise_id__in=list(ids))
    if by is not None:
        enrolled = enrolled.visible_to(by, Permission.ASSIGNMENT_MANAGE)
    areas = dict(enrolled.values_list("enterprise_id", "area_code"))
    if ids - areas.keys():
        raise NotAllowed(
            _("Some of these enterprises aren't yours to assign. Choose others, or ask the duty desk there.")
        )
    return areas


def _end(keys: list[int], moment: dt.datetime, reason: str) -> int:
    current = Assignment.objects.filter(Q(pk__in=keys), until=None)
    return current.update(until=moment, ended_reason=reason.strip()[:200])


def _tell(verb: str, changed: list[Assignment], by: User | None, reason: str = "", **more: Any) -> None:
    names = dict(User.objects.filter(pk__in={each.officer_id for each in changed}).values_list("pk", "name"))
    data = [{"post": each.post, "officer": each.officer_id, "name": names[each.officer_id], **more} for each in changed]
    if len(changed) == 1:
        record(verb, changed[0], by=by, as_name="" if by else "installation", reason=reason, **data[0])
    elif changed:
        record_many(verb, changed, by=by, as_name="" if by else "installation", reason=reason, data=data)


def _follow(campaign: Campaign, ids: list[int]) -> None:
    if ids:
        coverage.refresh(campaign=campaign, enterprise_ids=ids)
        segments.tell_followers(campaign, sorted(set(ids)))
