"""The command as a terminal runs it: words in, exit code and what is printed out."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils.translation import override

from fugong.web import cli


@dataclass(frozen=True)
class Told:
    """What a run of the command said."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


@pytest.fixture
def fugong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Told]]:
    """Runs `fugong <words>` in English, whatever the terminal speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*words: object) -> Told:
        monkeypatch.setattr("sys.argv", ["fugong", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return Told(int(end.value.code or 0), said.out, said.err)

    with override("en"):  # and back to what the test before spoke
        yield run
