"""Of a peer's days, sent and received, each is reached; so is each number that a correction moved."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.exchange.models import Dispatch, Received
from fugong.exchange.views import peers
from ground.paging import seen

pytestmark = pytest.mark.django_db


def test_days_sent_and_received_are_read_to_the_first(stage, client, monkeypatch):
    monkeypatch.setattr(peers, "SHOWN", 1)
    for days in range(3):
        with clock.showing(clock.now() + dt.timedelta(days=days)):
            stage.freeze()
    moved = [{"measure": f"measure{n}", "part": "", "was": n, "now": n + 1} for n in range(3)]
    now = clock.now()
    rows = [
        Received.objects.create(
            peer=stage.peer, campaign_key="plain", area="990101", day=clock.today() - dt.timedelta(days=n), frozen_at=now,
            sent_at=now, received_at=now, body=b"{}", digest=f"{n:064}", receipt=b"{}", moved=moved,
        )
        for n in range(2)
    ]  # fmt: skip
    Received.objects.filter(pk=rows[1].pk).update(supersedes=rows[0])
    client.force_login(stage.cast.administrator)
    page = f"/exchange/peers/{stage.peer.pk}/"
    assert len(seen(client, page, r'<tr><th scope="row">\d', "sent")) == Dispatch.objects.count() == 3
    found = seen(client, page, r"/exchange/received/(\d+)/", "came")
    assert found == [str(row.pk) for row in reversed(rows)]
    assert seen(client, f"/exchange/received/{rows[1].pk}/", r"<code>(measure\d)") == [
        "measure0",
        "measure1",
        "measure2",
    ]
