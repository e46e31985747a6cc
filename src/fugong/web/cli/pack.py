"""`fugong pack`: write, check and compare the rules of places."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fugong.web.cli.ground import AsJson, fail, show_json, show_table

if TYPE_CHECKING:
    from fugong.policy.lint import Finding

Keys = Annotated[list[str] | None, typer.Argument(help="Keys or folders of packs; all of them else.")]


def register(app: typer.Typer) -> None:
    packs = typer.Typer(help="The rules of places: write, check, try, compare.", no_args_is_help=True)
    for command in (list_, new, show, lint, test, diff, schema):
        packs.command(command.__name__.rstrip("_"))(command)
    app.add_typer(packs, name="pack")


def list_(as_json: AsJson = False) -> None:
    """Which packs there are, and where."""
    from fugong.policy import files

    found = [
        {"key": key, "inherits": files.header(folder).get("inherits", ""), "folder": str(folder)}
        for key, folder in sorted(files.folders().items())
    ]
    if as_json:
        show_json(found)
    else:
        show_table(["key", "inherits", "folder"], [list(each.values()) for each in found])


def new(
    key: Annotated[str, typer.Argument(help="Small letters, digits, underscores: my_county.")],
    base: Annotated[str, typer.Option("--from", help="The pack to inherit from.")] = "base",
    folder: Annotated[Path | None, typer.Option("--in", help="Where to make it; var/packs else.")] = None,
    hazard: Annotated[
        str, typer.Option(help="What the place comes back from: epidemic, typhoon, flood, safety or holiday.")
    ] = "epidemic",
) -> None:
    """Make a commented folder to fill in."""
    from typing import get_args

    from django.utils.translation import gettext as _

    from fugong.places.policy import Hazard
    from fugong.policy import scaffolding

    if hazard not in get_args(Hazard):
        fail(f"There is no hazard {hazard!r}: one of {', '.join(get_args(Hazard))}.")
    print(
        _("%(folder)s: fill it in, then: fugong pack lint %(key)s")
        % {
            "folder": scaffolding.new(key, inherits=base, hazard=hazard, shelf=folder),
            "key": key if folder is None else folder / key,
        }
    )


def show(
    key: Annotated[str, typer.Argument(help="Key or folder.")],
    section: Annotated[str, typer.Argument(help="registry, resumption, figures, …; all of them else.")] = "",
    as_json: AsJson = False,
) -> None:
    """All that a pack says, with what it inherits: which keys there are to override or to remove."""
    from fugong.policy import differences, files

    sections = files.read(files.find(key)).content["sections"]
    if section and section not in sections:
        fail(f"There is no section {section!r}: one of {', '.join(sections)}.")
    found = {section: sections[section]} if section else sections
    if as_json:
        show_json(found)
        return
    for path, value in differences.spread(found):
        print(f"{path} = {value}")


def lint(
    keys: Keys = None, strict: Annotated[bool, typer.Option(help="Warnings fail too.")] = False, as_json: AsJson = False
) -> None:
    """Name every mistake in packs, with file and line."""
    from fugong.policy import lint as linting

    _tell([linting.look(key) for key in keys or _all()], strict=strict, as_json=as_json)


def test(keys: Keys = None, as_json: AsJson = False) -> None:
    """Run the examples that packs carry."""
    from fugong.policy import lint as linting

    _tell([linting.try_examples(key) for key in keys or _all()], strict=False, as_json=as_json)


def diff(
    old: Annotated[str, typer.Argument(help="Key or folder.")],
    new: Annotated[str, typer.Argument(help="Key or folder.")],
    as_json: AsJson = False,
) -> None:
    """What differs from one pack to another, with what they inherit."""
    from fugong.policy import differences, files

    before, after = (files.read(files.find(each)).content for each in (old, new))
    found = differences.between(before, after)
    if as_json:
        show_json([asdict(each) for each in found])
        return
    signs = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}
    for each in found:
        print(f"{signs[each.kind]} {each.path}{_change(each.old, each.new)}")


def schema(
    section: Annotated[
        str | None, typer.Argument(help="pack, calendar, places, registry, …; all of them else.")
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Write one <section>.schema.json each here.")] = None,
) -> None:
    """The JSON Schema of a pack's files, for editors."""
    import json

    from fugong.policy import schema as schemas

    if section is not None and section not in schemas.names():
        fail(f"There is no section {section!r}: one of {', '.join(schemas.names())}.")
    wanted = {name: schemas.of_section(name) for name in ([section] if section else schemas.names())}
    if into is None:
        show_json(wanted[section] if section else wanted)
        return
    into.mkdir(parents=True, exist_ok=True)
    for name, each in wanted.items():
        (into / f"{name}.schema.json").write_text(json.dumps(each, ensure_ascii=False, indent=2), "utf-8")


def _all() -> list[str]:
    from fugong.policy import loaded

    return loaded.keys()


def _tell(findings: "list[Finding]", *, strict: bool, as_json: bool) -> None:
    """Shows findings; exit code 1 where a pack isn't ready (with `strict`: where anything was found)."""
    if as_json:
        show_json([{**asdict(each), "ready": each.ready} for each in findings])
    else:
        for finding in findings:
            _tell_one(finding)
    if any(not finding.ready or (strict and finding.faults) for finding in findings):
        raise SystemExit(1)


def _tell_one(finding: "Finding") -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext, pgettext

    count = ngettext("%(n)d example", "%(n)d examples", finding.examples) % {"n": finding.examples}
    verdict = _("in order") if finding.ready else _("can't be used")
    print(f"{finding.key}: {verdict}" + (f", {count}" if finding.examples else ""))
    levels = {"error": _("error"), "warning": _("warning"), "note": pgettext("of a linter", "note")}
    for fault in [*finding.faults, *finding.notes]:
        level = levels[fault.level]
        print(f"  {level} {fault.where}: {fault.message}")


def _change(old: object, new: object) -> str:
    shown = [str(each) if len(str(each)) < 60 else f"{str(each)[:57]}…" for each in (old, new) if each is not None]
    return f": {' → '.join(shown)}" if shown else ""
