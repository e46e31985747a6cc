"""An indicator's lights: a pack says from where a value is amber or red, and every page says so with a word."""

import copy
import datetime as dt
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils.translation import override

from fugong.core import clock
from fugong.figures.policy import Indicator
from fugong.figures.readings import Reading
from fugong.policy import pack as packs
from fugong.policy.report import Report
from fugong.resumption import standings
from ground.many import CONTENT, MORNING, campaign_of, person

FRIDAY = dt.date(2020, 2, 14)


def light(value, **rules):
    indicator = Indicator(key="one", name="一", numerator="staff.back", **{"decimals": 1} | rules)
    return Reading(indicator, value, None, "").light


@pytest.mark.parametrize(
    ("value", "found"), [(80, ""), (79, "amber"), (60, "amber"), (59, "red"), (Fraction(7996, 100), "")]
)
def test_where_high_is_good_a_value_below_the_bound_lights(value, found):
    assert light(value, amber=80, red=60) == found, "what counts is the value as printed"


@pytest.mark.parametrize(("value", "found"), [(0, ""), (1, "amber"), (5, "amber"), (6, "red"), (None, "")])
def test_where_low_is_good_a_value_above_it(value, found):
    assert light(value, good="low", amber=0, red=5) == found


def test_without_bounds_nothing_lights():
    assert (light(0), light(10**9)) == ("", "")


def content(**rules):
    made = copy.deepcopy(CONTENT)
    for each in made["sections"]["figures"]["indicators"]:
        if each["key"] == "resumed":
            each |= rules
    return made


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"amber": 60, "red": 80}, "red lies beyond amber"),
        ({"good": "low", "amber": 60, "red": 60}, "red lies beyond amber"),
        ({"good": "low"}, "without amber or red"),
    ],
)
def test_the_linter_finds_lights_that_say_nothing(rules, said):
    report = Report(lambda section, path: path)
    with override("en"):
        packs.build(content(**rules)).figures.check(report)
    assert [said in fault.message for fault in report.faults] == [True]


@pytest.mark.django_db
@pytest.mark.parametrize(("rules", "word"), [({"red": 100}, "Red light"), ({"amber": 100}, "Amber light"), ({}, "")])
def test_each_page_says_the_light_with_a_word(client, rules, word):
    with override("en"), clock.showing(MORNING):
        campaign = campaign_of(30, content=content(**rules))
        standings.open_day(campaign, FRIDAY)
        desk = person("duty_desk", name="desk")
        desk.language = "en"
        desk.save()
        client.force_login(desk)
        for name, *more in (("command",), ("figures",), ("wall",), ("bulletin", FRIDAY), ("bulletin_card", FRIDAY)):
            html = client.get(reverse(f"figures:{name}", args=[campaign.key, *more])).content.decode()
            assert ("Red light" in html or "Amber light" in html) == bool(word), name
            assert not word or word in html, name
        paper = client.get(reverse("figures:bulletin_pdf", args=[campaign.key, FRIDAY]))
        assert paper.status_code == 200
