"""The steps of an installation, each of which may be done again."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from installer.ground import FOLDER, Failed, House, say

UV = FOLDER / "tools" / "uv"


def make_user(house: House) -> None:
    """A system user without a shell, who owns the data and nothing else."""
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(house.user)
    except KeyError:
        shell = "/usr/sbin/nologin" if Path("/usr/sbin/nologin").exists() else "/bin/false"
        subprocess.run(
            ["useradd", "--system", "--user-group", "--home-dir", str(house.var), "--no-create-home", "--shell", shell, house.user],
            check=True,
        )  # fmt: skip


def make_folders(house: House) -> None:
    """var is the user's alone; programs and settings are root's, and read."""
    house.prefix.mkdir(parents=True, exist_ok=True)
    for parent in (house.prefix, *house.prefix.parents):
        if os.geteuid() == 0 and not parent.stat().st_mode & 0o001:
            raise Failed(
                f"{parent} lets nobody but its owner pass (mode {parent.stat().st_mode & 0o777:o}): choose another --prefix."
            )
    for name in ("versions", "bin"):
        (house.prefix / name).mkdir(exist_ok=True)
        (house.prefix / name).chmod(0o755)
    for folder in (house.var, house.var / "log", house.var / "backups", house.var / "packs"):
        folder.mkdir(exist_ok=True)
        house.own(folder, 0o700)
    house.etc.mkdir(exist_ok=True)
    house.let_read(house.etc, 0o750 if os.geteuid() == 0 else 0o700)


def unpack(house: House, bundle: dict) -> Path:
    """The programs in a folder of their own, with their environment: whole, or not there at all."""
    target = house.prefix / "versions" / f"{bundle['version']}-{bundle['content'][:12]}"
    if (target / "bundle.json").exists():
        return target
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    try:
        _fill(target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    shutil.copy(FOLDER / "bundle.json", target / "bundle.json")  # the last: from now on it is whole
    return target


def _fill(target: Path) -> None:
    say(f"unpacking into {target}")
    with tarfile.open(FOLDER / "fugong.tar.gz") as tar:
        if hasattr(tarfile, "data_filter"):  # Pythons before 3.11.4 lack it; the sums were compared before
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(target)
    python = target / ".venv" / "bin" / "python"
    quiet = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_CACHE_DIR": str(target / ".cache"),
        "UV_NO_CONFIG": "1",
        "UV_OFFLINE": "1",
    }
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYTHON"))
    } | quiet
    lock = str(target / "requirements" / "run.lock")
    packages = [
        "--offline",
        "--no-index",
        "--find-links",
        str(FOLDER / "wheels"),
        "--require-hashes",
        "--link-mode",
        "copy",
        "-r",
        lock,
    ]
    say("installing the packages (a minute)")
    for command in (
        [str(UV), "venv", "-q", "--no-project", "--python", sys.executable, str(target / ".venv")],
        [str(UV), "pip", "install", "-q", "--python", str(python), *packages],
    ):
        if subprocess.run(command, env=environment, cwd=str(target), check=False).returncode:
            raise Failed("The packages could not be installed: see above. Nothing was changed.")
    shutil.rmtree(target / ".cache", ignore_errors=True)
    (library,) = (target / ".venv" / "lib").glob("python3*/site-packages")
    (library / "fugong.pth").write_text(f"{target / 'src'}\n")
    compiling = [str(python), "-m", "compileall", "-q", "-j", "0", str(library), str(target / "src")]
    subprocess.run(compiling, env=environment, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def switch(house: House, version: Path) -> None:
    """From now on `current` is this version; in one step, never absent."""
    draft = house.prefix / f".current-{secrets.token_hex(4)}"
    draft.symlink_to(version)
    draft.replace(house.current)


def put_certificate(house: House, version: Path, hosts: list[str], certificate: Path | None, key: Path | None) -> None:
    """The given certificate, or one that this machine signs itself and that people have to trust."""
    kept, kept_key = house.etc / "tls.pem", house.etc / "tls.key"
    if certificate and key:
        shutil.copyfile(certificate, kept)
        kept_key.touch(mode=0o600)
        shutil.copyfile(key, kept_key)
    elif not kept.exists():
        draft = house.var / "tls"
        draft.mkdir(exist_ok=True)
        house.own(draft, 0o700)
        house.fugong(version, "certificate", *hosts, "--folder", str(draft), quiet=True)
        shutil.move(draft / "tls.pem", kept)
        shutil.move(draft / "tls.key", kept_key)
        draft.rmdir()
    house.let_read(kept, 0o644)
    house.let_read(kept_key, 0o640 if os.geteuid() == 0 else 0o600)


def put_commands(house: House, version: Path) -> None:
    """PREFIX/bin: the command with the settings, and the service."""
    for name in ("fugong", "fugong-service"):
        text = (version / "deploy" / "commands" / name).read_text()
        target = house.prefix / "bin" / name
        target.write_text(text.replace("@PREFIX@", str(house.prefix)).replace("@USER@", house.user))
        target.chmod(0o755)
    shutil.copy(version / "deploy" / "keeper.py", house.prefix / "bin" / "keeper.py")
    (house.prefix / "bin" / "keeper.py").chmod(0o644)
    shutil.copytree(
        FOLDER / "installer", version / "installer", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(FOLDER / "uninstall.sh", house.prefix / "bin" / "uninstall.sh")
