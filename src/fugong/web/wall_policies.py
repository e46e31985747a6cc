"""Building the second wall: the reading role, and a policy on every table that holds rows of a campaign or of an enterprise.

After every migration the policies are made to fit the models: a new table has its own by itself. Whoever migrates must be allowed
to make a role; where that isn't so there is no wall, and `fugong doctor` says what to do.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.errors import DuplicateObject, InsufficientPrivilege, UndefinedColumn, UndefinedTable, UniqueViolation

from fugong.core.second_wall import BUILT, ROLE, said

POLICY = "second_wall"
OF_ALL = {
    "registry.Enterprise": "an enterprise's name stands on the papers of those it works with; what belongs to it has its own policy",
}
"""Tables without a policy though their rows belong to somebody, each with the reason."""


def _list(name: str) -> str:
    return f"ANY((SELECT nullif(current_setting('fugong.{name}', true), '')::bigint[])::bigint[])"


STAFF = "(SELECT current_setting('fugong.staff', true)) = 'on'"
OF_CAMPAIGN = f"campaign_id IS NULL OR campaign_id = {_list('met')}"
OF_ENTERPRISE = f"enterprise_id IS NULL OR {STAFF} OR enterprise_id = {_list('enterprises')}"
OF_BOTH = (
    f"campaign_id = {_list('campaigns')} OR enterprise_id = {_list('enterprises')}"
    f" OR (enterprise_id IS NULL AND (campaign_id IS NULL OR campaign_id = {_list('met')})) OR (campaign_id IS NULL AND {STAFF})"
)


SHARED = {
    "supplies",
    "training",
    "chains",
    "advice",
    "lodging",
    "services",
    "passes",
    "testing",
    "transport",
    "labour",
    "benefits",
}
SHARED |= {"meetings", "outreach", "registry.Enrolment", "registry.OfficerProfile_avoids", "rectification.Example"}
SHARED |= {"projects.Parcel", "inspections.DrawnEnterprise"}
"""Rooms and tables in which enterprises share what there is: free places, seats, stock and money are counted over the rows of all, on
the page of one too. There the wall stands between campaigns only; between enterprises stands `visible_to`.
"""
ITS_OWN = {
    "outreach.Reader",
    "outreach.NoticeReceipt",
    "benefits.Match",
    "benefits.SaidFact",
    "benefits.PolicyPack",
    "labour.Introduction",
}
ITS_OWN |= {
    "training.Certificate",
    "advice.Enquiry",
    "testing.Sample",
    "testing.Owing",
    "testing.Retest",
    "lodging.MealOrder",
}
"""What in shared rooms is one enterprise's alone."""
OWN = {"places.Campaign": f"id = {_list('met')}"}
"""What names its campaign otherwise."""


def walled() -> Iterator[tuple[Any, str]]:
    """Each model whose rows belong to a campaign or an enterprise, and which rows its policy lets through."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("fugong.") and not model._meta.proxy and (rows := _rows(model)):
            yield model, rows


def shares(model: Any) -> bool:
    """Whether its rows are counted over all enterprises of a campaign."""
    label = model._meta.label
    return label not in ITS_OWN and (label in SHARED or model._meta.app_label in SHARED)


def _rows(model: Any) -> str:
    label, columns = model._meta.label, {field.column for field in model._meta.concrete_fields}
    if label in OF_ALL:
        return ""
    if label in OWN:
        return OWN[label]
    if label == "ledger.Event":
        return f"{OF_BOTH} OR (campaign_id = {_list('met')} AND subject_kind IN ({_shared_kinds()}))"
    if "campaign_id" not in columns:
        return OF_ENTERPRISE if "enterprise_id" in columns and not shares(model) else ""
    return OF_BOTH if "enterprise_id" in columns and not shares(model) else OF_CAMPAIGN


def _shared_kinds() -> str:
    """What the timelines of shared records are about: both sides read them."""
    kinds = {getattr(model, "event_kind", None) for model in apps.get_models() if shares(model)}
    return ", ".join(f"'{kind}'" for kind in sorted(each for each in kinds if isinstance(each, str)))


def build(**_signal: Any) -> bool:
    """Makes role, grants and policies fit this version; done again it changes nothing. False, and nothing changed, where we may
    not, or where the tables are those of an earlier version (`fugong migrate <room> <name>`).

    Where the wall is switched off (`FUGONG_SECOND_WALL=0`) it is taken down.
    """
    wanted = {model._meta.db_table: rows for model, rows in walled()} if settings.SECOND_WALL else {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _role(cursor)
            standing = _standing(cursor)
            taken_down = [_no_wall(table) for table in standing.keys() - wanted.keys()]
            put_up = [_wall(table, rows) for table, rows in wanted.items() if standing.get(table) != rows]
            if changes := [*taken_down, *put_up]:
                cursor.execute(";".join(changes))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege | UndefinedTable | UndefinedColumn):
            raise
        return False
    return True


def stands() -> bool:
    """Whether the wall is there: role, and a policy on every table that needs one."""
    if not said(BUILT, {"role": ROLE})[0]:
        return False
    with connection.cursor() as cursor:
        standing = _standing(cursor)
    return all(standing.get(model._meta.db_table) == rows for model, rows in walled())


def _role(cursor: Any) -> None:
    cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [ROLE])
    if not cursor.fetchone()[0]:
        _make_role(cursor)
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    is_super = cursor.fetchone()[0]
    cursor.execute(f"GRANT {ROLE} TO CURRENT_USER" if not is_super else "SELECT 1")
    cursor.execute(
        f"GRANT USAGE ON SCHEMA public TO {ROLE};"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};"
        f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}"
    )
    if (
        is_super
    ):  # else a prefix search behind a policy can't use its index; these functions tell nothing of what they compare
        cursor.execute(
            "ALTER FUNCTION pg_catalog.textlike(text, text) LEAKPROOF; ALTER FUNCTION pg_catalog.like(text, text) LEAKPROOF"
        )


def _make_role(cursor: Any) -> None:
    """A role is the whole server's: another of its databases may make it at the same time."""
    try:
        with transaction.atomic():
            cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN NOINHERIT")
    except (IntegrityError, ProgrammingError) as error:
        if not isinstance(error.__cause__, DuplicateObject | UniqueViolation):
            raise


def _standing(cursor: Any) -> dict[str, str]:
    """Table behind the wall → its policy as it was written (PostgreSQL gives it back in its own words)."""
    cursor.execute(
        "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
        " WHERE p.polname = %s AND c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity",
        [POLICY],
    )
    return dict(cursor.fetchall())


OTHERS = {"may_add": "INSERT WITH CHECK", "may_change": "UPDATE USING", "may_remove": "DELETE USING"}


def _no_wall(table: str) -> str:
    name = connection.ops.quote_name(table)
    dropped = [f"DROP POLICY IF EXISTS {policy} ON {name}" for policy in (POLICY, *OTHERS)]
    return ";".join([f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY", *dropped])


def _wall(table: str, rows: str) -> str:
    name, kept = connection.ops.quote_name(table), rows.replace("'", "''")
    made = [(POLICY, f"SELECT USING ({rows})"), *((policy, f"{what} (true)") for policy, what in OTHERS.items())]
    return ";".join([
        *(f"DROP POLICY IF EXISTS {policy} ON {name}; CREATE POLICY {policy} ON {name} FOR {what}" for policy, what in made),
        f"COMMENT ON POLICY {POLICY} ON {name} IS '{kept}'",
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
    ])  # fmt: skip
