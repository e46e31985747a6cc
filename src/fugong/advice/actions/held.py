"""Rows held until the transaction ends, and texts made tidy."""

from typing import TypeVar

from django.db import models

from fugong.workflow import holding

Row = TypeVar("Row", bound=models.Model)


def held(row: Row) -> Row:
    """The row as it is now, locked; what refers to it may be written meanwhile."""
    return holding.held(row, "campaign__jurisdiction", "adviser__user", "asked_by", no_key=True)


def tidy(text: str, most: int) -> str:
    """What was typed, without what a database can't hold, and no longer than it may be."""
    return text.strip()[:most]
