"""A sixth place, written from docs/packs.md alone: no code knows of it."""

from pathlib import Path

import pytest
from django.utils.translation import override

from fugong.policy import lint, loaded

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def with_the_sixth(settings) -> None:
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, HERE]


def test_it_is_sound_and_its_examples_hold() -> None:
    assert lint.look("typhoon_county").faults == []
    tried = lint.try_examples("typhoon_county")
    assert (tried.faults, tried.examples) == ([], 4)


def test_it_inherits_what_it_does_not_say() -> None:
    pack = loaded.pack("typhoon_county")
    assert "planned_on" in [field.key for field in pack.resumption.form]
    assert pack.resumption.commitments.enterprise is not None
    assert "masks" not in [field.key for field in pack.resumption.form]


def test_it_says_why_in_its_own_words() -> None:
    registry = loaded.pack("typhoon_county").registry
    facts = {"flooded": True, "water_depth": 60, "hazardous": "none", "tags": []}
    classes = registry.classify(facts)
    with override("en"):
        assert (
            registry.say(classes.reasons["dangerous"]) == "segment: Damaged enterprises; depth of water 60 cm ≥ 50 cm"
        )
    with override("zh-hans"):
        assert "60 厘米 ≥ 50 厘米" in registry.say(classes.reasons["dangerous"])


@pytest.mark.django_db
def test_it_can_be_put_to_work() -> None:
    version = loaded.keep(key="typhoon_county", by=None)
    pack = loaded.for_version(version)
    facts = {"segments": ["dangerous"], "tags": []}
    route = pack.resumption.route_for(facts, {"power_restored": False})
    steps = pack.resumption.steps_for(route, facts, {"power_restored": False})
    assert [(step.post, step.do) for step in steps] == [("safety_team", "verify"), ("emergency_bureau", "review")]
