"""`fugong exchange`: this installation's key, the others, and sending a frozen day."""

import datetime as dt
from typing import Annotated

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import InCampaign, OfDay
from fugong.web.cli.ground import AsJson, show_json, show_table


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Figures to and from other installations: keys, peers, sending.", no_args_is_help=True)
    group.command()(key)
    group.command()(peers)
    group.command()(add)
    group.command()(send)
    app.add_typer(group, name="exchange")


def key(as_json: AsJson = False) -> None:
    """This installation's public key, for the other side, and its fingerprint."""
    from fugong.exchange.actions.peers import current

    own = current()
    told = {"public_key": own.written, "fingerprint": own.fingerprint}
    show_json(told) if as_json else print("\n".join(told.values()))


def peers(as_json: AsJson = False) -> None:
    """The other installations, with when something went there and came from there last."""
    from django.utils.translation import gettext as _

    from fugong.exchange.models import Peer

    rows = Peer.objects.filter(removed_at=None)
    told = [
        {
            "id": each.pk, "name": each.name, "url": each.url, "area": each.area, "fingerprint": each.fingerprint,
            "last_sent_at": _time(each.last_sent_at), "last_received_at": _time(each.last_received_at),
            "refused": each.refused_code,
        }
        for each in rows
    ]  # fmt: skip
    if as_json:
        show_json(told)
        return
    head = [_("Name"), _("Fingerprint"), _("Last sent"), _("Last received"), _("What is wrong")]
    names = ("name", "fingerprint", "last_sent_at", "last_received_at", "refused")
    show_table(head, [[str(each[name] or "—") for name in names] for each in told])


def add(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    public_key: Annotated[str, typer.Option("--key", help="Its public key, as its page shows it.")],
    url: Annotated[str, typer.Option(help="Where it is; empty: nothing is sent there.")] = "",
    area: Annotated[str, typer.Option(help="Code of the area of which its figures are taken; empty: none.")] = "",
    campaigns: Annotated[
        list[str] | None, typer.Option("--send", metavar="CAMPAIGN", help="A campaign whose figures go there.")
    ] = None,
) -> None:
    """Adds another installation. Compare the fingerprint that it prints by telephone."""
    from fugong.exchange.actions import peers as actions

    chosen = [asking.campaign(each, None) for each in campaigns or ()]
    made = actions.add(name=name, url=url, key=public_key, area=area, campaigns=chosen, by=None)
    print(made.fingerprint)


def send(campaign: InCampaign, day: OfDay = None) -> None:
    """Sends a frozen day now to all that take it, and says what came of it."""
    from fugong.exchange.actions import sending
    from fugong.exchange.models import Dispatch
    from fugong.figures import freezing

    within, of_day = asking.campaign(campaign, None), asking.day(day)
    kept = freezing.frozen(within, of_day)
    if kept is not None:
        sending.enqueue(kept.kept)
    sending.deliver()
    rows = Dispatch.objects.filter(campaign=within, day=of_day).select_related("peer").order_by("pk")
    show_table(
        ["", "", ""],
        [[str(each.peer), each.state, each.receipt_number if not each.code else each.reason] for each in rows],
    )


def _time(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
