"""Letters to other authorities: drafted from a template with the facts, signed by somebody else, sent, answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import edges, papers, telling
from fugong.chains.access import serves
from fugong.chains.actions.held import held, started, text
from fugong.chains.models import Interruption, Letter, OutsideLink, Partner
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy import reasons
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

AHEAD = dt.timedelta(days=366)
WRITABLE = {"authority": 120, "title": 200, "body": 4000, "request": 2000, "closing": 300}


@transaction.atomic
def draft(
    *, campaign: Campaign, enterprise: Enterprise, partner: Partner, by: User, kind: str = "", language: str = "zh",
    interruption: Interruption | None = None, authority: str = "",
) -> Letter:  # fmt: skip
    """Writes the letter from the pack's template: what the enterprise needs from the partner, what stands still without it."""
    must_be_open(campaign)
    section = campaign.pack.chains
    found = section.letter(kind or next((each.key for each in section.letters.kinds), ""))
    if found is None:
        raise refuse("kind", _("Choose one of the place’s letters."))
    if language not in papers.CODES:
        raise refuse("language", _("Choose one of the list."))
    due = campaign.pack.due(clock.now(), section.letters.within)
    answer_by = clock.local(due).date()
    words = _words(campaign, enterprise, partner, interruption, answer_by, language)
    row = Letter(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        kind=found.key, partner=partner, interruption=interruption, language=language, answer_by=answer_by,
        authority=text(authority, 120, field="authority") or partner.authority or partner.region,
        issuer=papers.filled(found.issuer, words, language) or campaign.pack.places.name.in_(language),
        drafted_at=clock.now(), drafted_by=by,
    )  # fmt: skip
    if not serves(by, Permission.CHAIN_EDIT, row):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    if not row.authority:
        raise refuse("authority", _("Write whom the letter goes to."))
    for name in ("title", "body", "request", "closing"):
        setattr(row, name, papers.filled(getattr(found, name), words, language)[: WRITABLE[name]])
    if words["hanging"] != "0" and found.chain:
        row.body = f"{row.body}\n{papers.filled(found.chain, words, language)}"[: WRITABLE["body"]]
    if not partner.authority:
        Partner.objects.filter(pk=partner.pk).update(authority=row.authority)
    started(row)
    event = record("letter.draft", row, by=by, whom=row.authority, partner=partner.name)
    telling.signers(
        row, lambda: _("A letter to %(authority)s waits for a signature") % {"authority": row.authority}, event, but=by
    )
    return row


def _words(
    campaign: Campaign, enterprise: Enterprise, partner: Partner, interruption: Interruption | None, answer_by: dt.date,
    language: str,
) -> dict[str, str]:  # fmt: skip
    """What the template's places are filled with, in the letter's language."""
    link = (
        OutsideLink.objects.filter(enterprise=enterprise, partner=partner, upstream=True)
        .order_by("-critical", "pk")
        .first()
    )
    graph = edges.whole(campaign)
    hard = [edge for edge in graph.edges if edge.critical]
    ahead: dict[str, list[str]] = {}
    for edge in hard:
        ahead.setdefault(edge.supplier, []).append(edge.customer)
    with override(papers.CODES[language]):
        good = (interruption.good if interruption else "") or (link.what if link else "")
        kind = campaign.pack.chains.name_of("good", link.kind) if link and link.kind else ""
        cause = interruption.cause_name if interruption else campaign.pack.chains.name_of("cause", "not_resumed")
        return {
            "enterprise": enterprise.name,
            "uscc": enterprise.uscc,
            "partner": partner.name,
            "authority": partner.authority,
            "good": good or kind or _("supplies"),
            "share": f"{link.share}%" if link and link.share else "—",
            "cause": cause,
            "since": papers.day(interruption.since if interruption else clock.today(), language),
            "output": reasons.money(enterprise.output_value) if enterprise.output_value else "—",
            "hanging": str(len(_down(edges.key_of(enterprise.pk), ahead))),
            "date": papers.day(clock.today(), language),
            "deadline": papers.day(answer_by, language),
            "place": campaign.pack.places.name.in_(language),
            "number": "",
        }


