"""Bar codes drawn for the tests, as labels on tubes carry them, and pictures of them as a camera gives them."""

import random
import re
from itertools import chain

from PIL import Image, ImageDraw, ImageFilter

# Code 128: the widths of bar and gap, in turn, of each value from 0 to 105, and of the stop.
_128 = re.findall(
    r"\d+",
    """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221
223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131
311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114
122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141
214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
""",
)
# Code 39: which of nine bars and gaps are wide.
_39_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."
_39 = re.findall(
    r"\d+",
    """
000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101 100100100 001100100 100001001 001001001 101001000
000011001 100011000 001011000 000001101 100001100 001001100 000011100 100000011 001000011 101000010 000010011 100010010 001010010
000000111 100000110 001000110 000010110 110000001 011000001 111000000 010010001 110010000 011010000 010000101 110000100
""",
)
_39_STAR = "010010100"
_ITF = re.findall(r"\d+", "00110 10001 01001 11000 00101 10100 01100 00011 10010 01010")


def code_128(text: str) -> list[int]:
    """Set B."""
    values = [104, *(ord(sign) - 32 for sign in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    return [int(width) for value in (*values, check, 106) for width in _128[value]]


def code_39(text: str) -> list[int]:
    """Without its check sign, which is the text's affair."""
    signs = [_39_STAR, *(_39[_39_SIGNS.index(sign)] for sign in text), _39_STAR]
    return [width for sign in signs for width in (*(3 if wide == "1" else 1 for wide in sign), 1)]


def itf(text: str) -> list[int]:
    """An even number of digits."""
    pairs = [zip(_ITF[int(text[at])], _ITF[int(text[at + 1])], strict=True) for at in range(0, len(text), 2)]
    wide = chain("0000", *(each for pair in pairs for each in pair), "100")
    return [3 if each == "1" else 1 for part in wide for each in part]


SIZE = (960, 540)
KINDS = {"code_128": code_128, "code_39": code_39, "itf": itf}
"""Kind → the widths of bar and gap in turn, in modules, beginning with a bar."""


def label(kind: str, text: str, module: int = 3, height: int = 90) -> Image.Image:
    """A label with its quiet zones."""
    widths = KINDS[kind](text)
    quiet = 10 * module
    paper = Image.new("L", (sum(widths) * module + 2 * quiet, height + 2 * module), 250)
    pen, at = ImageDraw.Draw(paper), quiet
    for place, width in enumerate(widths):
        if place % 2 == 0:
            pen.rectangle((at, module, at + width * module - 1, module + height), fill=15)
        at += width * module
    return paper


def seen(kind: str, text: str, *, angle: float = 0, blur: float = 0.5, noise: int = 12, seed: int = 1) -> Image.Image:
    """What a camera of 960 × 540 sees of it: turned by `angle` degrees, on a grey table, out of focus and grainy."""
    table = Image.new("L", SIZE, 150)
    paper = label(kind, text).rotate(angle, expand=True, fillcolor=150, resample=Image.Resampling.BICUBIC)
    table.paste(paper, ((SIZE[0] - paper.width) // 2, (SIZE[1] - paper.height) // 2))
    table = table.filter(ImageFilter.GaussianBlur(blur))
    grain = Image.frombytes("L", table.size, random.Random(seed).randbytes(SIZE[0] * SIZE[1]))
    return Image.blend(table, grain, noise / 255)
