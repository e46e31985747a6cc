"""What every test may use, in the rooms and in tests/. Settings see by themselves that tests run (core.env.testing)."""

import gc
from typing import Any

pytest_plugins = ["ground.browser", "ground.cast"]


def pytest_collection_finish(session: Any) -> None:
    """All that is loaded by now stays: whoever looks for garbage needn't look there, nor after every few objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
