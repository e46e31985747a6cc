"""The cast: a small place with its people and enterprises, and a stranger next door. Tests in every room may ask for it.

`cast` is built by the real actions, on the packs of tests/packs, at noon of 20 February 2020 (`NOON`). The clock keeps
showing that moment for the rest of the test; move it with `fugong.core.clock.showing`. What the actions wrote is kept and
laid down again for the tests that follow.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ground.snapshots import Snapshot, untouched

PACKS = Path(__file__).parents[1] / "packs"
NOON = dt.datetime(2020, 2, 20, 4, 0, tzinfo=dt.UTC)  # 12:00 in Shanghai, a Thursday
CANARY = "邻水"  # in the name of everything next door: no page of the plain place may show it


@dataclass(frozen=True)
class Cast:
    """Who and what there is. Grants come from postings wherever a real installation would make them so."""

    campaign: Any  # the plain place, pack `plain`, key "plain"
    next_door: Any  # the campaign of the neighbouring district
    east: Any  # grid of East River
    west: Any  # grid of West Hill
    park: Any
    administrator: Any  # everything, decides no case
    desk: Any  # duty desk of the district
    leader: Any  # reads the district
    bureau: Any  # holds the post `bureau`
    town: Any  # holds the post `town` in East River
    hill_town: Any  # holds the post `town` in West Hill
    officer: Any  # resident officer of `river` and `shop`
    spare: Any  # resident officer who serves nobody yet
    grid_leader: Any  # leads the east grid
    inspector: Any  # in verification group 1
    liaison: Any  # acts for `river`
    shop_liaison: Any  # acts for `shop`
    stranger: Any  # duty desk next door
    nobody: Any  # an account without any role
    river: Any  # East River: industry, output 320 million, above scale, Japanese; 330 staff, 116 of them from outside
    hill: Any  # West Hill: industry, output 120 million; without an officer
    shop: Any  # East River, in the park: a trading firm of 12
    neighbour: Any  # an enterprise next door, its name begins with CANARY


def credit_code(number: int, region: str = "990101") -> str:
    """A sound credit code for a test: the same number gives the same code."""
    from stdnum.cn import uscc

    body = f"91{region}MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def make_enterprise(number: int, name: str, jurisdiction: Any, **values: Any) -> Any:
    """An enterprise entered by the installation."""
    from fugong.registry.actions import enterprises

    given = {"name": name, "uscc": credit_code(number, jurisdiction.code[:6]), "jurisdiction": jurisdiction, **values}
    return enterprises.create(values=given, by=None)


def make_user(username: str, name: str) -> Any:
    """An account without a role. Tests sign it in with `client.force_login`."""
    from fugong.accounts.actions import create_user

    return create_user(username=username, name=name, password=None, by=None)


@pytest.fixture
def test_packs(settings: Any) -> None:
    """The packs `plain` and `next_door` are at hand."""
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]


@pytest.fixture
def noon() -> Iterator[dt.datetime]:
    """The clock stands at NOON."""
    from fugong.core import clock

    with clock.showing(NOON):
        yield NOON


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of pytest-django, with the partitions of the days around NOON: making them takes longer than most tests."""
    from fugong.resumption import partitions

    with django_db_blocker.unblock():
        for days in range(-2, 3):
            partitions.ensure(NOON.date() + dt.timedelta(days=days))


_kept: list[Snapshot] = []


@pytest.fixture
def cast(db: None, test_packs: None, noon: dt.datetime) -> Cast:
    """The plain place with its people and three enterprises, and the place next door."""
    if _kept:
        return _kept[0].lay()  # type: ignore[no-any-return]
    whole = untouched()
    made = build()
    if whole:
        _kept.append(Snapshot.take(made))
    return made


def build() -> Cast:
    """Makes the cast in the database."""
    from fugong.places.actions import activate

    campaign = activate(pack_key="plain", key="plain", by=None)
    next_door = activate(pack_key="next_door", key="next_door", by=None)
    enterprises = _enterprises()
    people = {name: make_user(name, shown) for name, shown in NAMES.items()}
    _grant(people)
    _post(campaign, people)
    _assign(campaign, people["officer"], enterprises)
    _invite(people, enterprises)
    _forget_messages()
    grids = {grid.key: grid for grid in _grids()}
    return Cast(
        campaign=campaign, next_door=next_door, park=enterprises["shop"].park, **grids, **people, **enterprises
    )  # fmt: skip


