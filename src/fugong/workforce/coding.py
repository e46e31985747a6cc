"""Codes that lead a person's phone to the own page."""

import segno


def linked(address: str) -> str:
    """An address as a QR drawing (SVG), for a phone's camera."""
    return str(
        segno.make(address, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    )
