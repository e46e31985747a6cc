"""The statements behind bulk samples. `incoming` holds one row a sample in the order of the body, `checked` the same with where the
person counts and the row's fault. Both live until the transaction ends.
"""

from collections.abc import Sequence

INCOMING = """
SET LOCAL work_mem = '64MB';
DROP TABLE IF EXISTS pg_temp.incoming, pg_temp.checked;
CREATE TEMP TABLE incoming (number int, person bigint, at timestamptz, test text, tube text, result text) ON COMMIT DROP
"""


def copy(columns: Sequence[str]) -> str:
    """Takes CSV of the row's number and these columns."""
    return f"COPY incoming (number, {', '.join(columns)}) FROM STDIN (FORMAT csv)"


MAIN = """
SELECT DISTINCT ON (person_id) person_id, enterprise_id FROM workforce_employment
WHERE campaign_id = %(campaign)s AND left_on IS NULL ORDER BY person_id, id
"""


def checked(visible: str) -> str:
    """`visible` is a query for the numbers of the people that the caller may sample, its parameters written as names."""
    return f"""
CREATE TEMP TABLE checked ON COMMIT DROP AS
SELECT i.number, i.person, i.at, i.test, (i.at AT TIME ZONE %(zone)s)::date AS day, coalesce(m.enterprise_id, 0) AS enterprise_id,
    t.id AS tube_id, coalesce(i.result, '') AS result,
    CASE
        WHEN p.id IS NULL THEN 'unknown'
        WHEN i.at > %(latest)s OR i.at < %(earliest)s THEN 'moment'
        WHEN i.tube IS NOT NULL AND t.id IS NULL THEN 'tube'
    END AS fault
FROM incoming i
LEFT JOIN ({visible}) p ON p.id = i.person
LEFT JOIN ({MAIN}) m ON m.person_id = i.person
LEFT JOIN testing_tube t ON t.campaign_id = %(campaign)s AND t.code = i.tube AND t.test = i.test AND t.state = 'collecting'
    AND t.id = ANY(%(tubes)s)
"""  # noqa: S608 (our own text)


IN_ONE_GO = "SET LOCAL enable_nestloop = off"
"""The planner knows nothing yet of tables that were just written, and would look thousands of rows up one by one."""

FAULTS = """
SELECT number, person, fault, count(*) OVER () AS many FROM checked WHERE fault IS NOT NULL ORDER BY number LIMIT %s
"""

DAYS = "SELECT DISTINCT day FROM checked WHERE fault IS NULL"

SAMPLES = """
INSERT INTO testing_sample (enterprise_id, day, person_id, kind, at, campaign_id, tube_id, result, via, by_id)
SELECT enterprise_id, day, person, test, at, %(campaign)s, tube_id, result, %(via)s, %(by)s FROM checked WHERE fault IS NULL
ORDER BY enterprise_id, person
ON CONFLICT DO NOTHING
"""

TOUCHED = "SELECT DISTINCT day, test, enterprise_id FROM checked WHERE fault IS NULL AND enterprise_id > 0"

FILLED = """
UPDATE testing_tube t SET filled = n.many
FROM (
    SELECT s.tube_id, count(*) AS many FROM testing_sample s
    WHERE s.tube_id IN (SELECT DISTINCT tube_id FROM checked WHERE fault IS NULL AND tube_id IS NOT NULL)
    GROUP BY s.tube_id
) n WHERE t.id = n.tube_id
"""
