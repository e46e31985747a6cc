"""The files of the phone's page, and the version that they make together."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

STYLES = ("vendor/bootstrap/bootstrap.min.css", "fugong/theme.css", "fugong/phone/phone.css")
CORE = (
    "vendor/idb/idb.umd.js",
    "fugong/phone/ids.js",
    "fugong/phone/store.js",
    "fugong/phone/outbox.js",
    "fugong/phone/sending.js",
    "fugong/phone/visits.js",
)
"""What page and worker share, in this order. Plain scripts: a worker of Chrome 86 can't import modules."""

WORKER = "fugong/phone/worker.js"
MODULES = tuple(
    f"fugong/phone/{name}.js"
    for name in (
        "app",
        "barcodes",
        "bars",
        "camera",
        "boarding",
        "codes",
        "day",
        "dom",
        "enterprise",
        "finish",
        "item",
        "person",
        "photo",
        "place",
        "queue",
        "room",
        "sampling",
        "signature",
        "today",
        "tubecodes",
        "update",
        "visit",
        "voice",
        "words",
    )
)
"""The page's own modules; `app` is the first."""

PICTURES = ("fugong/mark.svg", "fugong/phone/icon-192.png", "fugong/phone/icon-512.png")
READER = "vendor/jsqr/jsQR.js"
"""Reads QR codes that the camera sees; fetched when it is first needed."""

BARS = "vendor/zxing/zxing.min.js"
"""Reads bar codes on tubes; fetched when a tube's code is first scanned."""

ALL = ("fugong/theme.js", *STYLES, *CORE, *MODULES, READER, BARS, *PICTURES)


def addresses(files: tuple[str, ...]) -> list[str]:
    """Where the files are fetched from; with their digest in the name where static files are collected."""
    return [static(name) for name in files]


@lru_cache(maxsize=1)
def version() -> str:
    """Changes with any of the files, the template and the translations. The worker carries it, so that browsers see a new one."""
    from fugong.inspections.phone.words import in_all_languages

    digest = hashlib.sha256(in_all_languages().encode())
    for name in (*ALL, WORKER):
        digest.update(Path(str(finders.find(name))).read_bytes())
    digest.update((Path(__file__).parents[1] / "templates/inspections/phone/shell.html").read_bytes())
    return digest.hexdigest()[:12]
