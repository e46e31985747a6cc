"""Notices in the section `outreach`: kinds, the texts to begin from, illustrated guides. `policy.Outreach` holds them."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy.shapes import Keyed, Shape, Text, TextKey, Within

Language = Literal["zh", "en", "ja", "ko"]


class NoticeKind(Keyed):
    """What sort of text it is: notice (告知书), explainer (明白纸), handbook (手册), letter (一封信) …"""

    name: Text
    checked: bool = False
    """A second person must check it before it is published."""
    public: bool = False
    """New ones may be read by link and QR code without an account; the author can change it for each."""
    confirm: bool = True
    """Readers are asked to confirm that they have read it."""
    confirm_within: Within = "1 working day"
    """By when, counted from the sending."""
    reminders: tuple[Within, ...] = ()
    """When those who haven't confirmed are reminded, each counted from the sending: the earliest first."""
    languages: tuple[Language, ...] = ("zh", "en", "ja", "ko")
    """The languages that it should have; Chinese is always one."""


class NoticeTemplate(Keyed):
    """A text to begin from."""

    kind: str
    """Key of a kind."""
    title: Text
    text: TextKey | None = None
    """A text of the pack under `texts/`; none: an empty one."""
    parts: tuple[str, ...] = ()
    """What is drawn below the text: `flow`, `checklist <key>`, `guide <key>`."""
    by_name: bool = False
    """Sent to people by name (the enterprise's list), not only to the enterprise."""


class GuideStep(Shape):
    """One picture of an illustrated guide."""

    icon: str
    """Name of an outline drawing (Tabler): `checklist`, `file-text`, `signature` …"""
    title: Text
    text: Text | None = None


class Guide(Keyed):
    """A guide in pictures (简明图解): a few steps, each an icon, a heading and a sentence."""

    name: Text
    steps: tuple[GuideStep, ...] = Limits(min_length=1, max_length=12)


USUAL = (
    NoticeKind(
        key="notice",
        name=Text(zh="告知书", en="Notice", ja="お知らせ", ko="공지"),
        reminders=("1 working day",),
    ),
)
"""What a place has that says nothing about notices."""


class Notices(Shape):
    """Kinds of notice, templates, illustrated guides."""

    kinds: tuple[NoticeKind, ...] = USUAL
    templates: tuple[NoticeTemplate, ...] = ()
    guides: tuple[Guide, ...] = ()

    def kind(self, key: str) -> NoticeKind:
        """The kind; one that a later version of the pack dropped goes on under its key."""
        found = next((each for each in self.kinds if each.key == key), None)
        return found or NoticeKind(key=key, name=Text(zh=key))

    def template(self, key: str) -> NoticeTemplate | None:
        return next((each for each in self.templates if each.key == key), None)

    def guide(self, key: str) -> Guide | None:
        return next((each for each in self.guides if each.key == key), None)


def check(notices: Notices, pack: Any, report: Any) -> None:
    """Mistakes that need other sections to be seen."""
    for name in ("kinds", "templates", "guides"):
        report.unique(f"notices.{name}", getattr(notices, name))
    for kind in notices.kinds:
        for within in (kind.confirm_within, *kind.reminders):
            _check_clock(f"notices.kinds[{kind.key}]", within, pack, report)
    for template in notices.templates:
        path = f"notices.templates[{template.key}]"
        report.reference(f"{path}.kind", template.kind, [each.key for each in notices.kinds], _("kind of notice"))
        if template.text:
            report.reference(f"{path}.text", template.text, list(pack.texts), _("text"))
        for part in template.parts:
            _check_part(f"{path}.parts", part, notices, pack, report)


def _check_clock(path: str, within: str, pack: Any, report: Any) -> None:
    try:
        pack.clock(within)
    except ValueError as mistake:
        report.error(path, str(mistake))


def _check_part(path: str, part: str, notices: Notices, pack: Any, report: Any) -> None:
    what, _space, key = part.partition(" ")
    if what == "checklist":
        report.reference(path, key, [each.key for each in pack.resumption.checklists], _("checklist"))
    elif what == "guide":
        report.reference(path, key, [each.key for each in notices.guides], _("guide"))
    elif part != "flow":
        report.error(
            path, _('“%(part)s” can\'t be drawn: write "flow", "checklist <key>" or "guide <key>"') % {"part": part}
        )
