"""Which tables are spread and which are copied, and what of their constraints Citus refuses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

BY = "enterprise_id"
REGISTERS = ("registry_enterprise", "registry_enrolment")
"""The registers that event tables are joined with. Whatever they refer to goes with them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that Citus would refuse, or do wrong."""

    where: str
    what: str


def events() -> list[str]:
    """The tables to be spread: those partitioned by day that have an enterprise; none other is large."""
    return _names(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = %s "
        "WHERE c.relkind = 'p' AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace ORDER BY 1",
        [BY],
    )


def registers() -> list[str]:
    """The tables to be copied to every node, each after those that it refers to."""
    names = _names(
        "WITH RECURSIVE r AS (SELECT unnest(%s::text[])::regclass::oid AS t UNION "
        "SELECT confrelid FROM pg_constraint JOIN r ON conrelid = t WHERE contype = 'f') SELECT t::regclass::text FROM r",
        [list(REGISTERS)],
    )
    refers: dict[str, set[str]] = {name: set() for name in names}
    for table, other in _ask(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) AND conrelid <> confrelid",
        [names],
    ):
        refers[table].add(other)
    ordered: list[str] = []
    while refers:
        free = sorted(name for name, others in refers.items() if others <= set(ordered))
        ordered += free or sorted(refers)  # a ring: then Citus makes them together
        for name in free or list(refers):
            del refers[name]
    return ordered


def faults() -> list[Fault]:
    """Everything in the schema that would not survive. Empty is what a test wants."""
    spread, copied = events(), registers()
    found = [*_columns(spread), *_keys(spread), *_foreign_keys(spread, copied), *_partitions(spread)]
    return [*found, *_triggers([*spread, *copied]), *_identities([*spread, *copied]), *_policies(spread)]


def _columns(spread: list[str]) -> Iterator[Fault]:
    if not spread:
        yield Fault("schema", _("there is no table to be spread"))
    rows = _ask(
        "SELECT attrelid::regclass::text, format_type(atttypid, NULL), attnotnull FROM pg_attribute "
        "WHERE attrelid = ANY(%s::regclass[]) AND attname = %s",
        [spread, BY],
    )
    for table, kind, is_filled in rows:
        if kind != "bigint":
            yield Fault(
                f"{table}.{BY}", _("is %(kind)s, not bigint: it can't lie together with the others") % {"kind": kind}
            )
        if not is_filled:
            yield Fault(f"{table}.{BY}", _("may be empty: such a row belongs to no shard"))


def _keys(spread: list[str]) -> Iterator[Fault]:
    """Each unique index and exclusion constraint has the enterprise in it, and none is over an expression of it."""
    rows = _ask(
        "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, i.indisexclusion, "
        "EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) AND a.attname = %s) "
        "FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[]) AND (i.indisunique OR i.indisexclusion)",
        [BY, spread],
    )
    keyed = set()
    for table, index, is_exclusion, has_it in rows:
        keyed.add(table)
        if not has_it:
            said = (
                _("exclusion constraint without %(column)s: no shard can watch over it")
                if is_exclusion
                else _("unique index without %(column)s: no shard can watch over it")
            )
            yield Fault(f"{table}: {index}", said % {"column": BY})
    for table in sorted(set(spread) - keyed):
        yield Fault(table, _("has no key: a row can't be found again when shards move"))


def _foreign_keys(spread: list[str], copied: list[str]) -> Iterator[Fault]:
    rows = _ask(
        "SELECT conname, conrelid::regclass::text, confrelid::regclass::text, confdeltype::text, confupdtype::text, "
        "ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)) "
        "FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 "
        "AND (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]) OR conrelid = ANY(%s::regclass[]))",
        [spread, spread, copied],
    )
    for name, table, other, deleted, updated, columns in rows:
        if other in spread and not (table in spread and BY in columns):
            yield Fault(
                f"{table}: {name}",
                _("refers to %(other)s, which is spread: only a table spread alike may") % {"other": other},
            )
        elif table in spread and other not in (*spread, *copied):
            yield Fault(
                f"{table}: {name}", _("refers to %(other)s, which is neither copied nor spread") % {"other": other}
            )
        elif table in copied and other not in copied:
            yield Fault(
                f"{table}: {name}", _("a copied table refers to %(other)s, which is not copied") % {"other": other}
            )
        elif table in spread and other in copied and (deleted in "nd" or updated in "nd") and BY in columns:
            yield Fault(f"{table}: {name}", _("would empty %(column)s") % {"column": BY})


def _partitions(spread: list[str]) -> Iterator[Fault]:
    rows = _ask(
        "SELECT p.partrelid::regclass::text, p.partstrat::text, p.partdefid <> 0, "
        "EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = p.partrelid AND c.relkind = 'p') "
        "FROM pg_partitioned_table p WHERE p.partrelid = ANY(%s::regclass[])",
        [spread],
    )
    for table, strategy, has_default, has_levels in rows:
        if strategy != "r":
            yield Fault(table, _("is not partitioned by range"))
        if has_default:
            yield Fault(table, _("has a default partition: each new day would have to read it through, on every shard"))
        if has_levels:
            yield Fault(table, _("is partitioned on more than one level"))


def _triggers(tables: list[str]) -> Iterator[Fault]:
    rows = _ask(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[])",
        [tables],
    )
    for table, trigger in rows:
        yield Fault(
            f"{table}: {trigger}", _("a trigger: it would run on every shard by itself (citus.enable_unsafe_triggers)")
        )


def _identities(tables: list[str]) -> Iterator[Fault]:
    rows = _ask(
        "SELECT attrelid::regclass::text, attname::text, format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = ANY(%s::regclass[]) AND (attidentity <> '' OR (atthasdef AND pg_get_serial_sequence("
        "attrelid::regclass::text, attname::text) IS NOT NULL)) AND NOT attisdropped",
        [tables],
    )
    for table, column, kind in rows:
        if kind != "bigint":
            yield Fault(f"{table}.{column}", _("counts in %(kind)s: numbers of the nodes need bigint") % {"kind": kind})


def _policies(spread: list[str]) -> Iterator[Fault]:
    """A policy that asks another table would ask it on every shard."""
    rows = _ask(
        "SELECT polrelid::regclass::text, polname FROM pg_policy WHERE polrelid = ANY(%s::regclass[]) AND ("
        "coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '')) ILIKE '%%select%%'",
        [spread],
    )
    for table, policy in rows:
        yield Fault(
            f"{table}: {policy}",
            _("a policy that asks another question; the second wall goes with FUGONG_SECOND_WALL=0"),
        )


def _names(question: str, values: list[Any]) -> list[str]:
    return [name for (name,) in _ask(question, values)]


def _ask(question: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
