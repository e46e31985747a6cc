"""What is done with a paper: handed in, promised by a day, accepted, returned. Files are known by their bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, documents
from fugong.core.errors import Conflict, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.papers import access, following, telling
from fugong.papers.arrows import HAND_IN
from fugong.papers.models import Paper, PaperFile
from fugong.places.actions import must_be_open
from fugong.workflow.holding import held
from fugong.workflow.moves import move

MOST_FILES = 20
FARTHEST = dt.timedelta(days=366)
Given = tuple[str, bytes]
"""(what it is called, its bytes)."""


def hand_in(*, paper: Paper, files: Sequence[Given], by: User, remark: str = "") -> Paper:
    """Adds files; the paper is there. Raises Refused naming the file that can't be kept: then none is."""
    if not files and not paper.files.exists():
        raise refuse("files", _("Choose the file, or take a photo of the paper."))
    checked = [_checked(name, content) for name, content in files]
    with transaction.atomic():
        row = _held(paper)
        known = set(row.files.values_list("digest", flat=True))
        if len(known) + len(checked) > MOST_FILES:
            raise refuse("files", _("A paper has at most %(n)s files.") % {"n": MOST_FILES})
        for each in checked:
            digest = hashlib.sha256(each.content).hexdigest()
            if digest not in known:
                known.add(digest)
                _keep(row, each, digest, by)
        said = {"promised_until": None, "judged_by": None, "remark": _said(remark)}
        move(row, "hand_in", by=by, set=said, paper=row.key, files=len(checked))
        following.follow(row, by)
        return row


@transaction.atomic
def promise(*, paper: Paper, until: dt.date | None, by: User, remark: str = "") -> Paper:
    """The paper comes by a day; the case goes on without it. Raises Refused where it can't wait, or the day can't be."""
    row = _held(paper)
    if not row.may_wait:
        raise Conflict(_("“%(paper)s” can’t be handed in later: the case doesn’t go on without it.") % {"paper": row})
    today = clock.today()
    if until is None or not today <= until <= today + FARTHEST:
        raise refuse("until", _("Choose a day from today on, within a year."))
    said = {"promised_until": until, "remark": _said(remark)}
    due = clock.at(until + dt.timedelta(days=1))
    move(row, "promise", by=by, due_at=due, set=said, paper=row.key, until=until.isoformat())
    following.follow(row, by)
    return row


@transaction.atomic
def accept(*, paper: Paper, by: User) -> Paper:
    """It says what it should."""
    row = _held(paper)
    move(row, "accept", by=by, set={"judged_by": by}, paper=row.key)
    following.follow(row, by)
    return row


@transaction.atomic
def send_back(*, paper: Paper, reason: str, by: User) -> Paper:
    """It doesn't; whoever handed it in hears why."""
    row = _held(paper)
    event = move(row, "return", by=by, reason=reason, set={"judged_by": by, "remark": _said(reason)}, paper=row.key)
    telling.returned(row, event)
    following.follow(row, by)
    return row


@transaction.atomic
def take_out(*, file: PaperFile, by: User) -> None:
    """Takes out a file that was a slip, while nobody has judged the paper."""
    row = _held(file.paper)
    if not row.may_move(by, HAND_IN):
        raise NotAllowed(_("Only who hands papers in takes a file out again."))
    if row.state == "accepted":
        raise Conflict(_("This paper was accepted: its files stay."))
    if row.state == "handed_in" and row.files.count() == 1:
        raise Conflict(_("A paper that was handed in has at least one file. Hand in the right one first."))
    record("paper.take_out", row, by=by, file=file.name, digest=file.digest)
    stored, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: stored.delete(name))


def _checked(name: str, content: bytes) -> documents.Checked:
    try:
        return documents.check(content, name, "files")
    except Refused as refusal:
        raise refuse("files", f"{name[:60]}: {refusal.message}" if name else refusal.message) from None


def _keep(row: Paper, checked: documents.Checked, digest: str, by: User) -> None:
    file: Any = PaperFile(
        paper=row, name=checked.name, kind=checked.kind, size=len(checked.content), digest=digest, added_at=clock.now(),
        added_by=by,
    )  # fmt: skip
    file.file.save(checked.name, ContentFile(checked.content), save=False)
    file.save(force_insert=True)


def _held(paper: Paper) -> Paper:
    row = held(paper)
    must_be_open(row.campaign)
    if not access.known(row.case_kind):
        raise Conflict(_("Nothing asks for this paper any more."))
    return row


def _said(text: str) -> str:
    return text.strip()[:300]
