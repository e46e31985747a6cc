"""Of many passes and applications each is reached, and each can be put on paper."""

import io

import pytest
from pypdf import PdfReader

from fugong.passes import printing
from fugong.passes.actions import deciding, issuing
from fugong.passes.models import PassApplication
from fugong.passes.tests.stage import at, signed_in
from fugong.passes.views import mine
from ground.paging import seen

pytestmark = pytest.mark.django_db


def test_the_enterprise_reads_on_in_each_of_its_lists(stage, monkeypatch):
    monkeypatch.setattr(mine, "PASSES", 1)
    monkeypatch.setattr(mine, "PAST", 1)
    held = [stage.issued() for _each in range(2)]
    for _each in range(2):
        issuing.withdraw(shown=stage.issued(), reason="sold", by=stage.cast.town)
        deciding.refuse_(application=stage.asked(), reason="no need", by=stage.cast.town)
        stage.asked()
    page, liaison = at("mine", stage.river.pk), signed_in(stage.cast.liaison)
    subject = r'<li class="guest-line"><div><strong>([^<]+)</strong>'
    assert {row.subject for row in held} <= set(seen(liaison, page, subject))
    waiting = set(PassApplication.objects.filter(state="asked").values_list("subject", flat=True))
    assert waiting <= set(seen(liaison, page, subject, "asked")) and len(waiting) == 2
    assert len(seen(liaison, page, r"<br>no need", "refused")) == 2
    assert len(seen(liaison, page, r"<li class=\"py-1\">苏", "past")) == 2


def test_each_pass_can_be_put_on_paper(stage, monkeypatch):
    monkeypatch.setattr(printing, "MOST", 2)
    made = [stage.issued() for _each in range(3)]
    liaison = signed_in(stage.cast.liaison)
    links = seen(liaison, at("mine", stage.river.pk), r'href="([^"]*/paper/\?from=\d+)"')
    printed = "".join(text(liaison.get(link)) for link in links)
    assert len(links) == 2 and all(row.subject[-5:] in printed for row in made)
    desk = signed_in(stage.cast.town)
    first, rest = text(desk.get(at("paper"))), text(desk.get(at("paper"), {"after": made[1].pk}))
    assert all(row.subject[-5:] in first + rest for row in made) and made[0].subject[-5:] not in first


def text(answer):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages)
