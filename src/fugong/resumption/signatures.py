"""The signature on the glass: strokes become a drawing of our own making, a picture is drawn anew."""

import io
import json
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image

from fugong.core.errors import Fault, Refused

MOST_STROKES = 200
MOST_POINTS = 10_000
LARGEST_SIDE = 4_000
PNG_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Signature:
    """The person in charge: name and the strokes on the glass (lists of [x, y] points within width × height), or a PNG; or
    why it wasn't signed.
    """

    name: str = ""
    strokes: Sequence[Sequence[Sequence[float]]] = ()
    width: int = 0
    height: int = 0
    png: bytes = b""
    refusal: str = ""


def written(name: str, drawn: str) -> Signature:
    """What a page sends: the name, and `{"strokes": …, "width": …, "height": …}` as JSON. Raises Refused at `signature`."""
    if not drawn:
        return Signature(name)
    try:
        said = json.loads(drawn[:400_000])
        return Signature(name, tuple(said["strokes"]), int(said["width"]), int(said["height"]))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise _refuse() from None


def file_of(signature: Signature) -> bytes:
    """An SVG or PNG file; empty where nobody signed. Raises Refused at `signature`."""
    if signature.png:
        return _png(signature.png)
    return _svg(signature) if signature.strokes else b""


def media_of(content: bytes) -> str:
    """Which of the two it is."""
    return "image/png" if content.startswith(b"\x89PNG") else "image/svg+xml"


def _refuse() -> Refused:
    message = _("The signature can't be read. Have it signed again.")
    return Refused(message, fields=[Fault("signature", message)])


def _svg(signature: Signature) -> bytes:
    """Nothing of what was sent but numbers gets into the file."""
    width, height = signature.width, signature.height
    points = sum(len(stroke) for stroke in signature.strokes)
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise _refuse()
    if len(signature.strokes) > MOST_STROKES or not 2 <= points <= MOST_POINTS:
        raise _refuse()
    paths = "".join(f'<path d="{_path(stroke, width, height)}"/>' for stroke in signature.strokes if stroke)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="none" stroke="#111" '
        f'stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    ).encode()


def _path(stroke: object, width: int, height: int) -> str:
    try:
        pairs = [(float(x), float(y)) for x, y in stroke]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise _refuse() from None
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in pairs):
        raise _refuse()
    placed = [(min(max(x, 0), width), min(max(y, 0), height)) for x, y in pairs]
    if len(placed) == 1:
        placed.append((placed[0][0] + 0.1, placed[0][1]))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)


def _png(content: bytes) -> bytes:
    if len(content) > PNG_BYTES:
        raise _refuse()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG",)) as opened:
                if max(opened.size) > LARGEST_SIDE:
                    raise _refuse()
                plain = opened.convert("RGBA")
    except Refused:
        raise
    except Exception:  # whatever is wrong with it, the advice is the same
        raise _refuse() from None
    clean = Image.new("RGBA", plain.size)
    clean.paste(plain)
    out = io.BytesIO()
    clean.save(out, format="PNG")
    return out.getvalue()
