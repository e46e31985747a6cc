"""Who holds which post, where. A posting brings the grants that its work needs, and takes them away when it ends."""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from fugong.accounts import actions as accounts
from fugong.accounts import people
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign, Grid, code_prefix
from fugong.registry.models import Assignment, Posting
from fugong.registry.policy import Post

OBSERVER = "observer"


@transaction.atomic
def appoint(
    *,
    campaign: Campaign,
    user: User,
    post: str,
    by: User | None,
    area: str = "",
    group: str = "",
    grid: Grid | None = None,
) -> Posting:
    """Puts a person in a post of the pack. `area`: a code or its prefix; empty means the campaign's whole area.

    Who works for a department, an area, a grid … is granted the post's role there; who serves single enterprises is granted
    it over those assigned, and sees the area besides. Appointing twice gives the posting that there is.
    """
    duty, place = checked(campaign=campaign, post=post, area=area, group=group, grid=grid, by=by)
    where = {"campaign": campaign, "user": user, "post": post, "area": place, "group": group, "grid": grid}
    held = Posting.objects.filter(until=None, **where).first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            posting = Posting.objects.create(since=clock.now(), **where)
    except IntegrityError:  # at the same moment by someone else
        return Posting.objects.get(until=None, **where)
    for role, kind, key in grants_of(posting, duty):
        accounts.grant(user=user, role=role, kind=kind, key=key, within=posting.area_code, by=by)
    record(
        "posting.create",
        posting,
        by=by,
        as_name=_actor(by),
        user=user.pk,
        name=user.name,
        post=post,
        area=place,
        group=group,
    )
    return posting


def checked(
    *, campaign: Campaign, post: str, by: User | None, area: str = "", group: str = "", grid: Grid | None = None
) -> tuple[Post, str]:
    """The post and the code prefix that `appoint` would fill. Raises Refused at the field, NotAllowed where `by` can't."""
    place = _place(campaign, area, grid)
    _guard(by, place)
    duty = _post(campaign, post)
    _check(campaign, duty, group, grid)
    return duty, place


@transaction.atomic
def appoint_newcomer(
    *, campaign: Campaign, username: str, name: str, language: str = "zh-hans", by: User | None, **where: Any
) -> tuple[Posting, str]:
    """Makes an account for someone who has none, and puts the person in the post; gives the password for one use, too.

    `where` as in `appoint`, which asks whether `by` may. Nobody has to be given some other role first.
    """
    _named(name, username)
    user, password = people.new_person(username=username.strip(), name=name.strip(), language=language, by=by)
    return appoint(campaign=campaign, user=user, by=by, **where), password


@transaction.atomic
def enter_newcomer(*, campaign: Campaign, username: str, name: str, by: User | None, **where: Any) -> Posting:
    """The same without a password: its first one is made when it is handed over (`accounts.handing_over`)."""
    _named(name, username)
    user = people.enter_person(username=username.strip(), name=name.strip(), by=by)
    return appoint(campaign=campaign, user=user, by=by, **where)


def _named(name: str, username: str) -> None:
    missing = [key for key, given in (("name", name), ("username", username)) if not given.strip()]
    if missing:
        message = _("A new account needs the person's name and a user name.")
        raise Refused(message, fields=[Fault(key, message) for key in missing])


@transaction.atomic
def end_posting(*, posting: Posting, by: User | None, reason: str = "") -> None:
    """The person holds the post no longer. Refused while enterprises are assigned: they are handed over first."""
    _guard(by, posting.area)
    left = serving(posting).count()
    if left:
        message = _("%(name)s still serves %(count)s enterprises in this post. Hand them over first.")
        raise Refused(message % {"name": posting.user.name, "count": left}, code="still_assigned")
    ended = Posting.objects.filter(pk=posting.pk, until=None)
    if not ended.update(until=clock.now(), ended_reason=reason.strip()[:200]):
        raise Conflict(_("This posting has ended already."))
    _end_grants(posting, by, reason)
    who = posting.user
    record(
        "posting.end", posting, by=by, as_name=_actor(by), reason=reason, user=who.pk, name=who.name, post=posting.post
    )


