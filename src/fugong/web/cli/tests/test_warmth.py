"""The server loads all once; what its processes then are copies of holds nothing that can't be copied."""

import subprocess
import sys

WARM = """
import gc, sys, threading
from fugong.web.cli import ground, listening
ground.set_up()
from django.urls import reverse
reverse("web:me")
assert "fugong.web.api.mounted" not in sys.modules, "whoever writes a link to a page builds no API"
answers = listening.answering()
from django.db import connections
assert "fugong.web.api.mounted" in sys.modules
assert all(each.connection is None for each in connections.all()), "no connection"
assert threading.active_count() == 1, threading.enumerate()
assert gc.isenabled()
loaded = len(sys.modules)
assert listening.answering() is answers and len(sys.modules) == loaded, "nothing twice"
"""


def test_what_a_server_is_copied_from() -> None:
    done = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
