"""Notices: written, published and sent by the authority; opened and confirmed by their readers."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.outreach import audiences, composing, tallies
from fugong.outreach.actions import notices as actions
from fugong.outreach.actions import receipts
from fugong.outreach.audiences import Audience
from fugong.outreach.models import Notice, NoticeReceipt, NoticeVersion
from fugong.outreach.notice_arrows import NOTICE
from fugong.registry.access import require
from fugong.web.api import moves
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.moves import ArrowOut
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, ReasonIn, RemindedOut

resource = Resource(tags=["Notices"])
ALL = "/campaigns/{campaign}/notices"
ONE = ALL + "/{notice}"
VERSION = ONE + "/versions/{number}"
Number = Annotated[int, Field(ge=1, le=32_767)]
Language = Literal["zh", "en", "ja", "ko"]


class TextShape(Body):
    """The text of one language, in Markdown."""

    title: str = Field("", max_length=actions.LONGEST_TITLE)
    body: str = Field("", max_length=actions.LONGEST)


class MarkOut(Schema):
    """How far one language is: missing, partial, older (than the Chinese) or whole; figures that it lacks."""

    language: str
    state: str
    numbers: list[str]


class TallyOut(Schema):
    """Receipts of the version."""

    sent: int
    opened: int
    confirmed: int


class NoticeSummary(Schema):
    """A notice, with the version that is in force, else the newest."""

    id: int
    kind: str
    slug: str = Field(description="The public page is /n/<slug>/ where `public` is true.")
    public: bool
    asks: bool = Field(description="Readers confirm that they have read it.")
    version: int
    state: str
    title: str
    published_at: dt.datetime | None


class NoticeOut(NoticeSummary):
    """… with its texts, marks, receipts and the moves open to the caller."""

    texts: dict[str, TextShape]
    marks: list[MarkOut]
    tally: TallyOut
    moves: list[ArrowOut]


class NoticeIn(Body):
    """A new notice: of a kind, or from one of the pack's templates."""

    kind: str = Field("", max_length=40)
    template: str = Field("", max_length=40)


class TextsIn(Body):
    """What is written in each language; languages that aren't named stay as they are."""

    texts: dict[Language, TextShape] = Field(max_length=4)
    still_right: list[Language] = Field([], max_length=4, description="Translations that need no change.")
    changes: str | None = Field(None, max_length=500)
    public: bool | None = None
    asks: bool | None = None


Keys = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=200)]
Numbers = Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(max_length=2_000)]


class AudienceIn(Body):
    """Any of these is enough for an enterprise to belong. `posts` are officers; `by_name` adds people of the enterprises' lists."""

    everyone: bool = False
    segments: Keys = []
    groups: Keys = []
    tags: Keys = []
    grids: Numbers = []
    parks: Numbers = []
    chat_groups: Numbers = Field([], description="1-to-N groups, by number: their members at the moment of sending.")
    enterprises: Numbers = []
    earlier: bool = False
    posts: Keys = []
    by_name: bool = False


class PreviewOut(Schema):
    """Who would get it."""

    enterprises: int
    already: int
    unreached: int
    officers: int
    people: int
    names: list[str]


class SendingOut(Schema):
    """What was sent."""

    id: int
    version: int = Field(alias="version.number")
    enterprises: int
    officers: int
    people: int
    sent_at: dt.datetime
    due_at: dt.datetime | None


class ReceiptOut(Schema):
    """One reader of one version."""

    id: int
    version: int = Field(alias="version.number")
    enterprise: int | None = Field(alias="enterprise_id")
    reader: str
    sent_at: dt.datetime
    opened_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    reminders: int

    @staticmethod
    def resolve_reader(row: Any) -> str:
        """The name of a person; empty for an enterprise as a whole."""
        return str(row.reader or row.person or "")


class ConfirmationIn(Body):
    """Which enterprise says “I have read it”; none: the officer who calls."""

    enterprise: int | None = Field(None, ge=1, le=2**63 - 1)