def _down(start: str, ahead: Mapping[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for customer in ahead.get(waiting.pop(), ()):
            if customer not in reached and customer != start:
                reached.add(customer)
                waiting.append(customer)
    return reached


@transaction.atomic
def amend(*, letter: Letter, values: Mapping[str, Any], by: User) -> Letter:
    """Changes a draft's words; once signed they are frozen."""
    letter = held(letter)
    if letter.state != "draft":
        raise Conflict(_("Its text is frozen since it was signed."))
    if not serves(by, Permission.CHAIN_EDIT, letter):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": letter.enterprise})
    for name, most in WRITABLE.items():
        if name in values:
            needed = _("This can’t be empty.") if name != "closing" else ""
            setattr(letter, name, text(values[name], most, field=name, needed=needed))
    if day := values.get("answer_by"):
        if not clock.today() <= day <= clock.today() + AHEAD:
            raise refuse("answer_by", _("Choose a day from today on, within a year."))
        letter.answer_by = day
    letter.drafted_by = letter.drafted_by or by
    letter.save()
    record("letter.amend", letter, by=by)
    return letter


@transaction.atomic
def sign(*, letter: Letter, by: User) -> Letter:
    """Signs it off: it gets its number, and its text doesn't change any more."""
    letter = held(letter)
    if letter.state == "draft" and letter.drafted_by_id == by.pk:
        raise NotAllowed(_("You drafted it: somebody else signs."))
    letter.serial, letter.number = papers.numbered(letter.campaign)
    values = {
        "serial": letter.serial, "number": letter.number, "digest": papers.digest(letter), "signed_at": clock.now(),
        "signed_by": by,
    }  # fmt: skip
    event = move(letter, "sign", by=by, set=values, number=letter.number)
    if letter.drafted_by is not None:
        words = lambda: _("Letter %(number)s is signed: send it") % {"number": letter.number}  # noqa: E731
        telling.these(letter, [letter.drafted_by], words, event, kind=telling.CHAIN)
    return letter


@transaction.atomic
def send(*, letter: Letter, how: str, by: User) -> Letter:
    """It went out; from now on the answer is waited for."""
    letter = held(letter)
    said = text(how, 200, field="how", needed=_("Write how it was sent."))
    due = max(clock.at(letter.answer_by + dt.timedelta(days=1)), clock.now() + dt.timedelta(hours=1))
    move(letter, "send", by=by, due_at=due, set={"sent_at": clock.now(), "sent_how": said}, how=said)
    return letter


@transaction.atomic
def remind(*, letter: Letter, day: dt.date | None, by: User) -> Letter:
    """Asked again, with a new deadline."""
    letter = held(letter)
    if day is None or not clock.today() <= day <= clock.today() + AHEAD:
        raise refuse("answer_by", _("Choose a day from today on, within a year."))
    move(letter, "remind", by=by, due_at=clock.at(day + dt.timedelta(days=1)), day=day.isoformat())
    return letter


@transaction.atomic
def answer(*, letter: Letter, said: str, by: User, works: str = "") -> Letter:
    """What they answered; and whether the partner runs now."""
    letter = held(letter)
    words = text(said, 1000, field="answer", needed=_("Write what they answered."))
    move(letter, "answer", by=by, set={"answer": words, "ended_at": clock.now()}, answer=words)
    if works in ("running", "stopped"):
        Partner.objects.filter(pk=letter.partner_id).update(works=works)
    return letter


@transaction.atomic
def close(*, letter: Letter, reason: str, by: User) -> Letter:
    """No answer will come."""
    letter = held(letter)
    move(letter, "close", by=by, reason=text(reason, 300), set={"ended_at": clock.now()})
    return letter


@transaction.atomic
def withdraw(*, letter: Letter, reason: str, by: User) -> Letter:
    """It isn't sent."""
    letter = held(letter)
    move(letter, "withdraw", by=by, reason=text(reason, 300), set={"ended_at": clock.now()})
    return letter
