"""Whether this server lives, whether it can take calls, and its figures for a monitoring system."""

import hmac
import ipaddress
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

import fugong
from fugong.accounts.pages import open_to_everyone
from fugong.accounts.visitors import address_of
from fugong.web import watching

_ready: set[str] = set()  # the versions that were seen to have all their migrations


@open_to_everyone
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 where the database answers; read by the supervisor and by load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@open_to_everyone
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers, whatever the database does: whoever gets nothing restarts it."""
    return JsonResponse({"status": "ok"})


@open_to_everyone
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """200 where people can work here now: the database takes rows, and is of this version; else 503 with what lacks."""
    lacks = list(_lacking())
    answer = {"status": "lacking" if lacks else "ok", "version": fugong.__version__, "lacks": lacks}
    return JsonResponse(answer, status=503 if lacks else 200, headers={"Cache-Control": "no-store"})


@open_to_everyone
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures as Prometheus reads them, for allowed addresses or whoever has the token; for all others there is nothing here."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # set by `fugong serve`
        MultiProcessCollector(registry, path=folder)
    else:
        registry.register(watching.seconds())
    registry.register(_Installation())  # type: ignore[arg-type]  # has what is asked for
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def _lacking() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if cursor.fetchone()[0]:
                yield "database is read-only"
        if fugong.__version__ not in _ready:
            if _open_migrations():
                yield "migrations"
            else:
                _ready.add(fugong.__version__)
    except DatabaseError:
        yield "database"


def _open_migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    with suppress(ValueError):
        visitor = ipaddress.ip_address(address_of(request))
        return any(visitor in ipaddress.ip_network(each, strict=False) for each in settings.METRICS_FROM)
    return False


class _Installation:
    """What the database and the disk say, each time anew."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("fugong_info", "The version that answers.", 1, version=fugong.__version__)
        yield from _jobs()
        yield from _database()
        for name, folder in (("var", settings.VAR), ("media", settings.MEDIA_ROOT)):
            yield _gauge(
                "fugong_disk_free_bytes", "Free bytes of the disk.", shutil.disk_usage(folder).free, folder=name
            )
        backups = sorted(path.stat().st_mtime for path in Path(settings.BACKUPS).glob("*.tar"))
        if backups:
            yield _gauge("fugong_backup_age_seconds", "Since the newest backup.", time.time() - backups[-1])


def _gauge(name: str, about: str, value: float, **labels: str) -> Metric:
    family = GaugeMetricFamily(name, about, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family


def _jobs() -> Iterator[Metric]:
    by_state = GaugeMetricFamily("fugong_jobs", "Jobs of the queue by state.", labels=["state"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        for state, count in cursor.fetchall():
            by_state.add_metric([state], count)
        yield by_state
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '2 minutes'")
        yield _gauge("fugong_workers", "Workers at work.", cursor.fetchone()[0])


def _database() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield _gauge("fugong_database_bytes", "Size of the database.", cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        yield _gauge("fugong_database_connections", "Connections to the database.", cursor.fetchone()[0])
