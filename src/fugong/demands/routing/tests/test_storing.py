"""A model goes into the database as plain arrays and comes back as it was, or not at all."""

import io

import numpy as np
import pytest

from fugong.demands.routing import storing
from fugong.demands.routing.learning import Example, learn
from fugong.demands.routing.model import Model
from fugong.demands.routing.storing import Unreadable
from fugong.demands.routing.tests.made_up import SAID, demands
from fugong.demands.routing.words import Words


@pytest.fixture(scope="module")
def model() -> Model:
    result = learn([Example(*each) for each in demands()], Words({**dict.fromkeys(SAID, ()), "trade": ["海关"]}))
    assert result is not None
    return result.model


def test_what_comes_back_proposes_the_same(model: Model) -> None:
    content = storing.to_bytes(model)
    again = storing.from_bytes(content, storing.digest(content)).beside(model.words)
    for text, _category in demands(each=10, seed=7):
        before, after = model.propose(text), again.propose(text)
        assert (before.category, before.because) == (after.category, after.because)
        assert before.confidence == pytest.approx(after.confidence, abs=0.01)


@pytest.mark.parametrize("broken", [b"", b"PK", b"\x80\x04N.", b"x" * 100])
def test_what_is_no_model_is_refused(broken: bytes) -> None:
    with pytest.raises(Unreadable):
        storing.from_bytes(broken, storing.digest(broken))


def test_one_changed_byte_is_found(model: Model) -> None:
    content = storing.to_bytes(model)
    with pytest.raises(Unreadable):
        storing.from_bytes(content[:-1] + b"?", storing.digest(content))


def test_nothing_that_is_read_can_run() -> None:
    packed = io.BytesIO()
    np.savez_compressed(packed, contents=np.array([{"version": 1}], dtype=object))
    with pytest.raises(Unreadable):
        storing.from_bytes(packed.getvalue(), storing.digest(packed.getvalue()))


def test_a_pack_may_change_its_categories_after_learning(model: Model) -> None:
    later = model.beside(Words({"labour": ["工人"], "funds": ["资金"], "permits": ["通行证"]}))
    assert later.categories == ("funds", "labour", "permits")
    assert later.propose("口罩只够两天").category != "supplies"
    assert later.propose("想招三名焊工").category == "labour"
    assert later.propose("办通行证").category == "permits"
