"""Looking at the wall as somebody: a tile's numbers and lines by what they say."""

from typing import Any

from fugong.core.walls import Face
from fugong.figures import wall


def face(campaign: Any, user: Any, key: str, **asked: Any) -> Face | None:
    """What the tile shows to that person; None where it isn't there."""
    screen = wall.screen(campaign, user, **({"view": "now"} | asked))
    shown = [each for each in (screen.map, screen.lead, *screen.tiles) if each]
    return next((each.face for each in shown if each.tile.key == key), None)


def numbers(found: Face) -> dict[str, Any]:
    """Label → value of the large numbers."""
    return {str(each.label): each.value for each in found.numbers}


def lines(found: Face) -> dict[str, Any]:
    """Label → value of the lines."""
    return {str(each.label): each.value for each in found.lines}
