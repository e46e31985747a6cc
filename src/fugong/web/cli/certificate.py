"""`fugong certificate`: a TLS certificate that this machine signs itself, where no authority's is at hand."""

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Annotated

import typer

DAYS = 825  # browsers on telephones refuse longer ones


def register(app: typer.Typer) -> None:
    app.command()(certificate)


def certificate(
    hosts: Annotated[list[str], typer.Argument(help="Names and addresses under which people reach the server.")],
    folder: Annotated[Path, typer.Option(help="Where tls.pem and tls.key are written.")] = Path(),
) -> None:
    """Make a TLS certificate and its key. Browsers trust it only where somebody tells them to."""
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    pem, key = folder / "tls.pem", folder / "tls.key"
    for each in (pem, key):
        if each.exists():
            raise Refused(_("%(file)s is there already: move it away first.") % {"file": each})
    made, private = self_signed(hosts, dt.datetime.now(dt.UTC))
    key.touch(mode=0o600)
    key.write_bytes(private)
    pem.write_bytes(made)
    print(_("%(file)s is good for %(n)s days.") % {"file": pem, "n": DAYS})


def self_signed(hosts: list[str], now: dt.datetime) -> tuple[bytes, bytes]:
    """Certificate and key, both PEM, for these names and addresses."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_named(each) for each in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private


def _named(host: str) -> "x509.GeneralName":  # type: ignore[name-defined]  # noqa: F821
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode())
