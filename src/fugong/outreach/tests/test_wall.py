"""The wall's notices: how many they reached, how many confirmed."""

from fugong.outreach.actions import receipts
from fugong.outreach.audiences import Audience
from fugong.outreach.models import NoticeReceipt
from fugong.outreach.tests.test_notices import published
from ground.walling import face, numbers


def test_the_last_notices_say_whom_they_reached_and_who_confirmed(cast):
    receipts.send(version=published(cast), audience=Audience(everyone=True), by=cast.desk)
    of = {row.enterprise_id: row for row in NoticeReceipt.objects.filter(reader=None, person=None)}
    receipts.confirm(receipt=of[cast.river.pk], by=cast.liaison)
    receipts.open_receipt(receipt=of[cast.shop.pk], language="zh")
    found = face(cast.campaign, cast.desk, "notices")
    assert list(numbers(found).values()) == ["66%", "33%"]
    assert [(line.value, line.share) for line in found.lines] == [("33%", 1 / 3)]
    town = face(cast.campaign, cast.hill_town, "notices")
    assert list(numbers(town).values()) == ["0%", "0%"], "of its own enterprises alone"
