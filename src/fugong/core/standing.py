"""Questions that are asked at every call: put into SQL once, and answered with the model's own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class _Part:
    """One table's columns in the answer: from which to which, and what turns a stored value into the model's."""

    model: type[models.Model]
    names: list[str]
    at: slice
    conversions: list[tuple[int, Callable[[Any], Any]]]

    def read(self, row: Sequence[Any]) -> models.Model:
        values = list(row[self.at])
        for place, convert in self.conversions:
            values[place] = convert(values[place])
        return self.model.from_db(connection.alias, self.names, values)


class Standing(Generic[Row]):
    """The rows of one table for which a condition holds, by their key; a third of what the same costs as a QuerySet.

    `where`: SQL over the model's columns, a %s for each value. `related`: names of foreign keys that are never empty, whose rows
    come along as `select_related` brings them; then `where` names its columns with their table. The statement is the same as a
    QuerySet's, and counts as one.
    """

    def __init__(self, model: type[Row], where: str, related: Sequence[str] = ()) -> None:
        self._model, self._where, self._related = model, where, tuple(related)

    @cached_property
    def _statement(self) -> tuple[str, list[_Part]]:
        quoted = connection.ops.quote_name
        table = quoted(self._model._meta.db_table)
        key = quoted(str(self._model._meta.pk.column))  # type: ignore[union-attr]
        columns, parts = _columns(self._model, 0)
        joined = ""
        for name in self._related:
            field = self._model._meta.get_field(name)
            other: Any = field.related_model
            more, part = _columns(other, len(columns))
            columns += more
            parts += part
            target = f"{quoted(other._meta.db_table)}.{quoted(str(other._meta.pk.column))}"
            joined += f" JOIN {quoted(other._meta.db_table)} ON {table}.{quoted(str(field.column))} = {target}"  # type: ignore[union-attr]
        return f"SELECT {', '.join(columns)} FROM {table}{joined} WHERE {self._where} ORDER BY {table}.{key}", parts  # noqa: S608 (names of our own)

    def rows(self, *values: Any) -> list[Row]:
        """Those for which the condition holds with these values."""
        sql, parts = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [self._read(row, parts) for row in cursor.fetchall()]

    def first(self, *values: Any) -> Row | None:
        """The first of them; None where there is none."""
        return next(iter(self.rows(*values)), None)

    def _read(self, row: Sequence[Any], parts: list[_Part]) -> Row:
        found: Any = parts[0].read(row)
        for name, part in zip(self._related, parts[1:], strict=True):
            setattr(found, name, part.read(row))
        return found  # type: ignore[no-any-return]


def _columns(model: type[models.Model], start: int) -> tuple[list[str], list[_Part]]:
    quoted = connection.ops.quote_name
    fields = model._meta.concrete_fields
    columns = [f"{quoted(model._meta.db_table)}.{quoted(str(field.column))}" for field in fields]
    conversions = []
    for place, field in enumerate(fields):
        as_column: Any = field.get_col(model._meta.db_table)
        for convert in [*connection.ops.get_db_converters(as_column), *field.get_db_converters(connection)]:
            conversions.append((place, _with(convert, as_column)))
    names = [str(field.attname) for field in fields]
    return columns, [_Part(model, names, slice(start, start + len(fields)), conversions)]


def _with(convert: Any, as_column: Any) -> Callable[[Any], Any]:
    return lambda value: convert(value, as_column, connection)
