"""The statements behind health reports. Lists come as texts of arrays; `core.bulk` makes them."""

HOLD = """
INSERT INTO workforce_healthtotal (enterprise_id, day, campaign_id, area_code, reports, reported, complete, exceptions)
SELECT x.id, %s, %s, x.area_code, 0, 0, 0, 0
FROM registry_enterprise x WHERE x.id = ANY(%s::bigint[])
ORDER BY x.id
ON CONFLICT (enterprise_id, day, campaign_id) DO UPDATE SET reports = workforce_healthtotal.reports
"""
"""The rows of totals that will change are there, and held: whoever reports for the same enterprise and day waits."""

KNOWN = """
SELECT string_agg(int8send(enterprise_id) || int8send(person_id) || timestamptz_send(at), '')
FROM workforce_healthreport
WHERE day = ANY(%s::date[]) AND at BETWEEN %s AND %s AND enterprise_id = ANY(%s::bigint[]) {few}
"""
"""What is there already of the same days, enterprises and hours."""

FEW = "AND person_id = ANY(%s::bigint[])"

WATCHED = """
SELECT string_agg(int8send(id), '') FROM workforce_person
WHERE (last_symptoms OR last_temperature >= %s OR state = 'isolated') AND {among}
"""

LAST = """
UPDATE workforce_person p SET
    last_temperature = coalesce(n.temperature, p.last_temperature),
    last_symptoms = n.symptoms,
    last_reported_at = n.at
FROM unnest(%(people)s::bigint[], %(ats)s::timestamptz[], %(temperatures)s::smallint[], %(symptoms)s::bool[])
    n (person_id, at, temperature, symptoms)
WHERE p.id = n.person_id AND (p.last_reported_at IS NULL OR p.last_reported_at < n.at)
    AND (n.temperature >= %(fever)s OR n.symptoms OR p.last_temperature >= %(fever)s OR p.last_symptoms)
"""
"""Only where something is, or was, out of the ordinary: files are wide, and nobody waits for ten thousand of them to be rewritten."""

TOTAL = """
UPDATE workforce_healthtotal t SET
    reports = c.reports, reported = c.reported, complete = c.complete, exceptions = c.exceptions
FROM (
    SELECT e.id AS enterprise_id, coalesce(n.reports, 0) AS reports, coalesce(n.reported, 0) AS reported,
        coalesce(n.complete, 0) AS complete, coalesce(n.exceptions, 0) AS exceptions
    FROM unnest(%(enterprises)s::bigint[]) AS e (id)
    LEFT JOIN (
        SELECT enterprise_id, sum(reports) AS reports, count(*) AS reported,
            count(*) FILTER (WHERE parts >= %(times)s) AS complete, count(*) FILTER (WHERE unwell) AS exceptions
        FROM (
            SELECT enterprise_id, person_id, count(*) AS reports, {parts} AS parts,
                bool_or(temperature >= %(fever)s OR symptoms IS NOT NULL) AS unwell
            FROM workforce_healthreport
            WHERE day = %(day)s AND enterprise_id = ANY(%(enterprises)s::bigint[]) AND campaign_id = %(campaign)s
            GROUP BY 1, 2
        ) person
        GROUP BY 1
    ) n ON n.enterprise_id = e.id
) c
WHERE t.enterprise_id = c.enterprise_id AND t.day = %(day)s AND t.campaign_id = %(campaign)s
"""
"""The left join keeps the count in one go: joined to the totals themselves, on a day's first morning, when nobody has counted the new
partition yet, it was made anew for each enterprise."""


def parts(windows: int) -> str:
    """How many of the day's windows a person has reported in; without windows, how often."""
    if not windows:
        return "count(*)"
    clock = "((%(day)s::date + %({name}{n})s::time) AT TIME ZONE %(zone)s)"
    inside = f"(at BETWEEN {clock.format(name='begin', n='{n}')} AND {clock.format(name='end', n='{n}')})"
    return " + ".join(f"bool_or({inside.replace('{n}', str(n))})::int" for n in range(windows))


WELL_AGAIN = """
SELECT id FROM workforce_person
WHERE id = ANY(%s::bigint[]) AND state = 'isolated' AND last_temperature < %s AND NOT last_symptoms
"""
