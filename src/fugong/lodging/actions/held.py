"""Rows held until the transaction ends, so that two who act at once act one after the other."""

from typing import TypeVar

from django.db import models

from fugong.workflow import holding

Row = TypeVar("Row", bound=models.Model)


def held(row: Row) -> Row:
    """The row as it is now, locked; what refers to it may be written meanwhile."""
    return holding.held(row, "caterer", "house__campaign__pack_version", no_key=True)
