"""`fugong notice`: what the place says, who has read it, and reminding who hasn't."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By, InCampaign
from fugong.web.cli.ground import AsJson, show_json, show_table

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.outreach.models import Notice
    from fugong.places.models import Campaign

Number = Annotated[int, typer.Argument(metavar="NOTICE", help="The notice's number: see `fugong notice list`.")]
Open = Annotated[bool, typer.Option("--open", help="Only those who haven't confirmed.")]


def register(app: typer.Typer) -> None:
    notices = typer.Typer(help="Notices: list them, see who has read one, remind who hasn't.", no_args_is_help=True)
    notices.command("list")(list_)
    notices.command()(readers)
    notices.command()(remind)
    app.add_typer(notices, name="notice")


def list_(campaign: InCampaign, by: By = None, as_json: AsJson = False) -> None:
    """The notices of a campaign, newest first, with how many were sent, opened and confirmed."""
    from django.utils.translation import gettext as _

    from fugong.outreach import tallies

    actor = asking.person(by)
    within = asking.campaign(campaign, actor)
    rows = list(_seen(within, actor))
    counted = tallies.of_versions([row.current_id for row in rows if row.current_id])
    found = [_line(row, counted.get(row.current_id or 0)) for row in rows]
    if as_json:
        show_json({"campaign": within.key, "notices": found})
    else:
        head = (_("number"), _("kind"), _("state"), _("title"), _("sent"), _("opened"), _("confirmed"))
        keys = ("id", "kind", "state", "title", "sent", "opened", "confirmed")
        show_table(head, [[each[key] for key in keys] for each in found])


def readers(
    campaign: InCampaign, notice: Number, only_open: Open = False, by: By = None, as_json: AsJson = False
) -> None:
    """Who was sent the version in force, opened it and confirmed it."""
    from django.utils.translation import gettext as _

    from fugong.outreach.models import NoticeReceipt

    actor = asking.person(by)
    found = _one(asking.campaign(campaign, actor), notice, actor)
    rows = NoticeReceipt.objects.filter(notice=found, version=found.current)
    rows = rows.visible_to(actor) if actor else rows
    rows = rows.filter(confirmed_at=None) if only_open else rows
    given = [
        {"reader": str(row), "sent": row.sent_at, "opened": row.opened_at, "confirmed": row.confirmed_at}
        for row in rows.select_related("enterprise", "reader", "person").order_by("pk")
    ]
    if as_json:
        show_json({"notice": found.pk, "readers": given})
    else:
        head = (_("reader"), _("sent"), _("opened"), _("confirmed"))
        show_table(head, [[str(value or "") for value in each.values()] for each in given])


def remind(campaign: InCampaign, notice: Number, by: By = None) -> None:
    """Remind whoever hasn't confirmed the version in force. Needs --by."""
    from django.utils.translation import ngettext

    from fugong.outreach.actions import receipts

    actor = asking.needed(by)
    found = _one(asking.campaign(campaign, actor), notice, actor)
    count = receipts.remind(version=found.current, by=actor) if found.current else 0
    print(ngettext("%(n)s reader reminded.", "%(n)s readers reminded.", count) % {"n": count})


def _seen(campaign: "Campaign", by: "User | None") -> Any:
    from fugong.outreach.models import Notice

    rows: Any = Notice.objects.visible_to(by) if by else Notice.objects.all()
    return rows.filter(campaign=campaign).select_related("current").prefetch_related("versions__texts").order_by("-pk")


def _one(campaign: "Campaign", number: int, by: "User | None") -> "Notice":
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    found: Notice | None = _seen(campaign, by).filter(pk=number).first()
    if found is None:
        raise Refused(_("There is no notice %(n)s here.") % {"n": number})
    return found


def _line(notice: "Notice", tally: Any) -> dict[str, Any]:
    shown = notice.current or max(notice.versions.all(), key=lambda row: row.number)
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "state": shown.state,
        "title": shown.title(),
        "sent": tally.sent if tally else 0,
        "opened": tally.opened if tally else 0,
        "confirmed": tally.confirmed if tally else 0,
    }
