"""The bulletin's tables as a workbook: the indicators, and a sheet for each table. Numbers are numbers, rates per cent.

The content keeps them as they were printed; a rate is divided anew from its parts and shown with as many decimals.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.figures import printing
from fugong.figures.composing import label
from fugong.figures.models import Bulletin
from fugong.sheets import writer
from fugong.sheets.columns import Column

INDICATOR_COLUMNS = (
    Column(key="name", name=gettext_lazy("Indicator"), width=36),
    Column(key="printed", name=gettext_lazy("Value"), width=14),
    Column(key="numerator", name=gettext_lazy("Numerator"), width=14),
    Column(key="denominator", name=gettext_lazy("Denominator"), width=14),
    Column(key="change", name=gettext_lazy("Change"), width=22),
)


def of(bulletin: Bulletin) -> BinaryIO:
    """The workbook, open at its beginning, in the reader's language."""
    return writer.workbook(_indicators(bulletin), *_tables(bulletin))


def _indicators(bulletin: Bulletin) -> writer.Sheet:
    """Each indicator of the sections and the card, once."""
    content = bulletin.content
    lines = [each for section in content["sections"] for each in section["indicators"]] + content["card"]
    seen: dict[str, dict[str, Any]] = {}
    for line in lines:
        cells = {
            "printed": _value(line),
            "numerator": _whole(line["numerator"]),
            "denominator": _whole(line["denominator"]),
        }
        seen.setdefault(line["indicator"], {"name": label(line["name"]), "change": label(line["change"]), **cells})
    title = f"{label(content['title'])} {bulletin.day.isoformat()}"
    return writer.Sheet(INDICATOR_COLUMNS, seen.values(), name=_("Indicators"), title=title)


def _tables(bulletin: Bulletin) -> Iterator[writer.Sheet]:
    for place, section in enumerate(bulletin.content["sections"]):
        if section["table"]:
            yield _table(section, place)


def _table(section: dict[str, Any], place: int) -> writer.Sheet:
    """A row for each area, segment or group; three columns for each indicator."""
    table = section["table"]
    columns = [Column(key="label", name=printing.HEADS[table["kind"]](), width=24)]
    for number, head in enumerate(table["head"]):
        name = label(head["name"])
        columns += [
            Column(key=f"p{number}", name=name, width=16),
            Column(key=f"n{number}", name=_("%(name)s: numerator") % {"name": name}, width=14),
            Column(key=f"d{number}", name=_("%(name)s: denominator") % {"name": name}, width=14),
        ]
    rows = []
    for row in table["rows"]:
        cells: dict[str, Any] = {"label": label(row["label"])}
        for number, cell in enumerate(row["cells"]):
            cells |= {f"p{number}": _value(cell)}
            cells |= {f"n{number}": _whole(cell["numerator"]), f"d{number}": _whole(cell["denominator"])}
        rows.append(cells)
    title = printing.heading(place, label(section["title"])) or _("Table")
    return writer.Sheet(columns, rows, name=title)


def value(printed: str, numerator: Any = None, denominator: Any = None) -> Any:
    """What was printed as a cell, a rate with its parts; text where there is no number."""
    number = re.search(r"-?[0-9]+(?:\.([0-9]+))?", "".join(re.findall(r"[-0-9.]", printed)))
    if number is None:
        return printed
    decimals = "." + "0" * len(number[1]) if number[1] else ""
    if denominator and numerator is not None:
        return writer.Formatted(float(Fraction(numerator) / Fraction(denominator)), f"0{decimals}%")
    return writer.Formatted(Decimal(number[0]), f"#,##0{decimals}")


def _value(line: dict[str, Any]) -> Any:
    numerator, denominator = _whole(line["numerator"]), _whole(line["denominator"])
    return value(line["printed"], numerator, denominator) if line["rate"] else value(line["printed"])


def _whole(printed: str | None) -> int | None:
    """A numerator or denominator, without the sign between thousands."""
    digits = re.sub(r"[^-0-9]", "", printed or "")
    return int(digits) if digits.strip("-") else None
