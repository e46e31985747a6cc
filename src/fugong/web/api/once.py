"""A call that bears an idempotency key has one effect, however often and however simultaneously it is repeated.

The key is claimed by a row in the same transaction as the change. Who claims it second waits on the row until the first has
committed, and then gets the first one's answer. A call that was refused changed nothing, so its key stays free.
"""

import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, Refused
from fugong.web.models import KeptAnswer

HEADER = "Idempotency-Key"
FORM = re.compile(r"^[\x21-\x7e]{8,128}$")
PATIENCE = "30s"  # how long a repeat waits for the first call to end

CLAIM = """
    INSERT INTO web_keptanswer (user_id, key, digest, status, content_type, at, until)
    VALUES (%s, %s, %s, 0, '', %s, %s) ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""


def once(request: HttpRequest, user: User, call: Callable[[], HttpResponse]) -> HttpResponse:
    """Calls `call`, or gives the answer that it gave before under the same key. Without a key it simply calls."""
    key = request.headers.get(HEADER)
    if key is None:
        return call()
    if not FORM.match(key):
        raise HttpError(400, _("An idempotency key has 8 to 128 visible ASCII signs, such as a UUID."))
    digest = fingerprint(request)
    with transaction.atomic():
        claimed = _claim(user, key, digest)
        if claimed is None:
            return _again(user, key, digest)
        response = call()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        else:
            _keep(claimed, response)
    return response


def fingerprint(request: HttpRequest) -> bytes:
    """SHA-256 of what the call says: method, address, body (for forms: fields and files, whose boundaries vary)."""
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        for name, values in sorted(request.POST.lists()):
            said.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                said.update(repr((name, getattr(file, "name", ""))).encode() + _file_digest(file))
    else:
        said.update(request.body)
    return said.digest()


def _file_digest(file: UploadedFile) -> bytes:
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.digest()


def _claim(user: User, key: str, digest: bytes) -> int | None:
    moment = clock.now()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(CLAIM, [user.pk, key, digest, moment, moment + settings.API_ANSWERS_KEPT])
            row = cursor.fetchone()
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError:
        raise Conflict(
            _("The first call with this key is still being worked on. Try again in a minute."), code="still_running"
        ) from None
    return row[0] if row else None


def _again(user: User, key: str, digest: bytes) -> HttpResponse:
    kept = KeptAnswer.objects.get(user=user, key=key)
    if bytes(kept.digest) != digest:
        raise Refused(
            _("This key was used for another call. Make a new key for every new call."), code="idempotency_key_reused"
        )
    response = HttpResponse(kept.body or "", status=kept.status, content_type=kept.content_type)
    response["Idempotency-Replayed"] = "true"
    return response


def _keep(claimed: int, response: HttpResponse) -> None:
    KeptAnswer.objects.filter(pk=claimed).update(
        status=response.status_code,
        content_type=response.get("Content-Type", "")[:80],
        body=response.content.decode(),
    )


def forget() -> int:
    """Drops answers past their day; returns how many."""
    return KeptAnswer.objects.filter(until__lte=clock.now()).delete()[0]
