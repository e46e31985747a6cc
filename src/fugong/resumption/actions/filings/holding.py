"""Taking a filing in hand: its row as it is now, held until the transaction ends."""

from fugong.resumption.models import Filing
from fugong.workflow import holding


def held(filing: Filing) -> Filing:
    """The filing as it is now; whoever else wants to change it waits."""
    return holding.held(filing, "joint")
