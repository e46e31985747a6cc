"""The staff lists of many enterprises in one sheet: each person with the enterprise, checked before anything changes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import cells, staging
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row
from fugong.workforce import columns as roster
from fugong.workforce import keys
from fugong.workforce.actions import files, rosters
from fugong.workforce.giving import Given
from fugong.workforce.models import Employment

KEY = "people"


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """The enterprise by code or exact name, then the person."""
    return (
        Column(
            key="uscc", name=gettext_lazy("Unified social credit code"), read=cells.credit_code, width=22,
            synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "单位代码"),
        ),
        Column(
            key="enterprise", name=gettext_lazy("Enterprise"), read=cells.text(120), width=34,
            synonyms=("企业名称", "单位名称", "公司名称", "企业", "单位", "所在企业", "工作单位"),
        ),
        *roster.of(campaign),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Three queries a list of rows: the files, the employments, and the enterprises that weren't named before."""
    key = files.index_key(ground.campaign)
    enterprises = _Enterprises(ground)

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        enterprises.learn(good)
        people = {row.number: given for row in good if (given := _given(row, ground)) is not None}
        found = rosters.existing(ground.campaign, key, list(people.values()))
        pairs = Employment.objects.current().filter(person__in=[person.pk for person in found.values()])
        there = set(pairs.values_list("person_id", "enterprise_id"))
        for row in good:
            given = people.get(row.number)
            if given is None:
                continue
            name, enterprise = str(row.values.get("enterprise", "")).strip(), enterprises.of(row)
            if enterprise is None:
                words = _("No enterprise for which you keep people's files has this code or name.")
                ground.fault(row, "enterprise" if name else "uscc", words, "unknown")
                continue
            person = found.get(keys.index(key, given.document, "document")) if found else None
            if person is not None and rosters.is_other(person, given, key):
                words = _("This number belongs to a file with another name. Compare both with the document.")
                ground.fault(row, "name", words, "other_name")
                continue
            row.target = enterprise
            row.verdict = Verdict.NEW if person is None else Verdict.CHANGED
            if person is not None and (person.pk, enterprise) in there:
                row.verdict = Verdict.SAME

    return judge


def apply(work: Work) -> Counts:
    """Opens files and puts people on lists, in the order of the sheet."""
    targets = set(work.sheet_import.rows.exclude(target_id=None).values_list("target_id", flat=True).distinct())
    enterprises = Enterprise.objects.in_bulk(targets)
    done = rosters.take_all(campaign=work.campaign, rows=_people(work, enterprises), by=work.by, via="sheet")
    return Counts(new=done.new, changed=done.employed - done.new)


def _people(work: Work, enterprises: dict[int, Enterprise]) -> Iterator[tuple[Enterprise, Given]]:
    for row in work.rows():
        values = {**row.values, **staging.personal(row)[1]}
        yield enterprises[row.target_id or 0], roster.given(values)


def _given(row: Row, ground: Ground) -> Given | None:
    try:
        return roster.given(row.values)
    except Refused as refusal:
        ground.fault(row, "document", refusal.message)
        return None


class _Enterprises:
    """Credit code → id, and exact name → id, of those that the rows so far have named; a name that two bear is left out."""

    def __init__(self, ground: Ground) -> None:
        self.seen = Enterprise.objects.visible_to(ground.by, P.PERSON_EDIT).filter(enrolments__campaign=ground.campaign)
        self.by_code: dict[str, int | None] = {}
        self.by_name: dict[str, int | None] = {}

    def learn(self, rows: list[Row]) -> None:
        codes = {row.values["uscc"] for row in rows if row.values.get("uscc")} - self.by_code.keys()
        names = {str(row.values["enterprise"]).strip() for row in rows if row.values.get("enterprise")}
        names -= self.by_name.keys()
        if codes:
            self.by_code |= dict.fromkeys(codes) | dict(self.seen.filter(uscc__in=codes).values_list("uscc", "pk"))
        if names:
            pairs = list(self.seen.filter(name__in=names).values_list("name", "pk"))
            often = Counter(name for name, _pk in pairs)
            self.by_name |= dict.fromkeys(names) | {name: pk for name, pk in pairs if often[name] == 1}

    def of(self, row: Row) -> int | None:
        by_code = self.by_code.get(row.values.get("uscc", ""))
        return by_code or self.by_name.get(str(row.values.get("enterprise", "")).strip())


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps files for the authority."""
    return bool(user.holds(P.PERSON_EDIT) and user.is_staff_member)


register(
    SheetKind(
        key=KEY,
        name=pgettext_lazy("whose files are kept", "People"),
        columns=columns,
        identify=("document", "uscc", "enterprise"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy(
            "One row for each person: the enterprise, the name, the document number, where from and when."
        ),
        forgets=True,
        after_url="workforce:people",
    )
)
