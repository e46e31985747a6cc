"""What comes in: only what a known key signed, fresh, of its own area; once; and a correction says what moved."""

import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fugong.core import clock
from fugong.core.ids import uuid7
from fugong.exchange import content, keys
from fugong.exchange.actions import peers, receiving
from fugong.exchange.actions.receiving import Rejected, receive
from fugong.exchange.models import Peer, Received
from fugong.figures import rollup
from fugong.registry.models import Enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(stage) -> bytes:
    stage.freeze()
    return bytes(stage.dispatch().body)


def rejected(**given) -> str:
    with pytest.raises(Rejected) as found:
        receive(**given)
    return found.value.code


def test_a_message_is_taken_and_receipted(stage, body):
    found = receive(body=body, **stage.signed(body))
    own = peers.current()
    receipt = json.loads(bytes(found.receipt))
    assert keys.is_genuine(bytes(own.public), found.receipt_signature, keys.RECEIPT + bytes(found.receipt))
    assert (receipt["uid"], receipt["digest"], receipt["supersedes"]) == (str(found.uid), found.digest, None)
    assert bytes(found.body) == body and found.is_current


def test_the_same_message_twice_is_one_with_the_same_receipt(stage, body):
    first = receive(body=body, **stage.signed(body))
    again = receive(body=body, **stage.signed(body, moment=int(clock.now().timestamp()) + 60))
    assert (again.pk, bytes(again.receipt)) == (first.pk, bytes(first.receipt))
    assert Received.objects.count() == 1


def test_one_altered_digit_is_refused(stage, body):
    given = stage.signed(body)
    bent = body.replace(b'"decimals":1', b'"decimals":2', 1) if b'"decimals":1' in body else body.replace(b"0", b"1", 1)
    assert bent != body
    assert rejected(body=bent, **given) == "bad_signature"
    assert not Received.objects.exists()
    assert receive(body=body, **given)  # the control: unaltered it is taken


def test_another_key_is_refused(stage, body):
    stranger = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    assert rejected(body=body, **stage.signed(body, private=stranger)) == "bad_signature"
    assert rejected(body=body, **(stage.signed(body) | {"key": "0000"})) == "unknown_key"
    stage.peer.refresh_from_db()
    assert stage.peer.refused_code == "bad_signature" and "fingerprints" in stage.peer.refused_reason


def test_an_old_message_played_back_is_refused(stage, body):
    given = stage.signed(body)
    with clock.showing(clock.now() + dt.timedelta(seconds=receiving.SKEW + 1)):
        assert rejected(body=body, **given) == "clock"
        newer = given | {"moment": str(int(clock.now().timestamp()))}
        assert rejected(body=body, **newer) == "bad_signature"  # the moment is signed as well
    assert receive(body=body, **given)


def test_a_receipt_never_passes_for_figures(stage, body):
    own = peers.current()
    wrong = keys.sign(str(own.private), keys.RECEIPT + body)
    assert rejected(body=body, **(stage.signed(body) | {"signature": wrong})) == "bad_signature"


def test_only_what_a_message_may_say_is_read(stage, body):
    said = json.loads(body)
    for change in (
        {"enterprises": ["x"]}, {"to": "0000"}, {"version": 2}, {"day": "2099-01-01"}, {"figures": [["a", "", "1e9"]]},
        {"figures": [["a", "", "1", "2"]]}, {"uid": "x"}, {"frozen_at": "2020-02-20T00:00:00"},
        {"frozen_at": "2030-01-01T00:00:00+00:00"},
    ):  # fmt: skip
        bent = json.dumps(said | change).encode()
        assert rejected(body=bent, **stage.signed(bent)) == "bad_message", change
    for noise in (b"", b"[]", b"\xff\xfe", b"{" * 2000, b"null"):
        assert rejected(body=noise, **stage.signed(noise)) == "bad_message"
    large = b" " * (content.LARGEST + 1)
    assert rejected(body=large, **stage.signed(large)) == "too_large"


def test_a_peer_speaks_for_its_area_alone(stage, body):
    Peer.objects.update(area="990102")
    assert rejected(body=body, **stage.signed(body)) == "outside_area"
    Peer.objects.update(area="")
    assert rejected(body=body, **stage.signed(body)) == "outside_area"
    Peer.objects.update(area="9901", paused_at=clock.now())
    assert rejected(body=body, **stage.signed(body)) == "paused"
    Peer.objects.update(paused_at=None)
    assert receive(body=body, **stage.signed(body))


def test_one_number_twice_with_another_content_is_refused(stage, body):
    receive(body=body, **stage.signed(body))
    bent = json.dumps(json.loads(body) | {"figures": []}).encode()
    assert rejected(body=bent, **stage.signed(bent)) == "other_body"


def corrected(body: bytes, minutes: int, figures: list) -> bytes:
    said = json.loads(body)
    later = dt.datetime.fromisoformat(said["frozen_at"]) + dt.timedelta(minutes=minutes)
    return json.dumps(said | {"uid": str(uuid7()), "frozen_at": later.isoformat(), "figures": figures}).encode()


def test_a_correction_supersedes_and_says_what_moved(stage, body):
    first = receive(body=body, **stage.signed(body))
    rows = json.loads(body)["figures"]
    changed = [[rows[0][0], rows[0][1], "9999"], *rows[1:]]
    newer = corrected(body, 5, changed)
    second = receive(body=newer, **stage.signed(newer))
    first.refresh_from_db()
    assert not first.is_current and second.is_current and second.supersedes == first
    assert second.moved == [{"measure": rows[0][0], "part": rows[0][1], "was": rows[0][2], "now": "9999"}]
    assert json.loads(bytes(second.receipt))["moved"] == 1
    older = corrected(body, -5, [])
    third = receive(body=older, **stage.signed(older))  # overtaken on its way: kept, but not in force
    second.refresh_from_db()
    assert second.is_current and not third.is_current


def test_nothing_but_numbers_leaves_the_house(stage, body):
    text = body.decode()
    for row in Enterprise.objects.all():
        assert row.name not in text and row.uscc not in text
    for person in (stage.cast.officer, stage.cast.liaison, stage.cast.desk):
        assert person.name not in text and person.username not in json.loads(body)
    assert stage.cast.campaign.name in text  # the control: the search finds what does stand there


def test_the_roll_up_shows_it_with_origin_time_and_receipt_to_those_of_the_area(stage, body):
    said = json.loads(body)
    away = json.dumps(said | {"campaign": said["campaign"] | {"key": "away", "area": "990109"}}).encode()
    Peer.objects.update(area="9901")
    made = receive(body=away, **stage.signed(away))
    seen = [each for each in rollup.rollup(stage.cast.administrator).sources if not each.is_own]
    assert [(each.origin, each.receipt, each.received_at) for each in seen] == [
        ("Upper", made.receipt_number, made.received_at)
    ]
    assert not [each for each in rollup.rollup(stage.cast.leader).sources if not each.is_own]
