"""A city: one place of the demo with everything that happened there, many times over.

Every row that belongs to an enterprise, an officer or a person is copied in the database with its numbers moved on, so that each room
grows as the register does; what a place has once (its pack, notices, courses, meetings, frozen figures) stays as it is.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

STEP = 10_000_000
"""By how much the numbers of each copy are moved on: more than the demo has rows in any table."""
ONCE = {
    "policy", "places", "figures", "meetings", "investment", "exchange", "papers", "proposals", "accounts.ApiToken",
    "benefits.Policy", "benefits.Version", "benefits.Award", "resumption.JointFiling", "accounts.User_groups",
    "accounts.User_user_permissions", "chains.ResumingOrder", "chains.OrderEntry", "channels.Robot", "chains.Partner",
    "demands.Cause", "inspections.Draw", "inspections.DrawnEnterprise", "inspections.DrawnEnterprise_inspectors",
    "labour.Fair", "labour.Stand", "labour.Seeker", "outreach.Notice", "outreach.NoticeVersion", "outreach.NoticeText",
    "outreach.NoticeSending", "outreach.NoticePicture", "outreach.NoticeViewing", "passes.PassTally", "passes.SigningKey",
    "registry.Park", "training.Course", "training.Question", "transport.Survey", "transport.Plan", "workforce.CampaignKey",
    "workforce.Erasure", "ledger.Seal", "ledger.Mark",
}  # fmt: skip
"""Rooms and tables of which a place has as many, however many enterprises it has."""
OF_PEOPLE = {
    "workforce.Person", "workforce.DataKey", "workforce.Employment", "workforce.HealthReport", "workforce.HealthTotal",
    "workforce.HealthCase", "lodging.Stay", "lodging.RequestedPerson",
    "testing.Sample", "testing.Owing", "testing.TestTotal", "testing.Tube", "testing.Retest",
}  # fmt: skip
"""Tables that grow with the people."""
NAMED = {
    "enterprise_id": "registry.Enterprise",
    "person_id": "workforce.Person",
    "tube_id": "testing.Tube",
    "standing_id": "",
}
"""Columns that hold another table's number without a foreign key, as partitions do."""
STAYING = {
    "accounts.User": "SELECT user_id FROM accounts_grant WHERE scope_kind = 'all'",
    "supplies.Place": "SELECT id FROM supplies_place WHERE enterprise_id IS NULL",
}
"""Rows that are there once among those that are copied: whoever looks after the whole installation, the authority's stores."""
SAID = {
    "accounts.Grant.scope_key": f"CASE WHEN scope_kind = 'enterprise' THEN (scope_key::bigint + c * {STEP})::text ELSE scope_key END",
    "ledger.Event.subject_id": f"t.subject_id + c * {STEP}",
    "lodging.Stay.place": f"(t.room_id + c * {STEP}) * 64 + t.bed/*moved*/",
    "registry.Enterprise.name": "t.name || c",
}
"""Columns that follow another in their own way."""
UNCONSTRAINED = "SET LOCAL session_replication_role = replica"  # copies of right rows are right


