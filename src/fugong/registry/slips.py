"""Whose first password is still to be handed over (officers in posts, liaisons of enterprises), and the slips it goes out on.

A slip is on one answer, on the paper printed from it and in the workbook that lies in that same answer; nothing keeps it.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fugong.accounts import handing_over, people
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry import lists
from fugong.registry.actions import postings
from fugong.registry.actions.liaisons import ROLE
from fugong.registry.models import Enrolment, Enterprise
from fugong.sheets import writer
from fugong.sheets.columns import Column

SIGNED_IN = Q(user__last_login__isnull=False)
WITHOUT = Q(user__password__startswith=handing_over.UNUSABLE_PASSWORD_PREFIX)


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person is handed: `about` is the post or the enterprise, `place` the stack that the slip lies on."""

    user: User
    password: str
    about: str
    place: str


def officers(reader: User, campaign: Campaign, again: bool) -> QuerySet[User]:
    """Those in a post who never signed in and whom the reader sees among the accounts, town by town: without a password
    yet, or `again` with one that was handed over."""
    held = postings.in_force(campaign)
    found = people.managed_by(reader).filter(handing_over.NEVER_IN, pk__in=held.values("user"))
    found = found.exclude(handing_over.WITHOUT) if again else found.filter(handing_over.WITHOUT)
    own = Q(postings__campaign=campaign, postings__until=None)
    return found.annotate(area=Min("postings__area", filter=own)).order_by("area", "name", "pk")


def enterprises(reader: User, campaign: Campaign, wanted: lists.Wanted, again: bool) -> QuerySet[Enrolment]:
    """Enterprises that the list's filters name and for which nobody ever signed in, town by town: nobody could yet, or
    `again` somebody was handed a password."""
    rows = lists.matching(reader, campaign, wanted, Permission.ACCOUNT_MANAGE).filter(enterprise__closed_on=None)
    acting = _acting().filter(scope_key=Cast(OuterRef("enterprise_id"), CharField()))
    if again:
        rows = rows.filter(Exists(acting.exclude(WITHOUT)), ~Exists(acting.filter(SIGNED_IN)))
    else:
        rows = rows.exclude(Exists(acting.filter(SIGNED_IN | ~WITHOUT)))
    found: QuerySet[Enrolment] = rows.select_related("enterprise__jurisdiction").order_by("area_code", "enterprise_id")
    return found


def liaisons_of(found: Sequence[Enterprise]) -> dict[int, list[User]]:
    """Enterprise → who may act for it now."""
    acting: dict[int, list[User]] = {}
    for grant in _acting().filter(scope_key__in=[str(each.pk) for each in found]).select_related("user").order_by("pk"):
        acting.setdefault(int(grant.scope_key), []).append(grant.user)
    return acting


def _acting() -> QuerySet[Grant]:
    return Grant.objects.in_force().filter(role=ROLE, scope_kind=ScopeKind.ENTERPRISE, user__is_active=True)


def posts_of(campaign: Campaign, users: Sequence[User]) -> dict[int, tuple[str, str]]:
    """Person → the posts that they hold, in words, and the area of the first."""
    names = {post.key: str(post.name) for post in campaign.pack.registry.posts}
    rows = list(postings.holders(campaign).filter(user__in=[user.pk for user in users]).order_by("area", "pk"))
    areas = {each.prefix: str(each) for each in Jurisdiction.objects.filter(prefix__in={row.area for row in rows})}
    held: dict[int, dict[str, str]] = {}
    for row in rows:
        held.setdefault(row.user_id, {}).setdefault(names.get(row.post, row.post), areas.get(row.area, row.area))
    return {user.pk: (_(", ").join(said := held.get(user.pk, {})), next(iter(said.values()), "")) for user in users}


def stacks(slips: Iterable[Slip]) -> list[tuple[str, list[Slip]]]:
    """The slips by place, in the order in which places come."""
    found: dict[str, list[Slip]] = {}
    for slip in slips:
        found.setdefault(slip.place, []).append(slip)
    return list(found.items())


def workbook(slips: Iterable[Slip], address: str) -> str:
    """The slips as an xlsx within an address of its own (RFC 2397): it comes with the page, and no server keeps it."""
    columns = [
        Column(key="name", name=pgettext("of a person", "Name"), width=16),
        Column(key="username", name=_("User name"), width=24),
        Column(key="password", name=_("Password for one use"), width=26),
        Column(key="about", name=_("Post or enterprise"), width=36),
        Column(key="place", name=_("Area"), width=18),
        Column(key="address", name=_("Address of the system"), width=32),
    ]
    rows: list[dict[str, Any]] = [
        {"name": each.user.name, "username": each.user.username, "password": each.password, "about": each.about,
         "place": each.place, "address": address} for each in slips
    ]  # fmt: skip
    with writer.workbook(writer.Sheet(columns, rows, name=_("First passwords"))) as file:
        return f"data:{writer.XLSX};base64,{base64.b64encode(file.read()).decode()}"
