"""While processes are replaced one by one nobody's request is lost; torn away, some are."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

KEEPER = Path(__file__).resolve().parents[2] / "deploy" / "keeper.py"

SERVER = f"""#!{sys.executable}
import os, signal, socket, sys
if sys.argv[1] != "serve":
    signal.pause()
assert os.environ["LISTEN_PID"] == str(os.getpid()) and os.environ["LISTEN_FDS"] == "1"
door = socket.socket(fileno=3)
stopping = []
signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
signal.siginterrupt(signal.SIGTERM, True)
note = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
note.sendto(b"READY=1", "\\0" + os.environ["NOTIFY_SOCKET"][1:])
door.settimeout(0.05)
while not stopping:
    try:
        line, _from = door.accept()
    except (TimeoutError, InterruptedError):
        continue
    line.settimeout(5)
    line.recv(100)
    signal.sigtimedwait([], 0.02)
    line.sendall(b"%d" % os.getpid())
    line.close()
"""


class Callers:
    """Ask the server again and again, and count what came of it."""

    def __init__(self, port: int) -> None:
        self.port, self.told, self.by, self.done = port, Counter[str](), set[bytes](), False
        self.threads = [threading.Thread(target=self._ask) for _each in range(4)]

    def __enter__(self) -> "Callers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.done = True
        for thread in self.threads:
            thread.join()

    def _ask(self) -> None:
        while not self.done:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
                    line.sendall(b"well?")
                    answer = line.recv(100)
            except OSError:
                answer = b""
            self.told["answered" if answer else "lost"] += 1
            self.by.add(answer)


def until(ready: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < end, "too late"
        threading.Event().wait(0.02)


def test_replaced_one_by_one_nothing_is_lost_and_torn_away_something_is(tmp_path: Path) -> None:
    program, run = tmp_path / "fugong", tmp_path / "run"
    program.write_text(SERVER)
    program.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        str(KEEPER),
        "--listen",
        f"127.0.0.1:{port}",
        "--workers",
        "0",
        "--run",
        str(run),
        str(program),
    ]
    keeper = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until((run / "keeper.pid").exists)
        with Callers(port) as callers:
            until(lambda: len(callers.by) == 2)
            keeper.send_signal(signal.SIGHUP)
            until((run / "turned").exists)
            until(lambda: len(callers.by) == 4)
        assert callers.told["lost"] == 0 and callers.told["answered"] > 20
        with Callers(port) as callers:
            until(lambda: len(callers.by) == 2)
            for pid in set(callers.by):
                os.kill(int(pid), signal.SIGKILL)
            until(lambda: callers.told["lost"] > 0)
    finally:
        keeper.terminate()
        assert keeper.wait(20) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Callable[[str], subprocess.CompletedProcess[str]]]:
    """`fugong-service` of an ordinary user's installation whose keeper only says that it is there, and where it lies."""
    prefix = tmp_path / "fugong"
    for name in ("bin", "etc", "var/log", "current/.venv/bin"):
        (prefix / name).mkdir(parents=True)
    (prefix / "etc" / "fugong.env").write_text('FUGONG_LISTEN="127.0.0.1:1"\nFUGONG_BEHIND_PROXY="1"\n')
    (prefix / "current" / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (prefix / "bin" / "keeper.py").write_text(
        "import os, signal, sys\n"
        "note = sys.argv[sys.argv.index('--run') + 1] + '/keeper.pid'\n"
        "open(note + '.new', 'w').write(str(os.getpid()))\n"
        "os.replace(note + '.new', note)\n"
        "signal.pause()\n"
    )
    text = (KEEPER.parent / "commands" / "fugong-service").read_text()
    command = prefix / "bin" / "fugong-service"
    command.write_text(text.replace("@PREFIX@", str(prefix)).replace("@USER@", "root"))

    def ask(what: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", str(command), what], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603, S607

    yield ask
    assert ask("stop").returncode == 0
    assert ask("status").returncode == 3


def test_after_a_power_cut_another_program_s_number_is_not_taken_for_the_keeper(
    tmp_path: Path, service: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    note = tmp_path / "fugong" / "var" / "log" / "keeper.pid"
    other = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])  # noqa: S603
    try:
        note.write_text(f"{other.pid}\n")
        assert service("status").stdout == "stopped\n"
        assert service("stop").returncode == 0 and other.poll() is None, "it is left alone"
        assert service("start").returncode == 0
    finally:
        other.kill()
        other.wait()
    keeper = int(note.read_text())
    assert keeper != other.pid and service("status").stdout == f"running (keeper {keeper})\n"
    assert service("start").returncode == 0
    assert int(note.read_text()) == keeper, "one that runs is left alone"


def test_a_corpse_that_nobody_buried_is_no_keeper(
    tmp_path: Path, service: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    corpse = subprocess.Popen([sys.executable, "-c", ""])  # noqa: S603
    os.waitid(os.P_PID, corpse.pid, os.WEXITED | os.WNOWAIT)
    note = tmp_path / "fugong" / "var" / "log" / "keeper.pid"
    note.write_text(f"{corpse.pid}\n")
    os.kill(corpse.pid, 0)  # the system still knows it
    assert service("status").returncode == 3
    assert service("start").returncode == 0
    assert int(note.read_text()) != corpse.pid
    corpse.wait()
