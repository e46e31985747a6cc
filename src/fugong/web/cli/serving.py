"""`fugong serve` and `fugong worker`: the two processes of an installation. A service manager keeps them running."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from fugong.web.cli.ground import fail

SHUTDOWN_SECONDS = 8


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(worker)
    app.command()(database)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[
        int, typer.Option(envvar="FUGONG_WORKERS", help="Processes; 0 chooses by the number of cores.")
    ] = 0,
    threads: Annotated[int, typer.Option(envvar="FUGONG_THREADS", min=1, help="Threads of each process.")] = 8,
    certificate: Annotated[Path | None, typer.Option(exists=True, help="TLS certificate (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(exists=True, help="TLS key (PEM).")] = None,
) -> None:
    """Answer HTTP requests until told to stop. SIGHUP replaces its processes one by one, and no request is lost.

    A socket that systemd or the keeper hands over is used instead of --host and --port.
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from fugong.web.cli import listening

    _refuse_demo_data()
    _keep_counts()
    inherited = listening.handed_over()
    server = listening.Inheriting(
        listening.ANSWERING,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(os.cpu_count() or 1, 4),
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=certificate,
        ssl_key=key,
        workers_kill_timeout=SHUTDOWN_SECONDS,
        respawn_failed_workers=True,
    )
    try:
        server.handed_over = listening.opened(host, port) if inherited is None else inherited
    except OSError as error:
        fail(f"Nobody can listen on {host}:{port}: {error.strerror}.")
    _without_advice_on_threads()
    listening.answering()  # the processes are copies of this one, and have it in hand
    server.serve(target_loader=listening.answering_from_now_on, wrap_loader=False)


def _without_advice_on_threads() -> None:
    """More threads than cores are meant: some wait for slow uploads. Granian would warn of it at each start."""
    import logging

    from granian.log import logger

    logger.addFilter(lambda line: line.levelno > logging.WARNING or "Python threads" not in line.getMessage())


def worker(
    concurrency: Annotated[int, typer.Option(min=1, help="Jobs at a time.")] = 4,
) -> None:
    """Do the queued and the scheduled jobs until told to stop."""
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from fugong.web.cli import unfinished

    _refuse_demo_data()
    if settings.DEMO:
        unfinished.wait()
    options: dict[str, Any] = {"concurrency": concurrency, "shutdown_graceful_timeout": SHUTDOWN_SECONDS}
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(**options)


def _keep_counts() -> None:
    """Each process counts its requests in a file of its own; whoever is asked for figures adds them up."""
    from django.conf import settings

    folder = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.VAR / "metrics")))
    folder.mkdir(parents=True, exist_ok=True)


def database() -> None:
    """Keep the embedded PostgreSQL running until told to stop, so that servers and workers may come and go."""
    import time

    from django.conf import settings

    from fugong.core.database import embedded
    from fugong.web.cli.listening import say_ready
    from fugong.web.cli.supervision import Stopped, stopping_on_signals

    server = embedded(settings.VAR)
    if server is None:
        fail("DATABASE_URL names a PostgreSQL of your own: nothing is kept running here.")
    os.environ.pop("FUGONG_DATABASE_KEPT", None)
    with stopping_on_signals():
        try:
            server.join()
            say_ready()
            while True:
                time.sleep(1)
                server.join()  # starts it again after a crash
        except Stopped:
            server.leave()


def _refuse_demo_data() -> None:
    from django.conf import settings
    from django.db import connection

    from fugong.core.database import is_demo

    made_up = is_demo()
    connection.close()  # the processes that follow make their own
    if made_up and not settings.DEMO:
        fail(
            "This database holds the demo's made-up data. Start it with `fugong demo`, "
            "or name another with FUGONG_VAR or DATABASE_URL."
        )
