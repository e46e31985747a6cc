"""The files of the gate's page and of the driver's, and the version that they make together."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

STYLES = (
    "vendor/bootstrap/bootstrap.min.css",
    "fugong/theme.css",
    "fugong/phone/phone.css",
    "fugong/gate/gate.css",
)
CORE = ("vendor/idb/idb.umd.js", "fugong/phone/ids.js")
"""Plain scripts that stand before the modules."""

APP = "fugong/gate/app.js"
MODULES = (
    APP,
    *(f"fugong/gate/{name}.js" for name in ("code", "news", "store")),
    *(f"fugong/phone/{name}.js" for name in ("bars", "camera", "dom", "words")),
)
READER = "vendor/jsqr/jsQR.js"
PICTURES = ("fugong/mark.svg", "fugong/phone/icon-192.png", "fugong/phone/icon-512.png")
WORKER = "fugong/gate/worker.js"
ALL = ("fugong/theme.js", *STYLES, *CORE, *MODULES, READER, *PICTURES)
OWN_WORKER = "fugong/gate/own-worker.js"
OWN = ("fugong/theme.js", *STYLES, "fugong/gate/own.js", "fugong/mark.svg")
"""What the driver's page needs."""


def addresses(files: tuple[str, ...]) -> list[str]:
    """Where the files are fetched from; with their digest in the name where static files are collected."""
    return [static(name) for name in files]


@lru_cache(maxsize=1)
def version() -> str:
    """Changes with any of the files, the template and the translations."""
    from fugong.passes.phone.words import in_all_languages

    digest = hashlib.sha256(in_all_languages().encode())
    for name in (*ALL, WORKER, *OWN, OWN_WORKER):
        digest.update(Path(str(finders.find(name))).read_bytes())
    digest.update((Path(__file__).parents[1] / "templates/passes/gate/shell.html").read_bytes())
    return digest.hexdigest()[:12]