@resource.reads(ALL, Page[NoticeSummary], needs=P.NOTICE_VIEW)
def notices(
    request: Call,
    campaign: Key,
    kind: Annotated[str, Query(max_length=40)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The notices that the caller sees, newest first."""
    rows = _seen(request, campaign)
    page = page_of(rows.filter(kind=kind) if kind else rows, ("-id",), after=after, limit=limit)
    return {**page, "items": [_summary(row) for row in page["items"]]}


@resource.writes("POST", ALL, NoticeOut, needs=P.NOTICE_PUBLISH, status=201)
def begin_notice(request: Call, campaign: Key, body: NoticeIn) -> Any:
    """A draft."""
    within = campaign_of(request, campaign, P.NOTICE_PUBLISH)
    made = actions.draft(campaign=within, kind=body.kind, template=body.template, by=request.user)
    return _whole(request, campaign, made.pk)


@resource.reads(ONE, NoticeOut, needs=P.NOTICE_VIEW)
def notice_(request: Call, campaign: Key, notice: Id) -> Any:
    """One notice."""
    return _whole(request, campaign, notice)


@resource.writes("PUT", ONE + "/texts", NoticeOut, needs=P.NOTICE_PUBLISH)
def write_notice(request: Call, campaign: Key, notice: Id, body: TextsIn) -> Any:
    """Keeps texts in the version that is being written."""
    found = one(_seen(request, campaign, P.NOTICE_PUBLISH), pk=notice)
    version = one(found.versions.order_by("-number"))
    texts: dict[str, actions.Text] = {
        language: actions.Text(text.title, text.body) for language, text in body.texts.items()
    }
    actions.write(
        version=version, texts=texts, changes=body.changes, public=body.public, asks=body.asks,
        still_right=tuple(body.still_right), by=request.user,
    )  # fmt: skip
    return _whole(request, campaign, notice)


@resource.writes("POST", ONE + "/editions", NoticeOut, needs=P.NOTICE_PUBLISH, status=201)
def begin_edition(request: Call, campaign: Key, notice: Id) -> Any:
    """Begins the next version, with the texts of the latest."""
    found = one(_seen(request, campaign, P.NOTICE_PUBLISH), pk=notice)
    version = actions.next_version(notice=found, by=request.user)
    return _shown(request, found, actions.fresh(version.pk))


@resource.writes("POST", ONE + "/previews", PreviewOut, needs=P.NOTICE_PUBLISH)
def preview_sending(request: Call, campaign: Key, notice: Id, body: AudienceIn) -> Any:
    """Who and how many would get it; nothing is sent."""
    found = one(_seen(request, campaign, P.NOTICE_PUBLISH), pk=notice)
    return audiences.preview(Audience.of(body.dict()), _shown_version(found), request.user)


@resource.writes("POST", ONE + "/sendings", SendingOut, needs=P.NOTICE_PUBLISH, status=201)
def send_notice(request: Call, campaign: Key, notice: Id, body: AudienceIn) -> Any:
    """Sends the version in force; whoever was sent it before is left out."""
    found = one(_seen(request, campaign, P.NOTICE_PUBLISH), pk=notice)
    return receipts.send(version=_shown_version(found), audience=Audience.of(body.dict()), by=request.user)


@resource.writes("POST", ONE + "/reminders", RemindedOut, needs=P.NOTICE_PUBLISH)
def remind_readers(request: Call, campaign: Key, notice: Id) -> Any:
    """Reminds whoever hasn't confirmed."""
    found = one(_seen(request, campaign, P.NOTICE_PUBLISH), pk=notice)
    return {"reminded": receipts.remind(version=_shown_version(found), by=request.user)}


@resource.reads(ONE + "/receipts", Page[ReceiptOut], needs=P.NOTICE_VIEW)
def notice_receipts(
    request: Call,
    campaign: Key,
    notice: Id,
    state: Annotated[Literal["", "open", "opened", "confirmed"], Query()] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Who was sent it, opened it, confirmed it: of those whom the caller sees."""
    found = one(_seen(request, campaign), pk=notice)
    rows = NoticeReceipt.objects.visible_to(request.user).filter(notice=found)
    where: dict[str, dict[str, Any]] = {
        "open": {"confirmed_at": None},
        "opened": {"opened_at__isnull": False},
        "confirmed": {"confirmed_at__isnull": False},
    }
    rows = rows.filter(**where.get(state, {})).select_related("version", "reader", "person")
    return page_of(rows, ("id",), after=after, limit=limit)


@resource.writes("POST", ONE + "/confirmations", ReceiptOut, needs=P.NOTICE_VIEW)
def confirm_notice(request: Call, campaign: Key, notice: Id, body: ConfirmationIn) -> Any:
    """“I have read it.”"""
    found = one(_seen(request, campaign), pk=notice)
    rows = NoticeReceipt.objects.filter(notice=found, reader=None).select_related("version", "enterprise", "person")
    rows = rows.filter(enterprise=body.enterprise) if body.enterprise else rows.filter(person=request.user)
    receipt = one(rows.order_by("-version__number"))
    if receipt.enterprise is not None:
        require(request.user, P.FILING_SUBMIT, receipt.enterprise)
    return receipts.confirm(receipt=receipt, by=request.user)


def _moved(act: Any, *, reason: bool = False) -> Any:
    def moved(request: Call, campaign: Key, notice: Id, number: Number, body: ReasonIn) -> Any:
        found = one(_seen(request, campaign), pk=notice)
        version = one(found.versions, number=number)
        more = {"reason": body.reason} if reason else {}
        act(version=version, by=request.user, **more)
        return _shown(request, found, actions.fresh(version.pk))

    return moved


HANDLERS = {
    "submit": _moved(actions.submit),
    "recall": _moved(actions.recall),
    "return": _moved(actions.send_back, reason=True),
    "approve": _moved(actions.approve),
    "publish": _moved(actions.publish),
    "discard": _moved(actions.discard),
    "withdraw": _moved(actions.withdraw, reason=True),
}
for _key, _handler in HANDLERS.items():
    _handler.__name__ = f"notice_{_key}"
moves.mount(resource, VERSION, NOTICE, NoticeOut, HANDLERS)


def _seen(request: Call, campaign: str, permission: P = P.NOTICE_VIEW) -> Any:
    within = campaign_of(request, campaign, permission)
    rows = Notice.objects.visible_to(request.user, permission).filter(campaign=within)
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction").prefetch_related("versions__texts")


def _shown_version(notice: Notice) -> NoticeVersion:
    rows = sorted(notice.versions.all(), key=lambda row: (row.pk == notice.current_id, row.number))
    if not rows:
        raise Http404
    return rows[-1]


def _summary(notice: Notice, version: NoticeVersion | None = None) -> dict[str, Any]:
    version = version or _shown_version(notice)
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "slug": notice.slug,
        "public": notice.public,
        "asks": notice.asks,
        "version": version.number,
        "state": version.state,
        "title": version.title(),
        "published_at": version.published_at,
    }


def _whole(request: Call, campaign: str, pk: int) -> dict[str, Any]:
    found = one(_seen(request, campaign), pk=pk)
    return _shown(request, found, actions.fresh(_shown_version(found).pk))


def _shown(request: Call, notice: Notice, version: NoticeVersion) -> dict[str, Any]:
    kind = actions.kind_of(version.notice)
    rows = NoticeReceipt.objects.visible_to(request.user)
    tally = tallies.of_versions([version.pk], rows).get(version.pk)
    return _summary(version.notice, version) | {
        "texts": {text.language: {"title": text.title, "body": text.body} for text in version.texts.all()},
        "marks": [
            {"language": mark.language, "state": mark.state, "numbers": list(mark.numbers)}
            for mark in composing.marks(version, kind.languages)
        ],
        "tally": tally or {"sent": 0, "opened": 0, "confirmed": 0},
        "moves": moves.arrows_of(version, request.user, HANDLERS),
    }
