"""When a process looks for garbage."""

import gc

import pytest

from fugong.core import garbage


def test_nobody_looks_while_a_process_loads() -> None:
    with garbage.none_while_loading():
        assert not gc.isenabled()
    assert gc.isenabled() and gc.get_threshold()[0] > 700


def test_who_fails_to_load_looks_again() -> None:
    with pytest.raises(ImportError), garbage.none_while_loading():
        raise ImportError
    assert gc.isenabled()
