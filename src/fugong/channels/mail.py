"""E-mail by SMTP: text and HTML of the same words."""

import smtplib
import threading
from contextlib import suppress
from email.utils import formataddr
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.channels.parcels import DEAD, RETRY, SENT, Outcome, Parcel
from fugong.channels.robots import CODES

_idle: SimpleQueue[Any] = SimpleQueue()
"""Open connections that nobody uses now: the next mail takes one."""
SECONDS = 15.0


def send(parcel: Parcel) -> Outcome:
    """Sends one mail over a connection that is kept for the next; never raises for what the server does."""
    if not settings.EMAIL_ON:
        return Outcome(RETRY, "not_set_up")
    connection = _connection()
    watch = threading.Timer(SECONDS, _cut, (connection,))
    watch.daemon = True
    watch.start()
    outcome = Outcome(SENT)
    try:
        connection.open()  # opened here, it stays open after the mail
        mail = compose(parcel)
        mail.connection = connection
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        outcome = _said(error)
    finally:
        watch.cancel()
    if outcome.result == SENT:
        _idle.put(connection)
    else:
        _close(connection)
    return outcome


def _said(error: Exception) -> Outcome:
    """What a failure means: 550 to 559 are for good, all else may go better later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_code(max((code for code, _text in error.recipients.values()), default=450), "not_there")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(RETRY, "bad_secret")
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_code(error.smtp_code, "refused")
    if isinstance(error, TimeoutError):
        return Outcome(RETRY, "timeout")
    return Outcome(RETRY, "unreachable", type(error).__name__)


def _of_code(code: int, permanent: str) -> Outcome:
    return Outcome(DEAD, permanent, str(code)) if 550 <= code <= 559 else Outcome(RETRY, "server_error", str(code))


def compose(parcel: Parcel) -> EmailMultiAlternatives:
    """The mail in the receiver's language."""
    with override(CODES.get(parcel.language, "zh-hans")):
        name = str(settings.APPLICATION_NAME)
        several = len(parcel.pieces) > 1
        subject = _("%(n)s new messages") % {"n": len(parcel.pieces)} if several else parcel.first.title
        context = {"pieces": parcel.pieces, "name": name, "several": several, "subject": subject}
        context["settings_url"] = f"{settings.PUBLIC_URL}/me/notifications/"
        context["html_language"] = CODES.get(parcel.language, "zh-hans")
        text = render_to_string("channels/mail.txt", context)
        html = render_to_string("channels/mail.html", context)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=formataddr((name, settings.DEFAULT_FROM_EMAIL)) if "<" not in settings.DEFAULT_FROM_EMAIL else None,
        to=[str(parcel.receiver)],
        headers={
            "Message-ID": f"<{parcel.uid}@{host}>",
            "X-Fugong-Event": parcel.event[:900],
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _connection() -> Any:
    try:
        return _idle.get_nowait()
    except Empty:
        return get_connection(fail_silently=False)


def close() -> None:
    """Ends the connections that nobody uses now."""
    while True:
        try:
            _close(_idle.get_nowait())
        except Empty:
            return


def _close(connection: Any) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def _cut(connection: Any) -> None:
    """Ends a conversation that drips on: the socket's own timeout begins anew with every byte."""
    sock = getattr(getattr(connection, "connection", None), "sock", None)
    if sock is not None:
        try:
            sock.shutdown(2)
        except OSError:
            return
