"""End to end over a real server: two campaigns stand for two installations, which are one here and know each other by key."""

import datetime as dt
import json
import urllib.error
import urllib.request

import pytest

from fugong.core import clock
from fugong.exchange.actions import peers, sending
from fugong.exchange.models import Dispatch, Received
from fugong.exchange.tests import stage as ground


@pytest.mark.django_db(transaction=True)
def test_sent_received_receipted_played_back_bent(cast, live_server, settings):
    settings.RECEIVERS_ALLOWED = [live_server.url.partition("//")[2]]
    stage = ground.build(cast, live_server.url)
    stage.peer.campaigns.add(cast.next_door)
    stage.freeze()
    stage.freeze(cast.next_door)
    with clock.showing(dt.datetime.now(dt.UTC)):  # the server's own clock
        Dispatch.objects.update(due_at=clock.now())
        assert sending.deliver() == 1
    sent, outside = Dispatch.objects.get(campaign=cast.campaign), Dispatch.objects.get(campaign=cast.next_door)
    found = Received.objects.get()
    assert (sent.state, bytes(sent.receipt), sent.receipt_number) == (
        "sent",
        bytes(found.receipt),
        found.receipt_number,
    )
    assert bytes(found.body) == bytes(sent.body) and found.campaign_key == "plain"
    assert (outside.state, outside.code) == ("dead", "outside_area")  # next door isn't this peer's to speak for
    with clock.showing(dt.datetime.now(dt.UTC)):
        body = bytes(sent.body)
        given = stage.signed(body)
        assert post(live_server, body, given) == (200, "")
        assert post(live_server, body.replace(b"1", b"2", 1), given) == (403, "bad_signature")
        old = stage.signed(body, moment=int(clock.now().timestamp()) - 400)
        assert post(live_server, body, old) == (403, "clock")
        peers.renew(by=cast.administrator)
        assert post(live_server, body, stage.signed(body)) == (403, "unknown_key")
    assert Received.objects.count() == 1


def post(live_server, body, given):
    headers = {
        f"Fugong-{name}": given[key] for name, key in (("Key", "key"), ("Time", "moment"), ("Signature", "signature"))
    }
    request = urllib.request.Request(f"{live_server.url}/exchange/messages/", body, headers)  # noqa: S310 (our own server)
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())["code"]
