"""`fugong citus`: spreads the event tables over several machines, and says what stands against it."""

from typing import Annotated

import typer

from fugong.web.cli.ground import AsJson, show_json, show_table

Shards = Annotated[int, typer.Option(min=1, max=1024, help="Parts into which each event table is cut.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Several machines: event tables spread by enterprise on Citus.", no_args_is_help=True)
    for command in (plan, check, distribute):
        group.command(command.__name__)(command)
    app.add_typer(group, name="citus")


def plan(shards: Shards = 32, as_json: AsJson = False) -> None:
    """Say which statements would spread this database, in their order. Works without Citus."""
    from fugong.core.citus import plan as plans

    found = list(plans.steps(shards=shards))
    if as_json:
        show_json([{"about": step.about, "sql": step.sql} for step in found])
        return
    for step in found:
        print(f"-- {step.about}\n{step.sql};")


def check(as_json: AsJson = False) -> None:
    """List every constraint, key, trigger, partition scheme and query that would not survive; exit code 1 where any is."""
    from django.utils.translation import gettext as _

    from fugong.core.citus import queries, schema

    found = [*schema.faults(), *queries.faults(queries.package(), schema.events())]
    if as_json:
        show_json([{"where": fault.where, "what": fault.what} for fault in found])
    elif found:
        show_table((_("where"), _("what Citus refuses")), [(fault.where, fault.what) for fault in found])
    else:
        print(_("Nothing stands against it: %(n)s event tables, %(m)s registers.")
              % {"n": len(schema.events()), "m": len(schema.registers())})  # fmt: skip
    raise typer.Exit(1 if found else 0)


def distribute(
    shards: Shards = 32,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the statements.")] = False,
) -> None:
    """Spread this database's event tables, with servers and workers stopped. Done again it goes on where it stopped."""
    from fugong.core.citus import plan as plans

    if dry_run:
        plan(shards=shards)
        return
    for step in plans.distribute(shards=shards):
        print(f"{step.sql};", flush=True)
