"""The statements behind health reports. `incoming_health` holds one row a reading until the transaction ends."""

INCOMING = """
DROP TABLE IF EXISTS pg_temp.incoming_health, pg_temp.new_health;
CREATE TEMP TABLE incoming_health (
    number int, person_id bigint, at timestamptz, temperature smallint, symptoms varchar(40)[]
) ON COMMIT DROP
"""

COPY = "COPY incoming_health (number, person_id, at, temperature, symptoms) FROM STDIN"

DAYS = "SELECT DISTINCT (at AT TIME ZONE %s)::date FROM incoming_health"

IN_ONE_GO = "SET LOCAL enable_nestloop = off"
"""The planner knows nothing yet of tables that were just written, and would look thousands of rows up one by one."""

UNKNOWN = """
SELECT i.number FROM incoming_health i
WHERE NOT EXISTS (SELECT 1 FROM workforce_person p WHERE p.id = i.person_id AND p.campaign_id = %s AND p.id IN ({visible}))
ORDER BY i.number LIMIT 200
"""

INSERT = """
CREATE TEMP TABLE new_health ON COMMIT DROP AS
WITH written AS (
    INSERT INTO workforce_healthreport (enterprise_id, day, person_id, at, campaign_id, temperature, symptoms, via, by_id)
    SELECT coalesce(e.enterprise_id, 0), (i.at AT TIME ZONE %s)::date, i.person_id, i.at, %s, i.temperature, i.symptoms, %s, %s
    FROM incoming_health i
    LEFT JOIN workforce_employment e ON e.person_id = i.person_id AND e.left_on IS NULL
    ON CONFLICT DO NOTHING
    RETURNING enterprise_id, day, person_id, at, temperature, symptoms
)
SELECT * FROM written
"""

LAST = """
UPDATE workforce_person p SET
    last_temperature = coalesce(n.temperature, p.last_temperature),
    last_symptoms = n.symptoms IS NOT NULL,
    last_reported_at = n.at
FROM (SELECT DISTINCT ON (person_id) person_id, at, temperature, symptoms FROM new_health ORDER BY person_id, at DESC) n
WHERE p.id = n.person_id AND (p.last_reported_at IS NULL OR p.last_reported_at < n.at)
    AND (n.temperature >= %(fever)s OR n.symptoms IS NOT NULL OR p.last_temperature >= %(fever)s OR p.last_symptoms)
"""
"""Only where something is, or was, out of the ordinary: files are wide, and nobody waits for ten thousand of them to be rewritten."""

HOLD = """
INSERT INTO workforce_healthtotal (enterprise_id, day, campaign_id, area_code, reports, reported, complete, exceptions)
SELECT n.enterprise_id, n.day, %s, x.area_code, 0, 0, 0, 0
FROM (SELECT DISTINCT enterprise_id, day FROM new_health WHERE enterprise_id > 0 ORDER BY 1, 2) n
JOIN registry_enterprise x ON x.id = n.enterprise_id
ORDER BY n.enterprise_id, n.day
ON CONFLICT (enterprise_id, day, campaign_id) DO UPDATE SET reports = workforce_healthtotal.reports
"""
"""The rows of totals that will change are there, and held: whoever reports for the same enterprise and day waits."""

TOTAL = """
UPDATE workforce_healthtotal t SET
    reports = c.reports, reported = c.reported, complete = c.complete, exceptions = c.exceptions
FROM (
    SELECT enterprise_id, day, sum(reports) AS reports, count(*) AS reported,
        count(*) FILTER (WHERE parts >= %(times)s) AS complete, count(*) FILTER (WHERE unwell) AS exceptions
    FROM (
        SELECT r.enterprise_id, r.day, r.person_id, count(*) AS reports, {parts} AS parts,
            bool_or(r.temperature >= %(fever)s OR r.symptoms IS NOT NULL) AS unwell
        FROM workforce_healthreport r
        JOIN (SELECT DISTINCT enterprise_id, day FROM new_health WHERE enterprise_id > 0) n
            ON n.enterprise_id = r.enterprise_id AND n.day = r.day
        WHERE r.campaign_id = %(campaign)s
        GROUP BY 1, 2, 3
    ) person
    GROUP BY 1, 2
) c
WHERE t.enterprise_id = c.enterprise_id AND t.day = c.day AND t.campaign_id = %(campaign)s
"""


def parts(windows: int) -> str:
    """How many of the day's windows a person has reported in; without windows, how often."""
    if not windows:
        return "count(*)"
    inside = "((r.at AT TIME ZONE %(zone)s)::time BETWEEN %(begin{n})s::time AND %(end{n})s::time)"
    return " + ".join(f"bool_or({inside.format(n=n)})::int" for n in range(windows))


UNWELL = """
SELECT DISTINCT ON (person_id) person_id, at, temperature, symptoms FROM new_health
WHERE temperature >= %s OR symptoms IS NOT NULL ORDER BY person_id, at DESC
"""

WELL_AGAIN = """
SELECT DISTINCT p.id FROM workforce_person p JOIN new_health n ON n.person_id = p.id
WHERE p.state = 'isolated' AND p.last_temperature < %s AND NOT p.last_symptoms
"""
