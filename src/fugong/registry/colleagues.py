"""Colleagues: whom a field offers, and who is meant by what somebody typed or a program sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import Grant, User
from fugong.accounts.permissions import Permission
from fugong.core import kept, numbers
from fugong.core.errors import Fault, Refused, refuse
from fugong.places import naming
from fugong.places.models import Campaign
from fugong.registry import concerned
from fugong.registry.actions import postings
from fugong.registry.models import Posting

ASKED_BY = (Permission.ASSIGNMENT_MANAGE, Permission.MEETING_HOLD, Permission.DEMAND_HANDLE, Permission.DEMAND_STEER)
"""Whose pages ask for a colleague: posts and groups, meetings, tasks. Nobody else looks up who has which user name."""
LOOKED_UP_BY = {Permission.TRAINING_TEACH: Permission.TRAINING_MANAGE, Permission.LEAD_MANAGE: Permission.LEAD_MANAGE}
"""Those who hold a permission, and whose pages ask for one of them: lecturers, who works on leads."""
MOST_OFFERED = 300
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Offered:
    """Those known in a campaign, by name. Where they are too many for a list (`is_cut`) nobody: then a field looks up what is typed."""

    campaign: Campaign
    people: list[User]
    is_cut: bool
    holding: str = ""  # only those who hold this permission

    def __iter__(self) -> Iterator[User]:
        return iter(self.people)


def offered(campaign: Campaign) -> Offered:
    """The accounts to offer for a post, a task or a meeting."""
    if _all(held(campaign)) > 10 * MOST_OFFERED:  # nobody holds so many posts at once
        return Offered(campaign, [], True)
    return Offered(campaign, *naming.few(known(campaign).only("name", "username").order_by("name"), MOST_OFFERED))


def offered_holding(campaign: Campaign, permission: Permission) -> Offered:
    """Those who hold a permission over the campaign's area."""
    people = concerned.over(permission, campaign.jurisdiction.code).only("name", "username")
    return Offered(campaign, *naming.few(people.order_by("name", "pk"), MOST_OFFERED), permission)


def held(campaign: Campaign) -> dict[str, int]:
    """How many postings in force each post has; of a city a moment old."""
    return kept.lately("registry.held", lambda: (campaign.pk,), lambda: postings.held_by_post(campaign), _all)


def _all(many: dict[str, int]) -> int:
    return sum(many.values())


def known(campaign: Campaign) -> QuerySet[User]:
    """Who holds a post here, or has a role somewhere in the campaign's area."""
    prefix = campaign.jurisdiction.prefix
    posted = Posting.objects.filter(user=OuterRef("pk"), campaign=campaign, until=None)
    granted = Grant.objects.filter(user=OuterRef("pk"), until=None, scope_kind="area", scope_key__startswith=prefix)
    return User.objects.filter(Exists(posted) | Exists(granted), is_active=True)


def like(campaign: Campaign, text: str, permission: Permission | None = None) -> list[User]:
    """A few of those known, or of those who hold a permission, with this piece in their name or user name."""
    if not text:
        return []
    among = known(campaign) if permission is None else concerned.over(permission, campaign.jurisdiction.code)
    found = among.filter(Q(name__icontains=text) | Q(username__icontains=text))
    return list(found.only("name", "username").order_by("name", "pk")[:MOST_FOUND])


def named(text: str, among: QuerySet[User] | None = None) -> User | None:
    """By `张三 · zhangsan` or `zhangsan`; by `张三` alone where only one `among` bears the name."""
    username = text.rpartition("·")[2].strip()
    user = User.objects.filter(username=username, is_active=True).first() if username else None
    if user is not None:
        return user
    same = [] if among is None else list(among.filter(name=text.strip())[:2])
    return same[0] if len(same) == 1 else None


def chosen(text: str | None, field: str, among: QuerySet[User]) -> User | None:
    """One of them by the number of a list, or by what was typed; None where nothing was. Raises Refused at the field."""
    said = (text or "").strip()[:160]
    if not said:
        return None
    number = numbers.asked(said)
    user = named(said, among) if number is None else among.filter(pk=number).first()
    if user is None or not among.filter(pk=user.pk).exists():
        raise refuse(
            field,
            _("Nobody whom you can choose here is called so. Type a part of the name, then choose from the list."),
        )
    return user


def person_from(text: str, field: str, among: QuerySet[User] | None = None) -> User:
    """Someone by what was typed. Raises Refused at the field."""
    user = named(text, among)
    if user is None:
        username = text.rpartition("·")[2].strip()
        message = _("There is no account %(name)s. Choose someone of the list.") % {"name": username[:60] or "—"}
        raise Refused(message, fields=[Fault(field, message)])
    return user
