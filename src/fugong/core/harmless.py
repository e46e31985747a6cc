"""Which migrations may run while people work with the version before, and how they wait for nobody.

Harmless is what the old version doesn't notice (a new table, a column that may stay empty) and what keeps no writer waiting for
longer than a moment (an index built beside the work). A migration of another kind says why in `stops_work = "…"`; an upgrade then
stops the server first.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from typing import Any

from django.contrib.postgres import operations as postgres
from django.core.checks import CheckMessage, Error
from django.db import OperationalError, connection
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

WAITS = "400ms"  # for a table's lock; those who come behind wait as long
PATIENCE = 600  # seconds of trying again

STATE_ONLY: tuple[type[Any], ...] = (
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.AlterModelTableComment,
    operations.CreateModel,
    postgres.AddConstraintNotValid,
    postgres.ValidateConstraint,
    postgres.AddIndexConcurrently,
)
REMOVES = (
    operations.DeleteModel,
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)


class IndexBesideTheWork(postgres.AddIndexConcurrently):
    """Builds an index while people write. What a try that broke off left behind is removed first."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            before = cursor.fetchone()[0]
            cursor.execute("SET lock_timeout = 0")  # it waits for old transactions, and nobody waits for it
            cursor.execute(
                "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid", [self.index.name]
            )
            if cursor.fetchone():
                cursor.execute(f"DROP INDEX CONCURRENTLY {connection.ops.quote_name(self.index.name)}")
            try:
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            finally:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])


def patiently(work: Callable[[], object], *, waits: str = WAITS, patience: float = PATIENCE) -> None:
    """Does `work` (migrations, each all or nothing) so that it never stands in a queue for a table's lock.

    Whoever stands there holds up everybody behind. After `waits` it steps back, lets the others go, and tries again.
    """
    end = time.monotonic() + patience
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [waits])
        try:
            work()
            break
        except OperationalError as fault:
            if not isinstance(fault.__cause__, LockNotAvailable) or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.2, 1.0))  # the others' turn
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '0', false)")


def judge(plan: list[Migration], state: ProjectState) -> Iterator[tuple[Migration, str]]:
    """Each migration of the plan, with what makes it harmful; empty where it is harmless."""
    new: set[tuple[str, str]] = set()
    for migration in plan:
        declared = getattr(migration, "stops_work", "")
        found = [] if declared or getattr(migration, "harmless", False) else list(_faults(migration, state, new))
        migration.mutate_state(state, preserve=False)
        yield migration, declared or "; ".join(found)


def _faults(migration: Migration, state: ProjectState, new: set[tuple[str, str]]) -> Iterator[str]:
    label = migration.app_label
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            new.add((label, operation.name_lower))
        elif isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _inner(operation.database_operations, label, state, new)
        else:
            yield from _inner([operation], label, state, new)


def _inner(found: Iterable[Any], label: str, state: ProjectState, new: set[tuple[str, str]]) -> Iterator[str]:
    for operation in found:
        table = getattr(operation, "model_name_lower", None) or getattr(operation, "model_name", "")
        if isinstance(operation, STATE_ONLY) or (label, str(table).lower()) in new:
            continue
        fault = _fault(operation, label, state)
        if fault:
            yield fault


def _fault(operation: Any, label: str, state: ProjectState) -> str:
    if isinstance(operation, operations.AddField):
        return _of_new_column(operation)
    if isinstance(operation, operations.AlterField):
        return _of_changed_column(operation, label, state)
    if isinstance(operation, REMOVES):
        return _("%(change)s: the version before still uses it") % {"change": operation.describe()}
    if isinstance(operation, operations.AddIndex):
        said = _("%(change)s: writers wait until it is built; use IndexBesideTheWork")
        return said % {"change": operation.describe()}
    if isinstance(operation, operations.AddConstraint):
        said = _("%(change)s: writers wait while all rows are read; use AddConstraintNotValid")
        return said % {"change": operation.describe()}
    if isinstance(operation, (operations.RemoveIndex, operations.RemoveConstraint)):
        return ""  # the version before writes without it
    said = _("%(change)s: nobody knows how long it takes; say `harmless = True` or `stops_work`")
    return said % {"change": operation.describe()}


def _of_new_column(operation: Any) -> str:
    field = operation.field
    if not field.null and not field.has_db_default() and not field.many_to_many:
        said = _("%(change)s: the version before can't fill it; let it be empty or give it a db_default")
        return said % {"change": operation.describe()}
    if field.generated or _differs_by_row(field):
        said = _(
            "%(change)s: the table is written anew while nobody can use it; let the column be empty and fill it later"
        )
    elif field.get_internal_type() in connection.data_type_check_constraints:
        said = _(
            "%(change)s: all rows are read for its check while nobody can use the table; "
            "use a field without one, and AddConstraintNotValid"
        )
    elif getattr(field, "db_index", False) or field.unique:
        said = _("%(change)s: writers wait until its index is built; use IndexBesideTheWork")
    else:
        return ""
    return said % {"change": operation.describe()}


def _differs_by_row(field: Any) -> bool:
    """Whether the database would have to work out a value for each row. One for all is only noted, and so is the moment."""
    given = field.db_default
    return field.has_db_default() and hasattr(given, "resolve_expression") and not isinstance(given, (Value, Now))


def _of_changed_column(operation: Any, label: str, state: ProjectState) -> str:
    """A change that only Django sees (choices, help, default) is none to the database."""
    old = state.models[label, operation.model_name_lower].fields[operation.name]
    keys = (
        "max_length",
        "max_digits",
        "decimal_places",
        "null",
        "unique",
        "db_index",
        "db_column",
        "db_default",
        "to",
        "primary_key",
    )
    same = type(old) is type(operation.field) and all(
        old.deconstruct()[3].get(key) == operation.field.deconstruct()[3].get(key) for key in keys
    )
    said = _("%(change)s: the table may be written anew while nobody can use it")
    return "" if same else said % {"change": operation.describe()}


def first_release() -> frozenset[str]:
    """The migrations of the first release: every installation began with them."""
    return frozenset(files("fugong.core").joinpath("data/first_release.txt").read_text().split())


def check_migrations(loader: MigrationLoader | None = None, **_asked: Any) -> list[CheckMessage]:
    """Every migration of ours since the first release is harmless, or says why it isn't."""
    loader = loader or MigrationLoader(None)
    state, told = ProjectState(), list[CheckMessage]()
    known = first_release()
    ordered: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        ordered |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    for key in ordered:
        migration = loader.get_migration(*key)
        if ".".join(key) in known or not migration.__module__.startswith("fugong."):
            migration.mutate_state(state, preserve=False)
            continue
        ((_migration, why),) = judge([migration], state)
        if why and not getattr(migration, "stops_work", ""):
            told.append(Error(f"{'.'.join(key)}: {why}", hint="docs/operations.md, “Migrations”", id="fugong.E025"))
    return told
