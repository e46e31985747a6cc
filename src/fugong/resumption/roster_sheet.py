"""A staff list as employers keep it: name and identity number are found among its columns, the rest isn't looked at."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.errors import Fault, Refused
from fugong.resumption.actions.rosters import MOST_PEOPLE, Person
from fugong.resumption.signing import TAIL, normal_tail
from fugong.sheets import cells
from fugong.sheets.cells import Bad
from fugong.sheets.columns import Column
from fugong.sheets.reader import read_table

LARGEST = 8 * 1024 * 1024
MOST_DIGITS = 15  # a spreadsheet that keeps a number as a number loses what stands after these


def identity(cell: Any, unit: int | None) -> str:
    """An identity number or its last four signs. One that was kept as a number has lost its end, and is refused."""
    text = cells.plain(cell).strip()
    if isinstance(cell, int | float) and len(text) > MOST_DIGITS:
        raise Bad(
            _("The number was kept as a figure, so its end is lost. Format the column as text and enter it again.")
        )
    if isinstance(cell, int | float):
        text = text.zfill(4)
    if not TAIL.fullmatch(normal_tail(text)):
        raise Bad(_("The last four signs of the identity number are missing."))
    return text


COLUMNS = (
    Column(
        key="name",
        name=gettext_lazy("Name"),
        read=cells.text(60),
        required=True,
        synonyms=("姓名", "员工姓名", "职工姓名", "人员姓名", "名字"),
        example="王芳",
    ),
    Column(
        key="identity",
        name=gettext_lazy("Identity number"),
        read=identity,
        required=True,
        personal=True,
        synonyms=("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "身份证后四位", "身份证后4位", "后四位"),
        example="110101199001011234",
    ),
)


def read(file: Any) -> list[Person]:
    """The people of an uploaded sheet. Raises Refused naming each cell that can't be read; then nobody is taken."""
    if file.size > LARGEST:
        raise Refused(_("The file is larger than %(n)s MB. Send a smaller one.") % {"n": LARGEST >> 20})
    people: list[Person] = []
    faults: list[Fault] = []
    with read_table(file.read(), file.name, columns=COLUMNS) as table:
        for rows in table.chunks():
            for row in rows:
                faults += [fault for fault in row.faults if fault.level == "error"]
                if not row.is_bad:
                    people.append(Person(row.values["name"], row.values["identity"]))
            if len(people) > MOST_PEOPLE or len(faults) > 50:
                break
    if faults:
        said = [Fault(each.where, f"{each.where}: {each.message}", each.code) for each in faults[:50]]
        raise Refused(_("Some cells can't be read; nobody was added."), fields=said)
    return people
