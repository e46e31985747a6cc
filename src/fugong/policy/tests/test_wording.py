"""Conditions in words, for whoever reads a pack and no code."""

import pytest
from django.utils.translation import override

from fugong.policy import loaded, wording
from fugong.policy.tests.test_conditions import SCOPE


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("e.output_value >= 300000000.0", "output value ≥ 300 million yuan"),
        ('e.sector == "C"', "sector: manufacturing"),
        ('!(e.sector == "C")', "sector: not manufacturing"),
        ('e.sector in ["A", "C"]', "sector is one of A, manufacturing"),
        ('has_tag("leading")', "tags: leading"),
        ('!has_tag("leading")', "tags: not leading"),
        ("e.foreign", "foreign-invested: yes"),
        ("e.foreign == false", "foreign-invested: no"),
        ("!e.foreign && e.staff > 98", "foreign-invested: no, and staff > 98 people"),
        (
            'e.foreign || (e.staff > 98 && has_tag("key"))',
            "foreign-invested: yes, or (staff > 98 people, and tags: key)",
        ),
        ("!(e.foreign || e.staff > 98)", "foreign-invested: no, and staff ≤ 98 people"),
        ('e.sector.startsWith("A") || e.sector.startsWith("B")', "sector begins with one of A, B"),
        ('e.sector.startsWith("A")', "sector begins with A"),
        ("(e.staff + 1) * 2 > 10", "(staff + 1) × 2 > 10"),
        ("true", "always"),
        ("e.staff > 98 ? true : e.foreign", ""),
        ("size(e.tags) == 1", ""),
    ],
)
def test_a_condition_is_said(code: str, words: str) -> None:
    assert wording.in_words(code, SCOPE) == words


@pytest.mark.parametrize("key", ["fengxian_zone", "jimei", "lingshanwei", "liuting", "weihai_kfq"])
def test_every_condition_of_the_five_places_has_words(key: str) -> None:
    pack = loaded.pack(key)
    parts = [*pack.registry.segments, *pack.registry.groups, *pack.registry.posts]
    said = [wording.in_words(each.when, pack.registry.scope) for each in parts if each.when]
    routes = [*pack.resumption.routes, *(step for route in pack.resumption.routes for step in route.steps)]
    said += [wording.in_words(each.when, pack.resumption.scope) for each in routes if each.when]
    assert said and all(said)
