"""Makes .venv and installs a lock file into it, once; every command in bin/ begins here. Standard library only.

The package index is the user's: whatever pip or uv is configured with is used, and none is named here.
Older Pythons must be able to read this file, so that they can hand over to a newer one.
"""

import ast
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "fugong.json"
PRIVATE = ROOT / "var" / "setup"
OLDEST = (3, 11)
NO_INDEX = "--no-index"  # uv knows it as an argument only
PIP_SETTING_FOR_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "no-index": NO_INDEX,
    "trusted-host": "UV_INSECURE_HOST",
}
MISPLACING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH")

WORK = """
import ctypes, lzma, multiprocessing, sqlite3, ssl, sys, time, zlib, zoneinfo
def work():
    start = time.process_time()
    for number in range(20000):
        text = "%d-%s" % (number, "x")
        {"a": text.split("-")}.get("a")
        [each for each in (1, 2, 3)]
    return time.process_time() - start
print(*sys.version_info[:2], min(work() for _ in range(7)))
"""


def run(lock, *arguments):
    """Installs the lock, then becomes `.venv/bin/python *arguments` with the caller's own arguments after them."""
    ready(lock)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.environ.pop("PYTHONHOME", None)
    sys.stdout.flush()
    os.execv(str(PYTHON), [str(PYTHON), *arguments, *sys.argv[1:]])


def enter(lock):
    """Installs the lock and goes on with the calling script inside .venv."""
    if Path(sys.prefix).resolve() == VENV.resolve() and os.environ.get("FUGONG_ENTERED") == lock:
        del os.environ["FUGONG_ENTERED"]
        return
    os.environ["FUGONG_ENTERED"] = lock
    run(lock, str(Path(sys.argv[0]).resolve()))


