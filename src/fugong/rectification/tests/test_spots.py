"""Blind spots of a place with many grids: the worst have a column, the others stand together, and nothing is left out of the totals."""

import pytest

from fugong.core import kept
from fugong.places.models import Grid
from fugong.rectification import spots

pytestmark = pytest.mark.django_db


@pytest.fixture
def grids(stage):
    """Three more, of which the last is where what is found is found."""
    east = stage.cast.east
    for n in range(3):
        made = Grid.objects.create(jurisdiction=east.jurisdiction, key=f"z{n}", name=f"格{n}")
    stage.river.grid = made
    stage.river.save(update_fields=["grid"])
    return list(Grid.objects.all())


def test_a_place_with_a_few_grids_shows_each(stage, grids):
    stage.found()
    seen = spots.of(stage.other, stage.campaign).value
    assert len(seen.grids) == len(grids) and not seen.others
    assert not any(line.others.found or line.others.looked for line in seen.lines)


def test_where_there_are_many_the_worst_has_a_column(stage, grids, monkeypatch):
    monkeypatch.setattr(spots, "MOST_GRIDS", 1)
    monkeypatch.setattr(spots, "MOST_UNVISITED", 1)
    elsewhere = stage.found(enterprise=stage.cast.hill)
    stage.found(), stage.found("doors")
    seen = spots.of(stage.other, stage.campaign).value
    assert seen.grids == [(str(stage.river.grid.pk), str(stage.river.grid))] and seen.others == len(grids) - 1
    line = next(each for each in seen.lines if each.key == elsewhere.aspect)
    assert line.total.found == line.cells[0][1].found + line.others.found
    assert line.others.found == 1
    assert len(seen.unvisited) == 1 and seen.unvisited[0][2] == max(row[2] for row in seen.unvisited)


def test_what_took_long_to_count_is_read_again_and_says_as_of_when(stage, grids, monkeypatch):
    monkeypatch.setattr(kept, "SLOW", 0)
    monkeypatch.setattr(kept, "PATIENCE", 1_000_000)
    stage.found()
    first = spots.of(stage.other, stage.campaign)
    stage.found("doors")
    again = spots.of(stage.other, stage.campaign)
    assert again == first and again.as_of is not None
    assert spots.of(stage.other, stage.campaign, days=7).value != first.value


def test_the_page_says_how_many_others_there_are(client, stage, grids, monkeypatch):
    monkeypatch.setattr(spots, "MOST_GRIDS", 1)
    stage.found()
    client.force_login(stage.other)
    page = client.get(f"/c/{stage.campaign.key}/blind-spots/", headers={"accept-language": "zh-Hans"})
    assert f"其他 {len(grids) - 1} 个网格" in page.content.decode()


def test_enterprises_in_no_grid_are_a_row_of_their_own(client, stage, grids):
    """And a column: else whoever is in no grid is nobody's blind spot."""
    stage.found()
    stage.cast.hill.grid = None
    stage.cast.hill.save(update_fields=["grid"])
    seen = spots.of(stage.other, stage.campaign).value
    assert seen.grids[-1][0] == "" and any(key == "" and many for key, _name, _left, many in seen.unvisited)
    line = seen.lines[0]
    assert sum(cell.looked for _grid, cell in line.cells) + line.others.looked == line.total.looked
    client.force_login(stage.other)
    page = client.get(f"/c/{stage.campaign.key}/blind-spots/", headers={"accept-language": "zh-Hans"}).content.decode()
    assert "grid=&" not in page and 'grid="' not in page
