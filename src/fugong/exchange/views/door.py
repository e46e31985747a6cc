"""Where other installations send figures: no session, no cookie; the signature says who it is."""

from __future__ import annotations

import base64

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fugong.accounts.pages import open_to_everyone
from fugong.core import numbers
from fugong.exchange import content, reasons
from fugong.exchange.actions import receiving
from fugong.exchange.actions.receiving import Rejected


@csrf_exempt  # no browser comes here: every byte of the body is signed
@open_to_everyone
@require_POST
def messages(request: HttpRequest) -> JsonResponse:
    """A message; answered with its receipt, or with why not."""
    try:
        body = _body(request)
        found = receiving.receive(
            body=body, key=request.headers.get("Fugong-Key", "")[:64], moment=request.headers.get("Fugong-Time", ""),
            signature=request.headers.get("Fugong-Signature", "")[:120],
        )  # fmt: skip
    except Rejected as rejected:
        told = {"code": rejected.code, "detail": reasons.said(rejected.code)}
        return JsonResponse(told, status=rejected.status, json_dumps_params={"ensure_ascii": False})
    receipt = base64.b64encode(bytes(found.receipt)).decode()
    return JsonResponse({"receipt": receipt, "signature": found.receipt_signature})


def _body(request: HttpRequest) -> bytes:
    """The exact bytes, no more of them than a message may have."""
    if numbers.asked(request.headers.get("Content-Length", ""), most=content.LARGEST) is None:
        raise Rejected("too_large")
    try:
        return request.body
    except RequestDataTooBig:
        raise Rejected("too_large") from None
