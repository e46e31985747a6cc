"""What all commands share: setting up Django, the reader's language, answers as text or JSON, refusals as sentences."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer

WIDE = 2_000
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def set_up() -> None:
    """Sets up Django, and the language of the terminal (zh, ja, ko; English for the rest)."""
    import django
    from django.utils import translation

    from fugong.core import garbage

    with garbage.none_while_loading():
        django.setup()
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    translation.activate({"zh": "zh-hans", "ja": "ja", "ko": "ko"}.get(spoken[:2].lower(), "en"))


def show_json(answer: Any) -> None:
    """`answer` on standard output as JSON that people can read; dates and decimals as text."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def show_table(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under headers, aligned; Chinese signs count as two columns. What is piped on stands on one line a row."""
    from rich import box
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(*(Column(header, overflow="fold") for header in headers), box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


@contextmanager
def refusals_as_sentences() -> Iterator[None]:
    """Whatever is refused is said on standard error, with its faults, and ends with exit code 1."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from fugong.core.embedded import CannotStart
    from fugong.core.errors import Refused

    try:
        yield
    except Refused as refusal:
        faults = [f"  {fault.where}: {fault.message}" for fault in refusal.faults]
        fail("\n".join([refusal.message, *faults]))
    except (CannotStart, ImproperlyConfigured) as error:
        fail(str(error))
    except OperationalError as error:
        fail(f"The database can't be reached: {error}")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        fail("The database isn't of this version: run `fugong migrate` first.")


def fail(sentence: str) -> NoReturn:
    """Says why on standard error and ends with exit code 1."""
    print(f"fugong: {sentence}", file=sys.stderr)
    raise SystemExit(1)
