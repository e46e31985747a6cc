"""Amounts of money as lists write them: `3.2亿`, `1,200万元`, `100(万元人民币)`, `500万美元`, `壹佰万元整`."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

UNITS = {
    "元": 1,
    "圆": 1,
    "千": 1_000,
    "千元": 1_000,
    "万": 10_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万": 1_000_000,
    "百万元": 1_000_000,
    "千万": 10_000_000,
    "千万元": 10_000_000,
    "亿": 100_000_000,
    "亿元": 100_000_000,
    "yuan": 1,
    "rmb": 1,
    "cny": 1,
}
CURRENCIES = {
    "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "￥": "CNY", "¥": "CNY",
    "美元": "USD", "美金": "USD", "usd": "USD", "us$": "USD", "$": "USD",
    "欧元": "EUR", "eur": "EUR", "€": "EUR",
    "日元": "JPY", "日圆": "JPY", "jpy": "JPY",
    "港元": "HKD", "港币": "HKD", "hkd": "HKD",
    "台币": "TWD", "新台币": "TWD", "twd": "TWD",
    "韩元": "KRW", "韩圆": "KRW", "krw": "KRW",
    "英镑": "GBP", "gbp": "GBP", "£": "GBP",
    "新加坡元": "SGD", "新元": "SGD", "sgd": "SGD",
    "澳元": "AUD", "澳大利亚元": "AUD", "加元": "CAD", "加拿大元": "CAD", "瑞士法郎": "CHF", "澳门元": "MOP",
}  # fmt: skip
LIMIT = 10**17  # more than any enterprise has, less than the database's 64 bits hold

_NUMBER = re.compile(r"[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+")
_UNIT = re.compile("|".join(sorted((re.escape(unit) for unit in UNITS if not unit.isascii()), key=len, reverse=True)))
_CURRENCY = re.compile("|".join(sorted((re.escape(name) for name in CURRENCIES), key=len, reverse=True)))
_DECORATION = str.maketrans("", "", "()[]{}【】（）［］ \t整正约:：,")
_DIGITS = {
    sign: value
    for value, signs in enumerate(["零〇", "壹一", "贰二两", "叁三", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九"])
    for sign in signs
}
_TENS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1_000, "千": 1_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole units of a currency (ISO 4217), rounded half up."""

    whole: int
    currency: str = "CNY"


class NotAnAmount(ValueError):
    """The text isn't an amount; its words say what to write."""


def unit_in(heading: str) -> int | None:
    """The unit that a heading names, e.g. `营业收入（万元）` → 10,000; None where it names none."""
    for part in reversed(re.split(r"[()（）\[\]【】:：/／,，;；\s]", heading)):
        if part.strip().lower() in UNITS:
            return UNITS[part.strip().lower()]
    found = re.search(r"(百万元|千万元|亿元|万元|千元)$", heading.strip())
    return UNITS[found[1]] if found else None


def read(given: str | int | float, unit: int = 1) -> Amount:
    """The amount in `given`; a bare number counts in `unit` (yuan). Raises NotAnAmount.

    A unit in the text itself wins over `unit`; a foreign currency is told by `currency`, never converted.
    """
    if isinstance(given, int | float):
        product = given * unit
        if -LIMIT < product < LIMIT and abs(product - round(product)) < 0.4:  # far from a half: no need to be exact
            return Amount(round(product))
        return Amount(_whole(Decimal(str(given)) * unit, given))
    text = given.strip().lower()
    currency = _currency(text)
    bare = _CURRENCY.sub("元", text) if currency != "CNY" else _CURRENCY.sub("", text)
    number = _NUMBER.search(bare)
    if number is None:
        return Amount(_whole(_chinese(bare, given), given), currency)
    rest = (bare[: number.start()] + bare[number.end() :]).translate(_DECORATION)
    return Amount(_whole(Decimal(number[0].replace(",", "")) * _factor(rest, unit, given), given), currency)


def _currency(text: str) -> str:
    found = _CURRENCY.search(text)
    return CURRENCIES[found[0]] if found else "CNY"


def _factor(rest: str, unit: int, given: object) -> int:
    """What the signs around the number multiply it by: `亿元` → 100,000,000; nothing → `unit`."""
    if not rest:
        return unit
    if rest in UNITS:
        return UNITS[rest]
    factor, left = 1, rest
    for found in _UNIT.finditer(rest):
        factor, left = max(factor, UNITS[found[0]]), left.replace(found[0], "", 1)
    if left:
        raise _refusal(given)
    return factor


def _chinese(text: str, given: object) -> Decimal:
    """A number written out: `壹佰贰拾万` → 1,200,000."""
    text = text.translate(_DECORATION).rstrip("元圆")
    total, myriads, part, digit = 0, 0, 0, None
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            continue
        if sign in _TENS:
            part += (1 if digit is None else digit) * _TENS[sign]
        elif sign == "万":
            myriads, part = (part + (digit or 0)) * 10_000, 0
        elif sign == "亿":
            total, myriads, part = total + (myriads + part + (digit or 0)) * 100_000_000, 0, 0
        else:
            raise _refusal(given)
        digit = None
    if not any(sign in _DIGITS or sign in _TENS for sign in text):
        raise _refusal(given)
    return Decimal(total + myriads + part + (digit or 0))


def _whole(value: Decimal, given: object) -> int:
    try:
        whole = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError):  # inf, nan, or more digits than a Decimal keeps
        raise _refusal(given) from None
    if not -LIMIT < whole < LIMIT:
        raise _refusal(given)
    return whole


def _refusal(given: object) -> NotAnAmount:
    return NotAnAmount(
        _("“%(text)s” is not an amount. Write a number, e.g. 3.2亿 or 1200万元.") % {"text": str(given)[:40]}
    )
