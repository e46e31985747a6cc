"""Places are filled side by side, each in a transaction of its own, by as many processes as the machine has processors."""

import gc
import multiprocessing
import os
import queue
import signal
from collections.abc import Sequence
from typing import Any, Literal

from fugong.web.demo import Progress

LISTEN = 0.5  # seconds after which it is looked whether all are alive


def fill(keys: Sequence[str], progress: Progress) -> None:
    """Fills the places, the first ones first. Raises RuntimeError where a process ended before its place was done."""
    hands = min(len(keys), os.cpu_count() or 1)
    if hands < 2:
        _fill_here(keys, progress)
        return
    from django.db import connections

    connections.close_all()
    context: Any = multiprocessing.get_context(_start_method())
    tasks, told = context.SimpleQueue(), context.Queue()
    for key in (*keys, *[""] * hands):
        tasks.put(key)
    workers = [context.Process(target=_work, args=(tasks, told), daemon=True) for _hand in range(hands)]
    for worker in workers:
        worker.start()
    try:
        _listen(workers, told, len(keys), progress)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _start_method() -> Literal["fork", "spawn"]:
    """A copy of ourselves has all modules in hand."""
    from fugong.web.cli.supervision import may_copy

    return "fork" if may_copy() else "spawn"


def _fill_here(keys: Sequence[str], progress: Progress) -> None:
    from fugong.web.demo.loading import load_place

    for number, key in enumerate(keys):
        load_place(key, lambda at, of, n=number, k=key: progress(k, n * of + at, len(keys) * of))  # type: ignore[misc]


def _listen(workers: list[Any], told: Any, many: int, progress: Progress) -> None:
    steps: dict[str, tuple[int, int]] = {}
    filled = 0
    while filled < many:
        try:
            key, at, of = told.get(timeout=LISTEN)
        except queue.Empty:
            if any(worker.exitcode for worker in workers):
                raise RuntimeError("The demo's data could not be made: see what is said above.") from None
            continue
        if of:
            steps[key] = (at, of)
            progress(key, sum(at for at, _of in steps.values()), many * of)
        else:
            filled += 1


def _work(tasks: Any, told: Any) -> None:
    """One process: takes places until none is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us …
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # … and at once, without a word
    from django.apps import apps

    from fugong.web.cli import ground

    if not apps.ready:
        ground.set_up()
    gc.set_threshold(200_000, 20, 20)  # it lives half a minute: looking for garbage costs more than the garbage
    from fugong.web.demo import written
    from fugong.web.demo.loading import load_place

    written.on_trust.set(True)
    written.plan_once()
    for key in iter(tasks.get, ""):
        load_place(key, lambda at, of, k=key: told.put((k, at, of)))  # type: ignore[misc]
        told.put((key, 0, 0))
    told.close()
    told.join_thread()
