"""The schema could be spread over several machines; what would not survive is found."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from fugong.core.citus import plan, queries, schema
from fugong.web import wall_policies

pytestmark = pytest.mark.django_db

EVENTS = [
    "resumption_report", "resumption_standing", "testing_owing", "testing_sample", "testing_testtotal",
    "workforce_healthreport", "workforce_healthtotal",
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_second_wall(db: None, settings: Any) -> Iterator[None]:
    """As it is taken down before anything is spread."""
    assert {fault.where for fault in schema.faults()} == {f"{table}: {wall_policies.POLICY}" for table in EVENTS}
    settings.SECOND_WALL = False
    assert wall_policies.build()
    with override("en"):
        yield


def test_the_event_tables_are_found_and_nothing_in_the_schema_stands_against_it() -> None:
    assert schema.events() == EVENTS
    assert schema.faults() == []


def test_registers_come_after_what_they_refer_to() -> None:
    ordered = schema.registers()
    assert ordered.index("places_campaign") < ordered.index("registry_enterprise") < ordered.index("registry_enrolment")


@pytest.mark.parametrize(
    ("broken_by", "told"),
    [
        ("CREATE UNIQUE INDEX alone ON resumption_standing (day, campaign_id)", "unique index without enterprise_id"),
        (
            "CREATE TABLE looks (e bigint, d date, c bigint, FOREIGN KEY (e, d, c) REFERENCES resumption_standing)",
            "refers to",
        ),
        ("ALTER TABLE testing_sample ADD FOREIGN KEY (tube_id) REFERENCES testing_tube", "neither copied nor spread"),
        ("ALTER TABLE resumption_standing ADD COLUMN n int GENERATED ALWAYS AS IDENTITY", "counts in integer"),
        ("CREATE TABLE resumption_report_default PARTITION OF resumption_report DEFAULT", "default partition"),
        (
            "CREATE TRIGGER looks BEFORE UPDATE ON registry_enterprise FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "trigger",
        ),
        ("ALTER TABLE registry_enterprise ADD COLUMN o bigint REFERENCES lodging_house", "trigger|not copied|copied"),
    ],
)
def test_what_would_not_survive_is_found(broken_by: str, told: str) -> None:
    import re

    before = set(schema.registers())
    with connection.cursor() as cursor:
        cursor.execute(broken_by)
    found = [fault.what for fault in schema.faults()]
    assert any(re.search(told, what) for what in found) or set(schema.registers()) != before, found


def test_no_query_in_the_code_stands_against_it() -> None:
    assert queries.faults(queries.package(), schema.events()) == []


@pytest.mark.parametrize(
    "code",
    [
        'ASK = "SELECT 1 FROM resumption_standing WHERE day = %s FOR UPDATE"',
        "Standing.objects.filter(enterprise=OuterRef('pk'))",
        "Standing.objects.select_for_update().filter(day=day)",
        'MOVE = "UPDATE testing_owing SET enterprise_id = 7"',
        'DRAW = "SELECT * FROM testing_sample TABLESAMPLE system (1)"',
    ],
)
def test_such_a_query_is_found(tmp_path: object, code: str) -> None:
    (tmp_path / "new.py").write_text(f"{code}\n")  # type: ignore[operator]
    assert queries.faults(tmp_path, EVENTS)  # type: ignore[arg-type]


def test_registers_first_and_events_beside_the_first() -> None:
    said = [step.sql for step in plan.steps(shards=16)]
    kinds = [sql.split("(")[0] for sql in said]
    assert kinds.index("SELECT create_distributed_table") > max(
        i for i, k in enumerate(kinds) if k == "SELECT create_reference_table"
    )
    first, *others = [sql for sql in said if "create_distributed_table" in sql]
    assert "shard_count := 16" in first
    assert all("colocate_with := 'resumption_report'" in sql for sql in others) and len(others) == len(EVENTS) - 1


def test_without_citus_nothing_is_spread() -> None:
    from fugong.core.errors import Refused

    with pytest.raises(Refused, match="no Citus"):
        list(plan.distribute())
