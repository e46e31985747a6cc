"""`fugong channels`: how messages leave the house, what couldn't be delivered, and sending it again."""

from typing import Annotated

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By
from fugong.web.cli.ground import AsJson, show_json, show_table

LISTED = 100
OfChannel = Annotated[str, typer.Option("--channel", help="email, sms, push or robot; all else.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Messages: how channels do, dead letters, sending them again.", no_args_is_help=True)
    group.command()(status)
    group.command()(letters)
    group.command()(resend)
    app.add_typer(group, name="channels")


def status(as_json: AsJson = False) -> None:
    """Each channel with what waits, was sent and couldn't be delivered."""
    from django.db.models import Count
    from django.utils.translation import gettext as _

    from fugong.channels import ways
    from fugong.channels.models import Channel, Delivery

    found = Delivery.objects.values_list("channel", "state").annotate(n=Count("pk"))
    counts = {(channel, state): n for channel, state, n in found}
    on = ways.open_channels() | {Channel.ROBOT}
    told = [
        {"channel": str(channel), "on": channel in on}
        | {state: counts.get((channel, state), 0) for state in ("waiting", "sent", "dead")}
        for channel in Channel
    ]
    if as_json:
        return show_json(told)
    rows = [(each["channel"], "✓" if each["on"] else "—", each["waiting"], each["sent"], each["dead"]) for each in told]
    return show_table((_("channel"), _("on"), _("waiting"), _("sent"), _("not deliverable")), rows)


def letters(channel: OfChannel = "", as_json: AsJson = False) -> None:
    """The latest messages that couldn't be delivered, with the reason."""
    from django.utils.translation import gettext as _

    from fugong.channels.models import Delivery, DeliveryState

    rows = Delivery.objects.filter(state=DeliveryState.DEAD).select_related("message", "robot", "address")
    rows = rows.filter(channel=channel) if channel else rows
    told = [
        {
            "id": row.pk,
            "channel": row.channel,
            "to": str(row.robot or row.address),
            "message": str(row.message),
            "reason": row.reason,
            "detail": row.detail,
            "at": row.ended_at,
        }
        for row in rows.order_by("-pk")[:LISTED]
    ]
    if as_json:
        return show_json(told)
    heads = (_("number"), _("channel"), _("to"), _("message"), _("reason"))
    return show_table(
        heads, [(each["id"], each["channel"], each["to"], each["message"], each["reason"]) for each in told]
    )


def resend(
    letter: Annotated[
        list[int] | None, typer.Argument(metavar="[NUMBER]…", help="Those of the list; all else.")
    ] = None,
    channel: OfChannel = "",
    by: By = None,
) -> None:
    """Send dead letters again: those named, or all (of one channel)."""
    from django.utils.translation import ngettext

    from fugong.channels.actions import receivers

    done = receivers.resend(by=asking.person(by), letters=letter or None, channel=channel)
    print(ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", done) % {"n": done})
