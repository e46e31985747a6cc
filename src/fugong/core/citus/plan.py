"""The statements that spread an installation, in their order; what was done already isn't done again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from fugong.core.citus import schema
from fugong.core.errors import Refused

OLDEST = (12, 1)
SHARDS = 32


@dataclass(frozen=True, slots=True)
class Step:
    """A statement and why it is there. Each is a transaction of its own: what is done stays done."""

    about: str
    sql: str


def steps(*, shards: int = SHARDS) -> Iterator[Step]:
    """All statements for this database: registers first, then the first event table, then those that lie beside it."""
    done = spread_already()
    for table in schema.registers():
        if table not in done:
            yield Step(_("a register, copied to every node"), f"SELECT create_reference_table('{table}')")
    first = ""
    for table in schema.events():
        beside = f"colocate_with := '{first}'" if first else f"shard_count := {int(shards)}"
        if table not in done:
            yield Step(
                _("events, spread by %(column)s") % {"column": schema.BY},
                f"SELECT create_distributed_table('{table}', '{schema.BY}', {beside})",
            )
            yield Step(
                _("gives back the room of the rows that moved away"),
                f"SELECT truncate_local_data_after_distributing_table($${table}$$)",
            )
        first = first or table
    for setting, value, about in SETTINGS:
        yield Step(_(about), f"ALTER DATABASE {connection.ops.quote_name(_database())} SET {setting} = '{value}'")


SETTINGS = (
    (
        "citus.enable_local_reference_table_foreign_keys",
        "on",
        gettext_noop("tables of the coordinator may refer to registers"),
    ),
    ("citus.local_table_join_policy", "auto", gettext_noop("tables of the coordinator may be joined with events")),
    ("citus.max_adaptive_executor_pool_size", "4", gettext_noop("one page doesn't take all connections of a node")),
)


def spread_already() -> set[str]:
    """The tables that Citus knows; none where it isn't there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute(
            "SELECT logicalrelid::regclass::text FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'"
        )
        return {name for (name,) in cursor.fetchall()}


def distribute(*, shards: int = SHARDS) -> Iterator[Step]:
    """Does the steps one by one and gives each when it is done. Raises Refused before the first where anything stands against it."""
    refuse_unready()
    for step in list(steps(shards=shards)):
        with connection.cursor() as cursor:
            cursor.execute(step.sql)
        yield step


def refuse_unready() -> None:
    """Citus is there and new enough, has nodes, nobody else works here, and nothing would be refused half-way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'citus'")
        version = cursor.fetchone()
        if version is None:
            raise Refused(
                _(
                    "This database has no Citus: install it on every node and run CREATE EXTENSION citus as its superuser."
                )
            )
        if tuple(int(part) for part in version[0].split("-")[0].split(".")[:2]) < OLDEST:
            raise Refused(_("Citus %(version)s is too old: 12.1 or newer is needed.") % {"version": version[0]})
        cursor.execute("SELECT count(*) FROM pg_dist_node WHERE isactive AND shouldhaveshards")
        if not cursor.fetchone()[0]:
            raise Refused(_("Citus has no node that may hold shards: add them with citus_add_node()."))
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND application_name NOT LIKE 'citus%%'"
        )
        others = cursor.fetchone()[0]
    if others:
        words = ngettext(
            "%(n)s other connection uses this database: stop the servers and workers first.",
            "%(n)s other connections use this database: stop the servers and workers first.",
            others,
        )
        raise Refused(words % {"n": others})
    found = schema.faults()
    if found:
        raise Refused(_("This schema can't be spread: see `fugong citus check`."))


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return str(cursor.fetchone()[0])
