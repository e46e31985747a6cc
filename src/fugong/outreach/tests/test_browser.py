"""Groups in a real browser: what people write never runs, new posts appear by themselves, a phone needs no sideways scrolling."""

import pytest

from fugong.outreach.actions import threads as asking
from fugong.outreach.models import ChatGroup, Thread
from ground.cast import build

PAYLOADS = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "<svg/onload=document.title='ran'>",
    "javascript:document.title='ran'",
    "{{ constructor.constructor('document.title=1')() }}",
    '"><iframe srcdoc="<script>parent.document.title=\'ran\'</script>">',
    "[x](javascript:document.title='ran')",
)
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def place(transactional_db, test_packs, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STAFF_SECOND_FACTOR = False
    return build()


def test_scripts_in_posts_are_words_and_a_new_post_comes_by_itself(place, phone, sign_in):
    group = ChatGroup.objects.get(campaign=place.campaign, key="industry-industry")
    for payload in PAYLOADS:
        thread = asking.begin(group=group, text=payload, by=place.liaison, enterprise=place.river)
        asking.reply(thread=thread, text=payload, by=place.bureau)
    sign_in(phone, place.liaison)
    home = f"/mine/plain/{place.river.pk}/groups/industry-industry/"
    phone.goto(home)
    assert phone.evaluate(WIDE) <= 0
    phone.fill("#text", "مرحبا \u202e عالم 👷 " + "長い" * 40)
    phone.locator("form[enctype] button.btn-primary").click()
    phone.locator("#posts .post").wait_for()
    assert phone.evaluate(WIDE) <= 0
    asked = Thread.objects.latest("pk")
    asking.reply(thread=asked, text="马上到", by=place.bureau, is_answer=True)
    phone.evaluate("htmx.ajax('GET', location.pathname, {target: '#posts', swap: 'outerHTML'})")
    phone.get_by_text("马上到").wait_for()
    for thread in Thread.objects.all():
        phone.goto(f"{home}threads/{thread.pk}/")
        assert phone.title() != "ran"
        assert phone.locator(".post-text script, .post-text img, .post-text iframe, .post-text svg").count() == 0
