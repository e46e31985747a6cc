"""Real workers that tests kill: a nursery, one process with Django set up, makes one by each line that it reads.

    python tests/faults/workers.py NAME_OF_THE_DATABASE

A worker does what `fugong worker` does, with every time of it divided by fifteen: heartbeats, leases, the clock of its jobs.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TASKS = ("deliver", "free_jobs", "pick_up", "sweep_deadlines")
HURRY = 15


@contextmanager
def real_time() -> Iterator[None]:
    """Within the block the clock goes as that of workers and receivers does."""
    from fugong.core import clock

    token = clock._shown.set(None)
    try:
        yield
    finally:
        clock._shown.reset(token)


class Nursery:
    """`start()` gives a worker's process id; what is alive at the end of the block is killed."""

    def __init__(self, database: str, log: Path) -> None:
        self.database, self.log = database, log
        self.made: list[int] = []

    def __enter__(self) -> "Nursery":
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "FUGONG_TESTING": "1"}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, self.database], env=environment, text=True, stderr=log,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        return self

    def start(self, *without: str) -> int:
        """A worker, in which each guard that is named is switched off: free_jobs, lease."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print(*without, file=self.process.stdin, flush=True)
        self.made.append(int(self.process.stdout.readline()))
        return self.made[-1]

    def kill(self, worker: int) -> None:
        """As the kernel does it when memory is out: nothing of it runs any more."""
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)

    def kill_all(self) -> None:
        while self.made:
            self.kill(self.made.pop())

    def __exit__(self, *_fault: Any) -> None:
        self.kill_all()
        self.process.communicate()


def main(database: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    connection.settings_dict["NAME"] = database
    settings.RECEIVERS_ALLOWED = ["127.0.0.1"]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            _work(line.split())
            os._exit(0)
        print(worker, flush=True)


def _work(without: Sequence[str]) -> None:
    from procrastinate.contrib.django import app

    _hurry(without)
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            concurrency=4,
            update_heartbeat_interval=10 / HURRY,
            stalled_worker_timeout=30 / HURRY,
            fetch_job_polling_interval=5 / HURRY,
        )


def _hurry(without: Sequence[str]) -> None:
    import attr
    from procrastinate.contrib.django import app

    from fugong.channels import claiming, kinds, tasks
    from fugong.channels.kinds import Kind

    kinds.register(Kind("test.urgent", "test", urgent=True))
    claiming.LEASE /= HURRY
    claiming.START_WITHIN /= HURRY
    tasks.SILENT_SECONDS /= HURRY
    known = app.periodic_registry.periodic_tasks
    wanted = set(TASKS) - set(without)
    app.periodic_registry.periodic_tasks = {
        key: attr.evolve(each, cron="* * * * * *")
        for key, each in known.items()
        if each.task.name.rpartition(".")[2] in wanted
    }
    if "lease" in without:  # taken is taken: nobody looks for it again
        claiming.LEASE *= 1_000_000


if __name__ == "__main__":
    main(sys.argv[1])
