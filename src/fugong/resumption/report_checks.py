"""What a daily report must satisfy, whoever brings it: each fault names the field."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.errors import Fault
from fugong.resumption.daily_report import DailyReport
from fugong.resumption.measured import grouped

LIMITS = {
    "staff_total": 2_000_000,
    "staff_back": 2_000_000,
    "staff_local": 2_000_000,
    "staff_outside": 2_000_000,
    "capacity": 300,
    "exceptions": 2_000_000,
    "stock": 2_000_000_000,
}
"""The largest number that can be meant; above, a finger slipped. Capacity is in per cent."""

NAMES = {
    "staff_total": gettext_lazy("Staff"),
    "staff_back": gettext_lazy("Staff back"),
    "staff_local": gettext_lazy("Of them local"),
    "staff_outside": gettext_lazy("Of them from outside"),
    "capacity": gettext_lazy("Capacity (%)"),
    "exceptions": gettext_lazy("Exceptions"),
    "stock": gettext_lazy("Stock"),
}
"""What the columns are called where the pack doesn't ask for them itself."""

FULL = 100  # per cent; more is possible with extra shifts, and rare

Values = Mapping[str, "int | None"]


def faults(values: Values, *, asked: DailyReport, registered: int | None) -> list[Fault]:
    """What is wrong (level error), and what is odd but may be true (level warning). `registered` is the registry's staff."""
    names = named(asked)
    return [*_missing(values, asked), *_out_of_range(values), *_sums(values, names), *_odd(values, registered, names)]


def named(asked: DailyReport) -> dict[str, str]:
    """Column → what the reader knows it as: the pack's own name where it asks for it."""
    return {key: str(name) for key, name in NAMES.items()} | {each.key: str(each.name) for each in asked.fields}


def _missing(values: Values, asked: DailyReport) -> list[Fault]:
    return [
        Fault(field.key, _("“%(field)s” is missing.") % {"field": field.name}, "missing")
        for field in asked.fields
        if field.required and values.get(field.key) is None
    ]


def _out_of_range(values: Values) -> list[Fault]:
    found = []
    for key, value in values.items():
        limit = LIMITS.get(key)
        if limit is not None and value is not None and not 0 <= value <= limit:
            words = _("Give a whole number from 0 to %(limit)s.") % {"limit": f"{limit:,}"}
            found.append(Fault(key, words, "out_of_range"))
    return found


def _sums(values: Values, names: Mapping[str, str]) -> list[Fault]:
    """Parts and wholes within the report itself."""
    back, local, outside = (values.get(key) for key in ("staff_back", "staff_local", "staff_outside"))
    total = values.get("staff_total")
    found = []
    if back is not None and total is not None and back > total:
        found.append(Fault("staff_back", exceeds(values, names, "staff_back", "staff_total"), "more_than_total"))
    if back is not None and local is not None and outside is not None and local + outside != back:
        found.append(Fault("staff_back", parts_differ(values, names), "parts_differ"))
    elif back is not None and max(local or 0, outside or 0) > back >= 0:
        key = "staff_local" if (local or 0) > back else "staff_outside"
        found.append(Fault(key, exceeds(values, names, key, "staff_back"), "part_exceeds"))
    return found


def _odd(values: Values, registered: int | None, names: Mapping[str, str]) -> list[Fault]:
    found = []
    back, capacity = values.get("staff_back"), values.get("capacity")
    if values.get("staff_total") is None and back is not None and registered is not None and back > registered:
        words = more_than_registered(names["staff_back"], back, registered)
        found.append(Fault("staff_back", words, "more_than_registered", level="warning"))
    if capacity is not None and FULL < capacity <= LIMITS["capacity"]:
        words = _("“%(field)s”: %(value)s%% is more than full capacity. Correct it, unless extra shifts are worked.")
        words %= {"field": names["capacity"], "value": capacity}
        found.append(Fault("capacity", words, "more_than_full", level="warning"))
    return found


def exceeds(values: Values, names: Mapping[str, str], part: str, whole: str) -> str:
    """What is said of a part that is more than its whole."""
    return part_exceeds(names[part], values[part] or 0, names[whole], values[whole] or 0)


def part_exceeds(part: str, many: float, whole: str, total: float) -> str:
    words = _("“%(part)s” (%(many)s) can't be more than “%(whole)s” (%(total)s).")
    return words % {"part": part, "many": grouped(many), "whole": whole, "total": grouped(total)}


def parts_differ(values: Values, names: Mapping[str, str]) -> str:
    words = _("“%(a)s” %(local)s and “%(b)s” %(outside)s make %(sum)s, not %(back)s as “%(whole)s” says.")
    local, outside, back = (values[key] or 0 for key in ("staff_local", "staff_outside", "staff_back"))
    called = {"a": names["staff_local"], "b": names["staff_outside"], "whole": names["staff_back"]}
    numbers = {"local": local, "outside": outside, "sum": local + outside, "back": back}
    return words % (called | {key: grouped(number) for key, number in numbers.items()})


def more_than_registered(field: str, many: float, registered: int) -> str:
    words = _(
        "“%(field)s”: %(many)s is more than the %(total)s staff in the registry. "
        "Correct it, or have the registry corrected if it is true."
    )
    return words % {"field": field, "many": grouped(many), "total": grouped(registered)}
