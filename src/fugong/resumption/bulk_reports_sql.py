"""The statements behind bulk reports. `incoming` holds one row a report, in the order of the body."""

from collections.abc import Iterable

from fugong.resumption.standings_sql import REPORTED

INCOMING = f"""
DROP TABLE IF EXISTS pg_temp.incoming;
CREATE TEMP TABLE incoming (
    number int, uscc text, enterprise bigint, {", ".join(f"{name} int" for name in REPORTED)}, note text,
    enterprise_id bigint, registered int, seq int, fault text, said_already boolean
) ON COMMIT DROP
"""

COPY = f"COPY incoming (number, uscc, enterprise, {', '.join(REPORTED)}, note) FROM STDIN"

ANALYZE = "ANALYZE incoming"

BY_CODE = """
UPDATE incoming i SET enterprise_id = x.id, registered = x.staff_total
FROM registry_enterprise x
JOIN registry_enrolment n ON n.enterprise_id = x.id AND n.campaign_id = %%s
WHERE i.uscc IS NOT NULL AND x.uscc = i.uscc AND (i.enterprise IS NULL OR i.enterprise = x.id)
  AND x.id IN (%(visible)s)
"""

BY_ID = """
UPDATE incoming i SET enterprise_id = x.id, registered = x.staff_total
FROM registry_enterprise x
JOIN registry_enrolment n ON n.enterprise_id = x.id AND n.campaign_id = %%s
WHERE i.uscc IS NULL AND x.id = i.enterprise AND x.id IN (%(visible)s)
"""

EARLIER = f"""
UPDATE incoming i SET seq = r.seq,
    said_already = ({", ".join(f"coalesce(i.{name}, r.{name})" for name in REPORTED)})
        IS NOT DISTINCT FROM ({", ".join(f"r.{name}" for name in REPORTED)}),
    {", ".join(f"{name} = coalesce(i.{name}, r.{name})" for name in REPORTED)}
FROM (
    SELECT DISTINCT ON (enterprise_id) * FROM resumption_report
    WHERE campaign_id = %s AND day = %s ORDER BY enterprise_id, seq DESC
) r
WHERE r.enterprise_id = i.enterprise_id
"""


def judge(required: Iterable[str]) -> str:
    """Writes each row's first fault; as many rows are touched as have one. `required` are columns, never text from outside."""
    missing = "\n".join(f"WHEN i.{name} IS NULL THEN 'missing:{name}'" for name in required if name in REPORTED)
    return f"""
UPDATE incoming i SET fault = j.fault FROM (
    SELECT number, CASE
        WHEN i.enterprise_id IS NULL THEN 'unknown'
        WHEN i.place > 1 THEN 'twice'
        {missing}
        WHEN i.staff_back > i.staff_total THEN 'more_than_total'
        WHEN i.staff_local + i.staff_outside <> i.staff_back THEN 'parts_differ'
        WHEN i.staff_local > i.staff_back THEN 'part_exceeds:staff_local'
        WHEN i.staff_outside > i.staff_back THEN 'part_exceeds:staff_outside'
    END AS fault
    FROM (SELECT *, row_number() OVER (PARTITION BY enterprise_id ORDER BY number) AS place FROM incoming) i
) j
WHERE j.number = i.number AND j.fault IS NOT NULL
"""


FAULTS = "SELECT * FROM incoming WHERE fault IS NOT NULL ORDER BY number LIMIT %s"

REPORT = f"""
INSERT INTO resumption_report
    (enterprise_id, campaign_id, day, at, by_id, via, reason, seq, {", ".join(REPORTED)}, note)
SELECT i.enterprise_id, p.campaign_id, p.day, p.at, p.by_id, p.via, p.reason, coalesce(i.seq, 0) + 1,
    {", ".join(f"i.{name}" for name in REPORTED)}, coalesce(i.note, '')
FROM incoming i
CROSS JOIN (SELECT %s::bigint, %s::date, %s::timestamptz, %s::bigint, %s::text, %s::text)
    AS p(campaign_id, day, at, by_id, via, reason)
WHERE i.fault IS NULL AND i.said_already IS NOT TRUE
"""

STANDING = """
UPDATE resumption_standing s SET
    staff_total = coalesce(i.staff_total, i.registered, s.staff_total),
    staff_back = coalesce(i.staff_back, s.staff_back),
    staff_local = coalesce(i.staff_local, s.staff_local),
    staff_outside = coalesce(i.staff_outside, s.staff_outside),
    capacity = coalesce(i.capacity, s.capacity),
    exceptions = coalesce(i.exceptions, 0),
    stock = coalesce(i.stock, s.stock),
    reported_at = %s,
    report_seq = coalesce(i.seq, 0) + 1
FROM incoming i
WHERE s.enterprise_id = i.enterprise_id AND s.campaign_id = %s AND s.day = %s
  AND i.fault IS NULL AND i.said_already IS NOT TRUE
"""
