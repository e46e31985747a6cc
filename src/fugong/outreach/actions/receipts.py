"""Sending a published notice, opening it, confirming that it was read, reminding whoever hasn't."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record, record_select
from fugong.outreach import audiences, notice_telling
from fugong.outreach.actions import notices
from fugong.outreach.audiences import Audience
from fugong.outreach.models import Notice, NoticeReceipt, NoticeSending, NoticeVersion, Reader
from fugong.policy.loaded import for_version
from fugong.registry.access import may, require
from fugong.registry.models import Enterprise
from fugong.workflow.deadlines import Firing

QUIET = dt.timedelta(hours=1)  # nobody is reminded twice within it
CLOCK: Any = gettext_lazy("the clock")
MOST_READERS = 5_000


# -- sending ------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(*, version: NoticeVersion, audience: Audience, by: User) -> NoticeSending:
    """Sends the version in force to an audience: one statement for each sort of reader, whoever has it already left out."""
    version = notices.fresh(version.pk)
    if not version.may_move(by, Permission.NOTICE_PUBLISH):
        raise NotAllowed(_("You can't send this notice."))
    if version.state != "published":
        raise Conflict(_("Only a published version can be sent."))
    if not audience.names_enterprises and not audience.posts:
        raise Refused(_("Choose who gets it."), fields=[Fault("audience", _("Choose who gets it."))])
    sending = _begin(version, audience, by)
    made: dict[str, Any] = {
        "enterprises": _expand_enterprises(sending, audience, by),
        "people": _expand_people(sending, audience, by),
        "officers": _expand_officers(sending, audience, by),
    }
    if not any(made.values()):
        message = _("Nobody new: all of them were sent this version before, or nobody fits.")
        raise Refused(message, fields=[Fault("audience", message)])
    NoticeSending.objects.filter(pk=sending.pk).update(**made)
    for name, count in made.items():
        setattr(sending, name, count)
    event = record("notice.send", version, by=by, sending=sending.pk, **made, audience=audience.as_json())
    _tell_stories(sending, by)
    notice_telling.sent(sending, event)
    return sending


def _begin(version: NoticeVersion, audience: Audience, by: User) -> NoticeSending:
    kind, pack, moment = notices.kind_of(version.notice), version.notice.campaign.pack, clock.now()
    asks = version.notice.asks
    first = kind.reminders[0] if asks and kind.reminders else None
    return NoticeSending.objects.create(
        campaign=version.notice.campaign, notice=version.notice, version=version, audience=audience.as_json(),
        sent_at=moment, sent_by=by, due_at=pack.due(moment, kind.confirm_within) if asks else None,
        next_rung_at=pack.due(moment, first) if first else None,
    )  # fmt: skip


COLUMNS = "campaign_id, notice_id, version_id, sending_id, enterprise_id, reader_id, person_id, area_code, sent_at"
FIRMS = "enterprise_id, area_code", "r.enterprise_id, NULL::bigint, NULL::bigint, r.area_code"
PEOPLE = "id, enterprise_id, area_code", "r.enterprise_id, r.id, NULL::bigint, r.area_code"
OFFICERS = "id, area_code", "NULL::bigint, NULL::bigint, r.id, r.area_code"
"""What a query gives, and the reader that comes of it: enterprise, person by name, officer, area."""


def _insert(sending: NoticeSending, rows: "QuerySet[Any]", shape: tuple[str, str]) -> int:
    """One receipt for each row of the query that has none of this version yet; returns how many."""
    try:
        inner, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0
    given, made = shape
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO outreach_noticereceipt ({COLUMNS}, language, reminders)
            SELECT %s, %s, %s, %s, {made}, %s, '', 0 FROM ({inner}) r({given})
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 (our own text)
            (sending.campaign_id, sending.notice_id, sending.version_id, sending.pk, sending.sent_at, *params),
        )
        return int(cursor.rowcount)


def _expand_enterprises(sending: NoticeSending, audience: Audience, by: User) -> int:
    rows = audiences.enterprises(audience, sending.version, by).order_by("enterprise_id")
    return _insert(sending, rows.values_list("enterprise_id", "area_code"), FIRMS)


def _expand_people(sending: NoticeSending, audience: Audience, by: User) -> int:
    rows = audiences.people(audience, sending.version, by).order_by("pk")
    return _insert(sending, rows.values_list("pk", "enterprise_id", "area_code"), PEOPLE)


def _expand_officers(sending: NoticeSending, audience: Audience, by: User) -> int:
    if not audience.posts:
        return 0
    area = Value(sending.area_code, CharField())
    rows = audiences.officers(audience, sending.campaign, by).order_by("pk").annotate(where=area)
    return _insert(sending, rows.values_list("pk", "where"), OFFICERS)


def _tell_stories(sending: NoticeSending, by: User) -> None:
    """One event in each enterprise's story."""
    record_select(
        "notice.sent_to",
        """SELECT sending_id::text AS subject_key, enterprise_id, area_code,
                  jsonb_build_object('notice', notice_id, 'title', %(title)s::text) AS data
           FROM outreach_noticereceipt WHERE sending_id = %(sending)s AND enterprise_id IS NOT NULL AND reader_id IS NULL""",
        {"sending": sending.pk, "title": sending.version.title("zh")},
        kind="notice_sending",
        by=by,
        campaign_id=sending.campaign_id,
    )


