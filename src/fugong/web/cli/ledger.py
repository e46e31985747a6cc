"""`fugong ledger`: seals what happened, says the head of the chain, and looks whether anything was changed since."""

from typing import Annotated

import typer

from fugong.web.cli.ground import AsJson, fail, show_json


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="The ledger: seal it, tell its head, look whether anything in it was changed.", no_args_is_help=True
    )
    group.command("verify")(verify)
    group.command("head")(head)
    group.command("seal")(seal)
    app.add_typer(group, name="ledger")


def verify(
    kept: Annotated[
        str,
        typer.Option("--head", metavar="NUMBER:HASH", help="A head that was kept elsewhere: it must be in the chain."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look at every sealed event; the first that isn't as it was is named. Exit code 1 where one was found."""
    from dataclasses import asdict

    from django.utils.translation import gettext as _

    from fugong.core.numbers import asked
    from fugong.ledger import sealing, verifying

    text, _colon, digest = kept.partition(":")
    number = asked(text)
    if kept and not (number and digest):
        fail(_("A seal is written as NUMBER:HASH, with 64 hexadecimal digits."))
    verdict = verifying.verify(number=number, digest=digest)
    since = sealing.unsealed_since()
    if as_json:
        show_json({"well": not verdict.wrong, **asdict(verdict), "unsealed_since": since})
    else:
        print(
            _("%(events)s events under %(seals)s seals were looked at.")
            % {"events": verdict.events, "seals": verdict.seals}
        )
        if since:
            print(_("What happened since %(moment)s isn't sealed yet.") % {"moment": f"{since:%Y-%m-%d %H:%M:%S} UTC"})
        print(verdict.wrong or _("All is as it was when it was sealed."))
    raise typer.Exit(1 if verdict.wrong else 0)


def head(as_json: AsJson = False) -> None:
    """The last seal, as NUMBER:HASH. Keep it elsewhere: with it anybody can prove what the ledger said."""
    from django.utils.translation import gettext as _

    from fugong.ledger import sealing

    last = sealing.head()
    if last is None:
        fail(_("Nothing is sealed yet."))
    if as_json:
        show_json(
            {
                "number": last.number,
                "hash": bytes(last.hash).hex(),
                "events_up_to": last.last_id,
                "sealed_at": last.sealed_at,
            }
        )
    else:
        print(last)


def seal() -> None:
    """Seal at once what the worker would seal within the minute."""
    from django.utils.translation import gettext as _

    from fugong.ledger import sealing

    print(_("%(events)s events were sealed.") % {"events": sealing.seal()})
