"""Samples into their day, each once, with the totals of each enterprise's day: as columns, so that a hundred thousand cost little.

Whoever writes holds the totals of the enterprises, days and tests concerned first, and then looks what is there already.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from fugong.accounts.models import User
from fugong.core import bulk
from fugong.core.bulk import Coded, Numbers
from fugong.core.errors import Conflict
from fugong.places.models import Campaign
from fugong.testing import bulk_sql as sql
from fugong.testing import totals
from fugong.testing.partitions import DAILY

TABLE = "testing_sample"
NAMES = (
    "enterprise_id", "day", "person_id", "kind", "at", "campaign_id", "tube_id", "result", "via", "by_id",
)  # fmt: skip
SMALL = 1_000
ATTEMPTS = 3  # somebody who doesn't hold the totals may come in between


@dataclass(frozen=True, slots=True)
class Rows:
    """Samples with where they count. `tube` is 0 for those in none."""

    enterprise: Numbers
    day: NDArray[np.int32]
    person: Numbers
    test: Coded
    at: Numbers
    tube: Numbers
    result: Coded

    def __len__(self) -> int:
        return len(self.person)

    def only(self, which: NDArray[Any]) -> "Rows":
        """Some of them."""
        return Rows(
            self.enterprise[which], self.day[which], self.person[which], self.test.only(which), self.at[which],
            self.tube[which], self.result.only(which),
        )  # fmt: skip

    def touched(self) -> Iterator[tuple[dt.date, str, list[int]]]:
        """Day, test and the enterprises, in an order that is the same for everybody."""
        for day in bulk.distinct(self.day):
            for code, name in enumerate(self.test.names):
                here = self.enterprise[(self.day == day) & (self.test.codes == code)]
                enterprises = bulk.distinct(here[here > 0])
                if len(enterprises):
                    yield bulk.day(day), name, enterprises.tolist()


def write(cursor: Any, campaign: Campaign, rows: Rows, *, by: User, via: str) -> Rows:
    """Writes the rows that aren't there yet and returns them, with their totals counted anew."""
    for day in bulk.distinct(rows.day):
        DAILY.ensure(bulk.day(day))
    for day, test, enterprises in rows.touched():
        totals.hold(cursor, campaign.pk, day, test, enterprises)
    new = _written(cursor, campaign, rows, by, via)
    for day, test, enterprises in new.touched():
        totals.count(cursor, campaign.pk, day, test, enterprises)
    return new


def _written(cursor: Any, campaign: Campaign, rows: Rows, by: User, via: str) -> Rows:
    for _attempt in range(ATTEMPTS):
        new = _unknown(cursor, rows)
        try:
            with transaction.atomic():
                bulk.send(cursor, TABLE, NAMES, _blocks(new, campaign, by, via))
        except IntegrityError:
            continue
        return new
    raise Conflict(_("Somebody else is sending the same at this moment. Send it again."))


def _unknown(cursor: Any, rows: Rows) -> Rows:
    """Those that aren't in the table, each once, in the order of its key."""
    dates = [bulk.day(each) for each in bulk.distinct(rows.day)]
    enterprises = bulk.array(bulk.distinct(rows.enterprise))
    values = [list(rows.test.names), dates, bulk.moment(rows.at.min()), bulk.moment(rows.at.max()), enterprises]
    few = len(rows) <= SMALL
    if few:
        values.append(bulk.array(bulk.distinct(rows.person)))
    cursor.execute(sql.KNOWN.format(few=sql.FEW if few else ""), values)
    known = bulk.columns(cursor.fetchone()[0], 4)
    return rows.only(bulk.unseen((rows.enterprise, rows.person, rows.test.codes, rows.at), known))


def _blocks(rows: Rows, campaign: Campaign, by: User, via: str) -> Iterator[bytes]:
    """One for each test and result, in a tube or not: rows of a block are alike but for their numbers."""
    if not len(rows):
        return
    kinds = len(rows.result.names) * 2
    shape = (rows.test.codes * len(rows.result.names) + rows.result.codes) * 2 + (rows.tube > 0)
    for each in bulk.distinct(shape):
        some = rows.only(shape == each) if (shape != each).any() else rows
        test, result, in_tube = rows.test.names[each // kinds], rows.result.names[each % kinds // 2], each % 2
        yield bulk.block(
            (
                some.enterprise, some.day, some.person, test.encode(), some.at, bulk.number(campaign.pk),
                some.tube if in_tube else None, result.encode(), via.encode(), bulk.number(by.pk),
            )
        )  # fmt: skip