# -- reading ------------------------------------------------------------------------------------------------------


def of_enterprise(notice: Notice, enterprise: Enterprise) -> NoticeReceipt | None:
    """The enterprise's receipt of the latest version that it was sent."""
    rows = NoticeReceipt.objects.filter(notice=notice, enterprise=enterprise, reader=None)
    return rows.select_related("version__notice__campaign", "notice").order_by("-version__number").first()


def open_receipt(*, receipt: NoticeReceipt, language: str) -> None:
    """Marks that it was opened, the first time with its moment; reading is no event, only a fact of the receipt."""
    if receipt.opened_at is None or receipt.language != language:
        rows = NoticeReceipt.objects.filter(pk=receipt.pk)
        rows.filter(opened_at=None).update(opened_at=clock.now())
        rows.update(language=language)
        receipt.refresh_from_db(fields=["opened_at", "language"])


@transaction.atomic
def confirm(*, receipt: NoticeReceipt, by: User, language: str = "") -> NoticeReceipt:
    """The reader says “I have read it”. Saying it twice changes nothing."""
    if not _is_readers(receipt, by):
        raise NotAllowed(_("Only whom it was sent to can confirm it."))
    moment = clock.now()
    taken = NoticeReceipt.objects.filter(pk=receipt.pk, confirmed_at=None).update(
        confirmed_at=moment, confirmed_by=by, language=language or receipt.language
    )
    NoticeReceipt.objects.filter(pk=receipt.pk, opened_at=None).update(opened_at=moment)
    receipt.refresh_from_db()
    if taken:
        record("notice.confirm", receipt, by=by, notice=receipt.notice_id, version=receipt.version.number)
    return receipt


def _is_readers(receipt: NoticeReceipt, by: User) -> bool:
    if receipt.enterprise is None:
        return receipt.person_id == by.pk
    return may(by, Permission.FILING_SUBMIT, receipt.enterprise)


@transaction.atomic
def confirm_people(*, notice: Notice, enterprise: Enterprise, readers: Sequence[int], by: User) -> int:
    """The liaison confirms for those of the enterprise's people who have read it; returns how many are new."""
    require(by, Permission.FILING_SUBMIT, enterprise)
    rows = NoticeReceipt.objects.filter(
        notice=notice, enterprise=enterprise, reader__in=list(readers), confirmed_at=None
    )
    moment = clock.now()
    count = rows.update(
        confirmed_at=moment, confirmed_by=by, opened_at=Coalesce("opened_at", Value(moment, DateTimeField()))
    )
    if count:
        record("notice.confirm_people", _EnterpriseOf(notice, enterprise), by=by, count=count)
    return count


class _EnterpriseOf:
    """A notice as it stands in one enterprise's story."""

    event_kind = "notice"

    def __init__(self, notice: Notice, enterprise: Enterprise) -> None:
        self.pk, self.campaign_id = notice.pk, notice.campaign_id
        self.enterprise_id, self.area_code = enterprise.pk, enterprise.area_code


