"""What stands in a cell, read: texts made clean, numbers, days, choices. Each reader is quick, for lists are long.

A reader takes a clean cell (`str`, `int`, `float` or `bool`, never blank) and the heading's unit, and returns a value
that JSON can carry, or raises `Bad` with words for the user.
"""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.core import amounts, dates, numbers, phones, uscc

Cell = str | int | float | bool | None
Reader = Callable[[Any, int | None], Any]
Words = str | Promise

BLANK = frozenset(
    ["", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "N/A", "n/a", "NA", "#N/A", "无", "无。", "暂无", "None", "none",
     "null", "NULL", "nan", "未知", "不详", "空", "（空）", "(空)", ".", "*", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"]
)  # fmt: skip
"""What people write where they have nothing to write."""

_UNCLEAN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe0f\ufeff"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]|  "
)
_CLEAN: dict[int, str | None] = {
    **{ord(sign): " " for sign in "\t\n\r\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"},
    **{code: " " for code in range(0x2000, 0x200B)},
    **dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0)], None),
    **dict.fromkeys(
        [0xAD, 0x180E, 0xFEFF, 0xFE0F, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    ),
    **{code: chr(code - 0xFEE0) for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]},
}


class Bad(ValueError):
    """A cell that can't be read; its words say what to do. `code` is stable, for programs.

    An `error` refuses the row; after a `warning` the row is taken without the cell, or with what was `taken` of it.
    """

    def __init__(self, message: str, code: str = "invalid", level: str = "error", taken: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.level = level
        self.taken = taken

    def softened(self) -> "Bad":
        """The same complaint as a warning: the cell isn't taken, the row is."""
        return Bad(str(self), self.code, "warning", self.taken)


def clean(cell: Any) -> Cell:
    """The cell without zero-width signs, odd spaces and full-width letters; None where it says nothing."""
    if isinstance(cell, str):
        if _UNCLEAN.search(cell) is not None:
            cell = " ".join(cell.translate(_CLEAN).split())
        else:
            cell = cell.strip()
        return None if cell in BLANK else cell
    return cell


def plain(cell: Cell) -> str:
    """A cell as its reader sees it: `138` for 138.0, and never an exponent."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    return "" if cell is None else str(cell)


def narrow(text: str) -> str:
    """Full-width punctuation as its narrow twin (NFKC), for numbers and days."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@cache
def in_all_languages(words: Words) -> tuple[str, ...]:
    """A text as each of the product's languages says it."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(str(words))
    return tuple(dict.fromkeys(found))


class Softly:
    """A reader whose complaint is a warning: the cell isn't taken, the row is."""

    def __init__(self, read: Reader) -> None:
        self.read = read

    def __call__(self, cell: Any, unit: int | None) -> Any:
        try:
            return self.read(cell, unit)
        except Bad as bad:
            raise bad.softened() from None

    def knows(self, text: str) -> bool:
        return knows(self.read, text)


def softly(read: Reader) -> Reader:
    """The same reader, warning where it would refuse."""
    return Softly(read)


def knows(read: Reader, text: str) -> bool:
    """Whether what says nothing in other cells is an answer to this reader: 无 as no, or as a choice of that name."""
    return isinstance(read, Softly | YesNo | Choice) and read.knows(text)


def text(most: int = 300) -> Reader:
    """Any text of at most `most` signs."""

    def read(cell: Any, unit: int | None) -> str:
        found = cell if isinstance(cell, str) else plain(cell)
        if len(found) > most:
            raise Bad(
                _("At most %(most)s signs; this has %(count)s.") % {"most": most, "count": len(found)}, "too_long"
            )
        return found

    return read


def credit_code(cell: Any, unit: int | None) -> str:
    """A unified social credit code."""
    if not isinstance(cell, str):
        if abs(cell) >= 1e15:
            raise Bad(
                _(
                    "Excel took this code for a number and dropped its last digits. "
                    "Format the column as text and enter the code again."
                ),
                "number_for_text",
            )
        cell = plain(cell)
    try:
        return uscc.check(cell)
    except uscc.Wrong as wrong:
        raise Bad(str(wrong), "uscc") from None


_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(0\d{2,3})?-?([2-9]\d{6,7})(?:-?(\d{1,6}))?|([48]00)-?(\d{3})-?(\d{4})")
_BETWEEN_NUMBERS = re.compile(r"[、,，;；/|\s]+|\bor\b|或")
_BEFORE_NUMBER = re.compile(r"^(?:电话|手机|联系电话|手机号码?|tel|mobile|phone)?[:：.]?\s*", re.IGNORECASE)


def telephone(cell: Any, unit: int | None) -> str:
    """A telephone number; of several in one cell the first that is one, with a warning."""
    found = telephones(plain(cell))
    if len(found) > 1:  # which numbers they are is not told: warnings are shown to whoever may not open numbers
        words = _(
            "The cell holds several telephone numbers; the first was taken. Enter the others as further contacts."
        )
        raise Bad(words, "several_telephones", "warning", found[0])
    return found[0]


def telephones(text: str) -> list[str]:
    """The telephone numbers in a text, one at least. Raises Bad."""
    given = narrow(text)
    if len(given) == 11 and _MOBILE.fullmatch(given):
        return [given]
    if found := _chinese_telephone(re.sub(r"[\s()]+", "", given)):
        return [found]
    several = [found for part in _BETWEEN_NUMBERS.split(given) if (found := _chinese_telephone(part))]
    return list(dict.fromkeys(several)) or [_foreign_telephone(given)]


def _chinese_telephone(candidate: str) -> str:
    """A mobile or fixed number as it is kept; nothing where it is none."""
    candidate = re.sub(r"[\s().]+", "", _BEFORE_NUMBER.sub("", candidate)).replace("—", "-").replace("–", "-")
    if found := _MOBILE.fullmatch(candidate.replace("-", "")):
        return found[1]
    found = _LANDLINE.fullmatch(candidate)
    return "-".join(part for part in found.groups() if part) if found else ""


def _foreign_telephone(given: str) -> str:
    """A number as `core.phones` keeps it; what that refuses, a cell doesn't hold either."""
    try:
        return phones.normalised(given)
    except phones.NotAPhone:
        words = _("This is not a telephone number. Enter one, e.g. 13800138000 or 0532-88880000.")
        raise Bad(words, "telephone") from None


_COUNTED = re.compile(r"[人名家个位元天次台辆只套件份]$")
_ABOUT = re.compile(r"^[^\d]*约|左右|余")


def number(cell: Any) -> Decimal:
    """The number in a cell: `1,200`, `约120人`, `12.5`."""
    if isinstance(cell, bool):
        raise Bad(_("Write a number."), "number")
    if isinstance(cell, int | float) and math.isfinite(cell):
        return Decimal(str(cell))
    given = _COUNTED.sub("", narrow(plain(cell)).strip().lstrip("约 ")).rstrip("左右余 ")
    try:
        return numbers.read(_COUNTED.sub("", given).strip())
    except numbers.NotANumber as fault:
        words = _("“%(text)s” is not a number.") % {"text": str(cell)[:40]} if fault.code == "number" else str(fault)
        raise Bad(words, "number") from None


def _unless_about(cell: Any, value: Any) -> Any:
    """The value, with a warning where the cell says that it is only about so much: `约50`, `50人左右`."""
    if isinstance(cell, str) and _ABOUT.search(cell):
        words = _("“%(text)s” was read as %(value)s. Enter the exact figure if you know it.")
        raise Bad(words % {"text": cell[:40], "value": shown(value)}, "about", "warning", value)
    return value


def whole(least: int = 0, most: int = 2_147_483_647) -> Reader:
    """A whole number between `least` and `most`."""

    def read(cell: Any, unit: int | None) -> int:
        value = number(cell)
        if value != value.to_integral_value():
            raise Bad(_("“%(text)s” is not a whole number.") % {"text": str(cell)[:40]}, "number")
        if not least <= value <= most:
            raise Bad(_("The number must be from %(least)s to %(most)s.") % {"least": least, "most": most}, "range")
        return _unless_about(cell, int(value))

    return read


def decimal(least: float, most: float) -> Reader:
    """A number between `least` and `most`, as a float."""

    def read(cell: Any, unit: int | None) -> float:
        value = float(number(cell))
        if not least <= value <= most:
            raise Bad(_("The number must be from %(least)s to %(most)s.") % {"least": least, "most": most}, "range")
        return float(_unless_about(cell, value))

    return read


def percent(cell: Any, unit: int | None) -> float:
    """A share in per cent: `85%`, `85`, and Excel's own 0.85 for 85 %."""
    given = narrow(plain(cell)).strip()
    if given.endswith("%"):
        value = float(number(given[:-1]))
    else:
        value = float(number(cell))
        if isinstance(cell, float) and 0 < value <= 1:
            value = round(value * 100, 6)
    if not 0 <= value <= 1_000:
        raise Bad(_("A share goes from 0 to 100 %."), "range")
    return float(_unless_about(cell, value))


def yuan(cell: Any, unit: int | None) -> int:
    """An amount in whole yuan; the unit stands in the cell, else in the heading, else it is yuan."""
    if isinstance(cell, bool):
        raise Bad(_("Write a number."), "number")
    try:
        amount = amounts.read(cell if not isinstance(cell, str) else narrow(cell), unit or 1)
    except amounts.NotAnAmount as fault:
        raise Bad(str(fault), "amount") from None
    if amount.currency != "CNY":
        raise Bad(_("This amount is in %(currency)s. Enter it in yuan.") % {"currency": amount.currency}, "currency")
    return int(_unless_about(cell, amount.whole))


def day(cell: Any, unit: int | None) -> str:
    """A day, as ISO 8601."""
    if isinstance(cell, bool):
        raise Bad(_("Write a day like 2020-02-03."), "day")
    try:
        return dates.read(cell if not isinstance(cell, str) else narrow(cell), year=_this_year()).isoformat()
    except dates.NotADay as fault:
        raise Bad(str(fault), "day") from None


def _this_year() -> int:
    from fugong.core import clock

    return clock.today().year


YES = frozenset(
    ["是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "t", "1", "はい", "有り", "あり", "예", "네", "是的", "已", "o"]
)  # fmt: skip
NO = frozenset(
    ["否", "没有", "无", "×", "✗", "✘", "x", "不是", "非", "n", "no", "false", "f", "0", "いいえ", "なし", "아니요", "아니오", "未",
     "不"]
)  # fmt: skip


class YesNo:
    """Reads yes or no."""

    def __init__(self, yes: Iterable[str], no: Iterable[str]) -> None:
        self.yes, self.no = YES | {word.lower() for word in yes}, NO | {word.lower() for word in no}

    def __call__(self, cell: Any, unit: int | None) -> bool:
        if isinstance(cell, bool):
            return cell
        given = plain(cell).strip().lower()
        if given in self.yes:
            return True
        if given in self.no:
            return False
        raise Bad(_("“%(text)s”: write 是 (yes) or 否 (no).") % {"text": given[:40]}, "yes_no")

    def knows(self, text: str) -> bool:
        return text.lower() in self.no


def yes_no(yes: Iterable[str] = (), no: Iterable[str] = ()) -> Reader:
    """Yes or no; `yes` and `no` are further words, such as 规上 and 规下."""
    return YesNo(yes, no)


class Choice:
    """Reads one of `words`' keys; `word` says a key as a person does."""

    def __init__(self, words: Mapping[str, Iterable[Words]], within: bool) -> None:
        self.words, self.within = words, within

    def __call__(self, cell: Any, unit: int | None) -> str:
        given = plain(cell).strip().lower()
        if given in self._known:
            return self._known[given]
        if self.within:
            inside = [word for word in self._known if len(word) > 1 and not word.isascii() and word in given]
            if inside:
                return self._known[max(inside, key=len)]
        choices = "、".join(in_all_languages(next(iter(names), key))[0] for key, names in self.words.items())
        raise Bad(
            _("“%(text)s” is not one of: %(choices)s.") % {"text": plain(cell)[:40], "choices": choices}, "choice"
        )

    def knows(self, text: str) -> bool:
        return text.lower() in self._known

    def word(self, key: Any) -> Any:
        """The first word of a key; whatever is no key stays."""
        return str(next(iter(self.words.get(key, ())), key)) if isinstance(key, str) else shown(key)

    @cached_property
    def _known(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, names in self.words.items():
            for name in (key, *names):
                for said in in_all_languages(name):
                    found.setdefault(said.lower(), key)
        return found


def choice(words: Mapping[str, Iterable[Words]], *, within: bool = False) -> Choice:
    """One of `words`' keys, by the key or any of its words in any language; `within` also finds a word inside the cell."""
    return Choice(words, within)


_BETWEEN = re.compile(r"[、,，;；/|\n]+")


def several(words: Mapping[str, str] | None = None, most: int = 30, *, only: bool = False) -> Reader:
    """Several short texts in one cell, parted by 、 , ; or /. `words` maps what is written to what is kept; `only`: no others."""
    known = {word.lower(): key for word, key in (words or {}).items()}

    def read(cell: Any, unit: int | None) -> list[str]:
        found = [part.strip() for part in _BETWEEN.split(plain(cell)) if part.strip()]
        for part in found:
            if part.lower() in known:
                continue
            if len(part) > most:
                raise Bad(
                    _("“%(text)s” is too long for one mark: at most %(most)s signs.")
                    % {"text": part[:40], "most": most}
                )
            if only:
                choices = "、".join({key: word for word, key in reversed(list((words or {}).items()))}.values())
                raise Bad(_("“%(text)s” is not one of: %(choices)s.") % {"text": part, "choices": choices}, "choice")
        return sorted({known.get(part.lower(), part) for part in found})

    return read


def shown(value: Any) -> Any:
    """A value as a cell shows it when nothing better is known."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def as_day(value: Any) -> Any:
    """ISO text as a day, so that Excel gets a real one."""
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value
