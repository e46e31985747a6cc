"""The demo's people: who holds which post, who is assigned to whom, who speaks for which enterprise."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from fugong.accounts.actions import grant
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.core import clock
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.policy.pack import Pack
from fugong.registry.actions import assignments, postings
from fugong.registry.models import Enrolment, Enterprise, Team, TeamMember
from fugong.resumption import deciders
from fugong.web.demo import names

SHOWN_OF_A_POST = 2  # how many holders of a post the sign-in page offers


@dataclass
class Staff:
    """Everybody of one place, by what they do."""

    desk: User
    leader: User
    held: dict[str, list[tuple[User, str]]] = field(default_factory=dict)  # post → who holds it, in which area (prefix)
    assigned: dict[tuple[str, int], User] = field(default_factory=dict)  # (post, enterprise) → officer
    liaisons: dict[int, User] = field(default_factory=dict)  # enterprise → who files for it

    def candidates(self, post: str, enterprise: Enterprise) -> list[User]:
        """Who of a post may answer for an enterprise, the likeliest first."""
        assigned = self.assigned.get((post, enterprise.pk))
        held = [user for user, area in self.held.get(post, []) if enterprise.area_code.startswith(area)]
        return [*([assigned] if assigned else []), *held]


def appoint(campaign: Campaign, rng: random.Random) -> Staff:
    """Makes the duty desk, a leader, and the holders of the pack's posts, as many as its capacities ask for."""
    make = maker(campaign, rng)
    staff = Staff(desk=make("desk", shown=True), leader=make("leader", shown=True))
    for user, role in ((staff.desk, "duty_desk"), (staff.leader, "leader")):
        grant(user=user, role=role, kind=ScopeKind.AREA, key=campaign.jurisdiction.prefix, by=None)
    pack: Pack = campaign.pack
    for post in pack.registry.posts:
        staff.held[post.key] = list(_hold(campaign, post, make))
    _fill_teams(campaign, staff, make)
    return staff


def maker(campaign: Campaign, rng: random.Random) -> Any:
    """`make("desk", shown=True)` gives a new account of this place."""
    numbers: dict[str, Iterator[int]] = {}

    def make(part: str, *, shown: bool = False) -> User:
        number = next(numbers.setdefault(part, itertools.count(1)))
        username = f"{campaign.key}-{part.replace('_', '-')}" + (f"-{number}" if number > 1 else "")
        return User.objects.create(
            username=username, name=names.person(rng), password=make_password(None), is_demo=shown
        )

    return make


def _hold(campaign: Campaign, post: Any, make: Any) -> Iterator[tuple[User, str]]:
    for index, where in enumerate(_places_of(campaign, post)):
        user = make(post.key, shown=index < SHOWN_OF_A_POST)
        postings.appoint(campaign=campaign, user=user, post=post.key, by=None, **where)
        yield user, where["area"]


def _places_of(campaign: Campaign, post: Any) -> list[dict[str, Any]]:
    """Where a post is held: once for the place, or in each area, grid or group; for officers, as many as are needed."""
    whole = campaign.jurisdiction.prefix
    match post.per:
        case "area":
            below = Jurisdiction.objects.within(whole).filter(children=None)
            return [{"area": each.prefix} for each in below]
        case "grid":
            grids = Grid.objects.filter(jurisdiction__prefix__startswith=whole)
            return [{"area": whole, "grid": each} for each in grids] or [{"area": whole}]
        case "group":
            return [{"area": whole, "group": each.key} for each in campaign.pack.registry.groups]
        case "enterprise":
            served = len(_served(campaign, post))
            return [{"area": whole}] * max(1, -(-served // (post.capacity or 40)))
    return [{"area": whole}] * 2


def _served(campaign: Campaign, post: Any) -> list[int]:
    """The enterprises (ids) that a post is for, neighbours together."""
    wanted = Enrolment.objects.filter(campaign=campaign, required_posts__contains=[post.key])
    return list(wanted.order_by("area_code", "enterprise_id").values_list("enterprise_id", flat=True))


def _fill_teams(campaign: Campaign, staff: Staff, make: Any) -> None:
    """A leader and the members of every team, led by whoever holds its post; the pool of experts goes round the teams."""
    moment = clock.now()
    for kind in campaign.pack.registry.teams:
        teams = list(Team.objects.filter(campaign=campaign, kind=kind.key[:20]))
        holders = [user for user, _area in staff.held.get(kind.post, [])]
        for team in teams:
            for number in range(max(kind.size, 1)):
                leads = number == 0
                user = holders.pop(0) if leads and holders else make(kind.post, shown=leads and team is teams[0])
                TeamMember.objects.create(team=team, user=user, part="leader" if leads else "member")
                _inspects(user, campaign, moment)
        for number in range(kind.experts):
            about = kind.fields[number % len(kind.fields)].in_("zh") if kind.fields else ""
            user = make("expert")
            TeamMember.objects.create(team=teams[number % len(teams)], user=user, part="expert", field=about[:60])
            _inspects(user, campaign, moment)


def _inspects(user: User, campaign: Campaign, moment: Any) -> None:
    """Gives the role; whoever holds a post that carries it has it already."""
    Grant.objects.get_or_create(
        user=user, role="inspector", scope_kind=ScopeKind.AREA, scope_key=campaign.jurisdiction.prefix, until=None,
        defaults={"since": moment},
    )  # fmt: skip


def show_the_busy(staff: Staff) -> None:
    """The sign-in page offers, of each post, those for whom something waits; else the first ones."""
    for held in staff.held.values():
        users = [user for user, _area in held]
        busy = [user for user in users if deciders.open_steps(user).exists()][:SHOWN_OF_A_POST]
        if busy:
            User.objects.filter(pk__in=[user.pk for user in users]).update(is_demo=False)
            User.objects.filter(pk__in=[user.pk for user in busy]).update(is_demo=True)


def assign(campaign: Campaign, staff: Staff) -> None:
    """Gives every enterprise its officers, post by post, neighbours to one officer; a few stay uncovered, as in life."""
    for post in campaign.pack.registry.posts:
        if post.held_by != "officer" or post.per != "enterprise":
            continue
        served = [each for number, each in enumerate(_served(campaign, post)) if number % 37 != 36]
        officers = [user for user, _area in staff.held[post.key]]
        size = -(-len(served) // len(officers)) or 1
        shares = {user.pk: served[at * size : (at + 1) * size] for at, user in enumerate(officers)}
        assignments.assign_many(campaign=campaign, post=post.key, shares=shares, by=None)
        for user in officers:
            staff.assigned |= {(post.key, each): user for each in shares[user.pk]}


def send_liaisons(
    campaign: Campaign, enterprises: list[Enterprise], shown: set[int], staff: Staff, rng: random.Random
) -> None:
    """One person for each enterprise who files, signs and reports; those in `shown` can be signed in with one click."""
    locked, moment = make_password(None), clock.now()
    users = User.objects.bulk_create(
        User(
            username=f"{campaign.key}-firm-{number}",
            name=names.person(rng),
            password=locked,
            is_demo=enterprise.pk in shown,
        )
        for number, enterprise in enumerate(enterprises, 1)
    )
    Grant.objects.bulk_create(
        Grant(user=user, role="liaison", scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk), since=moment)
        for user, enterprise in zip(users, enterprises, strict=True)
    )
    staff.liaisons = {enterprise.pk: user for user, enterprise in zip(users, enterprises, strict=True)}
