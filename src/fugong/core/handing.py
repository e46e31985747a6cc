"""Handing out a kept file: checked bytes under their own kind; nothing is sniffed, nothing in it runs, no proxy keeps it."""

from typing import Any

from django.http import FileResponse, Http404


def handed(
    file: Any, kind: str, name: str, *, inside: bool = False, styled: bool = False, seconds: int = 0
) -> FileResponse:
    """The file as an attachment called `name`; `inside`: it may show inside our own pages. Raises Http404 where it is gone.

    `styled`: a drawing of our own making with style in it. `seconds`: so long the reader's browser may keep it.
    """
    try:
        content = file.storage.open(str(file.name), "rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=not inside, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = f"private, max-age={seconds}" if seconds else "private, no-store"
    answer["Content-Security-Policy"] = f"default-src 'none';{STYLED if styled else ''} sandbox"
    return answer


STYLED = " style-src 'unsafe-inline';"
