"""Who goes rounds: the groups of the registry, or officers with the enterprises assigned to them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models.functions import Length

from fugong.accounts.models import User
from fugong.places.models import Campaign
from fugong.registry.models import Assignment, Posting, Team

if TYPE_CHECKING:
    from fugong.inspections.planning import Candidate


@dataclass(frozen=True)
class Walker:
    """A group or an officer: where duty lies, and who its people are."""

    team: Team | None = None
    officer: User | None = None
    grid: int | None = None
    area: str = ""
    people: frozenset[int] = frozenset()
    own: frozenset[int] = field(default=frozenset())
    """Ids of the enterprises assigned; officers go to these."""
    grids: frozenset[int] = frozenset()

    def may_go(self, one: "Candidate") -> bool:
        """Whether they could: a look-back is someone else's than who found the fault."""
        if self.people & one.not_by or not one.area.startswith(self.area):
            return False
        if self.officer is not None:
            return one.enterprise in self.own or one.grid in self.grids
        return True

    def distance(self, one: "Candidate") -> int:
        """How near duty is: 0 the own grid or enterprise, 1 none in particular, 2 somebody else's grid."""
        if self.officer is not None:
            return 0 if one.enterprise in self.own else 1
        if self.grid is None:
            return 1
        return 0 if self.grid == one.grid else 2


def walkers(campaign: Campaign) -> list[Walker]:
    """As the pack says; groups without anybody in them don't go."""
    rule = campaign.pack.inspections.rounds
    return _teams(campaign, rule.teams) if rule.goes == "teams" else _officers(campaign, rule.posts)


def _teams(campaign: Campaign, kinds: tuple[str, ...]) -> list[Walker]:
    rows = Team.objects.filter(campaign=campaign).prefetch_related("members")
    rows = rows.order_by("kind", Length("key"), "key")  # group 2 before group 10
    if kinds:
        rows = rows.filter(kind__in=[key[:20] for key in kinds])
    return [
        Walker(team=team, grid=team.grid_id, area=team.area, people=frozenset(each.user_id for each in members))
        for team in rows
        if (members := [each for each in team.members.all() if each.part != "expert"])
    ]


def _officers(campaign: Campaign, posts: tuple[str, ...]) -> list[Walker]:
    assigned: dict[int, set[int]] = {}
    rows = Assignment.objects.filter(campaign=campaign, until=None, officer__is_active=True)
    for officer, enterprise in (rows.filter(post__in=posts) if posts else rows).values_list("officer", "enterprise"):
        assigned.setdefault(officer, set()).add(enterprise)
    grids: dict[int, set[int]] = {}
    posted = Posting.objects.filter(campaign=campaign, until=None, user__is_active=True, grid__isnull=False)
    for officer, grid in (posted.filter(post__in=posts) if posts else posted).values_list("user", "grid"):
        grids.setdefault(officer, set()).add(grid)
    people = User.objects.in_bulk(assigned.keys() | grids.keys())
    return [
        Walker(
            officer=people[key],
            people=frozenset({key}),
            own=frozenset(assigned.get(key, ())),
            grids=frozenset(grids.get(key, ())),
        )
        for key in sorted(people)
    ]
