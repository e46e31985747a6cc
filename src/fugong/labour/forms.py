"""The forms of the room as data: which fields, what stands in them, what is wrong with them. One template draws them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fugong.core import clock

SEVERAL = ("languages", "trades")
"""Names under which a form sends several values."""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: text, number, date, time, tel, area, select, checks, check. `wide`: of twelve columns, on a desk."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, Any], ...] = ()
    hint: str = ""
    needed: bool = False
    most: int = 120
    wide: int = 12


def typed(post: Any) -> dict[str, Any]:
    """What a form sent, with lists where it sends several."""
    return {name: post.getlist(name) if name in SEVERAL else post.get(name, "") for name in post}


def drawn(fields: Iterable[Field], values: Mapping[str, Any], faults: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields as the template draws them."""
    found = []
    for field in fields:
        value = values.get(field.name)
        chosen = set(value or []) if field.kind == "checks" else {str(value or "")}
        found.append(
            {
                "name": field.name, "label": field.label, "kind": field.kind, "hint": field.hint, "needed": field.needed,
                "most": field.most, "wide": field.wide, "fault": faults.get(field.name, ""),
                "value": "" if value is None else value,
                "options": [{"key": key, "name": name, "chosen": key in chosen} for key, name in field.options],
            }
        )  # fmt: skip
    return found


def trades(labour: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((each.key, each.name) for each in labour.trades)


def vacancy(labour: Any) -> list[Field]:
    """What a vacancy is made of."""
    floor = labour.vacancies.wage_floor
    hint = _("At least %(floor)s: the minimum wage here.") % {"floor": floor} if floor else ""
    return [
        Field("trade", _("Trade"), "select", (("", "—"), *trades(labour)), needed=True, wide=6),
        Field("title", _("Post (empty: the trade)"), most=60, wide=6),
        Field("wanted", _("How many people"), "number", needed=True, most=6, wide=4),
        Field("wage_from", _("Wage from, yuan a month"), "number", needed=True, most=7, wide=4, hint=hint),
        Field("wage_to", _("Wage to"), "number", most=7, wide=4),
        Field("since", _("From when"), "date", needed=True, wide=6),
        Field("place", _("Place of work (empty: your address)"), wide=6),
        Field("has_lodging", _("Lodging is given"), "check", wide=6),
        Field("has_board", _("Meals are given"), "check", wide=6),
        Field("languages", _("Languages needed"), "checks", tuple(settings.LANGUAGES)),
        Field("text", _("What else people should know"), "area", most=2_000,
              hint=_("It is published as you write it. Write no telephone numbers of persons.")),
    ]  # fmt: skip


def vacancy_values(row: Any) -> dict[str, Any]:
    names = (
        "trade",
        "title",
        "wanted",
        "wage_from",
        "wage_to",
        "place",
        "has_lodging",
        "has_board",
        "languages",
        "text",
    )
    return {name: getattr(row, name) for name in names} | {"since": str(row.since)}


def seeker(labour: Any, *, asks: bool) -> list[Field]:
    """What a seeker says; `asks` with the box of agreement."""
    fields = [
        Field("name", pgettext("of a person", "Name"), needed=True, most=40, wide=6),
        Field("phone", _("Telephone"), "tel", needed=True, most=30, wide=6),
        Field("trades", _("Trades (one to five)"), "checks", trades(labour), needed=True),
        Field("place", _("Where you are: city and district"), needed=True, wide=6),
        Field("since", _("From when"), "date", needed=True, wide=6),
        Field("wage", _("Least wage, yuan a month (empty: any)"), "number", most=7, wide=6),
        Field("languages", _("Languages you speak"), "checks", tuple(settings.LANGUAGES)),
        Field("note", _("What else an enterprise should know"), "area", most=300),
    ]
    if asks:
        words = _("I agree that this is kept and shown to enterprises to which I am introduced.")
        fields.append(Field("agreed", words, "check", needed=True))
    return fields


def seeker_values(row: Any) -> dict[str, Any]:
    names = ("trades", "place", "wage", "languages")
    return {name: getattr(row, name) for name in names} | dict(row.opened) | {"since": str(row.since)}


def fair() -> list[Field]:
    return [
        Field("title", _("What it is called"), needed=True, most=80),
        Field("starts_day", _("Begins on"), "date", needed=True, wide=4),
        Field("starts_hour", _("at"), "time", needed=True, wide=2),
        Field("ends_day", _("Ends on"), "date", needed=True, wide=4),
        Field("ends_hour", _("at"), "time", needed=True, wide=2),
        Field("link", _("Link to the video room or stream"), most=300),
        Field("note", _("What people should know"), "area", most=1_000),
    ]


def fair_values(row: Any = None) -> dict[str, Any]:
    if row is None:
        return {"starts_hour": "09:00", "ends_hour": "17:00"}
    starts, ends = clock.local(row.starts_at), clock.local(row.ends_at)
    return {
        "title": row.title, "link": row.link, "note": row.note, "starts_day": f"{starts:%Y-%m-%d}",
        "starts_hour": f"{starts:%H:%M}", "ends_day": f"{ends:%Y-%m-%d}", "ends_hour": f"{ends:%H:%M}",
    }  # fmt: skip


def spare(labour: Any) -> list[Field]:
    return [
        Field("trade", _("Trade"), "select", (("", "—"), *trades(labour)), needed=True, wide=6),
        Field("people", _("How many people"), "number", needed=True, most=6, wide=6),
        Field("since", pgettext("of a lending", "First day"), "date", needed=True, wide=6),
        Field("until", _("Last day"), "date", needed=True, wide=6),
        Field("note", _("Note; no names"), most=300),
    ]


def contingent(pack: Any) -> list[Field]:
    bases = tuple((each.key, each.name) for each in pack.transport.bases)
    return [
        Field("base", _("Labour base"), "select", bases, needed=True, wide=6),
        Field("trade", _("Trade"), "select", (("", "—"), *trades(pack.labour)), needed=True, wide=6),
        Field("people", _("How many people"), "number", needed=True, most=4, wide=6),
        Field("day", _("Day of travel"), "date", needed=True, wide=6),
        Field("contact", _("Contact at the base"), most=60, wide=6),
        Field("phone", _("Telephone"), "tel", most=30, wide=6),
        Field("spot", _("Where they are fetched (empty: the base)"), most=120),
        Field("note", _("Note; no names"), most=300),
    ]