def _forget_messages() -> None:
    """What people were told while the cast was made: tests begin with empty inboxes."""
    from fugong.channels.models import Message

    Message.objects.all().delete()


NAMES = {
    "administrator": "系统管理员",
    "desk": "值班员",
    "leader": "分管领导",
    "bureau": "工信局经办",
    "town": "东河街道经办",
    "hill_town": "西山街道经办",
    "officer": "驻企干部甲",
    "spare": "驻企干部乙",
    "grid_leader": "东网格长",
    "inspector": "核查员",
    "liaison": "东河精工联络员",
    "shop_liaison": "泉水商贸联络员",
    "stranger": f"{CANARY}值班员",
    "nobody": "无角色人员",
}


def _enterprises() -> dict[str, Any]:
    from fugong.places.models import Jurisdiction
    from fugong.registry.models import Park

    areas = {area.code: area for area in Jurisdiction.objects.all()}
    east, west, next_east = (areas[code] for code in ("990101001000", "990101002000", "990102001000"))
    grids = {grid.key: grid for grid in _grids()}
    river = make_enterprise(
        1, "东河精工机械有限公司", east, sector="C3921", scale="large", above_scale=True, ownership="foreign",
        foreign_invested=True, country="JP", output_value=320_000_000, staff_total=330, staff_outside=116,
        address="东河街道滨河路88号", longitude=118.15, latitude=24.6, grid=grids["east"],
    )  # fmt: skip
    hill = make_enterprise(
        2, "西山食品有限公司", west, sector="C1411", above_scale=True, output_value=120_000_000, staff_total=120,
        staff_outside=20, address="西山街道果园路6号", longitude=118.05, latitude=24.6, grid=grids["west"],
    )  # fmt: skip
    shop = make_enterprise(
        3, "泉水商贸有限公司", east, sector="F5211", scale="micro", staff_total=12, address="东河街道泉水路1号3层",
        grid=grids["east"], park=Park.objects.get(key="spring_park"),
    )  # fmt: skip
    neighbour = make_enterprise(4, f"{CANARY}精密机械有限公司", next_east, sector="C3489", staff_total=55)
    return {"river": river, "hill": hill, "shop": shop, "neighbour": neighbour}


def _grids() -> list[Any]:
    from fugong.places.models import Grid

    return list(Grid.objects.filter(jurisdiction__code__startswith="990101").select_related("jurisdiction"))


def _grant(people: dict[str, Any]) -> None:
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind

    grant(user=people["administrator"], role="administrator", kind=ScopeKind.ALL, by=None)
    for name, role, area in (
        ("desk", "duty_desk", "990101"),
        ("leader", "leader", "990101"),
        ("stranger", "duty_desk", "990102"),
    ):
        grant(user=people[name], role=role, kind=ScopeKind.AREA, key=area, by=None)


def _post(campaign: Any, people: dict[str, Any]) -> None:
    from fugong.registry.actions import postings, teams
    from fugong.registry.models import Team

    def appoint(name: str, post: str, **where: Any) -> None:
        postings.appoint(campaign=campaign, user=people[name], post=post, by=None, **where)

    appoint("bureau", "bureau")
    appoint("town", "town", area="990101001")
    appoint("hill_town", "town", area="990101002")
    appoint("officer", "resident")
    appoint("spare", "resident")
    appoint("grid_leader", "grid_leader", grid=next(grid for grid in _grids() if grid.key == "east"))
    first = Team.objects.get(campaign=campaign, key="verification_1")
    teams.add_member(team=first, user=people["inspector"], by=None, part="leader")


def _assign(campaign: Any, officer: Any, enterprises: dict[str, Any]) -> None:
    from fugong.registry.actions import assignments

    for name in ("river", "shop"):
        assignments.assign(campaign=campaign, enterprise=enterprises[name], post="resident", officer=officer, by=None)


def _invite(people: dict[str, Any], enterprises: dict[str, Any]) -> None:
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind

    for name, enterprise in (("liaison", "river"), ("shop_liaison", "shop")):
        key = str(enterprises[enterprise].pk)
        grant(user=people[name], role="liaison", kind=ScopeKind.ENTERPRISE, key=key, by=None)
