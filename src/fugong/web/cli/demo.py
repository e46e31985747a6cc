"""`fugong demo`: everything at once, with made-up data, until Ctrl-C."""

import http.client
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from fugong.web.cli import ground
from fugong.web.cli.ground import fail
from fugong.web.cli.supervision import Ended, Family, Stopped, stopping_on_signals

Progress = Callable[[str, int, int], None]
PORTS_TRIED = 50
READY_SECONDS = 180  # on a machine that has much else to do; a process that ends is noticed at once
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; the next free one where it is taken.")] = 8000,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demo's data away and start over.")] = False,
    sheet: Annotated[
        Path | None, typer.Option("--list", exists=True, dir_okay=False, help="Your own list of enterprises.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="The place (pack) that the list belongs to.")] = None,
    external: Annotated[bool, typer.Option("--allow-external-database", help="Use DATABASE_URL.")] = False,
) -> None:
    """Start Fugong with made-up data: database, server and worker; Ctrl-C stops all of it."""
    if bool(sheet) != bool(place):
        fail("--list and --place belong together: the sheet, and the place whose rules apply to it.")
    if os.environ.get("DATABASE_URL") and not external:
        fail("DATABASE_URL names a database. The demo doesn't write to it unless you add --allow-external-database.")
    chosen = _free_port(host, port)
    _demo_environment(host)
    family = Family(Path())
    try:
        with stopping_on_signals():
            _start(family, host=host, port=chosen, fresh=fresh, sheet=sheet, place=place)
            family.watch()
    except Stopped:
        print("\nStopping …", flush=True)
    except Ended as end:
        fail(str(end))
    finally:
        family.stop()
        _let_go_of_database()
    print("Stopped. The data are kept; start again with the same command, or over with --fresh.")


def _start(family: Family, *, host: str, port: int, fresh: bool, sheet: Path | None, place: str | None) -> None:
    started = time.monotonic()
    from django.conf import settings

    if sheet and place:
        _look_at(sheet, place)
    if fresh:
        _erase()
    with _database_meanwhile(settings.VAR):
        ground.set_up()

    from fugong.web.cli import unfinished

    family.logs = settings.VAR / "log"
    making = unfinished.begin()
    _prepare(lambda: _start_others(family, host, port))
    _make_up(lambda done, of: unfinished.tell(making, done, of), sheet=sheet, place=place)
    unfinished.done(making)
    with _step("server and worker"):
        family.wait_until(lambda: _healthy(host, port), READY_SECONDS)
    _welcome(f"http://{_shown(host)}:{port}/", time.monotonic() - started)


def _look_at(sheet: Path, place: str) -> None:
    """Says at once, before anything is thrown away or made up, what can't be loaded. Raises Refused."""
    ground.set_up()
    from fugong.policy import files
    from fugong.sheets.book import Book

    files.find(place)
    with Book(sheet):
        pass


@contextmanager
def _database_meanwhile(var: Path) -> Iterator[None]:
    """The embedded server is laid out and started while we load; what hinders it, the first connection will say."""
    from fugong.core.database import embedded
    from fugong.core.embedded import CannotStart

    server = embedded(var)

    def start() -> None:
        with suppress(CannotStart):
            if server:
                server.join()

    starting = threading.Thread(target=start)
    starting.start()
    yield
    starting.join()


def _demo_environment(host: str) -> None:
    """What the demo's processes read. Listening beyond this machine means that any host name may be used."""
    os.environ["FUGONG_DEMO"] = "1"
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ.setdefault("FUGONG_HOSTS", "*" if host in EVERY_ADDRESS else f"localhost,127.0.0.1,[::1],{host}")


def _erase() -> None:
    """Throws the embedded database and the uploaded documents away, where they are the demo's."""
    import shutil

    from django.conf import settings

    from fugong.core.database import embedded, is_demo

    server = embedded(settings.VAR)
    if server is None:
        fail("--fresh throws away only the embedded database, never one that DATABASE_URL names.")
    if (server.data / "PG_VERSION").exists():
        ground.set_up()
        if not (is_demo() or _is_empty()):
            fail(f"The database in {server.data} holds data that are not the demo's: nothing was touched.")
        from django.db import connections

        connections.close_all()
    server.erase()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    settings.MEDIA_ROOT.mkdir(parents=True)


def _is_empty() -> bool:
    """Whether nobody has an account here yet."""
    from django.db import connection

    from fugong.accounts.models import User

    return User._meta.db_table not in connection.introspection.table_names() or not User.objects.exists()


def _start_others(family: Family, host: str, port: int) -> None:
    """They load while the database is migrated, which leaves them a processor; the worker then waits until all is made."""
    from django.db import connections

    connections.close_all()
    family.start("web", "serve", "--host", host, "--port", str(port), copied=True)
    family.start("worker", "worker", copied=True)


def _prepare(start_others: Callable[[], None]) -> None:
    from fugong.core.database import is_demo, mark_as_demo
    from fugong.web.cli.migrating import collect_static, migrate_database

    with _step("static files"):  # the server looks at its start which there are
        collect_static()
    with _step("database"):
        if not (is_demo() or _is_empty()):
            fail("This database holds data that are not the demo's: the demo doesn't touch it. See FUGONG_VAR.")
        mark_as_demo()
        start_others()
        _without_waiting_for_the_disk()
        migrate_database()


def _without_waiting_for_the_disk() -> None:
    """Each of some hundred steps would wait for it; until the data are made nothing is told to anybody."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _make_up(tell: Callable[[int, int], None], *, sheet: Path | None, place: str | None) -> None:
    """`tell` is told how far it is."""
    from fugong.web import demo as made_up

    with _progress("made-up data") as progress:

        def show(what: str, done: int, of: int) -> None:
            progress(what, done, of)
            tell(done, of)

        made_up.load(progress=show, without=place or "")
    if sheet and place:
        with _progress(sheet.name) as progress:
            made_up.load_list(sheet, place, progress=progress)


def _free_port(host: str, wanted: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            print(f"Port {wanted} is taken; using {port}.")
        return port
    return fail(f"None of the ports {wanted} to {wanted + PORTS_TRIED - 1} of {host} can be used.")


def _shown(host: str) -> str:
    if host in EVERY_ADDRESS:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_shown(host).strip("[]"), port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _let_go_of_database() -> None:
    """Stops the embedded server now, not at the interpreter's end, so that the last sentence is true."""
    from django.conf import settings
    from django.db import connections

    from fugong.core.database import embedded

    connections.close_all()
    server = embedded(settings.VAR)
    if server:
        server.leave()


@contextmanager
def _step(name: str) -> Iterator[None]:
    """Says what is done, and how long it took."""
    began = time.monotonic()
    yield
    print(f"  {name:<18} {time.monotonic() - began:5.1f} s", flush=True)


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """A bar on a terminal, one line elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    with (
        _step(name),
        Bars(
            TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), transient=True, auto_refresh=False
        ) as bars,
    ):  # drawn at each step, by no thread of its own: places are filled by copies of this process
        task = bars.add_task(name)
        yield lambda what, done, of: bars.update(task, description=what, completed=done, total=of, refresh=True)


def _welcome(address: str, seconds: float) -> None:
    """The one address, and one of each role in each place who can sign in there."""
    from fugong.web import demo as made_up

    people = made_up.people()
    first = {(person.place, person.role): person for person in reversed(people)}.values()
    print(f"\nFugong is ready after {seconds:.0f} s:  {address}\n\nWho can sign in (one click on the sign-in page):")
    ground.show_table(
        ("account", "name", "role", "place"), [(p.username, p.name, p.role, p.place) for p in reversed(first)]
    )
    if len(people) > len(first):
        print(f"The sign-in page shows {len(people) - len(first)} more.")
    _hotline(address)
    print("Ctrl-C stops everything; the data are kept.", flush=True)


def _hotline(address: str) -> None:
    """How a hotline's program, or curl, files a demand here."""
    from fugong.web.demo import hotline

    connected = hotline.connect()
    if connected is not None:
        print(f"\nA hotline files and follows demands by Open311: {address.rstrip('/')}{connected.path}")
        print(f"  jurisdiction_id={connected.jurisdiction}  api_key={connected.key}  (until the next start)")
