"""A question of a group that needs work becomes a demand, with all that its asker wrote and attached there."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.demands import files, wording
from fugong.demands.actions import receiving
from fugong.demands.models import Source
from fugong.outreach import onward
from fugong.outreach.models import PostFile, Thread
from fugong.registry.access import may


def _may(user: Any, thread: Thread) -> bool:
    return any(may(user, permission, thread.enterprise) for permission in (P.DEMAND_RAISE, P.DEMAND_ENTER))


def _make(thread: Thread, text: str, by: Any) -> onward.Made:
    assert thread.enterprise is not None  # nothing else goes on
    demand = receiving.receive(
        campaign=thread.group.campaign, enterprise=thread.enterprise, text=text[: wording.LONGEST], by=by,
        source=Source.GROUP, source_note=str(thread.group)[:200], attached=list(_attached(thread)),
    )  # fmt: skip
    return onward.Made(demand.number, reverse("demands:demand", args=[thread.group.campaign.key, demand.pk]))


def _attached(thread: Thread) -> Iterator[files.Given]:
    asked = PostFile.objects.filter(post__thread=thread, post__enterprise=thread.enterprise_id, post__removed_at=None)
    for each in asked.order_by("pk")[: files.MOST]:
        with each.file.open("rb") as content:
            yield each.name, content.read()


onward.register(onward.Way("demand", "message-question", _("Make it a demand"), _may, _make))
