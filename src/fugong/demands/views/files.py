"""Files of demands and tasks: handed out one by one, checked each time, never shown inside a page of ours."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, page
from fugong.core.handing import handed
from fugong.demands.models import Attachment, Demand, Task


@page()
@require_GET
def attachment(request: PageRequest, uid: UUID) -> Any:
    """The file as an attachment under its own name. Files of notes stay within the authority."""
    found = Attachment.objects.select_related("message").filter(uid=uid).first()
    if found is None or not _seen(request, found):
        raise Http404
    return handed(found.file, found.kind, found.name)


def _seen(request: PageRequest, found: Attachment) -> bool:
    if found.task_id is not None:
        return bool(Task.objects.visible_to(request.user).filter(pk=found.task_id).exists())
    if found.message is not None and found.message.inside and not request.user.is_staff_member:
        return False
    return bool(Demand.objects.visible_to(request.user).filter(pk=found.demand_id or 0).exists())
