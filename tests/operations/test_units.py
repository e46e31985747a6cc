"""What stands in deploy/ for others' programs is what those programs take: systemd's units, nginx's configuration."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
ANALYZE, NGINX = shutil.which("systemd-analyze"), shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")


@pytest.fixture
def verified(tmp_path: Path) -> object:
    """What systemd says about the units as the installer would put them, one line changed or none."""

    def verify(old: str = "", new: str = "") -> str:
        prefix, units = tmp_path / "fugong", tmp_path / "units"
        python = prefix / "current" / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)
        units.mkdir()
        words = {
            "PREFIX": str(prefix), "USER": "root", "LISTEN": "8443", "TLS": f"--certificate {prefix}/etc/tls.pem",
            "RUNNING": "fugong-web@1.service fugong-worker@1.service",
        }  # fmt: skip
        for source in (DEPLOY / "systemd").iterdir():
            text = source.read_text()
            for name, value in words.items():
                text = text.replace(f"@{name}@", value)
            (units / source.name).write_text(text.replace(old, new) if old else text)
        files = sorted(str(each) for each in units.iterdir())
        done = subprocess.run(  # noqa: S603 (a program of the system)
            [str(ANALYZE), "verify", "--man=no", *files], capture_output=True, text=True, check=False, timeout=60
        )
        return "\n".join(line for line in done.stderr.splitlines() if str(units) in line or "fugong" in line)

    return verify


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_units(verified) -> None:
    assert verified() == ""


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze here")
def test_systemd_would_say_what_is_wrong(verified) -> None:
    assert "Restrat" in verified("Restart=", "Restrat=")


@pytest.mark.skipif(NGINX is None or shutil.which("openssl") is None, reason="there is no nginx or openssl here")
@pytest.mark.parametrize("spoilt", ["", "proxy_set_headers"])
def test_nginx_takes_its_configuration(tmp_path: Path, spoilt: str) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
    subprocess.run(
        [*made, "-keyout", tmp_path / "fugong.key", "-out", tmp_path / "fugong.pem"], check=True, capture_output=True
    )  # noqa: S603
    site = (
        (DEPLOY / "nginx.conf")
        .read_text()
        .replace("/etc/nginx/tls/", f"{tmp_path}/")
        .replace("listen 80;", "listen 8080;")
    )
    site = site.replace("listen 443", "listen 8443").replace("proxy_set_header ", f"{spoilt} ", 1 if spoilt else 0)
    (tmp_path / "site.conf").write_text(site)
    temporary = " ".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary} include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(  # noqa: S603
        [str(NGINX), "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is not bool(spoilt), done.stderr
