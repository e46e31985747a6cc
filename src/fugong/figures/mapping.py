"""The map of the wall: every grid with the share of its enterprises that resumed, and whether something there is late or stopped;
what stands in no grid beside them. Where no grid holds an enterprise, the areas.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fugong.core.money import percent
from fugong.core.walls import OVERDUE, Asked
from fugong.figures import closing, command, compute
from fugong.figures.cells import GRID
from fugong.places import geometry

STOPPED = "stop_works.in_force"
WIDEST = 44
"""Units of the sketch for a sign of a label at most."""
SMALLEST = 18


@dataclass(frozen=True, slots=True)
class Spot:
    """A grid or an area, or what stands in none: `band` is few, part, most, or none where it has no enterprises."""

    name: str
    enterprises: int
    resumed: int
    late: int
    stopped: int
    band: str
    url: str
    drawn: geometry.Drawn | None = None

    @property
    def share(self) -> str:
        """In per cent, as the map writes it."""
        printed = percent(self.resumed, self.enterprises, 0)
        return "—" if printed is None else f"{printed}%"

    @property
    def words(self) -> str:
        """All of it as a sentence: what the colours and marks say."""
        words = [
            _("%(name)s: %(resumed)s of %(n)s resumed")
            % {"name": self.name, "resumed": self.resumed, "n": self.enterprises}
        ]
        words += [_("%(n)s overdue") % {"n": self.late}] if self.late else []
        words += [_("%(n)s with work stopped") % {"n": self.stopped}] if self.stopped else []
        return " · ".join(words)

    @property
    def size(self) -> int:
        """How large its name can be, so that it stays inside."""
        signs = max(sum(1.0 if ord(sign) > 0x2E80 else 0.55 for sign in self.name), 3)
        return int(max(SMALLEST, min(WIDEST, self._room * 0.95 / signs)))

    @property
    def large(self) -> int:
        """The same for its share."""
        return int(max(SMALLEST, min(WIDEST * 1.6, self._room / 4.5)))

    @property
    def below(self) -> float:
        """Where the second line of the label stands."""
        return round(self.drawn.y + self.large * 0.95, 1) if self.drawn else 0

    @property
    def _room(self) -> float:
        return self.drawn.room if self.drawn else 0


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn, and what has no outline, the worst first; `by_area` where they are areas and no grids."""

    height: int
    drawn: list[Spot]
    others: list[Spot]
    bands: tuple[int, int]
    knows_late: bool
    """Of a past day only the shares are known."""
    by_area: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.drawn and not self.others


def of(asked: Asked) -> Map:
    """As far as the person sees it. Of a past day from that day's standings: what was late then isn't known grid by grid."""
    figures = asked.values
    if not isinstance(figures, compute.Figures):
        figures = compute.figures(asked.campaign, asked.day, asked.user)
    sketch = geometry.sketch(asked.campaign)
    spots = list(_grids(asked, figures, {each.grid: each for each in sketch.shapes}))
    by_area = not any(spot.enterprises for spot in spots)
    if by_area:
        spots = list(_areas(asked, figures))
    others = [each for each in spots if each.drawn is None]
    others.sort(
        key=lambda spot: (-spot.stopped, -spot.late, spot.resumed / spot.enterprises if spot.enterprises else 2)
    )
    for end in closing.rows(figures, "areas" if by_area else "grids", len(spots), total=False):
        others.append(_spot(asked, figures, str(end.label), {"node": end.node, "part": end.part or ""}, None))
    drawn = [each for each in spots if each.drawn is not None]
    bands = asked.campaign.pack.figures.wall.bands
    return Map(sketch.height, drawn, others, bands, not asked.is_past, by_area)


def _grids(asked: Asked, figures: compute.Figures, shapes: dict[int, geometry.Drawn]) -> Iterator[Spot]:
    for grid in geometry.grids_of(asked.campaign):
        part = f"{GRID}{grid.pk}"
        if figures.whole or figures.value("enterprises", part=part):
            yield _spot(asked, figures, str(grid), {"part": part}, shapes.get(grid.pk))


def _areas(asked: Asked, figures: compute.Figures) -> Iterator[Spot]:
    for name, node, _part, _drill in command.areas_below(asked.campaign, figures, asked.campaign.jurisdiction):
        yield _spot(asked, figures, name, {"node": node}, None)


def _spot(
    asked: Asked, figures: compute.Figures, name: str, where: dict[str, str], drawn: geometry.Drawn | None
) -> Spot:
    many, resumed = (int(figures.value(key, **where) or 0) for key in ("enterprises", "enterprises.resumed"))
    late = stopped = 0
    if not asked.is_past:
        late = sum(int(figures.value(key, **where) or 0) for key in OVERDUE)
        stopped = int(figures.value(STOPPED, **where) or 0)
    return Spot(
        name, many, resumed, late, stopped, _band(asked, resumed, many), asked.rows("enterprises", **where), drawn
    )


def _band(asked: Asked, resumed: int, many: int) -> str:
    low, high = asked.campaign.pack.figures.wall.bands
    if not many:
        return "none"
    return "few" if resumed * 100 < low * many else "part" if resumed * 100 < high * many else "most"
