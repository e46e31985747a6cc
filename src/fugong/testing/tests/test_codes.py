"""Codes: ours are read, others aren't, and nothing stands in them but campaign, number and day."""

import datetime as dt

import pytest

from fugong.core import clock, codes
from fugong.core.errors import Refused
from fugong.testing import coding

pytestmark = pytest.mark.django_db


def test_a_code_leads_to_its_person_and_says_nothing_else(stage):
    person = stage.people[0]
    text = coding.of(person)
    assert coding.read(stage.campaign, text) == person and len(text) <= 120
    assert coding.read(stage.campaign, coding.short(person).lower()) == person
    said = codes.read(text)
    assert (said.campaign, said.number) == (stage.campaign.pk, person.pk)
    assert "11010119900307" not in text and coding.drawing(person).startswith("<svg")


def test_what_was_changed_expired_or_is_anothers_is_refused(stage):
    person = stage.people[0]
    text = coding.of(person)
    swapped = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    for bad in (swapped, text[:-3] + "AAA", "x" * 108, coding.short(person)[:-1] + "0", "hello", ""):
        with pytest.raises(Refused):
            coding.read(stage.campaign, bad)
    with pytest.raises(Refused, match="another place"):
        coding.read(stage.cast.next_door, text)
    with clock.showing(clock.now() + dt.timedelta(days=31)), pytest.raises(Refused, match="expired"):
        coding.read(stage.campaign, text)
