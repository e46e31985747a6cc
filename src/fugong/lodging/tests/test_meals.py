"""Meals: ordered until closing time, never more than the caterer cooks, only from whoever has the papers."""

import datetime as dt

import pytest

from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.lodging.actions import caterers, meals
from fugong.lodging.actions.meals import Portions
from fugong.lodging.models import MealOrder

pytestmark = pytest.mark.django_db


def test_from_the_order_to_the_table(stage):
    caterer = stage.caterer(30)
    (order,) = stage.ordered(caterer, lunch=20)
    meals.accept(order=order, by=stage.cast.town)
    with pytest.raises(Refused, match="These meals are for"):
        meals.deliver(order=order, by=stage.desk)
    with stage.later(days=1):
        assert meals.deliver(order=order, by=stage.desk).state == "delivered"


def test_an_order_changes_until_orders_close(stage):
    caterer = stage.caterer(30)
    stage.ordered(caterer, lunch=20, dinner=5)
    stage.ordered(caterer, lunch=25, dinner=5)
    standing = MealOrder.objects.filter(state="ordered")
    assert {row.meal: row.count for row in standing} == {"lunch": 25, "dinner": 5}
    assert MealOrder.objects.filter(state="withdrawn").count() == 1
    with stage.later(hours=5):  # 17:00
        with pytest.raises(Refused, match="are closed since 17:00"):
            stage.ordered(caterer, lunch=10)
        with pytest.raises(Refused, match="call the caterer"):
            meals.withdraw(order=standing.get(meal="lunch"), by=stage.liaison)
    with stage.later(hours=4, minutes=59):
        assert meals.withdraw(order=standing.get(meal="lunch"), by=stage.liaison).state == "withdrawn"


def test_never_more_than_the_caterer_cooks(stage):
    caterer = stage.caterer(30)
    stage.ordered(caterer, lunch=20)
    with pytest.raises(Refused, match="can cook 10 more"):
        stage.ordered(caterer, stage.cast.shop, stage.cast.shop_liaison, lunch=8, dinner=8)
    assert MealOrder.objects.count() == 1
    stage.ordered(caterer, stage.cast.shop, stage.cast.shop_liaison, lunch=10)
    stage.ordered(caterer, lunch=20, dinner=0)
    with pytest.raises(Refused, match="can cook 20 more"):
        stage.ordered(caterer, lunch=21)
    assert meals.booked(caterer, stage.today + dt.timedelta(days=1)) == 30, "what stood before stands"


def test_a_declined_order_frees_its_portions_and_the_enterprise_hears_of_it(stage):
    caterer = stage.caterer(10)
    (order,) = stage.ordered(caterer, lunch=10)
    with pytest.raises(Refused, match="needs a reason"):
        meals.decline(order=order, reason="", by=stage.desk)
    meals.decline(order=order, reason="The oven is broken.", by=stage.desk)
    assert InboxEntry.objects.filter(person=stage.liaison, kind="lodging.meals").count() == 1
    stage.ordered(caterer, lunch=10)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"papers": []}, "caterer"), ({"licence_until": "2020-02-20"}, "caterer")],
)
def test_who_lacks_papers_is_not_ordered_from(stage, values, field):
    with pytest.raises(Refused) as refused:
        stage.ordered(stage.caterer(10, **values), lunch=1)
    assert [fault.where for fault in refused.value.faults] == [field]


def test_numbers_that_can_not_be(stage):
    caterer = stage.caterer(10)
    tomorrow = stage.today + dt.timedelta(days=1)
    where = {"campaign": stage.campaign, "enterprise": stage.river, "caterer": caterer, "by": stage.liaison}
    for day, wanted, message in (
        (stage.today, {"lunch": Portions(1)}, "Order for tomorrow"),
        (stage.today + dt.timedelta(days=4), {"lunch": Portions(1)}, "Order for tomorrow"),
        (tomorrow, {"lunch": Portions(3, {"halal": 4})}, "Diets are part"),
        (tomorrow, {"lunch": Portions(3, {"raw": 1})}, "Diets are part"),
        (tomorrow, {"tea": Portions(3)}, "no such meal"),
        (tomorrow, {"lunch": Portions(-3)}, "whole number"),
        (tomorrow, {}, "how many portions"),
    ):
        with pytest.raises(Refused, match=message):
            meals.order(day=day, meals=wanted, **where)


def test_a_caterer_can_not_shrink_below_what_is_ordered(stage):
    caterer = stage.caterer(30)
    stage.ordered(caterer, lunch=20)
    with pytest.raises(Refused, match="20 portions are ordered"):
        caterers.put(campaign=stage.campaign, values={"capacity": 19}, by=stage.desk, caterer=caterer)
    caterers.remove(caterer=caterer, reason="Closed.", by=stage.desk)
    with pytest.raises(Refused, match="Nobody can order"):
        stage.ordered(caterer, lunch=1)
    with pytest.raises(Conflict):
        caterers.remove(caterer=caterer, reason="Closed.", by=stage.desk)


def test_who_may_not(stage):
    caterer = stage.caterer(30)
    with pytest.raises(NotAllowed):
        stage.ordered(caterer, by=stage.cast.shop_liaison)
    (order,) = stage.ordered(caterer)
    for user in (stage.liaison, stage.cast.hill_town, stage.cast.leader):
        with pytest.raises(NotAllowed):
            meals.accept(order=order, by=user)
    with pytest.raises(NotAllowed):
        meals.withdraw(order=order, by=stage.cast.shop_liaison)
    with pytest.raises(NotAllowed):
        caterers.put(campaign=stage.campaign, values={"capacity": 99}, by=stage.liaison, caterer=caterer)
    assert clock.today() == stage.today
