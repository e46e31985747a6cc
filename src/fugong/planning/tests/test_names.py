"""The library's names, as others import them."""

import subprocess
import sys

import pytest

import fugong.planning as planning


def test_every_name_is_there_and_is_what_it_says() -> None:
    for name in dir(planning):
        assert getattr(planning, name).__name__ == name
    assert callable(planning.roster) and "plan_trips" in dir(planning)
    with pytest.raises(AttributeError):
        planning.solve  # noqa: B018


def test_it_needs_neither_django_nor_anything_else_of_the_house() -> None:
    code = (
        "import sys, fugong.planning as p\n"
        "for name in dir(p): getattr(p, name)\n"
        "ours = {n for n in sys.modules if n.startswith('fugong.') and not n.startswith('fugong.planning')}\n"
        "sys.exit(str(ours) if ours or 'django' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
