"""Where a region lies, roughly: of its county, else its city, else the capital of its province. Saves typing degrees."""

from functools import cache
from importlib.resources import files


@cache
def _known() -> dict[str, tuple[float, float]]:
    text = files("fugong.transport").joinpath("data/places.txt").read_text("ascii")
    rows = (line.split() for line in text.splitlines())
    return {code: (float(longitude), float(latitude)) for code, longitude, latitude in rows}


def of(code: str) -> tuple[float, float] | None:
    """Longitude and latitude of a region by its code, to some ten kilometres; None where not even the province is known."""
    parts = (code[:6], code[:4] + "00", code[:2] + "0000")
    return next((found for part in parts if (found := _known().get(part))), None)
