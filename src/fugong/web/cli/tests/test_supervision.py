"""The supervisor: what it starts, it stops; what ends, it notices, with its last words."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fugong.web.cli import supervision
from fugong.web.cli.supervision import Child, Ended, Family

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(60)"
)
SLEEPS = "import time; time.sleep(60)"
PARENT = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', '{SLEEPS}']); print(p.pid, flush=True); p.wait()"


def _child(family: Family, tmp_path: Path, program: str) -> Child:
    log = tmp_path / "child.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=output, stderr=output, start_new_session=True
        )
    family.children.append(Child("child", process, log))
    return family.children[-1]


def _says_something(child: Child) -> str:
    for _ in range(200):
        if said := child.last_words():
            return said
        time.sleep(0.05)
    pytest.fail("the child says nothing")


def test_all_run_until_they_are_stopped(tmp_path: Path) -> None:
    family = Family(tmp_path)
    child = _child(family, tmp_path, SLEEPS)
    family.check()
    family.stop()
    assert child.process.returncode == -signal.SIGTERM
    assert not family.children


def test_who_does_not_stop_when_asked_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "GRACE_SECONDS", 0.5)
    family = Family(tmp_path)
    child = _child(family, tmp_path, STUBBORN)
    _says_something(child)
    family.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_what_a_child_started_is_stopped_too(tmp_path: Path) -> None:
    family = Family(tmp_path)
    grandchild = int(_says_something(_child(family, tmp_path, PARENT)))
    family.stop()
    assert _is_gone(grandchild)


def test_an_end_is_noticed_with_the_last_words(tmp_path: Path) -> None:
    family = Family(tmp_path)
    child = _child(family, tmp_path, "print('the disk is full'); raise SystemExit(3)")
    child.process.wait()
    with pytest.raises(Ended, match=r"code 3\):\nthe disk is full"):
        family.check()


def test_waiting_ends_when_a_child_ends(tmp_path: Path) -> None:
    family = Family(tmp_path)
    _child(family, tmp_path, "raise SystemExit(1)")
    began = time.monotonic()
    with pytest.raises(Ended):
        family.wait_until(lambda: False, 30)
    assert time.monotonic() - began < 10


def _is_gone(process: int) -> bool:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if "State:\tZ" in Path(f"/proc/{process}/status").read_text():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process loads anew")
@pytest.mark.parametrize(("said", "code"), [("'pack', '--help'", 0), ("'pack', 'lint', 'nowhere'", 1)])
def test_a_copy_goes_on_as_another_command(tmp_path: Path, said: str, code: int) -> None:
    program = (
        "import sys; from pathlib import Path; from fugong.web.cli.supervision import Copy, Family\n"
        f"child = Family(Path({str(tmp_path)!r})).start('copy', {said}, copied=True)\n"
        "assert isinstance(child.process, Copy); print(child.process.wait(60)); print('the first goes on')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(code), "the first goes on"], done.stderr
    assert (tmp_path / "copy.log").read_text()
