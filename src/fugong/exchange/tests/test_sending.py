"""What goes out: written with the freeze, signed, tried again, receipted or a dead letter that says what to do."""

import base64
import datetime as dt
import hashlib
import json

import pytest

from fugong.channels import net
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.exchange import keys
from fugong.exchange.actions import peers, sending
from fugong.exchange.models import Dispatch, OwnKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def wire(stage, monkeypatch):
    """What the other side answers; what was sent to it."""
    sent: list[tuple[str, dict[str, str], bytes]] = []

    def call(url, *, headers, body):
        sent.append((url, headers, body))
        answer = call.answer(body)
        if isinstance(answer, Exception):
            raise answer
        return answer

    call.answer = receipted
    call.sent = sent
    monkeypatch.setattr(net, "call", call)
    return call


def receipted(body: bytes, private: str = "") -> net.Answer:
    said = json.loads(body)
    receipt = json.dumps({"uid": said["uid"], "digest": hashlib.sha256(body).hexdigest()}).encode()
    signature = keys.sign(private or str(peers.current().private), keys.RECEIPT + receipt)
    return net.Answer(200, json.dumps({"receipt": base64.b64encode(receipt).decode(), "signature": signature}).encode())


def test_a_frozen_day_goes_out_signed_and_comes_back_receipted(stage, wire):
    stage.freeze()
    assert stage.dispatch().state == "waiting"
    assert sending.deliver() == 1
    [(url, headers, body)] = wire.sent
    assert url == "https://above.example/exchange/messages/"
    signed = keys.to_sign(keys.FIGURES, int(headers["Fugong-Time"]), body)
    assert keys.is_genuine(bytes(peers.current().public), headers["Fugong-Signature"], signed)
    row = stage.dispatch()
    assert row.state == "sent" and row.receipt and row.receipt_number == hashlib.sha256(body).hexdigest()[:12].upper()


def test_the_same_figures_are_not_sent_twice_and_a_correction_overtakes(stage, wire):
    stage.freeze()
    stage.freeze()
    assert Dispatch.objects.count() == 1
    Dispatch.objects.update(digest="other")  # as if the figures had moved
    stage.freeze()
    assert list(Dispatch.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "waiting"]
    assert sending.deliver() == 1 and len(wire.sent) == 1


def test_what_may_pass_is_tried_again_later_and_ends_as_a_dead_letter(stage, wire):
    stage.freeze()
    wire.answer = lambda body: net.Failed("timeout")
    sending.deliver()
    row = stage.dispatch()
    assert (row.state, row.code, row.tries) == ("waiting", "timeout", 1)
    assert row.due_at == clock.now() + dt.timedelta(minutes=1)
    assert sending.deliver() == 0 and len(wire.sent) == 1  # not before its time
    for _n in range(len(sending.AFTER)):
        with clock.showing(stage.dispatch().due_at):
            sending.deliver()
    assert stage.dispatch().state == "dead" and len(wire.sent) == len(sending.AFTER) + 1


def test_what_a_person_has_to_mend_is_dead_at_once_and_says_what_to_do(stage, wire):
    stage.freeze()
    wire.answer = lambda body: net.Answer(403, b'{"code": "unknown_key"}')
    sending.deliver()
    row = stage.dispatch()
    assert row.state == "dead" and "enter the key" in row.reason
    with pytest.raises(NotAllowed):
        sending.again(dispatch=row, by=stage.cast.desk)
    sending.again(dispatch=row, by=stage.cast.administrator)
    wire.answer = receipted
    assert sending.deliver() == 1
    with pytest.raises(Conflict):
        sending.again(dispatch=stage.dispatch(), by=stage.cast.administrator)


def test_a_receipt_of_another_key_or_of_other_bytes_is_none(stage, wire):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    stranger = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    for answer in (lambda body: receipted(body, stranger), lambda body: receipted(body + b" ")):
        Dispatch.objects.all().delete()
        stage.freeze()
        wire.answer = answer
        sending.deliver()
        assert stage.dispatch().code == "bad_receipt" and stage.dispatch().receipt is None


def test_it_goes_only_where_channels_may_go(cast, settings):
    with pytest.raises(Refused) as refused:
        peers.add(name="X", url="http://127.0.0.1:1", key=peers.current().written, area="", campaigns=[], by=None)
    assert [fault.where for fault in refused.value.faults] == ["url"]
    settings.RECEIVERS_ALLOWED = ["127.0.0.1:1"]
    assert peers.add(name="X", url="http://127.0.0.1:1", key=peers.current().written, area="", campaigns=[], by=None)


def test_a_new_key_signs_and_the_old_one_is_forgotten(stage):
    before = peers.current()
    made = peers.renew(by=stage.cast.administrator)
    assert made.fingerprint != before.fingerprint and peers.current() == made
    assert OwnKey.objects.get(pk=before.pk).private is None
    with pytest.raises(NotAllowed):
        peers.renew(by=stage.cast.desk)


def test_the_administrators_pages(stage, wire, client):
    client.force_login(stage.cast.administrator)
    stage.freeze()
    wire.answer = lambda body: net.Answer(403, b'{"code": "unknown_key"}')
    sending.deliver()
    assert peers.current().fingerprint in client.get("/exchange/").content.decode()
    page = client.get(f"/exchange/peers/{stage.peer.pk}/").content.decode()
    assert f"/exchange/dispatches/{stage.dispatch().pk}/try/" in page
    bad = client.post("/exchange/", {"name": "Y", "url": "ftp://x", "key": "zz", "area": "x"})
    assert (
        bad.status_code == 422 and bad.content.decode().count("is-invalid") == 3 - 1
    )  # the address is checked elsewhere here
    client.force_login(stage.cast.desk)
    assert client.get("/exchange/").status_code == 403


def test_the_door_says_why_and_breaks_on_nothing(stage, client):
    for headers in ({}, {"Fugong-Key": "x", "Fugong-Time": "９", "Fugong-Signature": "é"}):
        answer = client.post("/exchange/messages/", b"\x00", content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "unknown_key")
    assert client.get("/exchange/messages/").status_code == 405
