"""On the last day nothing is left but numbers and a certificate; a backup that is older gives nothing either."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pypdf import PdfReader

from fugong.core import clock
from fugong.core.backup import apart
from fugong.core.errors import Conflict, NotAllowed
from fugong.places.actions import close
from fugong.workforce import certificate, erasing
from fugong.workforce.actions import erasures, files, health
from fugong.workforce.models import CampaignKey, DataKey, Employment, Erasure, HealthReport, Person
from fugong.workforce.tests.conftest import OUTSIDE, Enter, number

pytestmark = pytest.mark.django_db


def _later(days: int) -> Any:
    return clock.showing(clock.now() + dt.timedelta(days=days))


def test_on_its_last_day_a_file_goes_and_a_number_and_a_certificate_are_left(cast: Any, enter: Enter) -> None:
    gone, stays = enter(1, "张三", phone="13812345678", origin=OUTSIDE), enter(2, "李四")
    health.report(person=gone, temperature=365, via="person", by=None)
    files.end(employment=gone.employments.get(), by=cast.liaison)
    with _later(30):
        assert not Person.objects.filter(pk=gone.pk, state="left").exclude(pk=gone.pk).exists()
        first = erasures.on_the_day(cast.campaign)
        assert first is None or "person" not in first.counts, "not a day too early"
    with _later(31):
        made = erasures.on_the_day(cast.campaign)
    assert made is not None and made.counts["person"] == 1 and made.counts["keys"] == 1
    assert list(Person.objects.all()) == [stays]
    assert not Employment.objects.filter(person=gone.pk).exists() and not HealthReport.objects.exists()
    assert DataKey.objects.count() == 2, "the other's, and the campaign's"
    assert _traces(gone.pk, "张三", number(1), "13812345678") == []


def _traces(pk: int, *texts: str) -> list[str]:
    """Tables in which one of the texts, or the file's sealed part, still stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)', [[f"%{text}%" for text in texts]]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_health_reports_go_after_their_days_and_people_stay(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    health.report(person=person, temperature=365, via="person", by=None)
    with _later(31):
        counts = erasing.due(cast.campaign)
    assert counts == {"health": 1}
    person.refresh_from_db()
    assert person.last_temperature is None and person.state == "green"


def test_two_people_sign_and_never_the_same(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    with pytest.raises(Conflict):
        erasures.on_request(person=person, reason="本人要求", by=cast.desk)
    files.leave(person=person, by=cast.desk)
    with pytest.raises(NotAllowed):
        erasures.on_request(person=person, reason="本人要求", by=cast.officer)
    made = erasures.on_request(person=person, reason="本人要求", by=cast.desk)
    assert made is not None
    for who in (cast.stranger, cast.officer, cast.liaison, cast.nobody):
        assert not Erasure.objects.visible_to(who).exists()
    assert list(Erasure.objects.visible_to(cast.leader)) == [made]
    with pytest.raises(NotAllowed):
        erasures.sign(erasure=made, by=cast.officer)
    erasures.sign(erasure=made, by=cast.desk)
    with pytest.raises(NotAllowed):
        erasures.sign(erasure=made, by=cast.desk)
    assert "尚未双人签署" in _text(made) or "Not signed by two yet" in _text(made)
    erasures.sign(erasure=made, by=cast.leader)
    assert Erasure.objects.get().state == "issued"
    assert "值班员" in _text(made) and "分管领导" in _text(made)


def _text(made: Erasure) -> str:
    import io

    content = certificate.pdf(made, [("档案", 1)], "本人要求")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_closed_campaign_is_wound_down_whole(cast: Any, enter: Enter) -> None:
    for n in range(3):
        enter(n, f"员工{n}")
    with pytest.raises(Conflict):
        erasures.wind_down(campaign=cast.campaign, by=cast.desk)
    close(campaign=cast.campaign, by=cast.administrator, reason="应急响应结束")
    made = erasures.wind_down(campaign=cast.campaign, by=cast.desk)
    assert made is not None and made.counts["person"] == 3
    assert not Person.objects.exists() and not DataKey.objects.exists() and not CampaignKey.objects.exists()
    assert erasures.wind_down(campaign=cast.campaign, by=cast.desk) is None


def test_a_restored_file_whose_key_was_thrown_away_is_noise_and_goes(cast: Any, enter: Enter, tmp_path: Path) -> None:
    erased, stays = enter(1, "张三"), enter(2, "李四")
    kept = list(DataKey.objects.exclude(pk=erased.key_id))
    DataKey.objects.filter(pk=erased.key_id)._raw_delete("default")
    apart.write(tmp_path)
    DataKey.objects.all()._raw_delete("default")  # what a restored database looks like: files without any key
    assert apart.read(tmp_path)
    assert set(DataKey.objects.all()) == set(kept)
    assert list(Person.objects.all()) == [stays]
    assert Person.objects.opened().get().name == "李四"


def test_keys_are_in_no_dump(cast: Any, enter: Enter) -> None:
    from fugong.core.backup.making import count_rows

    enter(1, "张三")
    assert "workforce_datakey" in apart.tables() and "workforce_datakey" not in count_rows()
