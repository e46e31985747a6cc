"""10,000 deliveries to receivers that are well: how soon each arrived. The goal is 95 % within 10 s of being told.

They are told fifty a second, by SMS through one gateway on this machine, while one job sends. The gateway, the sender and
whoever tells share this one process.
"""

import logging
import threading
import time
from typing import Any

import orjson
import structlog

from benchmarks.house import database

MANY = 10_000
PORTIONS, APART = 100, 2.0  # seconds


def run(many: int = MANY) -> dict[str, Any]:
    """Seconds from being told to having arrived: the median, the 95th of a hundred, the last; and how many in ten seconds."""
    from django.conf import settings
    from django.db import connection

    from fugong.channels.models import Delivery
    from ground.receivers import receiver

    settings.RECEIVERS_ALLOWED = ["127.0.0.1"]
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with receiver() as gateway:
        people = _people(gateway.url, 100)
        told = threading.Event()
        sender = threading.Thread(target=_send, args=(told,))
        sender.start()
        began = time.perf_counter()
        for portion in range(PORTIONS):
            time.sleep(max(began + portion * APART - time.perf_counter(), 0))
            _tell(people, many // PORTIONS // len(people))
        told.set()
        sender.join()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - made_at)), "
            "avg((ended_at - made_at <= interval '10 seconds')::int) FROM channels_delivery WHERE state = 'sent'"
        )
        (half, most, last), share = cursor.fetchone()
    assert Delivery.objects.filter(state="sent").count() == many
    found = {"half_s": half, "most_s": most, "last_s": last, "within_10_s": float(share)}
    return {"deliveries": many, **{key: round(value, 3) for key, value in found.items()}, "goal": "within_10_s ≥ 0.95"}


def _people(url: str, many: int) -> list[Any]:
    from fugong.accounts.models import User
    from fugong.channels import kinds
    from fugong.channels.kinds import Kind
    from fugong.channels.models import Address, Gateway
    from fugong.core import clock, crypto

    kinds.register(Kind("bench.urgent", "bench", urgent=True))
    Gateway.objects.create(name="短信", url=url, body='{"id": "{id}"}', per_minute=10**7, made_at=clock.now())
    people = User.objects.bulk_create(User(username=f"reader{n}", name="读者") for n in range(many))
    for person in people:
        number = f"+86138{person.pk:08d}"
        Address.objects.create(
            person=person, channel="sms", value=number, index=crypto.blind_index(number, "channels.address"),
            label="138***", added_at=clock.now(), verified_at=clock.now(),
        )  # fmt: skip
    return people


def _tell(people: list[Any], times: int) -> None:
    from fugong.channels.actions import tell_all
    from fugong.channels.actions.telling import Note

    tell_all([Note(kind="bench.urgent", people=people, title="甲事已办", url="/me/")] * times)


def _send(told: threading.Event) -> None:
    """What the worker's jobs do."""
    from django.db import connection

    from fugong.channels import claiming, sending

    while not told.is_set() or claiming.anything_due():
        sending.run(seconds=45)
        told.wait(0.05)
    connection.close()


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
