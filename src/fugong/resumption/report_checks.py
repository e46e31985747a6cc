"""What a daily report must satisfy, whoever brings it: each fault names the field."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fugong.core.errors import Fault
from fugong.resumption.daily_report import DailyReport

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

Values = Mapping[str, "int | None"]


def faults(values: Values, *, asked: DailyReport, registered: int | None) -> list[Fault]:
    """What is wrong (level error), and what is odd but may be true (level warning). `registered` is the registry's staff."""
    return [*_missing(values, asked), *_out_of_range(values), *_sums(values), *_odd(values, registered)]


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


def _sums(values: Values) -> list[Fault]:
    """Parts and wholes within the report itself."""
    back, local, outside = (values.get(key) for key in ("staff_back", "staff_local", "staff_outside"))
    total = values.get("staff_total")
    found = []
    if back is not None and total is not None and back > total:
        found.append(Fault("staff_back", more_back_than_staff(back, total), "more_than_total"))
    if back is not None and local is not None and outside is not None and local + outside != back:
        found.append(Fault("staff_back", parts_differ(local, outside, back), "parts_differ"))
    elif back is not None and max(local or 0, outside or 0) > back >= 0:
        key = "staff_local" if (local or 0) > back else "staff_outside"
        found.append(Fault(key, part_exceeds(back), "part_exceeds"))
    return found


def _odd(values: Values, registered: int | None) -> list[Fault]:
    back = values.get("staff_back")
    if values.get("staff_total") is None and back is not None and registered is not None and back > registered:
        return [Fault("staff_back", more_than_registered(back, registered), "more_than_registered", level="warning")]
    return []


def more_back_than_staff(back: int, total: int) -> str:
    return _("%(back)s back can't be more than the %(total)s staff in all.") % {"back": back, "total": total}


def parts_differ(local: int, outside: int, back: int) -> str:
    words = _("%(local)s local and %(outside)s from outside make %(sum)s, not %(back)s back.")
    return words % {"local": local, "outside": outside, "sum": local + outside, "back": back}


def part_exceeds(back: int) -> str:
    return _("A part can't be more than the %(back)s back.") % {"back": back}


def more_than_registered(back: int, registered: int) -> str:
    words = _(
        "%(back)s back is more than the %(total)s staff in the registry: have the registry corrected if it is true."
    )
    return words % {"back": back, "total": registered}