class City:
    """Makes copies. `copies` of everything, `peopled` of what grows with the people."""

    def __init__(self, copies: int, peopled: int) -> None:
        from django.apps import apps

        self.copies, self.peopled = copies, min(copies, peopled)
        self.tables = {
            model._meta.label: model
            for model in apps.get_models(include_auto_created=True)
            if model.__module__.startswith("fugong.")
            and model._meta.app_label not in {*ONCE, "sheets", "web"}
            and model._meta.label not in ONCE
            and model._meta.managed
        }

    def grow(self) -> Iterator[tuple[str, int]]:
        """Copies every table; yields its name and how many rows came."""
        from django.db import connection, transaction

        for label, model in self.tables.items():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(UNCONSTRAINED)
                cursor.execute(self.statement(model))
                yield label, cursor.rowcount
                self._count_on(cursor, model)

    def statement(self, model: Any) -> str:
        """INSERT … SELECT of all copies of a table's rows."""
        columns = {
            field.column: self._column(model, field) for field in model._meta.concrete_fields if not field.generated
        }
        for names in self._unique(model):
            if not any(columns[name].endswith(MOVED) for name in names):
                self._vary(model, columns, names)
        moved = {name: text.removesuffix(MOVED) for name, text in columns.items()}
        many = self.peopled if model._meta.label in OF_PEOPLE else self.copies
        names = ", ".join(f'"{name}"' for name in moved)
        said = ", ".join(moved.values())
        where = self._only(model)
        overriding = "OVERRIDING SYSTEM VALUE"
        return (
            f'INSERT INTO "{model._meta.db_table}" ({names}) {overriding} SELECT {said} '
            f'FROM "{model._meta.db_table}" t, generate_series(1::bigint, {many}) c {where}'
        )

    def _only(self, model: Any) -> str:
        if staying := STAYING.get(model._meta.label):
            return f"WHERE t.id NOT IN ({staying})"
        if model._meta.label == "accounts.Grant":
            return "WHERE scope_kind <> 'all'"
        if model._meta.label == "workforce.DataKey":
            return "WHERE EXISTS (SELECT 1 FROM workforce_person p WHERE p.key_id = t.id)"
        return ""

    def _column(self, model: Any, field: Any) -> str:
        name = f't."{field.column}"'
        if said := SAID.get(f"{model._meta.label}.{field.column}"):
            return said
        target = field.related_model._meta.label if field.is_relation and field.related_model else None
        if target is None and field.column in NAMED and not field.primary_key:
            target = NAMED[field.column]
        if target in STAYING:
            return f"CASE WHEN {name} IN ({STAYING[target]}) THEN {name} ELSE {name} + c * {STEP} END{MOVED}"
        if target is not None and target not in self.tables:
            return name
        of_people = target in OF_PEOPLE and model._meta.label not in OF_PEOPLE
        number = f"(1 + (c - 1) % {self.peopled})" if of_people else "c"
        kind = field.target_field.get_internal_type() if field.is_relation else field.get_internal_type()
        if target is not None or field.primary_key:
            if kind == "UUIDField":
                return f"md5({name}::text || {number})::uuid{MOVED}"
            if kind in ("CharField", "TextField"):
                return f"{name} || '_c' || {number}{MOVED}"
            return f"{name} + {number} * {STEP}{MOVED}"
        return name

    def _unique(self, model: Any) -> list[list[str]]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT array_agg(a.attname::text) FROM pg_index i "
                "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
                "WHERE i.indrelid = %s::regclass AND i.indisunique GROUP BY i.indexrelid",
                [f'"{model._meta.db_table}"'],
            )
            return [row[0] for row in cursor.fetchall()]

    def _vary(self, model: Any, columns: dict[str, str], names: list[str]) -> None:
        """Lets one column of a unique index differ from copy to copy."""
        fields = {field.column: field for field in model._meta.concrete_fields}
        for name in sorted(names, key=lambda each: (fields[each].is_relation, each != "token")):
            field = fields[name]
            if field.is_relation:
                continue
            of = field.get_internal_type()
            most = getattr(field, "max_length", None)
            if name == "uscc":
                columns[name] = f"'91' || lpad((t.id + c * {STEP})::text, 16, '0'){MOVED}"
            elif of in ("BinaryField",):
                columns[name] = f"decode(md5(t.\"{name}\"::text || c), 'hex'){MOVED}"
            elif of in ("CharField", "TextField", "SlugField"):
                columns[name] = (
                    f"CASE WHEN t.\"{name}\" = '' THEN '' WHEN length(t.\"{name}\") + 4 > {most or 10**6} "
                    f'THEN left(md5(t."{name}" || c), {most or 32}) ELSE t."{name}" || \'_c\' || c END{MOVED}'
                )
            elif "Integer" in of:
                columns[name] = f't."{name}" + c * 100000{MOVED}'
            elif of == "UUIDField":
                columns[name] = f'md5(t."{name}"::text || c)::uuid{MOVED}'
            else:
                continue
            return
        raise LookupError(f"{model._meta.label}: nothing in {names} can differ from copy to copy")

    def _count_on(self, cursor: Any, model: Any) -> None:
        pk = model._meta.pk
        if pk.get_internal_type() in ("BigAutoField", "AutoField"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{model._meta.db_table}\"', '{pk.column}'), "
                f'(SELECT max("{pk.column}") FROM "{model._meta.db_table}"))'
            )


MOVED = "/*moved*/"

REPORTS = """
INSERT INTO workforce_healthreport (enterprise_id, day, person_id, at, campaign_id, temperature, via)
SELECT enterprise_id, %(day)s, person_id, %(at)s, campaign_id, 360 + person_id %% 9, 'sheet' FROM workforce_employment
WHERE is_main ON CONFLICT DO NOTHING
"""
TOTALS = """
INSERT INTO workforce_healthtotal (enterprise_id, day, campaign_id, area_code, reports, reported, complete, exceptions)
SELECT m.enterprise_id, %(day)s, m.campaign_id, min(e.area_code), %(times)s * count(*), count(*), count(*), 0
FROM workforce_employment m JOIN registry_enterprise e ON e.id = m.enterprise_id WHERE is_main
GROUP BY 1, 3 ON CONFLICT DO NOTHING
"""


def live(days: int, today: dt.date, times: tuple[str, ...] = ("07:30", "17:30")) -> int:
    """The days before today: everyone's reports, and each enterprise's totals. How many reports came."""
    from django.db import connection

    from fugong.workforce.partitions import DAILY

    came = 0
    with connection.cursor() as cursor:
        for back in range(1, days + 1):
            day = today - dt.timedelta(days=back)
            DAILY.ensure(day)
            for hour in times:
                cursor.execute(REPORTS, {"day": day, "at": f"{day}T{hour}:00+08:00"})
                came += cursor.rowcount
            cursor.execute(TOTALS, {"day": day, "times": len(times)})
    return came
