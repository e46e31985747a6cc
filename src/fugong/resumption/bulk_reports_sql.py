"""The statements behind bulk reports. `incoming` holds one row a report in the order of the body, `checked` the same with
its enterprise, the day's earlier report and its first fault. Both live until the transaction ends.
"""

from collections.abc import Iterable, Sequence

from fugong.resumption.standings_sql import REPORTED

INCOMING = f"""
SET LOCAL work_mem = '64MB';
DROP TABLE IF EXISTS pg_temp.incoming, pg_temp.checked;
CREATE TEMP TABLE incoming (
    number int, uscc text, enterprise bigint, {", ".join(f"{name} int" for name in REPORTED)}, note text
) ON COMMIT DROP
"""


def copy(columns: Sequence[str]) -> str:
    """Takes CSV of the row's number and these columns."""
    return f"COPY incoming (number, {', '.join(columns)}) FROM STDIN (FORMAT csv)"


CODES_OF_IDS = """
UPDATE incoming i SET uscc = x.uscc FROM registry_enterprise x WHERE i.uscc IS NULL AND x.id = i.enterprise
"""


def said(name: str) -> str:
    """A value as the row says it, else as the day's earlier report did."""
    return f"coalesce(i.{name}, r.{name})"


def checked(required: Iterable[str], visible: str) -> str:
    """`required` are columns, `visible` is a query for the ids of the enterprises that the person reports for.

    Parameters: campaign, those of `visible`, campaign, day.
    """
    missing = "\n".join(f"WHEN i.{name} IS NULL AND r.{name} IS NULL THEN 'missing:{name}'" for name in required)
    return f"""
CREATE TEMP TABLE checked ON COMMIT DROP AS
SELECT i.number, i.uscc, i.enterprise, x.id AS enterprise_id, x.staff_total AS registered, coalesce(r.seq, 0) AS seq,
    {", ".join(f"{said(name)} AS {name}" for name in REPORTED)}, i.note,
    CASE
        WHEN x.id IS NULL OR i.enterprise <> x.id THEN 'unknown'
        {missing}
        WHEN {said("staff_back")} > {said("staff_total")} THEN 'more_than_total'
        WHEN {said("staff_local")} + {said("staff_outside")} <> {said("staff_back")} THEN 'parts_differ'
        WHEN {said("staff_local")} > {said("staff_back")} THEN 'part_exceeds:staff_local'
        WHEN {said("staff_outside")} > {said("staff_back")} THEN 'part_exceeds:staff_outside'
    END AS fault,
    r.seq IS NOT NULL AND ({", ".join(map(said, REPORTED))})
        IS NOT DISTINCT FROM ({", ".join(f"r.{name}" for name in REPORTED)}) AS said_already
FROM incoming i
LEFT JOIN (
    SELECT x.id, x.uscc, x.staff_total FROM registry_enterprise x
    JOIN registry_enrolment n ON n.enterprise_id = x.id AND n.campaign_id = %s
    WHERE x.id IN ({visible})
) x ON x.uscc = i.uscc
LEFT JOIN (
    SELECT DISTINCT ON (enterprise_id) * FROM resumption_report
    WHERE campaign_id = %s AND day = %s ORDER BY enterprise_id, seq DESC
) r ON r.enterprise_id = x.id
"""  # noqa: S608 (columns of our own)


IN_ONE_GO = "SET LOCAL enable_nestloop = off"
"""The planner knows nothing yet of tables that were just written, and would look thousands of rows up one by one."""

TWICE = """
UPDATE checked c SET fault = 'twice'
FROM (SELECT enterprise_id, min(number) AS number FROM checked GROUP BY enterprise_id HAVING count(*) > 1) first
WHERE c.enterprise_id = first.enterprise_id AND c.number > first.number
"""

REFUSED = "SELECT count(*) FROM checked WHERE fault IS NOT NULL"

FAULTS = "SELECT * FROM checked WHERE fault IS NOT NULL ORDER BY number LIMIT %s"

REPORT = f"""
INSERT INTO resumption_report
    (enterprise_id, campaign_id, day, at, by_id, via, reason, seq, {", ".join(REPORTED)}, note)
SELECT c.enterprise_id, %s, %s, %s, %s, %s, %s, c.seq + 1, {", ".join(f"c.{name}" for name in REPORTED)}, coalesce(c.note, '')
FROM checked c
WHERE c.fault IS NULL AND NOT c.said_already
"""  # noqa: S608 (columns of our own)

STANDING = """
UPDATE resumption_standing s SET
    staff_total = coalesce(c.staff_total, c.registered, s.staff_total),
    staff_back = coalesce(c.staff_back, s.staff_back),
    staff_local = coalesce(c.staff_local, c.staff_back - c.staff_outside, s.staff_local),
    staff_outside = coalesce(c.staff_outside, c.staff_back - c.staff_local, s.staff_outside),
    capacity = coalesce(c.capacity, s.capacity),
    exceptions = coalesce(c.exceptions, 0),
    stock = coalesce(c.stock, s.stock),
    reported_at = %s,
    report_seq = c.seq + 1
FROM checked c
WHERE s.enterprise_id = c.enterprise_id AND s.campaign_id = %s AND s.day = %s
  AND c.fault IS NULL AND NOT c.said_already
"""
