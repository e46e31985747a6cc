"""No address leads into our own network (A18), and no receiver holds us longer than the deadline."""

import socket
import time
import urllib.request
from typing import Any

import pytest

from fugong.channels import net
from ground.receivers import Receiver, fine, receiver

INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "0.0.0.0", "169.254.169.254", "100.100.100.200", "100.64.0.1",
    "192.0.0.170", "192.88.99.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "240.0.0.1", "203.0.113.7",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:100.100.100.200", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::",
    "2a00:1450::5efe:7f00:1", "no address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known(address: str) -> None:
    assert not net.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505", "2002:df05:505::1"],
)
def test_an_address_outside_is_known(address: str) -> None:
    assert net.is_public(address)


@pytest.fixture
def trap() -> Any:
    with receiver() as found:
        yield found


def fetch(url: str) -> None:
    net.call(url, headers={}, body=b"x", seconds=2)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "https://localhost:{port}/", "https://0x7f000001:{port}/",
        "https://2130706433:{port}/", "https://127.1:{port}/", "https://[::1]:{port}/", "https://[::ffff:127.0.0.1]:{port}/",
        "https://[64:ff9b::7f00:1]:{port}/", "https://0:{port}/", "https://user:x@127.0.0.1:{port}/", "ftp://127.0.0.1/",
        "file:///etc/passwd", "https:///x", "https://127.0.0.1:99999/", "https://127.0.0.1:{port}/ x", "gopher://x",
        "https://127.0.0.1:{port}\r\nX: y",
    ],
)  # fmt: skip
def test_the_trap_is_never_reached(trap: Receiver, url: str) -> None:
    with pytest.raises(net.Failed) as failed:
        fetch(url.format(port=trap.address.split(":")[1]))
    assert failed.value.code in ("unsafe_address", "unreachable")
    assert not trap.heard


def test_it_is_reached_where_the_guard_is_off(trap: Receiver, monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(net, "checked", lambda url, inside="": net.urlsplit(url))
    with pytest.raises(net.Failed):
        fetch(trap.url)  # the address check alone still holds
    assert not trap.heard
    monkeypatch.setattr(net, "is_public", lambda address: True)
    fetch(trap.url)
    assert trap.heard


def test_it_is_reached_where_the_settings_name_it(trap: Receiver, settings: Any) -> None:
    settings.RECEIVERS_ALLOWED = [trap.address]
    fetch(trap.url)
    assert trap.heard
    settings.RECEIVERS_ALLOWED = ["127.0.0.1:1"]
    with pytest.raises(net.Failed):
        fetch(trap.url)


class Rebinding:
    """A name that is outside when it is checked and inside when it is used."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, host: str, port: int, *args: Any, **more: Any) -> Any:
        self.asked += 1
        address = "93.184.216.34" if self.asked == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_name_that_changes_its_mind_gains_nothing(trap: Receiver, monkeypatch: Any) -> None:
    name, dialled = Rebinding(), []
    monkeypatch.setattr(net, "resolve", name)

    def create_connection(target: Any, timeout: float) -> Any:
        dialled.append(target[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(net.socket, "create_connection", create_connection)
    with pytest.raises(net.Failed):
        fetch(f"https://rebinding.example:{trap.address.split(':')[1]}/")
    assert (name.asked, dialled) == (1, ["93.184.216.34"])


def test_checking_first_and_asking_again_would_fall_into_the_trap(trap: Receiver, monkeypatch: Any) -> None:
    name = Rebinding()
    port = int(trap.address.split(":")[1])
    monkeypatch.setattr(net, "resolve", name)
    net.addresses("rebinding.example", port)  # found good
    monkeypatch.setattr(socket, "getaddrinfo", name)
    urllib.request.urlopen(f"http://rebinding.example:{port}/", data=b"x", timeout=2)
    assert trap.heard


def test_one_address_inside_spoils_all(monkeypatch: Any) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(net, "resolve", lambda *args, **more: found)
    with pytest.raises(net.Failed, match="inside"):
        net.addresses("two.example", 443)


def test_redirects_are_not_followed(trap: Receiver, settings: Any) -> None:
    with receiver(lambda heard: (302, trap.url.encode())) as elsewhere:
        settings.RECEIVERS_ALLOWED = [elsewhere.address]
        with pytest.raises(net.Failed) as failed:
            fetch(elsewhere.url)
    assert failed.value.code == "redirected" and not trap.heard


def test_a_slow_drip_ends_at_the_deadline(settings: Any) -> None:
    with receiver(lambda heard: None) as slow:
        settings.RECEIVERS_ALLOWED = [slow.address]
        began = time.monotonic()
        with pytest.raises(net.Failed) as failed:
            net.call(slow.url, headers={}, body=b"x", seconds=0.6)
        assert failed.value.code == "timeout" and time.monotonic() - began < 2


def test_whoever_says_nothing_ends_at_the_deadline(settings: Any) -> None:
    def hang(heard: Any) -> Any:
        time.sleep(3)
        return fine(heard)

    with receiver(hang) as silent:
        settings.RECEIVERS_ALLOWED = [silent.address]
        with pytest.raises(net.Failed) as failed:
            net.call(silent.url, headers={}, body=b"x", seconds=0.5)
        assert failed.value.code == "timeout"


def test_an_answer_without_end_is_read_up_to_a_limit(settings: Any) -> None:
    with receiver(lambda heard: (200, b"x" * 1_000_000)) as much:
        settings.RECEIVERS_ALLOWED = [much.address]
        assert len(net.call(much.url, headers={}, body=b"x").body) == net.LONGEST_ANSWER
