"""Two made-up rows for each kind of sheet, so that whoever fills one in sees how. Each cell is one that its column reads."""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from fugong.core import clock
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.kinds import SheetKind

ROWS = 2
STRANGE = "§"  # a reader that takes this takes any text


def rows(kind: SheetKind, columns: list[Column]) -> list[list[str]]:
    """The rows, in the order of the columns; what tells rows apart differs from one to the next."""
    return [[_cell(column, at, column.key in kind.identify) for column in columns] for at in range(ROWS)]


def _cell(column: Column, at: int, tells_apart: bool) -> str:
    if column.choices:
        return str(column.choices[min(at, len(column.choices) - 1)])
    if column.past:
        return (clock.today() - dt.timedelta(days=5 - at)).isoformat()
    if at and column.second:
        return column.second
    if column.example:
        other = _other(column, str(column.example)) if at and (tells_apart or column.personal) else ""
        return other or str(column.example)
    if _reads(column, STRANGE):
        return _("Example %(n)s") % {"n": at + 1} if column.required else ""
    likely = _likely(at)
    if column.personal:  # a telephone looks like a day to whoever reads digits
        likely.sort(key=lambda each: each != f"1380000000{at}")
    return next((each for each in likely if _reads(column, each)), "")


def _likely(at: int) -> list[str]:
    """What might be asked for: a day, a credit code, a number, a telephone, a yes."""
    day = (clock.today() + dt.timedelta(days=3 + at)).isoformat()
    return [day, _code(at), str(20 + 10 * at), str(1 + at), f"1380000000{at}", "09:30", str(_("yes"))]


def _code(at: int) -> str:
    """A credit code that is sound and nobody's."""
    body = f"91110000MA000000{at}"
    return body + str(uscc.calc_check_digit(body))


def _other(column: Column, example: str) -> str:
    """Another value of the same shape; nothing where none is found."""
    last = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), example)
    for each in (_code(1), last if last != example else "", f"{example}（二）", f"{example} 2"):
        if each and (each != _code(1) or _is_code(column)) and _reads(column, each):
            return each
    return ""


def _is_code(column: Column) -> bool:
    return not _reads(column, STRANGE) and _reads(column, _code(1))


def _reads(column: Column, cell: str) -> bool:
    try:
        value: Any = column.read(cells.clean(cell), column.unit)
    except cells.Bad:
        return False
    return value not in (None, "", [])
