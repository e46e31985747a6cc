"""The statements that write standings.

Parameters: campaign, day; before (the open day whose values are carried on, or null); end (the moment the day ends); ids (null: all);
asked (whether reports are owed that day) and asked_of (by whom; null: by all that resumed and had to file); due (until when: whoever
resumes later owes the first report the next day) and late (whether that moment has passed).
"""

REPORTED = ("staff_total", "staff_back", "staff_local", "staff_outside", "capacity", "exceptions", "stock")
"""What a report says. Exceptions are that day's own; the others hold until the next report. Of the staff back, where only
those from outside or only the local ones are asked for, the others are the rest."""

STANDING = (
    *("area_code", "grid_id", '"group"', "segments", "state", "filed", "approved", "resumed", "expected"),
    *("covered", "committed", "roster", "signed"),
)
"""What the other rooms' rows say."""

ARRIVED = ("reported_at", "report_seq")

UPSERT = f"""
WITH enrolled AS (
    SELECT n.enterprise_id, n.area_code, n."group", n.segments, n.missing_posts, x.grid_id, x.staff_total
    FROM registry_enrolment n JOIN registry_enterprise x ON x.id = n.enterprise_id
    WHERE n.campaign_id = %(campaign)s AND (%(ids)s::bigint[] IS NULL OR n.enterprise_id = ANY(%(ids)s))
), report AS (
    SELECT DISTINCT ON (enterprise_id) *
    FROM resumption_report
    WHERE campaign_id = %(campaign)s AND day = %(day)s
      AND (%(ids)s::bigint[] IS NULL OR enterprise_id = ANY(%(ids)s))
    ORDER BY enterprise_id, seq DESC
), before AS (
    SELECT * FROM resumption_standing
    WHERE campaign_id = %(campaign)s AND day = %(before)s
      AND (%(ids)s::bigint[] IS NULL OR enterprise_id = ANY(%(ids)s))
), roster AS (
    SELECT enterprise_id, count(*) AS people, count(signed_at) AS signed
    FROM resumption_employeecommitment
    WHERE campaign_id = %(campaign)s AND (%(ids)s::bigint[] IS NULL OR enterprise_id = ANY(%(ids)s))
    GROUP BY enterprise_id
), state AS (
    SELECT r.enterprise_id,
        CASE WHEN r.state <> 'resumed' OR r.resumed_on <= %(day)s THEN r.state
            WHEN r.exemption = '' THEN 'approved' ELSE 'exempt' END AS state,
        r.state IN ('filed', 'approved', 'resumed', 'suspended') AND r.exemption = ''
            AND coalesce(r.filed_at < %(end)s, true) AS filed,
        r.state IN ('approved', 'resumed') AND r.exemption = ''
            AND coalesce(r.approved_at < %(end)s, true) AS approved,
        r.exemption <> '' AS exempt,
        r.state = 'resumed' AND r.resumed_on <= %(day)s AS resumed,
        NOT (r.state_since > %(due)s AND r.state_since < %(end)s) AS in_time, r.capacity
    FROM resumption_resumption r
    WHERE r.campaign_id = %(campaign)s AND (%(ids)s::bigint[] IS NULL OR r.enterprise_id = ANY(%(ids)s))
)
INSERT INTO resumption_standing AS s (enterprise_id, day, campaign_id,
    {", ".join(STANDING)}, {", ".join(REPORTED)}, {", ".join(ARRIVED)})
SELECT n.enterprise_id, %(day)s, %(campaign)s, n.area_code, n.grid_id, n."group", n.segments,
    coalesce(t.state, 'not_filed'), coalesce(t.filed, false), coalesce(t.approved, false), coalesce(t.resumed, false),
    coalesce(t.resumed AND t.in_time, false) AND %(asked)s
        AND CASE WHEN %(asked_of)s::bigint[] IS NULL THEN NOT t.exempt ELSE n.enterprise_id = ANY(%(asked_of)s) END,
    cardinality(n.missing_posts) = 0, c.id IS NOT NULL, coalesce(o.people, 0), coalesce(o.signed, 0),
    coalesce(r.staff_total, n.staff_total, b.staff_total, 0),
    coalesce(r.staff_back, b.staff_back, 0),
    coalesce(r.staff_local, r.staff_back - r.staff_outside, b.staff_local, 0),
    coalesce(r.staff_outside, r.staff_back - r.staff_local, b.staff_outside, 0),
    coalesce(r.capacity, b.capacity, t.capacity),
    coalesce(r.exceptions, 0),
    coalesce(r.stock, b.stock),
    r.at, coalesce(r.seq, 0)
FROM enrolled n
LEFT JOIN state t ON t.enterprise_id = n.enterprise_id
LEFT JOIN report r ON r.enterprise_id = n.enterprise_id
LEFT JOIN before b ON b.enterprise_id = n.enterprise_id
LEFT JOIN roster o ON o.enterprise_id = n.enterprise_id
LEFT JOIN resumption_enterprisecommitment c
    ON c.campaign_id = %(campaign)s AND c.enterprise_id = n.enterprise_id AND c.withdrawn_at IS NULL
"""  # noqa: S608 (columns of our own)

OWED = "(excluded.expected AND (s.expected OR NOT %(late)s))"
"""Once the hour has passed nobody comes to owe that day's report any more."""


def _conflict(columns: tuple[str, ...]) -> str:
    """Writes these columns where the row is there, and only if one of them differs."""
    said = {name: OWED if name == "expected" else f"excluded.{name}" for name in columns}
    new = ", ".join(f"{name} = {value}" for name, value in said.items())
    old_row = ", ".join(f"s.{name}" for name in columns)
    new_row = ", ".join(said.values())
    return f"ON CONFLICT (enterprise_id, day, campaign_id) DO UPDATE SET {new} WHERE ({old_row}) IS DISTINCT FROM ({new_row})"


CONFLICT_TODAY = _conflict((*STANDING, *REPORTED, *ARRIVED))
CONFLICT_PAST = _conflict((*REPORTED, *ARRIVED))

REMOVE = """
DELETE FROM resumption_standing s
WHERE s.campaign_id = %(campaign)s AND s.day = %(day)s
  AND (%(ids)s::bigint[] IS NULL OR s.enterprise_id = ANY(%(ids)s))
  AND NOT EXISTS (
    SELECT 1 FROM registry_enrolment n WHERE n.campaign_id = s.campaign_id AND n.enterprise_id = s.enterprise_id)
"""
