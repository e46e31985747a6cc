"""Notices in a real browser on a phone: script never runs, every language is a tap away, confirming is one button."""

import pytest

from fugong.outreach.actions import notices, receipts
from fugong.outreach.audiences import Audience
from fugong.outreach.models import Notice, NoticeReceipt
from fugong.resumption.tests import stage as ground

PAYLOADS = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<svg onload='window.ran = 1'>",
    "[tap](javascript:window.ran=1)",
    "![x](javascript:window.ran=1)",
    '<a href="data:text/html,<script>window.ran=1</script>">x</a>',
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<details open ontoggle='window.ran = 1'>",
    "`<b onmouseover=window.ran=1>`",
    "| a |\n|---|\n| <input autofocus onfocus=window.ran=1> |",
)
RIGHT_TO_LEFT, EMOJI = "مرحبا بكم في العمل", "😷🏭✅"


@pytest.fixture
def stage(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STAFF_SECOND_FACTOR = False
    return ground.build()


def told(stage, body):
    """A public notice in Chinese and English, sent to everyone."""
    notice = notices.draft(campaign=stage.campaign, kind="notice", by=stage.desk)
    texts = {"zh": notices.Text(f"告知书{PAYLOADS[0]}", body), "en": notices.Text("Notice", f"In English.\n\n{body}")}
    version = notices.write(version=notice.versions.get(), texts=texts, public=True, by=stage.desk)
    version = notices.publish(version=version, by=stage.desk)
    receipts.send(version=version, audience=Audience(everyone=True), by=stage.desk)
    return Notice.objects.get()


def test_no_script_of_a_text_ever_runs(stage, phone):
    notice = told(stage, "\n\n".join((*PAYLOADS, RIGHT_TO_LEFT, EMOJI)))
    phone.goto(f"/n/{notice.slug}/?lang=zh")
    phone.get_by_text(EMOJI).wait_for()
    assert phone.get_by_text(RIGHT_TO_LEFT).is_visible()
    assert (
        phone.locator(".notice-column :is(script, iframe, svg[onload], img[onerror], [href^='javascript:'])").count()
        == 0
    )
    for link in phone.locator(".notice-column a").all():
        link.click(force=True)
    assert phone.evaluate("window.ran") is None
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_liaison_reads_in_another_language_and_confirms_with_one_button(stage, phone, sign_in):
    notice = told(stage, "请自查。")
    sign_in(phone, stage.liaison_of(stage.small))
    phone.goto("/mine/")
    phone.locator(f"a[href$='/{stage.small.pk}/notices/']").click()
    phone.locator(".notice-unread").click()
    phone.get_by_role("link", name="English").click()
    phone.get_by_text("In English.").wait_for()
    button = phone.locator("form[action$='/confirmation/'] button")
    assert button.bounding_box()["height"] >= 44
    button.click()
    phone.locator(".notice-unread").wait_for(state="detached")
    receipt = NoticeReceipt.objects.get(notice=notice, enterprise=stage.small)
    assert (receipt.language, receipt.confirmed_by) == ("en", stage.liaison_of(stage.small))
