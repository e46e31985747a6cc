"""Lists of demands, as a department's officer, an assigned officer, the desk and a leader: over 200,000 open ones against 2,000.

The goal is ≤ 2 × for each page that shows as many rows at both sizes.
"""

import logging
from typing import Any

import orjson
import structlog

from benchmarks.bench_lists import _client, _compared, _kept_aside
from benchmarks.house import database, tidy

SIZES = (2_000, 200_000)
ROUNDS = 15
PAGES = {
    "department": ("bureau", "tab=department"),
    "department, category": ("bureau", "tab=department&category=labour"),
    "department, all open": ("bureau", "tab=open"),
    "town's department": ("town", "tab=department"),
    "supporting": ("town", "tab=supporting"),
    "officer": ("officer", "tab=mine"),
    "desk, open": ("desk", "tab=open"),
    "desk, overdue": ("desk", "tab=overdue"),
    "desk, all": ("desk", "tab=all"),
    "desk, search": ("desk", "tab=open&text=焊工777"),
    "leader, open": ("leader", "tab=open"),
}


def run(sizes: tuple[int, int] = SIZES, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds of each page at both sizes, and the ratios."""
    from django.conf import settings

    from ground import cast

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, cast.PACKS]
    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    people = cast.build()
    clients = {
        who: _client(getattr(people, who)) for who, _query in PAGES.values()
    }  # sessions that both databases know
    enter(people.campaign, 0, sizes[0])
    tidy()
    with _kept_aside() as small:
        enter(people.campaign, *sizes)
        tidy()
        pages = {name: _compared(_opener(clients[who], query), small, rounds) for name, (who, query) in PAGES.items()}
    alike = [page["ratio"] for page in pages.values() if page["rows"] == page["few_rows"]]
    return {"demands": sizes[1], "pages": pages, "worst_ratio": max(alike), "goal": "worst_ratio ≤ 2"}


def enter(campaign: Any, start: int, stop: int) -> None:
    """Open demands from `start` to `stop`, spread over the enterprises, two departments and the tray; one in fifty is late."""
    from django.db import connection

    from fugong.core import clock
    from fugong.demands import wording
    from fugong.demands.models import Searched

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO demands_demand (uid, campaign_id, enterprise_id, area_code, pack_version_id, number, text, language,
                source, source_note, contact_name, contact_masked, category, proposed, priority, lead, post, supporting,
                designated, declined, climbed, within, received_at, clock_from, answer_due_at, reopened, owes, rating,
                state, state_since, due_at, clock_kind)
            SELECT gen_random_uuid(), %(campaign)s, firm.id, firm.area_code, %(pack)s, 'B' || n, '缺焊工' || n, 'zh',
                'one_key', '', '', '', (ARRAY['labour', 'lodging', 'logistics', 'policy'])[1 + n %% 4], 'labour', 2,
                (ARRAY['bureau', 'town', 'bureau', ''])[1 + n %% 4], (ARRAY['', '', '', 'resident'])[1 + n %% 4],
                CASE WHEN n %% 4 = 0 THEN ARRAY['town'] ELSE ARRAY[]::varchar[] END, false, ARRAY[]::varchar[],
                ARRAY[]::varchar[], '1 day', due, due, due, 0, '', '', 'received', due, due, 'answer'
            FROM generate_series(%(start)s, %(stop)s - 1) n
            JOIN (SELECT id, area_code, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
                  FROM registry_enterprise WHERE area_code LIKE '990101%%') firm ON firm.place = n %% firm.many
            CROSS JOIN LATERAL (SELECT %(now)s + (n %% 5000 - 100) * interval '1 minute' AS due) AS dues
            """,
            {
                "campaign": campaign.pk, "pack": campaign.pack_version_id, "start": start, "stop": stop,
                "now": clock.now(),
            },
        )  # fmt: skip
        cursor.execute(
            "SELECT id, text FROM demands_demand WHERE number = ANY(%s)", [[f"B{n}" for n in range(start, stop)]]
        )
        rows = cursor.fetchall()
        cursor.execute(
            "INSERT INTO demands_demandclimb (demand_id, rung, next_rung_at) "
            "SELECT id, 0, due_at FROM demands_demand WHERE id = ANY(%s)",
            [[pk for pk, _text in rows]],
        )
    Searched.objects.bulk_create((Searched(demand_id=pk, terms=wording.terms(text)) for pk, text in rows), 5_000)


def _opener(client: Any, query: str) -> Any:
    def open_page() -> int:
        answer = client.get(f"/c/plain/demands/?{query}")
        assert answer.status_code == 200, answer.status_code
        return int(answer.content.count(b'<th scope="row">'))

    return open_page


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
