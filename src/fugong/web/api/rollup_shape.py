"""The roll-up as JSON, for the API and the command line."""

from typing import Any

from fugong.figures.rollup import Rollup


def of(found: Rollup) -> dict[str, Any]:
    """Sources, and lines with exact parts."""
    return {
        "day": found.day,
        "sources": [
            {
                "key": each.key, "name": each.name, "area": each.area, "day": each.day, "own": each.is_own,
                "whole": each.whole, "origin": each.origin, "frozen_at": each.frozen_at, "received_at": each.received_at,
                "receipt": each.receipt, "left_out": each.left_out,
            }
            for each in found.sources
        ],
        "lines": [
            {
                "key": line.definition.key, "name": line.name, "total": line.total.printed,
                "numerator": _plain(line.total.numerator), "denominator": _plain(line.total.denominator),
                "cells": [
                    {
                        "place": source.key, "printed": cell.printed, "numerator": _plain(cell.numerator),
                        "denominator": _plain(cell.denominator), "added": not source.left_out and cell.numerator is not None,
                    }
                    for source, cell in zip(found.sources, line.cells, strict=True)
                    if cell.printed
                ],
            }
            for line in found.lines
        ],
    }  # fmt: skip


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
