"""What is ticked on one page of a list is still ticked on the next, and all of it is sent; whoever comes anew begins without."""

import pytest
from django.urls import reverse

from fugong.registry.models import Assignment
from ground.cast import make_enterprise

TICKED = 'input[type="checkbox"][name="enterprise"]'


@pytest.fixture
def many(cast):
    """More enterprises without a resident officer than a page shows."""
    return [make_enterprise(900 + n, f"翻页企业{n:02}", cast.hill.jurisdiction) for n in range(58)]


def turn(page, way):
    with page.expect_navigation():
        page.locator(f"form .pager a{way}").click()


def test_ticks_go_on_to_the_next_page_and_all_are_sent(desktop, sign_in, cast, many):
    sign_in(desktop, cast.desk)
    wanted = reverse("registry:assignments", args=[cast.campaign.key]) + "?uncovered=resident"
    desktop.goto(wanted)
    first = [desktop.locator(TICKED).nth(n).get_attribute("value") for n in (0, 3)]
    for value in first:
        desktop.check(f'{TICKED}[value="{value}"]')
    turn(desktop, '[rel="next"]')
    assert "2" in desktop.locator("[data-kept-ticks] [data-count]").inner_text()
    other = desktop.locator(TICKED).nth(1).get_attribute("value")
    desktop.check(f'{TICKED}[value="{other}"]')
    turn(desktop, ":not([rel])")
    assert [desktop.is_checked(f'{TICKED}[value="{value}"]') for value in first] == [True, True]
    desktop.uncheck(f'{TICKED}[value="{first[1]}"]')
    with desktop.expect_navigation():
        desktop.click('button[name="which"][value="ticked"]')
    given = Assignment.objects.filter(campaign=cast.campaign, post="resident", until=None, enterprise__in=many)
    assert {str(pk) for pk in given.values_list("enterprise", flat=True)} <= {first[0], other}
    assert not Assignment.objects.filter(enterprise=first[1], until=None, post="resident").exists()
    assert Assignment.objects.filter(enterprise__in=[first[0], other], until=None, post="resident").count() == 2


@pytest.mark.thorough
def test_whoever_comes_anew_or_unticks_all_begins_without_any(desktop, sign_in, cast, many):
    sign_in(desktop, cast.desk)
    wanted = reverse("registry:assignments", args=[cast.campaign.key]) + "?uncovered=resident"
    desktop.goto(wanted)
    desktop.locator(TICKED).first.check()
    turn(desktop, '[rel="next"]')
    assert desktop.locator("input[data-tick]").count() == 1
    desktop.reload()
    assert desktop.locator("input[data-tick]").count() == 1
    desktop.click("[data-kept-ticks] button")
    assert desktop.locator("input[data-tick]").count() == 0
    turn(desktop, ":not([rel])")
    assert desktop.locator(f"{TICKED}:checked").count() == 0
    desktop.locator(TICKED).first.check()
    turn(desktop, '[rel="next"]')
    desktop.goto(wanted)
    assert desktop.locator(f"{TICKED}:checked").count() == 0 and desktop.locator("input[data-tick]").count() == 0
