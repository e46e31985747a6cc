"""The list of a day's reports is read to its end."""

import pytest
from django.urls import reverse

from fugong.resumption import report_lists
from fugong.resumption.models import Resumption
from ground.paging import seen


@pytest.mark.parametrize("tab", ["missing", "all"])
def test_each_row_is_reached_once(stage, client, settings, monkeypatch, tab):
    settings.STAFF_SECOND_FACTOR = False
    monkeypatch.setattr(report_lists, "PAGE", 1)
    client.force_login(stage.desk)
    page = reverse("resumption:reports", args=[stage.campaign.key]) + f"?tab={tab}"
    found = seen(client, page, r'<th scope="row"><a href="([^"]+)"')
    every = Resumption.objects.filter(campaign=stage.campaign).count()
    assert len(set(found)) == len(found) and (tab == "missing" or len(found) == every > 1)
