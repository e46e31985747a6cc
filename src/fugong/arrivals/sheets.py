"""A flight sheet as airports, airlines and enterprises send it: people and services, one row each."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.arrivals import coming
from fugong.arrivals.actions import announcing, planning
from fugong.arrivals.models import Arrival, Service
from fugong.arrivals.policy import EXAMPLES
from fugong.core import clock, dates
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.registry.countries import COUNTRIES
from fugong.registry.models import Enterprise
from fugong.sheets import cells, staging
from fugong.sheets.cells import Bad
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "arrivals"
MOST_DIGITS = 15
CLOCK_TIME = re.compile(r"(\d{1,2})\s*[:：时點点.]\s*(\d{1,2})")


def document(cell: Any, unit: int | None) -> str:
    """A document's number; one that was kept as a figure has lost its end, and is refused."""
    if isinstance(cell, int | float) and len(cells.plain(cell)) > MOST_DIGITS:
        raise Bad(
            _("The number was kept as a figure, so its end is lost. Format the column as text and enter it again.")
        )
    return cells.plain(cell).strip()[:40]


def when(cell: Any, unit: int | None) -> str:
    """`2020-02-20T15:30`, from a moment, `2月20日 15:30`, `15:30` (then of today) or a time of Excel's."""
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%dT%H:%M")
    if isinstance(cell, dt.time):
        return f"{clock.today().isoformat()}T{cell:%H:%M}"
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 1440)
        return f"{clock.today().isoformat()}T{minutes // 60:02}:{minutes % 60:02}"
    text = unicodedata.normalize("NFKC", cells.plain(cell)).replace("T", " ").strip()
    found = CLOCK_TIME.search(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Bad(_("Write when it arrives, such as 2020-02-20 15:30."))
    before = text[: found.start()].strip(" ,，")
    day = dates.asked(before) if before else clock.today()
    if before and day is None:
        try:
            day = dates.read(before, year=clock.today().year)
        except ValueError:
            raise Bad(_("Write when it arrives, such as 2020-02-20 15:30.")) from None
    return f"{(day or clock.today()).isoformat()}T{int(found[1]):02}:{int(found[2]):02}"


def number(cell: Any, unit: int | None) -> str:
    """The service's number in one writing."""
    try:
        return coming.service_number(cells.plain(cell))
    except Refused as refusal:
        raise Bad(refusal.message) from None


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """What such lists hold, by the headings that they use."""
    return (
        Column(
            key="service", name=gettext_lazy("Service"), read=number, required=True, width=12,
            example=campaign.pack.arrivals.service_example or EXAMPLES["airport"],
            synonyms=("航班号", "航班", "车次", "班次", "船次", "航班/车次", "航班号/车次", "交通工具班次"),
        ),
        Column(
            key="at", name=gettext_lazy("Arrives at"), read=when, required=True, width=18, example="2020-02-20 15:30",
            synonyms=("到达时间", "抵达时间", "到港时间", "预计到达时间", "抵青时间", "到站时间", "落地时间"),
        ),
        Column(
            key="name", name=gettext_lazy("Name"), required=True, width=20, example="KIM MINSU",
            synonyms=("姓名", "旅客姓名", "人员姓名", "返岗人员", "入境人员姓名"),
        ),
        Column(
            key="document", name=gettext_lazy("Document number"), read=document, personal=True, width=22,
            synonyms=("证件号码", "证件号", "护照号", "护照号码", "护照/证件号码", "身份证号", "身份证号码"),
        ),
        Column(key="nationality", name=gettext_lazy("Nationality"), width=12, example="韩国", synonyms=("国籍", "国别", "国家/地区")),
        Column(
            key="destination", name=gettext_lazy("Destination"), width=30,
            synonyms=("目的地", "目的地址", "居住地", "住址", "在青住址", "落脚点", "拟住地址"),
        ),
        Column(
            key="enterprise", name=gettext_lazy("Enterprise"), width=34,
            synonyms=("接收企业", "所属企业", "工作单位", "单位", "企业名称", "接收单位", "用人单位"),
        ),
        Column(key="contact", name=gettext_lazy("Contact"), width=14, synonyms=("联系人", "企业联系人", "接收联系人", "对接人")),
        Column(
            key="phone", name=gettext_lazy("Telephone of the contact"), personal=True, width=18,
            synonyms=("联系电话", "联系人电话", "电话", "手机号", "联系方式"),
        ),
        Column(key="gate", name=gettext_lazy("Gate"), width=20, synonyms=("口岸", "到达口岸", "机场", "车站", "到达地点")),
        Column(key="origin", name=gettext_lazy("Comes from"), width=16, synonyms=("出发地", "始发地", "来源地", "出发城市")),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Reads each person as an announcement would; enterprises are looked up once a list of rows."""

    def judge(rows: list[Row]) -> None:
        good = [row for row in rows if not row.is_bad]
        names = {str(row.values.get("enterprise") or "").strip() for row in good} - {""}
        known = _enterprises(ground, names)
        there = _there(ground.campaign, good)
        for row in good:
            _judge(row, ground, known, there)

    return judge


def _judge(row: Row, ground: Ground, known: dict[str, int], there: set[tuple[str, str, str]]) -> None:
    named = str(row.values.get("enterprise") or "").strip()
    if named and named not in known:
        words = _("No enterprise of this name takes part: the person is announced without one.")
        ground.fault(row, "enterprise", words, "unknown", "warning")
    row.target = known.get(named)
    given = str(row.values.get("gate") or "")
    if gate_of(ground.campaign, given) is None:
        ground.fault(row, "gate", _("No gate of the place has this name."), "unknown")
        return
    nationality = str(row.values.get("nationality") or "").strip()
    if nationality and not country_of(nationality):
        ground.fault(row, "nationality", _("No country is known by this name."), "unknown", "warning")
    try:
        coming.day(dt.date.fromisoformat(str(row.values["at"])[:10]))
        coming.read(_said(row.values), ground.campaign.pack)
    except Refused as refusal:
        for fault in refusal.faults or [Fault("name", refusal.message)]:
            where = (
                fault.where
                if fault.where in ("name", "document", "nationality")
                else "at"
                if fault.where == "day"
                else "name"
            )
            ground.fault(row, where, fault.message, fault.code)
        return
    row.verdict = Verdict.SAME if _mark(row.values) in there else Verdict.NEW


def _said(values: dict[str, Any]) -> dict[str, Any]:
    nationality = country_of(str(values.get("nationality") or "").strip())
    return {
        "name": values.get("name"),
        "document": values.get("document") or "",
        "nationality": nationality,
        "language": coming.LANGUAGE_OF.get(nationality, "en") if nationality else "",
    }


def _mark(values: dict[str, Any]) -> tuple[str, str, str]:
    return (str(values["service"]), str(values["at"])[:10], coming.normal_name(str(values["name"])).casefold())


def _there(campaign: Campaign, rows: list[Row]) -> set[tuple[str, str, str]]:
    """(service, day, name) of whoever is announced already: the same sheet again changes nothing."""
    numbers = {str(row.values["service"]) for row in rows}
    days = {str(row.values["at"])[:10] for row in rows}
    found = Arrival.objects.opened().filter(campaign=campaign, service__number__in=numbers, day__in=days)
    return {(row.service.number, row.day.isoformat(), row.name.casefold()) for row in found}


def _enterprises(ground: Ground, names: set[str]) -> dict[str, int]:
    """Exact name → id, of enterprises that take part; a name that two bear is left out."""
    rows = Enterprise.objects.filter(enrolments__campaign=ground.campaign, name__in=names)
    pairs = list(rows.values_list("name", "pk"))
    often = [name for name, _pk in pairs]
    return {name: pk for name, pk in pairs if often.count(name) == 1}


def gate_of(campaign: Campaign, named: str) -> str | None:
    """The key of the gate that a cell names; without one the place's first."""
    gates = campaign.pack.arrivals.gates
    plain = named.strip().lower()
    if not plain:
        return gates[0].key if gates else None
    for gate in gates:
        words = [text.lower() for text in gate.name.by_language.values()]
        if plain == gate.key or any(plain in text or text in plain for text in words):
            return gate.key
    return None


def country_of(named: str) -> str:
    """The code of a country by one of its names; "" where none is known."""
    plain = named.strip().casefold()
    for code, names in COUNTRIES.items():
        if plain and plain in {code.casefold(), *(name.casefold() for name in names)}:
            return code
    return ""


def apply(work: Work) -> Counts:
    """Each row becomes an arrival; rows of one service, enterprise and destination that stand together travel together."""
    new = 0
    enterprises = Enterprise.objects.in_bulk({row.target_id for row in work.rows(Verdict.NEW) if row.target_id})
    together: list[dict[str, Any]] = []
    for row in work.rows(Verdict.NEW):
        values = {**row.values, **staging.personal(row)[1], "target": row.target_id}
        if together and (_party(values) != _party(together[0]) or len(together) >= coming.MOST):
            new += _announce(work, together, enterprises)
            together = []
        together.append(values)
    return Counts(new=new + (_announce(work, together, enterprises) if together else 0))


def _party(values: dict[str, Any]) -> tuple[Any, ...]:
    shared = str(values.get("destination") or "")
    own = "" if shared else str(values["name"])
    return (values["service"], values["at"], values["target"], shared, str(values.get("contact") or ""), own)


def _announce(work: Work, rows: list[dict[str, Any]], enterprises: dict[int, Enterprise]) -> int:
    first = rows[0]
    at = dt.datetime.fromisoformat(str(first["at"])).replace(tzinfo=clock.zone())
    service: Service = planning.service(
        campaign=work.campaign, gate=gate_of(work.campaign, str(first.get("gate") or "")) or "",
        number=str(first["service"]), day=at.date(), at=at, origin=str(first.get("origin") or ""),
        abroad=any(_is_abroad(row) for row in rows), by=work.by,
    )  # fmt: skip
    announcing.announce(
        service=service, people=[coming.read(_said(row), work.campaign.pack) for row in rows],
        enterprise=enterprises.get(first["target"] or 0), contact=_contact(first),
        destination=str(first.get("destination") or ""), via="sheet", by=work.by,
    )  # fmt: skip
    return len(rows)


def _is_abroad(values: dict[str, Any]) -> bool:
    """The list names another country as where it comes from; or, saying nothing of that, another nationality."""
    origin = str(values.get("origin") or "").strip()
    named = country_of(origin) or ("" if origin else country_of(str(values.get("nationality") or "")))
    return named not in ("", "CN")


def _contact(values: dict[str, Any]) -> coming.Contact:
    """A telephone that can't be read is left out: the name matters more."""
    name = str(values.get("contact") or "")
    try:
        return coming.contact(name, str(values.get("phone") or ""))
    except Refused:
        return coming.contact(name, "")


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever plans arrivals."""
    return bool(user.holds(P.ARRIVAL_PLAN))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Arrivals"),
        columns=columns,
        identify=("service", "at", "name"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy(
            "One row for each person: which flight, train or ship, when it arrives, and where the person goes."
        ),
        after_url="arrivals:board",
    )
)
