"""The columns of a staff list as employers keep it: what they are called, how their cells are read."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.countries import COUNTRIES, name_of
from fugong.sheets import cells
from fugong.sheets.cells import Bad
from fugong.sheets.columns import Column
from fugong.workforce import documents, fact_types, giving
from fugong.workforce.documents import NotADocument
from fugong.workforce.giving import Given

MOST_DIGITS = 15  # a spreadsheet that keeps a number as a number loses what stands after these
LANGUAGE_WORDS = {
    "zh-hans": ("中文", "汉语", "普通话"),
    "en": ("英语", "英文"),
    "ja": ("日语", "日文"),
    "ko": ("韩语", "朝鲜语", "韩文"),
}


def document(cell: Any, unit: int | None) -> str:
    """A document number that can be right. One that was kept as a figure has lost its end, and is refused."""
    text = cells.plain(cell).strip()
    if isinstance(cell, int | float) and len(text) > MOST_DIGITS:
        raise Bad(
            _("The number was kept as a figure, so its end is lost. Format the column as text and enter it again.")
        )
    try:
        return documents.checked(text[:40])[1]
    except NotADocument as refusal:
        raise Bad(str(refusal)) from None


def region(cell: Any, unit: int | None) -> str:
    """Where someone came from; what isn't known is left out with a warning."""
    text = cells.plain(cell).strip()
    found = giving.region_of(text)
    if not found:
        words = _("“%(text)s” is no region that is known: not taken. Write it with its province.")
        raise Bad(words % {"text": text[:30]}, "region", level="warning")
    return found


def _softly(words: Mapping[str, Any]) -> Any:
    read = cells.choice({key: tuple(names) for key, names in words.items()}, within=True)

    def reading(cell: Any, unit: int | None) -> Any:
        try:
            return read(cell, unit)
        except Bad as bad:
            raise bad.softened() from None

    return reading


def _softly_day(cell: Any, unit: int | None) -> Any:
    try:
        return cells.day(cell, unit)
    except Bad as bad:
        raise bad.softened() from None


TRANSPORT_WORDS = {
    "plane": ("飞机", "航班"), "train": ("火车", "高铁", "动车", "列车"), "charter": ("包车", "专车", "定制客运"),
    "coach": ("大巴", "长途客车", "客车", "汽车站"), "ship": ("轮船", "船"), "lorry": ("货车", "卡车"),
    "car": ("自驾", "私家车", "自驾车"), "other": ("其他",),
}  # fmt: skip
LODGING_WORDS = {
    "home": ("家", "自有住房", "自住", "居家", "本地居住"), "dormitory": ("宿舍", "员工宿舍", "集体宿舍"),
    "plant": ("厂内", "厂区", "厂区内"), "hotel": ("酒店", "宾馆", "旅馆"), "isolation": ("隔离", "隔离房间", "隔离点"),
    "other": ("其他", "租房", "出租房"),
}  # fmt: skip


def of(campaign: Campaign) -> tuple[Column, ...]:
    """What a staff list may tell; only name and number are needed."""
    jobs = {job.key: (*job.name.by_language.values(), *job.words) for job in campaign.pack.workforce.jobs}
    countries = {code: names for code, names in COUNTRIES.items()}
    return (
        Column(
            key="name", name=pgettext_lazy("of a person", "Name"), read=cells.text(60), required=True, personal=True, example="王芳",
            synonyms=("姓名", "员工姓名", "职工姓名", "人员姓名", "名字", "返岗人员姓名"),
        ),
        Column(
            key="document", name=gettext_lazy("Document number"), read=document, required=True, personal=True, width=24,
            example="110101199003071233",
            synonyms=("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "护照号", "护照号码", "公民身份号码"),
        ),
        Column(
            key="phone", name=gettext_lazy("Telephone"), read=_telephone, personal=True, width=18,
            synonyms=("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式"),
        ),
        Column(
            key="nationality", name=gettext_lazy("Nationality"), read=_softly(countries), synonyms=("国籍", "国家", "国家（地区）"),
            show=name_of,
        ),
        Column(
            key="origin", name=gettext_lazy("Came from"), read=region, width=24, example="江苏省连云港市赣榆区",
            synonyms=("来源地", "返岗前所在地", "出发地", "来自地区", "来自", "户籍地", "籍贯", "返程地", "现所在地"),
        ),
        Column(
            key="arrived_on", name=gettext_lazy("Arrived on"), read=_softly_day, show=cells.as_day, example="2020-02-19",
            synonyms=("抵达日期", "到达日期", "返回日期", "返岗日期", "返程日期", "到厂日期", "来青日期", "返厦日期", "返沪日期"),
        ),
        Column(
            key="transport", name=gettext_lazy("Means of transport"), read=_softly(TRANSPORT_WORDS),
            synonyms=("交通方式", "交通工具", "返程方式", "乘坐交通工具"),
            show=lambda key: fact_types.TRANSPORT.get(key, key),
        ),
        Column(
            key="lodging", name=gettext_lazy("Lodging"), read=_softly(LODGING_WORDS),
            synonyms=("住宿", "住宿方式", "居住情况", "住宿情况"),
            show=lambda key: fact_types.LODGINGS.get(key, key),
        ),
        Column(
            key="address", name=gettext_lazy("Address"), read=cells.text(120), personal=True, width=30,
            synonyms=("住址", "居住地址", "现住址", "住宿地址", "地址"),
        ),
        Column(
            key="job", name=gettext_lazy("Kind of work"), read=_softly(jobs) if jobs else cells.text(40),
            synonyms=("岗位", "工种", "职务", "工作岗位"),
            show=lambda key: campaign.pack.workforce.job_name(key),
        ),
        Column(
            key="language", name=gettext_lazy("Language"), read=_softly(LANGUAGE_WORDS), synonyms=("语言", "语种"),
            show=lambda key: dict(settings.LANGUAGES).get(key, key), in_template=False,
        ),
        Column(
            key="note", name=gettext_lazy("Note"), read=cells.text(200), personal=True, synonyms=("备注", "说明"),
            in_template=False,
        ),
    )  # fmt: skip


def given(values: Mapping[str, Any]) -> Given:
    """The person of a row whose cells were read. Raises Refused where together they can't be."""
    number = str(values.get("document") or "")
    kind = documents.guessed(number)
    if not kind or not values.get("name"):
        raise Refused(_("Name and document number are needed."))
    day = values.get("arrived_on")
    return Given(
        name=giving.normal_name(str(values["name"])),
        document=number,
        document_kind=kind,
        phone=str(values.get("phone") or ""),
        nationality=str(values.get("nationality") or ("CN" if kind == "resident_card" else "")),
        language=str(values.get("language") or ""),
        origin=str(values.get("origin") or ""),
        arrived_on=dt.date.fromisoformat(day) if isinstance(day, str) and day else day or None,
        transport=str(values.get("transport") or ""),
        lodging=str(values.get("lodging") or ""),
        address=str(values.get("address") or ""),
        note=str(values.get("note") or ""),
        job=str(values.get("job") or ""),
    )


def _telephone(cell: Any, unit: int | None) -> str:
    """A number that can't be read is left out: the person matters more."""
    try:
        return str(cells.telephone(cell, unit))
    except Bad as bad:
        raise bad.softened() from None
