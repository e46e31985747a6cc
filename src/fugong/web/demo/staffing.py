"""The demo's people: who holds which post, who is assigned to whom, who speaks for which enterprise."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from fugong.accounts.actions import grant
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.policy.pack import Pack
from fugong.registry.actions import assignments, postings
from fugong.registry.models import Assignment, Enrolment, Enterprise, Posting, Team, TeamMember
from fugong.resumption import deciders
from fugong.resumption.models.filing import FilingStep, StepState
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


def maker(campaign: Campaign, rng: random.Random) -> "Maker":
    """`make("desk", shown=True)` gives a new account of this place."""
    return Maker(campaign, rng)


class Maker:
    """Makes accounts of a place, and numbers those of a kind."""

    def __init__(self, campaign: Campaign, rng: random.Random) -> None:
        self.campaign, self.rng = campaign, rng
        self.numbers: dict[str, Iterator[int]] = {}
        self.locked = make_password(None)

    def __call__(self, part: str, *, shown: bool = False) -> User:
        user = self.new(part, shown=shown)
        user.save(force_insert=True)
        return user

    def several(self, part: str, count: int, *, shown: int = 0) -> list[User]:
        """So many of a kind in one statement; the first ones are shown."""
        return copying.write(self.new(part, shown=n < shown) for n in range(count))

    def new(self, part: str, *, shown: bool = False) -> User:
        """One that isn't kept yet."""
        number = next(self.numbers.setdefault(part, itertools.count(1)))
        username = f"{self.campaign.key}-{part.replace('_', '-')}" + (f"-{number}" if number > 1 else "")
        return User(username=username, name=names.person(self.rng), password=self.locked, is_demo=shown)


def _hold(campaign: Campaign, post: Any, make: Maker) -> Iterator[tuple[User, str]]:
    """Who holds a post, and where: as rows that say what appointing says."""
    places = _places_of(campaign, post)
    users = make.several(post.key, len(places), shown=SHOWN_OF_A_POST)
    _appointed(campaign, post, list(zip(users, places, strict=True)))
    yield from ((user, where["area"]) for user, where in zip(users, places, strict=True))


def _appointed(campaign: Campaign, post: Any, held: list[tuple[User, dict[str, Any]]]) -> None:
    """What `postings.appoint` leaves behind, for many."""
    since = clock.now()
    rows = [Posting(campaign=campaign, user=user, post=post.key, since=since, **where) for user, where in held]
    copying.write(rows)
    grants = [
        Grant(user=row.user, role=role, scope_kind=kind, scope_key=key, since=since)
        for row in rows
        for role, kind, key in postings.grants_of(row, post)
    ]
    copying.write(grants)
    given = [{"role": each.role, "kind": str(each.scope_kind), "key": each.scope_key} for each in grants]
    record_many("account.grant", [each.user for each in grants], by=None, as_name="installation", data=given)
    said = [
        {"user": row.user_id, "name": row.user.name, "post": post.key, "area": row.area, "group": row.group}
        for row in rows
    ]
    record_many("posting.create", rows, by=None, as_name="installation", data=said)


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


def _fill_teams(campaign: Campaign, staff: Staff, make: Maker) -> None:
    """A leader and the members of every team, led by whoever holds its post; the pool of experts goes round the teams."""
    rows: list[TeamMember] = []
    for kind in campaign.pack.registry.teams:
        teams = list(Team.objects.filter(campaign=campaign, kind=kind.key[:20]))
        holders = [user for user, _area in staff.held.get(kind.post, [])]
        for team in teams:
            for number in range(max(kind.size, 1)):
                leads = number == 0
                user = holders.pop(0) if leads and holders else make.new(kind.post, shown=leads and team is teams[0])
                rows.append(TeamMember(team=team, user=user, part="leader" if leads else "member"))
        for number in range(kind.experts):
            about = kind.fields[number % len(kind.fields)].in_("zh") if kind.fields else ""
            user = make.new("expert")
            rows.append(TeamMember(team=teams[number % len(teams)], user=user, part="expert", field=about[:60]))
    copying.write(row.user for row in rows if row.user.pk is None)
    copying.write(rows)
    _inspect(list({row.user_id: row.user for row in rows}.values()), campaign)


def _inspect(users: list[User], campaign: Campaign) -> None:
    """Gives the role; whoever holds a post that carries it has it already."""
    role = {"role": "inspector", "scope_kind": ScopeKind.AREA, "scope_key": campaign.jurisdiction.prefix, "until": None}
    having = set(Grant.objects.filter(user__in=users, **role).values_list("user", flat=True))
    copying.write(Grant(user=user, since=clock.now(), **role) for user in users if user.pk not in having)


def show_the_busy(staff: Staff) -> None:
    """The sign-in page offers, of each post, those for whom something waits; else the first ones."""
    steps = FilingStep.objects.filter(state=StepState.OPEN, filing__enterprise__in=list(staff.liaisons))
    waiting = set(steps.order_by().values_list("post", "filing__enterprise", "filing__area_code"))
    serving = Assignment.objects.filter(enterprise__in={enterprise for _post, enterprise, _area in waiting}, until=None)
    served = {(post, firm): who for post, firm, who in serving.values_list("post", "enterprise", "officer")}
    for post, held in staff.held.items():
        areas = {area for of, _enterprise, area in waiting if of == post}
        officers = {who for key, who in served.items() if key[0] == post}
        likely = (  # asked of everybody, the question itself would take longest of all
            user for user, area in held
            if (user.pk in officers if officers else any(each.startswith(area) for each in areas))
        )  # fmt: skip
        busy = list(itertools.islice((user for user in likely if deciders.open_steps(user).exists()), SHOWN_OF_A_POST))
        if busy:
            User.objects.filter(pk__in=[user.pk for user, _area in held]).update(is_demo=False)
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
    users = copying.write(
        User(
            username=f"{campaign.key}-firm-{number}",
            name=names.person(rng),
            password=locked,
            is_demo=enterprise.pk in shown,
        )
        for number, enterprise in enumerate(enterprises, 1)
    )
    copying.write(
        Grant(user=user, role="liaison", scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk), since=moment)
        for user, enterprise in zip(users, enterprises, strict=True)
    )
    staff.liaisons = {enterprise.pk: user for user, enterprise in zip(users, enterprises, strict=True)}
