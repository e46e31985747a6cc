"""The statements behind bulk samples. Lists come as texts of arrays; `core.bulk` makes them."""

KNOWN = """
SELECT string_agg(
    int8send(enterprise_id) || int8send(person_id) || int8send(array_position(%s::text[], kind::text) - 1) || timestamptz_send(at), ''
)
FROM testing_sample
WHERE day = ANY(%s::date[]) AND at BETWEEN %s AND %s AND enterprise_id = ANY(%s::bigint[]) {few}
"""
"""What is there already of the same days, enterprises and hours; kinds of test by their place in a list, -1 for others."""

FEW = "AND person_id = ANY(%s::bigint[])"

FILLED = """
UPDATE testing_tube t SET filled = n.many
FROM (
    SELECT s.tube_id, count(*) AS many FROM testing_sample s WHERE s.tube_id = ANY(%s::bigint[]) GROUP BY s.tube_id
) n WHERE t.id = n.tube_id
"""