def ready(lock):
    """Sees that .venv holds what `requirements/<lock>.lock` lists; does nothing where it does."""
    if sys.version_info < OLDEST:
        _hand_over()
    if _installed(lock):
        return
    PRIVATE.mkdir(parents=True, exist_ok=True)
    with (PRIVATE / "lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not _installed(lock):
            _install(lock)


def _hand_over():
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(f"Fugong needs Python 3.11 or newer; this is {sys.version.split()[0]}, and no newer one is on the PATH.")


def _stamp():
    """What .venv holds: {"at": checkout, lock: digest}; empty where that isn't known."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if stamp.get("at") == str(ROOT) and PYTHON.exists() else {}


def _digest(lock):
    return hashlib.sha256((ROOT / "requirements" / (lock + ".lock")).read_bytes()).hexdigest()


def _installed(lock):
    return _stamp().get(lock) == _digest(lock)


def _install(lock):
    say(f"installing what Fugong needs into .venv (once; requirements/{lock}.lock)")
    environment = {name: value for name, value in os.environ.items() if name not in MISPLACING}
    uv = _uv(environment)
    stamp = _stamp() or _create(uv, environment)
    requirements = ["--require-hashes", "-r", str(ROOT / "requirements" / (lock + ".lock"))]
    if not (uv and _with_uv(uv, requirements, environment)) and not _with_pip(requirements, environment):
        sys.exit("Fugong's packages could not be installed: see above. Is the package index within reach?")
    _compile(environment)
    stamp[lock] = _digest(lock)
    if lock == "dev":
        stamp["run"] = _digest("run")  # dev.lock holds all of run.lock; a test sees to it
    STAMP.write_text(json.dumps(stamp))


def _create(uv, environment):
    """Makes .venv, or takes on one that somebody else made and that works."""
    if not _usable(environment):
        if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
            sys.exit(f"{VENV} is there, but it is no virtual environment: move it away.")
        shutil.rmtree(str(VENV), ignore_errors=True)
        python = _python(environment)
        venv = [python, "-m", "venv", str(VENV)]
        ways = [venv, [*venv, "--without-pip"]]
        if uv:
            ways.insert(0, [uv, "venv", "-q", "--no-project", "--python", python, str(VENV)])
        if not any(_done(way, environment, quiet=True) for way in ways):
            sys.exit("No virtual environment could be made: install Python's venv module, or uv.")
    (library,) = (VENV / "lib").glob("python3*/site-packages")
    (library / "fugong.pth").write_text(str(ROOT / "src") + "\n")
    return {"at": str(ROOT)}


def _python(environment):
    """The Python that .venv is made of: FUGONG_PYTHON, else the one that was called, unless this machine has one of the same
    version that is built better. One that was built without optimisation takes half as long again for everything.
    They take turns, and the middle of five counts: a processor's pace changes from one second to the next.
    """
    named = os.environ.get("FUGONG_PYTHON")
    if named:
        return named
    name = "python{}.{}".format(*sys.version_info[:2])
    folders = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/local/bin", "/usr/bin"]
    paths = [sys.executable, *(str(Path(folder) / name) for folder in folders if folder)]
    known = {str(Path(path).resolve()): path for path in reversed(paths) if os.access(path, os.X_OK)}
    rounds = [{path: _seconds(path, environment) for path in known.values()} for _round in range(5)]
    return _best(sys.executable, rounds)


def _best(own, rounds):
    """The quickest, where it is quicker than our own by more than a fifth: in the middle one of the rounds (path → seconds)."""

    def compared(path):
        shares = sorted(each[path] / min(each[own], 1e9) for each in rounds)  # our own may lack what a whole Python has
        return shares[len(shares) // 2]

    quickest = min(rounds[0], key=compared)
    return quickest if compared(quickest) < 0.8 * compared(own) else own


def _seconds(python, environment):
    """How long it takes for some work; for ever where it isn't a whole Python of our version."""
    try:
        asked = subprocess.run(
            [python, "-c", WORK],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return float("inf")
    *version, seconds = asked.stdout.decode(errors="replace").split() or ["0"]
    whole = asked.returncode == 0 and version == [str(part) for part in sys.version_info[:2]]
    return float(seconds) if whole else float("inf")


def _usable(environment):
    """Whether .venv is one of this place (not moved here with its checkout) and of a Python new enough."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST} or sys.prefix != {str(VENV)!r})"
    moved = STAMP.exists() and not _stamp()
    return PYTHON.exists() and not moved and _done([str(PYTHON), "-c", question], environment, quiet=True)


def _uv(environment):
    """A working uv: from the PATH, else fetched with pip into var/setup; None where neither can be had."""
    private = PRIVATE / "uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(private)):
        if candidate and _done([candidate, "--version"], environment, quiet=True):
            return candidate
    fetch = [sys.executable, "-m", "pip", "install", "-q", "--target", str(PRIVATE / "uv"), "--upgrade"]
    exact = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(ROOT / "requirements" / "uv.lock")]
    return str(private) if _done(fetch + exact, environment, quiet=True) and private.exists() else None


def _with_uv(uv, requirements, environment):
    told = {**_told_by_pip(environment), **environment, "UV_PYTHON_DOWNLOADS": "never"}
    if told.pop(NO_INDEX, "0").lower() in ("1", "true", "yes", "on"):
        requirements = [NO_INDEX, *requirements]
    if not os.access(str(Path.home()), os.W_OK):
        told.setdefault("UV_CACHE_DIR", str(PRIVATE / "cache"))
    return _done([uv, "pip", "install", "-q", "--python", str(PYTHON), *requirements], told)


def _told_by_pip(environment):
    """pip's index settings as uv's, unless uv has its own. Any index will do: the lock's hashes decide."""
    own = any(name.startswith(("UV_INDEX", "UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX")) for name in environment)
    if own:
        return {}
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    told = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for line in asked.stdout.decode(errors="replace").splitlines():
        name, _, value = line.partition("=")
        variable = PIP_SETTING_FOR_UV.get(name.rsplit(".", 1)[-1])
        if variable:
            separator = "," if variable == "UV_FIND_LINKS" else " "
            told.setdefault(variable, separator.join(str(ast.literal_eval(value)).split()))  # the nearest comes first
    return told


def _with_pip(requirements, environment):
    inside = [str(PYTHON), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if not _done([*inside, "--version"], environment, quiet=True):
        _done([str(PYTHON), "-m", "ensurepip"], environment, quiet=True)
    pip = inside if _done([*inside, "--version"], environment, quiet=True) else outside
    return _done([*pip, "install", "-q", *requirements], environment)


def _compile(environment):
    """Compiles all once: every command starts in half the time, also where nobody may write later."""
    (library,) = (VENV / "lib").glob("python3*/site-packages")
    _done([str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(library), str(ROOT / "src")], environment, quiet=True)


def _done(command, environment, quiet=False):
    silence = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            command, env=environment, cwd=str(ROOT), stdin=subprocess.DEVNULL, stdout=silence, stderr=silence
        )
    except OSError:
        return False
    return done.returncode == 0


def say(sentence):
    """A line for the person at the terminal; standard output stays free for what was asked."""
    print("fugong: " + sentence, file=sys.stderr, flush=True)