def serving(posting: Posting) -> Any:
    """The assignments that the holder still has in the post, unless another posting to the same post carries them."""
    same = Posting.objects.filter(
        campaign=posting.campaign_id, user=posting.user_id, post=posting.post, until=None
    ).exclude(pk=posting.pk)
    held = Assignment.objects.filter(
        campaign=posting.campaign_id, officer=posting.user_id, post=posting.post, until=None
    )
    return held.none() if same.exists() else held


def holders(campaign: Campaign, post: str = "") -> Any:
    """Postings in force, with their people."""
    found = Posting.objects.filter(campaign=campaign, until=None, user__is_active=True)
    return (
        (found.filter(post=post) if post else found).select_related("user", "grid").order_by("post", "user__name", "pk")
    )


def held_by_post(campaign: Campaign, column: str = "pk") -> dict[str, int]:
    """How many postings in force each post has; with `user` as the column, how many people."""
    found = in_force(campaign).values_list("post")
    return dict(found.annotate(many=Count(column, distinct=column != "pk")))


def in_force(campaign: Campaign) -> Any:
    """Postings in force. Closed accounts are few: what is theirs is taken away, instead of asking of each whether it is open."""
    closed = User.objects.filter(is_active=False)
    return Posting.objects.filter(campaign=campaign, until=None).exclude(user__in=closed)


def _place(campaign: Campaign, area: str, grid: Grid | None) -> str:
    given = area or (grid.jurisdiction.code if grid else campaign.jurisdiction.code)
    prefix = code_prefix(given.ljust(12, "0"))
    if not prefix.startswith(campaign.jurisdiction.prefix):
        message = _("This area lies outside the campaign.")
        raise Refused(message, fields=[Fault("area", message)])
    return prefix


def _post(campaign: Campaign, key: str) -> Post:
    try:
        return campaign.pack.registry.post(key)
    except KeyError:
        message = _("The pack has no post %(key)s.") % {"key": key}
        raise Refused(message, fields=[Fault("post", message)]) from None


def _check(campaign: Campaign, duty: Post, group: str, grid: Grid | None) -> None:
    if duty.per == "grid" and duty.held_by != "team" and grid is None:  # a group goes to every grid it is sent to
        message = _("“%(post)s” is held for a grid: choose one.") % {"post": duty.name}
        raise Refused(message, fields=[Fault("grid", message)])
    if group and group not in {each.key for each in campaign.pack.registry.groups}:
        message = _("The pack has no industry group %(key)s.") % {"key": group}
        raise Refused(message, fields=[Fault("group", message)])


def _guard(by: User | None, prefix: str) -> None:
    if by is not None and not by.scope(Permission.ASSIGNMENT_MANAGE).covers_area(prefix.ljust(12, "0")):
        raise NotAllowed(_("You can't fill posts there. Ask the duty desk of that area."))


def grants_of(posting: Posting, duty: Post) -> Iterator[tuple[str, ScopeKind, str]]:
    """The grants that a posting needs: (role, kind of scope, key)."""
    if duty.held_by == "officer" and duty.per == "enterprise":
        yield duty.role, ScopeKind.ASSIGNED, ""
        yield OBSERVER, ScopeKind.AREA, posting.area
    elif duty.held_by == "officer" and posting.grid_id is not None:
        yield duty.role, ScopeKind.GRID, str(posting.grid_id)
        yield OBSERVER, ScopeKind.AREA, posting.area
    else:
        yield duty.role, ScopeKind.AREA, posting.area


def _end_grants(posting: Posting, by: User | None, reason: str) -> None:
    """Ends the grants that no other posting of the person's, in any open campaign, still needs."""
    campaign = posting.campaign
    if posting.post not in {post.key for post in campaign.pack.registry.posts}:
        return  # a later version of the pack dropped the post; whoever manages accounts ends what it gave
    needed = set(grants_of(posting, campaign.pack.registry.post(posting.post)))
    others = Posting.objects.filter(user=posting.user_id, until=None, campaign__state="open")
    for other in others.select_related("campaign__pack_version", "campaign__jurisdiction"):
        posts = {post.key: post for post in other.campaign.pack.registry.posts}
        if other.post in posts:
            needed -= set(grants_of(other, posts[other.post]))
    for grant in Grant.objects.filter(user=posting.user_id, until=None).select_related("user"):
        if (grant.role, grant.scope_kind, grant.scope_key) in needed:
            accounts.end_grant(grant=grant, by=by, reason=reason, within=posting.area_code)


def _actor(by: User | None) -> str:
    return "" if by else "installation"
