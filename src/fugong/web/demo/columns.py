"""One statement that gives each of many rows values of its own: `bulk_update` writes a branch for each row and each column."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def write(model: type[models.Model], names: Sequence[str], values: Mapping[int, Sequence[Any]]) -> None:
    """Sets the columns of these fields in the rows with these keys: key → one value for each name."""
    if not values:
        return
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    given = [list(values), *(list(column) for column in zip(*values.values(), strict=True))]
    kinds = [fields[0].rel_db_type(connection), *(field.db_type(connection) for field in fields[1:])]
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    columns = [quote(field.column) for field in fields]
    sets = ", ".join(f"{column} = given.{column}" for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} AS kept SET {sets} "  # noqa: S608 (names of our own)
            f"FROM unnest({arrays}) AS given ({', '.join(columns)}) WHERE kept.{columns[0]} = given.{columns[0]}",
            given,
        )
