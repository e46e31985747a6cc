"""install.sh's work: a new installation, or an upgrade of the one that is there."""

import argparse
import fcntl
import os
import pwd
import socket
import subprocess
import sys
from pathlib import Path

from installer import checks, services, steps
from installer.ground import Failed, House, fail, say, write_settings
from installer.upgrading import upgrade


def asked() -> argparse.Namespace:
    root = os.geteuid() == 0
    parser = argparse.ArgumentParser(
        prog="install.sh", description="Installs Fugong from this folder, or brings an installation to this version."
    )
    parser.add_argument(
        "--prefix",
        type=Path,
        default=Path("/srv/fugong") if root else Path.home() / "fugong",
        help="where to (%(default)s)",
    )
    parser.add_argument(
        "--host-name", action="append", default=[], metavar="NAME", help="under which people reach it; may be repeated"
    )
    parser.add_argument("--listen", default="0.0.0.0", metavar="ADDRESS", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=443 if services.has_systemd() else 8443, help="(%(default)s)")
    parser.add_argument(
        "--certificate",
        type=Path,
        metavar="PEM",
        help="TLS certificate with its chain; one is made where none is given",
    )
    parser.add_argument("--key", type=Path, metavar="PEM", help="its key")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="a proxy such as nginx does TLS; listens on 127.0.0.1"
    )
    parser.add_argument(
        "--database-url", default="", metavar="URL", help="a PostgreSQL of your own; else Fugong runs one"
    )
    parser.add_argument(
        "--place", default="", metavar="PACK", help="the first campaign: a pack's key; may be made later"
    )
    parser.add_argument(
        "--administrator", default="administrator", metavar="NAME", help="the first account (%(default)s)"
    )
    parser.add_argument("--user", default="fugong", help="system user, where root installs (%(default)s)")
    parser.add_argument("--no-systemd", action="store_true", help="no units: bin/fugong-service keeps the processes")
    parser.add_argument("--no-start", action="store_true", help="install, but don't start")
    parser.add_argument("--plan", action="store_true", help="only say what an upgrade would do")
    return parser.parse_args()


def main() -> None:
    given = asked()
    os.umask(0o022)
    user = given.user if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    prefix = given.prefix.absolute()
    if " " in str(prefix) or not str(prefix).isascii():
        fail("The folder's name must be ASCII, without blanks.")
    has_units = (
        services.has_systemd()
        and not given.no_systemd
        and ((prefix / "etc" / "units").exists() or not (prefix / "current").exists())
    )
    house = House(prefix, user, has_units)
    try:
        bundle = checks.about()
        checks.check_machine(bundle)
        prefix.mkdir(parents=True, exist_ok=True)
        with (prefix / ".installing").open("w") as alone:
            try:
                fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Failed("Another installation into this folder is under way.") from None
            if house.current.exists():
                upgrade(house, bundle, only_plan=given.plan)
            else:
                install(house, bundle, given)
    except Failed as failed:
        fail(str(failed))
    except (OSError, subprocess.CalledProcessError) as fault:
        fail(f"A step did not succeed: {fault}. Mend it and run install.sh again: it goes on from here.")
    except KeyboardInterrupt:
        fail("Interrupted. Run install.sh again: it goes on from here.")


def install(house: House, bundle: dict, given: argparse.Namespace) -> None:
    if bool(given.certificate) != bool(given.key):
        raise Failed("--certificate and --key belong together.")
    for path in filter(None, (given.certificate, given.key)):
        if not path.is_file():
            raise Failed(f"There is no file {path}.")
    checks.check_python(house)
    checks.check_room(house, upgrading=False)
    listen = "127.0.0.1" if given.behind_proxy else given.listen
    checks.check_port(listen, given.port)
    steps.make_user(house)
    steps.make_folders(house)
    version = steps.unpack(house, bundle)
    checks.check_database_programs(house, version)
    hosts = given.host_name or _ask_names()
    if not house.settings_file.exists():
        write_settings(house, _settings(house, given, hosts, listen))
    if not given.behind_proxy:
        steps.put_certificate(house, version, hosts, given.certificate, given.key)
    steps.put_commands(house, version)
    _refuse_newer_data(house, version)
    house.fugong(version, "migrate", quiet=True)
    welcome = house.fugong(
        version, "administrator", given.administrator, *(["--place", given.place] if given.place else []), quiet=True
    )
    steps.switch(house, version)
    services.put_units(house, version)
    if not given.no_start:
        say("starting")
        services.start(house)
        services.wait_until_well(house)
    say(f"{bundle['version']} is installed in {house.prefix}.")
    services.announce(house)
    print(f"\n{house.settings()['FUGONG_PUBLIC_URL']}/\n{welcome.stdout.strip()}")
    if not given.behind_proxy and not given.certificate:
        print(
            f"The certificate is this machine's own: let browsers and phones trust {house.etc}/tls.pem, or put yours in its place."
        )
    print(f"Keep a copy of {house.var}/data_key.secret elsewhere: without it no backup's personal data can be read.")


def _refuse_newer_data(house: House, version: Path) -> None:
    """Data that an uninstalled, newer version left."""
    import json

    told = json.loads(
        house.fugong(version, "migrate", "--plan", "--json", quiet=True, check=False).stdout or '{"unknown": []}'
    )
    if told["unknown"]:
        raise Failed("The database here is of a newer version than this folder. Take the newer folder.")


def _ask_names() -> list[str]:
    """The name under which people reach it; the machine's own where nobody can be asked."""
    own = socket.getfqdn()
    if not sys.stdin.isatty():
        return [own]
    said = input(f"Under which name do people reach it? [{own}] ").strip()
    return [said or own]


def _settings(house: House, given: argparse.Namespace, hosts: list[str], listen: str) -> dict[str, str]:
    port = "" if given.behind_proxy or given.port == 443 else f":{given.port}"
    written = f"[{listen}]" if ":" in listen else listen
    values = {
        "FUGONG_VAR": str(house.var),
        "FUGONG_HOSTS": ",".join(dict.fromkeys([*hosts, "localhost", "127.0.0.1"])),
        "FUGONG_PUBLIC_URL": f"https://{hosts[0]}{port}",
        "FUGONG_HTTPS": "1",
        "FUGONG_LISTEN": f"{written}:{given.port}",
        "FUGONG_WEB": "2",
        "FUGONG_JOBS": "1",
        "FUGONG_LOG_JSON": "1",
    }
    if given.behind_proxy:
        values |= {"FUGONG_BEHIND_PROXY": "1", "FUGONG_PROXIES": "1"}
    if given.database_url:
        values["DATABASE_URL"] = given.database_url
    return values


main()
