"""The answers of a form that the pack asks: read from what was typed, with every mistake named at its field."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import clock, dates, numbers
from fugong.core.errors import Fault
from fugong.resumption import measured
from fugong.resumption.questions import Field

YES, NO = {"yes", "true", "1", "on", "是"}, {"no", "false", "0", "否"}

Answers = dict[str, Any]
"""Field key → int, float, bool, text, or a day as `2020-02-14`; a field without an answer is left out."""


def read(fields: Iterable[Field], given: Mapping[str, Any], *, whole: bool) -> tuple[Answers, list[Fault]]:
    """What was typed as typed answers, and the faults. `whole`: a required field without an answer is a fault too."""
    answers: Answers = {}
    faults: list[Fault] = []
    for field in fields:
        raw = given.get(field.key)
        raw = raw.strip() if isinstance(raw, str) else raw
        if raw is None or raw == "":
            if whole and field.required:
                faults.append(Fault(field.key, _("Please fill this in."), code="required"))
            continue
        try:
            answers[field.key] = _checked(field, _READERS[field.kind](field, raw))
        except ValueError as mistake:
            faults.append(Fault(field.key, str(mistake)))
    return answers, faults


def prefilled(fields: Iterable[Field], facts: Mapping[str, Any]) -> Answers:
    """What the registry knows already, so that nobody types it again."""
    known = {field.key: facts.get(field.prefill) for field in fields if field.prefill}
    answers, _faults = read([field for field in fields if known.get(field.key) is not None], known, whole=False)
    return answers


def shown(field: Field, value: Any) -> str:
    """An answer in the reader's words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.kind == "choice":
        return next((str(choice.name) for choice in field.choices if choice.key == value), str(value))
    if isinstance(value, int | float):
        number = measured.grouped(value)
        return f"{number}%" if field.kind == "percent" else f"{number} {field.unit or ''}".rstrip()
    return dates.shown_kept(value) if field.kind == "date" else str(value)


def _checked(field: Field, value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if field.minimum is not None and value < field.minimum:
            raise ValueError(_("At least %(bound)s.") % {"bound": measured.grouped(field.minimum)})
        if field.maximum is not None and value > field.maximum:
            raise ValueError(_("At most %(bound)s.") % {"bound": measured.grouped(field.maximum)})
    return value


def _number(field: Field, raw: Any) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        value = float(raw)
    else:
        value = float(numbers.read(_bare(field, str(raw))))
    if not math.isfinite(value) or abs(value) >= 1e15:
        raise ValueError(_("Write a number, such as 120."))
    return value


def _bare(field: Field, text: str) -> str:
    """The number without the sign or unit that was written behind it."""
    given = numbers.plain(text)
    units = field.unit.by_language.values() if field.unit else ()
    for unit in ("%", *map(numbers.plain, units)):
        given = given.removesuffix(unit).rstrip()
    return given


def _integer(field: Field, raw: Any) -> int:
    value = _number(field, raw)
    if value != int(value):
        raise ValueError(_("Write a whole number, such as 120."))
    if not -(2**31) < value < 2**31:
        raise ValueError(_("This number is too big."))
    return int(value)


def _percent(field: Field, raw: Any) -> float:
    value = _number(field, raw)
    low, high = field.minimum or 0, 100 if field.maximum is None else field.maximum
    if not low <= value <= high:
        raise ValueError(
            _("Write a percentage from %(low)s to %(high)s.")
            % {"low": measured.grouped(low), "high": measured.grouped(high)}
        )
    return value


def _day(field: Field, raw: Any) -> str:
    return dates.read(raw, year=clock.today().year).isoformat()


def _choice(field: Field, raw: Any) -> str:
    if raw not in {choice.key for choice in field.choices}:
        raise ValueError(_("Choose one of the answers."))
    return str(raw)


def _yes_no(field: Field, raw: Any) -> bool:
    word = str(raw).lower()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(_("Answer yes or no."))


def _text(field: Field, raw: Any) -> str:
    text = str(raw)
    if len(text) > field.longest:
        raise ValueError(_("At most %(n)s characters.") % {"n": field.longest})
    return text


_READERS = {
    "text": _text,
    "integer": _integer,
    "decimal": _number,
    "percent": _percent,
    "date": _day,
    "choice": _choice,
    "yes_no": _yes_no,
}
