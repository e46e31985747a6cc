"""The demo's enterprises: drawn from strata whose counts and sums are the published ones."""

import datetime as dt
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fugong.web.demo.names import NameSource, credit_codes

FOLDER = Path(__file__).parent / "places"


@dataclass(frozen=True, slots=True)
class Member:
    """One generated enterprise: its columns, its stratum, and how its return goes."""

    stratum: str
    row: dict[str, Any]
    tags: tuple[str, ...]
    state: str  # where its resumption ends today
    days_ago: int  # when it came there
    staff_back: int
    staff_local: int
    staff_outside: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Place:
    """What `places/<key>.toml` says."""

    key: str
    spec: dict[str, Any]
    members: tuple[Member, ...]


def share(total: int, weights: Sequence[float], ceilings: Sequence[int] | None = None) -> list[int]:
    """`total` in whole parts by weight, none above its ceiling; the parts add up to the total exactly.

    Raises ValueError where the ceilings together are below the total.
    """
    if ceilings is not None and sum(ceilings) < total:
        raise ValueError("The ceilings don't leave room for the total.")
    parts = [0] * len(weights)
    left, open_ = total, [i for i, weight in enumerate(weights) if weight > 0]
    while left and open_:
        weight = sum(weights[i] for i in open_)
        given = 0
        for i in open_:
            room = (ceilings[i] - parts[i]) if ceilings is not None else left
            part = min(room, int(left * weights[i] / weight), left - given)
            parts[i] += part
            given += part
        left -= given
        if given == 0:  # less than one each: by the largest weight, one by one
            for i in sorted(open_, key=lambda i: (-weights[i], i)):
                if left and (ceilings is None or parts[i] < ceilings[i]):
                    parts[i] += 1
                    left -= 1
        open_ = [i for i in open_ if ceilings is None or parts[i] < ceilings[i]]
    return parts


def places() -> list[str]:
    """The keys of the places that the demo brings."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def specification(key: str) -> dict[str, Any]:
    """What the place's file says."""
    return tomllib.loads((FOLDER / f"{key}.toml").read_text("utf-8"))


def size(key: str) -> int:
    """How long the place takes to fill: its enterprises, and its people's files, four of which take as long as one of them."""
    said = specification(key)
    return sum(stratum["count"] for stratum in said["strata"]) + said.get("people", 0) // 4


def generate(
    key: str, *, today: dt.date, areas: Sequence[str], grids: Mapping[str, Sequence[str]], seed: int = 20200203
) -> Place:
    """All enterprises of one place, spread over its areas (codes) and the grids (keys) of each. Same seed, same enterprises."""
    spec = {**specification(key), "areas": areas, "grids": grids}
    rng = random.Random(f"{seed}-{key}")
    draft = [_draw(spec, stratum, index, rng) for stratum in spec["strata"] for index in range(stratum["count"])]
    names, codes = NameSource(spec["city"], rng), credit_codes(spec["region"], rng)
    for row in draft:
        row["name"], row["uscc"] = names.take(row["sector"]), next(codes)
        row["registered_on"] = today - dt.timedelta(days=rng.randrange(400, 8_000))
        row["address"] = f"{spec['address']}{rng.choice(spec['roads'])}{rng.randrange(1, 400)}号"
    return Place(key, spec, tuple(_with_staff(spec, draft, rng)))


def _draw(spec: dict[str, Any], stratum: dict[str, Any], index: int, rng: random.Random) -> dict[str, Any]:
    countries = stratum.get("countries", [])
    area = rng.choice(spec["areas"])
    grids = spec["grids"].get(area)
    state, days_ago = _state_of(stratum, index, rng)
    size = rng.random() ** 3  # most are near the lower end
    return {
        "stratum": stratum["key"],
        "sector": rng.choice(stratum["sectors"]),
        "area": area,
        "above_scale": stratum.get("above_scale", False),
        "foreign_invested": bool(countries),
        "country": rng.choice(countries) if countries else "",
        "ownership": "foreign" if countries else stratum.get("ownership", "private"),
        **{name: _amount(stratum.get(name), size) for name in ("output_value", "revenue", "tax_paid")},
        "weight": rng.uniform(*stratum.get("staff", [20, 200])),
        "tags": tuple(tag for tag, part in stratum.get("tags", {}).items() if rng.random() < part),
        "extra": {key: said for key, parts in stratum.get("facts", {}).items() if (said := _said(parts, rng.random()))},
        "grid": rng.choice(grids) if grids else "",
        "park": stratum.get("park", ""),
        "state": state,
        "days_ago": days_ago,
    }


def _state_of(stratum: dict[str, Any], index: int, rng: random.Random) -> tuple[str, int]:
    """The first `resumed` of a stratum are at work, the next `approved`, `filed` … follow; the rest have not filed."""
    edge = 0
    for state in ("resumed", "approved", "suspended", "exempt", "filed", "returned"):
        edge += stratum.get(state, 0)
        if index < edge:
            return state, min(int(rng.triangular(0, 9, 3)), 9) if state != "filed" else rng.randrange(0, 2)
    return "not_filed", 0


def _said(parts: dict[str, float], drawn: float) -> str:
    """The answer on which `drawn` (0 … 1) falls where each takes its part; nothing beyond them."""
    edge = 0.0
    for answer, part in parts.items():
        edge += part
        if drawn < edge:
            return answer
    return ""


def _amount(span: list[int] | None, size: float) -> int | None:
    """Whole yuan at `size` (0 … 1) between the ends of a span given in 10,000 yuan, in round thousands."""
    if span is None:
        return None
    low, high = span
    return round(low * 10_000 + (high - low) * 10_000 * size) // 1_000 * 1_000


def _with_staff(spec: dict[str, Any], draft: list[dict[str, Any]], rng: random.Random) -> list[Member]:
    """Gives out the published staff sums, so that they hold exactly over the strata that they were published for."""
    totals, backs, locals_ = [0] * len(draft), [0] * len(draft), [0] * len(draft)
    for sums in spec["staff"]:
        chosen = [i for i, row in enumerate(draft) if row["stratum"] in sums["strata"]]
        working = [i for i in chosen if draft[i]["state"] == "resumed"]
        for i, n in zip(chosen, share(sums["total"], [draft[i]["weight"] for i in chosen]), strict=True):
            totals[i] = n
        ceilings = [totals[i] for i in working]
        shares = share(sums["back"], [totals[i] * rng.uniform(0.6, 1.4) for i in working], ceilings)
        for i, n in zip(working, shares, strict=True):
            backs[i] = n
        near = share(sums["local"], [backs[i] * rng.uniform(0.7, 1.3) for i in working], [backs[i] for i in working])
        for i, n in zip(working, near, strict=True):
            locals_[i] = n
    return [_member(row, totals[i], backs[i], locals_[i], rng) for i, row in enumerate(draft)]


def _member(row: dict[str, Any], total: int, back: int, near: int, rng: random.Random) -> Member:
    outside = back - near
    capacity = min(100, max(5, round(100 * back / total + rng.uniform(-8, 12)))) if back else 0
    hidden = ("stratum", "weight", "tags", "state", "days_ago")
    columns = {name: value for name, value in row.items() if name not in hidden}
    columns |= {"staff_total": total, "staff_outside": outside + (total - back) * 2 // 3}
    return Member(row["stratum"], columns, row["tags"], row["state"], row["days_ago"], back, near, outside, capacity)
