"""Days as lists write them: 2020-02-03, 2020/2/3, 2020.2.3, 20200203, 2020年2月3日, 二〇二〇年二月三日, 3-Feb-20, 43864 …"""

import datetime as dt
import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fugong.core import clock

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
_EXCEL_DAY_0 = dt.date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was; after it this is right
_SERIALS = range(1, 109_575)  # up to 2199

_TIME = r"(?:[T\s]*\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?)?秒?分?(?:Z|[+-]\d\d:?\d\d)?)?"
_YMD = re.compile(r"(\d{4})\s*[-/.年\\、]\s*(\d{1,2})\s*[-/.月\\、]\s*(\d{1,2})\s*[日号]?\.?" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?")
_YM = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?")
_MD = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_SHORT = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DMY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})" + _TIME)
_ENGLISH = re.compile(r"(\d{1,2})[\s-]*([A-Za-z]{3})[a-z]*\.?[\s,-]*(\d{4}|\d{2})")
_AMERICAN = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})\s*,?\s+(\d{4})")
_KEPT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d)?)?")
_MONTHS = {
    name: i
    for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class NotADay(ValueError):
    """The text isn't a day; its words say what to write."""


def moment(given: dt.datetime) -> dt.datetime:
    """The moment in UTC; one without a zone is of the installation's wall clock. Raises NotADay beyond what lists know.

    Offsets may be longer than PostgreSQL takes (16 hours): in UTC there are none.
    """
    try:
        found = (given if given.tzinfo else given.replace(tzinfo=clock.zone())).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        found = None
    if found is None or not EARLIEST <= found.date() <= LATEST:
        raise NotADay(
            _("“%(text)s” is not a moment that can be. Write it like 2020-02-03T08:30:00+08:00.") % {"text": given}
        )
    return found


def moment_asked(text: str) -> dt.datetime | None:
    """A moment of an address or a form (`2020-02-03T08:30`) on the installation's wall clock; None where there is none."""
    try:
        given = dt.datetime.fromisoformat(text.strip().replace(" ", "+"))  # a + that wasn't encoded came as a blank
        return clock.local(moment(given))
    except ValueError:
        return None


def read(given: str | int | float | dt.date, *, year: int | None = None) -> dt.date:
    """The day in `given`. A text without a year (`2月3日`) takes `year`. Raises NotADay."""
    try:
        day = _read(given, year)
    except (ValueError, OverflowError, KeyError):
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise NotADay(_("“%(text)s” is not a day. Write it like 2020-02-03.") % {"text": str(given)[:40]})
    return day


def asked(text: str | None) -> dt.date | None:
    """The day that an address names, as YYYY-MM-DD; None for what is no day, or lies before 1900 or after 2199."""
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def asked_moment(text: str | None) -> dt.datetime | None:
    """The moment with its zone that a form sends in ISO 8601; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and EARLIEST <= moment.date() <= LATEST else None


def shown(day: dt.date) -> str:
    """A day as the reader's language writes it: 2020年2月14日, 2020년 2월 14일, 14 Feb 2020."""
    return date_format(day, "DATE_FORMAT")


def shown_short(day: dt.date) -> str:
    """The same without its year, where there is little room: 2月14日, 2월 14일, 14 Feb. Of a moment, its day on the wall clock."""
    return date_format(_here(day), "MONTH_DAY_FORMAT")


def shown_moment(moment: dt.datetime) -> str:
    """Day and time on the installation's wall clock: 2020年2月14日 08:30, 14 Feb 2020, 08:30."""
    return date_format(_here(moment), "SHORT_DATETIME_FORMAT")


def shown_short_moment(moment: dt.datetime) -> str:
    """The same without its year: 2月14日 08:30, 14 Feb 08:30."""
    return f"{shown_short(moment)} {_here(moment):%H:%M}"


def shown_kept(text: str) -> str:
    """A day or moment that was kept as text (2020-02-14, 2020-02-14 08:30), as `shown`; any other text as it is."""
    if not _KEPT.fullmatch(text):
        return text
    try:
        return (
            shown(dt.date.fromisoformat(text))
            if len(text) == 10
            else shown_moment(moment(dt.datetime.fromisoformat(text)))
        )
    except ValueError:
        return text


def _here(given: dt.date) -> dt.date:
    return clock.local(given) if isinstance(given, dt.datetime) and given.tzinfo else given


def _read(given: str | int | float | dt.date, year: int | None) -> dt.date | None:
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    if isinstance(given, int | float):
        return _from_number(given)
    text = given.strip()
    if found := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if text.replace(".", "", 1).isdigit() and len(text.split(".")[0]) == 5:
        return _from_number(float(text))
    return _written_out(text, year)


def _from_number(number: int | float) -> dt.date | None:
    """An Excel serial, or 20200203 that was typed as a number."""
    if 19_000_101 <= number <= 21_991_231 and number == int(number):
        found = _COMPACT.fullmatch(str(int(number)))
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    if int(number) in _SERIALS:
        return _EXCEL_DAY_0 + dt.timedelta(days=int(number))
    return None


def _written_out(text: str, year: int | None) -> dt.date | None:
    if found := _ENGLISH.fullmatch(text):
        return dt.date(_century(found[3]), _MONTHS[found[2].lower()], int(found[1]))
    if found := _AMERICAN.fullmatch(text):
        return dt.date(int(found[3]), _MONTHS[found[1].lower()], int(found[2]))
    if found := _DMY.fullmatch(text):
        return _day_or_month_first(int(found[1]), int(found[2]), int(found[3]))
    text = _digits(text)
    if found := _YMD.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YM.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), 1)
    if found := _SHORT.fullmatch(text):
        return dt.date(_century(found[1]), int(found[2]), int(found[3]))
    if (found := _MD.fullmatch(text)) and year is not None:
        return dt.date(year, int(found[1]), int(found[2]))
    return None


def _day_or_month_first(first: int, second: int, year: int) -> dt.date | None:
    """3/2/2020 may be March or February: only a number above 12, or two equal ones, tell."""
    if first > 12:
        return dt.date(year, second, first)
    if second > 12 or first == second:
        return dt.date(year, first, second)
    return None


def _century(year: str) -> int:
    """Two digits mean 1970 to 2069."""
    short = int(year)
    return short if len(year) == 4 else short + (2000 if short < 70 else 1900)


def _digits(text: str) -> str:
    """Chinese numerals as digits: 二〇二〇年十二月三十一日 → 2020年12月31日."""
    text = re.sub(r"([二三])十(?=[一二三四五六七八九])", lambda m: m[1], text)
    text = re.sub(r"([二三])十", lambda m: m[1] + "0", text)
    text = re.sub(r"十(?=[一二三四五六七八九])", "1", text).replace("十", "10")
    return text.translate(_CHINESE)