def viewed(*, notice: Notice, language: str, poster: bool) -> None:
    """One more reader of the public page: a number for the day, nothing about who."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO outreach_noticeviewing (notice_id, day, language, poster, count) VALUES (%s, %s, %s, %s, 1)
               ON CONFLICT (notice_id, day, language, poster) DO UPDATE SET count = outreach_noticeviewing.count + 1""",
            (notice.pk, clock.today(), language, poster),
        )


# -- people by name -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_reader(*, enterprise: Enterprise, name: str, language: str, contact: str, by: User) -> Reader:
    """Puts a person on the enterprise's list; one who is on it already is brought up to date."""
    if not (may(by, Permission.FILING_SUBMIT, enterprise) or may(by, Permission.NOTICE_PUBLISH, enterprise)):
        raise NotAllowed(_("You can't change this list."))
    name, contact = " ".join(name.split())[:60], " ".join(contact.split())[:60]
    if not name:
        raise Refused(_("Enter the name."), fields=[Fault("name", _("Enter the name."))])
    if language not in ("zh", "en", "ja", "ko"):
        raise Refused(_("Choose a language."), fields=[Fault("language", _("Choose a language."))])
    if Reader.objects.filter(enterprise=enterprise, left_at=None).count() >= MOST_READERS:
        raise Refused(_("The list is full."), fields=[Fault("name", _("The list is full."))])
    reader, is_new = Reader.objects.update_or_create(
        enterprise=enterprise, name=name, left_at=None,
        defaults={"language": language, "contact": contact},
        create_defaults={
            "language": language, "contact": contact, "area_code": enterprise.area_code, "added_at": clock.now(),
            "added_by": by,
        },
    )  # fmt: skip
    if is_new:
        record("notice_reader.add", reader, by=by)
    return reader


@transaction.atomic
def remove_reader(*, reader: Reader, by: User) -> None:
    """Takes a person off the list; what they confirmed stays."""
    enterprise = reader.enterprise
    if not (may(by, Permission.FILING_SUBMIT, enterprise) or may(by, Permission.NOTICE_PUBLISH, enterprise)):
        raise NotAllowed(_("You can't change this list."))
    if Reader.objects.filter(pk=reader.pk, left_at=None).update(left_at=clock.now()):
        record("notice_reader.remove", reader, by=by)


# -- reminding ----------------------------------------------------------------------------------------------------


@transaction.atomic
def remind(*, version: NoticeVersion, by: User) -> int:
    """Reminds, by hand, everyone who was sent this version and hasn't confirmed; whoever was within the hour is left in peace."""
    if not version.may_move(by, Permission.NOTICE_PUBLISH):
        raise NotAllowed(_("You can't send this notice."))
    if version.state != "published":
        raise Conflict(_("This version is no longer in force; nobody is reminded of it."))
    return _remind(version, NoticeReceipt.objects.filter(version=version), by)


def _remind(version: NoticeVersion, rows: "QuerySet[NoticeReceipt]", by: User | None) -> int:
    moment = clock.now()
    open_ = rows.filter(confirmed_at=None).exclude(reminded_at__gt=moment - QUIET)
    keys = list(open_.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not keys:
        return 0
    NoticeReceipt.objects.filter(pk__in=keys).update(reminded_at=moment, reminders=F("reminders") + 1)
    event = record("notice.remind", version, by=by, as_name="" if by else CLOCK, count=len(keys))
    notice_telling.reminded(version, keys, event)
    return len(keys)


def fire(firings: Sequence[Firing]) -> dict[int, dt.datetime | None]:
    """Rungs of the pack's reminders: those of each sending who haven't confirmed. By sending, when the next one is due."""
    return {firing.case.pk: _fire(firing) for firing in firings}


def _fire(firing: Firing) -> dt.datetime | None:
    sending: NoticeSending = firing.case
    version = notices.fresh(sending.version_id)
    if version.state != "published":
        return None
    pack = for_version(version.notice.campaign.pack_version)
    reminders = pack.outreach.notices.kind(version.notice.kind).reminders
    _remind(version, NoticeReceipt.objects.filter(sending=sending), None)
    if firing.rung >= len(reminders):
        return None
    return max(pack.due(sending.sent_at, reminders[firing.rung]), firing.was_due + dt.timedelta(minutes=1))
