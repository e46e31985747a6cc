"""Names on the map of trips: those that would lie upon each other give way, and come back where there is room."""

import json

import pytest

from browser.test_phone_boarding import _trip
from fugong.testing.tests.stage import person

pytestmark = pytest.mark.django_db(transaction=True)
NEAR = tuple((f"聊城客运{n}号站", 115.9 + n / 5, 36.45 + n % 2 / 5) for n in range(6))
FAR = ("哈尔滨三棵树客运站", 126.68, 45.77)
SHOWN = """() => [...document.querySelectorAll('.trip-name')].map((each) => ({name: each.textContent, hidden: each.hidden,
    box: each.getBoundingClientRect()}))"""


def _features(halts):
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [east, north]},
                "properties": {"name": name, "people": 90 - n, "kind": "pick", "trip": "1"},
            }
            for n, (name, east, north) in enumerate(halts)
        ],
    }


def _meet(one, other):
    return (
        one["left"] < other["right"] and other["left"] < one["right"]
        and one["top"] < other["bottom"] and other["top"] < one["bottom"]
    )  # fmt: skip


def test_names_of_neighbouring_halts_give_way(phone, sign_in, cast):
    trip = _trip(cast, [person(cast.campaign, 1, cast.river)])
    halts = (*NEAR, FAR)
    line = {"type": "LineString", "coordinates": [list(FAR[1:]), list(NEAR[0][1:])]}
    lines = {"type": "Feature", "geometry": line, "properties": {"key": "1", "name": "1", "url": ""}}
    told = {"lines": {"type": "FeatureCollection", "features": [lines]}, "points": _features(halts), "lost": None}
    phone.route(
        "**/map/", lambda route: route.fulfill(status=200, body=json.dumps(told), content_type="application/json")
    )
    sign_in(phone, cast.desk)
    phone.goto(f"/c/{cast.campaign.key}/trips/{trip.pk}/")
    phone.locator(".trip-name").first.wait_for(state="attached")
    phone.wait_for_timeout(300)
    names = phone.evaluate(SHOWN)
    seen = [each for each in names if not each["hidden"]]
    assert len(names) == 7 and len(seen) >= 2 and any(FAR[0] in each["name"] for each in seen), "what has room is said"
    assert any(each["hidden"] for each in names), "control: there isn't room for all"
    boxes = [each["box"] for each in seen]
    assert not any(_meet(one, other) for n, one in enumerate(boxes) for other in boxes[:n])
