"""Questions that are asked at every call: put into SQL once, and answered with the model's own rows."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class Standing(Generic[Row]):
    """The rows of one table for which a condition holds, by their key; a third of what the same costs as a QuerySet.

    `where`: SQL over the model's columns, a %s for each value. The statement is the same as a QuerySet's, and counts as one. Raises
    ImproperlyConfigured where a column's values have to be converted: for such tables use a QuerySet.
    """

    def __init__(self, model: type[Row], where: str) -> None:
        self._model, self._where = model, where

    @cached_property
    def _statement(self) -> tuple[str, list[str]]:
        quoted = connection.ops.quote_name
        fields = self._model._meta.concrete_fields
        if converted := [each.name for each in fields if each.get_db_converters(connection)]:
            raise ImproperlyConfigured(
                f"{self._model.__name__}: {converted} can’t be read as they stand in the database."
            )
        columns, table = ", ".join(quoted(str(each.column)) for each in fields), quoted(self._model._meta.db_table)
        key = quoted(str(self._model._meta.pk.column))  # type: ignore[union-attr]
        sql = f"SELECT {columns} FROM {table} WHERE {self._where} ORDER BY {key}"  # noqa: S608 (names of our own)
        return sql, [str(each.attname) for each in fields]

    def rows(self, *values: Any) -> list[Row]:
        """Those for which the condition holds with these values."""
        sql, names = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [self._model.from_db(connection.alias, names, row) for row in cursor.fetchall()]

    def first(self, *values: Any) -> Row | None:
        """The first of them; None where there is none."""
        return next(iter(self.rows(*values)), None)
