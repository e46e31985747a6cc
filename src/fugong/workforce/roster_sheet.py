"""The enterprise's own staff list as a sheet: the people, or every cell that can't be."""

from typing import Any

from django.utils.translation import gettext as _

from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.sheets.reader import read_table
from fugong.workforce import columns
from fugong.workforce.giving import Given

LARGEST = 8 * 1024 * 1024
MOST = 50_000


def read(file: Any, campaign: Campaign) -> list[Given]:
    """The people of an uploaded sheet. Raises Refused naming each cell that can't be read; then nobody is taken."""
    if file.size > LARGEST:
        raise Refused(_("The file is larger than %(n)s MB. Send a smaller one.") % {"n": LARGEST >> 20})
    people: list[Given] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    with read_table(file.read(), file.name, columns=columns.of(campaign)) as table:
        for rows in table.chunks():
            for row in rows:
                faults += [fault for fault in row.faults if fault.level == "error"]
                if row.is_bad:
                    continue
                given = columns.given(row.values)
                first = seen.setdefault(given.document, row.number)
                if first != row.number:
                    words = _("This stands in row %(row)s already. Keep one of the two.") % {"row": first}
                    faults.append(Fault(str(row.number), words))
                people.append(given)
            if len(people) > MOST or len(faults) > 50:
                break
    if faults:
        said = [Fault(each.where, f"{each.where}: {each.message}", each.code) for each in faults[:50]]
        raise Refused(_("Some cells can't be read; nobody was added."), fields=said)
    if not people:
        raise Refused(_("Nobody stands in this sheet."))
    return people
