"""HTTP to receivers outside, so that no address given by an administrator or a browser leads into our own network.

The host is resolved once, every address that it has is checked, and the connection goes to one that was checked: a name that
answers otherwise the second time gains nothing. Redirects are not followed, answers are read up to a limit, and the whole
exchange ends at a deadline, however slowly the other side drips. Hosts inside are let through only by name in the settings.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024
NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = ipaddress.IPv6Network("::/96")
CLOSED = tuple(
    map(ipaddress.ip_network, ("100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "fec0::/10"))
)
"""Never outside, whatever the library's table of its year says: carrier networks and clouds' metadata among them."""

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
resolve = socket.getaddrinfo


class Failed(Exception):
    """Nothing came of it; `code` is a key of `channels.reasons`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said."""

    status: int
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address lies outside, and so does every other address that is hidden in it."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast and not _is_closed(each) for each in _layers(ip))


def _is_closed(ip: Ip) -> bool:
    return any(ip.version == net.version and ip in net for net in CLOSED)


def _layers(ip: Ip) -> Iterator[Ip]:
    """The address, and the IPv4 addresses that an IPv6 address carries: mapped, NAT64, 6to4, Teredo, ISATAP."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
        return
    low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    carried: list[ipaddress.IPv4Address] = [each for each in (ip.ipv4_mapped, ip.sixtofour) if each is not None]
    if ip.teredo is not None:
        carried += ip.teredo
    if any(ip in net for net in (*NAT64, COMPATIBLE)) or (int(ip) >> 32) & 0xFDFFFFFF == 0x00005EFE:
        carried.append(low)
    if ip.ipv4_mapped is None and ip.sixtofour is None and ip not in NAT64[0]:
        yield ip
    yield from carried


def is_allowed(host: str, port: int) -> bool:
    """Whether the settings name the host (`sms.inside`) or the host with its port (`127.0.0.1:8099`)."""
    return not {host.lower(), f"{host.lower()}:{port}"}.isdisjoint(each.lower() for each in settings.RECEIVERS_ALLOWED)


def checked(url: str, inside: str = "") -> SplitResult:
    """The parts of an address to which we may speak at all. Raises Failed for one that can't be meant.

    `inside`: the one host with its port that may be spoken to, which has to lie within our own network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Failed("unsafe_address", "address") from None
    host = parts.hostname or ""
    if inside and f"{host}:{port}".lower() != inside.lower():
        raise Failed("unsafe_address", "address")
    named = bool(host) and (bool(inside) or is_allowed(host, port))
    plain = url.isprintable() and " " not in url
    if not plain or not host or parts.username is not None or parts.scheme not in ("https", *(("http",) * named)):
        raise Failed("unsafe_address", parts.scheme or "address")
    return parts


def call(
    url: str,
    *,
    method: str = "POST",
    headers: Mapping[str, str],
    body: bytes = b"",
    seconds: float = SECONDS,
    inside: str = "",
    most: int = LONGEST_ANSWER,
) -> Answer:
    """Speaks to a receiver once. Raises Failed where no answer came, or one that leads elsewhere. `inside` as in `checked`;
    `most` bytes of the answer are read.
    """
    parts = checked(url, inside)
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    end = time.monotonic() + seconds
    try:
        connection = _Connection(parts, end, inside)
        connection.connect()
        with _cut_off(connection.sock, end):
            connection.request(method, target, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            answer = Answer(response.status, response.read(most))
    except Failed:
        raise
    except TimeoutError:
        raise Failed("timeout") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= end - 0.05:
            raise Failed("timeout") from None
        kind = "not_understood" if isinstance(error, http.client.HTTPException | ValueError) else "unreachable"
        raise Failed(kind, type(error).__name__) from None
    finally:
        if "connection" in locals():
            connection.close()
    if time.monotonic() >= end and not answer.body:
        raise Failed("timeout")
    if 300 <= answer.status < 400:
        raise Failed("redirected", str(answer.status))
    return answer


class _Connection(http.client.HTTPConnection):
    """Connects to an address that was checked, and to no other."""

    def __init__(self, parts: SplitResult, end: float, inside: str = "") -> None:
        self.is_secure = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if self.is_secure else 80))
        self.end, self.inside = end, inside

    def connect(self) -> None:
        self.sock = dial(addresses(self.host, self.port, self.inside), self.port, self.end)
        if self.is_secure:
            self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host)


@cache
def _tls() -> ssl.SSLContext:
    """Who vouches for receivers: read once, not for each message."""
    return ssl.create_default_context()


def addresses(host: str, port: int, inside: str = "") -> list[str]:
    """Where a host is, each address checked. Raises Failed where one of them lies inside and the settings don't name the host,
    and where one lies outside though the host is one that has to lie `inside`.
    """
    try:
        found = list(dict.fromkeys(str(info[4][0]) for info in resolve(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError):
        raise Failed("unreachable", "name") from None
    if not found:
        raise Failed("unreachable", "name")
    if inside and any(map(is_public, found)):
        raise Failed("unsafe_address", "outside")
    if not inside and not is_allowed(host, port) and not all(map(is_public, found)):
        raise Failed("unsafe_address", "inside")
    return found


def dial(found: list[str], port: int, end: float) -> socket.socket:
    """A connection to the first of these addresses that takes one."""
    failure: OSError = OSError("no address")
    for address in found:
        left = end - time.monotonic()
        if left <= 0:
            raise Failed("timeout")
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            failure = error
    raise failure


@contextmanager
def _cut_off(sock: socket.socket | None, end: float) -> Iterator[None]:
    """Ends the exchange at the deadline: the socket's own timeout would begin anew with every byte."""

    def cut() -> None:
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is closed already
                return

    watch = threading.Timer(max(end - time.monotonic(), 0), cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
