"""Plans and trips in words and on the map, for pages and the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.money import yuan
from fugong.policy.loaded import for_version
from fugong.proposals.words import source
from fugong.transport import words
from fugong.transport.models import Need, Plan, Trip


def plan(found: Plan) -> dict[str, Any]:
    """What a plan came to: trips with their shares, reasons and standings, who can't be fetched and what would do."""
    result = found.found
    section = for_version(found.pack_version).transport
    needs = Need.objects.filter(pk__in=list(found.asked.get("needs", {}))).select_related("enterprise")
    known = {str(need.pk): need for need in needs}
    return {
        "trips": [
            _trip(number, trip, section, result.get("reasons", {}), known)
            for number, trip in enumerate(result.get("trips", []), 1)
        ],
        "unmet": [_unmet(each, known) for each in result.get("unmet", [])],
        "faults": _faults(result),
        "gap": f"{result['gap'] / 10:.1f}" if result.get("trips") and "gap" in result else "",
        "source": source(result),
        "seated": sum(trip["people"] for trip in result.get("trips", [])),
        "firms": _firms(result),
        "is_timed": result.get("ended") == "seconds",
    }


def _trip(
    number: int, trip: dict[str, Any], section: Any, reasons: dict[str, Any], known: dict[str, Need]
) -> dict[str, Any]:
    size = section.coach(trip["coach"])
    calls = [{**call, "at": _moment(call["arrives"])} for call in trip["calls"]]
    why = []
    for call in trip["calls"]:
        said = reasons.get(str(call["need"])) if call["need"] else None
        if said:
            why.append(f"{call['name']}: {words.reason(said['code'], said['data'])}")
    return {
        "number": number, "coach": size.name if size else trip["coach"], "usable": size.usable if size else trip["people"],
        "people": trip["people"], "km": round(trip["metres"] / 1000), "hours": words.hours(trip["seconds"]),
        "yuan": yuan(trip["cost"]), "calls": calls, "why": why,
        "shares": [_share(share, section) for share in trip["shares"]],
    }  # fmt: skip


def _share(share: dict[str, Any], section: Any) -> dict[str, Any]:
    near = share["standing"]
    rule = section.rule(near["rule"]) if near else None
    return {
        "enterprise": share["enterprise"], "name": share["name"], "people": share["people"], "yuan": yuan(share["fen"]),
        "km": round(share["added"] / 1000), "alone": yuan(share["alone"]) if share["alone"] is not None else "",
        "saves": share["alone"] is not None and share["alone"] > share["fen"], "rule": rule.name if rule else "",
        "back": yuan(near["fen"]) if near else "", "missing": near["missing"] if near else 0,
    }  # fmt: skip


def _firms(result: dict[str, Any]) -> list[dict[str, Any]]:
    """What each enterprise pays over all trips, and gets back."""
    found: dict[int, dict[str, Any]] = {}
    for trip in result.get("trips", []):
        for share in trip["shares"]:
            row = found.setdefault(
                share["enterprise"], {"name": share["name"], "people": 0, "fen": 0, "back": 0, "trips": 0}
            )
            near = share["standing"]
            row["people"] += share["people"]
            row["fen"] += share["fen"]
            row["trips"] += 1
            row["back"] += near["fen"] if near and not near["missing"] else 0
    rows = sorted(found.values(), key=lambda row: -row["people"])
    return [{**row, "yuan": yuan(row["fen"]), "back_yuan": yuan(row["back"]) if row["back"] else ""} for row in rows]


def _unmet(each: dict[str, Any], known: dict[str, Need]) -> dict[str, Any]:
    need = known.get(each["need"])
    why, offer = words.unmet(each["rule"], each["data"])
    return {"need": need, "people": each["data"].get("people", 0), "why": why, "offer": offer}


def _faults(result: dict[str, Any]) -> list[str]:
    if lost := result.get("nowhere"):
        return [
            _("It isn’t known where these enterprises stand: enter their places. %(names)s")
            % {"names": "、".join(lost)}
        ]
    found = [words.fault(each["field"], each["code"], each["data"]) for each in result.get("faults", [])]
    return list(dict.fromkeys(found))


def again(found: Plan) -> str:
    """The address of the form with what was asked, and as many hours as those who couldn't be fetched need."""
    asked = found.asked
    needed = [each["data"].get("needs") for each in found.found.get("unmet", []) if each["rule"] == "longest_ride"]
    hours = max([-(-int(each) // 3600) for each in needed if isinstance(each, int | float)], default=None)
    pairs: list[tuple[str, Any]] = [("needs", key) for key in asked.get("needs", {})]
    for key, count in asked.get("coaches", {}).items():
        pairs += [("coaches", key), (f"count-{key}", "" if count is None else count)]
    said = hours if hours is not None else asked.get("hours")
    pairs.append(("hours", "" if said is None else f"{said:g}"))
    return f"{reverse('transport:plans', args=[found.campaign.key])}?{urlencode(pairs)}"


def _moment(text: str) -> dt.datetime:
    return clock.local(dt.datetime.fromisoformat(text))


# -- on the map ---------------------------------------------------------------------------------------------------


def plan_features(found: Plan) -> dict[str, Any]:
    """A plan's trips as GeoJSON: a line for each, a point for each halt."""
    trips = []
    for number, trip in enumerate(found.found.get("trips", []), 1):
        halts = [
            (call["name"], call["longitude"], call["latitude"], call["kind"], call["people"]) for call in trip["calls"]
        ]
        trips.append((str(number), f"#{number}", f"#trip-{number}", halts))
    lost = [each["need"] for each in found.found.get("unmet", [])]
    needs = Need.objects.filter(pk__in=lost)
    return _features(trips) | {
        "lost": _collection(_point(n.spot, n.longitude, n.latitude, "lost", n.open_seats, "") for n in needs)
    }


def trip_features(trips: Iterable[Trip]) -> dict[str, Any]:
    """Trips as GeoJSON; their stops are read with `prefetch_related`."""
    rows = []
    for trip in trips:
        halts = [(stop.name, stop.longitude, stop.latitude, stop.kind, stop.people) for stop in trip.stops.all()]
        rows.append((str(trip.pk), str(trip), reverse("transport:trip", args=[trip.campaign.key, trip.pk]), halts))
    return _features(rows)


def _features(trips: Iterable[tuple[str, str, str, list[Any]]]) -> dict[str, Any]:
    lines, points = [], []
    for key, name, url, halts in trips:
        way = [[longitude, latitude] for _name, longitude, latitude, _kind, _people in halts]
        lines.append({
            "type": "Feature", "geometry": {"type": "LineString", "coordinates": way},
            "properties": {"key": key, "name": name, "url": url},
        })  # fmt: skip
        points += [_point(halt, x, y, kind, people, key) for halt, x, y, kind, people in halts]
    return {"lines": _collection(lines), "points": _collection(points)}


def _point(name: str, longitude: float, latitude: float, kind: str, people: int, trip: str) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {"name": name, "kind": kind, "people": people, "trip": trip},
    }  # fmt: skip


def _collection(features: Iterable[Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
