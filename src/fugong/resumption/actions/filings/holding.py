"""Taking a filing in hand: its row as it is now, held until the transaction ends."""

from fugong.resumption.models import Filing


def held(filing: Filing) -> Filing:
    """The filing as it is now; whoever else wants to change it waits."""
    rows = Filing.objects.select_for_update(of=("self",))
    return rows.select_related("campaign__pack_version", "enterprise", "pack_version", "joint").get(pk=filing.pk)
