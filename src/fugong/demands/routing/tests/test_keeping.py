"""What a place learns from its own demands, when, and what every process then reads."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.core.errors import Refused
from fugong.demands.routing import keeping, past, propose, tasks
from fugong.demands.routing.learning import Example
from fugong.demands.routing.models import LearnedRouting, PastDemand
from fugong.demands.routing.tests.made_up import SAID, demands
from fugong.ledger.models import Event

SLANG = "那批货趴窝了"


@pytest.fixture
def taught(cast: Any, entered: Any) -> None:
    """Eighty demands whose category the desk confirmed; the place has its own words for what is stuck."""
    kinds = {**SAID, "logistics": [*SAID["logistics"], "那{n}车货趴窝了", "货趴窝{n}天了"]}
    kinds = {key: kinds[key] for key in ("labour", "logistics", "funds")}
    for text, category in demands(each=25, kinds=kinds):
        entered(text, category, by=cast.desk)


def test_before_anything_was_learned_the_pack_s_words_route(cast: Any) -> None:
    found = propose("车间缺工，想招聘三十个工人", cast.campaign)
    assert (found.category, found.by) == ("labour", "words")


def test_a_place_s_own_words_are_learned(cast: Any, taught: None) -> None:
    assert propose(SLANG, cast.campaign).category != "logistics"
    keeping.train(campaign=cast.campaign, by=None)
    found = propose(SLANG, cast.campaign)
    assert (found.category, found.by) == ("logistics", "learned")
    assert found.confidence > 0.5
    assert any("趴" in each for each in found.because)


def test_the_pack_s_words_still_count_for_what_nobody_asked_yet(cast: Any, taught: None) -> None:
    keeping.train(campaign=cast.campaign, by=None)
    assert propose("报关单卡在海关，出口不了", cast.campaign).category == "trade"


def test_what_nobody_confirmed_teaches_nothing(cast: Any, entered: Any) -> None:
    for text, category in demands(each=10):
        entered(text, category)
    assert keeping.train(campaign=cast.campaign, by=None) is None


def test_next_door_learns_for_itself(cast: Any, taught: None) -> None:
    keeping.train(campaign=cast.campaign, by=None)
    assert keeping.current(cast.next_door) is None


def test_the_night_learns_once_and_again_only_after_news(cast: Any, taught: None, entered: Any) -> None:
    assert tasks.learn_routing(timestamp=0) == 1
    assert tasks.learn_routing(timestamp=0) == 0
    entered("又缺三个工人了", "labour", by=cast.desk)
    assert tasks.learn_routing(timestamp=0) == 1


def test_only_the_newest_training_keeps_its_content(cast: Any, taught: None) -> None:
    for _turn in range(keeping.KEPT + 2):
        keeping.train(campaign=cast.campaign, by=cast.desk)
    rows = LearnedRouting.objects.filter(campaign=cast.campaign)
    assert len(rows) == keeping.KEPT
    assert [bool(row.content) for row in rows] == [True, *[False] * (keeping.KEPT - 1)]
    assert Event.objects.filter(verb="demand_routing.train", by=cast.desk).count() == keeping.KEPT + 2


def test_a_model_that_was_tampered_with_is_not_read(cast: Any, taught: None) -> None:
    row = keeping.train(campaign=cast.campaign, by=None)
    assert row is not None
    LearnedRouting.objects.filter(pk=row.pk).update(content=bytes(row.content[:-1]) + b"?")
    assert propose("缺工人", cast.campaign).by == "words"


def test_a_proposal_costs_one_query_once_the_model_is_read(cast: Any, taught: None) -> None:
    keeping.train(campaign=cast.campaign, by=None)
    propose(SLANG, cast.campaign)
    with CaptureQueriesContext(connection) as seen:
        propose(SLANG, cast.campaign)
    assert len(seen) == 1


def test_texts_from_an_older_system_teach_too(cast: Any, tmp_path: Path) -> None:
    names = {"labour": "用工", "logistics": "Logistics", "supplies": "funds", "funds": "資金"}
    sheet = tmp_path / "热线.csv"
    lines = [
        "诉求内容,类别",
        *(f"{text},{names[key]}" for text, key in demands(each=12) if "，" not in text and key != "supplies"),
    ]
    sheet.write_bytes("\n".join(lines).encode("gb18030"))
    known = {category.key: category for category in cast.campaign.pack.demands.known}
    found = past.in_keys(past.read(sheet), known)
    assert {each.category for each in found} == {"labour", "logistics", "funds"}
    kept = keeping.teach(campaign=cast.campaign, found=found, by=cast.desk)
    assert keeping.teach(campaign=cast.campaign, found=found, by=cast.desk) == kept
    assert PastDemand.objects.count() == kept
    assert keeping.train(campaign=cast.campaign, by=cast.desk) is not None


def test_a_sheet_with_foreign_categories_is_refused_by_name(cast: Any) -> None:
    known = {category.key: category for category in cast.campaign.pack.demands.known}
    with pytest.raises(Refused, match="环境保护"):
        past.in_keys([Example("猪场污染", "环境保护")], known)
