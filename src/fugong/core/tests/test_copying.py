"""Rows by COPY: the same as by INSERT, each with its key, and refused by the same bounds."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from fugong.core import clock, copying
from fugong.figures.models import Freeze, FrozenFigure
from fugong.registry.models import Contact, Enterprise
from ground.cast import credit_code

MOMENT = dt.datetime(2020, 2, 20, 0, 5, 6, 789_012, tzinfo=dt.UTC)


def _stored(row: models.Model) -> dict[str, Any]:
    fields = [
        field
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname not in ("uscc", "search_text")
    ]
    kept = type(row)._base_manager.get(pk=row.pk)
    return {field.attname: field.value_from_object(kept) for field in fields}


def _firm(cast: Any, number: int) -> Enterprise:
    names = {"en": "A\tB \\N", "ja": "工場「東」"}
    return Enterprise(
        name="河东\n机械", names=names, uscc=credit_code(number), jurisdiction=cast.river.jurisdiction, area_code=cast.river.area_code,
        sector="C34", tags=["leading", 'a "b", {c}', ""], extra={"many": [1, None]}, registered_on=dt.date(1999, 12, 31),
        output_value=2**40, longitude=120.125, created_at=MOMENT, changed_at=MOMENT,
    )  # fmt: skip


def test_copied_rows_are_as_inserted_ones(cast):
    copied, inserted = _firm(cast, 9001), _firm(cast, 9002)
    assert copying.write(each for each in (copied,)) == [copied]
    inserted.save()
    assert _stored(copied) == _stored(inserted)
    assert copied.pk and not copied._state.adding
    copied.name = "河东"
    copied.save()  # an UPDATE: it is known to be there
    assert Enterprise.objects.get(pk=copied.pk).name == "河东"


def test_a_row_that_named_another_before_that_was_saved_knows_its_key(cast):
    firm = _firm(cast, 9001)
    contact = Contact(
        enterprise=firm, kind="liaison", name="王芳", phone="13800000000", phone_index=b"\\x\0", phone_masked="138"
    )
    copying.write([firm])
    copying.write([contact])
    kept = Contact.objects.get(enterprise=firm)
    assert (kept.name, bytes(kept.phone_index), kept.phone) == ("王芳", b"\\x\0", "13800000000")


def test_a_figure_keeps_its_decimals(cast):
    freeze = Freeze.objects.create(
        campaign=cast.campaign,
        day=clock.today(),
        pack_version=cast.campaign.pack_version,
        frozen_at=MOMENT,
        definitions=[],
    )
    copying.write([FrozenFigure(freeze=freeze, node="99", segment="", measure="rate", value=Decimal("98.7654"))])
    assert FrozenFigure.objects.get(freeze=freeze).value == Decimal("98.7654")


def test_bounds_hold_and_nothing_is_kept_of_what_broke_one(cast):
    with pytest.raises(IntegrityError, match="enterprise_uscc"), transaction.atomic():
        copying.write([_firm(cast, 9001), _firm(cast, 9001)])
    assert not Enterprise.objects.filter(uscc=credit_code(9001)).exists()


def test_no_rows_are_no_statement(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert copying.write([]) == []


def test_what_nobody_says_is_what_a_model_has(cast):
    firm = _firm(cast, 9001)
    own = {"search_terms", "tags", "names", "extra"}
    assert set(copying.unsaid(Enterprise)) & own == set()  # made anew for each row, or shared by all
    blank = Enterprise()
    assert {name: getattr(blank, name) for name in copying.unsaid(Enterprise)} == dict(copying.unsaid(Enterprise))
    assert Enterprise(**{**copying.unsaid(Enterprise), "name": firm.name}).name == firm.name
