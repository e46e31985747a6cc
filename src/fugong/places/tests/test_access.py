"""Who sees a campaign is said in two ways, which say the same."""

import pytest

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign

pytestmark = pytest.mark.django_db


def test_one_campaign_and_the_rows_of_all_are_judged_alike(cast):
    campaigns = list(Campaign.objects.select_related("jurisdiction"))
    told = set()
    for user in User.objects.all():
        for permission in Permission:
            seen = set(Campaign.objects.visible_to(user, permission))
            assert {each for each in campaigns if each.is_visible_to(user, permission)} == seen
            told.add(len(seen))
    assert told == {0, 1, 2}, "nobody's, one's own, and everybody's were among them"
