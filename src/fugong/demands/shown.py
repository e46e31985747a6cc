"""What a page shows of a demand: in names, not keys, and with what this reader may do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.core.languages import SHORT
from fugong.demands import handlers, routing, telling, words
from fugong.demands.models import Attachment, Demand, Message, Source
from fugong.registry.access import may
from fugong.resumption.models import Promise
from fugong.workflow.moves import open_arrows

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign


NAMES = {"en": "English", "ja": "日本語", "ko": "한국어"}
MESSAGE_TONES = {"answer": "success", "question": "warning", "reply": "info", "progress": "primary"}


def dress(rows: Iterable[Any], campaign: Campaign) -> list[Any]:
    """Demands with the names of their category, answerer and source."""
    pack = campaign.pack
    categories = {each.key: str(each.name) for each in pack.demands.known}
    found = list(rows)
    for row in found:
        row.category_name = categories.get(row.category, row.category)
        row.answerer_name = words.answerer(pack, row)
        row.source_name = str(Source(row.source).label) if row.source in Source.values else row.source
        row.tone = words.DEMAND_TONES.get(row.state, "secondary")
    return found


def who_answers(demand: Demand) -> dict[str, Any]:
    """What the enterprise is told at once: about what, which department, which officer, by when it is taken on and answered."""
    pack = demand.campaign.pack
    people = telling.officers_of(demand)
    return {
        "about": str(pack.demands.category(demand.category).name),
        "answerer": words.answerer(pack, demand),
        "supporting": [words.department(pack, key) for key in demand.supporting],
        "handler": demand.handler,
        "officer": people[0] if people else None,
        "accept_by": demand.due_at if demand.state == "received" and demand.clock_kind == "accept" else None,
        "due_at": demand.answer_due_at,
        "in_tray": demand.in_tray,
    }


def further_languages(campaign: Campaign, typed: Mapping[str, str], own: Collection[str] = ()) -> list[dict[str, Any]]:
    """The languages besides Chinese in which an answer can be given, with what was typed; `own` are those that its readers read."""
    keys = [key for key in dict.fromkeys((*campaign.pack.places.languages, *sorted(own))) if key != "zh"]
    return [
        {"key": key, "name": NAMES.get(key, key), "text": typed.get(f"text-{key}", ""), "is_own": key in own}
        for key in keys
    ]


def read_by(demand: Demand) -> set[str]:
    """The languages other than Chinese of those who speak for the enterprise, and that in which it wrote."""
    spoken = {SHORT.get(user.language, "zh") for user in telling.speakers_of(demand.enterprise_id)}
    return (spoken | {demand.language}) - {"zh", ""}


def promises_of(demand: Demand) -> list[dict[str, Any]]:
    """What the authority promised about it, in the pack's words, and by when; or when it was kept."""
    words_of = {each.key: each.text for each in demand.pack.resumption.commitments.authority}
    rows = Promise.objects.filter(about_kind="demand", about_key=str(demand.pk))
    return [{"text": words_of.get(row.key, ""), "due_at": row.due_at, "kept_at": row.kept_at} for row in rows]


def messages_of(demand: Demand, *, inside: bool) -> list[Message]:
    """What was said, oldest first, with its files; what stays within the authority only where `inside`."""
    rows = Message.objects.filter(demand=demand) if inside else Message.objects.filter(demand=demand, inside=False)
    found: list[Any] = list(rows.order_by("pk").prefetch_related("attachments"))
    pack = demand.campaign.pack
    for row in found:
        row.kind_tone = MESSAGE_TONES.get(row.kind, "secondary")
        row.department_name = words.department(pack, row.department) if row.department else ""
    return found


def attachments_of(demand: Demand) -> list[Attachment]:
    """The files that came with the demand itself."""
    return list(demand.attachments.filter(message=None))


def deeds(demand: Demand, user: User) -> set[str]:
    """What this reader may do now: the arrows of the table, and what moves nothing."""
    found = {arrow.key for arrow in open_arrows(demand, user)}
    if demand.parent_id is not None:
        found -= {"confirm", "attest", "reopen", "reopen_parts", "withdraw", "split"}
    if demand.parts.exists():
        found -= {"reopen"}
    else:
        found -= {"reopen_parts"}
    if "decline" in found and not _may_decline(demand, user):
        found.discard("decline")
    if "accept" in found:
        found.add("answer")  # answering takes it on
    if demand.is_open and handlers.supports(user, demand):
        found.add("part")
    if demand.is_open and demand.may_move(user, P.DEMAND_HANDLE):
        found |= {"progress", "join"}
    if user.is_staff_member:
        found.add("note")
    if "raise" in found and not any(rung.to not in demand.climbed for rung in demand.pack.demands.ladder):
        found.discard("raise")
    if demand.contact_masked and may(user, P.CONTACT_REVEAL, demand.enterprise):
        found.add("reveal")
    return found


def _may_decline(demand: Demand, user: User) -> bool:
    own = demand.lead or demand.post
    return not demand.designated and own not in demand.declined and handlers.answers_for(user, demand)


def ladder_of(demand: Demand) -> list[dict[str, Any]]:
    """The rungs above, each with whether the demand reached it."""
    pack = demand.pack
    return [{"name": words.post(pack, rung.to), "reached": rung.to in demand.climbed} for rung in pack.demands.ladder]


def declined_by(demand: Demand) -> list[str]:
    """Who passed it on already, in words."""
    pack = demand.campaign.pack
    return [
        words.department(pack, key) if _is_department(pack, key) else words.post(pack, key) for key in demand.declined
    ]


def _is_department(pack: Any, key: str) -> bool:
    return any(each.key == key for each in pack.places.departments)


def confidence(demand: Demand) -> str:
    """How sure the proposal was, in words; empty where nothing was proposed or a person chose."""
    if not demand.proposed or demand.confidence is None or demand.category_by_id is not None:
        return ""
    percent = round(demand.confidence * 100)
    found = routing.propose(demand.text, demand.campaign)
    if found.because and found.category == demand.proposed:
        words = ", ".join(found.because)
        return _("proposed because of “%(words)s”, %(percent)s%% sure") % {"words": words, "percent": percent}
    return _("proposed from the words, %(percent)s%% sure") % {"percent": percent}
